//! Files that only their owner can read, replaced as a whole.
//!
//! All access goes through the opened folder, so it cannot be exchanged between check and use. Links are never followed,
//! and too open a mode is tightened before a read (security D1-D3).

use std::{
    fs::{DirBuilder, File},
    io::{self, Read, Write},
    os::{fd::OwnedFd, unix::fs::DirBuilderExt},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rustix::{
    fs::{AtFlags, Dir, FileType, Mode, OFlags, fchmod, fstat, fsync, open, openat, renameat, unlinkat},
    io::Errno,
    process::geteuid,
};
use secrecy::zeroize::Zeroizing;

use super::VaultError;
use crate::domain::CleanText;

/// Most bytes read from a file. A login has about one thousand.
const MAX_BYTES: u64 = 64 * 1024;
const PRIVATE_FILE: Mode = Mode::RUSR.union(Mode::WUSR);
const PRIVATE_FOLDER: Mode = Mode::RWXU;

/// An open folder of mode 0700 that belongs to this user.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    handle: OwnedFd,
}

impl Folder {
    /// Opens the folder and tightens its mode. `None` if it does not exist.
    pub(super) fn open(path: &Path) -> Result<Option<Self>, VaultError> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let handle = match open(path, flags, Mode::empty()) {
            Ok(handle) => handle,
            Err(Errno::NOENT) => return Ok(None),
            Err(error) => return Err(io_error(path, error)),
        };
        let folder = Self { path: path.to_owned(), handle };
        Self::tighten(&folder.handle, path, FileType::Directory, PRIVATE_FOLDER)?;
        Ok(Some(folder))
    }

    /// Opens the folder, creating it if needed.
    pub(super) fn create(path: &Path) -> Result<Self, VaultError> {
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|error| io_error(path, error))?;
        Self::open(path)?.ok_or_else(|| io_error(path, io::ErrorKind::NotFound))
    }

    /// Reads a file. `None` if it does not exist. Too large a file is truncated, so it fails to parse as JSON.
    pub(super) fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        // `NONBLOCK`: a pipe in place of the file must not make the program wait for a writer.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let handle = match openat(&self.handle, name, flags, Mode::empty()) {
            Ok(handle) => handle,
            Err(Errno::NOENT) => return Ok(None),
            Err(error) => return Err(self.refusal(name, error)),
        };
        Self::tighten(&handle, &self.path.join(name), FileType::RegularFile, PRIVATE_FILE)?;
        // Allocated at full size, because a growing buffer leaves copies in memory.
        let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(MAX_BYTES).unwrap_or(0) + 1));
        File::from(handle).take(MAX_BYTES).read_to_end(&mut bytes).map_err(|error| self.error(name, error))?;
        Ok(Some(bytes))
    }

    /// Replaces a file: writes a new one, syncs it, renames it, and syncs the folder. A reader finds the old or the new
    /// file, whole (security D2).
    pub(super) fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), VaultError> {
        let new = new_name(name);
        // Left by a process that was killed here.
        self.unlink(&new)?;
        let result = self
            .write_new(&new, bytes)
            .and_then(|()| renameat(&self.handle, &new, &self.handle, name).map_err(|error| self.error(name, error)));
        if result.is_err() {
            let _ = self.unlink(&new);
        }
        result.and_then(|()| self.sync())
    }

    /// Removes a file, its half-written successor and its quarantined copies. Returns the names of the files removed.
    pub(super) fn remove(&self, name: &str) -> Result<Vec<CleanText>, VaultError> {
        let mut removed = Vec::new();
        for name in [name, &new_name(name)] {
            if self.unlink(name)? {
                removed.push(CleanText::new(name));
            }
        }
        let aside = format!("{name}.corrupt-");
        let entries = Dir::read_from(&self.handle).map_err(|error| self.error(name, error))?;
        for entry in entries {
            let entry = entry.map_err(|error| self.error(name, error))?;
            if entry.file_name().to_bytes().starts_with(aside.as_bytes()) {
                unlinkat(&self.handle, entry.file_name(), AtFlags::empty()).map_err(|error| self.error(name, error))?;
                removed.push(CleanText::new(&entry.file_name().to_string_lossy()));
            }
        }
        self.sync()?;
        Ok(removed)
    }

    /// Renames a damaged file to `<name>.corrupt-<time>` and returns that name.
    pub(super) fn quarantine(&self, name: &str) -> Result<CleanText, VaultError> {
        let aside = format!("{name}.corrupt-{}", Timestamp::now().strftime("%Y%m%dT%H%M%S%.fZ"));
        renameat(&self.handle, name, &self.handle, &aside).map_err(|error| self.error(name, error))?;
        self.sync()?;
        tracing::warn!(name, aside, "quarantined an unreadable file");
        Ok(CleanText::new(&aside))
    }

    /// Opens or creates an empty file to lock.
    pub(super) fn lock_file(&self, name: &str) -> Result<File, VaultError> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        openat(&self.handle, name, flags, PRIVATE_FILE).map(File::from).map_err(|error| self.refusal(name, error))
    }

    pub(super) fn error(&self, name: &str, error: impl Into<io::Error>) -> VaultError {
        io_error(&self.path.join(name), error)
    }

    fn write_new(&self, new: &str, bytes: &[u8]) -> Result<(), VaultError> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let handle = openat(&self.handle, new, flags, PRIVATE_FILE).map_err(|error| self.error(new, error))?;
        let mut file = File::from(handle);
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| self.error(new, error))
    }

    /// Removes a file. Returns whether it existed.
    fn unlink(&self, name: &str) -> Result<bool, VaultError> {
        match unlinkat(&self.handle, name, AtFlags::empty()) {
            Ok(()) => Ok(true),
            Err(Errno::NOENT) => Ok(false),
            Err(error) => Err(self.error(name, error)),
        }
    }

    fn sync(&self) -> Result<(), VaultError> {
        fsync(&self.handle).map_err(|error| io_error(&self.path, error))
    }

    /// Rejects another kind of file and another owner, and removes the permissions of others.
    fn tighten(handle: &OwnedFd, path: &Path, kind: FileType, private: Mode) -> Result<(), VaultError> {
        let stat = fstat(handle).map_err(|error| io_error(path, error))?;
        if FileType::from_raw_mode(stat.st_mode) != kind {
            return Err(VaultError::NotAFile(text(path)));
        }
        if stat.st_uid != geteuid().as_raw() {
            return Err(VaultError::ForeignOwner(text(path)));
        }
        if Mode::from_raw_mode(stat.st_mode).intersects(Mode::RWXG | Mode::RWXO) {
            tracing::warn!(path = %text(path), "tightened the mode: others could read it");
            fchmod(handle, private).map_err(|error| io_error(path, error))?;
        }
        Ok(())
    }

    /// `NOFOLLOW` reports a link as a loop.
    fn refusal(&self, name: &str, error: Errno) -> VaultError {
        if error == Errno::LOOP { VaultError::Symlink(text(&self.path.join(name))) } else { self.error(name, error) }
    }
}

