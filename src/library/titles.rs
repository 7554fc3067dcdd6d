//! All titles of an account in memory, for filtering as you type.
//!
//! Nothing is loaded before a filter is opened, and dropping it frees everything: about 60 bytes a title. Up to
//! [`Titles::FUZZY`] titles are matched fuzzily, like every list a person looks at; beyond, each word of the query has
//! to occur, without case and accents. A longer query looks only at what the last one found. Start with
//! [`Titles::load`], then [`Titles::find`].

mod fuzzy;
mod sweep;

use std::{collections::HashSet, ops::Range};

use rusqlite::params;
use tokio_util::sync::CancellationToken;

use self::{fuzzy::Fuzzy, sweep::Pieces};
use super::{AccountRef, EpisodeRef, LibraryError, Reader, marks, slot};
use crate::domain::{EpisodeState, FUZZY_TITLES, words};

/// Titles read in one go.
const BATCH: u32 = 20_000;
/// Titles looked at between two looks at whether somebody still waits.
const BLOCK: usize = 8_192;

/// A batch of the titles of a state.
pub(super) const OF_A_STATE: &str = "SELECT id, show, name FROM episodes INDEXED BY episodes_by_state
    WHERE state = ?4 AND id BETWEEN ?1 AND ?2 ORDER BY id LIMIT ?3";
/// A batch of all titles.
pub(super) const OF_ALL: &str = "SELECT id, show, name FROM episodes NOT INDEXED
    WHERE id BETWEEN ?1 AND ?2 AND ?4 IS NULL ORDER BY id LIMIT ?3";

/// Titles in the order of time, the newest first.
#[derive(Debug, Default)]
pub struct Titles {
    episodes: Vec<EpisodeRef>,
    arena: Arena,
    last: Option<Last>,
    /// What [`Reader::data_version`] said before they were read.
    version: i64,
}

/// Every title, a line each.
#[derive(Debug, Default)]
struct Arena {
    text: String,
    /// Where each line ends, behind its line break.
    ends: Vec<u32>,
    /// Whether the lines are folded: with more than [`Titles::FUZZY`].
    folded: bool,
}

/// What the last query found, for the next to go on from.
#[derive(Debug)]
struct Last {
    query: Matching,
    hits: Vec<u32>,
}

/// A query as it is matched.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Matching {
    Fuzzy(Fuzzy),
    Words(Pieces),
}

/// What a query found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FoundTitles {
    /// The episodes of the window, the newest first. [`Reader::episodes_at`] reads them.
    pub episodes: Vec<EpisodeRef>,
    /// How many titles match in all.
    pub total: u32,
}

impl Titles {
    /// The most titles that are matched fuzzily.
    pub const FUZZY: usize = FUZZY_TITLES;

    /// Reads the titles of an account, with a state only of the episodes in it. For 1,000,000 this takes about a second,
    /// on a thread that may block.
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

    /// These titles, which are in the order of time: of a list that is not the whole timeline.
    pub fn of<'a>(titles: impl IntoIterator<Item = (EpisodeRef, &'a str)>) -> Self {
        let mut all = Self::default();
        for (episode, title) in titles {
            all.push(episode, title);
        }
        all
    }

    /// Whether nothing was written since they were read, as far as `reader` knows, which is the one that read them.
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

    /// The titles that match: positions `window` of them, the newest first, and how many there are. A blank query
    /// matches all. The same query again, for another window, costs nothing.
    ///
    /// # Errors
    /// [`LibraryError::Cancelled`]; the next query goes on from the last that came to its end.
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

    /// Which characters of a title match a query: positions of `char`s, ascending; none where it does not match.
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
        // Past four gigabytes of titles the rest is not found; so many do not fit into a library.
        if self.arena.push(title) {
            self.episodes.push(episode);
        }
    }
}

impl Arena {
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
        let end = u32::try_from(self.text.len()).ok();
        match end {
            Some(end) => self.ends.push(end),
            None => self.text.truncate(before),
        }
        end.is_some()
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

    /// Where the line of a title begins.
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
    /// Whether whatever matches this one matched the other.
    fn narrows(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Fuzzy(own), Self::Fuzzy(other)) => own.narrows(other),
            (Self::Words(own), Self::Words(other)) => own.narrows(other),
            (Self::Fuzzy(_), Self::Words(_)) | (Self::Words(_), Self::Fuzzy(_)) => false,
        }
    }
}

impl Reader {
    /// A number that changes with everything that other connections write.
    fn data_version(&self) -> Result<i64, LibraryError> {
        self.run(|db| Ok(db.pragma_query_value(None, "data_version", |row| row.get(0))?))
    }

    /// The shows that left the lists and are still kept.
    fn hidden_shows(&self, account: AccountRef) -> Result<HashSet<i64>, LibraryError> {
        self.run(|db| {
            let mut statement =
                db.prepare_cached("SELECT id FROM shows WHERE account = ?1 AND missed_at IS NOT NULL")?;
            let shows = statement.query_map([account.0], |row| row.get(0))?;
            Ok(shows.collect::<Result<_, _>>()?)
        })
    }

    /// Appends a batch of titles; the row id that it came to, `None` at the end.
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
            let mut came_to = None;
            let mut count = 0;
            while let Some(row) = rows.next()? {
                let id = row.get(0)?;
                (came_to, count) = (Some(id), count + 1);
                if !hidden.contains(&row.get(1)?) {
                    let title = row.get_ref(2)?.as_str().map_err(|error| LibraryError::damaged(&error.to_string()))?;
                    titles.push(EpisodeRef(id), title);
                }
            }
            Ok(came_to.filter(|_| count == BATCH))
        })
    }
}

fn alive(cancel: &CancellationToken) -> Result<(), LibraryError> {
    if cancel.is_cancelled() { Err(LibraryError::Cancelled) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
