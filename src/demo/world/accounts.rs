//! The accounts service: `/authorize` and the consent page. `exchange` holds the token endpoint.
//!
//! An invalid request shows an error in the browser and never calls back, as at Spotify: the client needs a time limit.

use std::collections::VecDeque;

use jiff::Timestamp;
use url::form_urlencoded;

use super::{
    Request, Response,
    message::Params,
    pages, redirect,
    tokens::{Client, Grant, Login},
};
use crate::demo::{DemoOptions, Listener, data::mix};

/// Most unanswered consent pages and most unused codes kept. The oldest are dropped first.
const KEPT: usize = 1_000;

/// The accounts service.
#[derive(Debug, Default)]
pub(super) struct Accounts {
    seed: u64,
    approve: bool,
    counter: u64,
    /// The pages shown: ticket, listener, request.
    asked: VecDeque<(String, Listener, Ask)>,
    codes: VecDeque<(String, Code)>,
    consented: Vec<(Client, Listener, Grant)>,
    /// The listener logged in at the website, whom the page asks.
    browsing: Listener,
}

/// A well-formed authorization request.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Ask {
    client: Client,
    redirect_uri: String,
    state: Option<String>,
    grant: Grant,
    challenge: Option<String>,
    /// `show_dialog=true`: show the page despite earlier consent.
    show_dialog: bool,
}

impl Ask {
    /// The redirect URI with the result and the state.
    fn callback(&self, result: (&str, &str)) -> String {
        let state = self.state.as_deref().map(|state| ("state", state));
        let mut query = form_urlencoded::Serializer::new(String::new());
        format!("{}?{}", self.redirect_uri, query.append_pair(result.0, result.1).extend_pairs(state).finish())
    }
}

/// A code that was not exchanged yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Code {
    pub(super) login: Login,
    pub(super) redirect_uri: String,
    pub(super) challenge: Option<String>,
}

impl Accounts {
    pub(super) fn new(options: &DemoOptions) -> Self {
        Self { seed: options.seed, approve: options.approve, ..Self::default() }
    }

    /// `GET /authorize` shows the consent page, `POST /authorize` is its form.
    pub(super) fn authorize(&mut self, request: &Request) -> Response {
        match request.method.as_str() {
            "GET" => match check(request.query.as_bytes()) {
                Ok(ask) => self.ask(ask, request.at),
                Err(mistake) => Response::html(400, pages::message(&mistake, pages::CLOSE)),
            },
            "POST" => self.decide(request),
            _ => Response::empty(405).with("allow", "GET, POST"),
        }
    }

    /// Consents to an authorize request as the Agree button does.
    pub(super) fn approve(&mut self, query: &str, at: Timestamp) -> Result<String, String> {
        check(query.as_bytes()).map(|ask| self.grant(ask, at))
    }

    /// Logs a listener in at the website.
    pub(super) fn browse_as(&mut self, listener: Listener) {
        self.browsing = listener;
    }

    /// Forgets all consents, so that the page is shown again.
    pub(super) fn forget(&mut self) {
        self.consented.clear();
        self.codes.clear();
    }

    /// Removes and returns a code, which is valid once.
    pub(super) fn take_code(&mut self, code: &str) -> Option<Code> {
        let place = self.codes.iter().position(|(known, _)| known == code)?;
        self.codes.remove(place).map(|(_, code)| code)
    }

    fn ask(&mut self, ask: Ask, at: Timestamp) -> Response {
        let who = (ask.client, self.browsing);
        let known = self.consented.iter().any(|(client, by, grant)| (*client, *by) == who && grant.covers(ask.grant));
        if self.approve || (known && !ask.show_dialog) {
            return see(302, self.grant(ask, at));
        }
        let ticket = self.secret(1);
        let page = pages::consent(&ticket, self.browsing, ask.grant, &ask.redirect_uri);
        if self.asked.len() >= KEPT {
            self.asked.pop_front();
        }
        self.asked.push_back((ticket, self.browsing, ask));
        Response::html(200, page)
    }

