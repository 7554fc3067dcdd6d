//! Keys of one burst: they come before the list that they are about has been read, and do what they would have done after it.

use super::{
    feed::{page, row},
    harness::*,
};
use crate::{
    app::requests::event::{FeedPage, SearchFound},
    domain::{Episode, EpisodeKey, Progress},
};

const NEW: ViewId = ViewId::Feed(FeedId::NEW);

fn three() -> Vec<Episode> {
    ["Three", "Two", "One"].map(|name| episode(name, "2026-11-01", 30, Progress::Unplayed)).into()
}

/// The first of 150 episodes of a show.
fn first(name: &str) -> ReadReply {
    let rows = three().into_iter().map(|episode| shelved(name, episode)).collect();
    ReadReply::FirstEpisodes(show_key(name), rows, 150, EpisodeSort::Newest, StateFilter::All)
}

/// The episodes that were marked since the last call.
fn marked(session: &mut Session) -> Vec<EpisodeKey> {
    let marks = session.effects().into_iter().filter_map(|effect| match effect {
        Effect::Write(_, Write::Mark(marks)) => Some(marks),
        _ => None,
    });
    marks.flatten().map(|(at, _)| at.episode).collect()
}

fn selected(session: &Session, id: ViewId) -> Option<&str> {
    session.episode(id).map(|item| item.episode.name.as_str())
}

/// The second show entered before its episodes are read.
fn entered() -> Session {
    let mut session = Session::listing(140, 40, &["A", "B"]);
    session.keys("j l").effects();
    session
}

#[test]
fn what_follows_the_key_into_a_show_is_about_its_episodes() {
    for (keys, row, said) in [
        ("j", "Two", ""),
        ("j j j", "One", "This is the bottom"),
        ("k", "Three", "This is the top"),
        ("G", "One", ""),
        ("j k g G", "One", ""),
        ("7 k", "Three", "This is the top"),
        ("f", "Three", "Unplayed episodes: 3"),
        ("v", "Two", ""),
    ] {
        let mut session = entered();
        session.keys(keys);
        assert_eq!((session.message(), selected(&session, ViewId::Episodes)), (said_before(keys), None), "{keys}");
        session.reply(on_disk("B", three()));
        assert_eq!((selected(&session, ViewId::Episodes), session.message()), (Some(row), said), "{keys}");
    }
}

/// A count is shown while it is typed.
fn said_before(keys: &str) -> &'static str {
    if keys.starts_with('7') { "7 ..." } else { "" }
}

#[test]
fn a_mark_is_made_once_the_row_is_known() {
    let mut session = entered();
    session.keys("j m m");
    assert_eq!(marked(&mut session), []);
    session.reply(on_disk("B", three()));
    assert_eq!(marked(&mut session), ["Two", "One"].map(EpisodeKey::from_remote));
}

#[test]
fn what_is_about_all_episodes_waits_for_all_of_them_and_other_keys_do_not() {
    let mut session = entered();
    session.keys("j").reply(first("B"));
    assert_eq!(selected(&session, ViewId::Episodes), Some("Two"));
    session.keys("G m j M").reply(on_disk("B", three()));
    assert_eq!(marked(&mut session), [EpisodeKey::from_remote("One")], "not the last of the first ones");
    assert!(matches!(session.overlay(), Some(Overlay::Question(_))) || session.message().contains("played already"));
}

#[test]
fn they_go_on_when_the_library_cannot_be_read() {
    let mut session = entered();
    session.keys("m").reply(ReadReply::Failed(problem("No disk")));
    assert_eq!((marked(&mut session), session.message()), (vec![], "No episode is selected"));
}

#[test]
fn no_key_waits_long_and_one_that_leads_away_does_not_wait() {
    let mut session = entered();
    session.keys("q");
    assert_eq!(session.effects(), [Effect::Quit]);

    let mut session = entered();
    session.keys("j q");
    assert_eq!(session.effects(), []);
    session.after_ms(89);
    assert_eq!(session.effects(), []);
    assert_eq!(session.state().wakeup(), Some(session.moment(0) + jiff::SignedDuration::from_millis(1)));
    session.after_ms(1);
    assert_eq!(session.effects(), [Effect::Quit]);
}

#[test]
fn the_next_unplayed_episode_does_not_wait_for_the_notes_of_the_selected_one() {
    let mut session = Session::reading(140, 40, three());
    session.keys("j n");
    assert_eq!((selected(&session, ViewId::Episodes), session.state().waiting.len()), (Some("One"), 0));
}

