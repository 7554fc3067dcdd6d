//! Jumps and the way back.

use super::harness::*;
use crate::{
    app::requests::event::SearchFound,
    domain::{EpisodeAt, EpisodeId, EpisodeKey, Progress, ShelfEpisode, SpotifyLink},
};

fn episode_of(show: &str, title: &str) -> ShelfEpisode {
    shelved(show, episode(title, "2026-10-01", 30, Progress::Unplayed))
}

fn at(show: &str, title: &str) -> EpisodeAt {
    EpisodeAt { show: show_key(show), episode: EpisodeKey::from_remote(title) }
}

/// A search for "tide" with its second row, a show, selected.
fn searched() -> Session {
    let mut session = Session::listing(140, 40, &["A", "B"]);
    session.keys("5").text("tide").reply(ReadReply::Found(SearchFound {
        shows: vec![show("A"), show("B")],
        episodes: vec![episode_of("B", "Tide")],
        cut_short: false,
    }));
    session.keys("Enter j");
    session
}

#[test]
fn from_a_show_opened_out_of_the_search_the_way_leads_back_to_query_and_row() {
    for back in ["Backspace", "Ctrl-o"] {
        let mut session = searched();
        session.keys("Enter");
        assert_eq!((session.tab(), session.open().cloned()), (Tab::Shows, Some(show_key("B"))));
        session.keys(back);
        assert_eq!((session.tab(), session.focus(), session.search()), (Tab::Search, ViewId::Search, "tide"));
        assert!(!session.state().is_typing(), "letters are commands");
        assert_eq!(session.found(), ["[A]", ">[B]", "Tide"]);
        session.keys(back);
        assert_eq!(session.tab(), Tab::Shows, "where the search was opened");
        session.keys(back);
        assert_eq!(session.message(), "There is no jump to go back from");
    }
}

#[test]
fn from_the_show_of_an_episode_the_way_leads_back_to_it() {
    let mut session = searched();
    session.keys("G e").reply(on_disk("B", vec![episode("Tide", "2026-10-01", 30, Progress::Unplayed)]));
    assert_eq!(session.episodes(), [">Tide"]);
    session.keys("k h j Backspace");
    assert_eq!((session.tab(), session.found()), (Tab::Search, vec!["[A]".into(), "[B]".into(), ">Tide".into()]));
}

#[test]
fn the_next_unplayed_one_is_a_jump_and_moving_about_is_none() {
    let read = |title| if title == "One" { Progress::Unplayed } else { Progress::Played };
    let episodes = ["Three", "Two", "One"].map(|title| episode(title, "2026-11-01", 30, read(title)));
    let mut session = Session::listing(140, 40, &["Show", "Other"]);
    session.keys("Enter").reply(on_disk("Show", episodes.into()));
    session.keys("j Enter h k j h n");
    assert_eq!((session.focus(), session.episodes()[2].as_str()), (ViewId::Episodes, ">One"));
    session.keys("Backspace");
    assert_eq!((session.open(), session.focus()), (Some(&show_key("Show")), ViewId::Shows));
    session.keys("Backspace");
    assert_eq!(session.message(), "There is no jump to go back from");
}

#[test]
fn opening_the_open_tab_again_is_no_jump() {
    let mut session = Session::listing(140, 40, &["Show", "Other"]);
    session.keys("2 2 2 Backspace");
    assert_eq!(session.tab(), Tab::Shows);
    session.keys("1 Backspace");
    assert_eq!(session.message(), "There is no jump to go back from");
}

#[test]
fn who_was_reading_reads_on() {
    let mut session = Session::reading(60, 24, vec![episode("One", "2026-11-01", 30, Progress::Unplayed)]);
    session.keys("Enter");
    assert_eq!(session.focus(), ViewId::Notes);
    session.keys("2 Backspace");
    assert_eq!((session.tab(), session.focus()), (Tab::Shows, ViewId::Notes));
    assert_eq!(session.subject(), Some(Subject::Episode(at("Show", "One"))));
}

/// Two shows on disk, and the second episode of the first selected among those that a filter and a state leave.
fn narrowed() -> Session {
    let mut session = Session::new(140, 40);
    let mut items = ["Aare", "Bode", "Aller"].map(show);
    items.iter_mut().step_by(2).for_each(|item| item.counts.unplayed = 3);
    session.reply(ReadReply::Shows(items.into())).keys("f /").text("a").keys("Enter");
    let episodes = ["Day 3", "Night", "Day 1"].map(|title| episode(title, "2026-11-01", 30, Progress::Unplayed));
    session.keys("g l").reply(on_disk("Aare", episodes.into()));
    session.keys("f /").text("day").keys("Enter j");
    session
}

#[test]
fn the_way_back_from_a_link_leads_to_show_episode_focus_and_filters() {
    let jumps: [&dyn Fn(&mut Session); 3] = [
        &|session| {
            session.paste("spotify:show:Bode").reply(on_disk("Bode", vec![]));
        },
        &|session| {
            let link = SpotifyLink::Episode(EpisodeId::parse("Tide").expect("an id"));
            let found = Some(Box::new(episode_of("Bode", "Tide")));
            session.paste("spotify:episode:Tide").reply(Reply::Located(link, found));
        },
        &|session| {
            let link = SpotifyLink::Episode(EpisodeId::parse("Night").expect("an id"));
            let found = Some(Box::new(episode_of("Aare", "Night")));
            session.paste("spotify:episode:Night").reply(Reply::Located(link, found));
        },
    ];
    for (at, jump) in jumps.into_iter().enumerate() {
        let mut session = narrowed();
        let seen = |session: &Session| {
            let headings = [ViewId::Shows, ViewId::Episodes].map(|id| session.heading(id));
            (session.shows(), session.episodes(), session.focus(), session.subject(), headings)
        };
        let before = seen(&session);
        assert_eq!(before.1, ["Day 3", ">Day 1"], "{at}");
        jump(&mut session);
        assert_ne!(seen(&session), before, "{at}");
        session.keys("Backspace");
        assert_eq!(seen(&session), before, "{at}");
        assert!(!session.state().is_typing());
        session.keys("h Backspace");
        assert_eq!(session.message(), "There is no jump to go back from");
    }
}

#[test]
fn the_way_back_from_a_link_leads_from_a_show_of_the_catalogue_to_the_results() {
    let mut session = Session::listing(140, 40, &["A"]);
    session.keys("6").text("tide").after(1);
    let found = super::discover::found(0, &["Tide", "Tides"], &[], false);
    session.reply(found).keys("Enter j");
    assert_eq!(session.offered(), ["[Tide]", ">[Tides]"]);
    session.paste("spotify:show:Other");
    session.reply(CatalogueReply::Fetched(Ok(Fetched::Show(Box::new(super::discover::offered("Other"))))));
    session.keys("Backspace");
    assert_eq!(session.offered(), ["[Tide]", ">[Tides]"]);
}
