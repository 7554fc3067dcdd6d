//! One service of Spotify over HTTP, behind the guard.
//!
//! Nothing in the program sends a request in another way: [`Http::send`] is the only door, and it leads through the
//! [`Guard`]. No redirect is followed, no proxy is used for loopback, no body is read beyond its bound. It knows
//! nothing of endpoints or tokens' lives; start with [`Http::send`], then [`request`] and [`answer`].

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
pub use request::{Request, Tally};

use super::{
    ApiError, Guard, Origin,
    guard::{Trouble, retry_after},
};
use crate::domain::CleanText;

/// A service at one [`Origin`]. Cheap to clone: clones share connections and the guard.
#[derive(Debug, Clone)]
pub struct Http {
    client: Lazy,
    limits: TimeLimits,
    origin: Origin,
    guard: Guard,
}

/// The client, made by the first request: to read the system's root certificates takes longer than all else that the
/// start of the program does, and a program that stays offline never needs them.
type Lazy =
    Arc<LazyLock<Result<reqwest::Client, ApiError>, Box<dyn FnOnce() -> Result<reqwest::Client, ApiError> + Send>>>;

impl Http {
    /// What the program calls itself.
    pub const USER_AGENT: &str = concat!("spotpods-tui/", env!("CARGO_PKG_VERSION"));

    /// A service at `origin`, with the usual time limits. `HTTPS_PROXY` and `NO_PROXY` are honoured, except that no
    /// proxy ever serves a loopback address. Nothing is prepared before the first request.
    #[must_use]
    pub fn new(origin: Origin, guard: Guard) -> Self {
        Self::with_limits(origin, guard, TimeLimits::default())
    }

    /// A service at `origin`, with time limits of the caller's.
    #[must_use]
    pub fn with_limits(origin: Origin, guard: Guard, limits: TimeLimits) -> Self {
        Self::built(reqwest::Client::builder(), origin, guard, limits)
    }

    /// Another service behind the same guard, with the same limits. They share what is prepared, root certificates
    /// above all, where the same rules hold for both.
    #[must_use]
    pub fn beside(&self, origin: Origin) -> Self {
        if origin.is_loopback() == self.origin.is_loopback() {
            Self { origin, ..self.clone() }
        } else {
            Self::with_limits(origin, self.guard.clone(), self.limits)
        }
    }

    /// A service reached as `builder` says, which brings the environment's proxies along.
    fn built(builder: reqwest::ClientBuilder, origin: Origin, guard: Guard, limits: TimeLimits) -> Self {
        let is_loopback = origin.is_loopback();
        let build = move || {
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

    /// The service spoken to.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The guard in front of it.
    #[must_use]
    pub fn guard(&self) -> &Guard {
        &self.guard
    }

    /// Sends a request when the guard lets it, and again as the request's [`Tries`](super::guard::Tries) and the guard's pace allow. Dropping the future
    /// cancels it.
    ///
    /// The answer is a 2xx or 4xx that is not a web page; its body may be empty, or too large to have been read.
    ///
    /// # Errors
    /// - [`ApiError::Blocked`] while Spotify's `Retry-After` runs, longer than one waits for; nothing was sent then;
    /// - [`ApiError::Server`], [`ApiError::Timeout`], [`ApiError::Unreachable`] after all tries; the last one at once
    ///   where TLS cannot be set up, for want of root certificates for instance;
    /// - [`ApiError::Redirected`] for any 3xx, [`ApiError::SignInPage`] for HTML and for 511;
    /// - [`ApiError::NotFound`] for a 404 `non existing id` that did not pass;
    /// - [`ApiError::Unreadable`] for a body that cannot be decompressed.
    pub async fn send(&self, request: &Request) -> Result<Answer, ApiError> {
        self.guard.run(request.lane, request.tries, || self.attempt(request)).await
    }

    /// One request on the wire, and what kind of trouble its answer means, if any.
    async fn attempt(&self, request: &Request) -> Result<Answer, Trouble> {
        let url = request.url(&self.origin);
        if !self.origin.covers(&url) {
            return Err(Trouble::Final(ApiError::Unreadable(CleanText::new("an address outside the service"))));
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
        let answer = Answer::read(response, request.max_body).await.map_err(Trouble::from)?;
        if answer.is_web_page() {
            return Err(Trouble::Final(ApiError::SignInPage));
        }
        if status == 404 && answer.says("non existing id") {
            return Err(Trouble::Passing { error: ApiError::NotFound, wait: None });
        }
        Ok(answer)
    }
}

/// How long a request may take.
#[derive(Debug, Clone, Copy)]
pub struct TimeLimits {
    /// Until the connection stands, TLS included.
    pub connect: Duration,
    /// Until the last byte of the body.
    pub total: Duration,
    /// How long an unused connection is kept.
    pub idle: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), total: Duration::from_secs(20), idle: Duration::from_secs(30) }
    }
}
