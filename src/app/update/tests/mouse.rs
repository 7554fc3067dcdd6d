use super::harness::*;
use crate::{
    app::{
        input::key::MouseKind::{Click, WheelDown, WheelUp},
        session::LoginReason,
    },
    domain::Progress,
};

fn many(count: usize) -> Session {
    let names: Vec<_> = (0..count).map(|number| format!("Show{number:03}")).collect();
    Session::listing(140, 24, &names.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_click_selects_and_a_click_on_what_is_selected_opens() {
    let mut session = Session::listing(80, 24, &["A", "B", "C"]);
    session.mouse(Click, 3, 5);
    assert_eq!((session.shows(), session.effects()), (vec!["A".into(), "B".into(), ">C".into()], vec![]));
    session.mouse(Click, 3, 5);
    assert!(matches!(&session.effects()[..], [Effect::Sync(_, Sync::Show(show, _))] if *show == show_key("C")));
}

#[test]
fn a_click_below_the_rows_or_above_them_selects_nothing() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    for (x, y) in [(3, 5), (3, 1), (3, 2), (3, 0), (3, 23), (200, 200)] {
        session.mouse(Click, x, y);
        assert_eq!((session.shows(), session.effects()), (vec![">A".into(), "B".into()], vec![]), "{x} {y}");
    }
}

#[test]
fn the_first_click_into_another_pane_only_gives_it_the_keys() {
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
    session.mouse(Click, area.x + 1, area.y + 2);
    let Screen::Login(login) = session.screen() else { panic!("no login") };
    assert_eq!(login.reason, LoginReason::Again { switch_account: true });
    session.keys("Esc L").mouse(Click, 0, 0);
    assert_eq!(session.overlay(), None);
}
