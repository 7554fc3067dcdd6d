use super::harness::*;
use crate::{
    app::{
        requests::{effect::Restart, event::ClientSaved},
        session::{LoginReason, Setup, SetupField},
    },
    domain::Private,
};

const ID: &str = "0123456789abcdef0123456789ABCDEF";

fn setup() -> Session {
    let mut start = logged_out();
    start.session.client_id = None;
    let mut session = Session::with(start);
    session.send(EventKind::Start);
    session
}

fn saved(login: LoginState) -> LoginReply {
    LoginReply::ClientSaved(Ok(ClientSaved { redirect_uri: "http://127.0.0.1/x".into(), path: "c".into(), login }))
}

fn screen(session: &Session) -> &Setup {
    match session.screen() {
        Screen::Setup(setup) => setup,
        other => panic!("not the setup: {other:?}"),
    }
}

#[test]
fn without_a_client_id_the_setup_opens_and_nothing_is_asked() {
    let mut session = setup();
    assert_eq!(screen(&session).focus, SetupField::None);
    assert_eq!(session.effects(), []);
}

#[test]
fn a_paste_without_a_focused_field_goes_to_the_client_id_trimmed() {
    let mut session = setup();
    session.paste(&format!("  {ID}\n"));
    assert_eq!(screen(&session).focus, SetupField::ClientId);
    assert_eq!(screen(&session).client_id.value(), ID);
}

#[test]
fn the_client_id_is_saved_and_the_login_opens() {
    let mut session = setup();
    session.paste(ID).keys("Tab").text("s3cret").keys("Enter");
    let [Effect::Login(_, Login::SaveClient { client_id, secret })] = &session.effects()[..] else {
        panic!("not saved")
    };
    assert_eq!((client_id.as_str(), secret), (ID, &Private::new("s3cret")));
    session.reply(saved(LoginState::LoggedOut));
    let Screen::Login(login) = session.screen() else { panic!("no login") };
    assert_eq!(login.reason, LoginReason::First);
    assert_eq!(session.client_id(), Some(ID));
    assert_eq!(session.redirect_uri(), "http://127.0.0.1/x");
}

#[test]
fn the_secret_leaves_the_state_when_it_is_submitted() {
    let mut session = setup();
    session.paste(ID).keys("Tab").text("s3cret").keys("Enter");
    assert_eq!(screen(&session).secret.0.value(), "");
    assert!(screen(&session).is_saving);
    assert!(!format!("{:?}", session.state()).contains("s3cret"));
    assert!(!format!("{:?}", session.effects()).contains("s3cret"));
}

#[test]
fn a_client_id_of_another_shape_is_refused_with_the_reason() {
    for (typed, said) in [
        ("", "There is no client ID yet"),
        ("0123", "This is too short"),
        ("0123456789abcdef0123456789abcdef0", "This is too long"),
        ("0123456789abcdef0123456789abcdeg", "It contains `g`"),
        ("https://developer.spotify.com/dashboard", "This looks like a URL"),
        ("ada@example.org", "This looks like an e-mail address"),
    ] {
        let mut session = setup();
        session.keys("i").text(typed).keys("Enter");
        let problem = screen(&session).problem.as_ref().expect("a problem");
        assert_eq!(problem.title, said, "{typed}");
        assert_eq!(session.effects(), [], "{typed}");
    }
}

#[test]
fn a_secret_that_is_the_client_id_again_is_refused() {
    let mut session = setup();
    session.paste(ID).keys("Tab").paste(ID).keys("Enter");
    assert_eq!(screen(&session).focus, SetupField::Secret);
    assert_eq!(session.effects(), []);
}

#[test]
fn what_could_not_be_saved_is_said_and_can_be_tried_again() {
    let mut session = setup();
    session.paste(ID).keys("Enter").effects();
    session.reply(LoginReply::ClientSaved(Err(problem("The disk is full"))));
    assert_eq!(screen(&session).problem, Some(problem("The disk is full")));
    session.keys("Enter");
    assert_eq!(session.effects().len(), 1);
}

