//! A list of shows or episodes, as a table or a JSON array, written row by row.

use std::io::{self, BufWriter, Write};

use serde::Serialize;

use super::{
    Output, Result, Snapshot,
    json::Array,
    table::{Column, DisplayOptions, GAP, QUIET, STARTED, STRONG, Table, plain},
};
use crate::{
    domain::{EpisodeState, ShowSort, duration::clock, width::width},
    library::EpisodeRow,
};

/// A list that is being written.
pub(super) struct Listing<'a, R> {
    out: BufWriter<&'a mut dyn Write>,
    form: Form<R>,
    count: usize,
}

enum Form<R> {
    Text(Table<R>),
    Json(Array),
}

/// The least width of a title; narrower terminals drop other columns.
const TITLE: usize = 12;
/// The length of a Spotify id.
const ID: usize = 22;
/// The widest column of show names.
const SHOW: usize = 28;

impl<'a, R> Listing<'a, R> {
    pub(super) fn new(
        json: bool,
        columns: impl FnOnce() -> Result<Vec<Column<R>>>,
        display: DisplayOptions,
        output: &'a mut Output<'_>,
    ) -> Result<Self> {
        let form = if json { Form::Json(Array::new()) } else { Form::Text(Table::new(display, columns()?)) };
        Ok(Self { out: output.long(), form, count: 0 })
    }

    /// Adds a row. `object` makes its JSON object.
    pub(super) fn push<T: Serialize>(&mut self, row: &R, object: impl FnOnce() -> Result<T>) -> Result<()> {
        self.count += 1;
        match &mut self.form {
            Form::Json(array) => {
                self.out.write_all(array.next().as_bytes())?;
                serde_json::to_writer(&mut self.out, &object()?).map_err(io::Error::from)?;
            }
            Form::Text(table) => table.row(row, &mut self.out)?,
        }
        Ok(())
    }

    /// A line of text below the row; none in JSON.
    pub(super) fn below(&mut self, line: &str) -> Result<()> {
        match self.form {
            Form::Text(_) => writeln!(self.out, "{line}")?,
            Form::Json(_) => {}
        }
        Ok(())
    }

    /// Ends the list and returns the number of rows.
    pub(super) fn end(mut self) -> Result<usize> {
        if let Form::Json(array) = &self.form {
            writeln!(self.out, "{}", array.end())?;
        }
        self.out.flush()?;
        Ok(self.count)
    }
}

impl<'a> Listing<'a, EpisodeRow> {
    pub(super) fn of_episodes(json: bool, snapshot: &Snapshot, output: &'a mut Output<'_>) -> Result<Self> {
        let columns = || {
            let shows = snapshot.shows(ShowSort::Added)?;
            let widest = shows.iter().map(|row| width(row.show.name.as_str())).max().unwrap_or(0);
            Ok(columns(snapshot.display, widest))
        };
        Self::new(json, columns, snapshot.display, output)
    }

    /// For these rows, whose shows may not be followed.
    pub(super) fn of_rows(
        json: bool,
        rows: &[EpisodeRow],
        display: DisplayOptions,
        output: &'a mut Output<'_>,
    ) -> Result<Self> {
        let widest = rows.iter().map(|row| width(row.show_name.as_str())).max().unwrap_or(0);
        Self::new(json, || Ok(columns(display, widest)), display, output)
    }
}

/// The columns, given the width of the widest show name.
fn columns(display: DisplayOptions, widest: usize) -> Vec<Column<EpisodeRow>> {
    let most = display.columns.map_or(SHOW, |columns| SHOW.min(usize::from(columns) / 4));
    let mut all = vec![
        Column::left("ID", ID, |row: &EpisodeRow| plain(row.episode.key.as_str())).styled(QUIET),
        Column::left("DATE", 10, |row| {
            plain(row.episode.released.map_or_else(|| "-".to_owned(), |date| date.to_string()))
        }),
        Column::left("STATE", 11, |row| match row.episode.progress.state() {
            EpisodeState::Unplayed => plain("unplayed"),
            EpisodeState::InProgress => ("in-progress".into(), STARTED),
            EpisodeState::Played => ("played".into(), QUIET),
        }),
        Column::right("LENGTH", 7, |row| {
            let duration = row.episode.duration;
            plain(if duration.is_zero() { "-".to_owned() } else { clock(duration) })
        }),
        Column::left("SHOW", widest.min(most), |row| plain(row.show_name.as_str())),
        Column::left("TITLE", 0, |row: &EpisodeRow| plain(row.episode.name.as_str())).styled(STRONG),
    ];
    let Some(columns) = display.columns else { return all };
    for least in ["ID", "LENGTH", "STATE", "SHOW", "DATE"] {
        let taken: usize = all.iter().map(|column| column.width + GAP).sum::<usize>() - GAP;
        if least == "ID" || usize::from(columns) < taken + TITLE {
            all.retain(|column| column.title != least);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_terminal_drops_columns_and_keeps_titles() {
        let titles = |columns| -> Vec<&str> {
            self::columns(DisplayOptions::terminal(columns, false), 30).iter().map(|column| column.title).collect()
        };
        assert_eq!(titles(80), ["DATE", "STATE", "LENGTH", "SHOW", "TITLE"]);
        assert_eq!(titles(60), ["DATE", "STATE", "SHOW", "TITLE"]);
        assert_eq!(titles(40), ["DATE", "SHOW", "TITLE"]);
        assert_eq!(titles(24), ["DATE", "TITLE"]);
        assert_eq!(titles(20), ["TITLE"]);
    }
}
