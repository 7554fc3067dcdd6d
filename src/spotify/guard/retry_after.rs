//! Parses `Retry-After` (RFC 9110 §10.2.3).

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// The wait after a 429 without a usable `Retry-After`.
pub const UNSTATED: Duration = Duration::from_secs(5);
/// Longer waits are clamped to this. The longest seen is a day.
pub const LONGEST: Duration = Duration::from_hours(7 * 24);
/// The wait for zero and for past dates.
pub const SHORTEST: Duration = Duration::from_secs(1);

/// Parses the header. `None` if it is missing or invalid.
pub fn header(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    parse(text(RETRY_AFTER)?, text(DATE), now)
}

/// Parses seconds or a date. A date is measured from the answer's own `Date` if it has one, because the local clock may be
/// wrong.
pub fn parse(raw: &str, date: Option<&str>, now: Timestamp) -> Option<Duration> {
    let raw = raw.trim();
    let whole = raw.split_once('.').map_or(raw, |(whole, _)| whole);
    if !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit()) {
        // More digits than a u64 holds mean a very long time. Round a fraction up, because too early is the worse error.
        let seconds = whole.parse::<u64>().unwrap_or(u64::MAX).saturating_add(u64::from(whole.len() < raw.len()));
        return Some(Duration::from_secs(seconds).clamp(SHORTEST, LONGEST));
    }
    let until = http_date(raw)?;
    let from = date.and_then(http_date).unwrap_or(now);
    let wait = Duration::try_from(until.duration_since(from)).unwrap_or(SHORTEST);
    Some(wait.clamp(SHORTEST, LONGEST))
}

fn http_date(raw: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(raw).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Option<u64> {
        let now = "2026-11-23T10:00:00Z".parse().expect("a timestamp");
        parse(raw, None, now).map(|wait| wait.as_secs())
    }

    #[test]
    fn i3_every_form_of_retry_after_is_understood() {
        for (raw, seconds) in [
            ("1", Some(1)),
            (" 30 ", Some(30)),
            ("86400", Some(86_400)),
            ("0", Some(1)),
            ("1.5", Some(2)),
            ("1000000000000000000", Some(LONGEST.as_secs())),
            ("99999999999999999999999999", Some(LONGEST.as_secs())),
            ("Mon, 23 Nov 2026 10:00:20 GMT", Some(20)),
            ("Mon, 23 Nov 2026 09:00:00 GMT", Some(1)),
            ("Fri, 23 Nov 2096 09:00:00 GMT", Some(LONGEST.as_secs())),
            ("-1", None),
            ("", None),
            ("soon", None),
            ("1 minute", None),
            ("NaN", None),
            ("1e3", None),
        ] {
            assert_eq!(read(raw), seconds, "{raw:?}");
        }
    }

    #[test]
    fn e9_a_date_is_measured_by_the_services_own_clock() {
        let now = "2025-01-01T00:00:00Z".parse().expect("a timestamp");
        let wait = parse("Mon, 23 Nov 2026 10:00:20 GMT", Some("Mon, 23 Nov 2026 10:00:00 GMT"), now);
        assert_eq!(wait, Some(Duration::from_secs(20)));
    }
}
