//! All titles of an account in memory, for filtering as you type.
//!
//! Loaded when a filter is opened, and freed with it: about 60 bytes per title. Up to [`Titles::FUZZY`] titles are matched
//! fuzzily, like every other list. Beyond, each word of the query must occur, ignoring case and accents. A longer query
//! looks only at the hits of the last one. Start with [`Titles::load`], then [`Titles::find`].

mod fuzzy;
mod sweep;

use std::{collections::HashSet, ops::Range};

use rusqlite::params;
use tokio_util::sync::CancellationToken;

use self::{fuzzy::Fuzzy, sweep::Pieces};
use super::{AccountRef, EpisodeRef, LibraryError, Reader, marks, slot};
use crate::domain::{EpisodeState, FUZZY_TITLES, words};

/// Titles read in one query.
const BATCH: u32 = 20_000;

/// A batch of the titles of a state.
pub(super) const OF_A_STATE: &str = "SELECT id, show, name FROM episodes INDEXED BY episodes_by_state
    WHERE state = ?4 AND id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3";
/// A batch of all titles.
pub(super) const OF_ALL: &str = "SELECT id, show, name FROM episodes NOT INDEXED
    WHERE id BETWEEN ?1 AND ?2 AND ?4 IS NULL ORDER BY id LIMIT ?3";

/// Titles from the newest back.
#[derive(Debug, Default)]
pub struct Titles {
    episodes: Vec<EpisodeRef>,
    arena: Arena,
    last: Option<Last>,
    /// The [`Reader::data_version`] before they were read.
    version: i64,
}

/// Every title, one per line.
#[derive(Debug, Default)]
struct Arena {
    text: String,
    /// Where each line ends, after its line break.
    ends: Vec<u32>,
    /// Whether the lines are folded: if there are more than [`Titles::FUZZY`].
    folded: bool,
}

/// The hits of the last query, for the next one.
#[derive(Debug)]
struct Last {
    query: Matching,
    hits: Vec<u32>,
}

/// A query and how it is matched.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Matching {
    Fuzzy(Fuzzy),
    Words(Pieces),
}

/// The hits of a query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FoundTitles {
    /// The episodes of the window, newest first. [`Reader::episodes_at`] reads them.
    pub episodes: Vec<EpisodeRef>,
    /// The number of all hits.
    pub total: u32,
}

impl Titles {
    /// The most titles that are matched fuzzily.
    pub const FUZZY: usize = FUZZY_TITLES;

    /// Reads the titles of an account, or those of its episodes in a state. Blocks, for about a second with 1,000,000.
    ///
    /// # Errors
    /// [`LibraryError::Cancelled`]; [`LibraryError::Damaged`] and the like.
    pub fn load(
        reader: &Reader,
        account: AccountRef,
        state: Option<EpisodeState>,
        cancel: &CancellationToken,
    ) -> Result<Self, LibraryError> {
        let mut titles = Self { version: reader.data_version()?, ..Self::default() };
        let hidden = reader.hidden_shows(account)?;
        let (mut first, last) = slot::span(account);
        loop {
            alive(cancel)?;
            match reader.title_batch(first..=last, state, &hidden, &mut titles)? {
                Some(id) => first = id + 1,
                None => break,
            }
        }
        titles.episodes.shrink_to_fit();
        titles.arena.text.shrink_to_fit();
        titles.arena.ends.shrink_to_fit();
        Ok(titles)
    }

    /// The titles of a list that is not the whole timeline, from the newest back.
    pub fn of<'a>(titles: impl IntoIterator<Item = (EpisodeRef, &'a str)>) -> Self {
        let mut all = Self::default();
        for (episode, title) in titles {
            all.push(episode, title);
        }
        all
    }

    /// Whether no other connection has written since they were read. `reader` must be the one that read them.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn is_current(&self, reader: &Reader) -> Result<bool, LibraryError> {
        Ok(reader.data_version()? == self.version)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.episodes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.episodes.is_empty()
    }

    /// Positions `window` of the matching titles, newest first, and their number. A blank query matches all. The same query
    /// for another window costs nothing.
    ///
    /// # Errors
    /// [`LibraryError::Cancelled`]; the next query uses the hits of the last complete one.
    pub fn find(
        &mut self,
        query: &str,
        window: Range<u32>,
        cancel: &CancellationToken,
    ) -> Result<FoundTitles, LibraryError> {
        let query = self.matching(query);
        let former = self.last.take_if(|last| last.query == query);
        let last = if let Some(last) = former {
            last
        } else {
            let among = self.last.as_ref().filter(|last| query.narrows(&last.query)).map(|last| last.hits.as_slice());
            let hits = match &query {
                Matching::Fuzzy(fuzzy) => fuzzy.matches(&self.arena, among, cancel)?,
                Matching::Words(pieces) => pieces.matches(&self.arena, among, cancel)?,
            };
            Last { query, hits }
        };
        let place = |n: u32| usize::try_from(n).unwrap_or(usize::MAX).min(last.hits.len());
        let window = place(window.start)..place(window.end).max(place(window.start));
        let rows = last.hits.get(window).unwrap_or_default();
        let episodes = rows.iter().filter_map(|hit| self.episodes.get(*hit as usize).copied()).collect();
        let total = u32::try_from(last.hits.len()).unwrap_or(u32::MAX);
        self.last = Some(last);
        Ok(FoundTitles { episodes, total })
    }

    /// The positions of the `char`s of a title that match a query, ascending; none if it does not match.
    pub fn hits(&self, title: &str, query: &str) -> Vec<u32> {
        match self.matching(query) {
            Matching::Fuzzy(fuzzy) => fuzzy.hits(title),
            Matching::Words(pieces) => pieces.hits(title),
        }
    }

    fn matching(&self, query: &str) -> Matching {
        if self.arena.folded { Matching::Words(Pieces::of(query)) } else { Matching::Fuzzy(Fuzzy::of(query)) }
    }

    fn push(&mut self, episode: EpisodeRef, title: &str) {
        if self.episodes.len() == Self::FUZZY {
            self.arena = self.arena.fold();
        }
        // Titles beyond four gigabytes are left out.
        if self.arena.push(title) {
            self.episodes.push(episode);
        }
    }
}

