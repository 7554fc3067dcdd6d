//! `search`: titles and notes, with the matching line of the notes.

use serde::Serialize;

use super::{
    Exit, Failure, Output, Result, Snapshot,
    arguments::SearchArguments,
    json::EpisodeObject,
    listing::Listing,
    lookup,
    table::{DisplayOptions, QUIET, STRONG},
};
use crate::{
    domain::{Query, Snippet, query::Filters},
    library::Found,
};

/// The width of lines if the output is not a terminal.
const COLUMNS: u16 = 80;
/// Columns before the matching line.
const INDENT: u16 = 4;

/// The object of `--json`: an episode with its matching line.
#[derive(Serialize)]
struct HitObject<'a> {
    #[serde(flatten)]
    episode: EpisodeObject<'a>,
    /// Of the notes around the first match, or the title if that matches.
    snippet: &'a str,
}

pub(super) fn run(arguments: &SearchArguments, snapshot: &Snapshot, output: &mut Output<'_>) -> Result<Exit> {
    let words: Vec<&str> = std::iter::once(&arguments.query).chain(&arguments.more).map(String::as_str).collect();
    let text = words.join(" ");
    lookup::not_short(&text)?;
    // With a blank at the end, the last filter is complete.
    if let Some(wrong) = Query::parse(&format!("{text} ")).wrong {
        return Err(Failure::usage(wrong));
    }
    let query = Query::parse_on(&text, snapshot.today());
    let limit = usize::try_from(arguments.limit).unwrap_or(usize::MAX);
    let results = snapshot.read(|reader, account| reader.search(account, &query, limit))?;
    let mut listing = Listing::of_episodes(arguments.json, snapshot, output)?;
    for hit in &results.episodes {
        let room = usize::from(snapshot.display.columns.unwrap_or(COLUMNS).saturating_sub(INDENT));
        let snippet = match hit.found {
            Found::Title => None,
            Found::Notes => Some(snapshot.read(|reader, _| reader.snippet(hit.row.at, &query, room))?),
        };
        listing.push(&hit.row, || {
            let snippet = snippet.as_ref().map_or(&hit.row.episode.name, |snippet| &snippet.text);
            Ok(HitObject { episode: EpisodeObject::of(&hit.row, snapshot)?, snippet: snippet.as_str() })
        })?;
        if let Some(snippet) = &snippet {
            listing.below(&format!("    {}", highlighted(snippet, room, snapshot.display)))?;
        }
    }
    let count = listing.end()?;
    if !snapshot.read(|reader, _| reader.is_index_whole().map(Some))?.unwrap_or(true) {
        output.note("Incomplete results: the search index is damaged; run `spotpods-tui sync` to rebuild it")?;
        return Ok(Exit::Done);
    }
    if results.cut_short {
        output.note("Incomplete results: too many matches; narrow the search with after: or show:")?;
        return Ok(Exit::Done);
    }
    snapshot.explain(count, arguments.json, why_nothing(&query), output)
}

/// Why a search found nothing.
fn why_nothing(query: &Query) -> &'static str {
    if query.is_empty() {
        "The query has no words: only letters and digits are searched"
    } else if query.filters == Filters::default() {
        "No title or notes match"
    } else {
        "No episode matches"
    }
}

/// The snippet cut to a width, with its matches highlighted.
fn highlighted(snippet: &Snippet, room: usize, display: DisplayOptions) -> String {
    let text = display.cut(snippet.text.as_str(), room);
    let (mut line, mut at) = (String::new(), 0);
    for hit in &snippet.hits {
        // Cut off.
        let (Some(before), Some(found)) = (text.get(at..hit.start), text.get(hit.clone())) else { break };
        line.push_str(&display.paint(before, QUIET));
        line.push_str(&display.paint(found, STRONG));
        at = hit.end;
    }
    line.push_str(&display.paint(text.get(at..).unwrap_or_default(), QUIET));
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_are_highlighted_up_to_the_cut() {
        let snippet = Snippet { text: "one two three".into(), hits: vec![4..7, 8..13] };
        let display = |color| DisplayOptions::terminal(40, color);
        assert_eq!(highlighted(&snippet, 40, display(false)), "one two three");
        let shown = highlighted(&snippet, 40, display(true));
        assert_eq!(shown, "\u{1b}[2mone \u{1b}[0m\u{1b}[1mtwo\u{1b}[0m\u{1b}[2m \u{1b}[0m\u{1b}[1mthree\u{1b}[0m");
        assert_eq!(highlighted(&snippet, 10, display(false)), "one two t…");
    }
}
