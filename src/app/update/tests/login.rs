use super::harness::*;
use crate::{
    app::{
        Context,
        requests::{
            effect::PortChoice,
            event::{Browser, LoginNotStarted, LoginOpened},
        },
        session::{LoginPhase, LoginReason, Waiting},
    },
    domain::Private,
};

const REDIRECT: &str = "http://127.0.0.1:8899/callback?code=canary&state=s";

fn phase(session: &Session) -> &LoginPhase {
    match session.screen() {
        Screen::Login(login) => &login.phase,
        other => panic!("not the login: {other:?}"),
    }
}

fn waiting(session: &Session) -> &Waiting {
    match phase(session) {
        LoginPhase::Waiting(waiting) => waiting,
        other => panic!("not waiting: {other:?}"),
    }
}

fn said(session: &Session) -> String {
    match session.screen() {
        Screen::Login(login) => login.problem.as_ref().map_or_else(String::new, |problem| problem.title.to_string()),
        _ => String::new(),
    }
}

/// The browser is open, five minutes left.
fn opened() -> Session {
    let mut session = Session::with(logged_out());
    session.send(EventKind::Start).keys("Enter");
    listener_is_there(&mut session);
    session.effects();
    session
}

fn listener_is_there(session: &mut Session) {
    let deadline = session.moment(300);
    let url = Private::new("https://accounts.spotify.com/authorize?x");
    session.reply(LoginReply::Opened(LoginOpened { url, deadline, browser: Browser::Opened }));
}

#[test]
fn without_a_login_the_login_screen_opens_and_nothing_is_asked() {
    let mut session = Session::with(logged_out());
    session.send(EventKind::Start);
    let Screen::Login(login) = session.screen() else { panic!("no login") };
    assert_eq!(login.reason, LoginReason::First);
    assert_eq!(session.effects(), []);
}

#[test]
fn enter_starts_the_login_once() {
    let mut session = Session::with(logged_out());
    session.keys("Enter Enter");
    let effects = session.effects();
    assert!(
        matches!(
            &effects[..],
            [Effect::Login(_, Login::Start { port: PortChoice::AsConfigured, switch_account: false })]
        ),
        "{effects:?}"
    );
}

#[test]
fn a_login_ends_on_the_list_with_a_greeting() {
    let mut session = opened();
    session.reply(LoginReply::CallbackArrived);
    let id = session.id(Slot::Login);
    assert_eq!(session.effects(), [Effect::LoginStep(id, LoginStep::ExchangeCode)]);
    assert_eq!(phase(&session), &LoginPhase::Exchanging);
    session.reply(LoginReply::Done(Ok(logged_in())));
    assert_eq!((session.screen(), session.message()), (&Screen::Main, "Logged in"));
    assert!(matches!(session.effects()[..], [Effect::Login(_, Login::AskAccount)]));
    session.reply(LoginReply::Account(Some(account("grace"))));
    assert_eq!(session.message(), "Logged in as grace");
}

#[test]
fn c6_a_permission_that_was_not_granted_is_named() {
    let mut session = opened();
    let mut answer = logged_in();
    answer.missing = vec![crate::domain::Scope::PlaybackPosition];
    session.reply(LoginReply::CallbackArrived).reply(LoginReply::Done(Ok(answer)));
    assert!(session.message().contains("user-read-playback-position (nothing shows where you stopped)"));
}

#[test]
fn c5_a_login_whose_account_stays_unknown_is_a_login() {
    let mut session = opened();
    session
        .reply(LoginReply::CallbackArrived)
        .reply(LoginReply::Done(Ok(logged_in())))
        .reply(LoginReply::Account(None));
    assert_eq!((session.message(), session.screen()), ("Logged in", &Screen::Main));
}

#[test]
fn a_pasted_url_is_submitted_at_once_and_trimmed() {
    let mut session = opened();
    let id = session.id(Slot::Login);
    session.paste(&format!("\n {REDIRECT} \n"));
    assert_eq!(session.effects(), [Effect::LoginStep(id, LoginStep::SubmitRedirect(Private::new(REDIRECT)))]);
    assert!(!format!("{:?}", session.state()).contains("canary"));
}

#[test]
fn a_paste_that_is_no_url_waits_in_the_field() {
    let mut session = opened();
    session.paste("code=1&state=2");
    assert_eq!(session.effects(), []);
    assert_eq!(session.state().contexts()[0], Context::PasteField);
}

#[test]
fn a_url_typed_into_the_field_is_submitted_and_the_field_emptied() {
    let mut session = opened();
    session.keys("p").text(REDIRECT);
    assert!(!format!("{:?}", session.state()).contains("canary"));
    session.keys("Enter");
    assert!(
        matches!(&session.effects()[..], [Effect::LoginStep(_, LoginStep::SubmitRedirect(url))] if url.expose() == REDIRECT)
    );
    assert_eq!(waiting(&session).paste, None);
}

#[test]
fn a_refused_paste_goes_on_waiting_and_says_why() {
    let mut session = opened();
    session.paste(REDIRECT).reply(LoginReply::PasteRefused(problem("This is of another login")));
    assert_eq!(waiting(&session).problem, Some(problem("This is of another login")));
    session.reply(LoginReply::CallbackArrived);
    assert!(matches!(phase(&session), LoginPhase::Exchanging));
}

#[test]
fn esc_leaves_the_field_first_and_cancels_then() {
    let mut session = opened();
    let id = session.id(Slot::Login);
    session.keys("p Esc");
    assert_eq!((session.effects(), &waiting(&session).paste), (vec![], &None));
    session.keys("Esc");
    assert_eq!(session.effects(), [Effect::Cancel(id)]);
    assert_eq!(phase(&session), &LoginPhase::Idle);
}

