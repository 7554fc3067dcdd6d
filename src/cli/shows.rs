//! `shows`: the shows in the person's list.

use std::{borrow::Cow, io::Write as _};

use super::{
    arguments::ShowsArguments,
    exit::Failure,
    object::{Array, ShowObject},
    output::Output,
    shelf::Shelf,
    table::{Column, Look, PLAIN, QUIET, STARTED, STRONG, Side, Table},
    wanted::id,
};
use crate::{
    domain::{
        width::width,
        words::{self, words},
    },
    library::ShowRow,
};

/// The widest name that others are aligned with.
const NAME: usize = 48;

pub(super) fn run(
    arguments: &ShowsArguments,
    shelf: &Shelf,
    look: Look,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let mut shows = shelf.shows(arguments.sort.into())?;
    let followed = shows.len();
    if let Some(filter) = &arguments.filter {
        let wanted: Vec<String> = words(filter).map(|word| word.token).collect();
        // Signs alone are no words: they stand in a title just so, or nowhere.
        let signs = wanted.is_empty().then(|| filter.trim());
        shows.retain(|row| {
            let title = row.show.name.as_str();
            let folded = words::folded(title);
            wanted.iter().all(|word| folded.contains(word.as_str())) && signs.is_none_or(|signs| title.contains(signs))
        });
    }
    if arguments.json {
        return write_json(&shows, shelf, output);
    }
    write_text(&shows, look, output)?;
    if shows.is_empty() && followed > 0 {
        output.note("No show has these words in its title.")?;
    }
    Ok(())
}

fn write_json(shows: &[ShowRow], shelf: &Shelf, output: &mut Output<'_>) -> Result<(), Failure> {
    let mut out = output.long();
    let mut array = Array::new();
    for row in shows {
        array.push(&ShowObject::of(row, shelf)?, &mut out)?;
    }
    array.end(&mut out)?;
    writeln!(out)?;
    Ok(out.flush()?)
}

fn write_text(shows: &[ShowRow], look: Look, output: &mut Output<'_>) -> Result<(), Failure> {
    let ids = look.columns.is_none();
    let widest = shows.iter().map(|row| width(row.show.name.as_str())).max().unwrap_or(0);
    // The four columns of figures take 47 with what is between them; names get the rest, and never nothing.
    let most = look.columns.map_or(NAME, |columns| NAME.min(usize::from(columns).saturating_sub(47)).max(12));
    let column = |title, width, side, style| Column { title, width, side, style };
    let mut columns = vec![
        column("NAME", widest.min(most).max(4), Side::Left, STRONG),
        column("UNPLAYED", 8, Side::Right, PLAIN),
        column("IN PROGRESS", 11, Side::Right, PLAIN),
        column("EPISODES", 8, Side::Right, PLAIN),
        column("LATEST", 10, Side::Left, PLAIN),
    ];
    if ids {
        columns.push(column("ID", 0, Side::Left, QUIET));
    }
    let mut table = Table::new(look, columns);
    let mut out = output.long();
    for row in shows {
        let counts = row.counts;
        let total = row.show.total_episodes.unwrap_or(counts.total);
        let latest = row.latest.map_or_else(|| "-".to_owned(), |date| date.to_string());
        let started = if counts.in_progress > 0 { STARTED } else { PLAIN };
        let cells = [
            (Cow::from(row.show.name.as_str()), PLAIN),
            (counts.unplayed.to_string().into(), PLAIN),
            (counts.in_progress.to_string().into(), started),
            (total.to_string().into(), PLAIN),
            (latest.into(), PLAIN),
            (id(&row.show.key).into(), PLAIN),
        ];
        table.row(&cells, &mut out)?;
    }
    Ok(out.flush()?)
}
