//! Going through what is unplayed, over all shows.

use super::{
    feed::{reading_new, row},
    harness::*,
};
use crate::{
    app::{
        Effect, Reply,
        panes::{Pane, Subject},
        tab::Tab,
    },
    domain::{EpisodeAt, EpisodeKey, Progress, ShelfEpisode},
};

fn at(show: &str, title: &str) -> EpisodeAt {
    EpisodeAt { show: show_key(show), episode: EpisodeKey::from_remote(title) }
}

fn unplayed(show: &str, title: &str) -> ShelfEpisode {
    row(show, title, "2026-10-01").episode
}

fn found(show: &str, title: &str) -> Reply {
    Reply::NextUnplayed(Some(Box::new(unplayed(show, title))), false)
}

fn in_show() -> Session {
    let mut session = Session::listing(80, 24, &["Show", "Other"]);
    session.keys("Enter").reply(on_disk("Show", vec![episode("A", "2026-11-04", 30, Progress::Unplayed)])).effects();
    session
}

#[test]
fn n_looks_for_older_ones_from_what_is_selected_and_capital_n_for_newer_ones() {
    let mut session = in_show();
    session.keys("n N");
    let effects = session.effects();
    let [Effect::NextUnplayed { from, newer: false, .. }, Effect::NextUnplayed { newer: true, .. }] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!(from, &Some(at("Show", "A")));
}

#[test]
fn the_next_one_is_opened_in_its_show_with_its_notes_and_spotify_is_not_asked() {
    let mut session = in_show();
    session.keys("n").effects();
    session.reply(found("Other", "B"));
    let effects = session.effects();
    assert!(
        matches!(&effects[..], [.., Effect::ReadEpisodes { show, .. }] if *show == show_key("Other")),
        "{effects:?}"
    );
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::SyncShow { .. })));
    assert_eq!(session.shows(), ["Show", ">Other"]);
    let others = ["C", "B"].map(|title| episode(title, "2026-10-01", 30, Progress::Unplayed));
    session.reply(on_disk("Other", others.into()));
    assert_eq!((session.episodes(), session.state.main.focus), (vec!["C".into(), ">B".into()], Pane::Episodes));
    let subject = Subject::Episode(show_key("Other"), EpisodeKey::from_remote("B"));
    assert_eq!(session.state.main.notes.shown, Some(subject));
}

#[test]
fn who_reads_goes_on_reading() {
    for (width, keys) in [(140, "Enter n"), (60, "n")] {
        let mut session = in_show();
        session.resize(width, 24).keys(keys).reply(found("Other", "B"));
        let subject = Subject::Episode(show_key("Other"), EpisodeKey::from_remote("B"));
        assert_eq!((session.state.main.focus, session.state.main.notes.shown.clone()), (Pane::Notes, Some(subject)));
        let header = &session.state.main.notes.header;
        assert!(header.iter().any(|line| line.text == "B"), "before its show has been read: {header:?}");
    }
}

#[test]
fn in_new_it_is_selected_there_where_it_is_among_the_rows() {
    let mut session = reading_new(vec![row("Show", "A", "2026-11-04"), row("Other", "B", "2026-10-01")]);
    session.keys("n").reply(found("Other", "B"));
    let new = &session.state.main.feeds.new;
    assert_eq!(
        (session.state.main.tab, new.selected().map(|row| row.episode.at())),
        (Tab::New, Some(at("Other", "B")))
    );
    session.keys("n").reply(found("Other", "Z"));
    assert_eq!((session.state.main.tab, session.state.main.open.clone()), (Tab::Shows, Some(show_key("Other"))));
}

#[test]
fn where_there_is_none_it_says_so() {
    let mut session = in_show();
    session.keys("n").reply(Reply::NextUnplayed(None, false));
    assert_eq!(session.message(), "No older episode is unplayed");
    session.keys("N").reply(Reply::NextUnplayed(None, true));
    assert_eq!(session.message(), "No newer episode is unplayed");
}

#[test]
fn from_the_list_of_shows_it_goes_on_where_it_was_and_begins_with_the_newest() {
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("n");
    assert!(matches!(session.effects()[..], [Effect::NextUnplayed { from: None, .. }]));
    let mut session = in_show();
    session.keys("Esc n");
    assert!(
        matches!(&session.effects()[..], [Effect::NextUnplayed { from: Some(from), .. }] if *from == at("Show", "A"))
    );
}

#[test]
fn who_has_opened_something_else_meanwhile_is_left_alone() {
    let mut session = in_show();
    session.keys("n ?").reply(found("Other", "B"));
    assert_eq!(session.state.main.open, Some(show_key("Show")));
}
