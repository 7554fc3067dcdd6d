//! What Spotify's catalogue and Your Episodes return, beside the lists of followed shows.

use jiff::Timestamp;

use super::{Episode, Page, Show};

/// An item of Your Episodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedEpisode {
    pub episode: Episode,
    /// `None` if Spotify sent none.
    pub show: Option<Show>,
    pub added_at: Option<Timestamp>,
}

/// A page of hits of a search. Episodes come without their show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub shows: Page<Show>,
    pub episodes: Page<Episode>,
}
