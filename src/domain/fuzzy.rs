//! Fuzzy matching, as every filter of a list does it.
//!
//! Every word of the query has to match, in any order, its letters in order; small letters match capitals, plain letters
//! match accented ones.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{AtomKind, CaseMatching, Normalization, Pattern},
};

/// A query, with the room to match one title after the other.
#[derive(Debug)]
pub struct Fuzzy {
    pattern: Pattern,
    matcher: Matcher,
    buffer: Vec<char>,
}

impl Fuzzy {
    /// Takes a query apart. A blank one matches every title.
    pub fn new(query: &str) -> Self {
        let pattern = Pattern::new(query, CaseMatching::Smart, Normalization::Smart, AtomKind::Fuzzy);
        Self { pattern, matcher: Matcher::new(Config::DEFAULT), buffer: Vec::new() }
    }

    /// Whether a title matches.
    pub fn matches(&mut self, title: &str) -> bool {
        self.pattern.score(haystack(title, &mut self.buffer), &mut self.matcher).is_some()
    }

    /// How well a title matches, more being better, and which of its `char`s do, in order; `None` where it does not.
    pub fn hits(&mut self, title: &str) -> Option<(u32, Vec<u32>)> {
        let mut hits = Vec::new();
        let score = self.pattern.indices(haystack(title, &mut self.buffer), &mut self.matcher, &mut hits)?;
        hits.sort_unstable();
        hits.dedup();
        Some((score, hits))
    }
}

/// The title as the matcher reads it, one entry for each `char`: `Utf32Str::new` would make one of each grapheme, and
/// hits would not be positions of `char`s.
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
