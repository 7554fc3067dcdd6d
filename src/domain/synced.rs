//! Why a synchronisation runs, how far it is, and its result.

use std::time::Duration;

use jiff::Timestamp;

/// Why the library is synchronised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncIntent {
    /// Automatically: the list of shows, changes, a slow rotation, then older episodes within the budget.
    Background,
    /// The user asked: as [`SyncIntent::Background`] without the rotation.
    Asked,
    /// The user asked to read everything again.
    Full,
}

/// Why one show, or Your Episodes, is synchronised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShowVisit {
    /// On opening it: at most one request if it is up to date, and none if it was within a day.
    Opened,
    Asked,
}

/// How far a synchronisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyncProgress {
    pub stage: SyncStage,
    pub requests: u32,
    /// Estimated time left, if known.
    pub left: Option<Duration>,
}

/// The stages of a synchronisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncStage {
    /// Reading the list of shows.
    Shows {
        /// Shows read.
        done: u32,
        /// `None` until a page has named it.
        total: Option<u32>,
    },
    /// Reading the newest episodes of new and changed shows; in shows.
    Newest { done: u32, total: u32 },
    /// Reading older episodes; in pages of all shows.
    BackCatalogue { done: u32, total: u32 },
    /// Reading Your Episodes; in episodes. `total` is `None` until a page has named it.
    Saved { done: u32, total: Option<u32> },
}

/// The result of a synchronisation in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SyncCounts {
    /// Requests to the Web API, retries included.
    pub requests: u32,
    /// Shows followed now.
    pub shows: u32,
    pub new_shows: u32,
    pub removed_shows: u32,
    /// Episodes released since the show was last read, except those of new shows.
    pub new_episodes: u32,
    /// Episodes written for the first time, older ones included.
    pub stored_episodes: u32,
    pub removed_episodes: u32,
    /// Pages of older episodes left to fetch.
    pub remaining_pages: u32,
    /// Estimated number of episodes on them.
    pub remaining_episodes: u32,
    /// Pages that could not be fetched.
    pub missing_pages: u32,
    /// Items that could not be parsed.
    pub unreadable: u32,
    /// When the list of shows was last read to its end, if known. A synchronisation may skip the list or miss a page.
    pub listed_at: Option<Timestamp>,
}

/// Why a synchronisation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SyncEnd {
    /// Nothing is left to do.
    #[default]
    Complete,
    /// The daily budget is used up until then.
    Budget {
        until: Option<Timestamp>,
    },
    /// Rate limited by Spotify until then.
    Blocked {
        until: Timestamp,
    },
    /// Another process is synchronising this library.
    Busy,
    Stopped,
    /// An error that affects all requests.
    Failed,
}
