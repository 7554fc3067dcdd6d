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

/// Why one show is synchronised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShowVisit {
    /// It was opened: at most one request if it is up to date.
    Opened,
    Asked,
}

/// How far a synchronisation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyncProgress {
    /// What it does now.
    pub stage: SyncStage,
    /// Requests it has made.
    pub requests: u32,
    /// How long it goes on at the pace it has, where that can be told.
    pub left: Option<Duration>,
}

/// The stages of a synchronisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncStage {
    /// The list of shows: what is new, changed, gone.
    Shows {
        /// Shows that have come.
        done: u32,
        /// How many there are, once a page has told.
        total: Option<u32>,
    },
    /// The newest episodes of new and changed shows.
    Newest {
        /// Shows that are done.
        done: u32,
        /// How many there are to do.
        total: u32,
    },
    /// Older episodes, page by page.
    BackCatalogue {
        /// Pages on disk, of all shows.
        done: u32,
        /// Pages there are, of all shows.
        total: u32,
    },
}

/// What a synchronisation came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SyncCounts {
    /// Requests to the Web API, repeated ones included.
    pub requests: u32,
    /// Shows that are followed now.
    pub shows: u32,
    /// Shows that are new in the lists.
    pub new_shows: u32,
    /// Shows that left the lists.
    pub removed_shows: u32,
    /// Episodes that came out since the show was read last; those of a show that is new do not count.
    pub new_episodes: u32,
    /// Episodes that were written for the first time, older ones included.
    pub stored_episodes: u32,
    /// Episodes that are gone.
    pub removed_episodes: u32,
    /// Pages of older episodes that are still to be fetched.
    pub remaining_pages: u32,
    /// About how many episodes these hold.
    pub remaining_episodes: u32,
    /// Pages that could not be had.
    pub missing_pages: u32,
    /// Items that could not be read.
    pub unreadable: u32,
    /// When the list of shows was read to its end the last time, as far as this one knows: it does not always read it, and
    /// a page may be missing.
    pub listed_at: Option<Timestamp>,
}

/// Why a synchronisation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SyncEnd {
    /// There was nothing left to do.
    #[default]
    Complete,
    /// The budget of the day is used up.
    Budget {
        /// When some of it is free again.
        until: Option<Timestamp>,
    },
    /// Spotify asked to be left alone.
    Blocked {
        /// Until when.
        until: Timestamp,
    },
    /// Another process synchronises this library.
    Busy,
    /// It was stopped.
    Stopped,
    /// Something failed that concerns all requests.
    Failed,
}
