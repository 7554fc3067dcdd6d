//! Searches titles, then notes, each from the newest back.
//!
//! Both indexes are in order of date, so a walk along one stops as soon as it has enough, whatever the number of hits
//! (docs/DECISIONS.md has the figures). Start with [`Reader::search`].

mod index;
mod names;
mod snippet;

use std::{collections::HashSet, ops::Range};

use rusqlite::{Connection, params};

pub(super) use index::{IndexText, gather, index, merge, recreate, reindex, titles, unindex, walk};
pub(super) use names::Names;

use super::{AccountRef, EpisodeRow, Reader, Result, ShowRow, one, row, slot};
use crate::domain::{Query, query::Piece};

/// The most index entries that filters are applied to.
const CANDIDATES: u32 = 20_000;
/// The most shows that `show:` means, and that are found by name.
const SHOWS: usize = 50;

/// The results of a search.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Results {
    /// Shows whose name has all words, in Spotify's order.
    pub shows: Vec<ShowRow>,
    /// Episodes with all words in the title, then the others, each from the newest back.
    pub episodes: Vec<EpisodeHit>,
    /// Whether the search ended early: older episodes may match too.
    pub cut_short: bool,
}

/// A found episode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpisodeHit {
    /// The episode, without notes.
    pub row: EpisodeRow,
    pub found: Found,
    /// The words in the title, as ranges of bytes, in order.
    pub title_hits: Vec<Range<usize>>,
}

/// Where all words of a search were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Found {
    Title,
    /// In title and notes together, or the search has only filters.
    Notes,
}

impl Reader {
    /// Finds at most `limit` episodes. [`Reader::snippet`] quotes the notes, for the rows in view.
    ///
    /// # Errors
    /// `LibraryError::Cancelled` by the [`Canceller`](super::Canceller); `LibraryError::Damaged` and the like.
    /// No text is an error.
    pub fn search(&self, account: AccountRef, query: &Query, limit: usize) -> Result<Results> {
        self.run(|db| {
            let mut results = Results::default();
            if query.is_empty() {
                return Ok(results);
            }
            let mut kept = self.names.borrow_mut();
            let names =
                if query.pieces.is_empty() && query.filters.shows.is_empty() { &[] } else { kept.of(db, account)? };
            if query.filters.shows.is_empty() {
                let by_id = format!("SELECT {} FROM shows s WHERE s.id = ?1", row::show_columns());
                for (id, _) in names.iter().filter(|(_, name)| query.is_in(name)).take(SHOWS) {
                    results.shows.extend(one(db, &by_id, [id], row::show)?);
                }
            }
            let Some(tokens) = filter_tokens(query, names) else { return Ok(results) };
            let mut walk = Walk { db, account, query, limit, seen: HashSet::new(), results };
            if !query.pieces.is_empty() {
                walk.along(index::TITLES, &expression(query, &tokens, index::TITLE_PREFIX), Found::Title)?;
            }
            walk.along(index::ALL, &expression(query, &tokens, index::ALL_PREFIX), Found::Notes)?;
            Ok(walk.results)
        })
    }
}

struct Walk<'a> {
    db: &'a Connection,
    account: AccountRef,
    query: &'a Query,
    limit: usize,
    seen: HashSet<i64>,
    results: Results,
}

