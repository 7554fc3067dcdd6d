//! `shows`, `episodes` and `new`.

use std::io::Write as _;

use jiff::{ToSpan, civil::Date};

use super::{
    Exit, Output, Result, Snapshot,
    arguments::{EpisodesArguments, NewArguments, ShowsArguments},
    json::{self, EpisodeObject, ShowObject},
    listing::Listing,
    lookup,
    snapshot::Selection,
    table::{Column, DisplayOptions, PLAIN, QUIET, STARTED, STRONG, plain},
};
use crate::{
    domain::{
        ReleaseDate,
        width::width,
        words::{self, words},
    },
    library::ShowRow,
};

/// The widest column of names.
const NAME: usize = 48;

pub(super) fn shows(arguments: &ShowsArguments, snapshot: &Snapshot, output: &mut Output<'_>) -> Result<Exit> {
    let mut shows = snapshot.shows(arguments.sort.into())?;
    if let Some(filter) = &arguments.filter {
        lookup::not_short(filter)?;
        let wanted: Vec<String> = words(filter).map(|word| word.token).collect();
        // Punctuation alone has no words: it matches literally.
        let signs = wanted.is_empty().then(|| filter.trim());
        shows.retain(|row| {
            let title = row.show.name.as_str();
            let folded = words::folded(title);
            wanted.iter().all(|word| folded.contains(word.as_str())) && signs.is_none_or(|signs| title.contains(signs))
        });
    }
    let columns = || Ok(show_columns(&shows, snapshot.display));
    let mut listing = Listing::new(arguments.json, columns, snapshot.display, output)?;
    shows.iter().try_for_each(|row| listing.push(row, || ShowObject::of(row, snapshot)))?;
    let count = listing.end()?;
    snapshot.explain(count, arguments.json, "No show matches", output)
}

fn show_columns(shows: &[ShowRow], display: DisplayOptions) -> Vec<Column<ShowRow>> {
    let widest = shows.iter().map(|row| width(row.show.name.as_str())).max().unwrap_or(0);
    // The other columns and the gaps take 47.
    let most = display.columns.map_or(NAME, |columns| NAME.min(usize::from(columns).saturating_sub(47)).max(12));
    let mut columns = vec![
        Column::left("NAME", widest.min(most).max(4), |row: &ShowRow| plain(row.show.name.as_str())).styled(STRONG),
        Column::right("UNPLAYED", 8, |row| plain(row.counts.unplayed.to_string())),
        Column::right("IN PROGRESS", 11, |row| {
            let style = if row.counts.in_progress > 0 { STARTED } else { PLAIN };
            (row.counts.in_progress.to_string().into(), style)
        }),
        Column::right("EPISODES", 8, |row| plain(row.show.total_episodes.unwrap_or(row.counts.total).to_string())),
        Column::left("LATEST", 10, |row| plain(row.latest.map_or_else(|| "-".to_owned(), |date| date.to_string()))),
    ];
    if display.columns.is_none() {
        columns.push(Column::left("ID", 0, |row: &ShowRow| plain(row.show.key.as_str())).styled(QUIET));
    }
    columns
}

pub(super) fn episodes(arguments: &EpisodesArguments, snapshot: &Snapshot, output: &mut Output<'_>) -> Result<()> {
    let selection = Selection {
        show: arguments.show.as_deref().map(|show| lookup::show(snapshot, show)).transpose()?,
        state: arguments.state.map(Into::into),
        since: arguments.since.map(|since| since.day(snapshot.today())),
        limit: arguments.limit,
        released: false,
    };
    let count = list(&selection, arguments.json, snapshot, output)?;
    let is_filtered = selection.state.is_some() || selection.since.is_some();
    let why = if is_filtered { "No episode matches" } else { "No episodes on disk" };
    snapshot.explain(count, arguments.json, why, output)?;
    Ok(())
}

pub(super) fn new(arguments: &NewArguments, snapshot: &Snapshot, output: &mut Output<'_>) -> Result<()> {
    let since = first_day(snapshot.today(), arguments.days);
    let count = if arguments.one_per_show {
        let mut listing = Listing::of_episodes(arguments.json, snapshot, output)?;
        let newest = snapshot.read(|reader, account| reader.newest_per_show(account, None))?;
        let is_new = |date: Option<ReleaseDate>| date.is_some_and(|date| date.first_day() >= since);
        for row in newest.iter().filter(|row| is_new(row.episode.released)) {
            listing.push(row, || EpisodeObject::of(row, snapshot))?;
        }
        listing.end()?
    } else {
        list(
            &Selection { since: Some(since), released: true, ..Selection::default() },
            arguments.json,
            snapshot,
            output,
        )?
    };
    let why = match arguments.days {
        1 => "No new episodes today".to_owned(),
        days => format!("No new episodes in the last {days} days"),
    };
    snapshot.explain(count, arguments.json, why, output)?;
    Ok(())
}

/// Lists the episodes of a selection. Returns how many.
fn list(selection: &Selection, is_json: bool, snapshot: &Snapshot, output: &mut Output<'_>) -> Result<usize> {
    if is_json {
        let mut out = output.long();
        let count = json::write_episodes(snapshot, selection, &mut out)?;
        out.flush()?;
        return Ok(count);
    }
    let mut listing = Listing::of_episodes(false, snapshot, output)?;
    snapshot.each(selection, |row| listing.push(&row, || EpisodeObject::of(&row, snapshot)))?;
    listing.end()
}

/// The first of a number of days that end with today.
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
