//! A row for each episode (RFC 4180), with the names of `episodes --json` as its header.
//!
//! Text that a spreadsheet would read as a formula gets an apostrophe in front: titles are untrusted.

use std::{borrow::Cow, io, io::Write};

use csv::{ErrorKind, Terminator, WriterBuilder};

use crate::{
    cli::{
        exit::Failure,
        json::{EpisodeObject, Item as _},
        snapshot::{Selection, Snapshot},
    },
    domain::ShowSort,
};

const NAMES: [&str; 10] =
    ["id", "show_id", "show_name", "name", "release_date", "duration_ms", "position_ms", "state", "url", "description"];

pub(super) fn write(snapshot: &Snapshot, out: &mut dyn Write) -> Result<(), Failure> {
    let mut table = WriterBuilder::new().has_headers(false).terminator(Terminator::CRLF).from_writer(out);
    table.write_record(NAMES).map_err(io_error)?;
    for show in snapshot.shows(ShowSort::Name)? {
        let selection = Selection { show: Some(show), ..Selection::default() };
        snapshot.each(&selection, |row| {
            let mut episode = row.object(snapshot)?;
            let EpisodeObject { id, show_id, show_name, name, description, .. } = &mut episode;
            for text in [id, show_id, show_name, name, description] {
                if let Cow::Owned(guarded) = no_formula(text) {
                    *text = guarded;
                }
            }
            Ok(table.serialize(episode).map_err(io_error)?)
        })?;
    }
    Ok(table.flush()?)
}

/// Keeps the kind: a closed pipe is no failure.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn no_formula(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}
