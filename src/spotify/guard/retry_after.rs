//! `Retry-After`, in every form it has been seen or can be thought of (RFC 9110 §10.2.3).

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// What a 429 without a usable `Retry-After` is taken to mean.
pub const UNSTATED: Duration = Duration::from_secs(5);
/// The longest wait believed; the longest seen is a day.
pub const LONGEST: Duration = Duration::from_hours(7 * 24);
/// The shortest wait, for zero and for moments that have passed.
pub const SHORTEST: Duration = Duration::from_secs(1);

/// Reads the header; `None` where it is missing or means nothing.
#[must_use]
pub fn header(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    parse(text(RETRY_AFTER)?, text(DATE), now)
}

/// Reads `Retry-After`: seconds, or a date, which is measured from the answer's own `Date` where it has one, because
/// our clock may be wrong.
#[must_use]
pub fn parse(raw: &str, date: Option<&str>, now: Timestamp) -> Option<Duration> {
    let raw = raw.trim();
    let whole = raw.split_once('.').map_or(raw, |(whole, _)| whole);
    if !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit()) {
        // Digits beyond a u64 are a very long time. A fraction is rounded up: too early is the one mistake to avoid.
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
