//! The deadline before which no request goes out.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use crate::domain::Quota;

/// Whether a request may go out.
#[derive(Debug, Clone, Copy)]
pub(super) enum Gate {
    Open,
    Waiting(Instant),
    Blocked(Timestamp),
}

/// A moment before which no request goes out, by both clocks.
#[derive(Debug)]
pub(super) struct Deadline {
    at: Instant,
    until: Timestamp,
    length: Length,
}

#[derive(Debug, Clone, Copy)]
enum Length {
    Short,
    Long,
}

impl Deadline {
    /// `wait` from now. Short if within `patience`.
    pub(super) fn after(wait: Duration, now: Timestamp, patience: Duration) -> Self {
        let until = SignedDuration::try_from(wait).ok().and_then(|wait| now.checked_add(wait).ok());
        let length = if wait <= patience { Length::Short } else { Length::Long };
        Self { at: Instant::now() + wait, until: until.unwrap_or(Timestamp::MAX), length }
    }

    /// A short deadline uses the monotonic clock, which cannot be set. A long one passes by the first of both clocks: the
    /// monotonic one stops in suspend, and the wall clock can be set back.
    pub(super) fn gate(&self, now: Instant, wall: Timestamp) -> Gate {
        let passed = now >= self.at;
        match self.length {
            Length::Short if !passed => Gate::Waiting(self.at),
            Length::Long if !passed && wall < self.until => Gate::Blocked(self.until),
            Length::Short | Length::Long => Gate::Open,
        }
    }

    pub(super) fn is_later_than(&self, other: &Self) -> bool {
        self.at > other.at
    }

    pub(super) fn until(&self) -> Timestamp {
        self.until
    }

    pub(super) fn state(&self) -> Quota {
        match self.length {
            Length::Short => Quota::Waiting { until: self.until },
            Length::Long => Quota::Blocked { until: self.until },
        }
    }
}