fn new_name(name: &str) -> String {
    format!("{name}.new")
}

fn text(path: &Path) -> CleanText {
    CleanText::new(&path.to_string_lossy())
}

fn io_error(path: &Path, error: impl Into<io::Error>) -> VaultError {
    let error: io::Error = error.into();
    VaultError::Io { path: text(path), reason: CleanText::of_error(&error) }
}

#[cfg(test)]
mod tests {
    use std::os::{fd::OwnedFd, unix::fs::chown};

    use super::*;

    /// A file of another user: root's, or, where root runs the tests, one given away.
    fn foreign(folder: &Path) -> PathBuf {
        let path = folder.join("foreign");
        std::fs::write(&path, "").expect("written");
        if geteuid().is_root() {
            chown(&path, Some(1), None).expect("given away");
            path
        } else {
            PathBuf::from("/etc/passwd")
        }
    }

    #[test]
    fn d3_a_file_of_another_user_is_refused_and_stays_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = foreign(folder.path());
        let handle = OwnedFd::from(File::open(&path).expect("it can be read"));
        let mode = || fstat(&handle).expect("there").st_mode;
        let before = mode();
        let refused = Folder::tighten(&handle, &path, FileType::RegularFile, PRIVATE_FILE);
        assert!(matches!(refused, Err(VaultError::ForeignOwner(_))), "{refused:?}");
        assert_eq!(mode(), before);
    }
}
