//! What the thread that writes does between jobs: it merges the parts of the search index, and has the WAL folded.
//!
//! Each page that is written adds a part to the index, and a search asks every part. Left to itself the index merges
//! them within the transaction of whichever page crosses a bound: that page then takes five times as long as the others.
//! So the thread that writes merges a little after each job, in transactions of their own, and goes on while it has
//! nothing else to do. A job waits for one such step at most, and not for a long one: where the parts are large, a word
//! that is in every episode makes a step as long as a second, for a word is merged in one go. Such a step is given up as
//! soon as a job waits, and tried again in a quiet moment. Start with [`Merge::next`].

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, RecvTimeoutError},
    },
    time::{Duration, Instant},
};

use rusqlite::{Connection, TransactionBehavior};

use super::{Job, LibraryError, Place, checkpoint::Checkpoint, search};

/// Pages of the index that one step merges: a few milliseconds.
const STEP: u32 = 64;
/// How long a step may take while a job waits.
const LONG: Duration = Duration::from_millis(15);
/// How many operations of the database lie between two looks at that.
const OPERATIONS: i32 = 500;
/// After a step was given up, the next one is tried after so many jobs, or when there was none for [`QUIET`].
const JOBS: u32 = 16;
/// See [`JOBS`].
const QUIET: Duration = Duration::from_millis(500);
/// How often is looked whether the WAL is folded, where a long one is.
const FOLDING: Duration = Duration::from_millis(20);
/// Pages in the WAL at which a transaction folds it in: only where nothing else could.
pub(super) const LATE_CHECKPOINT: u32 = 16_000;

/// What the thread that writes does beside its jobs.
#[derive(Debug)]
pub(super) struct Merge {
    checkpoint: Checkpoint,
    /// Jobs that were handed in and have not begun.
    waiting: Arc<AtomicUsize>,
    /// Whether there may be parts to merge.
    wanted: bool,
    /// Jobs until a step is tried again.
    rest: u32,
    /// What the connection had changed when it was last looked at.
    changes: u64,
}

impl Merge {
    /// For the thread that writes to a place and is handed jobs that are counted while they wait.
    pub(super) fn new(place: Place, waiting: Arc<AtomicUsize>) -> Self {
        Self { checkpoint: Checkpoint::of(place), waiting, wanted: false, rest: 0, changes: 0 }
    }

    /// The next job; `Some(None)` where there is none and parts may be merged, `None` at the end.
    #[expect(clippy::option_option, reason = "a job, time for a step, or the end")]
    pub(super) fn next(&mut self, queue: &Receiver<Job>) -> Option<Option<Job>> {
        let pause = if self.checkpoint.is_behind() {
            FOLDING
        } else if !self.wanted {
            Duration::MAX
        } else if self.rest > 0 {
            QUIET
        } else {
            Duration::ZERO
        };
        let job = match queue.recv_timeout(pause) {
            Ok(job) => Some(Some(job)),
            Err(RecvTimeoutError::Timeout) => Some(None),
            Err(RecvTimeoutError::Disconnected) => None,
        };
        if let Some(Some(_)) = job {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
        }
        job
    }

    /// A step, if the job changed anything.
    pub(super) fn after_job(&mut self, db: &mut Connection) {
        if db.total_changes() == self.changes {
            return;
        }
        self.wanted = true;
        self.rest = self.rest.saturating_sub(1);
        if self.rest > 0 || self.checkpoint.is_behind() {
            self.look(db);
        } else {
            self.merge(db);
        }
    }

    /// What there is to do while nobody wants anything.
    pub(super) fn step(&mut self, db: &mut Connection) {
        if self.checkpoint.is_behind() {
            self.look(db);
        } else {
            self.rest = 0;
            self.merge(db);
        }
    }

    /// Merges a little.
    fn merge(&mut self, db: &mut Connection) {
        match step(db, &self.waiting, LONG) {
            Ok(merged) => self.wanted = merged,
            Err(LibraryError::Cancelled) => self.rest = JOBS,
            Err(error) => {
                // Whoever meets it next is told; a job is more urgent than this.
                tracing::debug!(%error, "the index is not merged");
                self.wanted = false;
            }
        }
        self.look(db);
    }

    fn look(&mut self, db: &Connection) {
        if let Err(error) = self.checkpoint.look(db) {
            tracing::debug!(%error, "the WAL is not folded");
        }
        self.changes = db.total_changes();
    }
}

/// Merges a little, unless that takes longer than `long` and a job waits: then nothing is changed, and it is
/// [`LibraryError::Cancelled`].
fn step(db: &mut Connection, waiting: &Arc<AtomicUsize>, long: Duration) -> Result<bool, LibraryError> {
    let (waiting, began) = (Arc::clone(waiting), Instant::now());
    let given_up = move || waiting.load(Ordering::Relaxed) > 0 && began.elapsed() > long;
    db.progress_handler(OPERATIONS, Some(given_up))?;
    let merged = merged(db);
    db.progress_handler(0, None::<fn() -> bool>)?;
    merged
}

fn merged(db: &mut Connection) -> Result<bool, LibraryError> {
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let merged = search::merge(&transaction, STEP)?;
    transaction.commit()?;
    Ok(merged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{open, schema};

    /// An index of 100 parts of 20 episodes each.
    fn of_many_parts(number: u64) -> Connection {
        let mut db = open::connect(&Place::Memory(number)).expect("it opens");
        schema::migrate(&mut db).expect("it migrates");
        for part in 0..100_i64 {
            let step = db.transaction().expect("it begins");
            for id in part * 20..(part + 1) * 20 {
                let words = format!("w{id} common part{part}");
                let add = "INSERT INTO all_words (rowid, words) VALUES (?1, ?2)";
                step.execute(add, rusqlite::params![id, words]).expect("it is written");
            }
            step.commit().expect("it is written");
        }
        db
    }

    fn count(db: &Connection, query: &str) -> i64 {
        db.query_row(query, [], |row| row.get(0)).expect("a number")
    }

    const PARTS: &str = "SELECT count(DISTINCT segid) FROM all_words_idx";

    #[test]
    fn a_long_step_is_given_up_for_a_job_and_changes_nothing() {
        let mut db = of_many_parts(3);
        let waiting = Arc::new(AtomicUsize::new(1));
        assert_eq!(step(&mut db, &waiting, Duration::ZERO), Err(LibraryError::Cancelled));
        assert_eq!(count(&db, PARTS), 100);
        waiting.store(0, Ordering::Relaxed);
        assert_eq!(step(&mut db, &waiting, Duration::ZERO), Ok(true));
        assert!(count(&db, PARTS) < 100);
        assert_eq!(count(&db, "SELECT count(*) FROM all_words WHERE all_words MATCH 'common'"), 2_000);
    }

    #[test]
    fn steps_merge_until_few_parts_are_left_and_find_the_same() {
        let mut db = of_many_parts(2);
        assert_eq!(count(&db, PARTS), 100);
        let mut merge = Merge::new(Place::Memory(2), Arc::default());
        merge.wanted = true;
        for _ in 0..1_000 {
            merge.step(&mut db);
        }
        assert!(!merge.wanted);
        assert!(count(&db, PARTS) < 10, "{}", count(&db, PARTS));
        assert_eq!(count(&db, "SELECT count(*) FROM all_words WHERE all_words MATCH 'common'"), 2_000);
        assert_eq!(count(&db, "SELECT rowid FROM all_words WHERE all_words MATCH 'w1234'"), 1_234);
    }
}