    fn decide(&mut self, request: &Request) -> Response {
        let stale =
            || Response::html(400, pages::message("This page is out of date", "Start the login again in the app."));
        if !is_form(request) {
            return Response::empty(415);
        }
        let Ok(form) = Params::parse(&request.body) else { return stale() };
        let place = form.get("ticket").and_then(|ticket| self.asked.iter().position(|(known, ..)| known == ticket));
        let answer: Option<fn(Listener) -> Listener> = match form.get("decision") {
            Some("agree") => Some(|shown| shown),
            Some("agree-other") => Some(Listener::other),
            Some("cancel") => None,
            _ => return stale(),
        };
        let Some((_, shown, ask)) = place.and_then(|place| self.asked.remove(place)) else { return stale() };
        if let Some(choose) = answer {
            self.browsing = choose(shown);
            return see(303, self.grant(ask, request.at));
        }
        see(303, ask.callback(("error", "access_denied")))
    }

    /// Issues a code. Returns the callback URL that contains it.
    fn grant(&mut self, ask: Ask, issued: Timestamp) -> String {
        let code = self.secret(2);
        let callback = ask.callback(("code", &code));
        let listener = self.browsing;
        match self.consented.iter_mut().find(|(client, by, _)| (*client, *by) == (ask.client, listener)) {
            Some((_, _, grant)) => *grant = grant.with(ask.grant),
            None => self.consented.push((ask.client, listener, ask.grant)),
        }
        if self.codes.len() >= KEPT {
            self.codes.pop_front();
        }
        let Ask { client, redirect_uri, grant, challenge, .. } = ask;
        // The time distinguishes logins at successive runs with the same seed.
        let family = mix(self.seed, &[11, issued.as_millisecond().unsigned_abs(), self.counter]);
        let login = Login { client, listener, grant, authorized: issued.as_second(), family };
        self.codes.push_back((code, Code { login, redirect_uri, challenge }));
        callback
    }

    /// Looks random, follows from the seed, and never repeats. Enough for a service without secrets.
    fn secret(&mut self, purpose: u64) -> String {
        self.counter += 1;
        let parts = (0..8).map(|part| format!("{:016x}", mix(self.seed, &[6, purpose, self.counter, part])));
        parts.collect()
    }
}

/// Whether the content type of a request is a form.
pub(super) fn is_form(request: &Request) -> bool {
    let media = request.content_type.as_deref().unwrap_or_default().split(';').next().unwrap_or_default();
    media.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// A redirect of the browser.
fn see(status: u16, location: String) -> Response {
    Response::empty(status)
        .with("location", location)
        .with("cache-control", "no-store")
        .with("referrer-policy", "no-referrer")
}

/// Checks an authorization request in Spotify's order: client, redirect URI, then the rest.
///
/// # Errors
/// The sentence the browser page shows.
fn check(query: &[u8]) -> Result<Ask, String> {
    let params = Params::parse(query).map_err(|name| format!("Duplicate parameter: {name}"))?;
    let required = |name: &str| params.get(name).ok_or_else(|| format!("Missing required parameter: {name}"));
    let client = Client::by_id(required("client_id")?).ok_or("INVALID_CLIENT: Invalid client")?;
    let redirect_uri = required("redirect_uri")?;
    redirect::check(redirect_uri)?;
    if required("response_type")? != "code" {
        return Err("response_type must be code".to_owned());
    }
    let grant = Grant::parse(params.get("scope").unwrap_or_default()).ok_or("INVALID_SCOPE: Illegal scope")?;
    let challenge = challenge(client, params.get("code_challenge_method"), params.get("code_challenge"))?;
    Ok(Ask {
        client,
        redirect_uri: redirect_uri.to_owned(),
        state: params.get("state").map(str::to_owned),
        grant,
        challenge,
        show_dialog: params.get("show_dialog") == Some("true"),
    })
}

/// PKCE (RFC 7636 §4.3): S256 or nothing; only the client with a secret may leave it out.
fn challenge(client: Client, method: Option<&str>, challenge: Option<&str>) -> Result<Option<String>, String> {
    let is_digest =
        |text: &str| text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    match (method, challenge) {
        (None, None) if client == Client::Confidential => Ok(None),
        (_, None) => Err("Missing required parameter: code_challenge".to_owned()),
        (Some("S256"), Some(challenge)) if is_digest(challenge) => Ok(Some(challenge.to_owned())),
        (Some("S256"), Some(_)) => Err("code_challenge must be a base64url SHA-256 digest".to_owned()),
        (_, Some(_)) => Err("code_challenge_method must be S256".to_owned()),
    }
}
