//! Reads shows, and the episodes of one show.

use std::ops::Range;

use rusqlite::{Row, params};

use super::one;
use crate::{
    domain::{EpisodeAt, EpisodeKey, EpisodeSort, EpisodeState, Notes, ShowKey, ShowSort, StateFilter, ViewOptions},
    library::{
        AccountRef, Counts, EpisodeRef, EpisodeRow, LibraryError, Reader, Result, ShowRef, ShowRow, Stored, marks,
        notes::Packed, row,
    },
};

impl Reader {
    /// Every show in the lists of an account, without notes. Takes a few milliseconds for 2,000 shows.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like, here and below.
    pub fn shows(&self, account: AccountRef, sort: ShowSort) -> Result<Vec<ShowRow>> {
        let by = format!("s.account = ?1 AND s.missed_at IS NULL ORDER BY {}", show_order(sort));
        self.all(&show_query(&by), [account.0], row::show)
    }

    /// One show.
    ///
    /// # Errors
    /// [`LibraryError::Gone`] if it was deleted.
    pub fn show(&self, show: ShowRef) -> Result<ShowRow> {
        self.one(&show_query("s.id = ?1"), [show.0], row::show)?.ok_or(LibraryError::Gone)
    }

    /// The show with a key, if the account has it.
    ///
    /// # Errors
    /// As [`Reader::shows`].
    pub fn find_show(&self, account: AccountRef, key: &ShowKey) -> Result<Option<ShowRow>> {
        let by = "s.account = ?1 AND s.key = ?2";
        self.one(&show_query(by), params![account.0, Stored::from(key)], row::show)
    }

    /// The episodes with a key: several only if shows share an odd one.
    ///
    /// # Errors
    /// As [`Reader::shows`].
    pub fn find(&self, account: AccountRef, key: &EpisodeKey) -> Result<Vec<EpisodeRow>> {
        let by = "e.key = ?1 AND s.account = ?2 LIMIT 100";
        self.all(&episode_query(by), params![Stored::from(key), account.0], row::episode)
    }

    /// An episode by its key and that of its show, if the account has it.
    ///
    /// # Errors
    /// As [`Reader::shows`].
    pub fn locate(&self, account: AccountRef, at: &EpisodeAt) -> Result<Option<EpisodeRow>> {
        let (show, episode) = (Stored::from(&at.show), Stored::from(&at.episode));
        let by = "e.key = ?3 AND s.account = ?1 AND s.key = ?2";
        self.one(&episode_query(by), params![account.0, show, episode], row::episode)
    }

    /// One episode.
    ///
    /// # Errors
    /// [`LibraryError::Gone`] if it was deleted.
    pub fn episode(&self, episode: EpisodeRef) -> Result<EpisodeRow> {
        self.one(&episode_query("e.id = ?1"), [episode.0], row::episode)?.ok_or(LibraryError::Gone)
    }

    /// These episodes, in this order, without deleted ones and those whose show left the lists.
    ///
    /// # Errors
    /// As [`Reader::shows`].
    pub fn episodes_at(&self, episodes: &[EpisodeRef]) -> Result<Vec<EpisodeRow>> {
        let query = episode_query("e.id = ?1 AND s.missed_at IS NULL");
        self.run(|db| {
            let rows = episodes.iter().map(|episode| one(db, &query, [episode.0], row::episode));
            rows.filter_map(Result::transpose).collect()
        })
    }

    /// The notes of an episode.
    ///
    /// # Errors
    /// [`LibraryError::Gone`] if it was deleted.
    pub fn notes(&self, episode: EpisodeRef) -> Result<Notes> {
        self.packed(NOTES, episode.0)
    }

    /// The notes of a show.
    ///
    /// # Errors
    /// [`LibraryError::Gone`] if it was deleted.
    pub fn show_notes(&self, show: ShowRef) -> Result<Notes> {
        self.packed("SELECT kind, text FROM show_notes WHERE show = ?1", show.0)
    }

    /// The notes of many episodes, in this order, as they are stored: empty ones of an episode that was deleted.
    ///
    /// # Errors
    /// As [`Reader::shows`].
    pub fn packed_notes(&self, episodes: impl IntoIterator<Item = EpisodeRef>) -> Result<Vec<Packed>> {
        self.run(|db| {
            let mut statement = db.prepare_cached(NOTES)?;
            let mut packed = |episode: EpisodeRef| {
                let row = statement.query([episode.0])?.next()?.map(packed_row).transpose();
                row.map(Option::unwrap_or_default)
            };
            episodes.into_iter().map(&mut packed).collect()
        })
    }

    fn packed(&self, query: &str, id: i64) -> Result<Notes> {
        self.one(query, [id], |row| packed_row(row)?.unpack())?.ok_or(LibraryError::Gone)
    }

