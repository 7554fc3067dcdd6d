//! Stores how lists are displayed, what was searched for, and when a feed was last seen.
//!
//! A list is named by a word such as `shows`, `new` or `in-progress`, so another list needs no other table.

use jiff::Timestamp;
use rusqlite::params;

use super::{
    AccountRef, Library, LibraryError, Reader, Reply, Result, ShowRef, ShowRow, Stored, read::show_order, row,
};
use crate::domain::{CleanText, DeviceId, EpisodeSort, PreferredDevice, ShowKey, ShowSort, ViewOptions, Words};

/// The name of the list of shows.
pub const SHOWS: &str = "shows";

impl Library {
    /// Stores how the list named `list` is displayed, for all accounts.
    pub fn store_view<S: Words>(&self, list: &str, options: ViewOptions<S>) -> Reply<()> {
        self.set(view_of(list), options.to_string())
    }

    /// Stores how the episodes of a show are displayed. Does nothing if the show was deleted.
    pub fn store_show_view(&self, account: AccountRef, show: &ShowKey, options: ViewOptions<EpisodeSort>) -> Reply<()> {
        let store = "UPDATE shows SET view = ?3 WHERE account = ?1 AND key = ?2";
        self.execute(store, (account.0, Stored::from(show), options.to_string()))
    }

    /// Stores the latest queries, the newest first; a query is one line.
    pub fn store_searches(&self, account: AccountRef, queries: &[String]) -> Reply<()> {
        self.set(searches_of(account), queries.join("\n"))
    }

    /// Stores the device that was chosen last.
    pub fn store_device(&self, account: AccountRef, device: &PreferredDevice) -> Reply<()> {
        self.set(device_of(account), format!("{}\n{}", device.id, device.name))
    }

    /// Stores how a set of panes shares the width, for all accounts; `None` forgets it.
    pub fn store_panes(&self, set: &str, shares: Option<String>) -> Reply<()> {
        self.set(panes_of(set), shares.unwrap_or_default())
    }

    fn set(&self, name: String, value: String) -> Reply<()> {
        self.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)", (name, value))
    }

    /// Stores when a feed was last seen. Does nothing if the account was deleted.
    pub fn see_feed(&self, account: AccountRef, feed: &str, at: Timestamp) -> Reply<()> {
        let store =
            "INSERT OR REPLACE INTO feeds_seen (account, feed, at) SELECT id, ?2, ?3 FROM accounts WHERE id = ?1";
        self.execute(store, (account.0, feed.to_owned(), at.as_millisecond()))
    }
}

impl Reader {
    /// How the list named `list` was last displayed, or the default.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like, here and below.
    pub fn view<S: Words>(&self, list: &str) -> Result<ViewOptions<S>> {
        Ok(self.stored_view(list)?.unwrap_or_default())
    }

    /// The same; `None` if that was never stored.
    ///
    /// # Errors
    /// As [`Reader::view`].
    pub fn stored_view<S: Words>(&self, list: &str) -> Result<Option<ViewOptions<S>>> {
        Ok(self.setting(view_of(list))?.map(|line| ViewOptions::parse(&line)))
    }

    /// The latest queries, the newest first.
    ///
    /// # Errors
    /// As [`Reader::view`].
    pub fn searches(&self, account: AccountRef) -> Result<Vec<String>> {
        let lines = self.setting(searches_of(account))?.unwrap_or_default();
        Ok(lines.lines().map(str::to_owned).collect())
    }

    /// The device that was chosen last.
    ///
    /// # Errors
    /// As [`Reader::view`].
    pub fn device(&self, account: AccountRef) -> Result<Option<PreferredDevice>> {
        Ok(self.setting(device_of(account))?.and_then(|stored| {
            let (id, name) = stored.split_once('\n')?;
            Some(PreferredDevice { id: DeviceId::parse(id)?, name: CleanText::new(name) })
        }))
    }

    /// How a set of panes shares the width; `None` for as usual.
    ///
    /// # Errors
    /// As [`Reader::view`].
    pub fn panes(&self, set: &str) -> Result<Option<String>> {
        self.setting(panes_of(set))
    }

    fn setting(&self, name: String) -> Result<Option<String>> {
        self.one("SELECT value FROM settings WHERE name = ?1", [name], |row| Ok(row.get(0)?))
    }

    /// How the episodes of a show were last displayed, or the default.
    ///
    /// # Errors
    /// [`LibraryError::Gone`] if the show was deleted.
    pub fn show_view(&self, show: ShowRef) -> Result<ViewOptions<EpisodeSort>> {
        let view = self.one("SELECT view FROM shows WHERE id = ?1", [show.0], |row| Ok(row.get::<_, String>(0)?));
        Ok(ViewOptions::parse(&view?.ok_or(LibraryError::Gone)?))
    }

    /// When a feed was last seen.
    ///
    /// # Errors
    /// As [`Reader::view`].
    pub fn feed_seen_at(&self, account: AccountRef, feed: &str) -> Result<Option<Timestamp>> {
        let seen = "SELECT at FROM feeds_seen WHERE account = ?1 AND feed = ?2";
        Ok(self.one(seen, params![account.0, feed], |row| row::time(row, 0))?.flatten())
    }

    /// The first shows of a list, and the number of all, for the first frame. Reads the rows of those alone.
    ///
    /// # Errors
    /// As [`Reader::view`].
    pub fn first_shows(&self, account: AccountRef, sort: ShowSort, limit: u32) -> Result<(Vec<ShowRow>, u32)> {
        let (columns, order) = (row::show_columns(), show_order(sort));
        let query = format!(
            "SELECT {columns} FROM (SELECT s.id AS at FROM shows s WHERE s.account = ?1 AND s.missed_at IS NULL
                                    ORDER BY {order} LIMIT ?2) w
             CROSS JOIN shows s ON s.id = w.at ORDER BY {order}"
        );
        Ok((self.all(&query, params![account.0, limit], row::show)?, self.followed(account)?))
    }
}

fn view_of(list: &str) -> String {
    format!("{list}.view")
}

fn panes_of(set: &str) -> String {
    format!("panes.{set}")
}

/// The name of the setting with the device of an account.
pub(super) fn device_of(account: AccountRef) -> String {
    format!("device.{}", account.0)
}

/// The name of the setting with the latest queries of an account.
pub(super) fn searches_of(account: AccountRef) -> String {
    format!("searches.{}", account.0)
}
