//! Text in styles: titles with matches set off, sentences in lines.
//!
//! Widths, cuts and line breaks are decided in [`crate::domain::width`] and
//! [`crate::domain::wrap`].

use ratatui::{
    style::Style,
    text::{Line, Span},
};
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::{
    width::cut,
    wrap::{Piece, wrap},
};

pub(super) use crate::domain::width::{grapheme_width, truncate, width};

/// A title of at most `max` columns with the characters that match a filter set off. `hits` are positions of `char`s,
/// ascending; a grapheme is set off when any of its characters is one of them. A title that is cut begins later if its first
/// match would be cut off.
pub(super) fn highlight<'a>(
    title: &'a str,
    hits: &[u32],
    max: usize,
    (base, hit): (Style, Style),
    ellipsis: &'static str,
) -> Vec<Span<'a>> {
    let mut spans = Vec::with_capacity(2);
    let mut skipped = 0;
    let (kept, cut) = match cut(title, max, width(ellipsis)) {
        None => (title, false),
        Some(kept) => {
            match before_hit(title, hits, max.saturating_sub(width(ellipsis))).filter(|(_, end)| *end > kept.len()) {
                Some((start, _)) if start > 0 && width(ellipsis) < max => {
                    spans.push(Span::styled(ellipsis, base));
                    let (before, rest) = title.split_at_checked(start).unwrap_or((title, ""));
                    skipped = u32::try_from(before.chars().count()).unwrap_or(u32::MAX);
                    let room = max - width(ellipsis);
                    cut(rest, room, width(ellipsis)).map_or((rest, false), |kept| (kept, width(ellipsis) <= room))
                }
                Some(_) | None => (kept, width(ellipsis) <= max),
            }
        }
    };
    let mut hits = hits.iter().map(|hit| hit.saturating_sub(skipped)).peekable();
    let (mut start, mut position, mut lit) = (0, 0u32, false);
    let style = |lit| if lit { hit } else { base };
    for (at, grapheme) in kept.grapheme_indices(true) {
        position += u32::try_from(grapheme.chars().count()).unwrap_or(u32::MAX);
        let mut is_hit = false;
        while hits.next_if(|hit| *hit < position).is_some() {
            is_hit = true;
        }
        if is_hit != lit {
            spans.extend(piece(kept, start, at, style(lit)));
            (start, lit) = (at, is_hit);
        }
    }
    spans.extend(piece(kept, start, kept.len(), style(lit)));
    if cut {
        spans.push(Span::styled(ellipsis, base));
    }
    spans
}

/// Where to begin in a title, in bytes, so that its first match comes after some text, or its end fits into `room`; and
/// where that match ends.
fn before_hit(title: &str, hits: &[u32], room: usize) -> Option<(usize, usize)> {
    let first = *hits.first()?;
    let last = hits.iter().zip(first..).take_while(|(hit, next)| *hit == next).count();
    let mut chars = title.char_indices().skip(usize::try_from(first).ok()?);
    let start = chars.next()?.0;
    let end = chars.nth(last.saturating_sub(1)).map_or(title.len(), |(at, _)| at);
    let spare = room.saturating_sub(width(title.get(start..).unwrap_or_default())).max(room / 3);
    let mut columns = 0;
    let before = title.grapheme_indices(true).rev().skip_while(|(at, _)| *at > start);
    let kept = before.take_while(|(at, grapheme)| {
        columns += if *at < start { grapheme_width(grapheme) } else { 0 };
        columns <= spare
    });
    let from = kept.last().map_or(start, |(at, _)| at);
    let blank = title.get(from..start).map_or(0, |before| before.len() - before.trim_start().len());
    Some((from + blank, end))
}

fn piece(text: &str, start: usize, end: usize, style: Style) -> Option<Span<'_>> {
    text.get(start..end).filter(|piece| !piece.is_empty()).map(|piece| Span::styled(piece, style))
}

/// Sentences broken into lines. Text between backticks takes the style `code`, without the backticks.
pub(super) fn flow(text: &str, max: usize, (base, code): (Style, Style)) -> Vec<Line<'static>> {
    let styles = [base, code].into_iter().cycle();
    let parts = text.trim_matches(' ').split('`').zip(styles);
    let pieces: Vec<_> = parts.map(|(text, look)| Piece { text: text.into(), look, glued: false }).collect();
    if pieces.iter().all(|piece| piece.text.is_empty()) {
        return Vec::new();
    }
    let lines = wrap(&pieces, u16::try_from(max).unwrap_or(u16::MAX));
    lines.into_iter().map(|runs| runs.into_iter().map(|run| Span::styled(run.text, run.look)).collect()).collect()
}

