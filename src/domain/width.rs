//! How many columns text takes, and how to cut it to a number of them.
//!
//! What is relied on (security.md F6): `ratatui` puts each extended grapheme cluster (`unicode-segmentation`) into as
//! many cells as `unicode-width` gives it, counts halfwidth Katakana sound marks as a column each, and moves the cursor
//! by itself after everything wider than one column. So a text is the sum of its graphemes, not the width of the whole
//! string, in which `unicode-width` also counts ligatures across graphemes (Arabic lam-alef) that terminals do not draw.
//! [`CleanText`](super::CleanText) keeps out what terminals disagree about: format characters, text presentation of wide emojis, marks
//! without a base. Known limit: Khmer consonants under a coeng sign count as nothing here and as a column in terminals
//! that know no clusters, so that a line of Khmer may end further right than it is believed to.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The columns that a text takes, counted as `ratatui` draws it.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        text.bytes().filter(|byte| !byte.is_ascii_control()).count()
    } else {
        text.graphemes(true).map(grapheme_width).sum()
    }
}

/// The columns of one grapheme; none for a control character, which `ratatui` leaves out.
pub fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.contains(char::is_control) {
        return 0;
    }
    let sound_marks = grapheme.chars().filter(|c| matches!(c, '\u{ff9e}' | '\u{ff9f}')).count();
    if grapheme.len() == 1 { 1 } else { grapheme.width() + sound_marks }
}

/// The text where it fits into `columns`, else as much of it as fits before the `ellipsis`, cut between graphemes; as
/// much as fits without one where there is no room for it. Looks no further than what fits.
pub fn truncate<'a>(text: &'a str, columns: usize, ellipsis: &str) -> Cow<'a, str> {
    match cut(text, columns, width(ellipsis)) {
        None => Cow::Borrowed(text),
        Some(kept) if width(ellipsis) > columns => Cow::Borrowed(kept),
        Some(kept) => Cow::Owned(format!("{}{ellipsis}", kept.trim_end())),
    }
}

/// What is kept of a text that is wider than `columns`, with `reserve` columns of them left free for an ellipsis if there
/// are as many. `None` where all of it fits.
pub fn cut(text: &str, columns: usize, reserve: usize) -> Option<&str> {
    if text.len() <= columns && text.is_ascii() {
        return None;
    }
    let room = columns.saturating_sub(if reserve <= columns { reserve } else { 0 });
    let (mut used, mut kept) = (0, 0);
    for (at, grapheme) in text.grapheme_indices(true) {
        used += grapheme_width(grapheme);
        if used > columns {
            return text.get(..kept);
        }
        if used <= room {
            kept = at + grapheme.len();
        }
    }
    None
}

#[cfg(test)]
mod tests;
