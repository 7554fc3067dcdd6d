//! The state of the synchronisation for the screen.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::{Problem, requests::event::SyncOutcome};
use crate::domain::{ShowKey, ShowVisit, SyncIntent, SyncProgress};

/// The synchronisation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sync {
    pub progress: Option<SyncProgress>,
    /// The intent of the running one.
    pub intent: Option<SyncIntent>,
    /// The intent of one that waits for the account.
    pub waiting: Option<SyncIntent>,
    pub is_paused: bool,
    pub last: Option<SyncOutcome>,
    pub ended_at: Option<Timestamp>,
    /// When the list of shows was last read to its end.
    pub synced_at: Option<Timestamp>,
    /// After how long the library is synchronised again; `None` for never.
    pub interval: Option<SignedDuration>,
    /// When the next one begins by itself.
    pub next: Option<Timestamp>,
    pub visiting: Option<(ShowKey, ShowVisit)>,
    /// Shows that were just followed and are to be fetched, one after the other.
    pub followed: VecDeque<ShowKey>,
    /// Why Your Episodes are read, while they are, and how far that is once a page was requested.
    pub saved: Option<(ShowVisit, Option<SyncProgress>)>,
    /// The error that keeps every request from working, until one works again.
    pub trouble: Option<Problem>,
}