#[test]
fn a_click_does_not_overtake_the_keys_before_it() {
    let mut session = entered();
    session.keys("j").mouse(crate::app::input::key::MouseKind::Click, 60, 3);
    assert_eq!(session.state().waiting.len(), 2);
    session.reply(on_disk("B", three()));
    assert_eq!(session.state().waiting.len(), 0);
}

#[test]
fn no_more_than_a_line_of_keys_waits() {
    let mut session = entered();
    session.text(&"jk".repeat(150));
    assert_eq!(session.state().waiting.len(), 200);
}

#[test]
fn in_a_feed_they_wait_for_the_rows_of_this_visit_and_filter() {
    let rows = || vec![row("Show", "Tram", "2026-11-04"), row("Other", "Tide", "2026-11-03")];
    let mut session = Session::listing(80, 24, &["Show", "Other"]);
    session.keys("2 j m").reply_feed(FeedId::NEW, page(rows()));
    assert_eq!(marked(&mut session), [EpisodeKey::from_remote("Tide")]);
    session.keys("g /").text("tide").keys("Enter m");
    assert_eq!(marked(&mut session), [], "this is the row of before");
    session.reply_feed(FeedId::NEW, page(vec![row("Other", "Tide", "2026-11-03")]));
    assert_eq!(marked(&mut session), [EpisodeKey::from_remote("Tide")]);
    session.keys("Esc 1 2 j").reply_feed(FeedId::NEW, page(rows()));
    assert_eq!(session.selected(NEW), Some(1));

    // The notes that are read are those of the row that is selected once the state is chosen.
    let tide = row("Other", "Tide", "2026-11-03");
    session.keys("g f Tab").reply_feed(FeedId::NEW, page(vec![tide.clone()]));
    assert_eq!((session.focus(), session.subject()), (ViewId::Notes, Some(Subject::Episode(tide.at()))));
}

#[test]
fn timestamps_wait_for_the_row_whose_notes_have_them() {
    let mut session = Session::listing(140, 40, &["Show"]);
    session.keys("2 t");
    assert_eq!((session.state().waiting.len(), session.message()), (1, ""), "no row is selected yet");
}

#[test]
fn an_order_chosen_before_the_first_rows_of_a_feed_keeps_their_selected_row() {
    let mut session = Session::listing(80, 24, &["Show", "Other"]);
    session.keys("3 s m");
    assert_eq!(session.state().waiting.len(), 2);
    session.reply_feed(
        FeedId::IN_PROGRESS,
        page(vec![row("Show", "Tram", "2026-11-04"), row("Other", "Tide", "2026-11-03")]),
    );
    assert_eq!(
        (session.state().waiting.len(), session.runs(Slot::Feed(FeedId::IN_PROGRESS))),
        (1, true),
        "the order is read"
    );
    session.reply_feed(
        FeedId::IN_PROGRESS,
        page(vec![row("Other", "Tide", "2026-11-03"), row("Show", "Tram", "2026-11-04")]),
    );
    assert_eq!(marked(&mut session), [EpisodeKey::from_remote("Tram")]);
}

#[test]
fn scrolling_does_not_wait_for_the_next_part() {
    let mut session = Session::listing(80, 24, &["Show"]);
    let part = |more| FeedPage { more, total: 9, ..page(vec![row("Show", "A", "2026-11-04"), row("Show", "B", "")]) };
    session.keys("2").reply_feed(FeedId::NEW, part(true));
    assert!(session.runs(Slot::Feed(FeedId::NEW)));
    session.keys("j");
    assert_eq!(session.selected(NEW), Some(1));
}

#[test]
fn in_the_search_they_wait_for_what_was_typed_last() {
    let found = |titles: &[&str]| {
        let episodes = titles.iter().map(|title| row("Show", title, "2026-11-04")).collect();
        ReadReply::Found(SearchFound { shows: Vec::new(), episodes, cut_short: false })
    };
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("5").text("tide").keys("Enter j m").reply(found(&["Tide", "Tides"]));
    assert_eq!(marked(&mut session), [EpisodeKey::from_remote("Tides")]);
    session.keys("5").text("s").keys("Enter m");
    assert_eq!(marked(&mut session), []);
    session.reply(found(&["Tides"]));
    assert_eq!(marked(&mut session), [EpisodeKey::from_remote("Tides")]);
}

