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
    table::{Column, GAP, Look, PLAIN, QUIET, STARTED, STRONG, Side, Table},
    wanted::id,
};
use crate::{
    domain::{EpisodeState, ShowSort, duration::clock, width::width},
    library::EpisodeRow,
};

/// A list that is being written.
pub(super) struct Listing<'a> {
    shelf: &'a Shelf,
    out: BufWriter<&'a mut dyn Write>,
    form: Form,
    count: usize,
}

enum Form {
    Text { table: Table, fields: Vec<Field> },
    Json(Array),
}

/// What a row tells, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    /// Only where the output is no terminal.
    Id,
    Date,
    State,
    Length,
    Show,
    Title,
}

/// The room below which a title tells nothing: the other fields give way.
const TITLE: usize = 12;
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
            let names = shelf.shows(ShowSort::Added)?;
            let widest = names.iter().map(|row| width(row.show.name.as_str())).max().unwrap_or(0);
            let (fields, columns) = columns(look, widest).into_iter().unzip();
            Form::Text { table: Table::new(look, columns), fields }
        };
        Ok(Self { shelf, out: output.long(), form, count: 0 })
    }

    pub(super) fn push(&mut self, row: &EpisodeRow) -> Result<(), Failure> {
        self.count += 1;
        match &mut self.form {
            Form::Json(array) => array.push(&EpisodeObject::of(row, self.shelf)?, &mut self.out)?,
            Form::Text { table, fields } => {
                let episode = &row.episode;
                let (state, style) = match episode.progress.state() {
                    EpisodeState::Unplayed => ("unplayed", PLAIN),
                    EpisodeState::InProgress => ("in-progress", STARTED),
                    EpisodeState::Played => ("played", QUIET),
                };
                let cell = |field: &Field| match field {
                    Field::Id => (Cow::from(id(&episode.key)), PLAIN),
                    Field::Date => (episode.released.map_or_else(|| "-".into(), |date| date.to_string().into()), PLAIN),
                    Field::State => (state.into(), style),
                    Field::Length if episode.duration.is_zero() => ("-".into(), PLAIN),
                    Field::Length => (clock(episode.duration).into(), PLAIN),
                    Field::Show => (row.show_name.as_str().into(), PLAIN),
                    Field::Title => (episode.name.as_str().into(), PLAIN),
                };
                table.row(&fields.iter().map(cell).collect::<Vec<_>>(), &mut self.out)?;
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
    if count == 0 && !json && !shelf.shows(ShowSort::Added)?.is_empty() {
        output.note(why)?;
    }
    Ok(())
}

/// The columns of a list in which the widest name of a show has this width.
fn columns(look: Look, widest: usize) -> Vec<(Field, Column)> {
    // A narrow terminal is for titles.
    let most = look.columns.map_or(SHOW, |columns| SHOW.min(usize::from(columns) / 4));
    let column = |title, width, side, style| Column { title, width, side, style };
    let mut all = vec![
        (Field::Id, column("ID", ID, Side::Left, QUIET)),
        (Field::Date, column("DATE", DATE, Side::Left, PLAIN)),
        (Field::State, column("STATE", STATE, Side::Left, PLAIN)),
        (Field::Length, column("LENGTH", LENGTH, Side::Right, PLAIN)),
        (Field::Show, column("SHOW", widest.min(most), Side::Left, PLAIN)),
        (Field::Title, column("TITLE", 0, Side::Left, STRONG)),
    ];
    let Some(columns) = look.columns else { return all };
    for least in [Field::Id, Field::Length, Field::State, Field::Show, Field::Date] {
        let taken: usize = all.iter().map(|(_, column)| column.width + GAP).sum::<usize>() - GAP;
        if least == Field::Id || usize::from(columns) < taken + TITLE {
            all.retain(|(field, _)| *field != least);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_terminal_has_room_for_titles_before_anything_else() {
        let titles = |columns| -> Vec<&str> {
            self::columns(Look::terminal(columns, false), 30).iter().map(|(_, column)| column.title).collect()
        };
        assert_eq!(titles(80), ["DATE", "STATE", "LENGTH", "SHOW", "TITLE"]);
        assert_eq!(titles(60), ["DATE", "STATE", "SHOW", "TITLE"]);
        assert_eq!(titles(40), ["DATE", "SHOW", "TITLE"]);
        assert_eq!(titles(24), ["DATE", "TITLE"]);
        assert_eq!(titles(20), ["TITLE"]);
    }
}
