//! The panes beside the focused list show its selection.

use super::harness::*;
use crate::app::requests::event::LibraryChange;
use crate::domain::{Episode, EpisodeAt, EpisodeKey, Progress, ShowKey, ShowVisit};

fn key(key: &str) -> EventKind {
    EventKind::Key(key.parse().expect("a key"))
}

fn episodes() -> Vec<Episode> {
    ["Three", "Two", "One"].map(|name| episode(name, "2026-11-01", 30, Progress::Unplayed)).into()
}

/// The show that is selected, the one whose episodes stand beside it, and the one whose details do.
fn in_panes(session: &Session) -> [Option<ShowKey>; 3] {
    let of = |subject: Option<Subject>| match subject {
        Some(Subject::Show(show)) => Some(show),
        Some(Subject::Episode(_)) | None => None,
    };
    [of(session.state().views.shows.subject()), session.open().cloned(), of(session.subject())]
}

/// The subjects of notes that were asked for since the last call.
fn notes_asked(session: &mut Session) -> Vec<Subject> {
    let asked = |effect| if let Effect::Read(_, Read::Notes(subject)) = effect { Some(subject) } else { None };
    session.effects().into_iter().filter_map(asked).collect()
}

#[test]
fn moving_among_shows_reads_their_episodes_from_disk_and_asks_spotify_nothing() {
    for width in [80, 140] {
        let mut session = Session::listing(width, 24, &["A", "B"]);
        assert_eq!(session.previews(), [show_key("A")]);
        session.keys("j");
        assert_eq!((session.previews(), session.effects()), (vec![show_key("B")], vec![]));
        session.reply(on_disk("B", episodes()));
        assert_eq!((session.focus(), session.episodes().len()), (ViewId::Shows, 3));
    }
}

#[test]
fn episodes_that_are_not_in_sight_are_read_when_their_show_is_opened() {
    let mut session = Session::listing(40, 10, &["A", "B"]);
    session.keys("j");
    assert_eq!((session.previews(), session.open()), (vec![], None));
    session.keys("Enter");
    assert!(session.runs(Slot::Episodes) && session.open() == Some(&show_key("B")));
}

#[test]
fn a_show_beside_the_list_is_opened_with_nothing_but_a_visit() {
    for (press, click) in [("Enter", None), ("l", None), ("Tab", None), ("", Some((60, 5)))] {
        let mut session = Session::listing(80, 24, &["A", "B"]);
        session.reply(on_disk("A", episodes())).previews();
        session.keys(press);
        if let Some((x, y)) = click {
            session.mouse(crate::app::input::key::MouseKind::Click, x, y);
        }
        assert_eq!((session.focus(), session.previews()), (ViewId::Episodes, vec![]), "{press}");
        let effects = session.effects();
        let visit =
            matches!(&effects[..], [Effect::Sync(_, Sync::Show(show, ShowVisit::Opened))] if *show == show_key("A"));
        assert!(visit, "{press}: {effects:?}");
    }
}

#[test]
fn all_panes_show_the_selected_show_once_the_selection_rests() {
    let mut session = Session::listing(140, 24, &["delta", "Alpha", "gamma", "beta", "epsilon"]);
    for keys in ["j", "j j", "k", "s", "G", "s s", "g", "/ a Enter", "j", "Esc", "2", "j 1", "j j Enter h", "R k"] {
        session.keys(keys);
        if let (true, Some(show)) = (session.runs(Slot::Episodes), session.previews().pop()) {
            session.reply(on_disk(show.id().map_or("", |id| id.as_str()), episodes()));
        }
        let [selected, open, detailed] = in_panes(&session);
        assert!(selected.is_some() || session.focus() != ViewId::Shows, "{keys}");
        if session.focus() == ViewId::Shows {
            assert_eq!((&open, &detailed), (&selected, &selected), "{keys}");
        }
    }
}

