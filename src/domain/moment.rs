//! Formats moments.

use jiff::{Timestamp, ZonedDateTime};

/// Formats a moment in the time zone of `now`: `18:40`, or `2026-11-24 09:00` on another day.
pub fn clock_time(moment: Timestamp, now: &ZonedDateTime) -> String {
    let local = moment.to_zoned_datetime(now.time_zone().clone());
    let format = if local.date() == now.date() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
    local.strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn a_time_of_another_day_comes_with_its_date() {
        let moment = |raw: &str| raw.parse::<Timestamp>().expect("a moment");
        let now = moment("2026-11-23T20:00:00Z").to_zoned_datetime(TimeZone::fixed(jiff::tz::offset(1)));
        assert_eq!(clock_time(moment("2026-11-23T22:59:00Z"), &now), "23:59");
        assert_eq!(clock_time(moment("2026-11-23T23:00:00Z"), &now), "2026-11-24 00:00");
    }
}
