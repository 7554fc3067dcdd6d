//! Accounts: everything is stored per Spotify account.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row, Transaction, params};

use super::{
    AccountRef, Library, LibraryError, Reader, Reply, Result, row, salvage,
    settings::{device_of, searches_of},
    slot,
};
use crate::domain::{Account, CleanText};

impl Library {
    /// The account's place in the library, created if missing. The next start shows this account.
    pub fn use_account(&self, account: &Account, now: Timestamp) -> Reply<AccountRef> {
        let account = account.clone();
        self.write(move |db| put(db, &account, now))
    }

    /// Deletes everything of one account. The file keeps its size until [`Library::compact`].
    pub fn wipe(&self, account: AccountRef) -> Reply<()> {
        self.write(move |db| {
            let others: i64 =
                db.query_row("SELECT count(*) FROM accounts WHERE id <> ?1", [account.0], |row| row.get(0))?;
            if others == 0 { wipe_all(db) } else { wipe_one(db, account) }
        })
    }
}

pub(super) fn put(db: &Transaction<'_>, account: &Account, now: Timestamp) -> Result<AccountRef> {
    let (key, name) = (account.id.as_str(), account.display_name.as_ref().map(CleanText::as_str));
    let values = params![key, name, account.premium, now.as_millisecond()];
    let read = |row: &Row<'_>| row.get::<_, u32>(0);
    let known = "UPDATE accounts SET name = ?2, premium = ?3, used_at = ?4 WHERE key = ?1 RETURNING id";
    if let Some(id) = db.query_row(known, values, read).optional()? {
        return Ok(AccountRef(id));
    }
    let last = db.query_row("SELECT seq FROM sqlite_sequence WHERE name = 'accounts'", [], read).optional()?;
    let id = slot::next_account(last).ok_or_else(|| LibraryError::damaged("no account number is left"))?;
    let new = "INSERT INTO accounts (id, key, name, premium, used_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    db.execute(new, params![id, key, name, account.premium, now.as_millisecond()])?;
    Ok(AccountRef(id))
}

fn wipe_all(db: &Transaction<'_>) -> Result<()> {
    db.execute_batch(
        "DELETE FROM notes; DELETE FROM show_notes; DELETE FROM episodes; DELETE FROM shows; DELETE FROM saved;
         DELETE FROM unsaved; DELETE FROM feeds_seen; DELETE FROM marks; DELETE FROM imported;
         DELETE FROM accounts; DELETE FROM settings WHERE name LIKE 'searches.%' OR name LIKE 'device.%';
         INSERT INTO title_words (title_words) VALUES ('delete-all');
         INSERT INTO all_words (all_words) VALUES ('delete-all')",
    )?;
    salvage::forget(db, None)
}

fn wipe_one(db: &Transaction<'_>, account: AccountRef) -> Result<()> {
    let (first, last) = slot::span(account);
    for delete in [
        "DELETE FROM title_words WHERE rowid IN (SELECT id FROM episodes WHERE id BETWEEN ?1 AND ?2)",
        "DELETE FROM all_words WHERE rowid IN (SELECT id FROM episodes WHERE id BETWEEN ?1 AND ?2)",
        "DELETE FROM notes WHERE id IN (SELECT notes FROM episodes WHERE id BETWEEN ?1 AND ?2)",
        "DELETE FROM episodes WHERE id BETWEEN ?1 AND ?2",
    ] {
        db.execute(delete, [first, last])?;
    }
    db.execute("DELETE FROM show_notes WHERE show IN (SELECT id FROM shows WHERE account = ?1)", [account.0])?;
    for table in ["shows", "saved", "unsaved", "feeds_seen", "marks", "imported"] {
        db.execute(&format!("DELETE FROM {table} WHERE account = ?1"), [account.0])?;
    }
    db.execute("DELETE FROM accounts WHERE id = ?1", [account.0])?;
    for name in [searches_of(account), device_of(account)] {
        db.execute("DELETE FROM settings WHERE name = ?1", [name])?;
    }
    salvage::forget(db, Some(account))
}

impl Reader {
    /// An account's place in the library, by its id at Spotify; `None` if it has no rows.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn find_account(&self, id: &CleanText) -> Result<Option<AccountRef>> {
        self.one("SELECT id FROM accounts WHERE key = ?1", [id.as_str()], |row| Ok(AccountRef(row.get(0)?)))
    }

    /// The account that was used last, which is shown before a login.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn last_account(&self) -> Result<Option<(AccountRef, Account)>> {
        let last = "SELECT id, key, name, premium FROM accounts ORDER BY used_at DESC, id LIMIT 1";
        self.one(last, [], |row| Ok((AccountRef(row.get(0)?), read(row)?)))
    }

    /// An account; `None` if it was deleted.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn account(&self, at: AccountRef) -> Result<Option<Account>> {
        self.one("SELECT id, key, name, premium FROM accounts WHERE id = ?1", [at.0], read)
    }
}

fn read(row: &Row<'_>) -> Result<Account> {
    Ok(Account {
        id: row::text(row, 1)?,
        display_name: row.get::<_, Option<String>>(2)?.map(|name| CleanText::new(&name)),
        premium: row.get(3)?,
    })
}
