//! Lists over all shows by date: New and In progress.
//!
//! A feed holds the rows that were read so far, from the newest back, and asks for more as the cursor nears their end:
//! never the whole library.

use jiff::Timestamp;

use crate::domain::{EpisodeAt, EpisodeState, ShelfEpisode};

/// Which feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FeedKind {
    /// Everything by date.
    New,
    /// What was begun.
    InProgress,
}

/// A part of a feed to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedQuery {
    /// Which feed.
    pub kind: FeedKind,
    /// Only the newest of each show.
    pub one_per_show: bool,
    /// Only episodes in this state; of [`FeedKind::InProgress`] always those in progress.
    pub state: Option<EpisodeState>,
    /// Only titles that match, fuzzily up to 20,000 episodes, word by word beyond; blank for all.
    pub filter: String,
    /// The last row that is there already; `None` for the beginning. Where it is gone, the beginning is read.
    pub after: Option<EpisodeAt>,
    /// How many rows are there already.
    pub skip: u32,
    /// The most rows.
    pub limit: u32,
}

/// A part of a feed.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedPage {
    /// The rows, from the newest back.
    pub rows: Vec<FeedRow>,
    /// Whether the part begins at the beginning, asked so or not.
    pub from_start: bool,
    /// Whether there are more.
    pub more: bool,
    /// When New was looked at before, where it was.
    pub seen_at: Option<Timestamp>,
    /// How many episodes there are in all: of a filter, that match.
    pub total: u32,
}

/// A row of a feed.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedRow {
    /// The episode.
    pub episode: ShelfEpisode,
    /// Which characters of the title match the filter: positions of `char`s, ascending.
    pub hits: Vec<u32>,
}
