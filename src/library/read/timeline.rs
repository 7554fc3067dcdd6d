//! Reads lists over all shows, in order of date.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use rusqlite::params;

use crate::{
    domain::{CleanText, EpisodeState},
    library::{AccountRef, EpisodeRef, EpisodeRow, Reader, Result, marks, row, slot},
};

/// The direction in which a list over time is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Toward {
    #[default]
    Older,
    Newer,
}

impl Toward {
    pub(super) fn reversed(self) -> Self {
        match self {
            Self::Older => Self::Newer,
            Self::Newer => Self::Older,
        }
    }
}

/// A window of the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TimelineWindow {
    /// The episode before the window; `None` to begin at an end of the list.
    pub after: Option<EpisodeRef>,
    /// The order of the rows.
    pub toward: Toward,
    /// Only episodes in this state.
    pub state: Option<EpisodeState>,
    /// Only episodes of this day and later.
    pub since: Option<Date>,
    /// Only episodes whose day has come.
    pub released: bool,
    /// The most rows.
    pub limit: u32,
}

impl Reader {
    /// A window of the episodes of all followed shows by date, without notes. Takes as long with a state as without.
    ///
    /// # Errors
    /// `LibraryError::Damaged` and the like.
    pub fn timeline(&self, account: AccountRef, window: &TimelineWindow) -> Result<Vec<EpisodeRow>> {
        let (mut first, last) = bounds(account, window);
        if window.released {
            first = first.max(slot::day_span(account, self.one(row::TODAY, [], |row| Ok(row.get(0)?))?).0);
        }
        let query = timeline_query(window.toward, window.state.is_some());
        self.all(&query, params![first, last, window.limit, window.state.map(marks::column)], row::episode)
    }

    /// The newest episode in a state of each show whose day has come, by date.
    ///
    /// # Errors
    /// As [`Reader::timeline`].
    pub fn newest_per_show(&self, account: AccountRef, state: Option<EpisodeState>) -> Result<Vec<EpisodeRow>> {
        self.all(&newest_query(), params![account.0, state.map(marks::column)], row::episode)
    }

    /// The next unplayed episode whose day has come, in the timeline after `after` or from an end of it.
    ///
    /// # Errors
    /// As [`Reader::timeline`].
    pub fn next_unplayed(
        &self,
        account: AccountRef,
        after: Option<EpisodeRef>,
        toward: Toward,
    ) -> Result<Option<EpisodeRow>> {
        let state = Some(EpisodeState::Unplayed);
        let window = TimelineWindow { after, toward, state, since: None, released: true, limit: 1 };
        Ok(self.timeline(account, &window)?.pop())
    }

    /// How many episodes were added to the library after a moment, of those released shortly before it or later. Looks at
    /// the newest 1,000 only.
    ///
    /// # Errors
    /// As [`Reader::timeline`].
    pub fn arrived_after(&self, account: AccountRef, at: Timestamp) -> Result<u32> {
        let since = at.to_zoned_datetime(TimeZone::UTC).date().saturating_sub(3.days());
        let (first, last) = bounds(account, &TimelineWindow { since: Some(since), ..TimelineWindow::default() });
        let query = "SELECT count(*) FROM (SELECT e.arrived FROM episodes e CROSS JOIN shows s ON s.id = e.show
                     WHERE e.id BETWEEN ?1 AND ?2 AND s.missed_at IS NULL ORDER BY e.id LIMIT 1000) WHERE arrived > ?3";
        Ok(self.one(query, params![first, last, at.as_second()], |row| Ok(row.get(0)?))?.unwrap_or(0))
    }

    /// A batch of the titles of all followed shows by date, after an episode.
    ///
    /// # Errors
    /// As [`Reader::timeline`].
    pub fn titles_after(
        &self,
        account: AccountRef,
        after: Option<EpisodeRef>,
        limit: u32,
    ) -> Result<Vec<(EpisodeRef, CleanText)>> {
        let (first, last) = bounds(account, &TimelineWindow { after, ..TimelineWindow::default() });
        let query = "SELECT e.id, e.name FROM episodes e CROSS JOIN shows s ON s.id = e.show
                     WHERE e.id BETWEEN ?1 AND ?2 AND s.missed_at IS NULL ORDER BY e.id LIMIT ?3";
        self.all(query, params![first, last, limit], |row| Ok((EpisodeRef(row.get(0)?), row::text(row, 1)?)))
    }
}

/// A window of the timeline.
pub(super) fn timeline_query(toward: Toward, with_state: bool) -> String {
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

/// The newest episode of each show.
fn newest_query() -> String {
    format!(
        "SELECT {} FROM shows s CROSS JOIN episodes e ON e.id =
            (SELECT id FROM episodes WHERE show = s.id AND (?2 IS NULL OR state = ?2) AND ifnull(day, 0) <= ({})
             ORDER BY day DESC, position, state LIMIT 1)
         WHERE s.account = ?1 AND s.missed_at IS NULL ORDER BY e.id",
        row::EPISODE,
        row::TODAY
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

/// The queries whose plans a test checks.
#[cfg(test)]
pub(super) fn queries() -> Vec<String> {
    let both = [Toward::Older, Toward::Newer];
    let windows = both.into_iter().flat_map(|toward| [true, false].map(|state| timeline_query(toward, state)));
    windows.chain([newest_query()]).collect()
}
