//! Parses the first day of a period: a date, or a number of days before today.

use std::str::FromStr;

use jiff::{ToSpan, civil::Date};

use super::ReleaseDate;

/// The first day of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    Day(Date),
    DaysAgo(u32),
}

impl Since {
    pub fn day(self, today: Date) -> Date {
        match self {
            Self::Day(day) => day,
            // Before the first date, everything counts.
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
        // Fewer than four digits are a number of days without its unit.
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

/// The text is not a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a date: use 2026, 2026-01, 2026-01-31, today, yesterday, 7d or 2w")]
pub struct NoDate;

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
