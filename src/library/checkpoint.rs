//! Checkpoints: copies the WAL into the database file, beside the writing thread.
//!
//! A page of 50 episodes changes up to 300 pages all over the file. Copying them waits for the disk twice, which takes
//! several times as long as writing the page. So another thread copies in portions while the writer goes on. The WAL
//! restarts only when all of it is copied: while it is long, the index is not merged, and if pages keep coming, the writing
//! thread copies the rest itself in the end. Start with [`Checkpoint::look`].

use std::thread::{self, JoinHandle};

use rusqlite::Connection;

use super::{Place, Result, open};

/// Pages of the WAL that are copied at once while it is short. Smaller portions wait for the disk more often.
const PORTION: u32 = 5_000;
/// Pages in the WAL from which on it should restart: 32 MB.
const LONG: u32 = 8_000;
/// Pages in the WAL at which the writing thread copies the rest, and a page waits for it: 48 MB.
const LONGEST: u32 = 12_000;

/// Checkpoints one library.
#[derive(Debug)]
pub(super) struct Checkpoint {
    place: Place,
    /// The thread that copies a portion, with a connection of its own.
    portion: Option<JoinHandle<()>>,
    /// Whether the WAL is long and not copied. Work that can wait should not add to it.
    pub(super) is_behind: bool,
    /// The pages of the WAL, and those left to copy, when the last portion began.
    tried: Option<(u32, u32)>,
}

impl Checkpoint {
    pub(super) fn of(place: Place) -> Self {
        Self { place, portion: None, is_behind: false, tried: None }
    }

    /// Copies what is due. Called by the writing thread after each transaction, and until it is no longer behind.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`](super::LibraryError::Damaged) and the like. Pages not copied yet stay in the WAL.
    pub(super) fn look(&mut self, db: &Connection) -> Result<()> {
        self.is_behind = false;
        let Place::File(_) = self.place else { return Ok(()) };
        let (pages, left) = unwritten(db)?;
        if left == 0 {
            return Ok(());
        }
        if pages >= LONGEST {
            self.settle();
            return checkpoint(db);
        }
        let busy = self.portion.as_ref().is_some_and(|portion| !portion.is_finished());
        // What is still read in an older state cannot be copied. The next transaction tries again.
        let stuck = !busy && self.tried == Some((pages, left));
        self.is_behind = pages >= LONG && !stuck;
        if (self.is_behind || left >= PORTION) && !busy && !stuck {
            self.tried = Some((pages, left));
            self.begin()?;
        }
        Ok(())
    }

    /// Waits for the portion under way.
    fn settle(&mut self) {
        if let Some(portion) = self.portion.take() {
            let _ = portion.join();
        }
    }

    fn begin(&mut self) -> Result<()> {
        let place = self.place.clone();
        let copy = move || {
            if let Err(error) = open::connect(&place).and_then(|db| checkpoint(&db)) {
                // The next portion tries again.
                tracing::debug!(%error, "the WAL is not copied");
            }
        };
        self.portion = Some(thread::Builder::new().name("checkpoint".into()).spawn(copy)?);
        Ok(())
    }
}

impl Drop for Checkpoint {
    /// Its connection is closed when this returns.
    fn drop(&mut self) {
        self.settle();
    }
}

/// The number of pages in the WAL, and of those not copied yet.
fn unwritten(db: &Connection) -> Result<(u32, u32)> {
    let mut statement = db.prepare_cached("PRAGMA wal_checkpoint(NOOP)")?;
    let (pages, copied): (i64, i64) = statement.query_row([], |row| Ok((row.get(1)?, row.get(2)?)))?;
    let count = |pages: i64| u32::try_from(pages.max(0)).unwrap_or(u32::MAX);
    Ok((count(pages), count(pages - copied)))
}

/// Copies what it can without waiting; nothing while another process checkpoints.
fn checkpoint(db: &Connection) -> Result<()> {
    Ok(db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A library's file with a table of blobs, and its checkpoints.
    fn begun() -> (tempfile::TempDir, Connection, Checkpoint) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("library.db");
        std::fs::File::create(&path).expect("a file");
        let place = Place::File(path);
        let db = open::connect(&place).expect("it opens");
        db.execute_batch("CREATE TABLE t (bytes BLOB)").expect("a table");
        (folder, db, Checkpoint::of(place))
    }

    /// Writes at least `pages` pages.
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
    fn pages_that_a_reader_needs_are_left_until_it_is_done() {
        let (_folder, db, mut checkpoint) = begun();
        let reader = open::reader(&checkpoint.place).expect("it opens");
        reader.execute_batch("BEGIN; SELECT count(*) FROM t").expect("it reads");
        write(&db, LONG);
        for _ in 0..2 {
            checkpoint.look(&db).expect("nothing is wrong");
            checkpoint.settle();
        }
        checkpoint.look(&db).expect("nothing is wrong");
        assert!(!checkpoint.is_behind && unwritten(&db).expect("a number").1 >= LONG);
        reader.execute_batch("COMMIT").expect("it ends");
        write(&db, 1);
        checkpoint.look(&db).expect("it is copied");
        checkpoint.settle();
        assert_eq!(unwritten(&db).expect("a number").1, 0);
    }
}
