use super::harness::*;

/// A first start with a login.
fn first() -> Session {
    let mut session = Session::with(Startup { tour: true, ..startup() });
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
fn a_key_closes_the_tour_and_keeps_its_meaning() {
    let mut session = first();
    session.keys("2");
    assert_eq!((session.overlay(), session.tab()), (None, Tab::Feed(FeedId::NEW)));
    let mut session = first();
    session.keys("?");
    assert!(matches!(session.overlay(), Some(Overlay::Help(_))));
}

#[test]
fn esc_closes_the_tour_and_does_no_more() {
    let mut session = first();
    session.keys("Esc");
    assert_eq!((session.overlay(), session.message()), (None, ""));
}

#[test]
fn the_tour_waits_for_the_lists() {
    let mut session = Session::with(Startup { tour: true, ..logged_out() });
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
    let mut session = Session::with(Startup { tour: true, ..startup() });
    session.rebind("main", "shows-tab", &["!"]).send(EventKind::Start);
    assert!(said(&session).contains("! to 6 open the tabs"), "{}", said(&session));
}
