//! The one clock: every event is stamped with it at the edge, nothing further in reads the time.

use std::{fmt, sync::Arc};

use jiff::{Timestamp, ZonedDateTime, tz::TimeZone};

/// The time zone of the computer, as Linux, macOS and the BSDs keep it.
const LOCAL_TIME: &str = "/etc/localtime";

/// Tells the time in the person's time zone. Cheap to clone.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> ZonedDateTime + Send + Sync>);

impl Clock {
    /// The system's clock and time zone.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(ZonedDateTime::now))
    }

    /// The system's clock, for a program that must start at once: where no `TZ` asks for another zone, the computer's
    /// own is read from its one file. To be asked for by name, it would have the names of all zones read first.
    #[must_use]
    pub fn quick(has_tz: bool) -> Self {
        let zone = || std::fs::read(LOCAL_TIME).ok().and_then(|data| TimeZone::tzif("Local", &data).ok());
        let Some(zone) = (!has_tz).then(zone).flatten() else { return Self::system() };
        Self(Arc::new(move || Timestamp::now().to_zoned_datetime(zone.clone())))
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
