//! Covers beside the details.

use std::sync::Arc;

use super::harness::*;
use crate::{
    app::{
        artwork::{Cover, Depth, Options, Picture},
        overlays::MessageList,
        terminal::Terminal,
    },
    domain::{Images, Progress, SyncEnd},
};

const SIZES: [u32; 3] = [640, 300, 64];

/// Two shows with covers and one without, the first selected, on a terminal that draws pictures.
fn session(width: u16, height: u16, is_on: bool) -> Session {
    let artwork = Options { is_on, has_blocks: true, depth: Depth::Full, ..Options::default() };
    let mut session = Session::with(Startup { size: ratatui::layout::Size { width, height }, artwork, ..startup() });
    session.send(EventKind::Start);
    let with_cover = |name: &str| {
        let mut item = show(name);
        let images = SIZES.map(|side| (side, format!("https://i.scdn.co/{name}/{side}")));
        item.show.images = Images::new(if name == "Bare" { Vec::new() } else { images.to_vec() });
        item
    };
    session.reply(ReadReply::Shows(["A", "B", "Bare"].map(with_cover).to_vec()));
    session.send(EventKind::Terminal(Box::new(Terminal { kitty: true, ..Terminal::default() })));
    session.effects();
    session
}

/// The covers asked for since the last call.
fn asked(session: &mut Session) -> Vec<String> {
    let url = |effect| if let Effect::Artwork(_, Cover { url, .. }) = effect { Some(url) } else { None };
    session.effects().into_iter().filter_map(url).collect()
}

fn picture() -> Reply {
    Reply::Artwork(Some(Arc::new(Picture::Kitty("png".to_owned()))))
}

#[test]
fn a_cover_is_asked_for_once_its_show_rests_and_in_the_size_that_is_drawn() {
    let mut session = session(140, 40, true);
    assert_eq!(asked(&mut session), Vec::<String>::new());
    session.keys("j");
    session.after_ms(100);
    session.keys("k");
    session.after_ms(100);
    assert_eq!(asked(&mut session), Vec::<String>::new(), "it has not rested");
    let due = session.state().wakeup().expect("it is waited for");
    assert_eq!(due.duration_since(session.moment(0)).as_millis(), 50, "no timer but this one");
    session.after_ms(50);
    assert_eq!(asked(&mut session), ["https://i.scdn.co/A/300"]);
    session.reply(picture());
    session.after_ms(500);
    assert_eq!(asked(&mut session), Vec::<String>::new());
    assert!(session.state().placed().is_some());
}

#[test]
fn nothing_moves_when_a_picture_comes() {
    let mut session = session(140, 40, true);
    let header = session.state().views.notes.header().to_vec();
    assert_eq!(header.len(), 9, "the notes begin below the cover");
    session.after_ms(200).reply(picture());
    assert_eq!(session.state().views.notes.header(), header);
    session.keys("j j");
    assert!(session.state().views.notes.header().len() < header.len(), "no cover, no room");
}

#[test]
fn the_text_has_the_room_of_a_cover_that_does_not_come() {
    let rows = |session: &Session| session.state().views.notes.header().len();
    let mut session = session(140, 40, true);
    let with_room = rows(&session);
    session.after_ms(200).reply(Reply::Artwork(None));
    assert!(rows(&session) < with_room && session.state().placed().is_none());
    // The next one is not expected either, until one comes.
    session.keys("j");
    session.after_ms(200);
    assert!(rows(&session) < with_room);
    assert_eq!(asked(&mut session), ["https://i.scdn.co/A/300", "https://i.scdn.co/B/300"]);
    session.reply(picture());
    assert_eq!(rows(&session), with_room);
    assert!(session.state().placed().is_some());
}

#[test]
fn what_is_read_does_not_move_for_a_cover() {
    let mut session = session(80, 24, true);
    session.keys("i").after_ms(200).reply(Reply::Artwork(None));
    let long = "<p>word</p>".repeat(60);
    session.write_notes(crate::domain::Notes::Html(crate::domain::Html::new(&long))).keys("j R");
    let rows = |session: &Session| session.state().views.notes.header().len();
    let without_room = rows(&session);
    // The network works again.
    session.reply(SyncReply::Done(outcome(SyncEnd::Complete)));
    assert_eq!(rows(&session), without_room);
    session.keys("k");
    assert!(rows(&session) > without_room);
}

#[test]
fn a_cover_that_goes_out_of_sight_is_cancelled_and_what_is_held_is_not_asked_again() {
    let mut session = session(140, 40, true);
    session.after_ms(200).reply(picture());
    session.keys("j");
    session.after_ms(200);
    let id = session.id(Slot::Artwork);
    session.effects();
    session.keys("k");
    assert!(session.effects().contains(&Effect::Cancel(id)) && session.state().placed().is_some());
    session.after_ms(500);
    assert_eq!(asked(&mut session), Vec::<String>::new());
}

#[test]
fn a_picture_makes_way_for_what_lies_over_it_and_for_scrolled_notes() {
    let mut session = session(80, 24, true);
    session.keys("i").after_ms(200).reply(picture());
    assert!(session.state().placed().is_some());
    session.show_overlay(Overlay::Messages(MessageList::default()));
    let over = session.state().cx.layout.overlay.expect("it is open");
    let area = session.state().cover().expect("it is in sight").0;
    assert_eq!(session.state().placed().is_none(), over.intersects(area));
    session.keys("Esc");
    assert!(session.state().placed().is_some());
    let long = "<p>word</p>".repeat(60);
    session.write_notes(crate::domain::Notes::Html(crate::domain::Html::new(&long)));
    assert!(session.state().placed().is_some());
    session.keys("j");
    assert_eq!((session.state().cover(), session.state().placed()), (None, None));
    session.keys("k");
    assert!(session.state().placed().is_some());
}

#[test]
fn a_picture_makes_way_for_the_keys_that_go_on_with_a_sequence() {
    let mut session = session(80, 24, true);
    session.keys("i").after_ms(200).reply(picture());
    let mut state = session.state().clone();
    assert!(state.placed().is_some());
    state.cx.layout.keys = state.cover().map(|(area, _)| area);
    assert_eq!(state.placed(), None);
}

#[test]
fn an_episode_has_the_cover_of_its_show() {
    let mut session = session(140, 40, true);
    session.keys("Enter").reply(on_disk("A", vec![episode("One", "2026-11-01", 30, Progress::Unplayed)]));
    session.rest();
    session.after_ms(200);
    assert!(matches!(session.subject(), Some(Subject::Episode(_))));
    assert_eq!(asked(&mut session), ["https://i.scdn.co/A/300"]);
}

#[test]
fn there_is_no_cover_on_a_small_terminal_nor_where_they_are_off() {
    for (width, height, is_on) in [(40, 10, true), (80, 12, true), (140, 40, false)] {
        let mut session = session(width, height, is_on);
        session.keys("i").after_ms(500);
        session.resize(width, height).after_ms(500);
        assert_eq!(session.state().cover(), None, "{width}x{height}");
        assert!(!session.runs(Slot::Artwork));
    }
}

#[test]
fn half_blocks_stay_beside_an_overlay_and_go_below_one() {
    let mut session = session(80, 24, true);
    session.keys("i").after_ms(200).reply(Reply::Artwork(Some(Arc::new(Picture::Blocks(Vec::new())))));
    for (keys, is_shown) in [("!", true), ("Esc", true), ("?", false), ("Esc", true)] {
        session.keys(keys);
        assert_eq!(session.state().blocks().is_some(), is_shown, "after {keys}");
    }
}
