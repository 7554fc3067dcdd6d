use super::harness::*;
use crate::app::input::key::MouseKind;

/// A first start with a login.
fn first() -> Session {
    let mut session = Session::with(startup().session(|session| session.tour = true));
    session.send(EventKind::Start);
    assert!(matches!(session.overlay(), Some(Overlay::Tour(_))));
    session
}

#[test]
fn the_tour_has_five_lines_and_is_noted_as_seen_at_once() {
    let mut session = first();
    assert_eq!(session.overlay_lines().len(), 5, "{:?}", session.overlay_lines());
    assert!(session.effects().contains(&Effect::TourSeen));
}

#[test]
fn a_command_of_the_palette_brings_the_tour_back() {
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys(":").text("welcome").keys("Enter");
    assert!(matches!(session.overlay(), Some(Overlay::Tour(_))));
    session.keys("Esc");
    assert_eq!(session.overlay(), None);
}

#[test]
fn only_its_own_keys_close_the_tour_and_they_do_no_more() {
    for key in ["Esc", "Enter", "Space"] {
        let mut session = first();
        let place = (session.tab(), session.focus());
        session.effects();
        session.keys(key);
        assert_eq!(
            (session.overlay(), session.message(), (session.tab(), session.focus())),
            (None, "", place),
            "{key}"
        );
        assert_eq!(session.effects(), [], "{key}");
    }
    let mut session = first();
    let tab = session.tab();
    session.keys("m").mouse(MouseKind::Click, 45, 12);
    assert!(matches!(session.overlay(), Some(Overlay::Tour(_))));
    session.mouse(MouseKind::Click, 12, 0);
    assert_eq!((session.overlay(), session.tab()), (None, tab), "a click beside it opens no tab");
}

#[test]
fn the_tour_can_be_read_to_its_end_at_the_smallest_size() {
    let mut session = first();
    session.resize(40, 10);
    let inside = usize::from(session.overlay_area().height) - 2;
    let lines = session.overlay_lines().len();
    assert!(lines > inside, "{lines} lines in {inside}");
    session.keys("j");
    assert_eq!(session.top_overlay().top(), 1);
    session.keys("G");
    assert_eq!(session.top_overlay().top(), lines - inside);
    assert!(matches!(session.overlay(), Some(Overlay::Tour(_))));
}

#[test]
fn the_tour_waits_for_the_lists() {
    let mut session = Session::with(logged_out().session(|session| session.tour = true));
    session.send(EventKind::Start);
    assert_eq!(session.overlay(), None);
    session.keys("Enter").reply(LoginReply::Done(Ok(logged_in())));
    assert!(matches!(session.overlay(), Some(Overlay::Tour(_))));
    let mut seen = Session::with(startup());
    assert_eq!(seen.send(EventKind::Start).overlay(), None);
}

#[test]
fn the_tour_names_the_keys_of_the_tabs_that_are_bound() {
    let said = |session: &Session| session.overlay_lines().join(" ");
    assert!(said(&first()).contains("1 to 6 open the tabs"));
    let mut session = Session::with(startup().session(|session| session.tour = true));
    session.rebind("main", "shows-tab", &["!"]).send(EventKind::Start);
    assert!(said(&session).contains("! to 6 open the tabs"), "{}", said(&session));
}
