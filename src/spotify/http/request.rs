//! A request as it is described before it is sent. Its `Debug` shows no secret.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::{
    domain::RequestOrigin,
    spotify::{
        AccessToken, Origin,
        guard::{Lane, Tries},
    },
};

/// What to ask of a service. Paths begin with a slash and hold only what was checked (ids are letters and digits).
#[derive(Debug, Clone)]
pub struct Request {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) form: Option<Vec<(&'static str, SecretString)>>,
    pub(super) authorization: Authorization,
    pub(super) lane: Lane,
    pub(super) tries: Tries,
    pub(super) max_body: usize,
    pub(super) tally: Option<Tally>,
}

/// Counts requests that go out on somebody's behalf, repeated ones included. Clones are the same tally.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    origin: RequestOrigin,
    requests: Arc<AtomicU32>,
}

impl Tally {
    /// One that begins with nothing.
    #[must_use]
    pub fn of(origin: RequestOrigin) -> Self {
        Self { origin, requests: Arc::default() }
    }

    /// How many have gone out.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.requests.load(Ordering::Relaxed)
    }

    /// One goes out; gives whose it is.
    pub(super) fn count(&self) -> RequestOrigin {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.origin
    }
}

/// Which `Authorization` header goes along.
#[derive(Debug, Clone)]
pub(super) enum Authorization {
    None,
    Bearer(AccessToken),
    Basic { id: String, secret: SecretString },
}

impl Request {
    /// The largest page read, in bytes after decompression.
    pub const PAGE_BYTES: usize = 8 * 1024 * 1024;
    /// The largest answer of the token endpoint read, in bytes after decompression.
    pub const TOKEN_BYTES: usize = 64 * 1024;

    /// `GET path`, answered with at most [`Request::PAGE_BYTES`].
    #[must_use]
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            query: Vec::new(),
            form: None,
            authorization: Authorization::None,
            lane: Lane::Usual,
            tries: Tries::Several,
            max_body: Self::PAGE_BYTES,
            tally: None,
        }
    }

    /// `POST path` with a form (`application/x-www-form-urlencoded`), answered with at most [`Request::TOKEN_BYTES`].
    #[must_use]
    pub fn post_form(path: impl Into<String>, form: Vec<(&'static str, SecretString)>) -> Self {
        Self { method: Method::POST, form: Some(form), max_body: Self::TOKEN_BYTES, ..Self::get(path) }
    }

    /// Adds a query parameter; it is percent-encoded.
    #[must_use]
    pub fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    /// Sends the bearer token along.
    #[must_use]
    pub fn bearer(mut self, token: &AccessToken) -> Self {
        self.authorization = Authorization::Bearer(token.clone());
        self
    }

    /// Sends the client's ID and secret along (`Authorization: Basic`, RFC 6749 §2.3.1).
    #[must_use]
    pub fn basic(mut self, id: impl Into<String>, secret: SecretString) -> Self {
        self.authorization = Authorization::Basic { id: id.into(), secret };
        self
    }

    /// Counts it, as a request to the Web API; one without a tally counts for nobody.
    #[must_use]
    pub fn tally(mut self, tally: &Tally) -> Self {
        self.tally = Some(tally.clone());
        self
    }

    /// Chooses the lane; [`Lane::Usual`] where none is chosen.
    #[must_use]
    pub fn lane(mut self, lane: Lane) -> Self {
        self.lane = lane;
        self
    }

    /// Chooses how often it may be sent; [`Tries::Several`] where nothing is chosen.
    #[must_use]
    pub fn tries(mut self, tries: Tries) -> Self {
        self.tries = tries;
        self
    }

    pub(super) fn url(&self, origin: &Origin) -> Url {
        let mut url = origin.join(&self.path);
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        url
    }

    pub(super) fn build(&self, client: &reqwest::Client, url: Url) -> reqwest::RequestBuilder {
        let builder = client.request(self.method.clone(), url).header(reqwest::header::ACCEPT, "application/json");
        let builder = match &self.authorization {
            Authorization::None => builder,
            Authorization::Bearer(token) => builder.bearer_auth(token.expose()),
            Authorization::Basic { id, secret } => builder.basic_auth(id, Some(secret.expose_secret())),
        };
        match &self.form {
            None => builder,
            Some(pairs) => {
                let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.expose_secret())).collect();
                builder.form(&pairs)
            }
        }
    }
}
