//! An array of shows, each with an array of its episodes; named as in `shows --json` and `episodes --json`.

use std::io::{self, Write};

use crate::{
    cli::{
        exit::Failure,
        json::{Array, Item as _},
        snapshot::{Selection, Snapshot},
    },
    domain::ShowSort,
};

pub(super) fn write(snapshot: &Snapshot, out: &mut dyn Write) -> Result<(), Failure> {
    let mut shows = Array::new();
    for row in snapshot.shows(ShowSort::Name)? {
        shows.next(out)?;
        // Left open for its episodes, which are not all kept in memory.
        let object = serde_json::to_string(&row.object(snapshot)?).map_err(io::Error::from)?;
        write!(out, "{},\"episodes\":", object.strip_suffix('}').unwrap_or(&object))?;
        let mut episodes = Array::new();
        let selection = Selection { show: Some(row), ..Selection::default() };
        snapshot.each(&selection, |row| Ok(episodes.push(&row.object(snapshot)?, out)?))?;
        episodes.end(out)?;
        out.write_all(b"}")?;
    }
    shows.end(out)?;
    Ok(writeln!(out)?)
}