impl Walk<'_> {
    /// Walks along an index from the newest back, until there are enough results. The index leaves out excluded words; if it
    /// is not used, or is that of titles, each matching episode is looked up.
    fn along(&mut self, index: &str, expression: &str, found: Found) -> Result<()> {
        let filters = &self.query.filters;
        let (mut first, mut last) = slot::span(self.account);
        if let Some(day) = filters.first_day {
            last = slot::day_span(self.account, Some(slot::days(day))).1;
        }
        if let Some(day) = filters.last_day {
            first = slot::day_span(self.account, Some(slot::days(day))).0;
        }
        let millis = |duration: std::time::Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        let longer = filters.longer.map_or(0, millis);
        let shorter = filters.shorter.map(millis);
        let state = filters.unplayed.then_some(0);
        let mut candidates = if expression.is_empty() {
            self.db.prepare_cached("SELECT id FROM episodes WHERE id BETWEEN ?2 AND ?3 AND ?1 = '' ORDER BY id")?
        } else {
            self.db.prepare_cached(index)?
        };
        let mut episode = self.db.prepare_cached(&format!(
            "SELECT {} FROM episodes e CROSS JOIN shows s ON s.id = e.show
             WHERE e.id = ?1 AND s.missed_at IS NULL AND (?2 IS NULL OR e.state = ?2) AND e.duration >= ?3
                AND (?4 IS NULL OR e.duration BETWEEN 1 AND ?4)",
            row::EPISODE
        ))?;
        let unwanted =
            if found == Found::Title || expression.is_empty() { any_of(&self.query.excluded) } else { String::new() };
        let mut is_unwanted = self.db.prepare_cached(index::HAS)?;
        let mut tried = 0;
        let mut ids = candidates.query(params![expression, first, last])?;
        while self.results.episodes.len() < self.limit
            && let Some(id) = ids.next()?
        {
            let id: i64 = id.get(0)?;
            tried += 1;
            if tried > CANDIDATES {
                self.results.cut_short = true;
                break;
            }
            if !self.seen.insert(id) {
                continue;
            }
            let mut rows = episode.query(params![id, state, longer, shorter])?;
            if let Some(row) = rows.next()? {
                if !unwanted.is_empty() && is_unwanted.exists(params![unwanted, id])? {
                    continue;
                }
                let row = row::episode(row)?;
                let title_hits = self.query.hits(row.episode.name.as_str());
                self.results.episodes.push(EpisodeHit { row, found, title_hits });
            }
        }
        Ok(())
    }
}

/// The filters as expressions for the index; `None` if they match nothing.
fn filter_tokens(query: &Query, names: &[(i64, String)]) -> Option<Vec<String>> {
    let mut tokens = Vec::new();
    if !query.filters.shows.is_empty() {
        let wanted = |name: &str| {
            let words: Vec<&str> = name.split(' ').collect();
            query.filters.shows.iter().all(|piece| piece.starts(&words).next().is_some())
        };
        let any: Vec<String> = names
            .iter()
            .filter(|(_, name)| wanted(name))
            .take(SHOWS)
            .map(|(id, _)| format!("\"{}\"", index::show_token(*id)))
            .collect();
        if any.is_empty() {
            return None;
        }
        tokens.push(format!("({})", any.join(" OR ")));
    }
    if let Some(language) = &query.filters.language {
        tokens.push(format!("\"{}\"", index::language_token(language)));
    }
    Some(tokens)
}

/// The search as an expression for the index. Of the text typed it contains only tokens: letters, digits and marks.
fn expression(query: &Query, tokens: &[String], shortest_prefix: usize) -> String {
    let piece = |piece: &Piece| {
        let last = piece.tokens.last().map_or("", String::as_str);
        // The shortest prefixes match too much to be worth a walk. In scripts without spaces they are words.
        let prefix = piece.prefix && (!last.is_ascii() || last.len() >= shortest_prefix);
        format!("\"{}\"{}", piece.tokens.join(" "), if prefix { " *" } else { "" })
    };
    let parts: Vec<String> = query.pieces.iter().map(piece).chain(tokens.iter().cloned()).collect();
    let unwanted = any_of(&query.excluded);
    // `NOT` needs something to exclude from.
    if parts.is_empty() || unwanted.is_empty() {
        return parts.join(" AND ");
    }
    format!("({}) NOT ({unwanted})", parts.join(" AND "))
}

/// Any of these pieces, as an expression for the index; empty for none.
fn any_of(pieces: &[Piece]) -> String {
    let pieces: Vec<String> = pieces.iter().map(|piece| format!("\"{}\"", piece.tokens.join(" "))).collect();
    pieces.join(" OR ")
}
