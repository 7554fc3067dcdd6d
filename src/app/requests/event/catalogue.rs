//! What Spotify's catalogue answered.

use crate::{
    app::problem::Problem,
    domain::{Episode, Found, Page, Show, ShowId},
};

/// An answer of the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub enum CatalogueReply {
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
