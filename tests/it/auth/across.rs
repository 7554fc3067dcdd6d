//! One refresh for all sessions that share a vault, as processes do.

use std::{sync::Arc, time::Duration};

use futures_util::future::join_all;
use pretty_assertions::assert_eq;
use spotpods_tui::{
    auth::{Attempt, Callback, ClientId, LoginSettings, PortChoice, RedirectUri, Session, Vault, ask_account, log_in},
    demo::{DemoOptions, DemoServer},
    domain::LoginState,
    spotify::{ApiError, Client, Guard, Http, Origin, Origins, TokenSource as _},
};

/// Sessions with their own memory, lock and connections, and the tasks of each.
const PROCESSES: usize = 8;
const TASKS: usize = 16;
/// How often all tokens expire.
const EXPIRIES: usize = 100;

/// The session of a process that starts now.
fn session(settings: &LoginSettings, vault: &Vault) -> (Session, Client<Session>) {
    let guard = Guard::default();
    let http = |origin: &Origin| Http::new(origin.clone(), guard.clone());
    let session = Session::open(settings, http(&settings.origins.accounts), vault.clone()).expect("a vault");
    let client = Client::new(http(&settings.origins.api), Arc::new(session.clone()));
    (session, client)
}

async fn logged_in(demo: &DemoServer, settings: &LoginSettings, vault: &Vault) {
    let (attempt, outcome) = Attempt::start(settings, PortChoice::AsConfigured, false, Duration::MAX).expect("a port");
    let callback = demo.approve(attempt.authorize_url.as_str()).expect("consent");
    attempt.submit_pasted(&callback).expect("taken");
    let Callback::Code { code, .. } = outcome.recv().await else { panic!("no code") };
    log_in(code, &session(settings, vault).0).await.expect("a login");
}

fn posts(demo: &DemoServer) -> usize {
    demo.requests().iter().filter(|request| request.path() == "/api/token").count()
}

fn settings(demo: &DemoServer) -> LoginSettings {
    let origin = |url: &str| Origin::parse(url).expect("valid");
    LoginSettings {
        client_id: ClientId::parse(demo.client_id()).expect("valid"),
        client_secret: None,
        redirect: RedirectUri::parse("http://127.0.0.1/callback").expect("valid"),
        origins: Origins { api: origin(&demo.api_url()), accounts: origin(&demo.accounts_url()) },
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k5_a_logout_or_login_of_another_process_is_noticed_before_the_next_request_and_write() {
    let demo = DemoServer::start(DemoOptions { approve: true, ..DemoOptions::default() }, None).await.expect("a port");
    let settings = settings(&demo);
    let folder = tempfile::tempdir().expect("a folder");
    let vault = Vault::new(&folder.path().join("data"));
    logged_in(&demo, &settings, &vault).await;
    let ((session, client), (other, _)) = (self::session(&settings, &vault), self::session(&settings, &vault));
    let account = ask_account(&session, &client).await.expect("it answers");
    let bound = session.bound_to(&account, session.authorized_at());
    assert!(bound.is_current());

    other.log_out().await.expect("removed");
    let requests = demo.live().world.log.total();
    assert_eq!(client.me().await, Err(ApiError::LoggedOut));
    assert!(!bound.is_current());
    assert_eq!((demo.live().world.log.total(), session.state()), (requests, LoginState::LoggedOut));

    // The login of another process is used without a restart. It is another one, until Spotify has named its account.
    logged_in(&demo, &settings, &vault).await;
    assert!(!bound.is_current());
    ask_account(&session, &client).await.expect("it answers");
    assert!(bound.is_current());

    // Where the folder is gone, its disk may be: that is an error and no logout.
    std::fs::rename(folder.path().join("data"), folder.path().join("away")).expect("moved");
    assert!(matches!(client.me().await, Err(ApiError::Storage(_))) && !bound.is_current());
    std::fs::rename(folder.path().join("away"), folder.path().join("data")).expect("moved");
    assert!(client.me().await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn e2_8_sessions_of_16_tasks_make_one_request_for_each_of_100_expiries_and_none_is_logged_out() {
    for rotate_refresh_tokens in [false, true] {
        let options =
            DemoOptions { shows: 1, episodes: 1, approve: true, rotate_refresh_tokens, ..DemoOptions::default() };
        let demo = DemoServer::start(options, None).await.expect("a port");
        let settings = settings(&demo);
        let folder = tempfile::tempdir().expect("a folder");
        let vault = Vault::new(folder.path());
        logged_in(&demo, &settings, &vault).await;
        let before = posts(&demo);

        let sessions: Vec<_> = (0..PROCESSES).map(|_| session(&settings, &vault)).collect();
        for expiry in 1..=EXPIRIES {
            let rejected = sessions[0].0.bearer().await.expect("a token");
            demo.live().world.expire_access_tokens();
            // One task of each sees a 401 from Spotify, the others use one they got before.
            let tasks = sessions.iter().flat_map(|(session, client)| {
                (0..TASKS).map(|task| {
                    let (session, client, rejected) = (session.clone(), client.clone(), rejected.clone());
                    tokio::spawn(async move {
                        if task == 0 { client.me().await.map(drop) } else { session.renew(&rejected).await.map(drop) }
                    })
                })
            });
            for done in join_all(tasks).await {
                let done = done.expect("no panic");
                assert!(done.is_ok(), "rotating: {rotate_refresh_tokens}, expiry {expiry}: {done:?}");
            }
            assert_eq!(posts(&demo) - before, expiry, "rotating: {rotate_refresh_tokens}");
        }
        for (session, _) in sessions {
            assert!(matches!(session.state(), LoginState::LoggedIn { .. }));
            assert!(session.bearer().await.is_ok());
        }
    }
}