impl Arena {
    /// Appends a title, unless there is no room.
    fn push(&mut self, title: &str) -> bool {
        let before = self.text.len();
        if self.folded {
            for word in words::words(title) {
                if self.text.len() > before {
                    self.text.push(' ');
                }
                self.text.push_str(&word.token);
            }
        } else {
            self.text.extend(title.chars().map(|c| if c == '\n' { ' ' } else { c }));
        }
        self.text.push('\n');
        let end = u32::try_from(self.text.len());
        match end {
            Ok(end) => self.ends.push(end),
            Err(_) => self.text.truncate(before),
        }
        end.is_ok()
    }

    /// The same titles folded.
    fn fold(&self) -> Self {
        let mut folded = Self { folded: true, ..Self::default() };
        for title in self.text.lines() {
            folded.push(title);
        }
        folded
    }

    fn len(&self) -> usize {
        self.ends.len()
    }

    /// Every title.
    fn all(&self) -> Vec<u32> {
        (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).collect()
    }

    /// The beginning of a title's line.
    fn start(&self, title: usize) -> usize {
        title.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize)
    }

    /// A title without its line break.
    fn title(&self, title: usize) -> &str {
        let end = self.ends.get(title).map_or(0, |end| *end as usize);
        self.text.get(self.start(title)..end.saturating_sub(1)).unwrap_or_default()
    }
}

impl Matching {
    /// Whether every title that matches this one matches the other.
    fn narrows(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Fuzzy(own), Self::Fuzzy(other)) => own.narrows(other),
            (Self::Words(own), Self::Words(other)) => own.narrows(other),
            (Self::Fuzzy(_), Self::Words(_)) | (Self::Words(_), Self::Fuzzy(_)) => false,
        }
    }
}

impl Reader {
    /// A number that changes when another connection writes.
    fn data_version(&self) -> Result<i64, LibraryError> {
        self.run(|db| Ok(db.pragma_query_value(None, "data_version", |row| row.get(0))?))
    }

    /// The shows that left the lists and are not deleted yet.
    fn hidden_shows(&self, account: AccountRef) -> Result<HashSet<i64>, LibraryError> {
        let hidden = "SELECT id FROM shows WHERE account = ?1 AND missed_at IS NOT NULL";
        Ok(self.all(hidden, [account.0], |row| Ok(row.get(0)?))?.into_iter().collect())
    }

    /// Appends a batch of titles. Returns the last row id, or `None` at the end.
    fn title_batch(
        &self,
        ids: std::ops::RangeInclusive<i64>,
        state: Option<EpisodeState>,
        hidden: &HashSet<i64>,
        titles: &mut Titles,
    ) -> Result<Option<i64>, LibraryError> {
        self.run(|db| {
            let mut statement = db.prepare_cached(if state.is_some() { OF_A_STATE } else { OF_ALL })?;
            let mut rows = statement.query(params![ids.start(), ids.end(), BATCH, state.map(marks::column)])?;
            let (mut last, mut count) = (None, 0);
            while let Some(row) = rows.next()? {
                let id = row.get(0)?;
                (last, count) = (Some(id), count + 1);
                if !hidden.contains(&row.get(1)?) {
                    let title = row.get_ref(2)?.as_str().map_err(|error| LibraryError::damaged(&error.to_string()))?;
                    titles.push(EpisodeRef(id), title);
                }
            }
            Ok(last.filter(|_| count == BATCH))
        })
    }
}

fn alive(cancel: &CancellationToken) -> Result<(), LibraryError> {
    if cancel.is_cancelled() { Err(LibraryError::Cancelled) } else { Ok(()) }
}

/// The titles of `among` that match. Checks for cancellation before each `block` of them.
fn filter(
    among: &[u32],
    block: usize,
    cancel: &CancellationToken,
    mut matches: impl FnMut(usize) -> bool,
) -> Result<Vec<u32>, LibraryError> {
    let mut hits = Vec::new();
    for block in among.chunks(block) {
        alive(cancel)?;
        hits.extend(block.iter().copied().filter(|title| matches(*title as usize)));
    }
    Ok(hits)
}

#[cfg(test)]
mod tests;
