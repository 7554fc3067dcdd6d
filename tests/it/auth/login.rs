use std::{fs, os::unix::fs::MetadataExt};

use base64::{Engine, prelude::BASE64_STANDARD};
use pretty_assertions::assert_eq;
use spotpods_tui::{
    auth::{LoginError, VaultError},
    domain::{Ending, LoginState, Scope},
    spotify::{ApiError, TokenSource},
};

use super::{CLIENT_ID, Case, Reply, Service, field, refusal, tokens};

#[tokio::test]
async fn a_code_becomes_a_stored_login_that_a_new_start_finds() {
    let (case, session) = Case::logged_in().await;
    let post = &case.posts()[0];
    assert_eq!(field(post, "grant_type").as_deref(), Some("authorization_code"));
    assert_eq!(field(post, "code").as_deref(), Some("AQD-canary"));
    assert_eq!(field(post, "client_id").as_deref(), Some(CLIENT_ID));
    assert_eq!(post.header("authorization"), None);
    for session in [session, case.session()] {
        let LoginState::LoggedIn { account, missing, ends } = session.state() else { panic!("no login") };
        assert_eq!(account.expect("known").name().as_str(), "Me");
        assert_eq!((missing, Ending::at(ends, case.now())), (vec![], Ending::Later));
        assert_eq!(session.bearer().await.expect("a token").expose(), "AT");
    }
    assert_eq!(case.posts().len(), 1);
    assert_eq!(fs::metadata(case.file()).expect("there").mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a3_the_redirect_uri_is_sent_to_the_token_endpoint_with_its_port() {
    let (case, _session) = Case::logged_in().await;
    let redirect = field(&case.posts()[0], "redirect_uri").expect("one");
    let port = redirect.strip_prefix("http://127.0.0.1:").and_then(|rest| rest.strip_suffix("/callback"));
    assert!(port.is_some_and(|port| port.parse::<u16>().is_ok()), "{redirect}");
}

#[tokio::test]
async fn a5_a_client_secret_goes_along_with_the_verifier() {
    let mut case = Case::new([tokens("AT", "")]);
    case.secret = Some("se:cret");
    case.log_in(&case.session()).await.expect("a login");
    let post = &case.posts()[0];
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{CLIENT_ID}:se:cret")));
    assert_eq!(post.header("authorization"), Some(basic.as_str()));
    assert_eq!(field(post, "code_verifier").map(|v| v.len()), Some(43));
    assert!(!post.body.contains("cret"));
}

#[tokio::test]
async fn c1_no_redirect_of_the_token_endpoint_is_followed() {
    let other = Service::start(|_| tokens("stolen", ""));
    for status in [301, 302, 303, 307, 308] {
        let case = Case::new([Reply::http(status, &[("Location", &other.url())], "")]);
        let result = case.log_in(&case.session()).await;
        assert_eq!(result.err(), Some(LoginError::Api(ApiError::Redirected)), "{status}");
        assert!(!case.file().exists());
    }
    assert_eq!(other.seen().len(), 0);
}

#[tokio::test]
async fn c3_an_answer_of_more_than_64_kib_is_refused() {
    let padding = format!(r#","x":"{}""#, "x".repeat(64 * 1024));
    let case = Case::new([tokens("AT", &padding)]);
    let result = case.log_in(&case.session()).await;
    assert!(matches!(result, Err(LoginError::Api(ApiError::Unreadable(_)))), "{result:?}");
}

#[tokio::test]
async fn c4_only_a_bearer_token_is_stored() {
    for body in [
        r#"{"access_token":"AT","token_type":"mac"}"#,
        r#"{"access_token":"A\r\nT","token_type":"Bearer"}"#,
        r#"{"token_type":"Bearer"}"#,
        "",
    ] {
        let case = Case::new([Reply::json(body)]);
        let result = case.log_in(&case.session()).await;
        assert!(matches!(result, Err(LoginError::Api(ApiError::Unreadable(_)))), "{body}: {result:?}");
        assert!(!case.file().exists());
    }
}

#[tokio::test]
async fn c5_me_failing_after_a_good_exchange_does_not_undo_the_login() {
    let html = Reply::http(200, &[("Content-Type", "text/html")], "<html>sign in</html>");
    for me in [html, Reply::http(429, &[("Retry-After", "3600")], ""), Reply::http(403, &[], ""), Reply::Hang(vec![])] {
        let case = Case::with_me([tokens("AT", r#","refresh_token":"RT""#)], me);
        let session = case.session();
        case.log_in(&session).await.expect("a login");
        assert!(case.ask_account(&session).await.is_err());
        let LoginState::LoggedIn { account, .. } = case.session().state() else { panic!("undone") };
        assert_eq!(account, None);
    }
}

#[tokio::test]
async fn an_account_is_never_noted_beside_another_login_or_older_tokens() {
    let (case, session) = Case::logged_in().await;
    let other = case.session();
    case.advance(jiff::SignedDuration::from_secs(7200));
    case.then(tokens("AT2", r#","refresh_token":"RT2""#));
    other.bearer().await.expect("refreshed by another process");
    case.ask_account(&session).await.expect("an account");
    let stored = fs::read_to_string(case.file()).expect("there");
    assert!(stored.contains("RT2") && stored.contains("\"Me\""), "{stored}");

    case.log_in(&other).await.expect("a login of another account");
    case.ask_account(&session).await.expect("an account");
    assert!(!fs::read_to_string(case.file()).expect("there").contains("\"Me\""));
}

#[tokio::test]
async fn c6_a_narrower_grant_is_named_and_a_missing_one_is_as_asked() {
    let case = Case::new([tokens("AT", r#","scope":"user-library-read user-read-private""#)]);
    let login = case.log_in(&case.session()).await.expect("a login");
    assert_eq!(login.missing.len(), 5);
    assert!(!login.missing.contains(&Scope::LibraryRead));
    let login = case.log_in(&case.session()).await.expect("a login");
    assert_eq!(login.missing, []);
}

#[tokio::test]
async fn c7_a_web_page_in_place_of_tokens_stores_and_deletes_nothing() {
    let (case, session) = Case::logged_in().await;
    let before = case.stored();
    case.then(Reply::http(200, &[("Content-Type", "text/html")], "<!doctype html><title>Hotel</title>"));
    let result = case.log_in(&session).await;
    assert_eq!(result.err(), Some(LoginError::Api(ApiError::SignInPage)));
    assert_eq!(case.stored(), before);
    assert_eq!(session.bearer().await.expect("the old login").expose(), "AT");
}

#[tokio::test]
async fn c8_a_code_is_sent_once_whatever_the_answer() {
    for reply in [Reply::http(500, &[], ""), Reply::http(503, &[], ""), Reply::Bytes(vec![]), Reply::Hang(vec![])] {
        let case = Case::new([reply]);
        assert!(case.log_in(&case.session()).await.is_err());
        assert_eq!(case.posts().len(), 1);
    }
}

#[tokio::test]
async fn a_rejected_code_is_reported() {
    let case = Case::new([refusal(400, "invalid_grant"), refusal(401, "invalid_client")]);
    assert_eq!(case.log_in(&case.session()).await.err(), Some(LoginError::CodeRefused));
    let result = case.log_in(&case.session()).await;
    assert_eq!(result.err(), Some(LoginError::Api(ApiError::InvalidClient)));
    assert!(!case.file().exists());
}

#[tokio::test]
async fn a_login_that_cannot_be_stored_is_none() {
    let case = Case::new([tokens("AT", "")]);
    let session = case.session();
    fs::create_dir(case.file()).expect("in the way");
    assert!(matches!(case.log_in(&session).await, Err(LoginError::Vault(VaultError::Io { .. }))));
    assert_eq!(session.state(), LoginState::LoggedOut);
}

#[tokio::test]
async fn d4_a_login_of_another_client_is_never_sent() {
    let (case, _session) = Case::logged_in().await;
    let text = fs::read_to_string(case.file()).expect("there");
    fs::write(case.file(), text.replace(CLIENT_ID, "ffffffffffffffffffffffffffffffff")).expect("written");
    let session = case.session();
    assert_eq!(session.state(), LoginState::LoggedOut);
    assert_eq!(session.bearer().await, Err(ApiError::LoggedOut));
    assert_eq!(case.posts().len(), 1);
}

#[tokio::test]
async fn d5_a_damaged_login_is_quarantined_and_the_session_opens() {
    let (case, _session) = Case::logged_in().await;
    fs::write(case.file(), "{").expect("written");
    let session = case.session();
    assert_eq!(session.state(), LoginState::LoggedOut);
    let name = session.quarantined().expect("a name").to_string();
    assert!(case.folder.path().join(name).exists());
    assert_eq!(case.session().quarantined(), None);
}

#[tokio::test]
async fn d9_logging_out_leaves_no_token_anywhere() {
    let (case, session) = Case::logged_in().await;
    let settings = case.settings();
    case.vault().store_client_secret(&settings.client_id, &"secret".into()).expect("stored");
    session.log_out().await.expect("logged out");
    assert_eq!((session.state(), case.session().state()), (LoginState::LoggedOut, LoginState::LoggedOut));
    assert!(!case.file().exists());
    assert!(case.vault().client_secret(&settings.client_id).expect("readable").is_some());
    case.vault().remove_client_secret().expect("removed");
    assert!(case.vault().client_secret(&settings.client_id).expect("readable").is_none());
}

#[tokio::test]
async fn d6_debug_of_a_session_shows_no_token() {
    let case = Case::new([tokens("AT-canary", r#","refresh_token":"RT-canary""#)]);
    let session = case.session();
    case.log_in(&session).await.expect("a login");
    let shown = format!("{session:?} {:?} {:?}", session.state(), case.code().await);
    assert!(!shown.contains("canary") && shown.contains("[redacted]"), "{shown}");
}
