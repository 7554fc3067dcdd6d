use jiff::SignedDuration;

use super::harness::*;
use crate::app::{
    Effect, EventKind, Reply,
    event::{LoginLost, LoginOpened},
    ledger::Purpose,
    login::LoginReason,
    overlay::Overlay,
    state::{LoginState, Screen, Startup, Tone},
};

fn reason(session: &Session) -> Option<LoginReason> {
    match &session.state.screen {
        Screen::Login(login) => Some(login.reason),
        Screen::Setup(_) | Screen::Main => None,
    }
}

fn log_in(session: &mut Session) {
    session.keys("Enter");
    let deadline = session.moment(300);
    let browser = crate::app::event::Browser::Opened;
    session.reply(Reply::LoginOpened(LoginOpened { url: crate::domain::Private::new("https://x"), deadline, browser }));
    session.reply(Reply::CallbackArrived).reply(Reply::LoginDone(Ok(logged_in())));
}

#[test]
fn with_a_login_the_whole_list_of_shows_is_asked_for_at_once() {
    let mut session = Session::with(startup());
    assert_eq!(session.state.screen, Screen::Main);
    session.send(EventKind::Start);
    assert!(matches!(session.effects()[..], [Effect::LoadShows { part: crate::app::effect::Part::Whole, .. }]));
}

#[test]
fn e9_a_login_past_its_end_is_tried_and_spotify_decides() {
    let mut start = startup();
    let ends = start.now.timestamp();
    start.session.login = LoginState::LoggedIn { account: Some(account("ada")), missing: Vec::new(), ends };
    let mut session = Session::with(start);
    session.send(EventKind::Start);
    assert!(matches!(session.effects()[..], [Effect::LoadShows { .. }]));
    assert_eq!(session.message(), "By this clock your login ended on 2026-11-23: L logs in again");
    session.reply(Reply::LoginLost(LoginLost::Expired));
    assert_eq!(reason(&session), Some(LoginReason::Expired));
}

#[test]
fn e8_the_end_of_the_login_is_announced_from_14_days_before() {
    let at = |days: i64, seconds: i64| {
        let mut start = startup();
        let left = SignedDuration::from_hours(24 * days) + SignedDuration::from_secs(seconds);
        let ends = start.now.timestamp() + left;
        start.session.login = LoginState::LoggedIn { account: None, missing: Vec::new(), ends };
        let mut session = Session::with(start);
        session.send(EventKind::Start);
        (session.message().to_owned(), session.state.notices())
    };
    let (message, notices) = at(14, 1);
    assert_eq!((message.as_str(), notices), ("", vec![]));
    let (message, notices) = at(14, 0);
    assert_eq!(message, "Your login ends in 14 days (2026-12-07): L logs in again");
    assert_eq!((notices[0].text.as_str(), notices[0].tone), (message.as_str(), Tone::Warning));
    assert!(at(0, 60).0.starts_with("Your login ends within a day"));
}

#[test]
fn a_problem_before_the_first_screen_is_said_on_it() {
    let lost = problem("The tokens could not be read and were set aside");
    let session = Session::with(Startup { problem: Some(lost.clone()), ..logged_out() });
    assert!(matches!(&session.state.screen, Screen::Login(login) if login.problem == Some(lost.clone())));
    let session = Session::with(Startup { problem: Some(lost.clone()), ..startup() });
    assert_eq!(session.message(), lost.line());
}

#[test]
fn e5_a_login_lost_with_shows_listed_keeps_them_and_says_the_way_out() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("r").reply(Reply::LoginLost(LoginLost::Expired));
    assert_eq!((reason(&session), session.shows()), (None, vec![">A".into(), "B".into()]));
    assert_eq!(session.state.notices()[0].text, "Your login ended: L logs in again");
    session.effects();
    session.keys("r Enter");
    assert_eq!(session.effects(), [], "nothing is asked without a login");
}

#[test]
fn e5_a_login_lost_with_nothing_listed_opens_the_login() {
    let mut session = Session::new(80, 24);
    session.reply(Reply::LoginLost(LoginLost::Expired));
    assert_eq!(reason(&session), Some(LoginReason::Expired));
}

