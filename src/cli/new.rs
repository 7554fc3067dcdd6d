//! `new`: what came out lately, over all shows.

use jiff::{ToSpan, civil::Date};

use super::{
    arguments::NewArguments,
    exit::Failure,
    listing::{self, Listing},
    output::Output,
    shelf::{Selection, Shelf},
    table::Look,
};

pub(super) fn run(arguments: &NewArguments, shelf: &Shelf, look: Look, output: &mut Output<'_>) -> Result<(), Failure> {
    let since = first_day(shelf.today, arguments.days);
    let mut listing = Listing::new(arguments.json, shelf, look, output)?;
    if arguments.one_per_show {
        // At most one for each show.
        let newest = shelf.read(|held| held.reader.newest_per_show(held.account, None, 0..u32::MAX))?;
        let new = |date: Option<crate::domain::ReleaseDate>| date.is_some_and(|date| date.first_day() >= since);
        for row in newest.iter().filter(|row| new(row.episode.released)) {
            listing.push(row)?;
        }
    } else {
        let selection = Selection { since: Some(since), ..Selection::default() };
        shelf.each(&selection, |row| listing.push(&row))?;
    }
    let count = listing.end()?;
    let why = match arguments.days {
        1 => "Nothing came out today.".to_owned(),
        days => format!("Nothing came out in the last {days} days."),
    };
    listing::explain(count, arguments.json, shelf, why, output)
}

/// The first of so many days that end with today.
fn first_day(today: Date, days: u32) -> Date {
    today.checked_sub(i64::from(days - 1).min(7_000_000).days()).unwrap_or(Date::MIN)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn today_is_the_last_of_the_days() {
        let today = date(2026, 3, 1);
        assert_eq!(
            [1, 2, 7].map(|days| first_day(today, days).to_string()),
            ["2026-03-01", "2026-02-28", "2026-02-23"]
        );
        assert_eq!(first_day(today, u32::MAX), Date::MIN);
    }
}
