//! The shows, and the episodes of one of them.

use std::ops::Range;

use rusqlite::{Row, params};

use crate::{
    domain::{EpisodeKey, EpisodeState, Notes, ShowKey, ShowSort},
    library::{
        AccountRef, Counts, EpisodeRef, EpisodeRow, LibraryError, Reader, ShowRef, ShowRow, marks, notes::Packed, row,
        slot::Stored,
    },
};

impl Reader {
    /// Every show in the lists of an account, without notes. For 2,000 shows this takes a few milliseconds.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like, here and below.
    pub fn shows(&self, account: AccountRef, sort: ShowSort) -> Result<Vec<ShowRow>, LibraryError> {
        let order = show_order(sort);
        let columns = row::SHOW;
        let query =
            format!("SELECT {columns} FROM shows s WHERE s.account = ?1 AND s.missed_at IS NULL ORDER BY {order}");
        self.run(|db| {
            let mut statement = db.prepare_cached(&query)?;
            let mut rows = statement.query([account.0])?;
            collect(&mut rows, row::show)
        })
    }

    /// One show.
    ///
    /// # Errors
    /// [`LibraryError::Gone`] where it was deleted.
    pub fn show(&self, show: ShowRef) -> Result<ShowRow, LibraryError> {
        let query = format!("SELECT {} FROM shows s WHERE s.id = ?1", row::SHOW);
        self.run(|db| one(&mut db.prepare_cached(&query)?.query([show.0])?, row::show)?.ok_or(LibraryError::Gone))
    }

    /// The show with a key, if an account has it.
    ///
    /// # Errors
    /// As [`Reader::shows`].
    pub fn find_show(&self, account: AccountRef, key: &ShowKey) -> Result<Option<ShowRow>, LibraryError> {
        let query = format!("SELECT {} FROM shows s WHERE s.account = ?1 AND s.key = ?2", row::SHOW);
        self.run(|db| one(&mut db.prepare_cached(&query)?.query(params![account.0, Stored::from(key)])?, row::show))
    }

    /// The episodes with a key; more than one only where shows share an odd one.
    ///
    /// # Errors
    /// As [`Reader::shows`].
    pub fn find(&self, account: AccountRef, key: &EpisodeKey) -> Result<Vec<EpisodeRow>, LibraryError> {
        let query = format!(
            "SELECT {} FROM episodes e JOIN shows s ON s.id = e.show WHERE e.key = ?1 AND s.account = ?2 LIMIT 100",
            row::EPISODE
        );
        self.run(|db| {
            let mut statement = db.prepare_cached(&query)?;
            let mut rows = statement.query(params![Stored::from(key), account.0])?;
            collect(&mut rows, row::episode)
        })
    }

    /// One episode.
    ///
    /// # Errors
    /// [`LibraryError::Gone`] where it was deleted.
    pub fn episode(&self, episode: EpisodeRef) -> Result<EpisodeRow, LibraryError> {
        let query = format!("SELECT {} FROM episodes e JOIN shows s ON s.id = e.show WHERE e.id = ?1", row::EPISODE);
        self.run(|db| one(&mut db.prepare_cached(&query)?.query([episode.0])?, row::episode)?.ok_or(LibraryError::Gone))
    }

    /// These episodes, in this order; those that are gone, or whose show left the lists, are left out.
    ///
    /// # Errors
    /// As [`Reader::shows`].
    pub fn episodes_at(&self, episodes: &[EpisodeRef]) -> Result<Vec<EpisodeRow>, LibraryError> {
        let query = format!(
            "SELECT {} FROM episodes e JOIN shows s ON s.id = e.show WHERE e.id = ?1 AND s.missed_at IS NULL",
            row::EPISODE
        );
        self.run(|db| {
            let mut statement = db.prepare_cached(&query)?;
            let mut found = Vec::with_capacity(episodes.len());
            for episode in episodes {
                found.extend(one(&mut statement.query([episode.0])?, row::episode)?);
            }
            Ok(found)
        })
    }

    /// The notes of an episode.
    ///
    /// # Errors
    /// [`LibraryError::Gone`] where it was deleted.
    pub fn notes(&self, episode: EpisodeRef) -> Result<Notes, LibraryError> {
        self.packed("SELECT kind, text FROM notes WHERE episode = ?1", episode.0)
    }

