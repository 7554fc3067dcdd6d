//! Reads lists over all shows as they are displayed: their order, states and filter.
//!
//! A filter is answered by the index of titles from an end of the list, and stops as soon as it has a window. The index
//! gives candidates, and [`TitleFilter`] decides. Start with [`Reader::feed`].

use rusqlite::{Connection, Row, params};

use super::{
    lists::episode_query,
    one,
    timeline::{Toward, timeline_query},
};
use crate::{
    domain::{EpisodeState, FeedSort, FeedSource, TitleFilter},
    library::{AccountRef, EpisodeRef, EpisodeRow, LibraryError, Reader, Result, marks, row, search, slot},
};

mod window;

pub use window::{FeedRows, FeedWindow};

/// Matches beyond a window that are counted.
const COUNTED: u32 = 10_000;
/// The time left of an episode in progress, of the table `e`.
const REMAINING: &str = "max(e.duration - e.resumed, 0)";
/// The column of the title among those of [`row::EPISODE`].
const NAME: usize = 4;

impl Reader {
    /// A window of a list. The first one has the closest titles if none has the words of the filter.
    ///
    /// # Errors
    /// [`LibraryError::Cancelled`] by the [`Canceller`](super::Canceller); [`LibraryError::Damaged`] and the like.
    pub fn feed(&self, account: AccountRef, window: &FeedWindow) -> Result<FeedRows> {
        if window.source == FeedSource::Saved {
            return self.saved_window(account, window);
        }
        if window.one_per_show {
            return self.newest_of_shows(account, window);
        }
        if window.filter.is_blank() {
            let total = self.listed(account, window.state)?;
            return Ok(FeedRows { total, is_least: false, ..self.by_title(account, window, usize::MAX)? });
        }
        let mut found = if is_remaining(window.sort()) {
            self.filtered(account, window, usize::MAX)?
        } else {
            match self.by_index(account, window) {
                Ok(Some(found)) => found,
                // The damage is noted, and repaired by the next start.
                Ok(None) | Err(LibraryError::Damaged(_)) => self.filtered(account, window, TitleFilter::FUZZY)?,
                Err(error) => return Err(error),
            }
        };
        if found.rows.is_empty() && window.after.is_none() {
            found = FeedRows { is_cut_short: found.is_cut_short, ..self.closest(account, window)? };
        }
        Ok(found)
    }

    /// There is one row per show: all are read.
    fn newest_of_shows(&self, account: AccountRef, window: &FeedWindow) -> Result<FeedRows> {
        let all = self.newest_per_show(account, window.state)?;
        let (rows, is_closest) = window.filtered(all);
        Ok(FeedRows { is_closest, ..window.part_of(window.sorted(rows)) })
    }

    /// A filter is applied to all saved episodes, which are few beside those of all shows.
    fn saved_window(&self, account: AccountRef, window: &FeedWindow) -> Result<FeedRows> {
        let FeedWindow { state, sort, .. } = *window;
        if !window.filter.is_blank() {
            let (rows, is_closest) = window.filtered(self.saved_rows(account, state, sort, 0, u32::MAX)?);
            return Ok(FeedRows { is_closest, ..window.part_of(rows) });
        }
        let count = format!("SELECT count(*) {SAVED}");
        let total = self.one(&count, params![account.0, state.map(marks::column)], |row| Ok(row.get(0)?))?;
        let total = total.unwrap_or_default();
        let part = window.part(total);
        let rows = self.saved_rows(account, state, sort, part.start, part.end - part.start)?;
        Ok(FeedRows { rows, more: window.is_more(total), total, ..FeedRows::default() })
    }