/// As [`flow`], in the narrowest lines of which there are no more: centred, a last word alone is a line too many.
pub(super) fn balanced(text: &str, max: usize, looks: (Style, Style)) -> Vec<Line<'static>> {
    let lines = flow(text, max, looks);
    let columns: usize = lines.iter().map(Line::width).sum();
    let narrower = (columns / lines.len().max(1)..max).map(|max| flow(text, max, looks));
    narrower.into_iter().find(|narrow| narrow.len() <= lines.len()).unwrap_or(lines)
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;
    use proptest::prelude::*;

    use super::*;

    const HIT: Style = Style::new().add_modifier(ratatui::style::Modifier::BOLD);

    fn lit(title: &str, hits: &[u32], max: usize) -> String {
        let mark =
            |span: &Span<'_>| if span.style == HIT { format!("[{}]", span.content) } else { span.content.to_string() };
        highlight(title, hits, max, (Style::new(), HIT), "…").iter().map(mark).collect()
    }

    #[test]
    fn hits_are_set_off_by_character_and_whole_graphemes() {
        assert_eq!(lit("harbour", &[0, 1, 4], 20), "[ha]rb[o]ur");
        assert_eq!(lit("e\u{301}tude", &[1, 2], 20), "[e\u{301}t]ude");
        assert_eq!(lit("👩‍👩‍👧 family", &[2, 6], 20), "[👩‍👩‍👧] [f]amily");
        assert_eq!(lit("日本語の話", &[1, 4], 6), "日[本]…");
    }

    #[test]
    fn a_match_in_the_part_that_would_be_cut_off_is_in_view() {
        let title = "A long walk along the harbour wall";
        assert_eq!(lit(title, &[2, 3], 12), "A [lo]ng walk…");
        assert_eq!(lit(title, &[22, 23, 24, 29], 12), "…he [har]bour…");
        assert_eq!(lit(title, &[30, 31, 32, 33], 12), "…arbour [wall]");
        assert_eq!(lit(title, &[30], 40), "A long walk along the harbour [w]all");
        assert_eq!(lit("日本語の話と長い題名の末尾", &[11, 12], 9), "…名の[末尾]");
        assert_eq!(lit("0123456789e\u{301}tude", &[11], 6), "…[e\u{301}]tude");
        assert_eq!(lit("0123456789", &[9], 1), "…");
    }

    #[test]
    fn sentences_break_at_spaces_and_keys_are_set_off() {
        let text = |line: &Line<'_>| line.to_string();
        let lines: Vec<_> = flow("press `Ctrl-c` to go on", 9, (Style::new(), HIT)).iter().map(text).collect();
        assert_eq!(lines, ["press", "Ctrl-c to", "go on"]);
        assert_eq!(flow(" ", 9, (Style::new(), HIT)), []);
    }

    #[test]
    fn centred_sentences_have_lines_of_like_width() {
        let looks = (Style::new(), HIT);
        let shown = |text, max| balanced(text, max, looks).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(shown("Details and notes appear here", 25), ["Details and notes", "appear here"]);
        assert_eq!(shown("Details and notes appear here", 29), ["Details and notes appear here"]);
        assert_eq!(shown("one two three", 1), shown("one two three", 1));
        assert_eq!(shown("", 9), [""; 0]);
    }

    proptest! {
        #[test]
        fn looks_do_not_change_where_lines_break(url in "[!-_a-~]{1,200}", at in 0..200usize, max in 1..40u16) {
            let (before, after) = url.split_at(at.min(url.len()));
            let drawn = flow(&format!("{before}`{after}"), usize::from(max), (HIT, Style::new()));
            let drawn: Vec<_> = drawn.iter().map(ToString::to_string).collect();
            prop_assert_eq!(drawn, crate::domain::wrap::lines(&url, max));
        }

        #[test]
        fn nothing_is_wider_than_it_may_be(text in "\\PC{0,40}", first in 0..40u32, max in 0..30usize) {
            let spans = highlight(&text, &[first, first + 3, first + 4], max, (Style::new(), HIT), "…");
            prop_assert!(spans.iter().map(|span| width(&span.content)).sum::<usize>() <= max);
            for line in flow(&text, max, (Style::new(), HIT)) {
                let line = line.to_string();
                prop_assert!(width(&line) <= max.max(1), "{line:?}");
            }
        }
    }
}
