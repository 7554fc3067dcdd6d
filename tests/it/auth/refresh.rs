use std::{fs, os::unix::fs::PermissionsExt};

use futures_util::{FutureExt as _, future::join_all};
use jiff::SignedDuration;
use pretty_assertions::assert_eq;
use spotpods_tui::{
    domain::{Ending, LoginState},
    spotify::{AccessToken, ApiError, TokenSource},
};

use super::{Case, Reply, field, refusal, tokens};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn e1_64_tasks_with_an_expired_token_make_one_request() {
    let (case, session) = Case::logged_in().await;
    case.advance(HOUR);
    let tasks = (0..64).map(|_| {
        let session = session.clone();
        tokio::spawn(async move { session.bearer().await })
    });
    for token in join_all(tasks).await {
        assert_eq!(token.expect("no panic").expect("a token").expose(), "AT2");
    }
    assert_eq!(case.posts().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn e1_64_tasks_share_a_failure_too() {
    let (case, session) = Case::logged_in().await;
    case.advance(HOUR);
    case.then(refusal(400, "temporary"));
    let tasks: Vec<_> = (0..64).map(|_| session.bearer()).collect();
    let failed = join_all(tasks).await.iter().filter(|token| token.is_err()).count();
    assert_eq!((failed, case.posts().len()), (64, 2));
}

/// A runtime that ends drops a task within the call that spawns it, and all that the task holds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refresh_that_begins_while_the_program_ends_fails_and_holds_nothing_up() {
    let (case, session) = Case::logged_in().await;
    case.advance(HOUR);
    let again = session.clone();
    let late = std::thread::spawn(move || {
        let ended = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("it starts");
        let handle = ended.handle().clone();
        drop(ended);
        let _within = handle.enter();
        session.bearer().now_or_never()
    });
    assert!(matches!(late.join().expect("no panic"), Some(Err(ApiError::Unreachable(_)))));
    assert_eq!(again.bearer().await.expect("a token").expose(), "AT2");
}

#[tokio::test]
async fn e2_two_sessions_on_one_vault_make_one_request() {
    let (case, first) = Case::logged_in().await;
    let second = case.session();
    case.advance(HOUR);
    let (a, b) = tokio::join!(first.bearer(), second.bearer());
    assert_eq!(a.expect("a token"), b.expect("a token"));
    assert_eq!(case.posts().len(), 2);
}

#[tokio::test]
async fn e3_an_answer_without_a_refresh_token_keeps_the_old_one() {
    for rest in ["", r#","refresh_token":null"#, r#","refresh_token":"""#] {
        let (case, session) = Case::logged_in().await;
        case.then(tokens("AT2", rest));
        case.advance(HOUR);
        assert_eq!(session.bearer().await.expect("a token").expose(), "AT2");
        let post = &case.posts()[1];
        assert_eq!(field(post, "grant_type").as_deref(), Some("refresh_token"));
        assert_eq!(field(post, "refresh_token").as_deref(), Some("RT"));
        assert_eq!(case.stored()["refresh_token"], "RT");
    }
}

#[tokio::test]
async fn e3_a_new_refresh_token_is_stored_before_use() {
    let (case, session) = Case::logged_in().await;
    let before = case.stored();
    case.then(tokens("AT2", r#","refresh_token":"RT2""#));
    case.advance(HOUR);
    session.bearer().await.expect("a token");
    let stored = case.stored();
    assert_eq!((&stored["refresh_token"], &stored["access_token"]), (&"RT2".into(), &"AT2".into()));
    assert_eq!(stored["authorized_at"], before["authorized_at"]);
    assert_eq!(stored["account"]["name"], "Me");
    case.advance(HOUR);
    session.bearer().await.expect("a token");
    assert_eq!(field(&case.posts()[2], "refresh_token").as_deref(), Some("RT2"));
}

#[tokio::test]
async fn e3_a_new_refresh_token_that_cannot_be_stored_is_kept_and_stored_later() {
    let (case, session) = Case::logged_in().await;
    case.then(tokens("AT2", r#","refresh_token":"RT2""#));
    case.advance(HOUR);
    // A folder in place of the temporary file: nothing can be written there.
    let beside = case.folder.path().join("credentials.json.new");
    fs::create_dir(&beside).expect("in the way");
    fs::set_permissions(&beside, fs::Permissions::from_mode(0o700)).expect("set");
    assert!(matches!(session.bearer().await, Err(ApiError::Storage(_))));
    assert_eq!(case.stored()["refresh_token"], "RT");
    assert!(matches!(session.bearer().await, Err(ApiError::Storage(_))));
    fs::remove_dir(beside).expect("removed");
    assert_eq!(session.bearer().await.expect("a token").expose(), "AT2");
    assert_eq!(case.stored()["refresh_token"], "RT2");
    assert_eq!(case.posts().len(), 2);
}

#[tokio::test]
async fn e4_a_refresh_goes_on_when_its_caller_has_gone() {
    let (case, session) = Case::logged_in().await;
    case.then(tokens("AT2", r#","refresh_token":"RT2""#));
    case.advance(HOUR);
    let caller = tokio::time::timeout(std::time::Duration::ZERO, session.bearer()).await;
    assert!(caller.is_err(), "gone before the answer");
    assert_eq!(session.bearer().await.expect("a token").expose(), "AT2");
    assert_eq!((case.stored()["refresh_token"].clone(), case.posts().len()), ("RT2".into(), 2));
}

#[tokio::test]
async fn e5_a_refused_refresh_token_is_discarded_and_never_sent_again() {
    let (case, session) = Case::logged_in().await;
    case.then(refusal(400, "invalid_grant"));
    case.advance(HOUR);
    for _ in 0..3 {
        assert_eq!(session.bearer().await, Err(ApiError::LoginExpired));
    }
    assert_eq!(case.posts().len(), 2);
    assert_eq!(session.state(), LoginState::Ended { account: None });
    assert!(!case.file().exists());
    assert_eq!(case.session().state(), LoginState::LoggedOut);
    case.log_in(&session).await.expect("a new login");
    assert!(session.bearer().await.is_ok());
}

#[tokio::test]
async fn e6_what_may_pass_keeps_the_login() {
    let html = || Reply::http(200, &[("Content-Type", "text/html")], "<html></html>");
    for (replies, error) in [
        (vec![refusal(401, "invalid_client")], ApiError::InvalidClient),
        (vec![Reply::http(500, &[], ""), Reply::http(500, &[], "")], ApiError::Server(500)),
        (vec![html()], ApiError::SignInPage),
        (vec![Reply::Hang(vec![]), Reply::Hang(vec![])], ApiError::Timeout),
    ] {
        let (case, session) = Case::logged_in().await;
        let before = case.stored();
        for reply in replies {
            case.then(reply);
        }
        case.advance(HOUR);
        assert_eq!(session.bearer().await, Err(error));
        assert_eq!(case.stored(), before);
        assert!(matches!(session.state(), LoginState::LoggedIn { .. }));
        assert!(session.bearer().await.is_ok(), "it passed");
    }
}

#[tokio::test]
async fn e6_being_asked_to_wait_and_a_broken_connection_keep_the_login() {
    for replies in [
        vec![Reply::http(429, &[("Retry-After", "3600")], "")],
        vec![Reply::Bytes(vec![]), Reply::Bytes(vec![])],
        vec![Reply::json("{\"access_token\":")],
    ] {
        let (case, session) = Case::logged_in().await;
        let before = case.stored();
        for reply in replies {
            case.then(reply);
        }
        case.advance(HOUR);
        let error = session.bearer().await.expect_err("nothing came");
        let passing = matches!(error, ApiError::Blocked { .. } | ApiError::Unreachable(_) | ApiError::Unreadable(_));
        assert!(passing, "{error:?}");
        assert_eq!(case.stored(), before);
    }
}

#[tokio::test]
async fn e7_a_rejected_token_is_renewed_once_for_all_who_used_it() {
    let (case, session) = Case::logged_in().await;
    let rejected = session.bearer().await.expect("a token");
    let (a, b) = tokio::join!(session.renew(&rejected), session.renew(&rejected));
    assert_eq!(a.expect("a token"), b.expect("a token"));
    assert_ne!(session.renew(&rejected).await.expect("a token"), rejected);
    assert_eq!(case.posts().len(), 2);
    let unknown = AccessToken::parse("of-yesterday").expect("valid");
    session.renew(&unknown).await.expect("the current one");
    assert_eq!(case.posts().len(), 2);
}

#[tokio::test]
async fn e8_the_end_of_the_login_is_announced_from_14_days_before() {
    let (case, session) = Case::logged_in().await;
    let day = SignedDuration::from_hours(24);
    let ends = |state| match state {
        LoginState::LoggedIn { ends, .. } => ends,
        other => panic!("{other:?}"),
    };
    let soon = || {
        let ends = ends(session.state());
        (Ending::at(ends, case.now()), ends.to_string())
    };
    // 23 November to 23 May are 181 days.
    case.advance(day * (181 - 14) - SignedDuration::from_secs(1));
    assert_eq!(soon(), (Ending::Later, "2027-05-23T12:00:00Z".to_owned()));
    case.advance(SignedDuration::from_secs(1));
    assert_eq!(soon().0, Ending::Soon);
    session.bearer().await.expect("refreshed");
    assert_eq!(soon().0, Ending::Soon, "a refresh does not extend it");
    case.advance(day * 14);
    assert_eq!(soon().0, Ending::Overdue);
    assert!(session.bearer().await.is_ok(), "Spotify decides, not the clock (E9)");
}

#[tokio::test]
async fn e9_a_clock_a_year_off_costs_at_most_one_refresh() {
    for by in [YEAR, -YEAR] {
        let (case, _session) = Case::logged_in().await;
        case.advance(by);
        let session = case.session();
        for _ in 0..5 {
            session.bearer().await.expect("a token");
        }
        // The clock shows nothing, but a 401 does.
        let token = session.bearer().await.expect("a token");
        if by.is_negative() {
            session.renew(&token).await.expect("a token");
        }
        for _ in 0..5 {
            session.bearer().await.expect("a token");
        }
        assert_eq!(case.posts().len(), 2, "{by}");
        case.advance(-by);
        session.bearer().await.expect("a token");
        assert!(case.posts().len() <= 3, "{by}");
    }
}

#[tokio::test]
async fn another_process_logging_out_is_noticed_at_the_next_refresh() {
    let (case, session) = Case::logged_in().await;
    fs::remove_file(case.file()).expect("removed");
    case.advance(HOUR);
    assert_eq!(session.bearer().await, Err(ApiError::LoggedOut));
    assert_eq!(session.state(), LoginState::LoggedOut);
    assert_eq!(case.posts().len(), 1);
}

#[tokio::test]
async fn d9_a_logout_gives_up_the_refresh_under_way_and_nothing_writes_the_login_back() {
    let (case, session) = Case::logged_in().await;
    case.advance(SignedDuration::from_secs(7200));
    case.then(Reply::Hang(vec![]));
    let waiting = session.clone();
    let refresh = tokio::spawn(async move { waiting.bearer().await });
    case.service.wait_until(|_| case.posts().len() == 2).await;
    session.log_out().await.expect("logged out");
    assert_eq!(refresh.await.expect("no panic"), Err(ApiError::LoggedOut));
    session.settled().await;
    assert_eq!((case.file().exists(), session.state()), (false, LoginState::LoggedOut));
    assert_eq!(case.posts().len(), 2, "it was not tried again");
}

#[tokio::test]
async fn a_refresh_that_brings_the_tokens_of_another_account_gives_none_of_them_out() {
    let (case, session) = Case::logged_in().await;
    let me = case.ask_account(&session).await.expect("an account");
    let bound = session.bound_to(&me, session.authorized_at());
    let old = bound.bearer().await.expect("its own");

    // Another process logs in, first to the same account.
    let other = case.session();
    case.advance(SignedDuration::from_mins(1));
    case.then(tokens("AT2", r#","refresh_token":"RT2""#));
    case.log_in(&other).await.expect("a login");
    assert_eq!(bound.bearer().await, Err(ApiError::AnotherAccount), "though the former token is good still");
    assert_eq!(bound.renew(&old).await, Err(ApiError::AnotherAccount), "the account is unknown");
    case.ask_account(&other).await.expect("an account");
    assert!(bound.renew(&session.bearer().await.expect("a token")).await.is_ok());

    let stored = fs::read_to_string(case.file()).expect("a login").replace(r#""id": "me""#, r#""id": "grace""#);
    fs::write(case.file(), stored).expect("written");
    let rejected = session.bearer().await.expect("a token");
    assert_eq!(bound.renew(&rejected).await, Err(ApiError::AnotherAccount));
    assert!(session.bearer().await.is_ok(), "the login itself is good");
}
