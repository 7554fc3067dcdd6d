//! A day as somebody types it: a date, or so many days before today.

use std::{fmt, str::FromStr};

use jiff::{ToSpan, civil::Date};

use super::ReleaseDate;

/// The first day that counts, as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// A date.
    Day(Date),
    /// So many days before today.
    DaysAgo(u32),
}

impl Since {
    /// The day, seen from today.
    pub fn day(self, today: Date) -> Date {
        match self {
            Self::Day(day) => day,
            // Before there were dates everything counts.
            Self::DaysAgo(days) => today.checked_sub(i64::from(days).min(7_000_000).days()).unwrap_or(Date::MIN),
        }
    }
}

impl FromStr for Since {
    type Err = NoDate;

    fn from_str(raw: &str) -> Result<Self, NoDate> {
        match raw.to_ascii_lowercase().as_str() {
            "today" => return Ok(Self::DaysAgo(0)),
            "yesterday" => return Ok(Self::DaysAgo(1)),
            _ => {}
        }
        // A year of fewer digits is a number of days whose unit was forgotten.
        let year = raw.split('-').next().is_some_and(|year| year.len() == 4);
        if let Some(date) = ReleaseDate::parse(raw).filter(|_| year) {
            return Ok(Self::Day(date.first_day()));
        }
        let (count, days) = match (raw.strip_suffix('d'), raw.strip_suffix('w')) {
            (Some(count), _) => (count, 1),
            (_, Some(count)) => (count, 7),
            (None, None) => return Err(NoDate),
        };
        let plain = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
        let count: u32 = plain.then(|| count.parse().ok()).flatten().ok_or(NoDate)?;
        count.checked_mul(days).map(Self::DaysAgo).ok_or(NoDate)
    }
}

/// A text that names no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoDate;

impl fmt::Display for NoDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no date: write 2026, 2026-01, 2026-01-31, today, yesterday, 7d or 2w")
    }
}

impl std::error::Error for NoDate {}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_date_is_as_vague_as_it_was_typed_or_counts_from_today() {
        let today = date(2026, 3, 1);
        for (raw, day) in [
            ("2026", date(2026, 1, 1)),
            ("2026-02", date(2026, 2, 1)),
            ("2026-02-28", date(2026, 2, 28)),
            ("today", today),
            ("yesterday", date(2026, 2, 28)),
            ("7d", date(2026, 2, 22)),
            ("2w", date(2026, 2, 15)),
            ("4000000000d", Date::MIN),
        ] {
            assert_eq!(raw.parse::<Since>().map(|since| since.day(today)), Ok(day), "{raw}");
        }
    }

    #[test]
    fn what_names_no_day_is_none() {
        for raw in ["", "d", "-7d", "+7d", "7", "2026-13", "2026-02-30", "soon", "99999999999d", "700000000w", "7 d"] {
            assert_eq!(raw.parse::<Since>(), Err(NoDate), "{raw:?}");
        }
    }
}
