use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::harness::{on_disk as on_disk_of, *};
use crate::{
    app::{
        input::key::MouseKind,
        requests::{effect::FeedQuery, event::LibraryChange},
    },
    domain::{EpisodeAt, EpisodeKey, EpisodeState, FeedSort, Progress, ShelfEpisode, SyncEnd, ViewOptions},
};

mod filtered;
mod parts;

/// A row of a show, by its title and date.
pub(super) fn row(show: &str, title: &str, released: &str) -> ShelfEpisode {
    let mut shelved = shelved(show, episode(title, released, 30, Progress::Unplayed));
    shelved.arrived = startup().now.timestamp() - SignedDuration::from_hours(24 * 30);
    shelved
}

/// A row that arrived so many minutes ago.
fn arrived(mut row: ShelfEpisode, minutes: i64) -> ShelfEpisode {
    row.arrived = startup().now.timestamp() - SignedDuration::from_mins(minutes);
    row
}

pub(super) fn page(rows: Vec<ShelfEpisode>) -> FeedPage {
    let total = u32::try_from(rows.len()).expect("few");
    FeedPage { rows, is_first: true, total, ..FeedPage::default() }
}

/// The view of New.
const NEW: ViewId = ViewId::Feed(FeedId::NEW);

/// So many rows, from number `from` on.
fn many(from: usize, count: usize) -> Vec<ShelfEpisode> {
    let one = row("Show", "E", "2026-11-01");
    let of = |number| episode(&format!("E{number}"), "2026-11-01", 30, Progress::Unplayed);
    (from..from + count).map(|number| ShelfEpisode { episode: of(number), ..one.clone() }).collect()
}

fn hours_ago(hours: i64) -> Timestamp {
    startup().now.timestamp() - SignedDuration::from_hours(hours)
}

/// New opened, with these rows in it.
pub(super) fn reading_new(rows: Vec<ShelfEpisode>) -> Session {
    let mut session = Session::listing(80, 24, &["Show", "Other"]);
    session.keys("2").reply_feed(FeedId::NEW, page(rows));
    session.effects();
    session
}

fn lines(session: &Session) -> Vec<String> {
    match session.tab() {
        Tab::Feed(feed) => session.feed(feed),
        Tab::Shows | Tab::Search | Tab::Discover => panic!("no feed is open"),
    }
}

fn queries(session: &mut Session) -> Vec<FeedQuery> {
    let query = |effect| match effect {
        Effect::Read(_, Read::Feed(query)) => Some(query),
        _ => None,
    };
    session.effects().into_iter().filter_map(query).collect()
}

#[test]
fn new_is_grouped_by_day_with_what_has_no_date_last() {
    let session = reading_new(vec![
        row("Show", "A", "2026-11-23"),
        row("Other", "B", "2026-11-23"),
        row("Show", "C", "2026-11-20"),
        row("Show", "D", "2024"),
        row("Show", "E", ""),
    ]);
    assert_eq!(lines(&session), ["# 2026-11-23", ">A", "B", "# 2026-11-20", "C", "# 2024", "D", "# ", "E"]);
}

#[test]
fn in_progress_has_no_days_and_is_sorted_by_what_is_left() {
    let begun = |title: &str, released: &str, minutes: u64| {
        let mut row = row("Show", title, released);
        row.episode.progress = Progress::InProgress { position: Duration::from_mins(minutes) };
        row
    };
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("3");
    assert!(matches!(
        &session.effects()[..],
        [Effect::Read(
            _,
            Read::Feed(FeedQuery { feed: FeedId::IN_PROGRESS, state: Some(EpisodeState::InProgress), .. })
        )]
    ));
    let rows =
        vec![begun("A", "2026-11-23", 1), begun("B", "2026-11-22", 29), begun("C", "", 9), begun("D", "2025", 2)];
    session.reply_feed(FeedId::IN_PROGRESS, page(rows.clone())).keys("j");
    assert_eq!(lines(&session), ["A", ">B", "C", "D"]);
    // The library sorts.
    let [a, b, c, d] = rows.try_into().expect("four");
    for (sort, sorted, shown) in [
        (FeedSort::Oldest, [&d, &b, &a, &c], ["D", ">B", "A", "C"]),
        (FeedSort::Remaining, [&b, &c, &d, &a], [">B", "C", "D", "A"]),
        (FeedSort::Newest, [&a, &b, &c, &d], ["A", ">B", "C", "D"]),
    ] {
        session.effects();
        session.keys("s");
        let asked = queries(&mut session);
        assert_eq!((asked.len(), asked[0].sort, &asked[0].after), (1, sort, &None));
        session.reply_feed(FeedId::IN_PROGRESS, page(sorted.map(Clone::clone).to_vec()));
        assert_eq!(lines(&session), shown);
    }
}

