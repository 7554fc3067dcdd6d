use ratatui::layout::{Rect, Size};

use super::harness::*;
use crate::app::input::key::MouseKind;

const LONG: &str = "The disk is full. Make room, then press R. Nothing of what was on disk is lost";

#[test]
fn a_message_takes_as_many_lines_as_it_needs_until_the_next_key() {
    for (width, height, lines) in [(140, 40, None), (80, 24, Some(2)), (40, 10, Some(3))] {
        let mut session = Session::listing(width, height, &["A"]);
        session.notify(LONG, Tone::Error);
        let said = session.long_message();
        assert_eq!(said.as_ref().map(Vec::len), lines, "{said:?}");
        assert!(said.is_none_or(|said| said.join(" ") == LONG));
        session.keys("j");
        assert_eq!((session.message(), session.long_message()), (LONG, None));
    }
}

#[test]
fn a_click_on_a_long_message_reaches_no_row_below_it() {
    let mut session = Session::listing(40, 10, &["A", "B", "C", "D", "E", "F", "G"]);
    session.notify(LONG, Tone::Error);
    session.mouse(MouseKind::Click, 5, 7);
    let selected = session.selected(ViewId::Shows);
    assert_eq!((selected, session.long_message()), (Some(0), None));
    session.mouse(MouseKind::Click, 5, 7);
    assert_eq!(session.selected(ViewId::Shows), Some(6));
}

#[test]
fn a_message_is_never_higher_than_the_terminal() {
    let mut session = Session::listing(40, 10, &["A"]);
    session.notify("word ".repeat(400), Tone::Error);
    let lines = session.long_message().map_or(0, |lines| lines.len());
    assert_eq!(session.message_area(), Some(Rect::new(1, 1, 38, 9)));
    session.keys("! G");
    assert!(matches!(session.overlay(), Some(Overlay::Messages(_))));
    assert_eq!(session.top_overlay().top(), lines + 1 - 7);
}

#[test]
fn what_was_said_can_be_read_again_the_latest_first_each_once() {
    let mut session = Session::listing(40, 10, &["A"]);
    session.notify(LONG, Tone::Error);
    session.notify("Another", Tone::Warning);
    session.notify("Sorted by name", Tone::Note);
    session.after(60);
    session.notify(LONG, Tone::Error);
    session.keys("!");
    assert_eq!(session.messages(), format!("Latest 12:01 {LONG} 12:00 Another"));
    session.keys("!");
    assert_eq!(session.overlay(), None);
}

#[test]
fn all_that_was_wrong_at_the_start_can_be_read() {
    let warnings = vec!["one".into(), "two".into(), "three".into()];
    let session = Session::with(Startup { warnings, ..startup() });
    assert_eq!(session.messages(), "Latest 12:00 one 12:00 two 12:00 three");
}

#[test]
fn what_was_wrong_at_the_start_takes_one_line_of_a_low_terminal() {
    for (height, is_long) in [(10, false), (24, true)] {
        let size = Size { width: 40, height };
        let session = Session::with(Startup { size, warnings: vec![LONG.into()], ..startup() });
        assert_eq!(session.state().cx.layout.message.is_some(), is_long, "{height}");
        assert_eq!(session.message(), LONG);
    }
}
