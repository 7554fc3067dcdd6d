//! Reads again after a change of the library, with a pause between two reads.

use jiff::{SignedDuration, Timestamp};

/// When rows are read again after a change of the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reread {
    pub wanted: bool,
    pub asked_at: Option<Timestamp>,
}

impl Reread {
    /// The pause between two reads while a synchronisation writes.
    pub const PAUSE: SignedDuration = SignedDuration::from_secs(1);
    /// The same for a full pane whose rows push each other aside: a person reads what is in view. Each read repaints the pane,
    /// so this bounds the bytes of a synchronisation too. The end of it is not waited for.
    pub const LONG_PAUSE: SignedDuration = SignedDuration::from_secs(10);
    /// The same for the list of shows during the first synchronisation.
    pub const SHORT_PAUSE: SignedDuration = SignedDuration::from_millis(250);

    /// After a read at `now`.
    pub fn asked(now: Timestamp) -> Self {
        Self { wanted: false, asked_at: Some(now) }
    }

    pub fn due_after(self, pause: SignedDuration) -> Option<Timestamp> {
        let after = |at: Timestamp| at.saturating_add(pause).unwrap_or(Timestamp::MAX);
        self.wanted.then(|| self.asked_at.map_or(Timestamp::MIN, after))
    }
}
