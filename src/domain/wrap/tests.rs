use pretty_assertions::assert_eq;
use proptest::prelude::*;
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::*;

/// Where `ratatui` stands after it has drawn a text.
fn drawn(text: &str) -> usize {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 400, 1));
    usize::from(buffer.set_stringn(0, 0, text, 400, Style::new()).0)
}

#[test]
fn words_stay_whole_where_they_fit() {
    assert_eq!(lines("a quick brown fox", 7), ["a quick", "brown", "fox"]);
    assert_eq!(lines("  a  ", 7), ["a"]);
    assert_eq!(lines("", 7), Vec::<String>::new());
    assert_eq!(lines("anything", 0), Vec::<String>::new());
}

#[test]
fn a_word_wider_than_the_line_is_broken_inside() {
    assert_eq!(lines("see https://example.org", 8), ["see", "https://", "example.", "org"]);
    assert_eq!(lines("日本語放送", 4), ["日本", "語放", "送"]);
}

#[test]
fn glued_pieces_stay_with_a_word_wider_than_the_line() {
    let piece = |text: &'static str, glued| Piece { text: text.into(), look: (), glued };
    let drawn: Vec<String> = wrap(&[piece("example.org/1500", false), piece(" [4]", true)], 18)
        .into_iter()
        .map(|runs| runs.into_iter().map(|run| run.text).collect())
        .collect();
    assert_eq!(drawn, ["example.org/1500 ", "[4]"]);
}

#[test]
fn f6_a_line_is_as_wide_as_it_is_drawn_ligatures_or_not() {
    // As a whole, the lam-alef in it counts as a column less than the graphemes that are drawn.
    assert_eq!((lines("الاقتصاد", 8).len(), lines("الاقتصاد", 7).len()), (1, 2));
}

#[test]
fn looks_are_kept_and_do_not_part_words() {
    let piece = |text: &'static str, look: char| Piece { text: text.into(), look, glued: false };
    let wrapped = wrap(&[piece("press ", 'a'), piece("Ctrl-c", 'b'), piece(", then go", 'a')], 8);
    let said: Vec<Vec<(&str, char)>> =
        wrapped.iter().map(|line| line.iter().map(|run| (run.text.as_str(), run.look)).collect()).collect();
    assert_eq!(said, [vec![("press", 'a')], vec![("Ctrl-c", 'b'), (",", 'a')], vec![("then go", 'a')]]);
}

proptest! {
    #[test]
    fn f6_no_line_is_wider_and_nothing_is_lost(text in "[a-z日é🎧لاקם ]{0,80}", columns in 2u16..40) {
        let lines = lines(&text, columns);
        for line in &lines {
            prop_assert!(drawn(line) <= usize::from(columns), "{line:?}");
        }
        let letters = |text: &str| text.replace(' ', "");
        prop_assert_eq!(letters(&lines.concat()), letters(&text));
    }
}
