//! Other processes at the same library: whether they wrote, and whether one has it open when it is deleted.

use std::{path::Path, sync::atomic::Ordering, time::Duration};

use rusqlite::{Connection, OpenFlags};

use super::{Library, LibraryError, Place, Reply, Result, file, open};

impl Library {
    /// Whether it has no file and ends with the program.
    pub fn is_in_memory(&self) -> bool {
        matches!(self.0.place, Place::Memory(_))
    }

    /// A number that changes when another process writes. Runs after the writes sent before.
    pub fn others_wrote(&self) -> Reply<i64> {
        // All writes of this process go through this connection, whose own writes do not count.
        self.run(|db| Ok(db.query_row("PRAGMA data_version", [], |row| row.get(0))?))
    }

    /// Whether there is a file at this path.
    pub fn is_there(path: &Path) -> bool {
        file::is_there(path)
    }

    /// Whether the writing thread waits at this moment for a lock that another program holds.
    pub fn is_locked_out(&self) -> bool {
        self.0.locked_out.load(Ordering::Relaxed)
    }

    /// Shrinks the file, so that nothing deleted is left in it. Takes seconds per gigabyte, and blocks other processes.
    pub fn compact(&self) -> Reply<()> {
        // `VACUUM` is a transaction of its own. Its result is in the WAL until that is truncated.
        self.run(|db| Ok(db.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")?))
    }

    /// Deletes the library and all quarantined files, unless another process has it open: then nothing is deleted and
    /// `false` returned. Every clone and [`Reader`](super::Reader) of this process must be gone.
    ///
    /// # Errors
    /// A file cannot be deleted.
    pub fn erase_unless_open(path: &Path) -> Result<bool> {
        if path.parent().is_none_or(|folder| !folder.exists()) {
            return Ok(true);
        }
        // No other process opens it meanwhile.
        let _lock = file::lock(path, open::BUSY_TIMEOUT)?;
        if path.exists() && !is_alone(path)? {
            return Ok(false);
        }
        file::erase(path)?;
        Ok(true)
    }

    /// Deletes all quarantined files.
    ///
    /// # Errors
    /// A file cannot be deleted.
    pub fn erase_quarantined(path: &Path) -> Result<()> {
        Ok(file::erase_quarantined(path)?)
    }
}

/// Whether no other process has it open: only then `SQLite` can leave WAL mode.
fn is_alone(path: &Path) -> Result<bool> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let left = Connection::open_with_flags(path, flags).and_then(|db| {
        db.busy_timeout(Duration::ZERO)?;
        db.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get::<_, String>(0))
    });
    match left.map_err(LibraryError::from) {
        Ok(mode) => Ok(mode != "wal"),
        Err(LibraryError::Busy) => Ok(false),
        // No process can use it.
        Err(LibraryError::Damaged(_)) => Ok(true),
        Err(error) => Err(error),
    }
}
