//! The counters of shows, updated with every change of their episodes, so that no list counts rows.

use std::collections::BTreeMap;

use rusqlite::{Transaction, params};

use super::{Result, execute};

/// Changes to the counters of shows within a transaction.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Total, unplayed and in progress, by show.
    changes: BTreeMap<i64, [i64; 3]>,
}

impl Tally {
    /// Adds `count` episodes in a state.
    pub(super) fn add(&mut self, show: i64, state: i64, count: i64) {
        let [total, unplayed, in_progress] = self.changes.entry(show).or_default();
        *total += count;
        match state {
            0 => *unplayed += count,
            1 => *in_progress += count,
            _ => {}
        }
    }

    /// Moves an episode from one state to another.
    pub(super) fn moved(&mut self, show: i64, before: i64, after: i64) {
        self.add(show, before, -1);
        self.add(show, after, 1);
    }

    /// Writes the counters and the dates of the newest episodes.
    pub(super) fn store(self, db: &Transaction<'_>) -> Result<()> {
        self.store_counts(db)?;
        for show in self.changes.keys() {
            let latest = "UPDATE shows SET (latest_day, latest_precision) =
                    (SELECT day, precision FROM episodes WHERE show = ?1 ORDER BY day DESC, position LIMIT 1)
                 WHERE id = ?1";
            execute(db, latest, [show])?;
        }
        Ok(())
    }

    /// Writes the counters alone: to find the newest episode takes an index.
    pub(super) fn store_counts(&self, db: &Transaction<'_>) -> Result<()> {
        for (show, [total, unplayed, in_progress]) in &self.changes {
            let count = "UPDATE shows SET total = total + ?2, unplayed = unplayed + ?3, in_progress = in_progress + ?4
                 WHERE id = ?1";
            execute(db, count, params![show, total, unplayed, in_progress])?;
        }
        Ok(())
    }
}
