//! A row for each episode (RFC 4180), with the names of `episodes --json` as its header.
//!
//! Text that a spreadsheet would read as a formula gets an apostrophe in front: titles are untrusted.

use std::{borrow::Cow, io, io::Write};

use csv::{ErrorKind, Terminator, WriterBuilder};

use crate::{
    cli::{
        batches,
        exit::Failure,
        json::EpisodeObject,
        snapshot::{Selection, Snapshot},
    },
    domain::ShowSort,
    library::EpisodeRow,
};

const NAMES: [&str; 10] =
    ["id", "show_id", "show_name", "name", "release_date", "duration_ms", "position_ms", "state", "url", "description"];

pub(super) fn write(snapshot: &Snapshot, out: &mut dyn Write) -> Result<(), Failure> {
    batches::write(snapshot, out, &row, |batches| {
        batches.text(&format!("{}\r\n", NAMES.join(",")));
        for show in snapshot.shows(ShowSort::Name)? {
            batches.episodes(&Selection { show: Some(show), ..Selection::default() }, "", "")?;
        }
        Ok(())
    })
}

fn row(row: &EpisodeRow, description: String, out: &mut Vec<u8>) -> Result<(), Failure> {
    let mut episode = EpisodeObject::with(row, description);
    let EpisodeObject { id, show_id, show_name, name, description, .. } = &mut episode;
    for text in [id, show_id, show_name, name, description] {
        guard(text);
    }
    let mut rows = WriterBuilder::new();
    // Its buffer is created for each row.
    rows.has_headers(false).terminator(Terminator::CRLF).buffer_capacity(1 << 10);
    let mut table = rows.from_writer(out);
    table.serialize(episode).map_err(io_error)?;
    Ok(table.flush()?)
}

/// Keeps the kind: a closed pipe is no failure.
fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Puts an apostrophe before what looks like a formula.
fn guard(text: &mut Cow<'_, str>) {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) {
        text.to_mut().insert(0, '\'');
    }
}
