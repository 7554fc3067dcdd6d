//! Stores the deadline on disk, for the next start and for other processes of the same client ID, whatever their profile.
//!
//! A few bytes of JSON, replaced as a whole. The clock may have been set since, so loading limits the wait.

use std::{
    fs::OpenOptions,
    io,
    path::Path,
    time::{Duration, SystemTime},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::retry_after::LONGEST;
use crate::files;

/// A deadline, and when it was set (RFC 3339).
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    since: String,
    until: String,
}

/// The time left of the stored deadline at `now`. `None` if it has passed or the file is unusable.
pub(super) fn load(path: &Path, now: Timestamp) -> Option<Duration> {
    let stored: Stored = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    let (since, until): (Timestamp, Timestamp) = (stored.since.parse().ok()?, stored.until.parse().ok()?);
    let left = until.duration_since(now);
    // A clock that was set back would turn hours into years: never wait longer than Spotify asked.
    let asked = until.duration_since(since);
    Duration::try_from(left.min(asked)).ok().filter(|left| !left.is_zero()).map(|left| left.min(LONGEST))
}

/// When the file was written, which tells versions apart without reading them. `None` if there is no file.
pub(super) fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|about| about.modified()).ok()
}

/// Stores the deadline, unless the file has a later one of another process. Returns when the file was written. Blocks while
/// another process stores its own.
pub(super) fn save(path: &Path, since: Timestamp, until: Timestamp) -> io::Result<Option<SystemTime>> {
    // Without the lock, another process could write between the check and the rename, and the shorter deadline could win.
    // A separate file, because the one with the deadline is renamed over.
    let lock = files::open(OpenOptions::new().append(true), &path.with_extension("lock"))?;
    lock.lock()?;
    let wait = Duration::try_from(until.duration_since(since)).unwrap_or_default();
    if load(path, since).is_some_and(|stored| stored >= wait) {
        return Ok(None);
    }
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let file = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer(&file, &Stored { since: since.to_string(), until: until.to_string() })?;
    let written = file.as_file().metadata()?.modified().ok();
    file.persist(path).map_err(|error| error.error)?;
    Ok(written)
}