#[test]
fn where_the_key_before_leads_they_follow() {
    let rows = vec![row("Show", "Tram", "2026-11-04"), row("Other", "Tide", "2026-11-03")];
    let mut session = Session::listing(140, 40, &["Show", "Other"]);
    session.keys("2").reply_feed(FeedId::NEW, page(rows.clone())).keys("n m n").effects();
    let next = |at: usize| Reply::NextUnplayed { found: Some(Box::new(rows[at].clone())), newer: false };
    session.reply(next(1));
    assert_eq!(marked(&mut session), [EpisodeKey::from_remote("Tide")]);
    assert!(session.runs(Slot::Unplayed), "the second n");

    for (keys, is_text) in [("1", false), ("Esc", false), ("w", false), ("/", true), (":", true)] {
        let mut session = Session::listing(140, 40, &["Show", "Other"]);
        session.keys("2").reply_feed(FeedId::NEW, page(rows.clone())).keys("n").keys(keys);
        assert_eq!(session.state().waiting.len(), 1, "{keys}");
        session.reply(next(1));
        assert_eq!((session.state().waiting.len(), session.state().is_typing()), (0, is_text), "{keys}");
    }

    let mut session = Session::reading(60, 24, three());
    session.reads_notes = false;
    session.keys("u Enter");
    let html = "<p><a href=\"https://one.example/\">one</a></p>";
    let notes = crate::domain::Notes::Html(crate::domain::Html::new(html));
    let subject = Subject::Episode(session.episode(ViewId::Episodes).expect("it is selected").at());
    session.reply(ReadReply::Notes(subject, notes));
    assert!(matches!(session.overlay(), Some(Overlay::Question(_))), "about the link");
}

#[test]
fn in_the_notes_they_wait_for_the_notes() {
    let mut session = Session::reading(60, 24, three());
    session.reads_notes = false;
    session.keys("Enter t j");
    assert_eq!(session.message(), "");
    let subject = session.subject().expect("an episode is read");
    let html = format!("<p>00:10 Begin</p>{}", "<p>Text</p>".repeat(60));
    let notes = crate::domain::Notes::Html(crate::domain::Html::new(&html));
    session.reply(ReadReply::Notes(subject, notes));
    assert_eq!(session.notes_scroll(), 1);
}

#[test]
fn no_key_waits_for_spotify_and_each_says_what_is_still_being_fetched() {
    let why = "Your Episodes are still being fetched from Spotify";
    for keys in ["m", "j", "G", "v", "V", "a", "F", "y", "o", "p", "z", "Space", "i", "e", "Enter", "l", "M"] {
        let mut session = Session::listing(80, 24, &["Show"]);
        session.keys("4").keys(keys).reply_feed(FeedId::SAVED, page(Vec::new()));
        assert!(session.runs(Slot::Saved));
        assert_eq!((session.message(), session.state().waiting.len()), (why, 0), "{keys}");
    }
    for keys in ["x", "|"] {
        let mut session = Session::listing(80, 24, &["Show"]);
        session.keys("4").keys(keys).reply_feed(FeedId::SAVED, page(Vec::new()));
        assert_eq!(session.overlay_lines(), [why], "{keys}");
    }
    let fetched = FeedPage { read_at: Some(startup().now.timestamp()), ..page(Vec::new()) };
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("4").reply_feed(FeedId::SAVED, fetched).keys("m");
    assert_eq!(session.message(), "No episode is selected");
}

#[test]
fn what_a_show_or_the_catalogue_has_still_to_give_is_said_too() {
    let mut session = entered();
    session.reply(on_disk("B", Vec::new())).keys("m");
    assert_eq!(session.message(), "The episodes are still being fetched from Spotify");
    let mut session = Session::listing(140, 40, &["Show"]);
    session.keys("6").text("tide").keys("Enter y");
    assert_eq!(session.message(), "The results are still being fetched from Spotify");
}

#[test]
fn links_asked_for_before_the_panes_have_followed_are_those_of_the_selected_item() {
    for keys in ["j j u", "j j l u"] {
        let mut session = Session::listing(140, 40, &["A", "B", "C"]);
        session.rest();
        session.reads_notes = false;
        session.keys(keys);
        assert!(!session.message().contains("nothing here"), "{keys}: {}", session.message());
        if keys.contains('l') {
            session.reply(on_disk("C", three()));
        }
        let subject = session.subject().expect("something is selected");
        assert!(!session.message().contains("nothing here"), "{keys}: {}", session.message());
        let html = "<p><a href=\"https://one.example/\">one</a></p>";
        session.reply(ReadReply::Notes(subject, crate::domain::Notes::Html(crate::domain::Html::new(html))));
        assert!(matches!(session.overlay(), Some(Overlay::Links(_))), "{keys}");
    }
}
