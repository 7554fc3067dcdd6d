//! Sweeps over all titles: each word of the query must occur, ignoring case and accents.

use std::ops::Range;

use memchr::memmem::Finder;
use tokio_util::sync::CancellationToken;

use super::{Arena, LibraryError, alive, filter};
use crate::domain::words;

/// Titles between two checks for cancellation.
const BLOCK: usize = 8_192;

/// The folded words of a query, longest first, without those that occur in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pieces(Vec<String>);

impl Pieces {
    pub(super) fn of(query: &str) -> Self {
        // Folded one by one: if folding splits a word, as it does Han characters, its parts must be adjacent.
        let mut all: Vec<String> =
            query.split_whitespace().map(words::folded).filter(|piece| !piece.is_empty()).collect();
        all.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        let mut pieces: Vec<String> = Vec::with_capacity(all.len());
        for piece in all {
            if !pieces.iter().any(|longer| longer.contains(&piece)) {
                pieces.push(piece);
            }
        }
        Self(pieces)
    }

    /// If each word of the other occurs in a word of this one, every title with these has those.
    pub(super) fn narrows(&self, other: &Self) -> bool {
        other.0.iter().all(|shorter| self.0.iter().any(|own| own.contains(shorter.as_str())))
    }

    pub(super) fn matches(
        &self,
        arena: &Arena,
        among: Option<&[u32]>,
        cancel: &CancellationToken,
    ) -> Result<Vec<u32>, LibraryError> {
        let finders: Vec<Finder<'_>> = self.0.iter().map(|piece| Finder::new(piece.as_bytes())).collect();
        let Some((longest, others)) = finders.split_first() else {
            return Ok(among.map_or_else(|| arena.all(), <[u32]>::to_vec));
        };
        if let Some(among) = among {
            return filter(among, BLOCK, cancel, |title| has_all(arena, title, &finders));
        }
        let mut hits = Vec::new();
        for first in (0..arena.len()).step_by(BLOCK) {
            alive(cancel)?;
            sweep(arena, first..(first + BLOCK).min(arena.len()), longest, others, &mut hits);
        }
        Ok(hits)
    }

    pub(super) fn hits(&self, title: &str) -> Vec<u32> {
        let places = Places::of(title);
        let mut hits = Vec::new();
        for piece in &self.0 {
            let mut found = places.folded.match_indices(piece.as_str()).peekable();
            if found.peek().is_none() {
                return Vec::new();
            }
            for (at, _) in found {
                places.chars(&(at..at + piece.len()), &mut hits);
            }
        }
        hits.sort_unstable();
        hits.dedup();
        hits
    }
}

/// Searches many titles for the longest word as one text, because no word has a line break, and its hits for the others.
fn sweep(arena: &Arena, titles: Range<usize>, longest: &Finder<'_>, others: &[Finder<'_>], hits: &mut Vec<u32>) {
    let mut from = arena.start(titles.start);
    let end = arena.start(titles.end);
    let mut title = titles.start;
    while let Some(rest) = arena.text.as_bytes().get(from..end)
        && let Some(at) = longest.find(rest)
    {
        let at = from + at;
        while arena.ends.get(title).is_some_and(|end| *end as usize <= at) {
            title += 1;
        }
        if has_all(arena, title, others) {
            hits.push(u32::try_from(title).unwrap_or(u32::MAX));
        }
        title += 1;
        from = arena.start(title);
    }
}

fn has_all(arena: &Arena, title: usize, finders: &[Finder<'_>]) -> bool {
    let title = arena.title(title).as_bytes();
    finders.iter().all(|finder| finder.find(title).is_some())
}

/// Maps bytes of a folded title to characters of the title.
struct Places {
    folded: String,
    words: Vec<Place>,
}

struct Place {
    /// The bytes of a word in the folded title.
    folded: Range<usize>,
    /// Its characters in the title.
    chars: Range<u32>,
    /// Whether each folded character is one of the title. Else only the whole word maps to the whole word.
    even: bool,
}

impl Places {
    fn of(title: &str) -> Self {
        let (mut folded, mut places) = (String::new(), Vec::new());
        let (mut bytes, mut chars) = (0, 0);
        for word in words::words(title) {
            if !folded.is_empty() {
                folded.push(' ');
            }
            let start = chars + count(title.get(bytes..word.range.start));
            let length = count(title.get(word.range.clone()));
            let at = folded.len();
            folded.push_str(&word.token);
            let even = count(Some(&word.token)) == length;
            places.push(Place { folded: at..folded.len(), chars: start..start + length, even });
            (bytes, chars) = (word.range.end, start + length);
        }
        Self { folded, words: places }
    }

    /// Appends the characters of bytes of the folded title.
    fn chars(&self, bytes: &Range<usize>, hits: &mut Vec<u32>) {
        for Place { folded, chars, even } in &self.words {
            let (start, end) = (bytes.start.max(folded.start), bytes.end.min(folded.end));
            if start >= end {
                continue;
            }
            if *even {
                let within = |at: usize| chars.start + count(self.folded.get(folded.start..at));
                hits.extend(within(start)..within(end));
            } else {
                hits.extend(chars.clone());
            }
        }
    }
}

fn count(text: Option<&str>) -> u32 {
    u32::try_from(text.unwrap_or_default().chars().count()).unwrap_or(u32::MAX)
}
