//! Merging the parts of the search index between jobs.
//!
//! Each page that is written adds a part to the index, and a search asks every part. Left to itself the index merges
//! them within the transaction of whichever page crosses a bound: that page then takes five times as long as the others.
//! So the thread that writes merges a little after each job, in transactions of their own, and goes on while it has
//! nothing else to do. A job waits for one such step at most.

use std::sync::mpsc::{Receiver, TryRecvError};

use rusqlite::{Connection, TransactionBehavior};

use super::{Job, LibraryError, search};

/// Pages of the index that one step merges: a few milliseconds.
const STEP: u32 = 64;
/// Pages in the WAL at which a step folds it in; a job does so only where steps cannot follow.
const CHECKPOINT: u32 = 1_000;
/// See [`CHECKPOINT`].
pub(super) const LATE_CHECKPOINT: u32 = 4_000;

/// What the thread that writes does beside its jobs.
#[derive(Debug, Default)]
pub(super) struct Tidy {
    /// Whether there may be parts to merge.
    wanted: bool,
    /// What the connection had changed when it was last looked at.
    changes: u64,
}

impl Tidy {
    /// The next job; `Some(None)` where there is none and parts may be merged, `None` at the end.
    #[expect(clippy::option_option, reason = "a job, time for a step, or the end")]
    pub(super) fn next(&self, queue: &Receiver<Job>) -> Option<Option<Job>> {
        if !self.wanted {
            return queue.recv().ok().map(Some);
        }
        match queue.try_recv() {
            Ok(job) => Some(Some(job)),
            Err(TryRecvError::Empty) => Some(None),
            Err(TryRecvError::Disconnected) => None,
        }
    }

    /// A step, if the job changed anything.
    pub(super) fn after_job(&mut self, db: &mut Connection) {
        if db.total_changes() != self.changes {
            self.step(db);
        }
    }

    /// Merges a little.
    pub(super) fn step(&mut self, db: &mut Connection) {
        self.wanted = step(db).unwrap_or_else(|error| {
            // Whoever meets it next is told; a job is more urgent than this.
            tracing::debug!(%error, "the index is not merged");
            false
        });
        self.changes = db.total_changes();
    }
}

fn step(db: &mut Connection) -> Result<bool, LibraryError> {
    db.pragma_update(None, "wal_autocheckpoint", CHECKPOINT)?;
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let merged = search::merge(&transaction, STEP)?;
    transaction.commit()?;
    db.pragma_update(None, "wal_autocheckpoint", LATE_CHECKPOINT)?;
    Ok(merged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{Place, open, schema};

    #[test]
    fn steps_merge_until_few_parts_are_left_and_find_the_same() {
        let mut db = open::connect(&Place::Memory(2)).expect("it opens");
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
        let count =
            |db: &Connection, query: &str| db.query_row(query, [], |row| row.get::<_, i64>(0)).expect("a number");
        let parts = "SELECT count(DISTINCT segid) FROM all_words_idx";
        assert_eq!(count(&db, parts), 100);
        let mut tidy = Tidy { wanted: true, changes: 0 };
        for _ in 0..1_000 {
            tidy.step(&mut db);
        }
        assert!(!tidy.wanted);
        assert!(count(&db, parts) < 10, "{}", count(&db, parts));
        assert_eq!(count(&db, "SELECT count(*) FROM all_words WHERE all_words MATCH 'common'"), 2_000);
        assert_eq!(count(&db, "SELECT rowid FROM all_words WHERE all_words MATCH 'w1234'"), 1_234);
    }
}
