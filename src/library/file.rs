//! The file of the library: private, and set aside when damaged. Only file-system calls, no SQL.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io,
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rustix::fs::{FlockOperation, OFlags, flock};

use crate::domain::CleanText;

/// How the ends of names begin that damaged files get.
const ASIDE: &str = ".corrupt-";
/// How many damaged libraries are kept, for whoever wants to save something from them.
const KEPT: usize = 2;

/// A file beside the library: its name with something added.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

/// Creates folder (0700) and file (0600) where they are missing and tightens the file where others may read it; a link
/// is refused. `SQLite` would create the file 0644; its `-wal` and `-shm` get the mode of the file.
pub(super) fn prepare(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let file = open(path)?;
    let data = file.metadata()?;
    if !data.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    if data.uid() != rustix::process::geteuid().as_raw() {
        return Err(io::Error::other("it belongs to somebody else"));
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
    Ok(())
}

/// Waits until no other process opens, migrates or sets aside; the lock ends with the returned file.
pub(super) fn lock(path: &Path) -> io::Result<File> {
    let file = open(&beside(path, ".lock"))?;
    flock(&file, FlockOperation::LockExclusive)?;
    Ok(file)
}

/// Renames the library with all that belongs to it to `<name>.corrupt-<time>`, and gives that name.
pub(super) fn quarantine(path: &Path) -> io::Result<CleanText> {
    let end = format!("{ASIDE}{}", Timestamp::now().strftime("%Y%m%dT%H%M%S%.fZ"));
    let aside = beside(path, &end);
    fs::rename(path, &aside)?;
    for side in ["-wal", "-shm"] {
        match fs::rename(beside(path, side), beside(&aside, side)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    let name = aside.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    tracing::warn!(name, "set aside, for it is damaged");
    if let Err(error) = prune(path) {
        tracing::warn!(%error, "what was set aside before cannot be removed");
    }
    Ok(CleanText::new(&name))
}

/// Removes what was set aside but for the newest [`KEPT`]: a disk that damages files must not fill up with them.
fn prune(path: &Path) -> io::Result<()> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Ok(()) };
    let start = format!("{}{ASIDE}", name.to_string_lossy());
    let is_side = |name: &str| name.ends_with("-wal") || name.ends_with("-shm");
    let mut aside = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with(&start) && !is_side(&name) {
            aside.push(name);
        }
    }
    // Their names end in the time.
    aside.sort_unstable();
    aside.truncate(aside.len().saturating_sub(KEPT));
    for name in aside {
        for end in ["", "-wal", "-shm"] {
            match fs::remove_file(folder.join(format!("{name}{end}"))) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                Ok(()) | Err(_) => {}
            }
        }
    }
    Ok(())
}

/// Removes the library with all that belongs to it, also what was ever set aside.
pub(super) fn erase(path: &Path) -> io::Result<()> {
    erase_where(path, |end| ["", "-wal", "-shm", ".damaged"].contains(&end) || end.starts_with(ASIDE))
}

/// Removes what was ever set aside.
pub(super) fn erase_set_aside(path: &Path) -> io::Result<()> {
    erase_where(path, |end| end.starts_with(ASIDE))
}

/// Removes the files that are named as the library with an end of the kind meant.
fn erase_where(path: &Path, meant: impl Fn(&str) -> bool) -> io::Result<()> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Ok(()) };
    let name = name.to_string_lossy();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let found = entry.file_name();
        if found.to_string_lossy().strip_prefix(name.as_ref()).is_some_and(&meant) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Notes that a query met damage, so that the next start looks through the whole file.
pub(super) fn mark_damaged(path: &Path) {
    if let Err(error) = open(&beside(path, ".damaged")) {
        tracing::warn!(%error, "the damage cannot be noted");
    }
}

/// Whether damage was noted.
pub(super) fn is_marked_damaged(path: &Path) -> bool {
    beside(path, ".damaged").exists()
}

/// Forgets the note.
pub(super) fn clear_mark(path: &Path) {
    let _ = fs::remove_file(beside(path, ".damaged"));
}

fn open(path: &Path) -> io::Result<File> {
    // A pipe in its place must not make the program wait.
    let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).map_err(io::Error::other)?;
    OpenOptions::new().read(true).append(true).create(true).mode(0o600).custom_flags(flags).open(path)
}
