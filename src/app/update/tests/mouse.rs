use ratatui::layout::Position;

use super::harness::*;
use crate::{
    app::{
        footer::Footer,
        input::key::MouseKind::{Click, Drag, Release, WheelDown, WheelUp},
        layout::{PaneSet, Widths},
        session::LoginReason,
    },
    domain::Progress,
};

fn many(count: usize) -> Session {
    let names: Vec<_> = (0..count).map(|number| format!("Show{number:03}")).collect();
    Session::listing(140, 24, &names.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_click_selects_and_a_double_click_opens() {
    let mut session = Session::listing(80, 24, &["A", "B", "C"]);
    session.mouse(Click, 3, 5);
    assert_eq!((session.shows(), session.effects()), (vec!["A".into(), "B".into(), ">C".into()], vec![]));
    session.after_ms(500).mouse(Click, 3, 5);
    assert_eq!(session.effects(), [], "a second click much later is another click");
    session.after_ms(300).mouse(Click, 3, 5);
    assert!(matches!(&session.effects()[..], [Effect::Sync(_, Sync::Show(show, _))] if *show == show_key("C")));
}

#[test]
fn a_click_below_the_rows_or_above_them_selects_nothing() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    for (x, y) in [(3, 5), (3, 1), (3, 2), (3, 0), (55, 23), (200, 200)] {
        session.mouse(Click, x, y);
        assert_eq!((session.shows(), session.effects()), (vec![">A".into(), "B".into()], vec![]), "{x} {y}");
    }
}

/// Clicks the hint with this label.
fn click_hint(session: &mut Session, label: &str) {
    let footer = Footer::of(session.state(), &session.state().cx.layout);
    let (_, area) = footer.hints.iter().find(|(hint, _)| hint.label == label).expect("a hint");
    session.mouse(Click, area.right() - 1, area.y);
}

#[test]
fn a_click_on_a_hint_does_what_its_key_does() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    click_hint(&mut session, "filter");
    assert!(session.filter(ViewId::Shows).is_typing());
    session.text("b");
    click_hint(&mut session, "keep it");
    assert_eq!(session.shows(), [">B"]);
    click_hint(&mut session, "help");
    assert!(matches!(session.overlay(), Some(Overlay::Help(_))));
    click_hint(&mut session, "close");
    assert_eq!(session.overlay(), None, "the hints below an overlay are its own");
    session.effects();
    click_hint(&mut session, "quit");
    assert!(session.effects().contains(&Effect::Quit));
}

#[test]
fn a_double_click_on_a_hint_presses_its_key_once() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    let footer = Footer::of(session.state(), &session.state().cx.layout);
    let (_, area) = footer.hints.first().expect("a hint");
    session.mouse(Click, area.x, area.y);
    let after_one = session.effects();
    assert!(
        matches!(&after_one[..], [Effect::Sync(_, Sync::Show(show, _))] if *show == show_key("A")),
        "{after_one:?}"
    );
    session.after_ms(200).mouse(Click, area.x, area.y);
    assert_eq!((session.effects(), session.state().views.focus()), (vec![], ViewId::Episodes));
}

#[test]
fn a_clicked_hint_has_the_key_of_the_keymap_even_a_sequence() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.preset(Preset::Emacs);
    click_hint(&mut session, "quit");
    assert!(session.effects().contains(&Effect::Quit));
}

#[test]
fn between_two_hints_there_is_nothing_to_click() {
    let session = Session::listing(80, 24, &["A"]);
    let footer = Footer::of(session.state(), &session.state().cx.layout);
    let areas: Vec<_> = footer.hints.iter().map(|(_, area)| *area).collect();
    assert!(areas.len() > 2 && areas.is_sorted_by(|one, next| one.right() < next.x), "{areas:?}");
    assert!(footer.keys_at(Position { x: areas[0].right(), y: 23 }).is_none());
    assert!(footer.keys_at(Position { x: areas[0].x, y: 22 }).is_none());
}

#[test]
fn a_click_into_another_pane_only_gives_it_the_keys() {
    let episodes = vec![episode("One", "2026-11-01", 1, Progress::Unplayed)];
    let mut session = Session::reading(140, 24, episodes);
    session.keys("h").mouse(Click, 60, 3);
    assert_eq!(session.focus(), ViewId::Episodes);
    session.mouse(Click, 60, 3);
    assert_eq!(session.focus(), ViewId::Notes);
    assert!(matches!(session.subject(), Some(Subject::Episode(..))));
}

#[test]
fn the_wheel_scrolls_the_pane_under_it_and_leaves_the_keys_where_they_are() {
    let mut session = many(100);
    session.keys("Tab").mouse(WheelDown, 3, 5).mouse(WheelDown, 3, 5);
    assert_eq!(session.focus(), ViewId::Episodes);
    assert_eq!(session.top(ViewId::Shows), 6);
    session.mouse(WheelUp, 3, 5);
    assert_eq!(session.top(ViewId::Shows), 3);
    session.mouse(WheelDown, 3, 0).mouse(WheelDown, 3, 23);
    assert_eq!(session.top(ViewId::Shows), 3, "header and status line do not scroll");
}

