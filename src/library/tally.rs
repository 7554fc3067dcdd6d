//! The counters of shows, kept with every change to their episodes so that no list counts rows.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Transaction, params};

use super::LibraryError;

/// Changes to the counters of shows, collected over a transaction.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Total, unplayed and in progress.
    changes: BTreeMap<i64, [i64; 3]>,
    /// Shows whose newest episode may be another one.
    latest: BTreeSet<i64>,
}

impl Tally {
    pub(super) fn added(&mut self, show: i64, state: i64) {
        self.add(show, state, 1);
        self.latest.insert(show);
    }

    pub(super) fn removed(&mut self, show: i64, state: i64) {
        self.add(show, state, -1);
        self.latest.insert(show);
    }

    pub(super) fn moved(&mut self, show: i64, before: i64, after: i64) {
        self.add(show, before, -1);
        self.add(show, after, 1);
        self.latest.insert(show);
    }

    fn add(&mut self, show: i64, state: i64, count: i64) {
        let [total, unplayed, in_progress] = self.changes.entry(show).or_default();
        *total += count;
        match state {
            0 => *unplayed += count,
            1 => *in_progress += count,
            _ => {}
        }
    }

    /// Writes the counters.
    pub(super) fn store(self, db: &Transaction<'_>) -> Result<(), LibraryError> {
        self.store_counts(db)?;
        for show in self.latest {
            db.prepare_cached(
                "UPDATE shows SET (latest_day, latest_precision) =
                    (SELECT day, precision FROM episodes WHERE show = ?1 ORDER BY day DESC, position LIMIT 1)
                 WHERE id = ?1",
            )?
            .execute([show])?;
        }
        Ok(())
    }

    /// Writes the counters without looking for the newest episodes, which takes an index.
    pub(super) fn store_counts(&self, db: &Transaction<'_>) -> Result<(), LibraryError> {
        for (show, [total, unplayed, in_progress]) in &self.changes {
            db.prepare_cached(
                "UPDATE shows SET total = total + ?2, unplayed = unplayed + ?3, in_progress = in_progress + ?4
                 WHERE id = ?1",
            )?
            .execute(params![show, total, unplayed, in_progress])?;
        }
        Ok(())
    }
}