    /// The notes of a show.
    ///
    /// # Errors
    /// [`LibraryError::Gone`] where it was deleted.
    pub fn show_notes(&self, show: ShowRef) -> Result<Notes, LibraryError> {
        self.packed("SELECT kind, text FROM show_notes WHERE show = ?1", show.0)
    }

    fn packed(&self, query: &str, id: i64) -> Result<Notes, LibraryError> {
        self.run(|db| {
            let read = |row: &Row<'_>| Ok(Packed { kind: row.get(0)?, text: row.get(1)? });
            db.prepare_cached(query)?.query_row([id], read)?.unpack()
        })
    }

    /// A window of a show's episodes, newest first, without notes: positions `window` among those in `state`.
    ///
    /// # Errors
    /// As [`Reader::shows`].
    pub fn episodes(
        &self,
        show: ShowRef,
        state: Option<EpisodeState>,
        window: Range<u32>,
    ) -> Result<Vec<EpisodeRow>, LibraryError> {
        let query = window_query();
        self.run(|db| {
            let mut statement = db.prepare_cached(&query)?;
            let state = state.map(marks::column);
            let mut rows =
                statement.query(params![show.0, state, window.end.saturating_sub(window.start), window.start])?;
            collect(&mut rows, row::episode)
        })
    }

    /// How many episodes of a show are in a state, from its counters.
    ///
    /// # Errors
    /// [`LibraryError::Gone`] where the show was deleted.
    pub fn count(&self, show: ShowRef, state: Option<EpisodeState>) -> Result<u32, LibraryError> {
        self.show(show).map(|row| row.counts.of(state))
    }

    /// All episodes of an account, by state, from the counters of its shows.
    ///
    /// # Errors
    /// As [`Reader::shows`].
    pub fn counts(&self, account: AccountRef) -> Result<Counts, LibraryError> {
        self.run(|db| {
            let mut statement = db.prepare_cached(
                "SELECT ifnull(sum(total), 0), ifnull(sum(unplayed), 0), ifnull(sum(in_progress), 0)
                 FROM shows WHERE account = ?1 AND missed_at IS NULL",
            )?;
            let counts =
                |row: &Row<'_>| Ok(Counts { total: row.get(0)?, unplayed: row.get(1)?, in_progress: row.get(2)? });
            Ok(statement.query_row([account.0], counts)?)
        })
    }
}

/// The order of a list of shows, of a table called `s`.
pub(in crate::library) fn show_order(sort: ShowSort) -> &'static str {
    match sort {
        ShowSort::Added => "s.added_at DESC, s.position, s.id",
        ShowSort::Name => "s.folded, s.id",
        ShowSort::Latest => "s.latest_day DESC, s.folded, s.id",
        ShowSort::Unplayed => "s.unplayed DESC, s.folded, s.id",
    }
}

/// A window of a show's episodes.
fn window_query() -> String {
    // Ties end in the order of row ids, as the index has them. The window is cut from the index alone; only its rows are read.
    format!(
        "SELECT {} FROM (SELECT id AS at FROM episodes WHERE show = ?1 AND (?2 IS NULL OR state = ?2)
                         ORDER BY day DESC, position, state LIMIT ?3 OFFSET ?4) w
         CROSS JOIN episodes e ON e.id = w.at CROSS JOIN shows s ON s.id = e.show",
        row::EPISODE
    )
}

pub(in crate::library) fn collect<T>(
    rows: &mut rusqlite::Rows<'_>,
    read: fn(&Row<'_>) -> Result<T, LibraryError>,
) -> Result<Vec<T>, LibraryError> {
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

pub(in crate::library) fn one<T>(
    rows: &mut rusqlite::Rows<'_>,
    read: fn(&Row<'_>) -> Result<T, LibraryError>,
) -> Result<Option<T>, LibraryError> {
    rows.next()?.map(read).transpose()
}

/// The queries of lists, for a look at how they are carried out.
#[cfg(test)]
pub(super) fn queries() -> Vec<String> {
    vec![window_query()]
}
