//! The names of the shows, kept from one key of a search to the next.

use rusqlite::Connection;

use crate::library::{AccountRef, LibraryError, read::collect};

/// The folded names of an account's shows, as they were when the library was in a certain state.
#[derive(Debug, Default)]
pub(in crate::library) struct Names {
    read: Option<(AccountRef, i64)>,
    names: Vec<(i64, String)>,
}

impl Names {
    /// The shows in the lists with their folded names, in Spotify's order. They are read again after anybody else has
    /// written: to read those of 2,000 shows takes longer than most searches.
    pub(super) fn of(&mut self, db: &Connection, account: AccountRef) -> Result<&[(i64, String)], LibraryError> {
        // First the number: what is written after it is told by the next one.
        let state = db.pragma_query_value(None, "data_version", |row| row.get(0))?;
        if self.read != Some((account, state)) {
            self.read = None;
            let mut statement = db.prepare_cached(
                "SELECT id, folded FROM shows WHERE account = ?1 AND missed_at IS NULL ORDER BY position, id",
            )?;
            self.names = collect(&mut statement.query([account.0])?, |row| Ok((row.get(0)?, row.get(1)?)))?;
            self.read = Some((account, state));
        }
        Ok(&self.names)
    }
}
