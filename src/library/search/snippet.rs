//! A piece of the notes around the first hit of a search.

use crate::{
    domain::{CleanText, Query, Snippet},
    library::{EpisodeRef, Reader, Result},
};

impl Reader {
    /// About `length` characters of an episode's notes around the first hit, or from their beginning. Takes about ten
    /// microseconds; for the rows in view.
    ///
    /// # Errors
    /// `LibraryError::Gone` if the episode was deleted; `LibraryError::Damaged` and the like.
    pub fn snippet(&self, episode: EpisodeRef, query: &Query, length: usize) -> Result<Snippet> {
        let notes = self.notes(episode)?;
        Ok(around(&notes.words(), query, length))
    }
}

/// Cuts about `length` characters out of a text, a quarter of them before the first hit.
fn around(text: &str, query: &Query, length: usize) -> Snippet {
    let first = query.hits(text).first().map_or(0, |hit| hit.start);
    let before = text.get(..first).unwrap_or_default();
    let mut start = before.char_indices().rev().nth(length / 4).map_or(0, |(at, _)| at);
    if start > 0 {
        // From the next word on, unless that is the hit or the script has no spaces.
        let lead = before.get(start..).unwrap_or_default();
        start += lead.find([' ', '\n']).map_or(0, |space| space + 1);
    }
    let rest = text.get(start..).unwrap_or_default();
    let end = rest.char_indices().nth(length).map_or(rest.len(), |(at, _)| at);
    let cut = rest.get(..end).unwrap_or_default();
    let whole =
        if end < rest.len() { cut.rfind([' ', '\n']).filter(|space| *space > end / 2).unwrap_or(end) } else { end };
    let cut = cut.get(..whole).unwrap_or_default();
    let lead = if start > 0 { "…" } else { "" };
    let tail = if whole < rest.len() { "…" } else { "" };
    let text = CleanText::new(&format!("{lead}{cut}{tail}"));
    let hits = query.hits(text.as_str());
    Snippet { text, hits }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_snippet_shows_the_first_hit_and_the_text_around_it() {
        let text = "word ".repeat(100) + "Crème brûlée " + &"more ".repeat(100);
        let snippet = around(&text, &Query::parse("brulee"), 60);
        let shown: Vec<&str> = snippet.hits.iter().filter_map(|hit| snippet.text.as_str().get(hit.clone())).collect();
        assert_eq!(shown, ["brûlée"]);
        let text = snippet.text.as_str();
        assert!(text.starts_with("…word") && text.ends_with("more…") && text.chars().count() <= 62, "{text}");
    }

    #[test]
    fn without_a_hit_it_is_the_beginning() {
        assert_eq!(around("One two three", &Query::parse("x"), 7).text.as_str(), "One two…");
    }

    proptest! {
        #[test]
        fn any_text_can_be_quoted(text in "\\PC{0,80}", query in "\\PC{0,5}", length in 0_usize..60) {
            let snippet = around(&text, &Query::parse(&query), length);
            for hit in snippet.hits {
                prop_assert!(snippet.text.as_str().get(hit).is_some());
            }
        }
    }
}
