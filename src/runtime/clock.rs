//! The clocks that read the system's time.

use jiff::{Timestamp, ZonedDateTime, tz::TimeZone};

pub use crate::domain::Clock;

/// The computer's time zone, as Linux, macOS and the BSDs keep it.
const LOCAL_TIME: &str = "/etc/localtime";

pub fn system() -> Clock {
    Clock::new(ZonedDateTime::now)
}

/// The system's clock for a quick start: unless `TZ` is set, reads the time zone from its one file. Finding it by name
/// would read the names of all zones.
pub fn quick(has_tz: bool) -> Clock {
    let zone = || std::fs::read(LOCAL_TIME).ok().and_then(|data| TimeZone::tzif("Local", &data).ok());
    let Some(zone) = (!has_tz).then(zone).flatten() else { return system() };
    Clock::new(move || Timestamp::now().to_zoned_datetime(zone.clone()))
}
