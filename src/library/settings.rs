//! What is stored beside the shows: how lists are displayed, and when a feed was last seen.
//!
//! A list is named by a word such as `shows`, `new` or `in-progress`: another list needs no other table.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use super::{
    AccountRef, Library, LibraryError, Reader, Reply, ShowRef, ShowRow,
    read::{collect, show_order},
    row,
    slot::Stored,
};
use crate::domain::{EpisodeSort, ShowKey, ShowSort, ViewOptions, Words};

/// The name of the list of shows.
pub const SHOWS: &str = "shows";

impl Library {
    /// Stores how the list named `list` is displayed, for all accounts.
    pub fn store_view<S: Words>(&self, list: &str, options: ViewOptions<S>) -> Reply<()> {
        let (name, line) = (view_of(list), options.to_string());
        self.write(move |db| {
            db.prepare_cached("INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)")?
                .execute(params![name, line])?;
            Ok(())
        })
    }

    /// Stores how the episodes of a show are displayed. Does nothing for a show that is gone.
    pub fn store_show_view(&self, account: AccountRef, show: &ShowKey, options: ViewOptions<EpisodeSort>) -> Reply<()> {
        let (key, line) = (Stored::from(show), options.to_string());
        self.write(move |db| {
            db.prepare_cached("UPDATE shows SET view = ?3 WHERE account = ?1 AND key = ?2")?
                .execute(params![account.0, key, line])?;
            Ok(())
        })
    }

    /// Stores when a feed was last seen.
    pub fn see_feed(&self, account: AccountRef, feed: &str, at: Timestamp) -> Reply<()> {
        let feed = feed.to_owned();
        self.write(move |db| {
            db.prepare_cached("INSERT OR REPLACE INTO feeds_seen (account, feed, at) VALUES (?1, ?2, ?3)")?
                .execute(params![account.0, feed, at.as_millisecond()])?;
            Ok(())
        })
    }
}

impl Reader {
    /// How the list named `list` was last displayed, or the default.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like, here and below.
    pub fn view<S: Words>(&self, list: &str) -> Result<ViewOptions<S>, LibraryError> {
        self.run(|db| {
            let mut statement = db.prepare_cached("SELECT value FROM settings WHERE name = ?1")?;
            let line = statement.query_row([view_of(list)], |row| row.get::<_, String>(0)).optional()?;
            Ok(ViewOptions::parse(&line.unwrap_or_default()))
        })
    }

    /// How the episodes of a show were last displayed, or the default.
    ///
    /// # Errors
    /// [`LibraryError::Gone`] where the show was deleted.
    pub fn show_view(&self, show: ShowRef) -> Result<ViewOptions<EpisodeSort>, LibraryError> {
        self.run(|db| {
            let mut statement = db.prepare_cached("SELECT view FROM shows WHERE id = ?1")?;
            Ok(ViewOptions::parse(&statement.query_row([show.0], |row| row.get::<_, String>(0))?))
        })
    }

    /// When a feed was last seen.
    ///
    /// # Errors
    /// As [`Reader::view`].
    pub fn feed_seen_at(&self, account: AccountRef, feed: &str) -> Result<Option<Timestamp>, LibraryError> {
        self.run(|db| {
            let mut statement = db.prepare_cached("SELECT at FROM feeds_seen WHERE account = ?1 AND feed = ?2")?;
            let at = statement.query_row(params![account.0, feed], |row| row.get(0)).optional()?;
            Ok(at.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
        })
    }

    /// The first shows of a list, and how many it holds in all: for the first frame. Rows are read for those alone.
    ///
    /// # Errors
    /// As [`Reader::view`].
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

fn view_of(list: &str) -> String {
    format!("{list}.view")
}
