//! The endpoints of the Web API that the program uses, with `domain` values as answers.
//!
//! It adds the bearer token, renews it once after a 401, and turns refusals into [`ApiError`]s. It follows no link that
//! Spotify sends: every address is built here, below the API's own origin.

use std::sync::Arc;

use super::{Answer, ApiError, Guard, Http, Request, TokenSource, guard::Lane, http::Tally, refusal, wire};
use crate::domain::{Account, Episode, EpisodeId, Page, RequestOrigin, Show, ShowId};

/// The Web API. Cheap to clone; clones share connections, guard and tokens.
#[derive(Debug)]
pub struct Client<T> {
    http: Http,
    tokens: Arc<T>,
    tally: Tally,
}

impl<T> Clone for Client<T> {
    fn clone(&self) -> Self {
        Self { http: self.http.clone(), tokens: Arc::clone(&self.tokens), tally: self.tally.clone() }
    }
}

impl<T: TokenSource> Client<T> {
    /// The largest page Spotify serves.
    pub const MAX_LIMIT: u32 = 50;

    /// The API that `http` leads to, asked with tokens of `tokens` on the person's behalf.
    #[must_use]
    pub fn new(http: Http, tokens: Arc<T>) -> Self {
        Self { http, tokens, tally: Tally::default() }
    }

    /// The same API, asked on somebody's behalf and with a count of its own: see [`Client::requests`].
    #[must_use]
    pub fn on_behalf_of(&self, origin: RequestOrigin) -> Self {
        Self { tally: Tally::of(origin), ..self.clone() }
    }

    /// The same API, asked with other tokens.
    #[must_use]
    pub fn with_tokens<U: TokenSource>(&self, tokens: Arc<U>) -> Client<U> {
        Client { http: self.http.clone(), tokens, tally: self.tally.clone() }
    }

    /// How many requests this client and its clones have sent, repeated ones included.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.tally.requests()
    }

    /// The guard in front of it, whose state can be watched.
    #[must_use]
    pub fn guard(&self) -> &Guard {
        self.http.guard()
    }

    /// Who is logged in: `GET /me`.
    ///
    /// # Errors
    /// Any [`ApiError`] but `NotFound`.
    pub async fn me(&self) -> Result<Account, ApiError> {
        wire::account(&self.ask(Request::get("/me")).await?)
    }

    /// A page of the shows somebody saved: `GET /me/shows`, `limit` 1 to 50.
    ///
    /// A page larger than is read is asked for again with a smaller limit; the page returned says with which. A single
    /// show that is too large is skipped and counted.
    ///
    /// # Errors
    /// Any [`ApiError`].
    pub async fn shows_page(&self, offset: u32, limit: u32) -> Result<Page<Show>, ApiError> {
        self.page(Request::get("/me/shows").lane(Lane::Wide), offset, limit, wire::saved_show).await
    }

    /// A show: `GET /shows/{id}`.
    ///
    /// # Errors
    /// Any [`ApiError`].
    pub async fn show(&self, id: &ShowId) -> Result<Show, ApiError> {
        wire::one(&self.ask(Request::get(format!("/shows/{id}"))).await?, wire::show)
    }

    /// A page of a show's episodes: `GET /shows/{id}/episodes`, `limit` 1 to 50; otherwise as [`Client::shows_page`].
    ///
    /// # Errors
    /// Any [`ApiError`].
    pub async fn episodes_page(&self, id: &ShowId, offset: u32, limit: u32) -> Result<Page<Episode>, ApiError> {
        self.page(Request::get(format!("/shows/{id}/episodes")), offset, limit, wire::episode).await
    }

    /// An episode: `GET /episodes/{id}`. Its position in the list is not known and 0.
    ///
    /// # Errors
    /// Any [`ApiError`].
    pub async fn episode(&self, id: &EpisodeId) -> Result<Episode, ApiError> {
        wire::one(&self.ask(Request::get(format!("/episodes/{id}"))).await?, wire::episode)
    }

    async fn page<I>(
        &self,
        request: Request,
        offset: u32,
        limit: u32,
        read: wire::Read<I>,
    ) -> Result<Page<I>, ApiError> {
        let mut limit = limit.clamp(1, Self::MAX_LIMIT);
        loop {
            let answer =
                self.ask(request.clone().query("limit", limit.to_string()).query("offset", offset.to_string())).await?;
            if !answer.is_too_large() {
                return wire::page(&answer, offset, limit, self.http.origin(), read);
            }
            tracing::debug!(offset, limit, "page too large");
            if limit == 1 {
                let (skipped, received) = (1, 1);
                return Ok(Page { items: Vec::new(), skipped, offset, limit, received, total: None, has_next: true });
            }
            limit /= 2;
        }
    }

    /// Sends a request with the bearer token; after a 401 once more with another.
    async fn ask(&self, request: Request) -> Result<Answer, ApiError> {
        let request = request.tally(&self.tally);
        let token = self.tokens.bearer().await?;
        let answer = self.http.send(&request.clone().bearer(&token)).await?;
        if answer.status() != 401 {
            return accepted(answer);
        }
        let token = self.tokens.renew(&token).await?;
        accepted(self.http.send(&request.bearer(&token)).await?)
    }
}

fn accepted(answer: Answer) -> Result<Answer, ApiError> {
    if answer.is_success() { Ok(answer) } else { Err(refusal::read(&answer)) }
}
