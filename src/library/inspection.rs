//! Inspects a library without changing it, for `doctor`.

use std::path::Path;

use super::{LibraryError, Place, ReadOnlyReason, Reader, file, open, schema};
use crate::domain::CleanText;

/// A library on disk, in any state.
#[derive(Debug)]
pub struct Inspection {
    reader: Reader,
    format: u32,
    bytes: u64,
}

/// Numbers over all accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    pub accounts: u32,
    /// Including shows that left the lists and are not deleted yet.
    pub shows: u32,
    pub episodes: u64,
}

impl Inspection {
    /// The newest format that this program knows.
    pub fn newest_format() -> u32 {
        schema::newest()
    }

    /// The version of `SQLite` in this program.
    pub fn sqlite() -> &'static str {
        rusqlite::version()
    }

    /// Opens the file for reading; `None` if there is none.
    ///
    /// # Errors
    /// It cannot be read, or is not a library.
    pub fn open(path: &Path) -> Result<Option<Self>, LibraryError> {
        file::refuse_link(path)?;
        let bytes = match path.metadata() {
            Ok(data) if data.is_file() && data.len() == 0 => {
                return Err(LibraryError::Io(CleanText::new("the file is empty (0 bytes)")));
            }
            Ok(data) => data.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let log = file::beside(path, "-wal").metadata().map_or(0, |data| data.len());
        let read = |immutable| {
            let reason = ReadOnlyReason::Storage(CleanText::new("it is only inspected"));
            let db = open::reader(&Place::ReadOnly { path: path.to_owned(), reason, immutable })?;
            let format = schema::format(&db)?;
            Ok::<_, LibraryError>((db, format))
        };
        // The second attempt is for a folder that cannot be written. The first error says more.
        let (db, format) = read(false).or_else(|error| read(true).map_err(|_| error))?;
        Ok(Some(Self { reader: Reader::new(db, Some(path)), format, bytes: bytes.saturating_add(log) }))
    }

    /// The format of the file; 0 for an empty one.
    pub fn format(&self) -> u32 {
        self.format
    }

    /// Its size in bytes, with its WAL.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Checks the whole file, in about a second per gigabyte. Damage is noted, and the next start repairs or quarantines
    /// the file.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] with the damage found.
    pub fn check(&self) -> Result<(), LibraryError> {
        self.reader.run(open::check)
    }

    /// Adds up the counters of the shows.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn totals(&self) -> Result<Totals, LibraryError> {
        self.reader.run(|db| {
            let accounts = db.query_row("SELECT count(*) FROM accounts", [], |row| row.get(0))?;
            let shows = "SELECT count(*), ifnull(sum(total), 0) FROM shows";
            let (shows, episodes) = db.query_row(shows, [], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))?;
            Ok(Totals { accounts, shows, episodes: episodes.unsigned_abs() })
        })
    }
}
