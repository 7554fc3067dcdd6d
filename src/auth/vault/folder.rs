//! Files that only their owner can read, replaced as a whole.
//!
//! Everything goes through the opened folder, so that nobody can exchange it between a check and its use. Links are
//! never followed, and what is too open is tightened before it is read (security D1-D3).

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

/// The largest file read, in bytes. A login has about one thousand.
const MAX_BYTES: u64 = 64 * 1024;
/// What only the owner may do with a file.
const PRIVATE_FILE: Mode = Mode::RUSR.union(Mode::WUSR);
/// What only the owner may do with a folder.
const PRIVATE_FOLDER: Mode = Mode::RWXU;

/// An opened folder of mode 0700 that belongs to us.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    handle: OwnedFd,
}

impl Folder {
    /// Opens the folder and tightens its mode; `None` where there is none.
    pub(super) fn open(path: &Path) -> Result<Option<Self>, VaultError> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let handle = match open(path, flags, Mode::empty()) {
            Ok(handle) => handle,
            Err(Errno::NOENT) => return Ok(None),
            Err(error) => return Err(io_error(path, &error.into())),
        };
        let folder = Self { path: path.to_owned(), handle };
        Self::tighten(&folder.handle, path, FileType::Directory, PRIVATE_FOLDER)?;
        Ok(Some(folder))
    }

    /// Opens the folder, creating it where there is none.
    pub(super) fn create(path: &Path) -> Result<Self, VaultError> {
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|error| io_error(path, &error))?;
        Self::open(path)?.ok_or_else(|| io_error(path, &io::ErrorKind::NotFound.into()))
    }

    /// Reads a file; `None` where there is none. Too large a file is cut off, which makes it unreadable as JSON.
    pub(super) fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        // A pipe in place of the file must not make the program wait for a writer.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let handle = match openat(&self.handle, name, flags, Mode::empty()) {
            Ok(handle) => handle,
            Err(Errno::NOENT) => return Ok(None),
            Err(error) => return Err(self.refusal(name, error)),
        };
        Self::tighten(&handle, &self.path.join(name), FileType::RegularFile, PRIVATE_FILE)?;
        // Of full size from the start: a buffer that grows leaves copies behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(MAX_BYTES).unwrap_or(0) + 1));
        File::from(handle).take(MAX_BYTES).read_to_end(&mut bytes).map_err(|error| self.error(name, &error))?;
        Ok(Some(bytes))
    }

    /// Replaces a file: a new one beside it, on the disk, then in its place, and that on the disk too. Whoever reads
    /// finds the old one or the new one, whole (security D2).
    pub(super) fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), VaultError> {
        let new = new_name(name);
        // Left behind by a process that was killed in here.
        self.unlink(&new)?;
        let result = self.write_new(&new, bytes).and_then(|()| {
            renameat(&self.handle, &new, &self.handle, name).map_err(|error| self.error(name, &error.into()))
        });
        if result.is_err() {
            let _ = self.unlink(&new);
        }
        result.and_then(|()| self.sync())
    }

    /// Removes a file with all that was ever made of it: what was half written, and what was set aside. The names of
    /// those that were there.
    pub(super) fn remove(&self, name: &str) -> Result<Vec<CleanText>, VaultError> {
        let mut removed = Vec::new();
        for name in [name, &new_name(name)] {
            if self.unlink(name)? {
                removed.push(CleanText::new(name));
            }
        }
        let aside = format!("{name}.corrupt-");
        let entries = Dir::read_from(&self.handle).map_err(|error| self.error(name, &error.into()))?;
        for entry in entries {
            let entry = entry.map_err(|error| self.error(name, &error.into()))?;
            if entry.file_name().to_bytes().starts_with(aside.as_bytes()) {
                unlinkat(&self.handle, entry.file_name(), AtFlags::empty())
                    .map_err(|error| self.error(name, &error.into()))?;
                removed.push(CleanText::new(&entry.file_name().to_string_lossy()));
            }
        }
        self.sync()?;
        Ok(removed)
    }

    /// Renames a damaged file to `<name>.corrupt-<time>`, which is returned.
    pub(super) fn set_aside(&self, name: &str) -> Result<CleanText, VaultError> {
        let aside = format!("{name}.corrupt-{}", Timestamp::now().strftime("%Y%m%dT%H%M%S%.fZ"));
        renameat(&self.handle, name, &self.handle, &aside).map_err(|error| self.error(name, &error.into()))?;
        self.sync()?;
        tracing::warn!(name, aside, "set aside, for it could not be read");
        Ok(CleanText::new(&aside))
    }

    /// Opens, or creates, an empty file to lock.
    pub(super) fn lock_file(&self, name: &str) -> Result<File, VaultError> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        openat(&self.handle, name, flags, PRIVATE_FILE).map(File::from).map_err(|error| self.refusal(name, error))
    }

    /// An error with the file it is about.
    pub(super) fn error(&self, name: &str, error: &io::Error) -> VaultError {
        io_error(&self.path.join(name), error)
    }

    fn write_new(&self, new: &str, bytes: &[u8]) -> Result<(), VaultError> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let handle = openat(&self.handle, new, flags, PRIVATE_FILE).map_err(|error| self.error(new, &error.into()))?;
        let mut file = File::from(handle);
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| self.error(new, &error))
    }

    /// Whether there was one.
    fn unlink(&self, name: &str) -> Result<bool, VaultError> {
        match unlinkat(&self.handle, name, AtFlags::empty()) {
            Ok(()) => Ok(true),
            Err(Errno::NOENT) => Ok(false),
            Err(error) => Err(self.error(name, &error.into())),
        }
    }

    fn sync(&self) -> Result<(), VaultError> {
        fsync(&self.handle).map_err(|error| io_error(&self.path, &error.into()))
    }

    /// Refuses what is of another kind or belongs to somebody else, and takes away what others may do with it.
    fn tighten(handle: &OwnedFd, path: &Path, kind: FileType, private: Mode) -> Result<(), VaultError> {
        let stat = fstat(handle).map_err(|error| io_error(path, &error.into()))?;
        if FileType::from_raw_mode(stat.st_mode) != kind {
            return Err(VaultError::NotAFile(text(path)));
        }
        if stat.st_uid != geteuid().as_raw() {
            return Err(VaultError::ForeignOwner(text(path)));
        }
        if Mode::from_raw_mode(stat.st_mode).intersects(Mode::RWXG | Mode::RWXO) {
            tracing::warn!(path = %text(path), "others could read it; its mode is tightened");
            fchmod(handle, private).map_err(|error| io_error(path, &error.into()))?;
        }
        Ok(())
    }

    /// With `NOFOLLOW`, a link shows as a loop.
    fn refusal(&self, name: &str, error: Errno) -> VaultError {
        if error == Errno::LOOP { VaultError::Symlink(self.name(name)) } else { self.error(name, &error.into()) }
    }

    fn name(&self, name: &str) -> CleanText {
        text(&self.path.join(name))
    }
}

fn new_name(name: &str) -> String {
    format!("{name}.new")
}

fn text(path: &Path) -> CleanText {
    CleanText::new(&path.to_string_lossy())
}

fn io_error(path: &Path, error: &io::Error) -> VaultError {
    VaultError::Io { path: text(path), reason: CleanText::new(&error.to_string()) }
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
