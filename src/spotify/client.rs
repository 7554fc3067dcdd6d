//! The endpoints of the Web API in use, returning `domain` values.
//!
//! The client adds the bearer token, renews it once after a 401, and maps refusals to [`ApiError`]s. It follows no link
//! from Spotify: it builds every address below the API's origin.

use std::sync::Arc;

use super::{
    Answer, ApiError, Guard, Http, Origin, Request, TokenSource,
    guard::Lane,
    http::{Action, Authorization, Tally},
    refusal, wire,
};
use crate::domain::{Account, Episode, EpisodeId, Page, RequestOrigin, Scope, Show, ShowId};

/// The Web API. Cheap to clone; clones share connections, guard and tokens.
#[derive(Debug)]
pub struct Client<T> {
    http: Http,
    pub tokens: Arc<T>,
    tally: Tally,
}

impl<T> Clone for Client<T> {
    fn clone(&self) -> Self {
        Self { http: self.http.clone(), tokens: Arc::clone(&self.tokens), tally: self.tally.clone() }
    }
}

impl<T: TokenSource> Client<T> {
    /// Largest page that Spotify serves.
    pub const MAX_LIMIT: u32 = 50;

    /// The API at `http`, with requests counted as the person's.
    pub fn new(http: Http, tokens: Arc<T>) -> Self {
        Self { http, tokens, tally: Tally::default() }
    }

    /// The same API with another request origin and its own count: see [`Client::requests`].
    #[must_use]
    pub fn on_behalf_of(&self, origin: RequestOrigin) -> Self {
        Self { tally: Tally::of(origin), ..self.clone() }
    }

    /// The same API with other tokens.
    pub fn with_tokens<U: TokenSource>(&self, tokens: Arc<U>) -> Client<U> {
        Client { http: self.http.clone(), tokens, tally: self.tally.clone() }
    }

    /// Requests sent by this client and its clones, retries included.
    pub fn requests(&self) -> u32 {
        self.tally.requests()
    }

    pub(super) fn origin(&self) -> &Origin {
        self.http.origin()
    }

    pub fn guard(&self) -> &Guard {
        self.http.guard()
    }

    /// The account: `GET /me`.
    ///
    /// # Errors
    /// Any [`ApiError`] except `NotFound`.
    pub async fn me(&self) -> Result<Account, ApiError> {
        wire::account(&self.ask(Request::get("/me")).await?.text()?)
    }

    /// A page of saved shows: `GET /me/shows`, `limit` 1 to 50.
    ///
    /// Too large a page is requested again with a smaller limit, which the returned page names. A single show that is too
    /// large is skipped and counted.
    ///
    /// # Errors
    /// Any [`ApiError`].
    pub async fn shows_page(&self, offset: u32, limit: u32) -> Result<Page<Show>, ApiError> {
        self.page(Request { lane: Lane::Wide, ..Request::get("/me/shows") }, offset, limit, wire::saved_show).await
    }

    /// A show: `GET /shows/{id}`.
    ///
    /// # Errors
    /// Any [`ApiError`].
    pub async fn show(&self, id: &ShowId) -> Result<Show, ApiError> {
        wire::one(&self.ask(Request::get(format!("/shows/{id}"))).await?.text()?, wire::show)
    }

    /// A page of a show's episodes: `GET /shows/{id}/episodes`; otherwise like [`Client::shows_page`].
    ///
    /// # Errors
    /// Any [`ApiError`].
    pub async fn episodes_page(&self, id: &ShowId, offset: u32, limit: u32) -> Result<Page<Episode>, ApiError> {
        self.page(Request::get(format!("/shows/{id}/episodes")), offset, limit, wire::episode).await
    }

    /// An episode: `GET /episodes/{id}`. Its position in the list is unknown, and set to 0.
    ///
    /// # Errors
    /// Any [`ApiError`].
    pub async fn episode(&self, id: &EpisodeId) -> Result<Episode, ApiError> {
        wire::one(&self.ask(Request::get(format!("/episodes/{id}"))).await?.text()?, wire::episode)
    }

    pub(super) async fn page<I>(
        &self,
        request: Request,
        offset: u32,
        limit: u32,
        read: wire::Read<I>,
    ) -> Result<Page<I>, ApiError> {
        let mut limit = limit.clamp(1, Self::MAX_LIMIT);
        loop {
            let query = vec![("limit", limit.to_string()), ("offset", offset.to_string())];
            let answer = self.ask(Request { query, ..request.clone() }).await?;
            if !answer.is_too_large() {
                return wire::page(&answer.text()?, offset, limit, self.origin(), read);
            }
            tracing::debug!(offset, limit, "page too large");
            if limit == 1 {
                let (skipped, received) = (1, 1);
                return Ok(Page { items: Vec::new(), skipped, offset, limit, received, total: None, has_next: true });
            }
            limit /= 2;
        }
    }

    /// Sends a request with the bearer token. After a 401, sends it once more with another.
    pub(super) async fn ask(&self, request: Request) -> Result<Answer, ApiError> {
        let token = self.tokens.bearer().await?;
        let authorization = Authorization::Bearer(token.clone());
        let mut request = Request { tally: Some(self.tally.clone()), authorization, ..request };
        let mut answer = self.http.send(&request).await?;
        if answer.status() == 401 {
            request.authorization = Authorization::Bearer(self.tokens.renew(&token).await?);
            answer = self.http.send(&request).await?;
        }
        if answer.is_success() { Ok(answer) } else { Err(refusal::read(&answer, scope_of(&request))) }
    }
}

/// The scope without which the endpoint of a request answers 403.
fn scope_of(request: &Request) -> Option<Scope> {
    let is_read = matches!(request.action, Action::Get);
    let rest = request.path.strip_prefix("/me");
    match rest.and_then(|rest| rest.split('/').nth(1)) {
        Some("player") => Some(if is_read { Scope::PlaybackState } else { Scope::PlaybackModify }),
        Some("library" | "shows" | "episodes") => Some(if is_read { Scope::LibraryRead } else { Scope::LibraryModify }),
        None if rest.is_some() => Some(Scope::Private),
        Some(_) | None => None,
    }
}

#[cfg(test)]
mod tests {
    use reqwest::Method;

    use super::*;

    #[test]
    fn c6_the_scope_of_an_endpoint_is_known() {
        for (path, read, change) in [
            ("/me/player", Scope::PlaybackState, Scope::PlaybackModify),
            ("/me/player/queue", Scope::PlaybackState, Scope::PlaybackModify),
            ("/me/library", Scope::LibraryRead, Scope::LibraryModify),
            ("/me/episodes/contains", Scope::LibraryRead, Scope::LibraryModify),
        ] {
            assert_eq!(scope_of(&Request::get(path)), Some(read), "{path}");
            assert_eq!(scope_of(&Request::change(Method::PUT, path, None)), Some(change), "{path}");
        }
        assert_eq!(scope_of(&Request::get("/me")), Some(Scope::Private));
        assert_eq!(scope_of(&Request::get("/shows/me")), None);
    }
}
