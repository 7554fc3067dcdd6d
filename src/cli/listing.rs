//! A list of episodes, as text or JSON, written row by row.

use std::{
    borrow::Cow,
    fmt::Display,
    io::{BufWriter, Write},
};

use super::{
    exit::Failure,
    object::{Array, EpisodeObject},
    output::Output,
    shelf::Shelf,
    table::{Column, Look, PLAIN, QUIET, STARTED, STRONG, Side, Table},
    wanted::id,
};
use crate::{
    domain::{EpisodeState, duration::clock, width::width},
    library::{EpisodeRow, ShowSort},
};

/// A list that is being written.
pub(super) struct Listing<'a> {
    shelf: &'a Shelf,
    out: BufWriter<&'a mut dyn Write>,
    form: Form,
    count: usize,
}

enum Form {
    /// With ids where the output is no terminal.
    Text {
        table: Table,
        ids: bool,
    },
    Json(Array),
}

/// An id of Spotify's has 22 digits.
const ID: usize = 22;
const DATE: usize = 10;
/// `in-progress`.
const STATE: usize = 11;
/// `1:02:03`.
const LENGTH: usize = 7;
/// The widest name of a show that others are aligned with.
const SHOW: usize = 28;

impl<'a> Listing<'a> {
    pub(super) fn new(json: bool, shelf: &'a Shelf, look: Look, output: &'a mut Output<'_>) -> Result<Self, Failure> {
        let form = if json {
            Form::Json(Array::new())
        } else {
            let ids = look.columns.is_none();
            Form::Text { table: Table::new(look, columns(ids, look, shelf)?), ids }
        };
        Ok(Self { shelf, out: output.long(), form, count: 0 })
    }

    pub(super) fn push(&mut self, row: &EpisodeRow) -> Result<(), Failure> {
        self.count += 1;
        match &mut self.form {
            Form::Json(array) => array.push(&EpisodeObject::of(row, self.shelf)?, &mut self.out)?,
            Form::Text { table, ids } => {
                let episode = &row.episode;
                let date = episode.released.map_or_else(|| "-".to_owned(), |date| date.to_string());
                let length = if episode.duration.is_zero() { "-".to_owned() } else { clock(episode.duration) };
                let (state, style) = match episode.progress.state() {
                    EpisodeState::Unplayed => ("unplayed", PLAIN),
                    EpisodeState::InProgress => ("in-progress", STARTED),
                    EpisodeState::Played => ("played", QUIET),
                };
                let cells = [
                    (Cow::from(id(&episode.key)), PLAIN),
                    (date.into(), PLAIN),
                    (state.into(), style),
                    (length.into(), PLAIN),
                    (row.show_name.as_str().into(), PLAIN),
                    (episode.name.as_str().into(), PLAIN),
                ];
                table.row(cells.get(usize::from(!*ids)..).unwrap_or_default(), &mut self.out)?;
            }
        }
        Ok(())
    }

    /// A line of text below the row; none in JSON.
    pub(super) fn below(&mut self, line: &str) -> Result<(), Failure> {
        match self.form {
            Form::Text { .. } => writeln!(self.out, "{line}")?,
            Form::Json(_) => {}
        }
        Ok(())
    }

    /// Ends the list, and gives the number of its rows.
    pub(super) fn end(mut self) -> Result<usize, Failure> {
        if let Form::Json(array) = &self.form {
            array.end(&mut self.out)?;
            writeln!(self.out)?;
        }
        self.out.flush()?;
        Ok(self.count)
    }
}

/// Says why a list is empty, to people: JSON says it itself, and that nothing is on disk was said when it was opened.
pub(super) fn explain(
    count: usize,
    json: bool,
    shelf: &Shelf,
    why: impl Display,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    if count == 0 && !json && !shelf.shows(ShowSort::Spotify)?.is_empty() {
        output.note(why)?;
    }
    Ok(())
}

fn columns(ids: bool, look: Look, shelf: &Shelf) -> Result<Vec<Column>, Failure> {
    let names = shelf.shows(ShowSort::Spotify)?;
    let widest = names.iter().map(|row| width(row.show.name.as_str())).max().unwrap_or(0);
    // A narrow terminal is for titles.
    let most = look.columns.map_or(SHOW, |columns| SHOW.min(usize::from(columns) / 4));
    let column = |title, width, side, style| Column { title, width, side, style };
    let all = [
        column("ID", ID, Side::Left, QUIET),
        column("DATE", DATE, Side::Left, PLAIN),
        column("STATE", STATE, Side::Left, PLAIN),
        column("LENGTH", LENGTH, Side::Right, PLAIN),
        column("SHOW", widest.min(most), Side::Left, PLAIN),
        column("TITLE", 0, Side::Left, STRONG),
    ];
    Ok(all.into_iter().skip(usize::from(!ids)).collect())
}