#[test]
fn the_line_stands_below_what_arrived_since_new_was_looked_at() {
    let rows = vec![
        arrived(row("Show", "New today", "2026-11-23"), 60),
        row("Show", "Known today", "2026-11-23"),
        arrived(row("Show", "Came late", "2026-11-22"), 60),
        row("Show", "Known", "2026-11-21"),
        // Of a show followed since: not what anybody waits for.
        arrived(row("Other", "Old, came now", "2026-11-01"), 60),
    ];
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("2").reply_feed(FeedId::NEW, FeedPage { seen_at: Some(hours_ago(5)), ..page(rows.clone()) });
    assert_eq!(
        lines(&session),
        [
            "# 2026-11-23",
            ">New today",
            "Known today",
            "# 2026-11-22",
            "Came late",
            "-- caught up",
            "# 2026-11-21",
            "Known",
            "# 2026-11-01",
            "Old, came now"
        ]
    );
    assert!(session.effects().contains(&Effect::Remember(Remember::Seen("new"))));
    let before = lines(&session);
    session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
    session.reply_feed(FeedId::NEW, FeedPage { seen_at: Some(hours_ago(0)), ..page(rows.clone()) });
    assert_eq!(lines(&session), before, "the line stays put while somebody looks");
    session.keys("1");
    assert!(session.effects().contains(&Effect::Remember(Remember::Seen("new"))), "what came meanwhile has been seen");
    session.keys("2").reply_feed(FeedId::NEW, FeedPage { seen_at: Some(hours_ago(0)), ..page(rows) });
    assert_eq!(lines(&session)[..2], ["-- caught up", "# 2026-11-23"]);
}

#[test]
fn the_line_is_not_known_while_there_may_be_more_that_is_new() {
    let fresh = |number: usize| arrived(row("Show", &format!("E{number}"), "2026-11-23"), 60);
    let mut session = Session::listing(80, 24, &["Show"]);
    let first: Vec<_> = (0..40).map(fresh).collect();
    session.keys("2");
    session.reply_feed(FeedId::NEW, FeedPage { more: true, seen_at: Some(hours_ago(5)), ..page(first) });
    assert!(!lines(&session).contains(&"-- caught up".into()));
    let rest = vec![fresh(40), row("Show", "Known", "2026-11-23"), row("Show", "Old", "2026-01-01")];
    session.reply_feed(FeedId::NEW, FeedPage { is_first: false, ..page(rest) });
    assert_eq!(lines(&session)[42..], ["-- caught up", "# 2026-11-23", "Known", "# 2026-01-01", "Old"]);
}

#[test]
fn quitting_from_new_remembers_that_it_was_looked_at() {
    let mut session = reading_new(many(0, 3));
    session.keys("q");
    assert_eq!(session.effects(), [Effect::Remember(Remember::Seen("new")), Effect::Quit]);
}

#[test]
fn nobody_has_chosen_so_the_newest_stays_selected() {
    let mut session = reading_new(many(0, 3));
    session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
    let mut rows = many(0, 3);
    rows.insert(0, row("Show", "Newest", "2026-11-23"));
    session.reply_feed(FeedId::NEW, page(rows));
    assert_eq!(lines(&session)[1], ">Newest");
}

