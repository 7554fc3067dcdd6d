//! An array of shows, each with an array of its episodes; named as in `shows --json` and `episodes --json`.

use std::io::{self, Write};

use crate::{
    cli::{
        batches,
        exit::Failure,
        json::{self, Array, ShowObject},
        snapshot::{Selection, Snapshot},
    },
    domain::ShowSort,
};

pub(super) fn write(snapshot: &Snapshot, out: &mut dyn Write) -> Result<(), Failure> {
    let mut shows = Array::new();
    batches::write(snapshot, out, json::EPISODE, |batches| {
        for row in snapshot.shows(ShowSort::Name)? {
            batches.text(shows.next());
            // Left open for its episodes, which are not all kept in memory.
            let object = serde_json::to_string(&ShowObject::of(&row, snapshot)?).map_err(io::Error::from)?;
            batches.text(object.strip_suffix('}').unwrap_or(&object));
            batches.text(",\"episodes\":");
            json::push_episodes(batches, &Selection { show: Some(row), ..Selection::default() })?;
            batches.text("}");
        }
        batches.text(shows.end());
        batches.text("\n");
        Ok(())
    })
}
