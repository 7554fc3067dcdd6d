use ratatui::layout::Rect;

use super::harness::*;
use crate::app::{
    key::MouseKind,
    layout,
    overlay::Overlay,
    state::{MessageRow, Tone},
};

const LONG: &str = "The disk is full. Make room, then press R. Nothing of what was on disk is lost";

/// All texts of the overlay of messages, in one line.
fn listed(session: &Session) -> String {
    let rows = session.state.message_rows(session.state.overlay_columns()).into_iter();
    let texts = rows.map(|row| match row {
        MessageRow::Heading(text) => text.to_owned(),
        MessageRow::First(_, text) | MessageRow::More(_, text) => text,
    });
    texts.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_message_takes_as_many_lines_as_it_needs_until_the_next_key() {
    for (width, height, lines) in [(140, 40, None), (80, 24, Some(2)), (40, 10, Some(3))] {
        let mut session = Session::listing(width, height, &["A"]);
        session.state.say(LONG, Tone::Error);
        let said = session.state.message_lines();
        assert_eq!(said.as_ref().map(Vec::len), lines, "{said:?}");
        assert!(said.is_none_or(|said| said.join(" ") == LONG));
        session.keys("j");
        assert_eq!((session.message(), session.state.message_lines()), (LONG, None));
    }
}

#[test]
fn a_click_on_a_long_message_reaches_no_row_below_it() {
    let mut session = Session::listing(40, 10, &["A", "B", "C", "D", "E", "F"]);
    session.state.say(LONG, Tone::Error);
    session.mouse(MouseKind::Click, 5, 7);
    let selected = session.state.main.shows.list.selected_index();
    assert_eq!((selected, session.state.message_lines()), (Some(0), None));
    session.mouse(MouseKind::Click, 5, 7);
    assert_eq!(session.state.main.shows.list.selected_index(), Some(5));
}

#[test]
fn a_message_is_never_higher_than_the_terminal() {
    let mut session = Session::listing(40, 10, &["A"]);
    session.state.say("word ".repeat(400), Tone::Error);
    let lines = session.state.message_lines().map_or(0, |lines| lines.len());
    assert_eq!(layout::message(session.state.size, lines), Rect::new(1, 1, 38, 9));
    session.keys("! G");
    assert_eq!(session.state.overlay, Some(Overlay::Messages { scroll: lines + 1 - 7 }));
}

#[test]
fn what_was_said_can_be_read_again_the_latest_first_each_once() {
    let mut session = Session::listing(40, 10, &["A"]);
    session.state.say(LONG, Tone::Error);
    session.state.say("Another", Tone::Warning);
    session.state.say("Sorted by name", Tone::Note);
    session.after(60);
    session.state.say(LONG, Tone::Error);
    session.keys("!");
    assert_eq!(listed(&session), format!("Lately 12:01 {LONG} 12:00 Another"));
    session.keys("!");
    assert_eq!(session.state.overlay, None);
}

#[test]
fn all_that_was_wrong_at_the_start_can_be_read() {
    let warnings = vec!["one".into(), "two".into(), "three".into()];
    let session = Session::with(crate::app::state::Startup { warnings, ..startup() });
    assert_eq!(listed(&session), "Lately 12:00 one 12:00 two 12:00 three");
}