#[test]
fn of_a_selected_row_that_is_gone_the_next_one_is_selected() {
    let mut session = reading_new(many(0, 4));
    session.keys("j").send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
    let mut rows = many(0, 4);
    rows.remove(1);
    session.reply_feed(FeedId::NEW, page(rows));
    assert_eq!(lines(&session), ["# 2026-11-01", "E0", ">E2", "E3"]);
}

#[test]
fn a_filter_is_read_with_every_key_and_the_latest_answer_counts() {
    let mut session = reading_new(many(0, 5));
    session.keys("j /").text("a");
    let first = session.id(Slot::Feed(FeedId::NEW));
    session.text("b");
    let asked = queries(&mut session);
    assert_eq!(asked.iter().map(|query| query.filter.as_str()).collect::<Vec<_>>(), ["a", "ab"]);
    assert!(asked.iter().all(|query| query.after.is_none()));
    let before = lines(&session);
    session.answer(first, ReadReply::Feed(page(Vec::new())));
    assert_eq!(lines(&session), before, "an answer to the first key is stale");
    session.reply_feed(FeedId::NEW, page(vec![row("Show", "About", "2026-11-01")]));
    assert_eq!(lines(&session), ["# 2026-11-01", ">About"]);
    session.keys("Enter");
    assert!(matches!(session.filter(NEW), Filter::Kept(_)));
    assert_eq!(queries(&mut session), []);
    session.keys("Esc");
    assert_eq!(queries(&mut session)[0].filter, "");
    session.reply_feed(FeedId::NEW, page(many(0, 5)));
    assert_eq!(session.filter(NEW), &Filter::Off);
}

#[test]
fn esc_while_typing_a_filter_brings_the_selection_back() {
    let mut session = reading_new(many(0, 5));
    session
        .keys("j j /")
        .text("x")
        .reply_feed(FeedId::NEW, page(Vec::new()))
        .keys("Esc")
        .reply_feed(FeedId::NEW, page(many(0, 5)));
    assert_eq!(lines(&session)[3], ">E2");
}

#[test]
fn one_per_show_and_states_are_read_and_remembered() {
    let mut session = reading_new(many(0, 5));
    session.keys("c");
    let effects = session.effects();
    assert!(
        matches!(
            &effects[..],
            [
                Effect::Remember(Remember::Feed(
                    "new",
                    ViewOptions { one_per_show: true, state: StateFilter::All, .. }
                )),
                Effect::Read(_, Read::Feed(FeedQuery { one_per_show: true, state: None, .. }))
            ]
        ),
        "{effects:?}"
    );
    session.keys("f");
    let effects = session.effects();
    assert!(
        matches!(
            &effects[..],
            [
                Effect::Remember(Remember::Feed(
                    "new",
                    ViewOptions { state: StateFilter::Only(EpisodeState::Unplayed), .. }
                )),
                Effect::Cancel(_),
                Effect::Read(_, Read::Feed(FeedQuery { state: Some(EpisodeState::Unplayed), .. }))
            ]
        ),
        "{effects:?}"
    );
    assert_eq!(session.message(), "Unplayed episodes");
}

#[test]
fn new_opens_so_that_the_line_or_what_is_new_is_seen() {
    let mut session = reading_new(many(0, 60));
    let view = |session: &Session| (session.top(NEW), session.selected(NEW));
    session.keys("j j j 1 2").reply_feed(FeedId::NEW, FeedPage { seen_at: Some(hours_ago(1)), ..page(many(0, 60)) });
    assert_eq!((lines(&session)[0].as_str(), view(&session)), ("-- caught up", (0, Some(3))));
    // Who was further down finds the place again, unless there is something new.
    session.keys("PgDn PgDn PgDn 1 2");
    let deep = view(&session);
    session.reply_feed(FeedId::NEW, FeedPage { seen_at: Some(hours_ago(1)), ..page(many(0, 60)) });
    assert_eq!(view(&session), deep);
    session.keys("1").after(600).keys("2");
    let rows: Vec<_> = [arrived(row("Show", "Fresh", "2026-11-23"), -5)].into_iter().chain(many(0, 60)).collect();
    session.reply_feed(FeedId::NEW, FeedPage { seen_at: Some(hours_ago(1)), ..page(rows) });
    assert_eq!((lines(&session)[1].as_str(), view(&session)), (">Fresh", (0, Some(0))));
}