    /// A window of the saved episodes, without notes.
    pub(in crate::library) fn saved_rows(
        &self,
        account: AccountRef,
        state: Option<EpisodeState>,
        sort: FeedSort,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<EpisodeRow>> {
        let values = params![account.0, state.map(marks::column), limit, skip];
        self.all(&saved_query(sort), values, row::episode)
    }

    /// The titles that match, of at most `most` at the start of the list. The last of them are known once all are.
    fn filtered(&self, account: AccountRef, window: &FeedWindow, most: usize) -> Result<FeedRows> {
        if !window.from_end {
            return self.by_title(account, window, most);
        }
        let all = FeedWindow { from_end: false, after: None, skip: 0, limit: u32::MAX, ..window.clone() };
        let FeedRows { rows, is_cut_short, .. } = self.by_title(account, &all, most)?;
        Ok(FeedRows { is_cut_short, is_least: is_cut_short, ..window.part_of(rows) })
    }

    /// Walks along the list and tests its titles, at most `most`.
    fn by_title(&self, account: AccountRef, window: &FeedWindow, most: usize) -> Result<FeedRows> {
        let mut found = FeedRows::default();
        let mut tried = 0;
        self.walk(account, window, window.sort(), |row| {
            if tried == most {
                found.is_cut_short = true;
                return Ok(false);
            }
            tried += 1;
            if window.filter.matches(name(row)?).is_some() {
                found.more = found.rows.len() == window.limit as usize;
                if !found.more {
                    found.rows.push(row::episode(row)?);
                }
            }
            Ok(!found.more)
        })?;
        found.total = window.skip.saturating_add(u32::try_from(found.rows.len()).unwrap_or(u32::MAX));
        found.is_least = found.more || found.is_cut_short;
        Ok(found.in_order(window))
    }

    /// Walks along the index of titles; `None` while it is not complete. The number of a row at the end is known once all
    /// matches before it are counted.
    fn by_index(&self, account: AccountRef, window: &FeedWindow) -> Result<Option<FeedRows>> {
        let Some(expression) = search::titles(window.filter.pieces()) else { return Ok(Some(FeedRows::default())) };
        if !self.is_index_whole()? {
            return Ok(None);
        }
        let legs = self.legs(account, window, window.sort())?;
        let counted = if window.from_end { u32::MAX } else { COUNTED };
        self.run(|db| {
            let (mut found, mut rest) = (FeedRows::default(), 0);
            let episode = episode_query("e.id = ?1 AND s.missed_at IS NULL");
            'legs: for (toward, first, last) in legs {
                let mut statement = db.prepare_cached(&search::walk(toward, window.state.is_some()))?;
                let mut ids = statement.query(params![first, last, expression, window.state.map(marks::column)])?;
                while let Some(id) = ids.next()? {
                    if found.rows.len() < window.limit as usize {
                        let row = one(db, &episode, [id.get::<_, i64>(0)?], row::episode)?;
                        let matches = |row: &EpisodeRow| window.filter.matches(row.episode.name.as_str()).is_some();
                        found.rows.extend(row.filter(matches));
                        continue;
                    }
                    if rest == counted {
                        found.is_least = true;
                        break 'legs;
                    }
                    rest += 1;
                }
            }
            let rows = u32::try_from(found.rows.len()).unwrap_or(u32::MAX);
            (found.more, found.total) = (rest > 0, window.skip.saturating_add(rows).saturating_add(rest));
            Ok(Some(found.in_order(window)))
        })
    }

    /// The titles that match best fuzzily, among the newest of the list.
    fn closest(&self, account: AccountRef, window: &FeedWindow) -> Result<FeedRows> {
        let mut titles: Vec<(EpisodeRef, String)> = Vec::new();
        let newest = FeedWindow { from_end: false, ..window.clone() };
        self.walk(account, &newest, FeedSort::Newest, |row| {
            titles.push((EpisodeRef(row.get(0)?), name(row)?.to_owned()));
            Ok(titles.len() < TitleFilter::FUZZY)
        })?;
        let closest = window.filter.closest(titles.iter().map(|(_, title)| title.as_str()));
        let at: Vec<EpisodeRef> = closest.iter().filter_map(|at| Some(titles.get(*at)?.0)).collect();
        let rows = window.sorted(self.episodes_at(&at)?);
        let total = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        Ok(FeedRows { rows, total, is_closest: true, ..FeedRows::default() })
    }

    /// The ranges of row ids of a list.
    fn legs(&self, account: AccountRef, window: &FeedWindow, sort: FeedSort) -> Result<Vec<(Toward, i64, i64)>> {
        Ok(legs(account, sort, window, self.first(account, window.state)?))
    }

    /// The first row id of a list. What is released later is not listed before its day, unless it is in progress.
    fn first(&self, account: AccountRef, state: Option<EpisodeState>) -> Result<i64> {
        if state == Some(EpisodeState::InProgress) {
            return Ok(slot::span(account).0);
        }
        Ok(slot::day_span(account, self.one(row::TODAY, [], |row| Ok(row.get(0)?))?).0)
    }

    /// How many rows an unfiltered list has. Only what is released later is looked at.
    fn listed(&self, account: AccountRef, state: Option<EpisodeState>) -> Result<u32> {
        let later = "SELECT count(*) FROM episodes e NOT INDEXED CROSS JOIN shows s ON s.id = e.show
                     WHERE e.id >= ?1 AND e.id < ?2 AND (?3 IS NULL OR e.state = ?3) AND s.missed_at IS NULL";
        let values = params![slot::span(account).0, self.first(account, state)?, state.map(marks::column)];
        let later: Option<u32> = self.one(later, values, |row| Ok(row.get(0)?))?;
        Ok(self.counts(account)?.of(state).saturating_sub(later.unwrap_or_default()))
    }

