use std::time::Duration;

use pretty_assertions::assert_eq;
use proptest::prelude::*;

use super::*;
use crate::domain::{Html, Notes};

fn read(raw: &str) -> RichText {
    RichText::read(&Notes::Html(Html::new(raw)), Duration::ZERO)
}

/// The lines as they are drawn.
fn drawn(raw: &str, columns: u16) -> Vec<String> {
    read(raw).lay_out(columns).iter().map(line_text).collect()
}

fn line_text(line: &NotesLine) -> String {
    let text: String = line.runs.iter().map(|run| run.text.as_str()).collect();
    format!("{}{text}", " ".repeat(line.indent.into()))
}

#[test]
fn words_wrap_at_spaces() {
    assert_eq!(drawn("one two three four", 9), ["one two", "three", "four"]);
    assert_eq!(drawn("one two three", 7), ["one two", "three"]);
    assert_eq!(drawn("one <b>two</b> three", 8), ["one two", "three"]);
    assert_eq!(drawn("on<b>e</b>two three", 6), ["onetwo", "three"]);
}

#[test]
fn a_word_longer_than_a_line_is_broken_on_a_line_of_its_own() {
    assert_eq!(drawn("see abcdefghijkl now", 5), ["see", "abcde", "fghij", "kl", "now"]);
}

#[test]
fn wide_characters_part_but_not_before_a_full_stop() {
    assert_eq!(drawn("日本語のテスト", 6), ["日本語", "のテス", "ト"]);
    assert_eq!(drawn("日本語。テスト", 6), ["日本", "語。テ", "スト"]);
    assert_eq!(drawn("日本「語」", 6), ["日本", "「語」"]);
    assert_eq!(drawn("日本語", 5), ["日本", "語"]);
    assert_eq!(drawn("ภาษาไทย", 4), ["ภาษา", "ไทย"]);
    assert_eq!(drawn("👨\u{200d}👩\u{200d}👧🎉🎉", 4), ["👨\u{200d}👩\u{200d}👧🎉", "🎉"]);
}

#[test]
fn blocks_are_parted_by_a_blank_line_and_items_are_not() {
    let lines = read("<h2>T</h2><p>a<br>b</p><ul><li>c<li>d</ul><p>e</p>").lay_out(20);
    assert_eq!(lines.iter().map(line_text).collect::<Vec<_>>(), ["T", "", "a", "b", "", "• c", "• d", "", "e"]);
    assert_eq!(lines[0].kind, BlockKind::Heading);
    assert_eq!((lines[1].kind, lines[1].runs.len()), (BlockKind::Paragraph, 0));
}

#[test]
fn items_hang_behind_their_markers_as_far_as_there_is_room() {
    let raw = "<ol start=9><li>one two<li>three<ul><li>four five</ul></ol>";
    assert_eq!(drawn(raw, 8), ["9. one", "   two", "10. thre", "    e", "  • four", "    five"]);
    assert_eq!(drawn("<ul><li><ul><li><ul><li>deep one</ul></ul></ul>", 12), ["    • deep", "      one"]);
    assert_eq!(drawn("<ul><li><ul><li><ul><li>deep one</ul></ul></ul>", 6), [" • dee", "   p", "   one"]);
    assert_eq!(drawn("<ul><li>ab cd</ul>", 3), ["ab", "cd"]);
}

#[test]
fn a_link_is_followed_by_its_number_on_the_same_line() {
    let raw = "read <a href=http://a.example>the <b>book</b></a>, http://a.example now";
    assert_eq!(drawn(raw, 80), ["read the book [1], http://a.example [1] now"]);
    assert_eq!(drawn(raw, 15), ["read the", "book [1],", "http://a.exampl", "e [1] now"]);
    let lines = read(raw).lay_out(80);
    let targets: Vec<_> = lines[0].runs.iter().map(|run| (run.text.as_str(), run.target)).collect();
    assert_eq!(
        targets[..4],
        [("read ", Target::None), ("the ", Target::Link(0)), ("book", Target::Link(0)), (" [1]", Target::Link(0))]
    );
}