#[test]
fn an_answer_to_a_cancelled_login_changes_nothing() {
    let mut session = opened();
    let id = session.id(Slot::Login);
    session.keys("Esc");
    let before = session.state().clone();
    for reply in [
        LoginReply::CallbackArrived,
        LoginReply::Done(Ok(logged_in())),
        LoginReply::Done(Err(problem("late"))),
        LoginReply::PasteRefused(problem("late")),
    ] {
        session.answer(id, reply);
        assert_eq!(*session.state(), before);
    }
}

#[test]
fn a_failed_login_says_why_and_enter_tries_again() {
    let mut session = opened();
    session.reply(LoginReply::Done(Err(problem("You did not agree"))));
    assert_eq!((said(&session).as_str(), phase(&session)), ("You did not agree", &LoginPhase::Idle));
    session.keys("Enter");
    assert!(matches!(session.effects()[..], [Effect::Login(_, Login::Start { .. })]));
    assert_eq!(said(&session), "");
}

#[test]
fn the_countdown_wakes_every_second_and_ends_at_the_deadline() {
    let mut session = opened();
    let id = session.id(Slot::Login);
    assert_eq!(session.state().seconds_until(session.moment(300)), 300);
    assert_eq!(session.wakeup(), Some(session.moment(1)));
    session.after(299);
    assert_eq!(session.wakeup(), Some(session.moment(1)));
    session.effects();
    session.after(1);
    assert_eq!(session.effects(), [Effect::Cancel(id)]);
    assert_eq!(
        (said(&session).as_str(), phase(&session)),
        ("The browser did not come back in time", &LoginPhase::Idle)
    );
    assert_eq!(session.wakeup(), None);
}

#[test]
fn a_port_in_use_offers_the_same_port_and_another() {
    let mut session = Session::with(logged_out());
    session.keys("Enter").reply(LoginReply::NotStarted(LoginNotStarted::PortInUse { port: 8899 }));
    assert_eq!(phase(&session), &LoginPhase::PortInUse { port: 8899 });
    session.effects();
    session.keys("p");
    assert!(matches!(session.effects()[..], [Effect::Login(_, Login::Start { port: PortChoice::Dynamic, .. })]));
    session.reply(LoginReply::NotStarted(LoginNotStarted::PortInUse { port: 1 })).keys("Enter");
    assert!(matches!(session.effects()[..], [Effect::Login(_, Login::Start { port: PortChoice::AsConfigured, .. })]));
    session.reply(LoginReply::NotStarted(LoginNotStarted::PortInUse { port: 1 })).keys("Esc");
    assert_eq!(phase(&session), &LoginPhase::Idle);
}

#[test]
fn a_listener_that_cannot_start_says_why() {
    let mut session = Session::with(logged_out());
    session.keys("Enter").reply(LoginReply::NotStarted(LoginNotStarted::Failed(problem("No loopback"))));
    assert_eq!(said(&session), "No loopback");
}

#[test]
fn a_agrees_in_the_demo_only() {
    let mut session = opened();
    session.keys("a");
    assert_eq!(session.effects(), []);
    session.demo();
    session.keys("a");
    assert!(matches!(session.effects()[..], [Effect::LoginStep(_, LoginStep::ApproveInDemo)]));
}

#[test]
fn an_a_that_comes_before_the_listener_is_not_lost_in_the_demo() {
    let mut session = Session::with(logged_out());
    session.demo();
    session.send(EventKind::Start).keys("Enter a");
    session.effects();
    listener_is_there(&mut session);
    assert!(matches!(session.effects()[..], [Effect::LoginStep(_, LoginStep::ApproveInDemo)]));
}

#[test]
fn the_url_is_copied_and_the_browser_opened_again_with_a_key() {
    let mut session = opened();
    session.keys("y o");
    let effects = session.effects();
    assert!(
        matches!(&effects[..], [Effect::System(_, System::Copy(_)), Effect::LoginStep(_, LoginStep::ReopenBrowser)]),
        "{effects:?}"
    );
    let shown = format!("{effects:?} {:?}", session.state());
    assert!(!shown.contains("authorize?x"), "a7: it holds the state");
    session.reply(Reply::Copied(Ok(Copied::Sent)));
    assert_eq!(session.message(), "Copied through the terminal");
}

#[test]
fn what_becomes_of_the_browser_is_shown_and_each_further_attempt_is_said() {
    let mut session = Session::with(logged_out());
    session.keys("Enter");
    let deadline = session.moment(300);
    let url = Private::new("https://accounts.spotify.com/authorize?x");
    session.reply(LoginReply::Opened(LoginOpened { url, deadline, browser: Browser::Opening }));
    assert_eq!((waiting(&session).deadline, session.message()), (deadline, ""));
    session.reply(LoginReply::Browser(Browser::Remote));
    assert_eq!((&waiting(&session).browser, session.message()), (&Browser::Remote, ""));
    session.keys("o").reply(LoginReply::Browser(Browser::Remote));
    assert_eq!(session.message(), Browser::Remote.sentence());
}

#[test]
fn f9_what_became_of_the_browser_is_one_plain_sentence() {
    for browser in [
        Browser::Opening,
        Browser::Opened,
        Browser::Remote,
        Browser::TextBrowser("w3m\u{1b}[2J".into()),
        Browser::Failed("exit\u{7} 1".into()),
    ] {
        let sentence = browser.sentence();
        assert!(sentence.ends_with('.') && !sentence.contains(char::is_control), "{sentence}");
    }
}