#[test]
fn a_lost_login_stops_the_other_requests() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("Enter r h r").effects();
    let shows = session.state.ledger.current(Purpose::Shows).expect("running");
    let episodes = session.state.ledger.current(Purpose::Episodes).expect("running");
    session.send(EventKind::Reply(episodes, Reply::LoginLost(LoginLost::Expired)));
    assert_eq!(session.effects(), [Effect::Cancel(shows)]);
}

#[test]
fn esc_goes_back_to_the_list_as_it_was() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("j");
    let before = session.state.main.clone();
    session.keys("L Enter");
    assert_eq!(reason(&session), Some(LoginReason::Again { switch_account: false }));
    session.keys("Esc");
    assert_eq!((&session.state.screen, &session.state.main), (&Screen::Main, &before));
}

#[test]
fn switching_the_account_asks_for_the_chooser() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("L j Enter Enter");
    assert!(matches!(session.effects()[..], [Effect::StartLogin { switch_account: true, .. }]));
}

#[test]
fn no_row_of_an_account_stays_when_somebody_logs_in() {
    for keys in ["L Enter", "L j Enter"] {
        let mut session = Session::listing(80, 24, &["A", "B"]);
        session.keys(keys);
        log_in(&mut session);
        assert_eq!(session.shows(), [""; 0]);
        session.reply(Reply::ShowsPage(page(0, vec![show("C")]))).reply(Reply::Account(Some(account("grace"))));
        assert_eq!(session.shows(), [">C"]);
    }
}

#[test]
fn an_account_that_is_unknown_at_the_start_is_asked_for() {
    let mut start = startup();
    let ends = start.now.timestamp() + SignedDuration::from_hours(24 * 150);
    start.session.login = LoginState::LoggedIn { account: None, missing: Vec::new(), ends };
    let mut session = Session::with(start);
    session.send(EventKind::Start);
    assert!(matches!(session.effects()[..], [Effect::LoadShows { .. }, Effect::AskAccount { .. }]));
    session.reply(Reply::Account(Some(account("ada"))));
    let LoginState::LoggedIn { account: known, .. } = &session.state.session.login else { panic!("no login") };
    assert_eq!((known, session.message()), (&Some(account("ada")), ""));
}

#[test]
fn an_answer_about_the_account_before_is_none_about_the_next() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("L Enter");
    log_in(&mut session);
    let first = session.state.ledger.current(Purpose::Account).expect("asked");
    session.keys("L Enter");
    log_in(&mut session);
    assert!(session.effects().contains(&Effect::Cancel(first)));
    session.send(EventKind::Reply(first, Reply::Account(Some(account("mallory")))));
    assert!(matches!(session.state.session.login, LoginState::LoggedIn { account: None, .. }));
}

#[test]
fn d9_logging_out_clears_the_lists() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("L j j Enter");
    assert!(matches!(session.effects()[..], [Effect::LogOut { .. }]));
    assert_eq!(session.state.notices()[0].text, "Logging out…");
    session.reply(Reply::LoggedOut(Ok(())));
    assert_eq!(reason(&session), Some(LoginReason::LoggedOut));
    assert_eq!((session.shows(), &session.state.session.login), (vec![], &LoginState::LoggedOut));
    assert_eq!(session.message(), "Logged out");
}

#[test]
fn what_could_not_be_deleted_at_logout_is_said() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("L j j Enter").reply(Reply::LoggedOut(Err(problem("credentials.json is read-only"))));
    let Screen::Login(login) = &session.state.screen else { panic!("no login") };
    assert_eq!(login.problem, Some(problem("credentials.json is read-only")));
    assert_eq!((login.reason, session.message()), (LoginReason::NotRemoved, ""), "it is not said to be done");
}

#[test]
fn esc_closes_the_account_overlay() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("L");
    assert!(matches!(session.state.overlay, Some(Overlay::Account(_))));
    session.keys("Esc");
    assert_eq!(session.state.overlay, None);
}
