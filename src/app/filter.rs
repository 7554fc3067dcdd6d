//! The fuzzy filter: which titles match, and where.
//!
//! Every word of the query has to match, in any order; small letters match capitals, plain letters match accented ones.
//! Rows are ranked by how well they match; equally good ones stay in the order of the list.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{AtomKind, CaseMatching, Normalization, Pattern},
};

use super::list::{Item, Row};

/// The rows of `order`, positions among `items`, whose titles match `query`, the best first; all of them in their order
/// where the query is blank.
#[must_use]
pub fn rank<T: Item>(items: &[T], order: &[usize], query: &str) -> Vec<Row> {
    if query.trim().is_empty() {
        return order.iter().map(|index| Row { index: *index, hits: Vec::new() }).collect();
    }
    let pattern = Pattern::new(query, CaseMatching::Smart, Normalization::Smart, AtomKind::Fuzzy);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let mut ranked: Vec<(u32, Row)> = order
        .iter()
        .filter_map(|index| {
            let title = items.get(*index)?.title();
            let mut hits = Vec::new();
            let score = pattern.indices(haystack(title, &mut buffer), &mut matcher, &mut hits)?;
            hits.sort_unstable();
            hits.dedup();
            Some((score, Row { index: *index, hits }))
        })
        .collect();
    ranked.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    ranked.into_iter().map(|(_, row)| row).collect()
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
