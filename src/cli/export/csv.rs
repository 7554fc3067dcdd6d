//! A row for each episode, as RFC 4180 says, with the names of `episodes --json` on top.
//!
//! Text that a spreadsheet would take for a formula begins with an apostrophe: titles are not ours.

use std::{borrow::Cow, io, io::Write};

use csv::{ErrorKind, Terminator, Writer, WriterBuilder};

use crate::{
    cli::{
        exit::Failure,
        object::EpisodeObject,
        shelf::{Selection, Shelf},
    },
    domain::ShowSort,
};

const NAMES: [&str; 10] =
    ["id", "show_id", "show_name", "name", "release_date", "duration_ms", "position_ms", "state", "url", "description"];

pub(super) fn write(shelf: &Shelf, out: &mut dyn Write) -> Result<(), Failure> {
    let mut table = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    record(&mut table, &NAMES)?;
    for show in shelf.shows(ShowSort::Name)? {
        let selection = Selection { show: Some(show), ..Selection::default() };
        shelf.each(&selection, |row| {
            let episode = EpisodeObject::of(&row, shelf)?;
            let (duration, position) = (episode.duration_ms.to_string(), episode.position_ms.to_string());
            let cells = [
                &*no_formula(&episode.id),
                &*no_formula(&episode.show_id),
                &*no_formula(&episode.show_name),
                &*no_formula(&episode.name),
                episode.release_date.as_deref().unwrap_or_default(),
                &duration,
                &position,
                episode.state,
                episode.url.as_deref().unwrap_or_default(),
                &*no_formula(&episode.description),
            ];
            Ok(record(&mut table, &cells)?)
        })?;
    }
    Ok(table.flush()?)
}

fn record(table: &mut Writer<&mut dyn Write>, cells: &[&str]) -> io::Result<()> {
    table.write_record(cells).map_err(|error| match error.into_kind() {
        // As it was: a reader that went away is told from a full disk by its kind.
        ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    })
}

fn no_formula(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}
