//! Text in columns: how wide it is, where it is cut, how it is broken into lines.
//!
//! Width is counted as ratatui counts it, a grapheme at a time, so that what is measured here is what is drawn.

use std::borrow::Cow;

use ratatui::{
    buffer::CellWidth,
    style::Style,
    text::{Line, Span},
};
use unicode_segmentation::UnicodeSegmentation;

/// How many columns a text takes.
#[must_use]
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(grapheme_width).sum() }
}

/// How many columns one grapheme takes; none where ratatui leaves it out.
pub(super) fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.contains(char::is_control) { 0 } else { usize::from(grapheme.cell_width()) }
}

/// The text, or as much of it as fits before the ellipsis. Looks no further than what fits.
#[must_use]
pub(super) fn truncate<'a>(text: &'a str, max: usize, ellipsis: &str) -> Cow<'a, str> {
    match fitting(text, max, width(ellipsis)) {
        Fit::Whole => Cow::Borrowed(text),
        Fit::Cut(kept) if width(ellipsis) > max => Cow::Borrowed(kept),
        Fit::Cut(kept) => Cow::Owned(format!("{}{ellipsis}", kept.trim_end())),
    }
}

/// A title of at most `max` columns with the characters that match a filter set off. `hits` are positions of `char`s,
/// ascending; a grapheme is set off when any of its characters is one of them.
#[must_use]
pub(super) fn highlight<'a>(
    title: &'a str,
    hits: &[u32],
    max: usize,
    (base, hit): (Style, Style),
    ellipsis: &'static str,
) -> Vec<Span<'a>> {
    let (kept, cut) = match fitting(title, max, width(ellipsis)) {
        Fit::Whole => (title, false),
        Fit::Cut(kept) => (kept, width(ellipsis) <= max),
    };
    let mut spans = Vec::with_capacity(2);
    let mut hits = hits.iter().copied().peekable();
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

fn piece(text: &str, start: usize, end: usize, style: Style) -> Option<Span<'_>> {
    text.get(start..end).filter(|piece| !piece.is_empty()).map(|piece| Span::styled(piece, style))
}

enum Fit<'a> {
    Whole,
    Cut(&'a str),
}

fn fitting(text: &str, max: usize, reserve: usize) -> Fit<'_> {
    if text.len() <= max && text.is_ascii() {
        return Fit::Whole;
    }
    let room = max.saturating_sub(if reserve <= max { reserve } else { 0 });
    let (mut used, mut kept) = (0, 0);
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme_width(grapheme);
        if used > max {
            return Fit::Cut(text.get(..kept).unwrap_or_default());
        }
        if used <= room {
            kept = at + grapheme.len();
        }
    }
    Fit::Whole
}

/// Sentences broken into lines at spaces; a word longer than a line is broken anywhere. Text between backticks takes
/// the style `code`, without the backticks.
#[must_use]
pub(super) fn flow(text: &str, max: usize, (base, code): (Style, Style)) -> Vec<Line<'static>> {
    let max = max.max(1);
    let mut lines = Vec::new();
    let mut line = Line::default();
    let mut used = 0;
    for word in words(text, base, code) {
        let columns: usize = word.iter().map(|(piece, _)| width(piece)).sum();
        if used > 0 && columns > 0 {
            if used + 1 + columns > max {
                lines.push(std::mem::take(&mut line));
                used = 0;
            } else {
                push(&mut line, " ", base);
                used += 1;
            }
        }
        for (piece, style) in word {
            for grapheme in piece.graphemes(true) {
                let columns = grapheme_width(grapheme);
                if used + columns > max && used > 0 {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                push(&mut line, grapheme, style);
                used += columns;
            }
        }
    }
    if used > 0 {
        lines.push(line);
    }
    lines
}

/// The words of a text, each with the pieces of one style it is made of.
fn words(text: &str, base: Style, code: Style) -> Vec<Vec<(&str, Style)>> {
    let mut words: Vec<Vec<(&str, Style)>> = vec![Vec::new()];
    for (part, style) in text.split('`').zip([base, code].into_iter().cycle()) {
        for (i, word) in part.split(' ').enumerate() {
            if i > 0 {
                words.push(Vec::new());
            }
            if let Some(last) = words.last_mut().filter(|_| !word.is_empty()) {
                last.push((word, style));
            }
        }
    }
    words
}

fn push(line: &mut Line<'static>, text: &str, style: Style) {
    match line.spans.last_mut() {
        Some(last) if last.style == style => last.content.to_mut().push_str(text),
        _ => line.spans.push(Span::styled(text.to_owned(), style)),
    }
}

/// A text without spaces, such as a URL, in lines of exactly `max` columns but the last.
#[must_use]
pub(super) fn chop(text: &str, max: usize) -> Vec<&str> {
    let max = max.max(1);
    let mut lines = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (at, grapheme) in text.grapheme_indices(true) {
        let columns = grapheme_width(grapheme);
        if used + columns > max {
            lines.extend(text.get(start..at));
            (start, used) = (at, 0);
        }
        used += columns;
    }
    lines.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    lines
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
    fn a_cut_text_ends_in_an_ellipsis_and_fits() {
        assert_eq!(truncate("Quiet Harbours", 14, "…"), "Quiet Harbours");
        assert_eq!(truncate("Quiet Harbours", 7, "…"), "Quiet…");
        assert_eq!(truncate("日本語の話", 7, "…"), "日本語…");
        assert_eq!(truncate("日本語の話", 6, "…"), "日本…");
        assert_eq!(truncate("abc", 1, ".."), "a");
        assert_eq!(truncate("abc", 0, "…"), "");
    }

    #[test]
    fn hits_are_set_off_by_character_and_whole_graphemes() {
        assert_eq!(lit("harbour", &[0, 1, 4], 20), "[ha]rb[o]ur");
        assert_eq!(lit("e\u{301}tude", &[1, 2], 20), "[e\u{301}t]ude");
        assert_eq!(lit("👩‍👩‍👧 family", &[2, 6], 20), "[👩‍👩‍👧] [f]amily");
        assert_eq!(lit("日本語の話", &[1, 4], 6), "日[本]…");
    }

    #[test]
    fn sentences_break_at_spaces_and_long_words_anywhere() {
        let text = |line: &Line<'_>| line.to_string();
        let lines: Vec<_> = flow("press `Ctrl-c` to go on", 9, (Style::new(), HIT)).iter().map(text).collect();
        assert_eq!(lines, ["press", "Ctrl-c to", "go on"]);
        let lines: Vec<_> = flow("abcdefgh ij", 3, (Style::new(), HIT)).iter().map(text).collect();
        assert_eq!(lines, ["abc", "def", "gh", "ij"]);
        assert_eq!(chop("abcdefgh", 3), ["abc", "def", "gh"]);
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_it_may_be(text in "\\PC{0,40}", max in 0..30usize) {
            prop_assert!(width(&truncate(&text, max, "…")) <= max);
            let spans = highlight(&text, &[0, 3, 4], max, (Style::new(), HIT), "…");
            prop_assert!(spans.iter().map(|span| width(&span.content)).sum::<usize>() <= max);
            for line in flow(&text, max, (Style::new(), HIT)) {
                let line = line.to_string();
                prop_assert!(width(&line) <= max.max(1) || line.graphemes(true).count() == 1, "{line:?}");
            }
        }
    }
}
