//! `search`: titles and notes, with the place in the notes on a terminal.

use super::{
    arguments::SearchArguments,
    exit::Failure,
    listing::{self, Listing},
    output::Output,
    shelf::Shelf,
    table::{Look, QUIET, STRONG},
};
use crate::{
    domain::{CleanText, Query, Snippet, query::Filters},
    library::Found,
};

pub(super) fn run(
    arguments: &SearchArguments,
    shelf: &Shelf,
    look: Look,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let words: Vec<&str> = std::iter::once(&arguments.query).chain(&arguments.more).map(String::as_str).collect();
    let text = words.join(" ");
    let query = Query::parse_on(&text, shelf.today);
    for value in Query::no_dates(&text) {
        output.note(format_args!(
            "`{}` is no date (2026, 2026-01, 2026-01-31, today, yesterday, 7d, 2w)",
            CleanText::new(value)
        ))?;
    }
    let limit = usize::try_from(arguments.limit).unwrap_or(usize::MAX);
    let results = shelf.read(|held| held.reader.search(held.account, &query, limit))?;
    let mut listing = Listing::new(arguments.json, shelf, look, output)?;
    for hit in &results.episodes {
        listing.push(&hit.row)?;
        if let (Found::Notes, Some(columns)) = (hit.found, look.columns) {
            let room = usize::from(columns.saturating_sub(4));
            let snippet = shelf.read(|held| held.reader.snippet(hit.row.at, &query, room))?;
            listing.below(&format!("    {}", highlighted(&snippet, room, look)))?;
        }
    }
    let count = listing.end()?;
    if !shelf.read(|held| held.reader.is_index_whole().map(Some))?.unwrap_or(true) {
        output
            .note("The search index was damaged, and not everything is found: `spotpods-tui sync` builds it anew.")?;
        // That nothing has the words is more than can be known.
        return Ok(());
    }
    if results.cut_short {
        output.note(
            "Many episodes have these words; older ones were not looked at. Narrow it down with after: or show:.",
        )?;
        return Ok(());
    }
    listing::explain(count, arguments.json, shelf, why_nothing(&query), output)
}

/// Why a search over everything found nothing.
fn why_nothing(query: &Query) -> &'static str {
    if query.is_empty() {
        "There are no words to search for: letters and digits count, signs and emoji do not."
    } else if query.filters == Filters::default() {
        "No episode has these words in its title or its notes."
    } else {
        "No episode fits this search."
    }
}

/// The snippet cut to a width, its hits emphasised.
fn highlighted(snippet: &Snippet, room: usize, look: Look) -> String {
    let text = look.cut(snippet.text.as_str(), room);
    let (mut line, mut at) = (String::new(), 0);
    for hit in &snippet.hits {
        // What lies behind the cut is not there.
        let (Some(before), Some(found)) = (text.get(at..hit.start), text.get(hit.clone())) else { break };
        line.push_str(&look.paint(before, QUIET));
        line.push_str(&look.paint(found, STRONG));
        at = hit.end;
    }
    line.push_str(&look.paint(text.get(at..).unwrap_or_default(), QUIET));
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_emphasised_as_far_as_they_are_shown() {
        let snippet = Snippet { text: "one two three".into(), hits: vec![4..7, 8..13] };
        let look = |color| Look::terminal(40, color);
        assert_eq!(highlighted(&snippet, 40, look(false)), "one two three");
        let shown = highlighted(&snippet, 40, look(true));
        assert_eq!(shown, "\u{1b}[2mone \u{1b}[0m\u{1b}[1mtwo\u{1b}[0m\u{1b}[2m \u{1b}[0m\u{1b}[1mthree\u{1b}[0m");
        assert_eq!(highlighted(&snippet, 10, look(false)), "one two t…");
    }
}
