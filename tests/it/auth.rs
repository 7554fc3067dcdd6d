//! Login and refresh over real HTTP, against a scripted accounts service.

mod across;
mod login;
mod refresh;
mod whole;

use std::{
    collections::VecDeque,
    fs,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use spotpods_tui::{
    auth::{
        Attempt, AuthorizationCode, Callback, ClientId, LoggedIn, LoginError, LoginSettings, PortChoice, RedirectUri,
        Session, Vault, ask_account, log_in,
    },
    domain::{Account, Clock},
    spotify::{ApiError, Client, Guard, Http, Origin, Origins, guard::Pace, http::TimeLimits},
};
use tempfile::TempDir;
use url::form_urlencoded;

use crate::client::service::{Reply, Seen, Service};

const CLIENT_ID: &str = "0123456789abcdef0123456789abcdef";

/// An accounts service and an API on one port, a vault, and a clock that can be set.
struct Case {
    service: Service,
    script: Arc<Mutex<VecDeque<Reply>>>,
    folder: TempDir,
    now: Arc<Mutex<Timestamp>>,
    secret: Option<&'static str>,
}

impl Case {
    /// The token endpoint returns these answers, then generated tokens that live an hour.
    fn new(script: impl IntoIterator<Item = Reply>) -> Self {
        Self::with_me(script, Reply::json(r#"{"id":"me","display_name":"Me"}"#))
    }

    fn with_me(script: impl IntoIterator<Item = Reply>, me: Reply) -> Self {
        let script: Arc<Mutex<VecDeque<_>>> = Arc::new(Mutex::new(script.into_iter().collect()));
        let answers = Arc::clone(&script);
        let service = Service::start(move |seen| match seen.path.as_str() {
            "/api/token" => {
                let scripted = answers.lock().expect("the script").pop_front();
                scripted.unwrap_or_else(|| tokens(&format!("AT{}", seen.number), ""))
            }
            "/v1/me" => me.clone(),
            _ => Reply::http(404, &[], ""),
        });
        let now = "2026-11-23T12:00:00Z".parse().expect("a time");
        let folder = TempDir::new().expect("a folder");
        Self { service, script, folder, now: Arc::new(Mutex::new(now)), secret: None }
    }

    fn then(&self, reply: Reply) {
        self.script.lock().expect("the script").push_back(reply);
    }

    fn now(&self) -> Timestamp {
        *self.now.lock().expect("the clock")
    }

    fn advance(&self, by: SignedDuration) {
        let mut now = self.now.lock().expect("the clock");
        *now += by;
    }

    fn settings(&self) -> LoginSettings {
        let origin = |url: &str| Origin::parse(url).expect("valid");
        LoginSettings {
            client_id: ClientId::parse(CLIENT_ID).expect("valid"),
            client_secret: self.secret.map(SecretString::from),
            redirect: RedirectUri::parse("http://127.0.0.1/callback").expect("valid"),
            origins: Origins {
                api: origin(&self.service.url()),
                accounts: origin(self.service.url().trim_end_matches("/v1")),
            },
        }
    }

    fn guard(&self) -> Guard {
        let now = Arc::clone(&self.now);
        let pace = Pace { first: Duration::from_millis(1), tries: 2, ..Pace::default() };
        let clock = Clock::utc(move || *now.lock().expect("the clock"));
        Guard::with(None, clock, pace)
    }

    fn http(&self, origin: &Origin) -> Http {
        let total = Duration::from_secs(1);
        let limits = TimeLimits { connect: total, total, ..TimeLimits::default() };
        Http::with_limits(origin.clone(), self.guard(), limits)
    }

    fn vault(&self) -> Vault {
        Vault::new(self.folder.path())
    }

    /// The session of a program that starts now.
    fn session(&self) -> Session {
        let settings = self.settings();
        Session::open(&settings, self.http(&settings.origins.accounts), self.vault()).expect("a vault")
    }

    /// An authorization code.
    async fn code(&self) -> AuthorizationCode {
        let settings = self.settings();
        let (attempt, outcome) =
            Attempt::start(&settings, PortChoice::AsConfigured, false, Duration::MAX).expect("a port");
        let query: Vec<_> = attempt.authorize_url.query_pairs().into_owned().collect();
        let value = |name: &str| query.iter().find(|(n, _)| n == name).expect(name).1.clone();
        let pasted = format!("{}?code=AQD-canary&state={}", value("redirect_uri"), value("state"));
        attempt.submit_pasted(&pasted).expect("taken");
        match outcome.recv().await {
            Callback::Code { code, .. } => code,
            other => panic!("{other:?}"),
        }
    }

    async fn log_in(&self, session: &Session) -> Result<LoggedIn, LoginError> {
        log_in(self.code().await, session).await
    }

    async fn ask_account(&self, session: &Session) -> Result<Account, ApiError> {
        let http = self.http(&self.settings().origins.api);
        ask_account(session, &Client::new(http, Arc::new(session.clone()))).await
    }

    /// A session that has just logged in with `AT` and `RT`.
    async fn logged_in() -> (Self, Session) {
        let case = Self::new([tokens("AT", r#","refresh_token":"RT""#)]);
        let session = case.session();
        case.log_in(&session).await.expect("a login");
        case.ask_account(&session).await.expect("an account");
        (case, session)
    }

    /// The forms sent to the token endpoint.
    fn posts(&self) -> Vec<Seen> {
        self.service.seen().into_iter().filter(|seen| seen.path == "/api/token").collect()
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("credentials.json")
    }

    fn stored(&self) -> serde_json::Value {
        serde_json::from_str(&fs::read_to_string(self.file()).expect("a login")).expect("JSON")
    }
}

/// An answer with a token that lives an hour, and `rest` besides.
fn tokens(access: &str, rest: &str) -> Reply {
    Reply::json(format!(r#"{{"access_token":"{access}","token_type":"Bearer","expires_in":3600{rest}}}"#))
}

fn refusal(status: u16, error: &str) -> Reply {
    Reply::http(status, &[("Content-Type", "application/json")], format!(r#"{{"error":"{error}"}}"#))
}

/// A field of a posted form.
fn field(seen: &Seen, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(seen.body.as_bytes());
    pairs.find(|(n, _)| n == name).map(|(_, value)| value.into_owned())
}
