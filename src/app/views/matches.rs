//! The matches of a search in notes.

use std::{cmp::Reverse, ops::Range};

use crate::domain::{
    Query, Subject,
    rich::{Target, layout::NotesLine},
    words::occurrences,
};

/// The matches in laid-out notes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matches {
    /// The text of the search, or what is to be found.
    pub of: String,
    pub kind: MatchKind,
    /// The subject of the notes.
    pub subject: Option<Subject>,
    /// Whether the matches belong to the current layout.
    pub is_fresh: bool,
    /// Whether the search has words, and not only filters.
    pub has_words: bool,
    /// The matches in order. A match across lines has a piece on each.
    pub pieces: Vec<MatchPiece>,
    /// The number of the current match.
    pub current: usize,
}

/// What is stepped through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MatchKind {
    /// The words of the search.
    #[default]
    Search,
    /// A text as it stands, in the middle of words too.
    Text,
    Timestamps,
}

/// A match, or what of it is on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchPiece {
    /// The number of the match, from 0.
    pub number: usize,
    /// Which line of the notes.
    pub line: usize,
    /// Where in the text of its runs, in bytes.
    pub range: Range<usize>,
}

impl Matches {
    /// Finds the words of a query in notes. The current match is the first of the rarest word, or of the longest among
    /// equally rare ones: the others may occur in every sentence.
    pub fn find(of: &str, query: &Query, lines: &[NotesLine]) -> Self {
        let (text, starts) = joined(lines);
        let hits = query.hits(&text);
        let first = |piece: &crate::domain::query::Piece| {
            let alone = Query { pieces: vec![piece.clone()], ..Query::default() };
            let hits = alone.hits(&text);
            let letters: usize = piece.tokens.iter().map(|token| token.chars().count()).sum();
            Some((hits.len(), Reverse(letters), hits.first()?.start))
        };
        let rarest = match query.pieces.as_slice() {
            [] | [_] => None,
            pieces => pieces.iter().filter_map(first).min(),
        };
        let current = rarest.map_or(0, |(.., start)| hits.partition_point(|hit| hit.end <= start));
        let has_words = !query.pieces.is_empty();
        Self { of: of.to_owned(), is_fresh: true, has_words, current, ..Self::at(&hits, &starts, text.len()) }
    }

    /// Finds a text as it stands, letters in either case. The current match is the first one on a line from `from` on.
    pub fn find_literally(of: &str, lines: &[NotesLine], from: usize) -> Self {
        let (text, starts) = joined(lines);
        let found = Self::at(&occurrences(&text, of.trim()), &starts, text.len());
        let current = found.pieces.iter().find(|piece| piece.line >= from).map_or(0, |piece| piece.number);
        Self { of: of.to_owned(), kind: MatchKind::Text, is_fresh: true, current, ..found }
    }

    /// Finds the timestamps. The current match is the first one on a line from `from` on.
    pub fn timestamps(lines: &[NotesLine], from: usize) -> Self {
        let mut pieces = Vec::new();
        let mut numbers = Vec::new();
        for (line, notes) in lines.iter().enumerate() {
            let mut start = 0;
            for run in &notes.runs {
                let end = start + run.text.as_str().len();
                if let Target::Timestamp(index) = run.target {
                    // One that is wrapped is one match all the same.
                    if numbers.last() != Some(&index) {
                        numbers.push(index);
                    }
                    pieces.push(MatchPiece { number: numbers.len() - 1, line, range: start..end });
                }
                start = end;
            }
        }
        let current = pieces.iter().find(|piece| piece.line >= from).map_or(0, |piece| piece.number);
        Self { kind: MatchKind::Timestamps, is_fresh: true, current, pieces, ..Self::default() }
    }

    fn at(hits: &[Range<usize>], starts: &[usize], end: usize) -> Self {
        let pieces = hits.iter().enumerate().flat_map(|(number, hit)| pieces(number, hit, starts, end));
        Self { pieces: pieces.collect(), ..Self::default() }
    }

