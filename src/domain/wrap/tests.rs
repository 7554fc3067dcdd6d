use pretty_assertions::assert_eq;
use proptest::prelude::*;
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::*;
use crate::domain::CleanText;

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
fn marks_outside_the_graphemes_of_their_bases_stay_with_them() {
    let conjoining = |c| matches!(c, '\u{1161}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7c6}' | '\u{d7cb}'..='\u{d7fb}');
    let mut jamo = 0;
    for mark in ('\u{300}'..=char::MAX).filter(|c| c.width() == Some(0)) {
        let text = format!("放送日{mark}語");
        if CleanText::new(&text).as_str() != text {
            continue;
        }
        assert_eq!(lines(&text, 4), ["放送".to_owned(), format!("日{mark}語")], "{mark:?}");
        let broken = lines(&format!("abcd{mark}efgh"), 4);
        assert!(broken.iter().all(|line| !line.starts_with(mark)), "{mark:?}: {broken:?}");
        if conjoining(mark) {
            jamo += 1;
            assert_eq!(lines(&text, 6), [format!("放送日{mark}"), "語".to_owned()], "{mark:?}");
        }
    }
    assert_eq!(jamo, ('\u{1161}'..='\u{d7fb}').filter(|c| conjoining(*c)).count());
}

#[test]
fn glued_pieces_stay_with_a_word_wider_than_the_line() {
    let piece = |text: &'static str, glued| Piece { text: text.into(), look: (), glued };
    // As wide as the line, and one and two columns narrower: the blank between them is on neither line.
    for columns in [16, 17, 18] {
        let drawn: Vec<String> = wrap(&[piece("example.org/1500", false), piece(" [4]", true)], columns)
            .into_iter()
            .map(|runs| runs.into_iter().map(|run| run.text).collect())
            .collect();
        assert_eq!(drawn, ["example.org/1500", "[4]"], "{columns}");
    }
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
