//! How many columns text takes.
//!
//! What is relied on (security.md F6): `ratatui` puts each extended grapheme cluster (`unicode-segmentation`) into as
//! many cells as `unicode-width` gives it, counts halfwidth Katakana sound marks as a column each, and moves the cursor
//! by itself after everything wider than one column. So a text is the sum of its graphemes, not the width of the whole
//! string, in which `unicode-width` also counts ligatures across graphemes (Arabic lam-alef) that terminals do not draw.
//! [`CleanText`](super::CleanText) keeps out what terminals disagree about: format characters, text presentation of wide emojis, marks
//! without a base. Known limit: Khmer consonants under a coeng sign count as nothing here and as a column in terminals
//! that know no clusters, so that a line of Khmer may end further right than it is believed to.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

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

#[cfg(test)]
mod tests;
