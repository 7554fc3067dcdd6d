//! The library: what it holds, how large it is, and whether it is damaged.

use serde_json::json;

use super::Section;
use crate::library::{Inspection, LibraryError, Totals};

/// Looks through the whole file, which takes about a second a gigabyte.
pub(super) fn look(looked: Result<Option<Inspection>, LibraryError>) -> Section {
    let mut section = Section::new("library", "Library");
    let found = looked.and_then(|look| {
        let Some(look) = look else { return Ok(None) };
        look.check()?;
        Ok(Some((look.totals()?, look.bytes(), look.format())))
    });
    let (totals, bytes) = match &found {
        Ok(None) => {
            section.row("state", "none yet: `spotpods-tui sync` or the app makes it");
            (None, None)
        }
        Ok(Some((totals, bytes, format))) => {
            section.row("state", "sound");
            rows(&mut section, *totals, *bytes);
            if *format > Inspection::newest_format() {
                section.problems.push("a newer version of this program wrote the library: it is only read".to_owned());
            }
            (Some(*totals), Some(*bytes))
        }
        Err(error) => {
            section.row("state", error);
            section.problems.push(match error {
                LibraryError::Damaged(_) => format!(
                    "{error}; the next start sets it aside and fetches everything again, but for marks of your own"
                ),
                other => format!("the library cannot be read: {other}"),
            });
            (None, None)
        }
    };
    section.value = json!({
        "exists": !matches!(found, Ok(None)),
        "sound": match &found { Ok(None) => None, Ok(Some(_)) => Some(true), Err(_) => Some(false) },
        "error": found.as_ref().err().map(ToString::to_string),
        "accounts": totals.map(|totals| totals.accounts),
        "shows": totals.map(|totals| totals.shows),
        "episodes": totals.map(|totals| totals.episodes),
        "bytes": bytes,
        "bytes_per_episode": totals.zip(bytes).and_then(|(totals, bytes)| bytes.checked_div(totals.episodes)),
    });
    section
}

fn rows(section: &mut Section, totals: Totals, bytes: u64) {
    let Totals { accounts, shows, episodes } = totals;
    section.row("shows", shows);
    section.row("episodes", episodes);
    section.row("accounts", accounts);
    let each = bytes.checked_div(episodes).map_or_else(String::new, |each| format!(", {each} bytes an episode"));
    section.row("size", format_args!("{bytes} bytes{each}"));
}
