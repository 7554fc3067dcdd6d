//! Reading, on a connection of its own: what is visible, and no more.
//!
//! Lists of one show are windows by position; lists over all shows are windows after an episode, because their rows lie
//! in the order of time. Start with [`Reader`].

mod lists;
mod place;
mod timeline;

use std::{
    cell::RefCell,
    fmt,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, InterruptHandle};

pub(super) use lists::{collect, one, show_order};
pub use timeline::{TimelineWindow, Toward};

use super::{LibraryError, search::Names};

/// A connection that reads. It may move to another thread, and serves one at a time.
pub struct Reader {
    db: Connection,
    path: Option<PathBuf>,
    /// The names of shows, as a search has read them.
    names: RefCell<Names>,
}

/// Ends the query that a [`Reader`] is running, from another thread: it then fails with [`LibraryError::Cancelled`].
#[derive(Clone)]
pub struct Canceller(std::sync::Arc<InterruptHandle>);

impl Reader {
    pub(super) fn new(db: Connection, path: Option<&Path>) -> Self {
        Self { db, path: path.map(Path::to_owned), names: RefCell::default() }
    }

    /// What ends this reader's queries.
    pub fn canceller(&self) -> Canceller {
        Canceller(std::sync::Arc::new(self.db.get_interrupt_handle()))
    }

    /// From now on, for as long as this reader lives, everything is read as it is at this moment, whatever is written
    /// meanwhile: for what is read in many windows and must fit together. Not for a screen, which would never change,
    /// and while it lives the WAL grows.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn hold_still(&self) -> Result<(), LibraryError> {
        // The moment is that of the first read.
        self.run(|db| Ok(db.execute_batch("BEGIN; SELECT count(*) FROM accounts")?))
    }

    /// What a search remembers from one key to the next.
    pub(super) fn names(&self) -> &RefCell<Names> {
        &self.names
    }

    pub(super) fn run<T>(&self, read: impl FnOnce(&Connection) -> Result<T, LibraryError>) -> Result<T, LibraryError> {
        super::note_damage(self.path.as_deref(), read(&self.db))
    }
}

impl Canceller {
    /// Ends the query that is running, if one is.
    pub fn cancel(&self) {
        self.0.interrupt();
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("path", &self.path).finish_non_exhaustive()
    }
}

impl fmt::Debug for Canceller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Canceller")
    }
}

#[cfg(test)]
mod tests {
    use super::{lists, timeline};
    use crate::library::{Place, open, row, schema, titles};

    /// What `SQLite` does for a query, a step a line.
    fn plan(db: &rusqlite::Connection, query: &str) -> Vec<String> {
        let mut statement =
            db.prepare(&format!("EXPLAIN QUERY PLAN {query}")).unwrap_or_else(|e| panic!("{query}: {e}"));
        let nulls = vec![rusqlite::types::Null; statement.parameter_count()];
        let steps = statement.query_map(rusqlite::params_from_iter(nulls), |row| row.get(3)).expect("a plan");
        steps.map(|step| step.expect("text")).collect()
    }

    #[test]
    fn nothing_that_a_key_or_the_start_asks_for_reads_all_episodes_or_sorts_them() {
        let mut db = open::connect(&Place::Memory(1)).expect("it opens");
        schema::migrate(&mut db).expect("it migrates");
        let columns = row::EPISODE;
        let one = |by: &str| format!("SELECT {columns} FROM episodes e JOIN shows s ON s.id = e.show WHERE {by}");
        let by_key = ["e.key = ?1 AND s.account = ?2", "e.id = ?1", "e.id = ?1 AND s.missed_at IS NULL"].map(one);
        let all = lists::queries().into_iter().chain(timeline::queries()).chain(by_key);
        for query in all.chain([titles::OF_A_STATE, titles::OF_ALL].map(str::to_owned)) {
            let plan = plan(&db, &query);
            for step in &plan {
                let whole = ["SCAN e", "SCAN x", "SCAN episodes", "SCAN n"].iter().any(|scan| step.starts_with(scan));
                assert!(!whole, "{query}\n{plan:#?}");
            }
            // The newest of each show are sorted by date: as many rows as there are shows.
            let sorted = plan.iter().any(|step| step.contains("TEMP B-TREE"));
            assert_eq!(sorted, query.contains("FROM shows s CROSS JOIN episodes"), "{query}\n{plan:#?}");
        }
    }
}
