//! Going through what is unplayed, over all shows.

use super::{
    feed::{reading_new, row},
    harness::*,
};
use crate::domain::{EpisodeAt, EpisodeKey, Progress, ShelfEpisode};

fn at(show: &str, title: &str) -> EpisodeAt {
    EpisodeAt { show: show_key(show), episode: EpisodeKey::from_remote(title) }
}

fn unplayed(show: &str, title: &str) -> ShelfEpisode {
    row(show, title, "2026-10-01")
}

fn found(show: &str, title: &str) -> Reply {
    Reply::NextUnplayed { found: Some(Box::new(unplayed(show, title))), newer: false }
}

/// An episode is selected in New: in Shows the search would stay within its show.
fn in_new() -> Session {
    let mut session = reading_new(vec![row("Show", "A", "2026-11-04")]);
    session.effects();
    session
}

#[test]
fn n_looks_for_older_ones_from_what_is_selected_and_capital_n_for_newer_ones() {
    let mut session = in_new();
    session.keys("n N").after_ms(500);
    let effects = session.effects();
    let [
        Effect::Read(older, Read::NextUnplayed { from, newer: false }),
        Effect::Cancel(cancelled),
        Effect::Read(_, Read::NextUnplayed { newer: true, .. }),
    ] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!((from, older), (&Some(at("Show", "A")), cancelled));
}

#[test]
fn the_next_one_is_opened_in_its_show_with_its_notes_and_spotify_is_not_asked() {
    let mut session = in_new();
    session.keys("n").effects();
    session.reply(found("Other", "B"));
    let effects = session.effects();
    assert!(
        matches!(&effects[..], [.., Effect::Read(_, Read::FirstEpisodes(show))] if *show == show_key("Other")),
        "{effects:?}"
    );
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Sync(_, Sync::Show(..)))));
    assert_eq!(session.shows(), ["Show", ">Other"]);
    let others = ["C", "B"].map(|title| episode(title, "2026-10-01", 30, Progress::Unplayed));
    session.reply(on_disk("Other", others.into()));
    assert_eq!((session.episodes(), session.focus()), (vec!["C".into(), ">B".into()], ViewId::Episodes));
    let subject = Subject::Episode(EpisodeAt { show: show_key("Other"), episode: EpisodeKey::from_remote("B") });
    assert_eq!(session.shown(), Some(&subject));
}

#[test]
fn who_reads_goes_on_reading() {
    for (width, keys) in [(140, "Enter n"), (60, "n")] {
        let mut session = reading_new(vec![row("Show", "A", "2026-11-04")]);
        session.resize(width, 24).keys(keys).reply(found("Other", "B"));
        let subject = Subject::Episode(EpisodeAt { show: show_key("Other"), episode: EpisodeKey::from_remote("B") });
        assert_eq!((session.focus(), session.shown()), (ViewId::Notes, Some(&subject)));
        assert!(session.header_has("B"), "before its show has been read");
    }
}

#[test]
fn in_new_it_is_selected_there_where_it_is_among_the_rows() {
    let mut session = reading_new(vec![row("Show", "A", "2026-11-04"), row("Other", "B", "2026-10-01")]);
    session.keys("n").reply(found("Other", "B"));
    let selected = session.episode(ViewId::Feed(FeedId::NEW)).map(ShelfEpisode::at);
    assert_eq!((session.tab(), selected), (Tab::Feed(FeedId::NEW), Some(at("Other", "B"))));
    session.keys("n").reply(found("Other", "Z"));
    assert_eq!((session.tab(), session.open().cloned()), (Tab::Shows, Some(show_key("Other"))));
}

#[test]
fn where_there_is_none_it_says_so() {
    let mut session = in_new();
    session.keys("n").reply(Reply::NextUnplayed { found: None, newer: false });
    assert_eq!(session.message(), "No older episode is unplayed");
    session.keys("N").reply(Reply::NextUnplayed { found: None, newer: true });
    assert_eq!(session.message(), "No newer episode is unplayed");
}

#[test]
fn from_the_list_of_shows_it_goes_to_the_first_unplayed_of_the_selected_show() {
    let some =
        |read: Progress| vec![episode("A", "2026-11-04", 30, read), episode("B", "2026-11-03", 30, Progress::Unplayed)];
    for (first, found) in [(Progress::Unplayed, "A"), (Progress::Played, "B")] {
        let mut session = Session::listing(140, 40, &["Show"]);
        session.keys("Enter").reply(on_disk("Show", some(first))).keys("h").effects();
        session.keys("n");
        let selected = session.episode(ViewId::Episodes).map(ShelfEpisode::at);
        assert_eq!((selected, session.focus()), (Some(at("Show", found)), ViewId::Episodes));
        assert!(!session.effects().iter().any(|effect| matches!(effect, Effect::Read(_, Read::NextUnplayed { .. }))));
    }
    let mut session = Session::listing(80, 24, &[]);
    session.keys("n");
    assert_eq!(session.message(), "No show is selected");
}

#[test]
fn who_has_opened_something_else_meanwhile_is_left_alone() {
    let mut session = in_new();
    session.keys("n ?").reply(found("Other", "B"));
    assert_eq!((session.tab(), session.open()), (Tab::Feed(FeedId::NEW), None));
}