    /// Calls `each` with the rows of a list, unfiltered and from where the window begins on, until it returns false.
    fn walk(
        &self,
        account: AccountRef,
        window: &FeedWindow,
        sort: FeedSort,
        mut each: impl FnMut(&Row<'_>) -> Result<bool>,
    ) -> Result<()> {
        let mut to_its_end = |db: &Connection, query: &str, values: [Option<i64>; 4]| -> Result<bool> {
            let mut statement = db.prepare_cached(query)?;
            let mut rows = statement.query(values)?;
            while let Some(row) = rows.next()? {
                if !each(row)? {
                    return Ok(false);
                }
            }
            Ok(true)
        };
        let legs = self.legs(account, window, sort)?;
        self.run(|db| {
            if is_remaining(sort) {
                let (first, last) = slot::span(account);
                let after = window.after.map(|EpisodeRef(id)| id);
                let remaining = format!("SELECT {REMAINING} FROM episodes e WHERE e.id = ?1");
                let left: Option<i64> = one(db, &remaining, [after], |row| Ok(row.get(0)?))?;
                let query = remaining_query((sort == FeedSort::RemainingDown) != window.from_end);
                return to_its_end(db, &query, [Some(first), Some(last), left, after]).map(drop);
            }
            let state = window.state.map(marks::column);
            for (toward, first, last) in legs {
                let query = timeline_query(toward, state.is_some());
                if !to_its_end(db, &query, [Some(first), Some(last), Some(-1), state])? {
                    break;
                }
            }
            Ok(())
        })
    }
}

/// The ranges of row ids of a list in order of date, from where the window begins on. The oldest day, which undated episodes
/// share, is the last in both orders.
fn legs(account: AccountRef, sort: FeedSort, window: &FeedWindow, first: i64) -> Vec<(Toward, i64, i64)> {
    let (_, last) = slot::span(account);
    let undated = slot::day_span(account, None).0;
    let mut legs = if sort == FeedSort::Oldest {
        vec![(Toward::Newer, first, undated - 1), (Toward::Newer, undated, last)]
    } else {
        vec![(Toward::Older, first, last)]
    };
    if window.from_end {
        legs.reverse();
        for (toward, ..) in &mut legs {
            *toward = toward.reversed();
        }
    }
    if let Some(EpisodeRef(id)) = window.after {
        let read = legs.iter().take_while(|(_, first, last)| !(*first..=*last).contains(&id)).count();
        legs.drain(..read);
        match legs.first_mut() {
            Some((Toward::Older, first, _)) => *first = id + 1,
            Some((Toward::Newer, _, last)) => *last = id - 1,
            None => {}
        }
    }
    legs
}

fn is_remaining(sort: FeedSort) -> bool {
    matches!(sort, FeedSort::Remaining | FeedSort::RemainingDown)
}

/// The episodes in progress, the least left first, or the most.
fn remaining_query(is_down: bool) -> String {
    let columns = row::EPISODE;
    let (beyond, end, order) = if is_down { ("<", i64::MAX, "DESC") } else { (">", 0, "ASC") };
    format!(
        "SELECT {columns} FROM episodes e INDEXED BY episodes_by_remaining CROSS JOIN shows s ON s.id = e.show
         WHERE e.state = 1 AND {REMAINING} {beyond}= ifnull(?3, {end})
            AND (?3 IS NULL OR {REMAINING} {beyond} ?3 OR e.id {beyond} ?4)
            AND e.id BETWEEN ?1 AND ?2 AND s.missed_at IS NULL ORDER BY {REMAINING} {order}, e.id {order}"
    )
}

/// The saved episodes of an account in a state.
const SAVED: &str = "FROM saved v CROSS JOIN shows s ON s.id = v.show
    CROSS JOIN episodes e ON e.key = v.key AND e.show = v.show WHERE v.account = ?1 AND (?2 IS NULL OR e.state = ?2)";

/// A window of the saved episodes. What is left of a played one is no reason to hear it first.
fn saved_query(sort: FeedSort) -> String {
    let columns = row::EPISODE;
    let left = format!("iif(e.state = 1, {REMAINING}, e.duration)");
    let order = match sort {
        FeedSort::Saved => "v.added_at DESC, v.position, v.show, v.key".to_owned(),
        FeedSort::SavedUp => "v.added_at, v.position DESC, v.show DESC, v.key DESC".to_owned(),
        FeedSort::Newest => "e.id".to_owned(),
        FeedSort::Oldest => "e.day IS NULL, e.id DESC".to_owned(),
        FeedSort::Remaining => format!("e.state = 2, {left}, e.id"),
        FeedSort::RemainingDown => format!("e.state = 2, {left} DESC, e.id DESC"),
    };
    format!("SELECT {columns} {SAVED} ORDER BY {order} LIMIT ?3 OFFSET ?4")
}

fn name<'a>(row: &'a Row<'_>) -> Result<&'a str> {
    row.get_ref(NAME)?.as_str().map_err(|error| LibraryError::damaged(&error.to_string()))
}

/// The queries whose plans a test checks.
#[cfg(test)]
pub(super) fn queries() -> Vec<String> {
    let saved = [FeedSort::Saved, FeedSort::SavedUp].map(saved_query);
    [false, true].map(remaining_query).into_iter().chain(saved).collect()
}

#[cfg(test)]
mod tests;
