//! The whole login against the demo service, with a browser that follows redirects: from the address to the page.

use std::{sync::Arc, time::Duration};

use pretty_assertions::assert_eq;
use secrecy::SecretString;
use spotpods_tui::{
    auth::{
        Attempt, Callback, ClientId, LoggedIn, LoginSettings, Outcome, PortChoice, RedirectUri, Session, Vault,
        ask_account, log_in,
    },
    demo::{CONFIDENTIAL, DemoOptions, DemoServer},
    domain::LoginState,
    spotify::{ApiError, Client, Guard, Http, Origin, Origins, TokenSource},
};
use tempfile::TempDir;

struct Whole {
    demo: DemoServer,
    settings: LoginSettings,
    session: Session,
    client: Client<Session>,
    folder: TempDir,
}

impl Whole {
    async fn start(options: DemoOptions, confidential: bool) -> Self {
        let demo = DemoServer::start(DemoOptions { approve: true, shows: 1, episodes: 1, ..options }, None);
        let demo = demo.await.expect("a port");
        let (client_id, client_secret) = if confidential {
            (CONFIDENTIAL.client_id, Some(SecretString::from(CONFIDENTIAL.client_secret)))
        } else {
            (demo.client_id(), None)
        };
        let origin = |url: &str| Origin::parse(url).expect("valid");
        let settings = LoginSettings {
            client_id: ClientId::parse(client_id).expect("valid"),
            client_secret,
            redirect: RedirectUri::parse("http://127.0.0.1/callback").expect("valid"),
            origins: Origins { api: origin(&demo.api_url()), accounts: origin(&demo.accounts_url()) },
        };
        let folder = TempDir::new().expect("a folder");
        let http = |origin: &Origin| Http::new(origin.clone(), Guard::default());
        let session = Session::open(&settings, http(&settings.origins.accounts), Vault::new(folder.path()));
        let session = session.expect("a vault");
        let client = Client::new(http(&settings.origins.api), Arc::new(session.clone()));
        Self { demo, settings, session, client, folder }
    }

    /// Logs in; the login, and the address and page the browser ends at.
    async fn log_in(&self) -> (LoggedIn, url::Url, String) {
        let (attempt, outcome) =
            Attempt::start(&self.settings, PortChoice::AsConfigured, false, Duration::MAX).expect("a port");
        let address = attempt.authorize_url.clone();
        let browser = tokio::spawn(async move {
            let page = crate::browser().build().expect("TLS").get(address).send();
            let page = page.await.expect("a page");
            (page.url().clone(), page.text().await.expect("text"))
        });
        let Callback::Code { code, pending } = outcome.recv().await else { panic!("no code") };
        let login = log_in(code, &self.session).await.expect("a login");
        pending.answer(Outcome::Done);
        let (url, page) = browser.await.expect("no panic");
        attempt.served().await;
        (login, url, page)
    }
}

#[tokio::test]
async fn b14_a_browser_ends_at_a_page_that_says_so_without_a_code() {
    for confidential in [false, true] {
        let whole = Whole::start(DemoOptions::default(), confidential).await;
        let (login, url, page) = whole.log_in().await;
        assert!(ask_account(&whole.session, &whole.client).await.is_ok());
        assert_eq!(login.missing, []);
        assert_eq!((url.path(), url.query()), ("/done", None));
        assert!(page.contains("You are logged in"), "{page}");
        assert!(whole.folder.path().join("credentials.json").exists());
    }
}

#[tokio::test]
async fn e7_a_token_that_the_service_refuses_is_refreshed_once_and_the_request_repeated() {
    for rotate_refresh_tokens in [false, true] {
        let options = DemoOptions { rotate_refresh_tokens, ..DemoOptions::default() };
        let whole = Whole::start(options, false).await;
        whole.log_in().await;
        for _ in 0..3 {
            let token = whole.session.bearer().await.expect("a token");
            whole.demo.live().world.expire_access_tokens();
            whole.client.me().await.expect("refreshed");
            assert_ne!(whole.session.bearer().await.expect("a token"), token);
        }
    }
}

#[tokio::test]
async fn e5_access_that_was_removed_offers_a_login() {
    let whole = Whole::start(DemoOptions::default(), false).await;
    whole.log_in().await;
    whole.demo.live().world.revoke_logins();
    assert_eq!(whole.client.me().await, Err(ApiError::LoginExpired));
    assert_eq!(whole.session.state(), LoginState::Ended { account: None });
    whole.log_in().await;
    assert!(whole.client.me().await.is_ok());
}