#[test]
fn while_a_key_is_held_nothing_is_read_and_after_a_rest_only_what_is_selected_then() {
    let names: Vec<_> = (0..30).map(|number| format!("S{number}")).collect();
    let mut session = Session::listing(140, 24, &names.iter().map(String::as_str).collect::<Vec<_>>());
    session.reads_notes = false;
    session.previews();
    session.after_ms(100).effects();
    session.send(key("j"));
    assert_eq!((session.previews(), notes_asked(&mut session).len()), (vec![show_key("S1")], 1), "a press is no hold");
    for _ in 0..10 {
        session.after_ms(20).send(key("j"));
    }
    session.after_ms(39);
    assert_eq!((session.previews(), notes_asked(&mut session)), (vec![], vec![]));
    session.after_ms(1);
    let last = show_key("S11");
    assert_eq!((session.previews(), notes_asked(&mut session)), (vec![last.clone()], vec![Subject::Show(last)]));
    session.after_ms(1000);
    assert_eq!((session.previews(), notes_asked(&mut session)), (vec![], vec![]));
}

#[test]
fn the_other_panes_do_not_wait_once_the_focus_moves_to_one_of_them() {
    for keys in ["Enter", "l", "Tab"] {
        let mut session = Session::listing(140, 24, &["A", "B", "C"]);
        session.send(key("j")).send(key("j")).send(key(keys));
        assert_eq!((session.focus(), session.open()), (ViewId::Episodes, Some(&show_key("C"))), "{keys}");
        session.reply(on_disk("C", episodes())).after(1).send(key("j")).send(key("j")).send(key(keys));
        let one = EpisodeAt { show: show_key("C"), episode: EpisodeKey::from_remote("One") };
        assert_eq!((session.focus(), session.subject()), (ViewId::Notes, Some(Subject::Episode(one))), "{keys}");
    }
}

#[test]
fn a_wait_ends_though_the_notes_are_due_meanwhile() {
    let mut session = Session::reading(140, 40, episodes());
    session.after_ms(2000).send(key("j")).send(key("k"));
    session.send(EventKind::LibraryChanged(LibraryChange::Anything));
    let left = session.wakeup().map(|due| session.state().cx.now.timestamp().duration_until(due));
    assert!(left.is_some_and(|left| left <= jiff::SignedDuration::from_millis(40)), "{left:?}");
}

#[test]
fn a_show_that_was_passed_by_does_not_open_once_it_is_read() {
    let mut session = Session::listing(140, 24, &["A", "B"]);
    session.reply(on_disk("A", episodes())).after_ms(100);
    session.send(key("j")).send(key("k")).send(key("Enter"));
    assert_eq!(session.open(), Some(&show_key("A")));
    if session.runs(Slot::Episodes) {
        session.reply(on_disk("B", episodes()));
    }
    session.after_ms(100);
    assert_eq!((session.open(), session.focus()), (Some(&show_key("A")), ViewId::Episodes));
}

#[test]
fn a_filter_without_a_match_leaves_nothing_in_the_other_panes() {
    for width in [80, 140] {
        let mut session = Session::listing(width, 24, &["A", "B"]);
        session.reply(on_disk("A", episodes())).previews();
        assert_eq!(session.open(), Some(&show_key("A")));
        session.keys("/").text("qqq");
        assert_eq!(in_panes(&session), [None, None, None]);
        assert_eq!(session.state().views.episodes.empty(&session.state().cx), ["No show is selected"]);
        assert_eq!(session.state().views.notes.empty(&session.state().cx), ["Details and notes appear here"]);
        session.keys("Enter l");
        assert_eq!((session.focus(), session.open()), (ViewId::Shows, None));
        session.keys("Tab");
        assert_eq!((session.focus(), session.open()), (ViewId::Episodes, None));
        session.keys("h Esc");
        assert_eq!(in_panes(&session), [Some(show_key("A")), Some(show_key("A")), Some(show_key("A"))]);
        assert_eq!(session.episodes().len(), 3, "they were kept");
        session.keys("/").text("qqq").keys("Ctrl-u").text("b").rest();
        session.reply(on_disk("B", episodes()));
        assert_eq!(session.open(), Some(&show_key("B")));
    }
}

#[test]
fn episodes_that_come_while_a_preview_is_read_are_read_too() {
    for (changed, reads) in [("A", false), ("B", true)] {
        let mut session = Session::listing(140, 24, &["A", "B"]);
        session.reply(on_disk("A", episodes())).after(2).send(key("j"));
        assert!(session.runs(Slot::Episodes) && session.open() == Some(&show_key("A")));
        session.send(EventKind::LibraryChanged(LibraryChange::Episodes(show_key(changed))));
        session.reply(on_disk("B", episodes())).after(2);
        assert_eq!((session.open(), session.runs(Slot::Episodes)), (Some(&show_key("B")), reads), "{changed}");
    }
}
