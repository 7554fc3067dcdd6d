//! Spotify's catalogue and Your Episodes.

use serde_json::value::RawValue;

use super::{ApiError, Client, Request, TokenSource, wire};
use crate::domain::{Episode, EpisodeId, Found, Page, SavedEpisode, Show};

impl<T: TokenSource> Client<T> {
    /// Largest page of a search.
    pub const SEARCH_LIMIT: u32 = 10;
    /// Largest offset of a search.
    pub const SEARCH_OFFSET: u32 = 1_000;

    /// Shows and episodes of the catalogue: `GET /search`, [`Client::SEARCH_LIMIT`] of each.
    ///
    /// # Errors
    /// Any [`ApiError`].
    pub async fn search(&self, query: &str, offset: u32) -> Result<Found, ApiError> {
        let query = vec![
            ("q", query.to_owned()),
            ("type", "show,episode".to_owned()),
            ("limit", Self::SEARCH_LIMIT.to_string()),
            ("offset", offset.min(Self::SEARCH_OFFSET).to_string()),
        ];
        let answer = self.ask(Request { query, ..Request::get("/search") }).await?;
        let mut found = wire::found(&answer.text()?, offset, Self::SEARCH_LIMIT, self.origin())?;
        let is_last = offset.saturating_add(Self::SEARCH_LIMIT) > Self::SEARCH_OFFSET;
        found.shows.has_next &= !is_last;
        found.episodes.has_next &= !is_last;
        Ok(found)
    }

    /// A page of Your Episodes: `GET /me/episodes`; otherwise like [`Client::shows_page`]. Spotify was seen to ignore the
    /// offset: a page that begins like the first one is the first one.
    ///
    /// # Errors
    /// Any [`ApiError`].
    pub async fn saved_page(&self, offset: u32, limit: u32) -> Result<Page<SavedEpisode>, ApiError> {
        self.page(Request::get("/me/episodes"), offset, limit, wire::saved_episode).await
    }

    /// An episode with its show: `GET /episodes/{id}`.
    ///
    /// # Errors
    /// Any [`ApiError`].
    pub async fn episode_with_show(&self, id: &EpisodeId) -> Result<(Episode, Option<Show>), ApiError> {
        let read = |raw: &RawValue, position| Some((wire::episode(raw, position)?, wire::show_of(raw)));
        wire::one(&self.ask(Request::get(format!("/episodes/{id}"))).await?.text()?, read)
    }
}