#[test]
fn notes_that_are_read_follow_a_selection_that_the_wheel_moves() {
    let names: Vec<_> = (0..40).map(|number| format!("Episode{number:02}")).collect();
    let episodes = names.iter().map(|name| episode(name, "2026-10-01", 90, Progress::Unplayed)).collect();
    let mut session = Session::reading(140, 24, episodes);
    session.keys("Enter");
    assert_eq!(session.focus(), ViewId::Notes);
    let pane = session.state().cx.layout.pane(ViewId::Episodes).expect("it is in view");
    session.mouse(WheelDown, pane.x + 3, pane.y + 5);
    assert_eq!((session.focus(), session.top(ViewId::Episodes)), (ViewId::Episodes, 3));
    assert_eq!(session.subject(), session.state().views.episodes.subject());
}

#[test]
fn a_click_in_a_scrolled_list_selects_the_row_under_it() {
    let mut session = many(100);
    session.mouse(WheelDown, 3, 5).mouse(Click, 3, 5);
    assert_eq!(session.shows()[5], ">Show005");
}

#[test]
fn rows_of_an_overlay_are_clicked_too_and_a_click_beside_it_closes_it() {
    let mut session = many(1);
    session.keys("L");
    let area = session.overlay_area();
    session.mouse(Click, area.x + 1, area.y + 2);
    assert!(matches!(session.overlay(), Some(Overlay::Account(_))));
    assert_eq!(session.top_overlay().selected(), Some(1));
    session.after_ms(600).mouse(Click, area.x + 1, area.y + 2);
    assert!(matches!(session.overlay(), Some(Overlay::Account(_))), "one click chooses nothing");
    session.after_ms(100).mouse(Click, area.x + 1, area.y + 2);
    let Screen::Login(login) = session.screen() else { panic!("no login") };
    assert_eq!(login.reason, LoginReason::Again { switch_account: true });
    session.keys("Esc L").mouse(Click, 0, 0);
    assert_eq!(session.overlay(), None);
}

#[test]
fn a_command_of_the_palette_is_run_by_a_double_click() {
    let mut session = many(3);
    session.keys(":").text("messages");
    let area = session.overlay_area();
    session.mouse(Click, area.x + 3, area.y + 1).mouse(Click, area.x + 3, area.y + 1);
    assert!(matches!(session.overlay(), Some(Overlay::Messages(_))), "{:?}", session.overlay());
}

#[test]
fn the_wheel_scrolls_an_overlay_only_over_it() {
    let mut session = many(100);
    session.keys("?");
    let area = session.overlay_area();
    session.mouse(WheelDown, area.x + 3, area.y + 3);
    assert_eq!(session.top_overlay().top(), 3);
    session.mouse(WheelDown, 0, 0);
    assert_eq!((session.top_overlay().top(), session.top(ViewId::Shows)), (3, 0));
}

fn widths(session: &Session) -> [u16; 3] {
    [ViewId::Shows, ViewId::Episodes, ViewId::Notes].map(|id| session.pane(id).width)
}

#[test]
fn the_line_between_panes_is_dragged_remembered_at_the_end_and_put_back_by_a_double_click() {
    let mut session = many(3);
    let usual = widths(&session);
    let edge = usual[0] - 1;
    session.mouse(Click, edge, 8).mouse(Drag, edge + 4, 9).mouse(Drag, edge + 8, 30);
    assert_eq!(widths(&session), [usual[0] + 8, usual[1] - 8, usual[2]]);
    assert_eq!(session.effects(), [], "not remembered while it moves");
    session.mouse(Release, edge + 8, 30);
    let shares = session.state().cx.widths.get(PaneSet::Three);
    assert!(shares.is_some());
    assert_eq!(session.effects(), [Effect::Remember(Remember::Panes(PaneSet::Three, shares))]);
    session.keys("Tab Tab");
    assert_eq!(widths(&session), [usual[0] + 8, usual[1] - 8, usual[2]], "the focus changes nothing any more");
    session.keys("Tab").effects();
    session.mouse(Click, edge + 8, 8).mouse(Release, edge + 8, 8).mouse(Click, edge + 8, 8);
    assert_eq!(widths(&session), usual);
    assert_eq!(session.effects().last(), Some(&Effect::Remember(Remember::Panes(PaneSet::Three, None))));
    session.mouse(Release, edge + 8, 8).mouse(Drag, edge, 8);
    assert_eq!(widths(&session), usual, "nothing is dragged any more");
}

#[test]
fn each_set_of_panes_has_widths_of_its_own_and_a_click_on_the_line_changes_none() {
    let mut session = many(3);
    let edge = session.pane(ViewId::Shows).width - 1;
    session.mouse(Click, edge, 8).mouse(Release, edge, 8);
    assert_eq!((session.state().cx.widths, session.effects()), (Widths::default(), vec![]));
    session.mouse(Click, edge, 9).mouse(Drag, 5, 9).mouse(Release, 5, 9);
    assert_eq!(session.pane(ViewId::Shows).width, 16, "no pane vanishes");
    let two = session.resize(100, 24).pane(ViewId::Shows).width;
    assert_eq!(two, 43, "two panes share the width as before");
    session.mouse(Click, 42, 9).mouse(Drag, 60, 9).mouse(Release, 60, 9);
    assert_eq!(session.pane(ViewId::Shows).width, 61);
    assert_eq!(session.resize(140, 24).pane(ViewId::Shows).width, 16);
    session.resize(70, 24).mouse(Click, 69, 9).mouse(Drag, 20, 9);
    assert_eq!(session.pane(ViewId::Shows).width, 70, "one pane has no line");
}
