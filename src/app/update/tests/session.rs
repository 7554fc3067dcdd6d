use jiff::SignedDuration;

use super::harness::*;
use crate::app::{
    requests::{
        effect::LibraryFate,
        event::{LibraryChange, LoginLost, LoginOpened},
    },
    session::LoginReason,
};
use crate::domain::{SyncEnd, SyncIntent};

fn reason(session: &Session) -> Option<LoginReason> {
    match session.screen() {
        Screen::Login(login) => Some(login.reason),
        Screen::Setup(_) | Screen::Main => None,
    }
}

/// Whether the account overlay asks to be told once more that the library is to be deleted.
fn asks_to_delete(session: &Session) -> bool {
    matches!(session.overlay(), Some(Overlay::Account(_)))
        && session.overlay_lines().iter().any(|line| line.contains("again deletes it"))
}

fn log_in(session: &mut Session) {
    session.keys("Enter");
    let deadline = session.moment(300);
    let browser = crate::app::requests::event::Browser::Opened;
    session.reply(LoginReply::Opened(LoginOpened { url: crate::domain::Private::new("https://x"), deadline, browser }));
    session.reply(LoginReply::CallbackArrived).reply(LoginReply::Done(Ok(logged_in())));
}

#[test]
fn with_a_login_the_shows_are_read_and_a_library_that_was_never_filled_is_at_once() {
    let mut session = Session::with(Startup { interval: Some(SignedDuration::from_mins(15)), ..startup() });
    assert_eq!(*session.screen(), Screen::Main);
    session.send(EventKind::Start);
    assert!(matches!(
        session.effects()[..],
        [Effect::Read(_, Read::Shows), Effect::Sync(_, Sync::Library(SyncIntent::Background))]
    ));
}

#[test]
fn e9_a_login_past_its_end_is_tried_and_spotify_decides() {
    let mut start = Startup { interval: Some(SignedDuration::from_mins(15)), ..startup() };
    let ends = start.now.timestamp();
    start.session.login = LoginState::LoggedIn { account: Some(account("ada")), missing: Vec::new(), ends };
    let mut session = Session::with(start);
    session.send(EventKind::Start);
    assert!(matches!(session.effects()[..], [Effect::Read(_, Read::Shows), Effect::Sync(_, Sync::Library(_))]));
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
        (session.message().to_owned(), session.notices())
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
    assert!(matches!(session.screen(), Screen::Login(login) if login.problem == Some(lost.clone())));
    let session = Session::with(Startup { problem: Some(lost.clone()), ..startup() });
    assert_eq!(session.message(), lost.line());
}

#[test]
fn e5_a_login_lost_with_shows_listed_keeps_them_and_says_the_way_out() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("r").reply(Reply::LoginLost(LoginLost::Expired));
    assert_eq!((reason(&session), session.shows()), (None, vec![">A".into(), "B".into()]));
    assert_eq!(session.notices()[0].text, "Your login ended: L logs in again");
    session.effects();
    session.keys("r Enter r");
    assert_eq!(session.effects(), [], "Spotify is not asked without a login");
}

#[test]
fn e5_a_login_lost_with_nothing_listed_opens_the_login() {
    let mut session = Session::listing(80, 24, &[]);
    session.keys("R").reply(Reply::LoginLost(LoginLost::Expired));
    assert_eq!(reason(&session), Some(LoginReason::Expired));
}

#[test]
fn a_lost_login_stops_the_other_requests() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("Enter r h r").effects();
    let all = session.id(Slot::Sync);
    let one = session.id(Slot::Visit);
    session.answer(one, Reply::LoginLost(LoginLost::Expired));
    assert_eq!(session.effects(), [Effect::Cancel(all)]);
}

