//! The file of the library: private, and quarantined if damaged. Only file-system calls, no SQL.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io,
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::Timestamp;

use super::{LibraryError, Result};
use crate::{domain::CleanText, files};

/// Comes between the name of a quarantined file and the time.
const QUARANTINED: &str = ".corrupt-";
/// How many quarantined libraries are kept, from which data may be saved.
const KEPT: usize = 2;
/// The suffix of the file that notes damage.
const DAMAGED: &str = ".damaged";
/// What `SQLite` adds to the names of its files.
const SIDES: [&str; 3] = ["", "-wal", "-shm"];

/// The path of a file beside the library: its name with `suffix`.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Creates the folder of a library (0700) if it is missing.
pub(super) fn create_folder(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |folder| DirBuilder::new().recursive(true).mode(0o700).create(folder))
}

/// Whether there is a file. One that cannot be looked at counts: opening it reports why.
pub(super) fn is_there(path: &Path) -> bool {
    !path.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
}

/// Creates the file (0600) if it is missing, and takes away other users' permissions on it. Links are refused. `SQLite`
/// would create the file 0644; its `-wal` and `-shm` get the mode of the file. Returns whether the file was there and empty.
pub(super) fn prepare(path: &Path) -> io::Result<bool> {
    let was_there = is_there(path);
    let file = open(path)?;
    let data = file.metadata()?;
    if !data.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    if data.uid() != rustix::process::geteuid().as_raw() {
        return Err(io::Error::other("it belongs to another user"));
    }
    for side in ["-wal", "-shm"].map(|end| beside(path, end)) {
        if side.is_symlink() {
            return Err(io::Error::other("a link lies beside it"));
        }
        if fs::metadata(&side).is_ok_and(|data| data.permissions().mode() & 0o077 != 0) {
            fs::set_permissions(&side, Permissions::from_mode(0o600))?;
        }
    }
    if data.permissions().mode() & 0o777 != 0o600 {
        file.set_permissions(Permissions::from_mode(0o600))?;
    }
    Ok(was_there && data.len() == 0)
}

/// Waits until no other process opens, migrates or quarantines, for `limit` at most; then it is [`LibraryError::Busy`]. The
/// lock ends with the returned file.
pub(super) fn lock(path: &Path, limit: Duration) -> Result<File> {
    files::lock(open(&beside(path, ".lock"))?, limit).map_err(|error| match error.kind() {
        io::ErrorKind::WouldBlock => LibraryError::Busy,
        _ => error.into(),
    })
}

/// Refuses a link or a folder in place of the library. `SQLite` names the side files after the path that it is given, so two paths to
/// one file would have two WALs, and a quarantine would rename the link alone. The folder may be a link.
pub(super) fn refuse_others(path: &Path) -> io::Result<()> {
    if path.is_symlink() {
        return Err(io::Error::other("it is a symbolic link: move its target here, or make the folder a link instead"));
    }
    if path.is_dir() {
        return Err(io::Error::other("there is a folder in its place: move it away"));
    }
    Ok(())
}

/// Renames the library and its side files to `<name>.corrupt-<time>`, and returns that name.
pub(super) fn quarantine(path: &Path) -> io::Result<CleanText> {
    let suffix = format!("{QUARANTINED}{}", Timestamp::now().strftime("%Y%m%dT%H%M%S%.fZ"));
    let quarantined = beside(path, &suffix);
    for side in SIDES {
        match fs::rename(beside(path, side), beside(&quarantined, side)) {
            Err(error) if side.is_empty() || error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    let name = quarantined.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    tracing::warn!(name, "quarantined the damaged library");
    if let Err(error) = prune(path) {
        tracing::warn!(%error, "cannot remove older quarantined libraries");
    }
    Ok(CleanText::new(&name))
}

/// Deletes quarantined libraries but for the newest [`KEPT`]: a failing disk must not fill up with them.
fn prune(path: &Path) -> io::Result<()> {
    let is_side = |suffix: &str| SIDES.iter().any(|side| !side.is_empty() && suffix.ends_with(side));
    let mut libraries = suffixes(path)?;
    libraries.retain(|suffix| suffix.starts_with(QUARANTINED) && !is_side(suffix));
    // The suffixes end in the time.
    libraries.sort_unstable();
    libraries.truncate(libraries.len().saturating_sub(KEPT));
    erase_where(path, |suffix| libraries.iter().any(|old| suffix.starts_with(old)))
}

/// Deletes the library with its side files and all quarantined files.
pub(super) fn erase(path: &Path) -> io::Result<()> {
    erase_where(path, |suffix| SIDES.contains(&suffix) || suffix == DAMAGED || suffix.starts_with(QUARANTINED))
}

/// Deletes all quarantined files.
pub(super) fn erase_quarantined(path: &Path) -> io::Result<()> {
    erase_where(path, |suffix| suffix.starts_with(QUARANTINED))
}

/// Deletes the files whose name is that of the library with a suffix that matches.
fn erase_where(path: &Path, matches: impl Fn(&str) -> bool) -> io::Result<()> {
    suffixes(path)?.iter().filter(|suffix| matches(suffix)).try_for_each(|suffix| fs::remove_file(beside(path, suffix)))
}

/// The suffixes of the files whose name begins with that of the library.
fn suffixes(path: &Path) -> io::Result<Vec<String>> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Ok(Vec::new()) };
    let name = name.to_string_lossy();
    let mut suffixes = Vec::new();
    for entry in fs::read_dir(folder)? {
        suffixes.extend(entry?.file_name().to_string_lossy().strip_prefix(name.as_ref()).map(str::to_owned));
    }
    Ok(suffixes)
}

/// Notes that a query found damage, so that the next start checks the whole file.
pub(super) fn mark_damaged(path: &Path) {
    if let Err(error) = open(&beside(path, DAMAGED)) {
        tracing::warn!(%error, "cannot note the damage");
    }
}

pub(super) fn is_marked_damaged(path: &Path) -> bool {
    beside(path, DAMAGED).exists()
}

pub(super) fn clear_mark(path: &Path) {
    let _ = fs::remove_file(beside(path, DAMAGED));
}

/// Opens a file of the library's (0600), and creates it if it is missing. Links and folders are refused.
pub(super) fn open(path: &Path) -> io::Result<File> {
    refuse_others(path)?;
    files::open(OpenOptions::new().read(true).append(true), path)
}
