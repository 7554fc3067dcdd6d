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
    pub(super) at: Instant,
    pub(super) until: Timestamp,
    /// Whether requests fail instead of waiting.
    is_long: bool,
}

impl Deadline {
    /// `wait` from now. Long if beyond `patience`.
    pub(super) fn after(wait: Duration, now: Timestamp, patience: Duration) -> Self {
        let until = SignedDuration::try_from(wait).ok().and_then(|wait| now.checked_add(wait).ok());
        Self { at: Instant::now() + wait, until: until.unwrap_or(Timestamp::MAX), is_long: wait > patience }
    }

    /// A short deadline uses the monotonic clock, which cannot be set. A long one passes by the first of both clocks: the
    /// monotonic one stops in suspend, and the wall clock can be set back.
    pub(super) fn gate(&self, now: Instant, wall: Timestamp) -> Gate {
        if now >= self.at || self.is_long && wall >= self.until {
            Gate::Open
        } else if self.is_long {
            Gate::Blocked(self.until)
        } else {
            Gate::Waiting(self.at)
        }
    }

    pub(super) fn state(&self) -> Quota {
        let until = self.until;
        if self.is_long { Quota::Blocked { until } } else { Quota::Waiting { until } }
    }
}
