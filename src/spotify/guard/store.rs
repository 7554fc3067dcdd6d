//! The deadline on disk, so that a restart does not ask too early, and other processes of the same profile do not either.
//!
//! A few bytes of JSON, replaced whole. It is read with suspicion: the clock may have been set since.

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    time::{Duration, SystemTime},
};

use jiff::Timestamp;
use rustix::fs::OFlags;
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

/// Tells one state of the file from another without reading it; `None` where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp(SystemTime);

/// The stamp of the file as it is.
pub(super) fn stamp(path: &Path) -> Option<Stamp> {
    std::fs::metadata(path).and_then(|about| about.modified()).ok().map(Stamp)
}

/// Stores the deadline, unless the file has a later one, another process's. Returns the stamp of what was written.
/// Blocks while another process stores its own.
pub(super) fn save(path: &Path, since: Timestamp, until: Timestamp) -> io::Result<Option<Stamp>> {
    // Between reading the other's deadline and replacing the file nobody else may come, or the shorter one could win.
    let _lock = lock(path)?;
    let wait = Duration::try_from(until.duration_since(since)).unwrap_or_default();
    if load(path, since).is_some_and(|stored| stored >= wait) {
        return Ok(None);
    }
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let file = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer(&file, &Noted { since: since.to_string(), until: until.to_string() })?;
    let written = file.as_file().metadata()?.modified().ok().map(Stamp);
    file.persist(path).map_err(|error| error.error)?;
    Ok(written)
}

/// Waits for the right to write. A file of its own: the one with the deadline is renamed over.
fn lock(path: &Path) -> io::Result<File> {
    let no_follow = i32::try_from(OFlags::NOFOLLOW.bits()).map_err(io::Error::other)?;
    let mut options = OpenOptions::new();
    options.append(true).create(true).mode(0o600).custom_flags(no_follow);
    let lock = options.open(path.with_extension("lock"))?;
    lock.lock()?;
    Ok(lock)
}