#[test]
fn one_column_is_enough_for_something() {
    assert_eq!(drawn("a 漢b", 1), ["a", "…", "b"]);
    assert_eq!(drawn("<ul><li>ab</ul>", 1), ["a", "b"]);
    assert_eq!(read("text").lay_out(0), []);
}

#[test]
fn an_emoji_cluster_wider_than_a_line_is_split_without_its_joiner() {
    assert_eq!(drawn("🎉🏽\u{200d}👩", 2), ["🎉", "🏽", "👩"]);
}

#[test]
fn a_hangul_vowel_without_a_consonant_stays_on_the_line_of_its_base() {
    let raw = "👩\u{d7b0}https://example.org/a/very/long/path?with=query ";
    assert_eq!(drawn(raw, 16)[0], "👩\u{d7b0}");
}

/// All that is not white space, with what the layout itself adds.
fn essence(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0f}')).collect()
}

fn notes() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[a-z ]{1,12}",
        "\\PC{1,4}",
        "[漢字かな。「」 ]{1,8}",
        "[ุกา้ ]{1,6}",
        "[क्ष]{1,12}",
        "[👩👍🏽🎉\u{200d}\u{fe0f}❤]{1,5}",
        Just("<p>".to_owned()),
        Just("<br>".to_owned()),
        Just("<ul><li>".to_owned()),
        Just("<ol><li>".to_owned()),
        Just("<b>".to_owned()),
        Just("</b>".to_owned()),
        Just("<a href=http://a.example/x>".to_owned()),
        Just("</a>".to_owned()),
        Just("https://example.org/a/very/long/path?with=query ".to_owned()),
        Just("12:34 ".to_owned()),
    ];
    prop::collection::vec(part, 0..25).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_line_is_wider_than_asked_and_nothing_is_lost(raw in notes(), columns in 1_u16..200) {
        let text = read(&raw);
        let lines = text.lay_out(columns);
        for line in &lines {
            prop_assert!(line.width() <= usize::from(columns), "{line:?} is wider than {columns}");
            prop_assert!(line.runs.iter().all(|run| !run.text.is_empty()));
        }
        let narrow: String = lines.iter().map(line_text).collect();
        let wide: String = text.lay_out(u16::MAX).iter().map(line_text).collect();
        // In fewer columns a deep list item leaves no room for a wide cluster, which then shows as `…`.
        if columns >= 16 {
            prop_assert_eq!(essence(&narrow), essence(&wide));
        }
        let spans = text.blocks.iter().flat_map(|block| block.lines.iter().flatten());
        for word in spans.filter(|span| span.target == Target::None).flat_map(|span| span.text.as_str().split(' ')) {
            prop_assert!(essence(&wide).contains(&essence(word)));
        }
    }
}

proptest! {
    #[test]
    fn a_blank_line_stands_only_between_blocks_and_alone(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "<p>", "</p>", "<br>", "<br/><br/>", "&nbsp;", " ", "\u{a0}", "\u{200b}", "\u{ad}", "\n", "<div>", "</div>",
                "<ul>", "<li>", "</li>", "</ul>", "<h3>", "</h3>", "<b>", "</b>", "<a href=\"https://a.example/\">", "</a>",
                "word", "a sentence. ", "12:34", "https://b.example/long/enough/to/break", "日本語", "<img alt=\"\">",
            ]),
            0..30,
        ),
        columns in 1_u16..50,
    ) {
        let html = parts.concat();
        for notes in [Notes::Html(Html::new(&html)), Notes::Plain(Html::new(&html.replace(['<', '>'], "")))] {
            let lines = RichText::read(&notes, Duration::ZERO).lay_out(columns);
            let blank: Vec<bool> =
                lines.iter().map(|line| line.runs.iter().all(|run| run.text.as_str().trim().is_empty())).collect();
            prop_assert!(!blank.first().is_some_and(|blank| *blank), "{html}");
            prop_assert!(!blank.last().is_some_and(|blank| *blank), "{html}");
            prop_assert!(blank.windows(2).all(|pair| pair != [true, true]), "{html}");
        }
    }
}