    /// The number of matches.
    pub fn len(&self) -> usize {
        self.pieces.last().map_or(0, |last| last.number + 1)
    }

    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The line of the current match, or of its start.
    pub fn line(&self) -> Option<usize> {
        self.pieces.iter().find(|piece| piece.number == self.current).map(|piece| piece.line)
    }

    /// The pieces on a line.
    pub fn on(&self, line: usize) -> &[MatchPiece] {
        let start = self.pieces.partition_point(|piece| piece.line < line);
        let rest = self.pieces.get(start..).unwrap_or_default();
        rest.get(..rest.partition_point(|piece| piece.line == line)).unwrap_or_default()
    }

    /// Steps to the next or the previous match, around the ends.
    pub fn step(&mut self, forward: bool) {
        let len = self.len();
        if len > 0 {
            self.current = if forward { self.current + 1 } else { self.current + len - 1 } % len;
        }
    }
}

/// The text of the lines with a line break between them, and where each begins in it.
fn joined(lines: &[NotesLine]) -> (String, Vec<usize>) {
    let (mut text, mut starts) = (String::new(), Vec::with_capacity(lines.len()));
    for line in lines {
        starts.push(text.len());
        text.extend(line.runs.iter().map(|run| run.text.as_str()));
        text.push('\n');
    }
    (text, starts)
}

/// Splits a match by lines.
fn pieces(number: usize, hit: &Range<usize>, starts: &[usize], end: usize) -> Vec<MatchPiece> {
    let first = starts.partition_point(|start| *start <= hit.start).saturating_sub(1);
    let ends = starts.iter().skip(1).copied().chain([end]);
    let on = |(line, (start, end)): (usize, (usize, usize))| {
        // The line break is no part of the line.
        let range = hit.start.max(start) - start..hit.end.min(end.saturating_sub(1)).saturating_sub(start);
        (!range.is_empty()).then_some(MatchPiece { number, line, range })
    };
    let lines = starts.iter().copied().zip(ends).enumerate().skip(first);
    lines.take_while(|(_, (start, _))| *start < hit.end).filter_map(on).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Html, Notes, RichText};

    fn lines(html: &str, width: u16) -> Vec<NotesLine> {
        RichText::read(&Notes::Html(Html::new(html)), std::time::Duration::ZERO).lay_out(width)
    }

    fn found(query: &str, lines: &[NotesLine]) -> (Vec<(usize, String)>, usize) {
        let matches = Matches::find(query, &Query::parse(query), lines);
        let text = |piece: &MatchPiece| {
            let line: String = lines[piece.line].runs.iter().map(|run| run.text.as_str()).collect();
            (piece.line, line.get(piece.range.clone()).expect("within the line").to_owned())
        };
        (matches.pieces.iter().map(text).collect(), matches.current)
    }

    #[test]
    fn words_are_found_across_runs_and_phrases_across_lines() {
        let lines = lines("<p>A <b>har</b>bour at night</p><p>The harbours of the quiet coast</p>", 20);
        assert_eq!(found("harbour", &lines).0, [(0, "harbour".into()), (2, "harbours".into())]);
        assert_eq!(found("\"of the quiet\"", &lines).0, [(2, "of the".into()), (3, "quiet".into())]);
        assert_eq!(found("", &lines).0, []);
    }

    #[test]
    fn one_starts_at_what_is_rarest() {
        let lines = lines("<p>The sea, the sky, the keeper of the light</p>", 80);
        let (pieces, current) = found("the keeper", &lines);
        assert_eq!((pieces.len(), pieces[current].1.as_str()), (5, "keeper"));
    }

    #[test]
    fn stepping_goes_around() {
        let lines = lines("<p>one two one</p>", 80);
        let mut matches = Matches::find("one", &Query::parse("one"), &lines);
        matches.step(true);
        assert_eq!(matches.current, 1);
        matches.step(true);
        matches.step(false);
        assert_eq!((matches.current, matches.len()), (1, 2));
    }
}
