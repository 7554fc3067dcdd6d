//! Covers on disk, as they were received: 0600 in a folder of mode 0700, for a time and up to a size.
//!
//! A file is named after its address alone, so it serves every terminal and size. The oldest go first.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::PathBuf,
    time::{Duration, SystemTime},
};

use sha2::{Digest as _, Sha256};

use super::fetch::LARGEST;
use crate::config::create_folder;

/// How long a cover is kept.
const TTL: Duration = Duration::from_hours(30 * 24);

/// The folder of covers.
#[derive(Debug)]
pub(super) struct Store {
    folder: PathBuf,
    /// The most bytes; 0 for none.
    limit: u64,
}

impl Store {
    pub(super) fn new(folder: PathBuf, limit: u64) -> Self {
        Self { folder, limit }
    }

    /// The cover of an address, if it is there and not too old.
    pub(super) fn read(&self, url: &str) -> Option<Vec<u8>> {
        let mut file = File::open(self.file(url)).ok()?;
        let known = file.metadata().ok()?;
        if !known.is_file() || known.len() > LARGEST || is_expired(&known) {
            return None;
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// Keeps a cover, and deletes what is too old or too much.
    pub(super) fn write(&self, url: &str, bytes: &[u8]) -> io::Result<()> {
        if self.limit == 0 {
            return Ok(());
        }
        create_folder(&self.folder)?;
        // Mode 0600, and never half a file under its name.
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(bytes)?;
        file.persist(self.file(url))?;
        self.evict()
    }

    pub(super) fn delete(&self, url: &str) {
        let _ = fs::remove_file(self.file(url));
    }

    /// Deletes what has expired, then the oldest beyond the limit.
    fn evict(&self) -> io::Result<()> {
        let entry = |entry: io::Result<fs::DirEntry>| {
            let entry = entry.ok()?;
            let known = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            Some((known.modified().ok()?, known, entry.path()))
        };
        let mut files: Vec<_> = fs::read_dir(&self.folder)?.filter_map(entry).collect();
        files.sort_by_key(|(modified, ..)| std::cmp::Reverse(*modified));
        let mut kept: u64 = 0;
        for (_, known, path) in files {
            kept = kept.saturating_add(known.len());
            if kept > self.limit || is_expired(&known) {
                let _ = fs::remove_file(path);
            }
        }
        Ok(())
    }

    fn file(&self, url: &str) -> PathBuf {
        let digest = Sha256::digest(url.as_bytes());
        let name = digest.iter().take(16).fold(String::new(), |name, byte| format!("{name}{byte:02x}"));
        self.folder.join(name)
    }
}

/// Whether a file is older than [`TTL`], or from the future.
fn is_expired(known: &fs::Metadata) -> bool {
    let age = known.modified().ok().and_then(|modified| SystemTime::now().duration_since(modified).ok());
    age.is_none_or(|age| age > TTL)
}

#[cfg(test)]
mod tests;
