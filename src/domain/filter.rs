//! The filter of a list by title, the same for every list.
//!
//! Every word typed must begin a word of the title, ignoring case, accents and order; of scripts without spaces the typed
//! characters must occur. If no title matches so, the closest ones match: fuzzily, among the newest 20,000. Start with
//! [`TitleFilter::list`].

use std::cmp::Reverse;

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{AtomKind, CaseMatching, Normalization, Pattern},
};

use super::{
    query::Piece,
    words::{self, Word, words},
};

/// What was typed into a filter.
#[derive(Debug, Clone)]
pub struct TitleFilter {
    text: String,
    /// The words typed, each a prefix. One that folding splits must match adjacent words.
    pieces: Vec<Piece>,
    /// All of them in order.
    folded: String,
}

/// How a title matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitleMatch {
    pub rank: Rank,
    /// The matching characters: positions of `char`s, ascending.
    pub hits: Vec<u32>,
}

/// How well a title matches; a better match is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// With the score of the fuzzy match.
    Fuzzy(u32),
    Words,
    /// The words are adjacent, in the order typed.
    Adjacent,
    /// The title begins with what was typed.
    Start,
}

impl TitleFilter {
    /// How many titles of a list are matched fuzzily, from the newest back.
    pub const FUZZY: usize = 20_000;
    /// The most titles that match fuzzily.
    pub const CLOSEST: usize = 200;

    pub fn new(typed: &str) -> Self {
        let piece = |word: &str| {
            let tokens: Vec<String> = words(word).map(|word| word.token).collect();
            (!tokens.is_empty()).then_some(Piece { tokens, prefix: true })
        };
        let pieces = typed.split_whitespace().filter_map(piece).collect();
        Self { text: typed.trim().to_owned(), pieces, folded: words::folded(typed) }
    }

    /// Whether every title matches.
    pub fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// All of these must occur; none if no word was typed.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The titles that match, by position, and whether these are the closest ones because no title has the words.
    pub fn list<'a>(&self, titles: impl Iterator<Item = &'a str> + Clone) -> (Vec<(usize, TitleMatch)>, bool) {
        let matches = |(at, title)| Some((at, self.matches(title)?));
        let with_words: Vec<_> = titles.clone().enumerate().filter_map(matches).collect();
        if !with_words.is_empty() || self.is_blank() {
            return (with_words, false);
        }
        let closest = self.closest(titles.clone());
        let mut wanted = closest.iter().copied().peekable();
        let rows = titles.enumerate().filter(|(at, _)| wanted.next_if_eq(at).is_some());
        (rows.filter_map(|(at, title)| Some((at, self.fuzzy(title)?))).collect(), true)
    }

    /// Whether a title has the words.
    pub fn matches(&self, title: &str) -> Option<TitleMatch> {
        if self.is_blank() {
            return Some(TitleMatch { rank: Rank::Words, hits: Vec::new() });
        }
        if !self.may_match(title) {
            return None;
        }
        let words: Vec<Word> = words(title).collect();
        let tokens: Vec<&str> = words.iter().map(|word| word.token.as_str()).collect();
        let is_in = |piece: &Piece| piece.starts(&tokens).next().is_some();
        if self.pieces.is_empty() || !self.pieces.iter().all(is_in) {
            return None;
        }
        let mut hits: Vec<u32> = Vec::new();
        for piece in &self.pieces {
            for start in piece.starts(&tokens) {
                let found = words.iter().skip(start).zip(&piece.tokens);
                found.for_each(|(word, typed)| hit(title, word, typed, &mut hits));
            }
        }
        hits.sort_unstable();
        hits.dedup();
        let title = tokens.join(" ");
        let rank = if title.starts_with(&self.folded) {
            Rank::Start
        } else if title.contains(&format!(" {}", self.folded)) {
            Rank::Adjacent
        } else {
            Rank::Words
        };
        Some(TitleMatch { rank, hits })
    }

    /// Whether a title can have the words: rules most titles out without splitting them.
    fn may_match(&self, title: &str) -> bool {
        let begins = |token: &str| {
            let is_word = |at: usize| {
                at.checked_sub(1)
                    .is_none_or(|before| !title.as_bytes().get(before).is_some_and(u8::is_ascii_alphanumeric))
            };
            let is_here =
                |at: &usize| title.get(*at..*at + token.len()).is_some_and(|word| word.eq_ignore_ascii_case(token));
            (0..title.len()).any(|at| is_here(&at) && is_word(at))
        };
        let first = |piece: &Piece| piece.tokens.first().is_none_or(|token| begins(token));
        !title.is_ascii() || self.pieces.iter().all(first)
    }

    /// How a title matches fuzzily: every word typed with its letters in order.
    pub fn fuzzy(&self, title: &str) -> Option<TitleMatch> {
        let (mut buffer, mut hits) = (Vec::new(), Vec::new());
        let score = self.pattern().indices(haystack(title, &mut buffer), &mut matcher(), &mut hits)?;
        hits.sort_unstable();
        hits.dedup();
        Some(TitleMatch { rank: Rank::Fuzzy(score), hits })
    }

    /// The positions of the titles that match best fuzzily, ascending. Titles come from the newest back.
    pub fn closest<'a>(&self, titles: impl Iterator<Item = &'a str>) -> Vec<usize> {
        let (pattern, mut matcher, mut buffer) = (self.pattern(), matcher(), Vec::new());
        let mut score = |(at, title)| Some((pattern.score(haystack(title, &mut buffer), &mut matcher)?, at));
        let mut best: Vec<(u32, usize)> = titles.take(Self::FUZZY).enumerate().filter_map(&mut score).collect();
        best.sort_unstable_by_key(|(score, at)| (Reverse(*score), *at));
        best.truncate(Self::CLOSEST);
        let mut closest: Vec<usize> = best.into_iter().map(|(_, at)| at).collect();
        closest.sort_unstable();
        closest
    }

    fn pattern(&self) -> Pattern {
        Pattern::new(&self.text, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy)
    }
}

