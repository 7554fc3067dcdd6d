//! Fuzzy matching for the filters of lists.
//!
//! Every word of the query must match, in any order, with its letters in order. Lower case matches upper case, and plain
//! letters match accented ones.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{AtomKind, CaseMatching, Normalization, Pattern},
};

/// A query, with buffers to match many titles.
#[derive(Debug)]
pub struct Fuzzy {
    pattern: Pattern,
    matcher: Matcher,
    buffer: Vec<char>,
}

impl Fuzzy {
    /// Parses a query. An empty one matches every title.
    pub fn new(query: &str) -> Self {
        let pattern = Pattern::new(query, CaseMatching::Smart, Normalization::Smart, AtomKind::Fuzzy);
        Self { pattern, matcher: Matcher::new(Config::DEFAULT), buffer: Vec::new() }
    }

    pub fn matches(&mut self, title: &str) -> bool {
        self.pattern.score(haystack(title, &mut self.buffer), &mut self.matcher).is_some()
    }

    /// The score of a match (higher is better) and the positions of the matching `char`s, in order. `None` without a match.
    pub fn hits(&mut self, title: &str) -> Option<(u32, Vec<u32>)> {
        let mut hits = Vec::new();
        let score = self.pattern.indices(haystack(title, &mut self.buffer), &mut self.matcher, &mut hits)?;
        hits.sort_unstable();
        hits.dedup();
        Some((score, hits))
    }
}

/// The title with one entry per `char`. `Utf32Str::new` has one per grapheme, so hits would not be positions of `char`s.
fn haystack<'a>(title: &'a str, buffer: &'a mut Vec<char>) -> Utf32Str<'a> {
    if title.is_ascii() {
        return Utf32Str::Ascii(title.as_bytes());
    }
    buffer.clear();
    buffer.extend(title.chars());
    Utf32Str::Unicode(buffer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_match_in_any_order_whatever_their_case_and_accents() {
        let mut query = Fuzzy::new("dpv cafe");
        assert!(query.matches("Café: a Deep diVe"));
        assert!(!query.matches("Café: a dive"));
        assert_eq!(query.hits("Café: a dive"), None);
    }

    #[test]
    fn hits_are_positions_of_chars_in_order() {
        let (_, hits) = Fuzzy::new("ab").hits("e\u{301}a b").expect("it matches");
        assert_eq!(hits, [2, 4]);
    }
}
