//! HTTP to one service of Spotify, behind the guard.
//!
//! [`Http::send`] sends every request of the program, through the [`Guard`]. It follows no redirect, uses no proxy for
//! loopback, and bounds every body. It knows no endpoints and no token lifetimes. Start with [`Http::send`], then
//! [`request`] and [`answer`].

pub mod answer;
mod failure;
pub mod request;
#[cfg(test)]
mod tests;

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use reqwest::redirect;

pub use answer::Answer;
pub use request::{Action, Authorization, Request, Tally};

use super::{
    ApiError, Guard, Origin,
    guard::{Trouble, retry_after},
};

/// A service at one [`Origin`]. Cheap to clone; clones share connections and the guard.
#[derive(Debug, Clone)]
pub struct Http {
    client: Lazy,
    limits: TimeLimits,
    origin: Origin,
    guard: Guard,
}

/// The client, built by the first request: loading the system's root certificates takes longer than the rest of the start,
/// and an offline program never needs them.
type Lazy =
    Arc<LazyLock<Result<reqwest::Client, ApiError>, Box<dyn FnOnce() -> Result<reqwest::Client, ApiError> + Send>>>;

impl Http {
    pub const USER_AGENT: &str = concat!("spotpods-tui/", env!("CARGO_PKG_VERSION"));

    /// A service at `origin` with the usual time limits. Honours `HTTPS_PROXY` and `NO_PROXY`, but uses no proxy for loopback.
    /// Connects nothing before the first request.
    pub fn new(origin: Origin, guard: Guard) -> Self {
        Self::with_limits(origin, guard, TimeLimits::default())
    }

    pub fn with_limits(origin: Origin, guard: Guard, limits: TimeLimits) -> Self {
        Self::built(reqwest::Client::builder(), origin, guard, limits)
    }

    /// Another service behind the same guard with the same limits. Shares the client, and so the root certificates, if both
    /// or neither are on loopback.
    #[must_use]
    pub fn beside(&self, origin: Origin) -> Self {
        if origin.is_loopback() == self.origin.is_loopback() {
            Self { origin, ..self.clone() }
        } else {
            Self::with_limits(origin, self.guard.clone(), self.limits)
        }
    }

    fn built(builder: reqwest::ClientBuilder, origin: Origin, guard: Guard, limits: TimeLimits) -> Self {
        let is_loopback = origin.is_loopback();
        let build = move || {
            // Fails if a provider is installed already, as by another client of this process.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let builder = builder
                .user_agent(Self::USER_AGENT)
                .redirect(redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
                .https_only(!is_loopback)
                .connect_timeout(limits.connect)
                .timeout(limits.total)
                .pool_idle_timeout(limits.idle);
            let builder = if is_loopback { builder.no_proxy() } else { builder };
            builder.build().map_err(|error| failure::from_reqwest(&error))
        };
        Self { client: Arc::new(LazyLock::new(Box::new(build))), limits, origin, guard }
    }

    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    pub fn guard(&self) -> &Guard {
        &self.guard
    }

    /// Sends a request through the guard, with retries by the request's [`Tries`](super::guard::Tries) and the guard's pace.
    /// Dropping the future cancels it.
    ///
    /// The answer is a 2xx or 4xx that is not a web page. Its body may be empty or too large. Of a change that succeeded it
    /// may also be missing or of any type.
    ///
    /// # Errors
    /// - [`ApiError::Blocked`] while a long `Retry-After` runs; nothing is sent;
    /// - [`ApiError::Server`], [`ApiError::Timeout`], [`ApiError::Unreachable`], [`ApiError::NotConnected`] after all tries;
    ///   the last one at once if TLS cannot be set up, for example without root certificates;
    /// - [`ApiError::Redirected`] for any 3xx, [`ApiError::SignInPage`] for HTML and 511;
    /// - [`ApiError::NotFound`] for a persistent 404 `non existing id`;
    /// - [`ApiError::Unreadable`] for a body that cannot be decompressed.
    pub async fn send(&self, request: &Request) -> Result<Answer, ApiError> {
        self.guard.run(request.lane, request.tries, || self.attempt(request)).await
    }

    /// Sends the request once and classifies its answer.
    async fn attempt(&self, request: &Request) -> Result<Answer, Trouble> {
        let url = request.url(&self.origin);
        if !self.origin.covers(&url) {
            return Err(Trouble::Final(ApiError::unreadable("an address outside the service")));
        }
        let client = LazyLock::force(&self.client).as_ref().map_err(|error| Trouble::Final(error.clone()))?;
        if let Some(tally) = &request.tally {
            self.guard.counted(tally.count());
        }
        let sent = request.build(client, url).send().await;
        let response = sent.map_err(|error| Trouble::from(failure::from_reqwest(&error)))?;
        let status = response.status().as_u16();
        tracing::debug!(path = %request.path, status, "answer");
        let wait = retry_after::header(response.headers(), self.guard.now());
        match status {
            300..=399 => return Err(Trouble::Final(ApiError::Redirected)),
            429 => return Err(Trouble::TooMany { wait: wait.unwrap_or(retry_after::UNSTATED) }),
            511 => return Err(Trouble::Final(ApiError::SignInPage)),
            500..=599 => return Err(Trouble::Passing { error: ApiError::Server(status), wait }),
            _ => {}
        }
        let is_done = request.is_change() && (200..300).contains(&status);
        let answer = if is_done {
            // It was carried out: a broken body changes nothing about that.
            Answer::read_what_comes(response, request.max_body).await
        } else {
            Answer::read(response, request.max_body).await.map_err(Trouble::from)?
        };
        if if is_done { answer.is_html() } else { answer.is_web_page() } {
            return Err(Trouble::Final(ApiError::SignInPage));
        }
        if status == 404 && answer.says("non existing id") {
            return Err(Trouble::Passing { error: ApiError::NotFound, wait: None });
        }
        Ok(answer)
    }
}

/// Time limits of a request.
#[derive(Debug, Clone, Copy)]
pub struct TimeLimits {
    /// For the connection, TLS included.
    pub connect: Duration,
    /// For the whole request, up to the last byte of the body.
    pub total: Duration,
    /// For an idle connection.
    pub idle: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), total: Duration::from_secs(20), idle: Duration::from_secs(30) }
    }
}
