//! How many columns text takes, and how to cut it to a number of them.
//!
//! What is relied on (security.md F6): `ratatui` puts each extended grapheme cluster (`unicode-segmentation`) into as
//! many cells as `unicode-width` gives it, counts halfwidth Katakana sound marks as a column each, and moves the cursor
//! by itself after everything wider than one column. So a text is the sum of its graphemes, not the width of the whole
//! string, in which `unicode-width` also counts ligatures across graphemes (Arabic lam-alef) that terminals do not draw.
//! [`CleanText`] keeps out what terminals disagree about: format characters, text presentation of wide emojis, marks
//! without a base. Known limit: Khmer consonants under a coeng sign count as nothing here and as a column in terminals
//! that know no clusters, so that a line of Khmer may end further right than it is believed to.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::CleanText;

/// The columns that a text takes, counted as `ratatui` draws it.
#[must_use]
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(grapheme_width).sum() }
}

/// The columns of one grapheme.
pub(super) fn grapheme_width(grapheme: &str) -> usize {
    let sound_marks = grapheme.chars().filter(|c| matches!(c, '\u{ff9e}' | '\u{ff9f}')).count();
    if grapheme.len() == 1 { 1 } else { grapheme.width() + sound_marks }
}

/// The text where it fits into `columns`, else as much of it as fits before an `…`, cut between graphemes. Nothing
/// fits into no columns.
#[must_use]
pub fn truncate(text: &CleanText, columns: usize) -> Cow<'_, str> {
    let text = text.as_str();
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let Some(room) = columns.checked_sub(1) else { return Cow::Borrowed("") };
    let mut used = 0;
    let mut end = 0;
    for grapheme in text.graphemes(true) {
        used += grapheme_width(grapheme);
        if used > room {
            break;
        }
        end += grapheme.len();
    }
    Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default().trim_end()))
}

#[cfg(test)]
mod tests;
