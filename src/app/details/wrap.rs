//! Breaking one line of clean text into several.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Breaks `text` between words into lines of at most `width` columns; a word that is wider is broken inside. A grapheme
/// that is wider than a whole line gets one of its own. No lines for an empty text or no width.
#[must_use]
pub fn wrap(text: &str, width: u16) -> Vec<String> {
    let width = usize::from(width);
    let mut lines = Vec::new();
    let mut line = String::new();
    if width == 0 {
        return lines;
    }
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            if line.width() + 1 + word.width() <= width {
                line.push(' ');
                line.push_str(word);
                continue;
            }
            lines.push(std::mem::take(&mut line));
        }
        if word.width() <= width {
            line.push_str(word);
            continue;
        }
        let mut used = 0;
        for grapheme in word.graphemes(true) {
            let columns = grapheme.width();
            if used > 0 && used + columns > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push_str(grapheme);
            used += columns;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(wrap("a quick brown fox", 7), ["a quick", "brown", "fox"]);
        assert_eq!(wrap("", 7), Vec::<String>::new());
        assert_eq!(wrap("anything", 0), Vec::<String>::new());
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken_inside() {
        assert_eq!(wrap("see https://example.org", 8), ["see", "https://", "example.", "org"]);
        assert_eq!(wrap("日本語放送", 4), ["日本", "語放", "送"]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_and_nothing_is_lost(text in "[a-z日é🎧 ]{0,80}", width in 2u16..40) {
            let lines = wrap(&text, width);
            for line in &lines {
                prop_assert!(line.width() <= usize::from(width), "{line:?}");
            }
            let letters = |text: &str| text.replace(' ', "");
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
