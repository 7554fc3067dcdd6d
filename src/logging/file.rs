//! The log file: private, bounded, append-only.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use crate::files;

/// A log file that is rotated when it is full. Keeps one older file, `NAME.1`.
#[derive(Debug)]
pub(super) struct LogFile {
    path: PathBuf,
    file: File,
    written: u64,
    max_bytes: u64,
}

impl LogFile {
    /// Opens the file, or creates it with mode 0600. Rotates a full one first.
    pub(super) fn open(path: &Path, max_bytes: u64) -> io::Result<Self> {
        let (file, written) = append(path)?;
        let mut log = Self { path: path.to_owned(), file, written, max_bytes };
        if log.written > max_bytes {
            log.rotate()?;
        }
        Ok(log)
    }

    fn rotate(&mut self) -> io::Result<()> {
        let mut old = self.path.clone().into_os_string();
        old.push(".1");
        fs::rename(&self.path, old)?;
        (self.file, self.written) = append(&self.path)?;
        Ok(())
    }
}

/// Opens for appending and returns the length. Rejects a link, whose target may be any file.
fn append(path: &Path) -> io::Result<(File, u64)> {
    let file = files::open(OpenOptions::new().append(true), path)?;
    let data = file.metadata()?;
    // An existing file may be readable by others.
    if data.permissions().mode() & 0o077 != 0 {
        file.set_permissions(Permissions::from_mode(0o600))?;
    }
    Ok((file, data.len()))
}

impl Write for LogFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.written > 0 && self.written + bytes.len() as u64 > self.max_bytes {
            self.rotate()?;
        }
        let count = self.file.write(bytes)?;
        self.written += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn mode(path: &Path) -> u32 {
        path.metadata().expect("it exists").permissions().mode() & 0o777
    }

    #[test]
    fn d1_the_log_is_for_this_user_alone() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let (new, old) = (dir.path().join("new.log"), dir.path().join("old.log"));
        fs::write(&old, "before\n").expect("it can be written");
        fs::set_permissions(&old, Permissions::from_mode(0o644)).expect("it is ours");
        for path in [&new, &old] {
            LogFile::open(path, 100).expect("it opens").write_all(b"line\n").expect("it can be written");
            assert_eq!(mode(path), 0o600);
        }
        assert_eq!(fs::read_to_string(&old).expect("it exists"), "before\nline\n");
    }

    #[test]
    fn d3_a_link_in_place_of_the_log_is_refused_and_its_target_unchanged() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let (target, link) = (dir.path().join("target"), dir.path().join("a.log"));
        fs::write(&target, "precious").expect("it can be written");
        symlink(&target, &link).expect("it can be linked");
        assert!(LogFile::open(&link, 100).is_err());
        assert_eq!(fs::read_to_string(&target).expect("it exists"), "precious");
    }

    #[test]
    fn a_full_log_is_rotated_and_one_older_file_is_kept() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let path = dir.path().join("a.log");
        fs::write(&path, "0123456789abcdef").expect("it can be written");
        let mut log = LogFile::open(&path, 10).expect("it opens");
        let read = |name: &str| fs::read_to_string(dir.path().join(name)).expect("it exists");
        assert_eq!((read("a.log").as_str(), read("a.log.1").as_str()), ("", "0123456789abcdef"));
        for line in [b"line 1\n", b"line 2\n", b"line 3\n"] {
            log.write_all(line).expect("it can be written");
        }
        assert_eq!((read("a.log").as_str(), read("a.log.1").as_str()), ("line 3\n", "line 2\n"));
        assert_eq!(mode(&path), 0o600);
    }
}
