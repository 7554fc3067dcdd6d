//! The names of shows, kept from one search to the next.

use rusqlite::Connection;

use crate::library::{AccountRef, Result, collect};

/// The folded names of an account's shows at a version of the library.
#[derive(Debug, Default)]
pub(in crate::library) struct Names {
    read: Option<(AccountRef, i64)>,
    names: Vec<(i64, String)>,
}

impl Names {
    /// The shows in the lists with their folded names, in Spotify's order. Read again after another connection has written:
    /// for 2,000 shows that takes longer than most searches.
    pub(super) fn of(&mut self, db: &Connection, account: AccountRef) -> Result<&[(i64, String)]> {
        // Before the names, so that the next call notices a later write.
        let version = db.pragma_query_value(None, "data_version", |row| row.get(0))?;
        if self.read != Some((account, version)) {
            self.read = None;
            let names = "SELECT id, folded FROM shows WHERE account = ?1 AND missed_at IS NULL ORDER BY position, id";
            self.names = collect(db, names, [account.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
            self.read = Some((account, version));
        }
        Ok(&self.names)
    }
}
