//! What Spotify's catalogue answered.

use crate::{
    app::problem::Problem,
    domain::{Episode, EpisodeId, Found, Page, Show, ShowId},
};

/// An answer of the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub enum CatalogueReply {
    /// Which episodes of the answer that follows are saved, as far as the library knows.
    Saved(Vec<EpisodeId>),
    /// A page of shows and episodes.
    Found(Result<Box<Found>, Problem>),
    /// A page of the episodes of a show.
    Episodes(ShowId, Result<Page<Episode>, Problem>),
    /// Where a link leads to.
    Fetched(Result<Fetched, Problem>),
}

/// Where a link leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Fetched {
    Show(Box<Show>),
    /// An episode, and its show if Spotify named it.
    Episode(Box<Episode>, Option<Box<Show>>),
}
