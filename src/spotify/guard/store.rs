//! The deadline on disk, so that a restart does not ask too early.
//!
//! A few bytes of JSON, replaced whole. It is read with suspicion: the clock may have been set since.

use std::{io, path::Path, time::Duration};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::retry_after::LONGEST;

/// A deadline, and when it was noted (RFC 3339).
#[derive(Debug, Serialize, Deserialize)]
struct Noted {
    since: String,
    until: String,
}

/// What is left of the stored deadline at `now`; `None` where it has passed or nothing usable is stored.
pub(super) fn load(path: &Path, now: Timestamp) -> Option<Duration> {
    let noted: Noted = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    let (since, until): (Timestamp, Timestamp) = (noted.since.parse().ok()?, noted.until.parse().ok()?);
    let left = until.duration_since(now);
    // A clock that was set back would make a wait of hours one of years: never wait longer than was asked.
    let asked = until.duration_since(since);
    Duration::try_from(left.min(asked)).ok().filter(|left| !left.is_zero()).map(|left| left.min(LONGEST))
}

/// Stores the deadline.
pub(super) fn save(path: &Path, since: Timestamp, until: Timestamp) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let file = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer(&file, &Noted { since: since.to_string(), until: until.to_string() })?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
