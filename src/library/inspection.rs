//! A look at a library that changes nothing: for `doctor`, which must not set aside what it is asked about.

use std::path::Path;

use super::{LibraryError, Place, ReadOnlyReason, Reader, file, open, schema};
use crate::domain::CleanText;

/// A library as it lies on the disk, whatever state it is in.
#[derive(Debug)]
pub struct Inspection {
    reader: Reader,
    format: u32,
    bytes: u64,
}

/// What a library holds, of all accounts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Accounts.
    pub accounts: u32,
    /// Shows, those that left the lists and are not deleted yet included.
    pub shows: u32,
    /// Episodes.
    pub episodes: u64,
}

impl Inspection {
    /// The newest format this program knows.
    pub fn newest_format() -> u32 {
        schema::newest()
    }

    /// The version of `SQLite` in this program.
    pub fn sqlite() -> &'static str {
        rusqlite::version()
    }

    /// Opens the file for reading; `None` where there is none.
    ///
    /// # Errors
    /// It cannot be read, or is no library.
    pub fn open(path: &Path) -> Result<Option<Self>, LibraryError> {
        let bytes = match path.metadata() {
            Ok(data) => data.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(LibraryError::io(&error)),
        };
        let log = file::beside(path, "-wal").metadata().map_or(0, |data| data.len());
        let reason = || ReadOnlyReason::Storage(CleanText::new("it is only looked at"));
        let found = [Place::ReadOnly(path.to_owned(), reason()), Place::Immutable(path.to_owned(), reason())]
            .into_iter()
            .map(|place| {
                let db = open::reader(&place)?;
                let format = schema::format(&db)?;
                Ok((db, format))
            })
            // The second serves a folder that may not be written; of both failures the first tells more.
            .reduce(|first, second| if first.is_ok() { first } else { second.or(first) });
        let (db, format) = found.unwrap_or(Err(LibraryError::Closed))?;
        Ok(Some(Self { reader: Reader::new(db, Some(path)), format, bytes: bytes.saturating_add(log) }))
    }

    /// The format of the file; 0 for an empty one.
    pub fn format(&self) -> u32 {
        self.format
    }

    /// Its size in bytes, with what is still to be folded in.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What else there is to read.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// Looks through the whole file: about a second a gigabyte. Damage is noted, and the next start mends it, or sets the
    /// file aside.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] with what was found.
    pub fn check(&self) -> Result<(), LibraryError> {
        self.reader.run(open::check)
    }

    /// What it holds, from the counters of its shows.
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
