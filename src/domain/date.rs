//! Release dates with the precision of a day, a month or a year.

use std::fmt;

use jiff::civil::Date;

use super::DateLocale;

/// A release date. Ordered by its first day, then the less precise first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReleaseDate {
    first_day: Date,
    precision: Precision,
}

/// The precision of a release date (`release_date_precision`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Precision {
    Year,
    Month,
    Day,
}

impl ReleaseDate {
    /// Parses `2026`, `2026-11`, `2026-11-23`, or the day of `2026-11-23T10:00:00Z`. The text decides the precision, because Spotify's precision field sometimes
    /// contradicts it.
    pub fn parse(raw: &str) -> Option<Self> {
        let raw = raw.trim();
        // A time of day is not shown; its zone would be needed to know more than the day.
        let is_timed = raw.get(10..).is_some_and(|time| {
            time.starts_with(['T', 't', ' '])
                && time.trim_start_matches(['T', 't', ' ']).starts_with(|c: char| c.is_ascii_digit())
        });
        let mut parts = raw.get(..10).filter(|_| is_timed).unwrap_or(raw).splitn(3, '-');
        let year = number(parts.next()?, 4)?;
        let month = parts.next();
        let day = parts.next();
        let precision = match (month, day) {
            (None, _) => Precision::Year,
            (Some(_), None) => Precision::Month,
            (Some(_), Some(_)) => Precision::Day,
        };
        let month = i8::try_from(month.map_or(Some(1), |m| number(m, 2))?).ok()?;
        let day = i8::try_from(day.map_or(Some(1), |d| number(d, 2))?).ok()?;
        let first_day = Date::new(year, month, day).ok()?;
        (year > 0).then_some(Self { first_day, precision })
    }

    pub fn day(day: Date) -> Self {
        Self { first_day: day, precision: Precision::Day }
    }

    /// The first possible day.
    pub fn first_day(self) -> Date {
        self.first_day
    }

    pub fn precision(self) -> Precision {
        self.precision
    }

    /// Formats the last week: `today`, `yesterday`, `3 days ago`. `None` for other dates and without a day.
    pub fn ago(self, today: Date) -> Option<String> {
        if self.precision != Precision::Day {
            return None;
        }
        match (today - self.first_day).get_days() {
            0 => Some("today".into()),
            1 => Some("yesterday".into()),
            days @ 2..=6 => Some(format!("{days} days ago")),
            _ => None,
        }
    }

    /// Formats for running text: `12 Nov 2026`, `Nov 2026`, `2026`.
    pub fn long(self, locale: DateLocale) -> String {
        match self.precision {
            Precision::Year => self.to_string(),
            Precision::Month => locale.whole_month(self.first_day),
            Precision::Day => locale.whole_day(self.first_day),
        }
    }

    /// Formats for a list, in at most seven columns: `today`, `3d`, `12 Nov`, `Nov '24`, `2024`.
    pub fn short(self, today: Date, locale: DateLocale) -> String {
        let day = self.first_day;
        let days = (today - day).get_days();
        match self.precision {
            Precision::Year => self.to_string(),
            Precision::Day if days == 0 => "today".into(),
            Precision::Day if (1..7).contains(&days) => format!("{days}d"),
            Precision::Month | Precision::Day if day.year() != today.year() => locale.month_of_year(day),
            Precision::Month => locale.month(day),
            Precision::Day => locale.day(day),
        }
    }
}

impl fmt::Display for ReleaseDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.first_day;
        match self.precision {
            Precision::Year => write!(f, "{:04}", date.year()),
            Precision::Month => write!(f, "{:04}-{:02}", date.year(), date.month()),
            Precision::Day => write!(f, "{date}"),
        }
    }
}

fn number(digits: &str, max: usize) -> Option<i16> {
    let fits = !digits.is_empty() && digits.len() <= max && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_date_keeps_the_precision_it_was_written_with() {
        for raw in ["1999", "2026-11", "2026-02-28"] {
            assert_eq!(ReleaseDate::parse(raw).map(|d| d.to_string()).as_deref(), Some(raw));
        }
    }

    #[test]
    fn a_date_that_does_not_exist_is_none() {
        for raw in
            ["", "0000", "2026-13", "2026-02-30T10:00", "2026-11-23Tea", "2026-11T10:00", "yesterday", "２０２６", "-1"]
        {
            assert_eq!(ReleaseDate::parse(raw), None, "{raw}");
        }
    }

    #[test]
    fn a_date_with_a_time_is_its_day() {
        for raw in
            ["2026-11-23T10:00", "2026-11-23T23:59:59.999Z", "2026-11-23 00:00:00", " 2026-11-23t01:00:00+02:00 "]
        {
            assert_eq!(ReleaseDate::parse(raw), ReleaseDate::parse("2026-11-23"), "{raw}");
            assert!(ReleaseDate::parse(raw).is_some(), "{raw}");
        }
    }

    #[test]
    fn the_last_week_is_relative_and_other_dates_are_not() {
        let ago = |raw| ReleaseDate::parse(raw).and_then(|released| released.ago(date(2026, 11, 23)));
        for (raw, text) in [("2026-11-23", "today"), ("2026-11-22", "yesterday"), ("2026-11-17", "6 days ago")] {
            assert_eq!(ago(raw).as_deref(), Some(text));
        }
        for raw in ["2026-11-16", "2026-11-24", "2026-11", "2026"] {
            assert_eq!(ago(raw), None, "{raw}");
        }
    }

    #[test]
    fn running_text_has_whole_dates() {
        for (raw, long) in [("2026-11-03", "3 Nov 2026"), ("2026-11", "Nov 2026"), ("2026", "2026")] {
            assert_eq!(ReleaseDate::parse(raw).map(|date| date.long(DateLocale::default())).as_deref(), Some(long));
        }
    }

    #[test]
    fn a_short_date_takes_seven_columns() {
        let shown =
            |raw| ReleaseDate::parse(raw).map(|d: ReleaseDate| d.short(date(2026, 11, 23), DateLocale::default()));
        for (raw, short) in [
            ("2026-11-23", "today"),
            ("2026-11-20", "3d"),
            ("2026-11-12", "12 Nov"),
            ("2026-12-24", "24 Dec"),
            ("2026-10", "Oct"),
            ("2025-11-12", "Nov '25"),
            ("2025-11", "Nov '25"),
            ("2026", "2026"),
            ("2031-01-01", "Jan '31"),
        ] {
            assert_eq!(shown(raw).as_deref(), Some(short));
        }
        let yesterday =
            ReleaseDate::parse("2026-12-31").map(|released| released.short(date(2027, 1, 1), DateLocale::default()));
        assert_eq!(yesterday.as_deref(), Some("1d"), "the week goes on over New Year");
    }
}
