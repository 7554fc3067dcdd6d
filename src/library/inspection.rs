//! Inspects a library without changing it, for `doctor`.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use super::{LibraryError, Place, ReadOnlyReason, Reader, RequestLog, Result, file, open, schema};
use crate::domain::CleanText;

/// A library on disk, in any state.
#[derive(Debug)]
pub struct Inspection {
    reader: Reader,
    path: PathBuf,
    /// The format of the file; 0 for an empty one.
    pub format: u32,
    /// Its size, without its WAL.
    pub bytes: u64,
    /// The size of its WAL.
    pub wal_bytes: u64,
}

/// How far a check is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checked {
    /// Pages checked, and pages of the file.
    Pages { done: u64, total: u64 },
    /// All pages, and the rows up to here.
    Rows,
}

/// How often a check reports how far it is.
const REPORTS: Duration = Duration::from_millis(100);
/// How many pages are checked between two looks.
const PAGES: i32 = 1_000;

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
    pub fn open(path: &Path) -> Result<Option<Self>> {
        file::refuse_others(path)?;
        let bytes = match path.metadata() {
            Ok(data) if data.is_file() && data.len() == 0 => {
                return Err(LibraryError::Io(CleanText::new("the file is empty (0 bytes)")));
            }
            Ok(data) => data.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let wal_bytes = file::beside(path, "-wal").metadata().map_or(0, |data| data.len());
        let read = |immutable| {
            let reason = ReadOnlyReason::Storage(CleanText::new("it is only inspected"));
            let db = open::reader(&Place::ReadOnly { path: path.to_owned(), reason, immutable })?;
            let format = schema::format(&db)?;
            Ok::<_, LibraryError>((db, format))
        };
        // The second attempt is for a folder that cannot be written. The first error says more.
        let (db, format) = read(false).or_else(|error| read(true).map_err(|_| error))?;
        let reader = Reader::new(db, Some(path), RequestLog::beside(Some(path)));
        Ok(Some(Self { reader, path: path.to_owned(), format, bytes, wal_bytes }))
    }

    /// Whether the check takes no time to speak of, as at every start.
    pub fn is_small(&self) -> bool {
        self.bytes.saturating_add(self.wal_bytes) <= open::SMALL
    }

    /// Whether damage was found before: the next start checks and repairs the file.
    pub fn is_marked_damaged(&self) -> bool {
        file::is_marked_damaged(&self.path)
    }

    /// Checks the whole file, in about a second per gigabyte, more if it is not in memory. Damage is noted, and the next
    /// start repairs or quarantines the file. `progress` gets how far it is, several times a second.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] with the damage found.
    pub fn check(&mut self, mut progress: impl FnMut(Checked)) -> Result<()> {
        let total: i64 = self.reader.run(|db| Ok(db.pragma_query_value(None, "page_count", |row| row.get(0))?))?;
        let total = total.unsigned_abs();
        let steps = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&steps);
        let step = move || {
            counted.fetch_add(u64::from(PAGES.unsigned_abs()), Ordering::Relaxed);
            false
        };
        self.reader.observe(PAGES, step)?;
        let (answer, answered) = mpsc::channel();
        thread::scope(|scope| {
            let reader = &mut self.reader;
            scope.spawn(move || answer.send(reader.run(open::check)));
            loop {
                match answered.recv_timeout(REPORTS) {
                    Ok(checked) => return checked,
                    Err(mpsc::RecvTimeoutError::Disconnected) => return Err(LibraryError::Closed),
                    Err(mpsc::RecvTimeoutError::Timeout) => {
                        let done = steps.load(Ordering::Relaxed);
                        let so_far = if done < total { Checked::Pages { done, total } } else { Checked::Rows };
                        progress(so_far);
                    }
                }
            }
        })
    }

    /// Adds up the counters of the shows.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn totals(&self) -> Result<Totals> {
        self.reader.run(|db| {
            let accounts = db.query_row("SELECT count(*) FROM accounts", [], |row| row.get(0))?;
            let shows = "SELECT count(*), ifnull(sum(total), 0) FROM shows";
            let (shows, episodes) = db.query_row(shows, [], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))?;
            Ok(Totals { accounts, shows, episodes: episodes.unsigned_abs() })
        })
    }
}
