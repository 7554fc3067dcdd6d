//! An array of shows, each with an array of its episodes; the names of `shows --json` and `episodes --json`.

use std::io::{self, Write};

use crate::{
    cli::{
        exit::Failure,
        object::{Array, EpisodeObject, ShowObject},
        shelf::{Selection, Shelf},
    },
    domain::ShowSort,
};

pub(super) fn write(shelf: &Shelf, out: &mut dyn Write) -> Result<(), Failure> {
    let mut shows = Array::new();
    for row in shelf.shows(ShowSort::Name)? {
        shows.next(out)?;
        // Left open for its episodes: there may be more of them than should be in memory.
        let object = serde_json::to_string(&ShowObject::of(&row, shelf)?).map_err(io::Error::from)?;
        write!(out, "{},\"episodes\":", object.strip_suffix('}').unwrap_or(&object))?;
        let mut episodes = Array::new();
        let selection = Selection { show: Some(row), ..Selection::default() };
        shelf.each(&selection, |row| Ok(episodes.push(&EpisodeObject::of(&row, shelf)?, out)?))?;
        episodes.end(out)?;
        out.write_all(b"}")?;
    }
    shows.end(out)?;
    Ok(writeln!(out)?)
}
