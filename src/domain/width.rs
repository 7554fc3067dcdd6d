//! Measures text in columns and truncates it.
//!
//! Assumptions (security F6): `ratatui` puts each extended grapheme cluster (`unicode-segmentation`) into as
//! many cells as `unicode-width` returns, counts a halfwidth Katakana sound mark as one column, and positions the cursor after
//! each grapheme wider than one column. So the width of a text is the sum of its graphemes, not the width of the string, for
//! which `unicode-width` also counts ligatures across graphemes (Arabic lam-alef) that terminals do not draw.
//! [`CleanText`](super::CleanText) removes what terminals disagree about: format characters, text presentation of wide
//! emojis, marks without a base. Known limit: Khmer consonants under a coeng sign have no width here, but one column in
//! terminals without clusters, where a line of Khmer may then extend further right.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The width of a text in columns, as `ratatui` draws it.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        text.bytes().filter(|byte| !byte.is_ascii_control()).count()
    } else {
        text.graphemes(true).map(grapheme_width).sum()
    }
}

/// The width of a grapheme. Zero for control characters, which `ratatui` omits.
pub fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.contains(char::is_control) {
        return 0;
    }
    let sound_marks = grapheme.chars().filter(|c| matches!(c, '\u{ff9e}' | '\u{ff9f}')).count();
    if grapheme.len() == 1 { 1 } else { grapheme.width() + sound_marks }
}

/// Truncates a text to `columns`, between graphemes, and appends `ellipsis` if that fits. Reads no further than needed.
pub fn truncate<'a>(text: &'a str, columns: usize, ellipsis: &str) -> Cow<'a, str> {
    match cut(text, columns, width(ellipsis)) {
        None => Cow::Borrowed(text),
        Some(kept) if width(ellipsis) > columns => Cow::Borrowed(kept),
        Some(kept) => Cow::Owned(format!("{}{ellipsis}", kept.trim_end())),
    }
}

/// The start of a text wider than `columns` that fits with `reserve` columns left for an ellipsis, or without if there are
/// fewer. `None` if the whole text fits.
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
