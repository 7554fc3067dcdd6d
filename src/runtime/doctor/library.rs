//! The library: its size, and whether it is damaged.

use serde_json::{Value, json};

use super::Section;
use crate::library::{Checked, Inspection, LibraryError, Totals};

/// Reads the whole file if `whole`, or if that takes no time to speak of.
pub(super) fn look(
    inspection: Result<Option<Inspection>, LibraryError>,
    whole: bool,
    checked: impl FnMut(Checked),
) -> Section {
    let mut section = Section::new("library", "Library");
    let found = inspection.and_then(|inspection| {
        let Some(mut inspection) = inspection else { return Ok(None) };
        let is_checked = whole || inspection.is_small();
        if is_checked {
            inspection.check(checked)?;
        }
        Ok(Some((is_checked, inspection.totals()?, inspection)))
    });
    let sound = match &found {
        Ok(None) => None,
        Ok(Some((true, ..))) => Some(true),
        Ok(Some((false, _, inspection))) => inspection.is_marked_damaged().then_some(false),
        Err(_) => Some(false),
    };
    section.values(json!({
        "exists": !matches!(found, Ok(None)), "sound": sound, "error": found.as_ref().err().map(ToString::to_string),
        "shows": Value::Null, "episodes": Value::Null, "accounts": Value::Null, "bytes": Value::Null,
        "wal_bytes": Value::Null, "bytes_per_episode": Value::Null,
    }));
    match found {
        Ok(None) => section.row("state", "none yet; run `spotpods-tui sync` to create it"),
        Ok(Some((_, Totals { accounts, shows, episodes }, inspection))) => {
            section.row(
                "state",
                match sound {
                    Some(true) => "sound",
                    Some(false) => "damaged",
                    None => "not checked; `spotpods-tui doctor --check` reads all of it",
                },
            );
            if sound == Some(false) {
                section.problem(format!("damage was found in the library; {REPAIR}"));
            }
            section.fact("shows", "shows", shows);
            section.fact("episodes", "episodes", episodes);
            section.fact("accounts", "accounts", accounts);
            section.fact("bytes", "bytes", inspection.bytes);
            section.fact("bytes in WAL", "wal_bytes", inspection.wal_bytes);
            if let Some(each) = inspection.bytes.checked_div(episodes) {
                section.fact("bytes/episode", "bytes_per_episode", each);
            }
            if inspection.format > Inspection::newest_format() {
                section.problem("a newer version of this program wrote the library: it is opened read-only");
            }
        }
        Err(error) => {
            section.row("state", &error);
            section.problem(if matches!(error, LibraryError::Damaged(_)) {
                format!("{error}; {REPAIR}")
            } else {
                format!("cannot read the library: {error}")
            });
        }
    }
    section
}

const REPAIR: &str = "the next start repairs it, or quarantines it and fetches everything again, except for your marks";