#[test]
fn where_another_process_logs_in_as_somebody_else_no_row_is_seen_before_it_is_known_whose_it_may_be() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("R").reply(Reply::LoginLost(LoginLost::AnotherAccount));
    assert_eq!(
        (session.shows(), session.message()),
        (vec![], "Another process logged in; its account is being checked")
    );
    assert!(matches!(session.effects()[..], [Effect::Sync(_, Sync::Library(_)), Effect::Login(_, Login::AskAccount)]));
    session.reply(LoginReply::Account(Some(account("grace"))));
    assert_eq!((session.owner().cloned(), session.shows()), (Some(account("grace")), vec![]));
    assert!(matches!(session.effects()[..], [Effect::Read(_, Read::Shows), Effect::Sync(_, Sync::Library(_))]));
}

#[test]
fn esc_goes_back_to_the_list_as_it_was() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("j");
    let before = session.views().clone();
    session.keys("L Enter");
    assert_eq!(reason(&session), Some(LoginReason::Again { switch_account: false }));
    session.keys("Esc");
    assert_eq!((session.screen(), session.views()), (&Screen::Main, &before));
}

#[test]
fn switching_the_account_asks_for_the_chooser() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("L j Enter Enter");
    assert!(matches!(session.effects()[..], [Effect::Login(_, Login::Start { switch_account: true, .. })]));
}

#[test]
fn no_row_of_an_account_is_seen_by_another_that_logs_in() {
    for keys in ["L Enter", "L j Enter"] {
        let mut session = Session::listing(80, 24, &["A", "B"]);
        session.keys("s").keys(keys);
        log_in(&mut session);
        assert_eq!(session.shows(), [""; 0]);
        assert!(
            matches!(session.effects()[..], [.., Effect::Login(_, Login::AskAccount)]),
            "nothing is read before it is known"
        );
        session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
        assert_eq!(session.effects(), []);
        session.reply(LoginReply::Account(Some(account("grace"))));
        assert_eq!((session.shows(), session.owner().cloned()), (vec![], Some(account("grace"))));
        assert!(matches!(session.effects()[..], [Effect::Read(_, Read::Shows), Effect::Sync(_, Sync::Library(_))]));
        session.reply(shows(&["C"]));
        assert_eq!(session.shows(), [">C"]);
    }
}

#[test]
fn who_logs_in_again_finds_the_rows_as_they_were() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("j Enter").reply(on_disk("B", vec![]));
    session.keys("L Enter");
    log_in(&mut session);
    session.effects();
    session.reply(LoginReply::Account(Some(account("ada"))));
    assert_eq!((session.shows(), session.message()), (vec!["A".into(), ">B".into()], "Logged in as ada"));
    assert_eq!(session.open().cloned(), Some(show_key("B")));
    assert!(matches!(
        session.effects()[..],
        [
            Effect::Read(_, Read::Shows),
            Effect::Read(_, Read::Episodes(_)),
            Effect::Sync(_, Sync::Library(SyncIntent::Background))
        ]
    ));
}

#[test]
fn an_account_that_spotify_does_not_name_gets_no_rows_and_the_synchronisation_tells_why() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("L Enter");
    log_in(&mut session);
    session.effects();
    session.reply(LoginReply::Account(None));
    assert!(matches!(session.effects()[..], [Effect::Sync(_, Sync::Library(_))]), "it has to ask too");
    session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
    assert_eq!((session.shows(), session.effects()), (vec![], vec![]));
    session.reply(SyncReply::Done(outcome(SyncEnd::Failed)));
    assert_eq!(session.message(), "Spotify cannot be reached");
    assert_eq!(session.effects(), []);
    session.keys("R");
    assert!(matches!(session.effects()[..], [Effect::Login(_, Login::AskAccount)]));
    session.reply(LoginReply::Account(Some(account("ada"))));
    assert_eq!(session.shows(), [">A"]);
}

#[test]
fn an_account_that_became_known_to_the_synchronisation_is_asked_for_after_it() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("L Enter");
    log_in(&mut session);
    session.reply(LoginReply::Account(None)).reply(SyncReply::Done(outcome(SyncEnd::Complete))).effects();
    session.reply(LoginReply::Account(Some(account("grace"))));
    assert_eq!(session.owner().cloned(), Some(account("grace")));
    assert!(matches!(session.effects()[..], [Effect::Read(_, Read::Shows)]));
}

