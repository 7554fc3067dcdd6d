//! The library: its size, and whether it is damaged.

use serde_json::{Value, json};

use super::Section;
use crate::library::{Inspection, LibraryError, Totals};

/// Reads the whole file, at about a gigabyte a second.
pub(super) fn look(inspection: Result<Option<Inspection>, LibraryError>) -> Section {
    let mut section = Section::new("library", "Library");
    let found = inspection.and_then(|inspection| {
        let Some(inspection) = inspection else { return Ok(None) };
        inspection.check()?;
        Ok(Some((inspection.totals()?, inspection.bytes(), inspection.format())))
    });
    let sound = found.as_ref().map_or(Some(false), |found| found.map(|_| true));
    section.values(json!({
        "exists": !matches!(found, Ok(None)), "sound": sound, "error": found.as_ref().err().map(ToString::to_string),
        "shows": Value::Null, "episodes": Value::Null, "accounts": Value::Null, "bytes": Value::Null,
        "bytes_per_episode": Value::Null,
    }));
    match found {
        Ok(None) => section.row("state", "none yet; run `spotpods-tui sync` to create it"),
        Ok(Some((Totals { accounts, shows, episodes }, bytes, format))) => {
            section.row("state", "sound");
            section.fact("shows", "shows", shows);
            section.fact("episodes", "episodes", episodes);
            section.fact("accounts", "accounts", accounts);
            section.fact("bytes", "bytes", bytes);
            if let Some(each) = bytes.checked_div(episodes) {
                section.fact("bytes/episode", "bytes_per_episode", each);
            }
            if format > Inspection::newest_format() {
                section.problem("a newer version of this program wrote the library: it is opened read-only");
            }
        }
        Err(error) => {
            section.row("state", &error);
            section.problem(if matches!(error, LibraryError::Damaged(_)) {
                format!("{error}; the next start repairs it, or quarantines it and fetches everything again, except for your marks")
            } else {
                format!("cannot read the library: {error}")
            });
        }
    }
    section
}
