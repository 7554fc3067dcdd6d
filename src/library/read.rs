//! Reads on a connection of its own: what is visible, and no more.
//!
//! Lists of one show are windows by position. Lists over all shows are windows after an episode, because their rows are
//! stored in order of date. Start with [`Reader`].

mod feed;
mod lists;
mod timeline;

use std::{
    cell::RefCell,
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use rusqlite::{Connection, InterruptHandle, Params, Row};

pub use feed::{FeedRows, FeedWindow};
pub(super) use lists::show_order;
pub use timeline::{TimelineWindow, Toward};

use super::{RequestLog, Result, search::Names};

/// A connection for reading. It may move to another thread, and is used by one at a time.
pub struct Reader {
    db: Connection,
    path: Option<PathBuf>,
    pub(super) requests: RequestLog,
    /// The names of shows, kept from one search to the next.
    pub(super) names: RefCell<Names>,
}

/// Ends the query that a [`Reader`] runs, from another thread: it fails with `LibraryError::Cancelled`.
#[derive(Clone)]
pub struct Canceller(Arc<InterruptHandle>);

impl Reader {
    pub(super) fn new(db: Connection, path: Option<&Path>, requests: RequestLog) -> Self {
        Self { db, path: path.map(Path::to_owned), requests, names: RefCell::default() }
    }

    /// Ends this reader's queries.
    pub fn canceller(&self) -> Canceller {
        Canceller(Arc::new(self.db.get_interrupt_handle()))
    }

    /// Begins a snapshot: this reader reads the state of now for as long as it lives, whatever is written. For many windows
    /// that must fit together. Not for a screen, which would never change. The WAL grows meanwhile.
    ///
    /// # Errors
    /// `LibraryError::Damaged` and the like.
    pub fn hold_still(&self) -> Result<()> {
        // The snapshot is that of the first read.
        self.run(|db| Ok(db.execute_batch("BEGIN; SELECT count(*) FROM accounts")?))
    }

    /// Calls `step` after every `steps` steps of a query; `true` ends the query.
    pub(super) fn observe(&mut self, steps: i32, step: impl FnMut() -> bool + Send + 'static) -> Result<()> {
        Ok(self.db.progress_handler(steps, Some(step))?)
    }

    pub(super) fn run<T>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        super::note_damage(self.path.as_deref(), read(&self.db))
    }

    /// Every row of a query.
    pub(super) fn all<T>(
        &self,
        query: &str,
        values: impl Params,
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.run(|db| collect(db, query, values, read))
    }

    /// The first row of a query.
    pub(super) fn one<T>(
        &self,
        query: &str,
        values: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        self.run(|db| one(db, query, values, read))
    }
}

/// Every row of a query.
pub(super) fn collect<T>(
    db: &Connection,
    query: &str,
    values: impl Params,
    mut read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut statement = db.prepare_cached(query)?;
    let mut rows = statement.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// The first row of a query.
pub(super) fn one<T>(
    db: &Connection,
    query: &str,
    values: impl Params,
    read: impl FnOnce(&Row<'_>) -> Result<T>,
) -> Result<Option<T>> {
    db.prepare_cached(query)?.query(values)?.next()?.map(read).transpose()
}

/// Executes a statement that is used often. Returns how many rows it changed.
pub(super) fn execute(db: &Connection, statement: &str, values: impl Params) -> Result<usize> {
    Ok(db.prepare_cached(statement)?.execute(values)?)
}

/// Whether a query has a row.
pub(super) fn exists(db: &Connection, query: &str, values: impl Params) -> Result<bool> {
    Ok(db.prepare_cached(query)?.exists(values)?)
}

impl Canceller {
    /// Ends the running query, if any.
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
    use super::{feed, lists, timeline};
    use crate::library::{Place, Toward, open, schema, search};

    /// `SQLite`'s plan for a query, a step per line.
    fn plan(db: &rusqlite::Connection, query: &str) -> Vec<String> {
        let mut statement =
            db.prepare(&format!("EXPLAIN QUERY PLAN {query}")).unwrap_or_else(|e| panic!("{query}: {e}"));
        let nulls = vec![rusqlite::types::Null; statement.parameter_count()];
        let steps = statement.query_map(rusqlite::params_from_iter(nulls), |row| row.get(3)).expect("a plan");
        steps.map(|step| step.expect("text")).collect()
    }

    #[test]
    fn no_query_of_a_key_or_the_start_reads_or_sorts_all_episodes() {
        let mut db = open::connect(&Place::Memory(1)).expect("it opens");
        schema::migrate(&mut db).expect("it migrates");
        let by_key = [
            "e.key = ?1 AND s.account = ?2",
            "e.id = ?1",
            "e.id = ?1 AND s.missed_at IS NULL",
            "e.key = ?3 AND s.account = ?1 AND s.key = ?2",
        ];
        let by_key = by_key.map(lists::episode_query);
        let all = lists::queries().into_iter().chain(timeline::queries()).chain(feed::queries()).chain(by_key);
        let filters = [Toward::Older, Toward::Newer]
            .into_iter()
            .flat_map(|toward| [true, false].map(|state| search::walk(toward, state)));
        for query in all.chain(filters) {
            let plan = plan(&db, &query);
            for step in &plan {
                let whole = ["SCAN e", "SCAN x", "SCAN episodes", "SCAN n"].iter().any(|scan| step.starts_with(scan));
                assert!(!whole, "{query}\n{plan:#?}");
            }
            // The newest of each show are sorted by date: one row per show.
            let sorted = plan.iter().any(|step| step.contains("TEMP B-TREE"));
            assert_eq!(sorted, query.contains("FROM shows s CROSS JOIN episodes"), "{query}\n{plan:#?}");
        }
        for query in lists::queries() {
            let plan = plan(&db, &query);
            assert!(plan.iter().any(|step| step.contains("COVERING INDEX episodes_by_show")), "{query}\n{plan:#?}");
        }
    }
}