#[test]
fn rows_put_aside_come_back_when_the_login_is_lost_before_it_is_known() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("L Enter");
    log_in(&mut session);
    session.reply(Reply::LoginLost(LoginLost::NotLoggedIn));
    assert_eq!((reason(&session), session.shows()), (None, vec![">A".into()]));
}

#[test]
fn an_account_that_is_unknown_at_the_start_is_asked_for_before_anything_is_fetched() {
    let mut start = Startup { shelf: Some(shelf("ada", &["A"])), ..startup() };
    start.interval = Some(SignedDuration::from_mins(15));
    let ends = start.now.timestamp() + SignedDuration::from_hours(24 * 150);
    start.session.login = LoginState::LoggedIn { account: None, missing: Vec::new(), ends };
    let mut session = Session::with(start);
    session.send(EventKind::Start);
    assert!(matches!(session.effects()[..], [Effect::Read(_, Read::Shows), Effect::Login(_, Login::AskAccount)]));
    session.reply(LoginReply::Account(Some(account("ada"))));
    let LoginState::LoggedIn { account: known, .. } = session.login() else { panic!("no login") };
    assert_eq!((known, session.message(), session.shows()), (&Some(account("ada")), "", vec![">A".into()]));
    assert!(matches!(session.effects()[..], [.., Effect::Sync(_, Sync::Library(_))]));
}

#[test]
fn what_is_on_disk_of_another_account_than_the_login_is_not_shown() {
    let session = Session::with(Startup { shelf: Some(shelf("mallory", &["A"])), ..startup() });
    assert_eq!((session.shows(), session.owner().cloned()), (vec![], Some(account("ada"))));
}

#[test]
fn what_was_said_to_one_account_is_not_listed_for_another() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.notify("Written to /home/ada/notes.md", Tone::Info);
    session.keys("L Enter");
    log_in(&mut session);
    session.reply(LoginReply::Account(Some(account("mallory"))));
    assert!(!session.messages().contains("ada"), "{}", session.messages());
}

#[test]
fn what_was_said_is_gone_with_a_library_that_is_deleted() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.notify("Written to /home/ada/notes.md", Tone::Info);
    session.keys("L j j j Enter Enter").reply(LoginReply::LoggedOut(Ok(())));
    assert!(!session.messages().contains("ada"), "{}", session.messages());
}

#[test]
fn an_answer_about_the_account_before_is_none_about_the_next() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("L Enter");
    log_in(&mut session);
    let first = session.id(Slot::Account);
    session.keys("L Enter");
    log_in(&mut session);
    assert!(session.effects().contains(&Effect::Cancel(first)));
    session.answer(first, LoginReply::Account(Some(account("mallory"))));
    assert!(matches!(session.login(), LoginState::LoggedIn { account: None, .. }));
}

#[test]
fn d9_logging_out_deletes_the_library_where_that_is_chosen() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("L j j j Enter");
    assert_eq!(session.effects(), [], "marks cannot be fetched again");
    assert!(asks_to_delete(&session));
    assert_eq!(session.message(), "", "the overlay asks, not the status line");
    session.keys("k");
    assert!(!asks_to_delete(&session), "moving away is no");
    session.keys("j Enter Esc");
    assert!(!asks_to_delete(&session), "leaving is no");
    session.keys("L j j j Enter ?");
    session.keys("Esc");
    assert!(!asks_to_delete(&session), "looking something up is no");
    session.keys("Enter");
    assert_eq!(session.effects(), [], "only what follows the question deletes");
    session.keys("Enter");
    assert!(matches!(session.effects()[..], [Effect::Login(_, Login::LogOut(LibraryFate::Delete))]));
    assert_eq!(session.notices()[0].text, "Logging out…");
    session.reply(LoginReply::LoggedOut(Ok(())));
    assert_eq!(reason(&session), Some(LoginReason::LoggedOut));
    assert_eq!((session.shows(), session.login()), (vec![], &LoginState::LoggedOut));
    assert_eq!((session.message(), session.owner().cloned()), ("Logged out", None));
}

