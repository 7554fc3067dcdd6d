//! Lists over all shows, in the order of time: what is new, what is in progress, what comes next.

use std::ops::Range;

use jiff::civil::Date;
use rusqlite::params;

use super::lists::collect;
use crate::{
    domain::{CleanText, EpisodeState},
    library::{AccountRef, EpisodeRef, EpisodeRow, LibraryError, Reader, marks, row, slot},
};

/// Which way a list over time is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Toward {
    /// From the newest back.
    #[default]
    Older,
    /// Towards the newest.
    Newer,
}

/// A window of the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TimelineWindow {
    /// The episode it begins behind; `None` for the end of the list that [`TimelineWindow::toward`] comes from.
    pub after: Option<EpisodeRef>,
    /// Which way it goes on. The rows come in that order.
    pub toward: Toward,
    /// Only episodes in this state.
    pub state: Option<EpisodeState>,
    /// Only episodes of this day and later.
    pub since: Option<Date>,
    /// The most rows.
    pub limit: u32,
}

impl Reader {
    /// A window of all episodes of all followed shows by date, without notes. With a state it takes as long as without.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn timeline(&self, account: AccountRef, window: &TimelineWindow) -> Result<Vec<EpisodeRow>, LibraryError> {
        let (first, last) = bounds(account, window);
        let query = timeline_query(window.toward, window.state.is_some());
        self.run(|db| {
            let mut statement = db.prepare_cached(&query)?;
            let mut rows = statement.query(params![first, last, window.limit, window.state.map(marks::column)])?;
            collect(&mut rows, row::episode)
        })
    }

    /// The newest episode of each show in a state, by date: positions `window` of at most as many as there are shows.
    ///
    /// # Errors
    /// As [`Reader::timeline`].
    pub fn newest_per_show(
        &self,
        account: AccountRef,
        state: Option<EpisodeState>,
        window: Range<u32>,
    ) -> Result<Vec<EpisodeRow>, LibraryError> {
        let query = newest_query();
        self.run(|db| {
            let mut statement = db.prepare_cached(&query)?;
            let limit = window.end.saturating_sub(window.start);
            let mut rows = statement.query(params![account.0, state.map(marks::column), limit, window.start])?;
            collect(&mut rows, row::episode)
        })
    }

    /// The next unplayed episode across shows after one in the timeline, or from its end where there is none.
    ///
    /// # Errors
    /// As [`Reader::timeline`].
    pub fn next_unplayed(
        &self,
        account: AccountRef,
        after: Option<EpisodeRef>,
        toward: Toward,
    ) -> Result<Option<EpisodeRow>, LibraryError> {
        let state = Some(EpisodeState::Unplayed);
        let window = TimelineWindow { after, toward, state, since: None, limit: 1 };
        Ok(self.timeline(account, &window)?.into_iter().next())
    }

    /// Titles over all shows in the order of time, a batch after an episode: for a filter that goes on while the person
    /// types.
    ///
    /// # Errors
    /// As [`Reader::timeline`].
    pub fn titles_after(
        &self,
        account: AccountRef,
        after: Option<EpisodeRef>,
        limit: u32,
    ) -> Result<Vec<(EpisodeRef, CleanText)>, LibraryError> {
        let (first, last) = bounds(account, &TimelineWindow { after, ..TimelineWindow::default() });
        self.run(|db| {
            let mut statement = db.prepare_cached(
                "SELECT e.id, e.name FROM episodes e CROSS JOIN shows s ON s.id = e.show
                 WHERE e.id BETWEEN ?1 AND ?2 AND s.missed_at IS NULL ORDER BY e.id LIMIT ?3",
            )?;
            let mut rows = statement.query(params![first, last, limit])?;
            collect(&mut rows, |row| Ok((EpisodeRef(row.get(0)?), row::text(row, 1)?)))
        })
    }
}

/// A window of the timeline.
fn timeline_query(toward: Toward, with_state: bool) -> String {
    let order = match toward {
        Toward::Older => "e.id",
        Toward::Newer => "e.id DESC",
    };
    let columns = row::EPISODE;
    let from = if with_state { "episodes e INDEXED BY episodes_by_state" } else { "episodes e NOT INDEXED" };
    let state = if with_state { "AND e.state = ?4" } else { "AND ?4 IS NULL" };
    format!(
        "SELECT {columns} FROM {from} CROSS JOIN shows s ON s.id = e.show
         WHERE e.id BETWEEN ?1 AND ?2 {state} AND s.missed_at IS NULL ORDER BY {order} LIMIT ?3"
    )
}

/// The newest of each show.
fn newest_query() -> String {
    format!(
        "SELECT {} FROM shows s CROSS JOIN episodes e ON e.id =
            (SELECT id FROM episodes WHERE show = s.id AND (?2 IS NULL OR state = ?2)
             ORDER BY day DESC, position, state LIMIT 1)
         WHERE s.account = ?1 AND s.missed_at IS NULL ORDER BY e.id LIMIT ?3 OFFSET ?4",
        row::EPISODE
    )
}

/// The row ids of a window.
fn bounds(account: AccountRef, window: &TimelineWindow) -> (i64, i64) {
    let (mut first, mut last) = slot::span(account);
    if let Some(since) = window.since {
        last = slot::day_span(account, Some(slot::days(since))).1;
    }
    match (window.after, window.toward) {
        (None, _) => {}
        (Some(EpisodeRef(id)), Toward::Older) => first = first.max(id.saturating_add(1)),
        (Some(EpisodeRef(id)), Toward::Newer) => last = last.min(id.saturating_sub(1)),
    }
    (first, last)
}

/// The queries of this file, for a look at how they are carried out.
#[cfg(test)]
pub(super) fn queries() -> Vec<String> {
    let both = [Toward::Older, Toward::Newer];
    let windows = both.into_iter().flat_map(|toward| [true, false].map(|state| timeline_query(toward, state)));
    windows.chain([newest_query()]).collect()
}
