//! The synchronisation as the screen knows it: whether it runs, how far it is, what it came to.

use jiff::Timestamp;

use super::Problem;
use crate::domain::{SyncCounts, SyncEnd, SyncProgress};

/// The synchronisation.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sync {
    /// How far the running one is; `None` while none runs or before it has told.
    pub progress: Option<SyncProgress>,
    /// Whether it is paused.
    pub paused: bool,
    /// What the last one came to.
    pub last: Option<SyncOutcome>,
    /// When the last one ended.
    pub ended_at: Option<Timestamp>,
}

/// What is synchronised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncIntent {
    /// In the background, by itself: the list of shows, what changed, a slow rotation, older episodes within the budget.
    Background,
    /// The person asked: the same without the rotation.
    Asked,
}

/// Why one show is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShowVisit {
    /// It was opened: at most one request where it is up to date.
    Opened,
    /// The person asked for it.
    Asked,
}

/// What a synchronisation came to.
#[derive(Debug, Clone, PartialEq)]
pub struct SyncOutcome {
    /// In numbers.
    pub counts: SyncCounts,
    /// Why it ended.
    pub end: SyncEnd,
    /// What went wrong, where something did.
    pub problem: Option<Problem>,
}
