//! Whether requests to Spotify go out.

use jiff::Timestamp;

/// Whether requests to Spotify go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quota {
    #[default]
    Open,
    /// They go out and get no answer; they are retried automatically.
    Retrying,
    /// Spotify asked for a short wait; they resume automatically.
    Waiting { until: Timestamp },
    /// Spotify asked for a long wait; they fail at once until then.
    Blocked { until: Timestamp },
}

impl Quota {
    /// The state at `now`: a deadline that has passed is [`Quota::Open`].
    #[must_use]
    pub fn at(self, now: Timestamp) -> Self {
        match self {
            Self::Waiting { until } | Self::Blocked { until } if until <= now => Self::Open,
            Self::Open | Self::Retrying | Self::Waiting { .. } | Self::Blocked { .. } => self,
        }
    }
}