    /// A window of a show's episodes, newest first, without notes: positions `window` among those in `state`.
    ///
    /// # Errors
    /// As [`Reader::shows`].
    pub fn episodes(&self, show: ShowRef, state: Option<EpisodeState>, window: Range<u32>) -> Result<Vec<EpisodeRow>> {
        let limit = window.end.saturating_sub(window.start);
        self.all(&window_query(), params![show.0, state.map(marks::column), limit, window.start], row::episode)
    }

    /// The first rows of a show's list in an order, without notes.
    ///
    /// # Errors
    /// As [`Reader::shows`].
    pub fn first_episodes(
        &self,
        show: ShowRef,
        options: ViewOptions<EpisodeSort>,
        limit: u32,
    ) -> Result<Vec<EpisodeRow>> {
        let state = match options.state {
            StateFilter::All => None,
            StateFilter::Only(state) => Some(marks::column(state)),
        };
        let ends = ["day DESC, position", "day, position DESC"].map(|order| {
            let query =
                format!("SELECT position FROM episodes WHERE show = ?1 AND day IS NOT NULL ORDER BY {order} LIMIT 1");
            self.one(&query, [show.0], |row| Ok(row.get::<_, i64>(0)?))
        });
        let [newest, oldest] = ends;
        let is_serial = newest? > oldest?;
        self.all(&first_query(options.sort, is_serial), params![show.0, state, limit], row::episode)
    }

    /// All episodes of an account, by state, from the counters of its shows.
    ///
    /// # Errors
    /// As [`Reader::shows`].
    pub fn counts(&self, account: AccountRef) -> Result<Counts> {
        let sums = "SELECT ifnull(sum(total), 0), ifnull(sum(unplayed), 0), ifnull(sum(in_progress), 0)
                    FROM shows WHERE account = ?1 AND missed_at IS NULL";
        let counts = self.one(sums, [account.0], |row| {
            Ok(Counts { total: row.get(0)?, unplayed: row.get(1)?, in_progress: row.get(2)? })
        });
        Ok(counts?.unwrap_or_default())
    }
}

/// In a library of format 8 that cannot be written, notes have the row id of their episode: there, `notes` is the alias.
const NOTES: &str = "SELECT kind, text FROM notes
    WHERE rowid = (SELECT (SELECT notes FROM episodes WHERE id = ?1) FROM (SELECT ?1 AS notes))";

fn packed_row(row: &Row<'_>) -> Result<Packed> {
    Ok(Packed { kind: row.get(0)?, text: row.get(1)? })
}

/// The order of a list of shows, in a query that calls the table `s`.
pub(in crate::library) fn show_order(sort: ShowSort) -> String {
    match sort {
        ShowSort::Added => "s.added_at DESC, s.position, s.id".to_owned(),
        ShowSort::Name => "s.folded, s.id".to_owned(),
        ShowSort::Latest => format!("{} DESC, s.folded, s.id", row::latest("day")),
        ShowSort::Unplayed => "s.unplayed DESC, s.folded, s.id".to_owned(),
        ShowSort::AddedUp => "s.added_at, s.position DESC, s.id DESC".to_owned(),
        ShowSort::NameDown => "s.folded DESC, s.id DESC".to_owned(),
        ShowSort::LatestUp => format!("{}, s.folded DESC, s.id DESC", row::latest("day")),
        ShowSort::UnplayedUp => "s.unplayed, s.folded DESC, s.id DESC".to_owned(),
    }
}

fn show_query(by: &str) -> String {
    format!("SELECT {} FROM shows s WHERE {by}", row::show_columns())
}

pub(super) fn episode_query(by: &str) -> String {
    format!("SELECT {} FROM episodes e JOIN shows s ON s.id = e.show WHERE {by}", row::EPISODE)
}

/// A window of a show's episodes.
fn window_query() -> String {
    format!("{} ORDER BY e.day DESC, e.position, e.state LIMIT ?3 OFFSET ?4", of_show())
}

/// The first of a show's episodes, in the order in which `app` sorts all of them.
fn first_query(sort: EpisodeSort, is_serial: bool) -> String {
    let place = if is_serial { "e.position DESC" } else { "e.position" };
    let order = match sort {
        EpisodeSort::Newest => format!("e.day DESC, {place}"),
        EpisodeSort::Oldest => format!("e.day IS NULL, e.day, e.position{}", if is_serial { "" } else { " DESC" }),
        EpisodeSort::Longest => format!("e.duration DESC, e.day DESC, {place}"),
        EpisodeSort::Shortest => format!("e.duration, e.day DESC, {place}"),
    };
    format!("{} ORDER BY {order} LIMIT ?3", of_show())
}

/// The index has all columns, so the rows of the table are not read.
fn of_show() -> String {
    format!(
        "SELECT {} FROM episodes e INDEXED BY episodes_by_show CROSS JOIN shows s ON s.id = e.show
         WHERE e.show = ?1 AND (?2 IS NULL OR e.state = ?2)",
        row::EPISODE
    )
}

/// The queries whose plans a test checks.
#[cfg(test)]
pub(super) fn queries() -> Vec<String> {
    vec![window_query(), first_query(EpisodeSort::Newest, false)]
}