#[test]
fn d9_logging_out_and_keeping_the_library_leaves_it_to_be_read() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("L j j Enter");
    assert!(matches!(session.effects()[..], [Effect::Login(_, Login::LogOut(LibraryFate::Keep))]));
    session.reply(LoginReply::LoggedOut(Ok(())));
    assert_eq!((reason(&session), session.shows()), (None, vec![">A".into()]));
    assert_eq!(session.message(), "Logged out; the library stays. Revoke access at spotify.com/account/apps");
    assert_eq!(session.notices()[0].text, "Not logged in: L logs in");
    session.effects();
    session.keys("Enter r L Enter");
    assert_eq!(session.effects(), []);
    assert_eq!(reason(&session), Some(LoginReason::First));
    assert_eq!(session.notices(), [], "here it is Enter that logs in");
    session.keys("Esc");
    assert_eq!(*session.screen(), Screen::Main);
}

#[test]
fn who_is_logged_out_can_delete_the_library_too() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("L j j Enter").reply(LoginReply::LoggedOut(Ok(()))).effects();
    session.keys("L j Enter Enter");
    assert!(matches!(session.effects()[..], [Effect::Login(_, Login::LogOut(LibraryFate::Delete))]));
    session.reply(LoginReply::LoggedOut(Ok(())));
    assert_eq!((reason(&session), session.shows()), (Some(LoginReason::LoggedOut), vec![]));
}

#[test]
fn without_a_client_id_logging_in_opens_the_setup_and_esc_goes_back_to_the_lists() {
    let mut start = Startup { shelf: Some(shelf("ada", &["A"])), ..logged_out() };
    start.session.client_id = None;
    let mut session = Session::with(start);
    session.send(EventKind::Start).keys("L Enter");
    assert!(matches!(*session.screen(), Screen::Setup(_)));
    session.keys("Esc");
    assert_eq!(*session.screen(), Screen::Main);
}

#[test]
fn what_could_not_be_deleted_at_logout_is_said() {
    for (keys, kept) in [("L j j Enter", true), ("L j j j Enter Enter", false)] {
        let mut session = Session::listing(80, 24, &["A"]);
        session.keys(keys).reply(LoginReply::LoggedOut(Err(problem("credentials.json is read-only"))));
        let Screen::Login(login) = session.screen() else { panic!("no login") };
        assert_eq!(login.problem, Some(problem("credentials.json is read-only")));
        assert_eq!((login.reason, session.message()), (LoginReason::NotRemoved, ""), "it is not said to be done");
        session.keys("Esc");
        assert_eq!(*session.screen() == Screen::Main, kept);
    }
}

#[test]
fn esc_closes_the_account_overlay() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("L");
    assert!(matches!(session.overlay(), Some(Overlay::Account(_))));
    session.keys("Esc");
    assert_eq!(session.overlay(), None);
}

#[test]
fn k5_a_login_that_another_process_ended_or_replaced_is_noticed_without_a_request() {
    let seen = |login: LoginState| {
        let mut session = Session::listing(80, 24, &["A"]);
        session.send(EventKind::LoginSeen(login));
        session
    };
    let session = seen(LoginState::LoggedOut);
    assert!(!matches!(session.login(), LoginState::LoggedIn { .. }));
    assert_eq!(session.shows(), [">A"], "the rows stay until they are read again");
    let ours = Session::listing(80, 24, &["A"]).login().clone();
    let same = seen(ours.clone());
    assert_eq!((same.login(), same.message()), (&ours, ""));
    let ends = startup().now.timestamp();
    let other = seen(LoginState::LoggedIn { account: Some(account("grace")), missing: Vec::new(), ends });
    assert_eq!(other.message(), "Another process logged in; its account is being checked");
    assert_eq!(other.login().account(), None);
}