fn matcher() -> Matcher {
    Matcher::new(Config::DEFAULT)
}

/// Appends the characters of a word that were typed; all of them if folding changed their number.
fn hit(title: &str, word: &Word, typed: &str, hits: &mut Vec<u32>) {
    let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let start = count(title.get(..word.range.start).unwrap_or_default());
    let length = count(title.get(word.range.clone()).unwrap_or_default());
    let is_even = length == count(&word.token);
    hits.extend(start..start + if is_even { count(typed).min(length) } else { length });
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
    use pretty_assertions::assert_eq;
    use proptest::prelude::*;

    use super::*;

    fn listed(query: &str, titles: &[&str]) -> (Vec<usize>, bool) {
        let (found, is_closest) = TitleFilter::new(query).list(titles.iter().copied());
        (found.into_iter().map(|(at, _)| at).collect(), is_closest)
    }

    fn rank(query: &str, title: &str) -> Option<Rank> {
        TitleFilter::new(query).matches(title).map(|found| found.rank)
    }

    fn hits(query: &str, title: &str) -> Vec<u32> {
        TitleFilter::new(query).matches(title).map(|found| found.hits).unwrap_or_default()
    }

    #[test]
    fn every_word_typed_begins_a_word_of_the_title_in_any_order() {
        let titles = ["The Rust hour", "Rush hour", "Trust", "Café crème", "Straße", "Ёлка", "كِتَابٌ"];
        assert_eq!(listed("ru", &titles), (vec![0, 1], false));
        assert_eq!(listed("hou RU", &titles), (vec![0, 1], false));
        assert_eq!(listed("rust", &titles), (vec![0], false), "not within a word");
        assert_eq!(listed("CREM", &titles), (vec![3], false));
        assert_eq!(listed("strasse", &titles), (vec![4], false));
        assert_eq!(listed("елк", &titles), (vec![5], false));
        assert_eq!(listed("كتا", &titles), (vec![6], false));
        assert_eq!(listed("  ", &titles).0.len(), titles.len());
    }

    #[test]
    fn of_scripts_without_spaces_the_typed_characters_occur() {
        let titles = ["日本語の放送", "放送", "語放", "ข่าวเช้า"];
        assert_eq!(listed("放送", &titles), (vec![0, 1], false));
        assert_eq!(listed("送 日", &titles), (vec![0], false));
        assert_eq!(listed("เช้า", &titles), (vec![3], false));
        assert_eq!(hits("放送", "日本語の放送"), [4, 5]);
    }

    #[test]
    fn without_a_match_the_closest_titles_are_listed() {
        let titles = ["Harbour lights", "Rust", "Old harbours"];
        assert_eq!(listed("hrb", &titles), (vec![0, 2], true));
        assert_eq!(listed("zzz", &titles), (vec![], true));
        assert_eq!(listed("!", &["Stop", "Go!"]), (vec![1], true), "a sign is no word");
        let many: Vec<String> = (0..=TitleFilter::FUZZY).map(|n| format!("Harbour {n}")).collect();
        let (closest, _) = TitleFilter::new("hrb").list(many.iter().map(String::as_str));
        assert_eq!(closest.len(), TitleFilter::CLOSEST);
        let last = [many.iter().map(String::as_str).take(TitleFilter::FUZZY).collect(), vec!["hxrxb"]].concat();
        assert_eq!(listed("hxx", &last), (vec![], true), "beyond the newest 20,000");
    }

    #[test]
    fn a_title_that_begins_with_the_text_ranks_above_its_words_in_order_above_others() {
        assert_eq!(rank("the ru", "The Rust hour"), Some(Rank::Start));
        assert_eq!(rank("ru", "The Rust hour"), Some(Rank::Adjacent));
        assert_eq!(rank("rust ho", "The Rust hour"), Some(Rank::Adjacent));
        assert_eq!(rank("hour rust", "The Rust hour"), Some(Rank::Words));
        assert!(Rank::Start > Rank::Adjacent && Rank::Adjacent > Rank::Words && Rank::Words > Rank::Fuzzy(u32::MAX));
    }

    #[test]
    fn hits_are_the_typed_characters_and_whole_words_where_folding_changes_them() {
        assert_eq!(hits("ru ho", "The Rust hour"), [4, 5, 9, 10]);
        assert_eq!(hits("str", "Große Straße"), [6, 7, 8, 9, 10, 11]);
        assert_eq!(hits("don't", "Don't stop"), [0, 1, 2, 4]);
        assert_eq!(hits("fam", "👨‍👩‍👧 family"), [6, 7, 8]);
        let fuzzy = TitleFilter::new("ab").fuzzy("e\u{301}a b").expect("it matches");
        assert_eq!(fuzzy.hits, [2, 4]);
    }

    /// Whether the words typed begin words of a title, without regard to speed.
    fn has_words(title: &str, query: &str) -> bool {
        let title: Vec<String> = words(title).map(|word| word.token).collect();
        let begins = |typed: &[String]| {
            let fits = |found: &[String]| {
                let last = typed.len() - 1;
                found.iter().zip(typed).enumerate().all(|(at, (found, typed))| {
                    if at == last { found.starts_with(typed.as_str()) } else { found == typed }
                })
            };
            title.windows(typed.len()).any(fits)
        };
        let typed = query.split_whitespace().map(|word| words(word).map(|word| word.token).collect::<Vec<_>>());
        let typed: Vec<_> = typed.filter(|typed| !typed.is_empty()).collect();
        !typed.is_empty() && typed.iter().all(|typed| begins(typed))
    }

    proptest! {
        #[test]
        fn a_title_matches_if_it_has_the_words(
            title in "[abAB1 ,.'-]{0,14}|[abAßé東京ख्य ,.]{0,12}|\\PC{0,8}", query in "[ab1 '.-]{0,4}|[abés東 ]{0,4}|\\PC{0,2}",
        ) {
            let filter = TitleFilter::new(&query);
            prop_assert_eq!(filter.matches(&title).is_some(), filter.is_blank() || has_words(&title, &query));
        }

        #[test]
        fn hits_are_characters_of_the_title_in_order(
            title in "[abAßé東京 ,.]{0,12}|\\PC{0,8}", query in "[abés東 ]{0,4}|\\PC{0,2}",
        ) {
            let filter = TitleFilter::new(&query);
            for found in [filter.matches(&title), filter.fuzzy(&title)].into_iter().flatten() {
                prop_assert!(found.hits.iter().all(|hit| (*hit as usize) < title.chars().count()));
                prop_assert!(found.hits.is_sorted_by(|a, b| a < b));
            }
        }

        #[test]
        fn a_longer_word_matches_no_more(title in "[abAßé東京 ,.]{0,12}", query in "[abés東 ]{0,4}", more in "[abé東]") {
            let (short, long) = (TitleFilter::new(&query), TitleFilter::new(&format!("{query}{more}")));
            prop_assert!(long.matches(&title).is_none() || short.pieces.is_empty() || short.matches(&title).is_some());
        }
    }
}
