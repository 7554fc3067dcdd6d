//! The clock as a value. Only the edges of the program make one that reads the system's time.

use std::{fmt, sync::Arc};

use jiff::{Timestamp, ZonedDateTime, civil::Date, tz::TimeZone};

/// Tells the time in the user's time zone. Cheap to clone.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> ZonedDateTime + Send + Sync>);

impl Clock {
    pub fn new(now: impl Fn() -> ZonedDateTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// A clock in UTC.
    pub fn utc(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self::new(move || now().to_zoned_datetime(TimeZone::UTC))
    }

    pub fn now(&self) -> ZonedDateTime {
        (self.0)()
    }

    pub fn timestamp(&self) -> Timestamp {
        self.now().timestamp()
    }

    pub fn today(&self) -> Date {
        self.now().date()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
