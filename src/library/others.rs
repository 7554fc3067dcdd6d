//! Other processes at the same library: whether they wrote, and whether any is there when it is to be erased.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags};
use tokio::sync::oneshot;

use super::{Library, LibraryError, Place, Reply, file};

impl Library {
    /// Whether it lies in no file, and ends with the program.
    pub fn is_in_memory(&self) -> bool {
        match self.0.place {
            Place::Memory(_) => true,
            Place::File(_) | Place::ReadOnly(..) | Place::Immutable(..) => false,
        }
    }

    /// A number that is another one after another process has written. Takes its turn behind writes.
    pub fn others_wrote(&self) -> Reply<i64> {
        let (answer, reply) = oneshot::channel();
        // What this connection itself writes does not count, and all of this process's writes are its own.
        let version = |db: &mut Connection| db.query_row("PRAGMA data_version", [], |row| row.get(0));
        self.send(Box::new(move |db| drop(answer.send(version(db).map_err(LibraryError::from)))));
        Reply(reply)
    }

    /// Gives back the space of what was deleted, so that nothing of it is left in the file. Takes seconds a gigabyte, and
    /// other processes wait for it.
    pub fn compact(&self) -> Reply<()> {
        let (answer, reply) = oneshot::channel();
        // No transaction around it: `VACUUM` is one. What it wrote stands in the WAL until that is emptied.
        let work = |db: &mut Connection| db.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
        self.send(Box::new(move |db| drop(answer.send(work(db).map_err(LibraryError::from)))));
        Reply(reply)
    }

    /// Removes the library from the disk with all that was ever set aside, unless another process has it open: then
    /// nothing happens and `false` comes back. Every clone and [`Reader`](super::Reader) of this process must be gone.
    ///
    /// # Errors
    /// What the system answers.
    pub fn erase_unless_open(path: &Path) -> Result<bool, LibraryError> {
        let io = |error: std::io::Error| LibraryError::io(&error);
        if path.parent().is_none_or(|folder| !folder.exists()) {
            return Ok(true);
        }
        // Nobody opens it while this runs.
        let _lock = file::lock(path).map_err(io)?;
        if path.exists() && !is_alone(path)? {
            return Ok(false);
        }
        file::erase(path).map_err(io)?;
        Ok(true)
    }

    /// Removes what was ever set aside.
    ///
    /// # Errors
    /// What the system answers.
    pub fn erase_set_aside(path: &Path) -> Result<(), LibraryError> {
        file::erase_set_aside(path).map_err(|error| LibraryError::io(&error))
    }
}

/// Whether nobody else has it open: to leave WAL mode `SQLite` asks for just that.
fn is_alone(path: &Path) -> Result<bool, LibraryError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let left = Connection::open_with_flags(path, flags).and_then(|db| {
        db.busy_timeout(Duration::ZERO)?;
        db.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get::<_, String>(0))
    });
    match left.map_err(LibraryError::from) {
        Ok(mode) => Ok(mode != "wal"),
        Err(LibraryError::Busy) => Ok(false),
        // Nothing to be kept for anybody.
        Err(LibraryError::Damaged(_)) => Ok(true),
        Err(error) => Err(error),
    }
}
