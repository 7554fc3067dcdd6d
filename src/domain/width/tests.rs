use std::num::NonZero;

use pretty_assertions::assert_eq;
use proptest::prelude::*;
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

use super::*;
use crate::domain::CleanText;

/// Where `ratatui` stands after it has drawn a text.
fn drawn(text: &str) -> usize {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 2000, 1));
    usize::from(buffer.set_stringn(0, 0, text, 2000, Style::new()).0)
}

/// Where a terminal stands that knows no ligatures or emoji sequences.
fn advanced(text: &str) -> usize {
    let mut terminal = vt100::Parser::new(NonZero::new(2).unwrap(), NonZero::new(500).unwrap(), 0);
    terminal.process(text.as_bytes());
    usize::from(terminal.screen().cursor_position().1)
}

#[test]
fn f6_the_width_equals_the_columns_drawn() {
    for (text, columns) in [
        ("", 0),
        ("abc", 3),
        ("é e\u{301}", 3),
        ("漢字", 4),
        ("👨\u{200d}👩\u{200d}👧\u{200d}👦", 2),
        ("🇩🇪", 2),
        ("❤\u{fe0f}", 2),
        ("1\u{fe0f}\u{20e3}", 2),
        ("لا", 2),
        ("नमस्ते", 4),
        ("ก\u{e33}", 2),
        ("한", 2),
    ] {
        assert_eq!((width(text), drawn(text)), (columns, columns), "{text}");
    }
}

#[test]
fn f6_width_is_what_a_terminal_advances() {
    for text in [
        "plain",
        "Ünïcödé e\u{301}",
        "مرحباً بكم لا إله",
        "می\u{200c}خواهم",
        "שלום בְּרֵאשִׁית",
        "नमस्ते दुनिया",
        "ภาษาไทย น้ำ",
        "日本語「第１回」",
        "한국어",
        "🇩🇪 🎧",
    ] {
        let text = CleanText::new(text);
        assert_eq!(width(text.as_str()), advanced(text.as_str()), "{text}");
    }
}

#[test]
fn f6_a_scalar_takes_one_column_or_two() {
    for c in '\0'..=char::MAX {
        let mut bytes = [0; 4];
        let text = CleanText::new(c.encode_utf8(&mut bytes));
        if text.is_empty() {
            continue;
        }
        let columns = width(text.as_str());
        let respelled = c == '\u{17d8}';
        assert!((1..=2).contains(&columns) || respelled, "{c:?} takes {columns}");
    }
}

#[test]
fn a_text_that_fits_is_not_touched() {
    assert!(matches!(truncate("漢字", 4, "…"), Cow::Borrowed("漢字")));
}

#[test]
fn a_text_that_does_not_fit_ends_in_an_ellipsis() {
    for (text, columns, cut) in [
        ("abcdef", 4, "abc…"),
        ("ab cdef", 4, "ab…"),
        ("漢字", 3, "漢…"),
        ("漢字", 2, "…"),
        ("漢字", 1, "…"),
        ("漢字", 0, ""),
        ("👨\u{200d}👩\u{200d}👧x", 2, "…"),
        ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
        ("Quiet Harbours", 7, "Quiet…"),
    ] {
        assert_eq!(truncate(text, columns, "…"), cut, "{text} in {columns}");
    }
}

#[test]
fn an_ellipsis_that_does_not_fit_is_left_out() {
    assert_eq!((truncate("abc", 1, ".."), truncate("abc", 2, "..")), ("a".into(), "..".into()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn f6_random_clean_text_is_as_wide_as_it_is_drawn(raw in "\\PC{0,40}", columns in 0_usize..30) {
        let text = CleanText::new(&raw);
        prop_assert_eq!(width(text.as_str()), drawn(text.as_str()));
        prop_assert_eq!(width(&raw), drawn(&raw), "typed text is drawn without cleaning");
        prop_assert!(width(&truncate(text.as_str(), columns, "…")) <= columns);
    }
}
