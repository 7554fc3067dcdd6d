//! What is kept beside the shows: how lists are looked at, when New was looked at, whose library it is.
//!
//! The meaning of the numbers is their writer's; a value nobody knows any more is read as none.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use super::{
    AccountRef, Library, LibraryError, Reader, Reply, ShowRef, ShowRow,
    read::{collect, show_order},
    row,
    slot::Stored,
};
use crate::domain::{ShowKey, ShowSort};

/// A value that is kept under a name, for all accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Setting(&'static str);

impl Setting {
    /// The order of the shows.
    pub const SHOWS: Self = Self("shows_view");
    /// How New is looked at.
    pub const NEW: Self = Self("new_view");
    /// How In progress is looked at.
    pub const IN_PROGRESS: Self = Self("in_progress_view");
}

impl Library {
    /// Keeps a value.
    pub fn remember(&self, setting: Setting, value: u8) -> Reply<()> {
        self.write(move |db| {
            db.prepare_cached(
                "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
            )?
            .execute(params![setting.0, value])?;
            Ok(())
        })
    }

    /// Keeps how the episodes of a show are looked at. A show that is gone is left out.
    pub fn remember_view(&self, account: AccountRef, show: &ShowKey, view: u8) -> Reply<()> {
        let key = Stored::from(show);
        self.write(move |db| {
            db.prepare_cached("UPDATE shows SET view = ?3 WHERE account = ?1 AND key = ?2")?
                .execute(params![account.0, key, view])?;
            Ok(())
        })
    }

    /// Keeps that New was looked at: what arrives from then on is new the next time.
    pub fn see_new(&self, account: AccountRef, at: Timestamp) -> Reply<()> {
        self.write(move |db| {
            db.prepare_cached("UPDATE accounts SET new_seen_at = ?2 WHERE id = ?1")?
                .execute(params![account.0, at.as_millisecond()])?;
            Ok(())
        })
    }
}

impl Reader {
    /// What was kept under a name, where it is a value somebody could have written.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like, here and below.
    pub fn remembered(&self, setting: Setting) -> Result<Option<u8>, LibraryError> {
        self.run(|db| {
            let mut statement = db.prepare_cached("SELECT value FROM settings WHERE name = ?1")?;
            let value: Option<i64> = statement.query_row([setting.0], |row| row.get(0)).optional()?;
            Ok(value.and_then(|value| u8::try_from(value).ok()))
        })
    }

    /// How the episodes of a show were looked at; 0 where nobody said.
    ///
    /// # Errors
    /// [`LibraryError::Gone`] where the show was deleted.
    pub fn view(&self, show: ShowRef) -> Result<u8, LibraryError> {
        self.run(|db| {
            let mut statement = db.prepare_cached("SELECT view FROM shows WHERE id = ?1")?;
            let view: i64 = statement.query_row([show.0], |row| row.get(0))?;
            Ok(u8::try_from(view).unwrap_or_default())
        })
    }

    /// When New was looked at the last time.
    ///
    /// # Errors
    /// [`LibraryError::Gone`] where the account was deleted.
    pub fn new_seen_at(&self, account: AccountRef) -> Result<Option<Timestamp>, LibraryError> {
        self.run(|db| {
            let mut statement = db.prepare_cached("SELECT new_seen_at FROM accounts WHERE id = ?1")?;
            let at: Option<i64> = statement.query_row([account.0], |row| row.get(0))?;
            Ok(at.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
        })
    }

    /// The first shows of a list, and how many it holds in all: for the first frame. Rows are read for those alone.
    ///
    /// # Errors
    /// As [`Reader::remembered`].
    pub fn first_shows(
        &self,
        account: AccountRef,
        sort: ShowSort,
        limit: u32,
    ) -> Result<(Vec<ShowRow>, u32), LibraryError> {
        let (columns, order) = (row::SHOW, show_order(sort));
        let query = format!(
            "SELECT {columns} FROM (SELECT s.id AS at FROM shows s WHERE s.account = ?1 AND s.missed_at IS NULL
                                    ORDER BY {order} LIMIT ?2) w
             CROSS JOIN shows s ON s.id = w.at ORDER BY {order}"
        );
        let shows =
            self.run(|db| collect(&mut db.prepare_cached(&query)?.query(params![account.0, limit])?, row::show))?;
        Ok((shows, self.followed(account)?))
    }
}
