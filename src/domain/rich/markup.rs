//! Turns drafted lines into spans: finds bare URLs and timestamps, numbers links.

use std::{collections::HashMap, ops::Range, time::Duration};

use linkify::{LinkFinder, LinkKind};
use unicode_width::UnicodeWidthChar;

use super::{
    Block, Emphasis, Link, RichText, Span, Target,
    draft::{DraftBlock, DraftLine, DraftPart},
    timestamp::{Candidate, Reading, candidates},
};
use crate::domain::{CleanText, WebLink};

/// `length` is the episode's; zero if unknown.
pub(super) fn mark_up(blocks: Vec<DraftBlock>, length: Duration) -> RichText {
    let found: Vec<Vec<Found>> = blocks.iter().map(|block| block.lines.iter().map(Found::in_line).collect()).collect();
    let reading = Reading::of(found.iter().flatten().flat_map(|found| &found.timestamps), length);
    let mut markup = Markup { text: RichText::default(), numbers: HashMap::new(), reading, length };
    for (block, found) in blocks.into_iter().zip(found) {
        let lines = block.lines.iter().zip(found).map(|(line, found)| markup.line(line, found)).collect();
        markup.text.blocks.push(Block { kind: block.kind, lines });
    }
    markup.text
}

/// The links and timestamps of a line, in order.
struct Found {
    links: Vec<(Range<usize>, WebLink)>,
    timestamps: Vec<Candidate>,
}

impl Found {
    fn in_line(line: &DraftLine) -> Self {
        let links = links(line);
        let mut timestamps = candidates(&line.text);
        timestamps.retain(|found| {
            let after = links.partition_point(|(link, _)| link.end <= found.range.start);
            links.get(after).is_none_or(|(link, _)| link.start >= found.range.end)
        });
        Self { links, timestamps }
    }
}

/// Anchors, and the bare URLs between them.
fn links(line: &DraftLine) -> Vec<(Range<usize>, WebLink)> {
    let mut links: Vec<(Range<usize>, WebLink)> = Vec::new();
    let mut start = 0;
    for stretch in line.parts.chunk_by(|a: &DraftPart, b| a.link == b.link) {
        let Some(part) = stretch.last() else { continue };
        match &part.link {
            None => find_urls(&line.text, start..part.end, &mut links),
            Some(target) => links.push((start..part.end, target.clone())),
        }
        start = part.end;
    }
    links
}

/// Finds bare URLs that begin with `http://`, `https://` or `www.`. A URL ends before the first wide character: Chinese and Japanese put no space after
/// it.
fn find_urls(text: &str, within: Range<usize>, links: &mut Vec<(Range<usize>, WebLink)>) {
    let Some(part) = text.get(within.clone()) else { return };
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]).url_must_have_scheme(false);
    for found in finder.links(part) {
        let url = found.as_str();
        let url = url.split(|c: char| c.width() == Some(2)).next().unwrap_or_default();
        let is_www = url.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."));
        let link = if is_www { WebLink::parse(&format!("https://{url}")) } else { WebLink::parse(url) };
        if let Some(link) = link {
            let start = within.start + found.start();
            links.push((start..start + url.len(), link));
        }
    }
}

struct Markup {
    text: RichText,
    numbers: HashMap<WebLink, usize>,
    reading: Reading,
    length: Duration,
}

impl Markup {
    fn line(&mut self, line: &DraftLine, found: Found) -> Vec<Span> {
        let mut targets: Vec<(Range<usize>, Target)> = Vec::new();
        for (range, link) in found.links {
            let label = line.text.get(range.clone()).unwrap_or_default();
            targets.push((range, Target::Link(self.number(link, label))));
        }
        let points = found.timestamps.into_iter().filter_map(|candidate| {
            let point = candidate.point(self.reading, self.length)?;
            self.text.timestamps.push(point);
            Some((candidate.range, Target::Timestamp(self.text.timestamps.len() - 1)))
        });
        targets.extend(points);
        targets.sort_by_key(|(range, _)| range.start);
        spans(line, targets)
    }

    /// The index of a link: that of its first occurrence.
    fn number(&mut self, link: WebLink, label: &str) -> usize {
        let next = self.text.links.len();
        let number = *self.numbers.entry(link.clone()).or_insert(next);
        if number == next {
            self.text.links.push(Link { label: CleanText::new(label), url: Some(link) });
        }
        number
    }
}

/// Splits a line where its emphasis or target changes.
fn spans(line: &DraftLine, targets: Vec<(Range<usize>, Target)>) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut targets = targets.into_iter().peekable();
    let mut start = 0;
    for part in &line.parts {
        while start < part.end {
            while targets.next_if(|(range, _)| range.end <= start).is_some() {}
            let (end, target) = match targets.peek() {
                Some((range, target)) if range.start <= start => (range.end, *target),
                Some((range, _)) => (range.start, Target::None),
                None => (part.end, Target::None),
            };
            let end = end.min(part.end);
            push(&mut spans, line.text.get(start..end).unwrap_or_default(), part.emphasis, target);
            start = end;
        }
    }
    spans
}

/// Adds text, split into spans of at most [`CleanText::MAX_BYTES`].
fn push(spans: &mut Vec<Span>, mut text: &str, emphasis: Emphasis, target: Target) {
    while !text.is_empty() {
        let (piece, rest) = split(text);
        let cleaned = CleanText::piece(piece);
        if !cleaned.as_str().is_empty() {
            spans.push(Span { text: cleaned, emphasis, target });
        }
        text = rest;
    }
}

/// Splits off the longest prefix that fits into one [`CleanText`], after a space if possible.
fn split(text: &str) -> (&str, &str) {
    if text.len() <= CleanText::MAX_BYTES {
        return (text, "");
    }
    let end = text.floor_char_boundary(CleanText::MAX_BYTES);
    let (piece, _) = text.split_at(end);
    text.split_at(piece.rfind(' ').map_or(end, |space| space + 1))
}