#[test]
fn q_is_text_in_a_field_and_quits_outside() {
    let mut session = setup();
    session.keys("i q");
    assert_eq!(screen(&session).client_id.value(), "q");
    session.keys("Esc q");
    assert_eq!(session.effects(), [Effect::Quit]);
}

#[test]
fn the_redirect_uri_is_copied_and_the_dashboard_opened_with_a_key() {
    let mut session = setup();
    session.keys("y o");
    let effects = session.effects();
    assert!(
        matches!(&effects[..], [Effect::System(_, System::Copy(text)), Effect::System(_, System::OpenDashboard)] if text.expose().ends_with("/callback"))
    );
}

#[test]
fn the_client_id_can_be_changed_from_the_login_and_esc_goes_back() {
    let mut session = Session::with(logged_out());
    session.keys("c");
    screen(&session);
    session.keys("Esc");
    assert!(matches!(*session.screen(), Screen::Login(_)));
}

#[test]
fn saving_the_same_client_id_again_keeps_login_and_lists() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("L Enter c").paste(ID).keys("Enter").effects();
    session.reply(saved(startup().session.login));
    assert_eq!((session.screen(), session.shows()), (&Screen::Main, vec![">A".into(), "B".into()]));
    assert_eq!((session.effects(), session.login().clone()), (vec![], startup().session.login));
}

#[test]
fn a_login_kept_for_another_client_id_is_used_and_its_lists_asked_for() {
    let mut session = Session::with(logged_out());
    session.keys("c").paste(ID).keys("Enter").effects();
    session.reply(saved(startup().session.login));
    assert_eq!(*session.screen(), Screen::Main);
    assert!(matches!(session.effects()[..], [Effect::Read(_, Read::Shows)]));
}

#[test]
fn esc_does_not_leave_what_is_being_saved() {
    let mut session = Session::with(logged_out());
    session.keys("c").paste(ID).keys("Enter Esc");
    assert!(screen(&session).is_saving);
    session.reply(saved(LoginState::LoggedOut));
    assert_eq!(session.client_id(), Some(ID));
}

#[test]
fn warnings_of_the_configuration_become_one_message() {
    let warnings = vec!["config.toml line 3: no such key".into(), "another".into(), "a third".into()];
    let session = Session::with(Startup { warnings, ..startup() });
    assert_eq!(session.message(), "config.toml line 3: no such key, and 2 more: ! shows them");
}

#[test]
fn the_setup_offers_the_demo_which_starts_in_the_same_terminal() {
    let mut session = setup();
    session.keys("d");
    assert_eq!(session.effects(), [Effect::Restart(Restart::Demo)]);
}

#[test]
fn the_login_offers_the_demo_until_the_first_login() {
    let mut session = setup();
    session.paste(ID).keys("Enter").effects();
    session.reply(saved(LoginState::LoggedOut));
    assert_eq!(session.keys("d").effects(), [Effect::Restart(Restart::Demo)]);
    // Not where there was a login, lists, or the demo itself.
    let ended = LoginState::Ended { account: None };
    for start in
        [logged_out().session(|session| session.login = ended), logged_out().session(|session| session.is_demo = true)]
    {
        assert_eq!(Session::with(start).keys("d").effects(), []);
    }
    assert_eq!(Session::listing(80, 24, &["A"]).keys("L d").effects(), []);
}

#[test]
fn quitting_a_demo_that_was_opened_from_the_setup_leads_back() {
    let mut session = Session::with(logged_out().session(|session| {
        session.is_demo = true;
        session.way_back = Some(Restart::AfterDemo);
    }));
    assert_eq!(session.keys("q").effects(), [Effect::Restart(Restart::AfterDemo)]);
    let mut session = Session::with(logged_out().session(|session| session.is_demo = true));
    assert_eq!(session.keys("q").effects(), [Effect::Quit]);
}
