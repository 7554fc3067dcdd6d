//! Checkpoints: copies the WAL into the database file, beside the thread that writes.
//!
//! A page of 50 episodes changes some 400 pages of the file, all over it, and copying those waits for the disk twice,
//! which takes several times as long as writing the page. So a thread with a connection of its own checkpoints in
//! portions while the writer goes on. The WAL restarts only when nothing of it is left to copy: while it is long, the
//! index is not merged, and if pages keep coming, the writer copies the rest itself in the end.
//! Start with [`Checkpoint::look`].

use std::{
    sync::mpsc::{self, Receiver, Sender, TryRecvError},
    thread::{self, JoinHandle},
};

use rusqlite::Connection;

use super::{LibraryError, Place, open};

/// Pages of the WAL that are copied at once while it is short: fewer would wait for the disk more often.
const PORTION: u32 = 1_000;
/// Pages in the WAL from which on it is to begin anew: 16 MB.
const LONG: u32 = 4_000;
/// Pages in the WAL at which the writing thread copies what is left, and a page waits for it: 48 MB.
const LONGEST: u32 = 12_000;

/// Checkpoints one library. Its thread begins with the first portion.
#[derive(Debug)]
pub(super) struct Checkpoint {
    place: Place,
    beside: Option<Beside>,
    behind: bool,
    /// The pages of the WAL, and those left to copy, when the last portion was begun.
    tried: Option<(u32, u32)>,
}

/// The thread that checkpoints.
#[derive(Debug)]
struct Beside {
    /// Taken at the end, which ends the thread.
    portions: Option<Sender<()>>,
    done: Receiver<()>,
    busy: bool,
    thread: Option<JoinHandle<()>>,
}

impl Checkpoint {
    pub(super) fn of(place: Place) -> Self {
        Self { place, beside: None, behind: false, tried: None }
    }

    /// Copies what is due. Called by the thread that writes, after each transaction, and until it is no
    /// longer behind.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like. What is not copied stays in the WAL, and is safe there.
    pub(super) fn look(&mut self, db: &Connection) -> Result<(), LibraryError> {
        self.behind = false;
        let Place::File(_) = self.place else { return Ok(()) };
        let (pages, left) = unwritten(db)?;
        if left == 0 {
            return Ok(());
        }
        if pages >= LONGEST {
            self.settle();
            return checkpoint(db);
        }
        let busy = self.is_busy();
        // What somebody still reads in an older state cannot be copied; the next transaction tries again.
        let stuck = !busy && self.tried == Some((pages, left));
        self.behind = pages >= LONG && !stuck;
        if (self.behind || left >= PORTION) && !busy && !stuck {
            self.tried = Some((pages, left));
            return self.begin();
        }
        Ok(())
    }

    /// Whether the WAL is long and not copied. What can wait should not add to it.
    pub(super) fn is_behind(&self) -> bool {
        self.behind
    }

    fn is_busy(&mut self) -> bool {
        let Some(beside) = &mut self.beside else { return false };
        match beside.done.try_recv() {
            Err(TryRecvError::Empty) => {}
            Ok(()) | Err(TryRecvError::Disconnected) => beside.busy = false,
        }
        beside.busy
    }

    /// Waits for the portion under way.
    fn settle(&mut self) {
        if let Some(beside) = &mut self.beside
            && beside.busy
        {
            // Where the thread has ended there is nothing to wait for.
            let _ = beside.done.recv();
            beside.busy = false;
        }
    }

    fn begin(&mut self) -> Result<(), LibraryError> {
        let beside = match &mut self.beside {
            Some(beside) => beside,
            none => none.insert(Beside::start(&self.place)?),
        };
        beside.busy = beside.portions.as_ref().is_some_and(|portions| portions.send(()).is_ok());
        Ok(())
    }
}

impl Beside {
    fn start(place: &Place) -> Result<Self, LibraryError> {
        let db = open::connect(place)?;
        let (portions, queue) = mpsc::channel();
        let (told, done) = mpsc::channel();
        let work = move || {
            for () in queue {
                if let Err(error) = checkpoint(&db) {
                    // The next portion tries again.
                    tracing::debug!(%error, "the WAL is not copied");
                }
                if told.send(()).is_err() {
                    break;
                }
            }
        };
        let thread = thread::Builder::new().name("checkpoint".into()).spawn(work);
        let thread = Some(thread.map_err(|error| LibraryError::io(&error))?);
        Ok(Self { portions: Some(portions), done, busy: false, thread })
    }
}

impl Drop for Beside {
    /// Its connection is closed when this returns.
    fn drop(&mut self) {
        self.portions = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// How many pages the WAL has, and how many of them are not copied yet.
fn unwritten(db: &Connection) -> Result<(u32, u32), LibraryError> {
    let mut statement = db.prepare_cached("PRAGMA wal_checkpoint(NOOP)")?;
    let (pages, copied): (i64, i64) = statement.query_row([], |row| Ok((row.get(1)?, row.get(2)?)))?;
    let count = |pages: i64| u32::try_from(pages.max(0)).unwrap_or(u32::MAX);
    Ok((count(pages), count(pages - copied)))
}

/// Folds what can be copied without waiting for anybody; nothing where another process is at it.
fn checkpoint(db: &Connection) -> Result<(), LibraryError> {
    Ok(db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A library's file with a table of blobs, and what folds it.
    fn begun() -> (tempfile::TempDir, Connection, Checkpoint) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("library.db");
        std::fs::File::create(&path).expect("a file");
        let place = Place::File(path);
        let db = open::connect(&place).expect("it opens");
        db.execute_batch("CREATE TABLE t (bytes BLOB)").expect("a table");
        (folder, db, Checkpoint::of(place))
    }

    /// Writes so many pages, at least.
    fn write(db: &Connection, pages: u32) {
        db.execute("INSERT INTO t VALUES (zeroblob(?1))", [pages * 4096]).expect("it is written");
    }

    #[test]
    fn the_wal_stays_short_while_one_transaction_comes_after_the_other() {
        let (_folder, db, mut checkpoint) = begun();
        let (mut longest, mut shorter) = (0, false);
        for _ in 0..30 {
            write(&db, 500);
            checkpoint.look(&db).expect("it is copied");
            let (pages, _) = unwritten(&db).expect("a number");
            shorter |= pages < longest;
            longest = longest.max(pages);
        }
        assert!(shorter && longest < LONGEST + 600, "{longest}");
        assert_eq!(db.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0)), Ok(30));
    }

    #[test]
    fn what_somebody_still_reads_is_left_until_they_are_done() {
        let (_folder, db, mut checkpoint) = begun();
        let reader = open::reader(&checkpoint.place).expect("it opens");
        reader.execute_batch("BEGIN; SELECT count(*) FROM t").expect("it reads");
        write(&db, LONG);
        for _ in 0..2 {
            checkpoint.look(&db).expect("nothing is wrong");
            checkpoint.settle();
        }
        checkpoint.look(&db).expect("nothing is wrong");
        assert!(!checkpoint.is_behind() && unwritten(&db).expect("a number").1 >= LONG);
        reader.execute_batch("COMMIT").expect("it ends");
        write(&db, 1);
        checkpoint.look(&db).expect("it is copied");
        checkpoint.settle();
        assert_eq!(unwritten(&db).expect("a number").1, 0);
    }
}
