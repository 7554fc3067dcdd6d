//! The synchronisation as the screen knows it: whether it runs, how far it is, what it came to.

use jiff::{SignedDuration, Timestamp};

use super::Problem;
use crate::domain::{ShowKey, ShowVisit, SyncCounts, SyncEnd, SyncIntent, SyncProgress};

/// The synchronisation. Whether one runs is in the ledger.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sync {
    /// How far the running one is; `None` while none runs or before it has told.
    pub progress: Option<SyncProgress>,
    /// What the running one is for: how much is said at its end.
    pub intent: Option<SyncIntent>,
    /// One that waits until it is known whose login it is.
    pub waiting: Option<SyncIntent>,
    /// Whether it is paused.
    pub paused: bool,
    /// What the last one came to.
    pub last: Option<SyncOutcome>,
    /// When the last one ended.
    pub ended_at: Option<Timestamp>,
    /// When the list of shows was read from Spotify to its end the last time, as far as known.
    pub synced_at: Option<Timestamp>,
    /// After how long another one is begun by itself; `None` for never.
    pub interval: Option<SignedDuration>,
    /// When another one is begun by itself.
    pub next: Option<Timestamp>,
    /// The show that is looked at, and why.
    pub visiting: Option<(ShowKey, ShowVisit)>,
    /// What concerned all requests the last time some were made, such as that Spotify cannot be reached.
    pub trouble: Option<Problem>,
}

/// What is read from the library again because it changed, and when it was read last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rereads {
    /// The shows.
    pub shows: Reread,
    /// The episodes of the open show.
    pub episodes: Reread,
    /// The notes in view.
    pub notes: Reread,
}

/// Whether something is read again, and when it was last: a synchronisation changes the library many times a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reread {
    /// Whether the library holds something else since.
    pub wanted: bool,
    /// When it was last asked for.
    pub asked_at: Option<Timestamp>,
}

impl Reread {
    /// The time between two reads that nobody asked for.
    pub const PAUSE: SignedDuration = SignedDuration::from_secs(1);
    /// The same where little is there yet and somebody waits for more.
    pub const SHORT_PAUSE: SignedDuration = SignedDuration::from_millis(250);

    /// From when on it is to be read again; `None` where nothing changed.
    #[must_use]
    pub fn due(self) -> Option<Timestamp> {
        self.due_after(Self::PAUSE)
    }

    /// The same with another pause.
    #[must_use]
    pub fn due_after(self, pause: SignedDuration) -> Option<Timestamp> {
        let after = |at: Timestamp| at.saturating_add(pause).unwrap_or(Timestamp::MAX);
        self.wanted.then(|| self.asked_at.map_or(Timestamp::MIN, after))
    }
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
