//! Fuzzy matching, as the filters of lists do it: every word, in any order, its letters in order.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{AtomKind, CaseMatching, Normalization, Pattern},
};
use tokio_util::sync::CancellationToken;

use super::{Arena, LibraryError, alive};

/// Titles looked at between two looks at whether somebody still waits: matching takes longer than sweeping.
const BLOCK: usize = 512;

/// A fuzzy query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fuzzy(String);

impl Fuzzy {
    pub(super) fn of(query: &str) -> Self {
        Self(query.trim().to_owned())
    }

    /// A query that another one begins with finds all that the other does, but for a backslash, which makes a space
    /// behind it part of a word.
    pub(super) fn narrows(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0) && !self.0.contains('\\')
    }

    fn pattern(&self) -> Pattern {
        Pattern::new(&self.0, CaseMatching::Smart, Normalization::Smart, AtomKind::Fuzzy)
    }

    pub(super) fn matches(
        &self,
        arena: &Arena,
        among: Option<&[u32]>,
        cancel: &CancellationToken,
    ) -> Result<Vec<u32>, LibraryError> {
        let all: Vec<u32>;
        let among = if let Some(among) = among {
            among
        } else {
            all = (0..u32::try_from(arena.len()).unwrap_or(u32::MAX)).collect();
            &all
        };
        if self.0.is_empty() {
            return Ok(among.to_vec());
        }
        let (pattern, mut matcher, mut buffer) = (self.pattern(), Matcher::new(Config::DEFAULT), Vec::new());
        let mut hits = Vec::new();
        for block in among.chunks(BLOCK) {
            alive(cancel)?;
            hits.extend(block.iter().copied().filter(|title| {
                let title = haystack(arena.title(*title as usize), &mut buffer);
                pattern.score(title, &mut matcher).is_some()
            }));
        }
        Ok(hits)
    }

    pub(super) fn hits(&self, title: &str) -> Vec<u32> {
        let (mut hits, mut buffer) = (Vec::new(), Vec::new());
        let mut matcher = Matcher::new(Config::DEFAULT);
        if self.pattern().indices(haystack(title, &mut buffer), &mut matcher, &mut hits).is_none() {
            return Vec::new();
        }
        hits.sort_unstable();
        hits.dedup();
        hits
    }
}

/// The title as the matcher reads it, one entry for each `char`.
fn haystack<'a>(title: &'a str, buffer: &'a mut Vec<char>) -> Utf32Str<'a> {
    if title.is_ascii() {
        return Utf32Str::Ascii(title.as_bytes());
    }
    buffer.clear();
    buffer.extend(title.chars());
    Utf32Str::Unicode(buffer)
}
