//! The one clock: every event is stamped with it at the edge, nothing further in reads the time.

use std::{fmt, sync::Arc};

use jiff::ZonedDateTime;

/// Tells the time in the person's time zone. Cheap to clone.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> ZonedDateTime + Send + Sync>);

impl Clock {
    /// The system's clock and time zone.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(ZonedDateTime::now))
    }

    /// A clock that tells whatever `now` says, for tests and pictures.
    #[must_use]
    pub fn telling(now: impl Fn() -> ZonedDateTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> ZonedDateTime {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
