//! A feed that only this file knows: a row of the table of feeds and a row of the keymap make a tab.

use super::{
    feed::{page, row},
    harness::*,
};
use crate::{
    app::{
        Command, Context,
        input::{
            command::Main,
            key::MouseKind,
            keymap::{Binding, TABLE},
        },
        requests::{effect::FeedQuery, event::LibraryChange},
        views::FeedSpec,
    },
    domain::{EpisodeAt, EpisodeKey, EpisodeState, FeedSort, FeedSource, Mark, Progress, ShelfEpisode},
};

static WITH_FINISHED: [FeedSpec; 4] = [
    FEEDS[0],
    FEEDS[1],
    FEEDS[2],
    FeedSpec {
        name: "Finished",
        short: "Done",
        id: FINISHED,
        source: FeedSource::Followed,
        state: Some(EpisodeState::Played),
        sorts: &[FeedSort::Newest, FeedSort::Oldest],
        by_day: false,
        tracks_visits: false,
        can_be_one_per_show: false,
        contexts: &[Context::Feed, Context::InProgress, Context::EpisodeList],
        none: &["Nothing is finished: `{sync}` synchronises"],
    },
];

const FINISHED: FeedId = FeedId::new("finished");
const VIEW: ViewId = ViewId::Feed(FINISHED);

const KEY: Binding = Binding {
    context: Context::Main,
    command: Command::Main(Main::Tab(Tab::Feed(FINISHED))),
    name: "finished-tab",
    keys: &["7"],
    hint: "",
    help: "Go to what is finished",
};

fn started(width: u16) -> Session {
    let rows: Vec<Binding> = TABLE.iter().copied().chain([KEY]).collect();
    let start = Startup { feeds: &WITH_FINISHED, keymap: Keymap::of(&rows), ..startup() };
    let mut session = Session::with(start);
    session.send(EventKind::Start).resize(width, 24).reply(shows(&["Show"])).effects();
    session
}

/// The feed opened, with these rows in it.
fn reading(titles: &[&str]) -> Session {
    let mut session = started(80);
    let rows = titles.iter().map(|title| played(title)).collect();
    session.keys("7").reply_feed(FINISHED, page(rows)).effects();
    session
}

fn played(title: &str) -> ShelfEpisode {
    let mut row = row("Show", title, "2026-11-01");
    (row.remote, row.episode.progress) = (Progress::Played, Progress::Played);
    row
}

fn queries(session: &mut Session) -> Vec<FeedQuery> {
    let query = |effect| match effect {
        Effect::Read(_, Read::Feed(query)) => Some(query),
        _ => None,
    };
    session.effects().into_iter().filter_map(query).collect()
}

#[test]
fn its_key_opens_it_and_the_library_is_asked_for_its_state() {
    let mut session = started(80);
    session.keys("7");
    assert_eq!((session.tab(), session.focus()), (Tab::Feed(FINISHED), VIEW));
    let asked = queries(&mut session);
    assert_eq!(asked.len(), 1);
    assert_eq!((asked[0].feed, asked[0].state, asked[0].visits_of), (FINISHED, Some(EpisodeState::Played), None));
    session.reply_feed(FINISHED, page(vec![played("A"), played("B")]));
    assert_eq!(session.feed(FINISHED), [">A", "B"]);
    assert_eq!(session.heading(VIEW), "Finished|newest");
    assert_eq!(session.subject(), session.episode(VIEW).map(|item| Subject::Episode(item.at())));
}

#[test]
fn its_name_stands_among_the_tabs_with_its_key_and_a_click_on_it_opens_it() {
    for (width, name) in [(140, "7 Finished"), (68, "7 Done"), (50, "7")] {
        let mut session = started(width);
        let labels: Vec<_> = session.tab_labels().iter().map(|label| label.text.clone()).collect();
        assert_eq!((labels.len(), labels[4].as_str()), (7, name));
        let x = session.tab_labels()[4].area.x + 1;
        session.mouse(MouseKind::Click, x, 0);
        assert_eq!(session.tab(), Tab::Feed(FINISHED));
    }
}

