//! The description of a request. `Debug` prints no secret.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use reqwest::{
    Method,
    header::{ACCEPT, CONTENT_LENGTH},
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;

use crate::{
    domain::{Private, RequestOrigin},
    spotify::{
        AccessToken, Origin,
        guard::{Lane, Tries},
    },
};

/// A request to a service. Paths start with a slash and contain only validated ids.
#[derive(Debug, Clone)]
pub struct Request {
    pub path: String,
    pub query: Vec<(&'static str, String)>,
    pub action: Action,
    pub authorization: Authorization,
    pub lane: Lane,
    pub tries: Tries,
    /// Most bytes read of the body, after decompression.
    pub max_body: usize,
    /// Counts the request, if it is one to the Web API.
    pub tally: Option<Tally>,
}

/// The method and the body.
#[derive(Debug, Clone)]
pub enum Action {
    Get,
    /// A POST with a form.
    Form(Vec<(&'static str, Private)>),
    /// Changes something. Every 2xx is a success, whatever its body.
    Change(Method, Option<Value>),
}

/// Counts the requests of one origin, retries included. Clones share the count.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    origin: RequestOrigin,
    requests: Arc<AtomicU32>,
}

impl Tally {
    pub fn of(origin: RequestOrigin) -> Self {
        Self { origin, requests: Arc::default() }
    }

    pub fn requests(&self) -> u32 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Counts a request. Returns its origin.
    pub(super) fn count(&self) -> RequestOrigin {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.origin
    }
}

/// The `Authorization` header.
#[derive(Debug, Clone)]
pub enum Authorization {
    None,
    Bearer(AccessToken),
    /// Of the client (RFC 6749 §2.3.1).
    Basic {
        id: String,
        secret: SecretString,
    },
}

impl Request {
    /// Most bytes read of a page, after decompression.
    pub const PAGE_BYTES: usize = 8 * 1024 * 1024;
    /// Most bytes read of an answer of the token endpoint, after decompression.
    pub const TOKEN_BYTES: usize = 64 * 1024;

    /// `GET path`, with a body of at most [`Request::PAGE_BYTES`].
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            query: Vec::new(),
            action: Action::Get,
            authorization: Authorization::None,
            lane: Lane::Usual,
            tries: Tries::Several,
            max_body: Self::PAGE_BYTES,
            tally: None,
        }
    }

    /// `POST path` with a form, and an answer of at most [`Request::TOKEN_BYTES`].
    pub fn post_form(path: impl Into<String>, form: Vec<(&'static str, Private)>) -> Self {
        Self { action: Action::Form(form), max_body: Self::TOKEN_BYTES, ..Self::get(path) }
    }

    /// A change with a JSON body or none, with an answer of at most [`Request::TOKEN_BYTES`].
    pub fn change(method: Method, path: impl Into<String>, body: Option<Value>) -> Self {
        Self { action: Action::Change(method, body), max_body: Self::TOKEN_BYTES, ..Self::get(path) }
    }

    /// Whether only the status of a success counts.
    pub(super) fn is_change(&self) -> bool {
        matches!(self.action, Action::Change(..))
    }

    pub(super) fn url(&self, origin: &Origin) -> Url {
        let mut url = origin.join(&self.path);
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        url
    }

    pub(super) fn build(&self, client: &reqwest::Client, url: Url) -> reqwest::RequestBuilder {
        let builder = match &self.action {
            Action::Get => client.get(url),
            Action::Form(pairs) => {
                let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.expose())).collect();
                client.post(url).form(&pairs)
            }
            Action::Change(method, body) => {
                let builder = client.request(method.clone(), url);
                match body {
                    Some(body) => builder.json(body),
                    // Without it Spotify answers 411.
                    None => builder.header(CONTENT_LENGTH, "0"),
                }
            }
        };
        let builder = builder.header(ACCEPT, "application/json");
        match &self.authorization {
            Authorization::None => builder,
            Authorization::Bearer(token) => builder.bearer_auth(token.expose()),
            Authorization::Basic { id, secret } => builder.basic_auth(id, Some(secret.expose_secret())),
        }
    }
}