#[test]
fn new_is_looked_at_as_it_was_the_last_time() {
    let mut shelf = shelf("ada", &["Show"]);
    shelf.feeds = vec![options(true, StateFilter::Only(EpisodeState::Played))];
    let mut session = Session::with(Startup { shelf: Some(shelf), ..startup() });
    session.send(EventKind::Start).keys("2");
    let asked = queries(&mut session);
    assert_eq!((asked[0].one_per_show, asked[0].state), (true, Some(EpisodeState::Played)));
}

#[test]
fn enter_reads_the_notes_and_e_goes_to_the_show() {
    let mut session = reading_new(vec![row("Show", "A", "2026-11-23"), row("Other", "B", "2026-11-22")]);
    session.keys("j");
    let subject = Subject::Episode(EpisodeAt { show: show_key("Other"), episode: EpisodeKey::from_remote("B") });
    assert_eq!(session.subject(), Some(subject), "the notes on the right follow");
    session.keys("Enter");
    assert_eq!((session.focus(), session.tab()), (ViewId::Notes, Tab::Feed(FeedId::NEW)));
    session.keys("e");
    let now = (session.tab(), session.focus(), session.open());
    assert_eq!(now, (Tab::Shows, ViewId::Episodes, Some(&show_key("Other"))));
    assert_eq!(session.shows(), ["Show", ">Other"]);
    let on_disk = ["C", "B", "A"].map(|title| episode(title, "2026-11-22", 1, Progress::Unplayed));
    let ReadReply::Episodes(show, items, sort, _) = on_disk_of("Other", on_disk.to_vec()) else { panic!("episodes") };
    // The show was looked at last with a state that hides the episode.
    session.reply(ReadReply::Episodes(show, items, sort, StateFilter::Only(EpisodeState::Played)));
    assert_eq!(session.episodes(), ["C", ">B", "A"]);
}

#[test]
fn o_and_y_are_about_the_selected_row() {
    let mut session = reading_new(vec![row("Show", "A", "2026-11-23")]);
    session.keys("o y");
    let effects = session.effects();
    assert!(
        matches!(&effects[..], [Effect::System(_, System::OpenSpotify(link)), Effect::System(_, System::Copy(_))] if link.to_string().ends_with("/A")),
        "{effects:?}"
    );
}

#[test]
fn a_library_that_cannot_be_read_is_said_and_what_was_read_stays() {
    let mut session = reading_new(many(0, 3));
    session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
    let id = session.id(Slot::Feed(FeedId::NEW));
    session.answer(id, ReadReply::Failed(problem("The disk is gone")));
    assert_eq!((session.list(NEW).len(), session.problem_of(NEW)), (3, Some(&problem("The disk is gone"))));
    assert_eq!(session.message(), "The disk is gone");
    session.effects();
    session.keys("r");
    assert_eq!(queries(&mut session).len(), 1, "r tries again");
}

#[test]
fn a_click_selects_a_row_by_its_own_lines_and_a_double_click_opens_it() {
    let mut session = reading_new(vec![row("Show", "A", "2026-11-23"), row("Show", "B", "2026-11-22")]);
    // The heading of the second day belongs to its first row.
    session.mouse(MouseKind::Click, 5, 5);
    assert_eq!(lines(&session)[3], ">B");
    session.mouse(MouseKind::Click, 5, 6).mouse(MouseKind::Click, 5, 6);
    assert_eq!(session.focus(), ViewId::Notes);
    session.mouse(MouseKind::Click, 5, 20);
    assert_eq!((session.focus(), lines(&session)[3].as_str()), (NEW, ">B"));
    session.mouse(MouseKind::WheelDown, 5, 5).mouse(MouseKind::WheelUp, 5, 5);
    assert_eq!(lines(&session)[3], ">B");
}

fn options(one_per_show: bool, state: StateFilter) -> ViewOptions<FeedSort> {
    ViewOptions { sort: FeedSort::Newest, state, one_per_show }
}