#[test]
fn it_is_filtered_sorted_and_read_in_parts_like_the_others() {
    let mut session = reading(&["A", "B", "C"]);
    session.keys("/").text("b");
    assert_eq!(queries(&mut session)[0].filter, "b");
    session.reply_feed(FINISHED, page(vec![played("B")]));
    assert_eq!(session.feed(FINISHED), [">B"]);
    session.keys("Esc");
    assert_eq!(queries(&mut session)[0].filter, "");
    session.reply_feed(FINISHED, page(vec![played("A"), played("B"), played("C")]));
    session.keys("s");
    assert_eq!(session.message(), "Sorted by date, oldest first");
    session.reply_feed(FINISHED, page(vec![played("C"), played("B"), played("A")])).keys("s");
    assert_eq!(session.message(), "Sorted by date, newest first");
    session.reply_feed(FINISHED, page(vec![played("A"), played("B"), played("C")]));
    let many = |from| (from..from + 200).map(|number| played(&format!("E{number}"))).collect();
    session.keys("1 7").reply_feed(FINISHED, FeedPage { more: true, total: 400, ..page(many(0)) }).effects();
    session.keys("G");
    assert!(queries(&mut session)[0].from_end);
    session.reply_feed(FINISHED, FeedPage { from_end: true, more: true, total: 400, ..page(many(200)) });
    assert_eq!((session.list(VIEW).skipped, session.selected(VIEW)), (200, Some(199)));
}

#[test]
fn its_rows_are_marked_selected_and_exported() {
    let mut session = reading(&["A", "B"]);
    session.keys("m");
    let at = |title| EpisodeAt { show: show_key("Show"), episode: EpisodeKey::from_remote(title) };
    let effects = session.effects();
    assert!(
        matches!(&effects[..], [Effect::Write(_, Write::Mark(marks))] if *marks == [(at("A"), Some(Mark::Unplayed))]),
        "{effects:?}"
    );
    assert_eq!(session.marks(VIEW), [("A".into(), Some(Mark::Unplayed)), ("B".into(), None)]);
    session.keys("k v v x Enter");
    assert_eq!(session.selection(), [at("A"), at("B")]);
    let effects = session.effects();
    assert!(
        matches!(&effects[..], [Effect::Write(_, Write::Export { episodes, .. })] if *episodes == [at("A"), at("B")]),
        "{effects:?}"
    );
}

#[test]
fn it_is_read_again_when_the_library_changes_and_only_while_it_is_open() {
    let mut session = reading(&["A"]);
    session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
    assert_eq!(queries(&mut session).len(), 1);
    session.reply_feed(FINISHED, page(vec![played("B"), played("A")])).keys("1").effects();
    session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
    assert_eq!(queries(&mut session), []);
    session.keys("7");
    assert_eq!(queries(&mut session).len(), 1);
}

#[test]
fn an_empty_one_says_what_that_means_and_a_failed_read_why() {
    let mut session = reading(&[]);
    assert_eq!(session.empty(VIEW), "Nothing is finished: `R` synchronises");
    session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
    let id = session.id(Slot::Feed(FINISHED));
    session.answer(id, ReadReply::Failed(problem("The disk is gone")));
    assert_eq!((session.problem_of(VIEW), session.message()), (Some(&problem("The disk is gone")), "The disk is gone"));
}

#[test]
fn one_that_leaves_the_states_to_the_person_names_the_key_of_its_own_context() {
    static WITH_CHOICE: [FeedSpec; 4] = [
        FEEDS[0],
        FEEDS[1],
        FEEDS[2],
        FeedSpec {
            state: None,
            contexts: &[Context::Feed, Context::Episodes, Context::EpisodeList],
            ..WITH_FINISHED[3]
        },
    ];
    let rows: Vec<Binding> = TABLE.iter().copied().chain([KEY]).collect();
    let mut session = Session::with(Startup { feeds: &WITH_CHOICE, keymap: Keymap::of(&rows), ..startup() });
    session.send(EventKind::Start).reply(shows(&["Show"])).rebind("episodes", "state", &["F"]).keys("7");
    session.reply_feed(FINISHED, page(vec![played("A")])).keys("F").reply_feed(FINISHED, page(vec![]));
    assert_eq!(session.empty(VIEW), "No unplayed episodes: `F` shows others");
}

#[test]
fn another_account_sees_none_of_its_rows() {
    let mut session = reading(&["A"]);
    session.keys("L Enter Enter").reply(LoginReply::Done(Ok(logged_in())));
    session.reply(LoginReply::Account(Some(account("grace")))).keys("7");
    assert_eq!(session.feed(FINISHED), [""; 0]);
}

#[test]
fn the_help_lists_its_key_and_it_can_be_rebound() {
    let mut session = started(80);
    session.keys("?");
    assert!(session.overlay_lines().iter().any(|line| line.starts_with('7') && line.ends_with("what is finished")));
    session.keys("Esc").rebind("main", "finished-tab", &["X"]).keys("X");
    assert_eq!((session.tab(), session.tab_labels()[4].text.as_str()), (Tab::Feed(FINISHED), "X Finished"));
}
