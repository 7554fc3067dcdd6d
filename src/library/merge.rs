//! The writing thread: it runs jobs, and between them merges the segments of the search index.
//!
//! Each page that is written adds a segment to the index, and a search reads every segment. By itself the index merges
//! them within the transaction of the page that crosses a bound, which then takes five times as long as the others. So the
//! thread merges a little after each job, in transactions of their own, and goes on while it is idle. A job waits for one
//! such step at most, and not for a long one: a word is merged in one go, and one that is in every episode of a large
//! library takes up to a second. Such a step is given up as soon as a job waits, and tried again when the thread is idle.
//! Start with [`Merge::run`].

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{Receiver, RecvTimeoutError},
    },
    time::{Duration, Instant},
};

use rusqlite::Connection;

use super::{Job, LibraryError, Place, Result, checkpoint::Checkpoint, in_transaction_noting, search};

/// Pages of the index that one step merges, in a few milliseconds.
const STEP: u32 = 64;
/// How long a step may take while a job waits.
const LONG: Duration = Duration::from_millis(15);
/// `SQLite`'s operations between two checks of that.
const OPERATIONS: i32 = 500;
/// After a step was given up, the next one is tried after this many jobs, or after [`QUIET`] without a job.
const JOBS: u32 = 16;
/// See [`JOBS`].
const QUIET: Duration = Duration::from_millis(500);
/// How often a long WAL is looked at.
const CHECKPOINTING: Duration = Duration::from_millis(20);
/// Pages in the WAL at which `SQLite` itself checkpoints within a transaction, if nothing else could.
pub(super) const LATE_CHECKPOINT: u32 = 16_000;

/// What the writing thread does beside its jobs.
#[derive(Debug)]
pub(super) struct Merge {
    checkpoint: Checkpoint,
    /// The number of jobs sent and not begun.
    waiting: Arc<AtomicUsize>,
    /// Whether the thread waits for another process's lock.
    locked_out: Arc<AtomicBool>,
    /// Whether there may be segments to merge.
    wanted: bool,
    /// Jobs until a step is tried again.
    rest: u32,
    /// The number of changes by this connection at the last look.
    changes: u64,
}

impl Merge {
    pub(super) fn new(place: Place, waiting: Arc<AtomicUsize>, locked_out: Arc<AtomicBool>) -> Self {
        Self { checkpoint: Checkpoint::of(place), waiting, locked_out, wanted: false, rest: 0, changes: 0 }
    }

    /// Runs jobs until the queue is closed.
    pub(super) fn run(mut self, mut db: Connection, queue: &Receiver<Job>) {
        loop {
            match queue.recv_timeout(self.pause()) {
                Ok(job) => {
                    self.waiting.fetch_sub(1, Ordering::Relaxed);
                    job(&mut db);
                    self.after_job(&mut db);
                }
                Err(RecvTimeoutError::Timeout) => self.step(&mut db),
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// How long to wait for a job before the next step.
    fn pause(&self) -> Duration {
        if self.checkpoint.is_behind {
            CHECKPOINTING
        } else if !self.wanted {
            Duration::MAX
        } else if self.rest > 0 {
            QUIET
        } else {
            Duration::ZERO
        }
    }

    /// A step, if the job changed anything.
    fn after_job(&mut self, db: &mut Connection) {
        if db.total_changes() == self.changes {
            return;
        }
        self.wanted = true;
        self.rest = self.rest.saturating_sub(1);
        if self.rest > 0 || self.checkpoint.is_behind {
            self.look(db);
        } else {
            self.merge(db);
        }
    }

    /// A step while no job waits.
    fn step(&mut self, db: &mut Connection) {
        if self.checkpoint.is_behind {
            self.look(db);
        } else {
            self.rest = 0;
            self.merge(db);
        }
    }

    fn merge(&mut self, db: &mut Connection) {
        match step(db, &self.waiting, &self.locked_out, LONG) {
            Ok(merged) => self.wanted = merged,
            Err(LibraryError::Cancelled) => self.rest = JOBS,
            Err(error) => {
                // The next job reports it.
                tracing::debug!(%error, "the index is not merged");
                self.wanted = false;
            }
        }
        self.look(db);
    }

    fn look(&mut self, db: &Connection) {
        if let Err(error) = self.checkpoint.look(db) {
            tracing::debug!(%error, "the WAL is not checkpointed");
        }
        self.changes = db.total_changes();
    }
}

/// Merges a little and returns whether there was anything to merge. Is [`LibraryError::Cancelled`] and changes nothing if
/// it takes longer than `long` while a job waits.
fn step(db: &mut Connection, waiting: &Arc<AtomicUsize>, locked_out: &AtomicBool, long: Duration) -> Result<bool> {
    let (waiting, began) = (Arc::clone(waiting), Instant::now());
    let is_given_up = move || waiting.load(Ordering::Relaxed) > 0 && began.elapsed() > long;
    db.progress_handler(OPERATIONS, Some(is_given_up))?;
    let merged = in_transaction_noting(db, locked_out, |step| search::merge(step, STEP));
    db.progress_handler(0, None::<fn() -> bool>)?;
    merged
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
        assert_eq!(step(&mut db, &waiting, &AtomicBool::default(), Duration::ZERO), Err(LibraryError::Cancelled));
        assert_eq!(count(&db, PARTS), 100);
        waiting.store(0, Ordering::Relaxed);
        assert_eq!(step(&mut db, &waiting, &AtomicBool::default(), Duration::ZERO), Ok(true));
        assert!(count(&db, PARTS) < 100);
        assert_eq!(count(&db, "SELECT count(*) FROM all_words WHERE all_words MATCH 'common'"), 2_000);
    }

    #[test]
    fn steps_merge_until_few_parts_are_left_and_find_the_same() {
        let mut db = of_many_parts(2);
        assert_eq!(count(&db, PARTS), 100);
        let mut merge = Merge::new(Place::Memory(2), Arc::default(), Arc::default());
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
