//! Sequences of keys: begun, gone on with, ended; with counts and in fields.

use ratatui::layout::Position;

use super::harness::*;
use crate::app::input::{key::MouseKind, keymap::Preset};

/// Ten shows, `g g` to the first and `g e` to the last.
fn session() -> Session {
    let names: Vec<_> = (0..10).map(|number| format!("Show {number}")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let mut session = Session::listing(80, 24, &names);
    session.rebind("main", "first", &["g g", "Home"]).rebind("main", "last", &["g e", "G"]);
    session
}

fn shown(session: &Session) -> Vec<String> {
    let (begun, items) = session.state().continuations().unwrap_or_default();
    [begun].into_iter().chain(items.into_iter().map(|(key, help)| format!("{key}: {help}"))).collect()
}

fn selected(session: &Session) -> Option<usize> {
    session.shows().iter().position(|row| row.starts_with('>'))
}

#[test]
fn the_keys_that_go_on_are_shown_after_a_moment_and_one_of_them_runs_the_command() {
    let mut session = session();
    session.keys("G g");
    assert_eq!(session.message(), "g ...");
    assert_eq!(session.state().continuations(), None, "who knows the keys is faster");
    assert_eq!(session.state().cx.layout.keys, None);
    session.after_ms(200);
    assert_eq!(shown(&session), ["g", "g: Go to the top", "e: Go to the bottom"]);
    let area = session.state().cx.layout.keys.expect("an area");
    assert_eq!((area.y, area.height, area.width), (21, 2, 80));
    session.keys("g");
    assert_eq!((selected(&session), session.state().continuations()), (Some(0), None));
    session.keys("g e");
    assert_eq!(selected(&session), Some(9));
    session.keys("g e");
    assert_eq!(session.message(), "This is the bottom");
}

#[test]
fn esc_or_another_key_ends_a_sequence_without_running_anything_and_says_so() {
    let mut session = session();
    session.keys("j g Esc");
    assert_eq!((session.message(), selected(&session)), ("g was ended: nothing was run", Some(1)));
    session.keys("g j");
    assert_eq!((session.message(), selected(&session)), ("g j is no command: nothing was run", Some(1)));
    session.keys("g q");
    assert!(session.effects().is_empty(), "it does not quit");
    session.keys("j");
    assert_eq!(selected(&session), Some(2));
}

#[test]
fn the_redraw_of_the_keys_that_go_on_is_the_next_wakeup() {
    let mut session = session();
    session.keys("g");
    assert_eq!(session.state().wakeup(), Some(session.moment(0) + jiff::SignedDuration::from_millis(200)));
    session.after_ms(200);
    assert!(session.state().wakeup() > Some(session.moment(0)), "nothing is due at once again");
}

#[test]
fn a_count_before_a_sequence_counts_and_digits_within_one_do_not() {
    let mut session = session();
    session.keys("Alt-3 g");
    assert_eq!(session.message(), "3 g ...");
    session.after_ms(200);
    assert_eq!(shown(&session)[0], "3 g");
    session.keys("g");
    assert_eq!(selected(&session), Some(2));
    session.keys("7 g e");
    assert_eq!(selected(&session), Some(6), "the row of this number");
    session.keys("8 j");
    assert_eq!(selected(&session), Some(9));
    session.keys("g 8");
    assert_eq!(session.message(), "g 8 is no command: nothing was run");
    session.keys("Alt-3 g Esc g g");
    assert_eq!(selected(&session), Some(0), "a count that was ended is forgotten");
}

#[test]
fn a_click_a_paste_and_another_place_end_a_sequence() {
    let mut session = session();
    session.keys("g").mouse(MouseKind::Click, 5, 6).keys("e");
    assert_ne!(selected(&session), Some(9));
    session.keys("g").paste("text").after_ms(300);
    assert_eq!(session.state().continuations(), None);
    session.keys("g").show_overlay(Overlay::Messages(MessageList { is_in_front: false })).after_ms(300);
    assert_eq!(session.state().continuations(), None);
    assert!(session.state().cx.layout.pane_at(Position { x: 1, y: 5 }).is_some());
}

#[test]
fn letters_of_a_field_begin_no_sequence() {
    let mut session = session();
    session.keys("/").text("ge").after_ms(300);
    assert_eq!((session.filter(ViewId::Shows).text(), session.state().continuations()), ("ge", None));
}

#[test]
fn every_stack_of_contexts_is_one_in_which_the_keymap_looks_for_conflicts() {
    let mut session =
        Session::reading(140, 40, vec![episode("One", "2026-11-01", 60, crate::domain::Progress::Unplayed)]);
    for keys in
        ["", "l", "v", "Esc h h", "2", "3", "4", "5", "Esc", "6", "Esc", "?", "/", "Esc Esc", ":", "Esc", "L", "Esc"]
    {
        session.keys(keys);
        let stack = session.state().contexts();
        for one in &stack {
            assert!(stack.iter().all(|other| one.meets(other)), "{stack:?}");
        }
    }
}

#[test]
fn with_the_keys_of_emacs_a_list_is_walked_filtered_and_left() {
    let mut session = session();
    session.preset(Preset::Emacs);
    session.keys("Ctrl-n Ctrl-n Ctrl-p");
    assert_eq!(selected(&session), Some(1));
    session.keys("Alt->");
    assert_eq!(selected(&session), Some(9));
    session.keys("Ctrl-s").text("show 4").keys("Enter Ctrl-g");
    assert_eq!(session.filter(ViewId::Shows), &Filter::Off);
    session.keys("Ctrl-x Ctrl-g");
    assert_eq!(session.message(), "Ctrl-x was ended: nothing was run");
    session.keys("Ctrl-x Ctrl-c");
    assert_eq!(session.effects().last(), Some(&Effect::Quit));
}

#[test]
fn a_click_on_the_keys_that_go_on_selects_no_row_below_them() {
    let names: Vec<_> = (0..40).map(|number| format!("Show {number}")).collect();
    let mut session = Session::listing(80, 24, &names.iter().map(String::as_str).collect::<Vec<_>>());
    session.rebind("main", "first", &["g g", "Home"]).rebind("main", "last", &["g e", "G"]);
    session.keys("g").after_ms(200);
    let area = session.state().cx.layout.keys.expect("they are shown");
    session.mouse(MouseKind::Click, 3, area.y);
    assert_eq!((selected(&session), session.top(ViewId::Shows)), (Some(0), 0));
    session.mouse(MouseKind::Click, 3, area.y - 1);
    assert!(selected(&session).is_some_and(|row| row > 10), "the row above them can be reached");
}
