use std::fmt::Write;

use pretty_assertions::assert_eq;
use proptest::prelude::*;

use super::*;

fn html(raw: &str) -> RichText {
    RichText::read(&Notes::Html(Html::new(raw)), Duration::ZERO)
}

fn plain(raw: &str) -> RichText {
    RichText::read(&Notes::Plain(Html::new(raw)), Duration::ZERO)
}

/// A block per line: its kind, then its spans, `*em*`, `**strong**`, `<link>` and `@timestamp` marked.
fn sketch(text: &RichText) -> String {
    let mut out = String::new();
    for block in &text.blocks {
        match block.kind {
            BlockKind::Paragraph => write!(out, "p"),
            BlockKind::Heading => write!(out, "h"),
            BlockKind::Line { indent, begins } => write!(out, "{}{indent}", if begins { '|' } else { ':' }),
            BlockKind::Item { depth, ordinal: None } => write!(out, "{depth}•"),
            BlockKind::Item { depth, ordinal: Some(number) } => write!(out, "{depth}#{number}"),
        }
        .unwrap();
        for (index, line) in block.lines.iter().enumerate() {
            out.push_str(if index == 0 { " " } else { " / " });
            for span in line {
                let (open, close) = match span.emphasis {
                    Emphasis::None => ("", ""),
                    Emphasis::Emphasis => ("*", "*"),
                    Emphasis::Strong => ("**", "**"),
                };
                let inner = match span.target {
                    Target::None => span.text.to_string(),
                    Target::Link(index) => format!("<{}>{}", span.text, index + 1),
                    Target::Timestamp(index) => format!("@{}={}", span.text, text.timestamps[index].as_secs()),
                };
                write!(out, "{open}{inner}{close}").unwrap();
            }
        }
        out.push('\n');
    }
    out
}

/// The text without wrapping.
fn shown(text: &RichText) -> String {
    let line = |line: layout::NotesLine| {
        let runs: String = line.runs.iter().map(|run| run.text.as_str()).collect();
        " ".repeat(line.indent.into()) + &runs + "\n"
    };
    text.lay_out(u16::MAX).into_iter().map(line).collect()
}

fn urls(text: &RichText) -> Vec<&str> {
    text.links.iter().map(|link| link.url.as_ref().unwrap().as_str()).collect()
}

#[test]
fn notes_as_spotify_sends_them_are_read() {
    let text = html(
        "<h3>Chapters</h3><p>In this episode,   <em>we</em> talk<br/>with <strong>Ann &amp; Bo</strong>.</p>\
         <ul><li>(00:01:21) Intro</li><li>12:34 <a href=\"https://example.org/a\" rel=\"nofollow\">the book</a></li></ul>\
         <p>More: https://example.org/b, and https://example.org/a.</p><p> &nbsp; </p>",
    );
    assert_eq!(
        sketch(&text),
        "h Chapters\n\
         p In this episode, *we* talk / with **Ann & Bo**.\n\
         0• (@00:01:21=81) Intro\n\
         0• @12:34=754 <the book>1\n\
         p More: <https://example.org/b>2, and <https://example.org/a>1.\n"
    );
    assert_eq!(urls(&text), ["https://example.org/a", "https://example.org/b"]);
    assert_eq!(text.links[0].label.as_str(), "the book");
}

#[test]
fn html_is_read_as_a_browser_shows_it() {
    for (raw, seen) in [
        ("a <b> b </b> c", "p a **b **c\n"),
        ("a<i>b<b>c</b></i>d", "p a*b***c**d\n"),
        ("</b></i></li></ul>x", "p x\n"),
        ("<p>a<p>b<div>c</div>d", "p a\np b\np c\np d\n"),
        ("a<br>b<br><br>c<br>", "p a / b\np c\n"),
        ("<ol><li>a<li>b</ol><ol start=7><li>c</ol>", "0#1 a\n0#2 b\n0#7 c\n"),
        ("<ul><li>a<ol><li>b</ol><li><p>c</p><p>d</p></ul>e", "0• a\n1#1 b\n0• c / d\np e\n"),
        ("<ul><li></li><li>a</li></ul>", "0• a\n"),
        ("<li>stray", "0• stray\n"),
        ("<h1>A</h1><h6>B</h6>c", "h A\nh B\np c\n"),
        ("a<!-- b <p> -->c<!doctype html><unknown x=y>d</unknown>", "p acd\n"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>d", "|0 a b\n:0 c\np d\n"),
        ("<table><thead><tr><th>a</thead><tr></tr><tr><td>b</table>", "|0 a\n:0 b\n"),
        ("x<pre>\n  a\n\n\tb <b>c</b>\n d</pre>e", "p x\n|2 a\n|4 b **c**\n:1 d\np e\n"),
        ("a</br>b</br></br>c", "p a / b\np c\n"),
        (
            "&lt;b&gt; &#8364; &hellip; &bogus; &#x1F469;&#x200D;&#x1F467; e&#x301;",
            "p <b> € … &bogus; 👩\u{200d}👧 e\u{301}\n",
        ),
        ("2 < 3 and <3 and a<", "p 2 < 3 and <3 and a<\n"),
        ("<img src=x alt='a cat'> sat", "p a cat sat\n"),
        ("one\ntwo <br> three", "p one two / three\n"),
        ("no tags\nat all &amp;\n\nthree", "p no tags / at all &\np three\n"),
        ("", ""),
        ("<p></p><div> <br> </div>&#8203;", ""),
    ] {
        assert_eq!(sketch(&html(raw)), seen, "{raw}");
    }
}

#[test]
fn in_plain_notes_line_breaks_are_meant_and_tags_are_text() {
    let text = plain("One\r\ntwo <b>&amp;\n\n \nthree https://example.org/x).\n12:34 Go\n");
    assert_eq!(sketch(&text), "p One / two <b>&amp;\np three <https://example.org/x>1). / @12:34=754 Go\n");
}

#[test]
fn f7_scripts_styles_and_titles_are_not_text() {
    for raw in [
        "a<script>alert('<p>x</p>')</script>b",
        "a<style>p { color: red }</style>b",
        "a<title>t</title>b",
        "a<textarea><b>t</textarea>b",
        "a<iframe src=x>y</iframe>b",
        "ab<script>never closed <p>",
    ] {
        assert_eq!(sketch(&html(raw)), "p ab\n", "{raw}");
    }
}

#[test]
fn f7_a_link_that_leads_elsewhere_is_only_its_label() {
    for href in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#10;script:x",
        "file:///etc/passwd",
        "/relative",
        "#t",
        "data:text/html,x",
        "",
    ] {
        let text = html(&format!("<a href=\"{href}\">click</a>"));
        assert_eq!((sketch(&text).as_str(), text.links.len()), ("p click\n", 0), "{href}");
    }
    assert_eq!(
        sketch(&plain("see ftp://example.org and javascript:alert(1)")),
        "p see ftp://example.org and javascript:alert(1)\n"
    );
}

#[test]
fn an_address_that_is_no_page_follows_its_label() {
    let text = html(
        "<a href='mailto:a@b.org?subject=x'>Write</a> or <a href='tel:+1'>call +1</a>; <a href='//c.org/my file'>see</a>",
    );
    assert_eq!(sketch(&text), "p Write (a@b.org) or call +1; <see>1\n");
    assert_eq!(urls(&text), ["https://c.org/my%20file"]);
    assert_eq!(Notes::Html(Html::new("<a href='mailto:a@b.org'>Write</a><!-- -->")).words(), "Write");
}

#[test]
fn a_bare_www_is_a_link() {
    let text = plain("see www.example.org/a, WWW.example.org and example.org.");
    assert_eq!(sketch(&text), "p see <www.example.org/a>1, <WWW.example.org>2 and example.org.\n");
    assert_eq!(urls(&text), ["https://www.example.org/a", "https://www.example.org/"]);
}

#[test]
fn preformatted_text_keeps_its_lines_and_indentation() {
    let text = html("<p>Code:</p><pre>fn main() {\n    run();\n\n}</pre>");
    assert_eq!(shown(&text), "Code:\n\nfn main() {\n    run();\n\n}\n");
    let table = html("<table><tr><td>00:10</td><td>Intro</td></tr><tr><td>05:00</td><td>News</td></tr></table>");
    assert_eq!(shown(&table), "00:10 Intro\n05:00 News\n");
}

#[test]
fn a_paragraph_within_a_cell_does_not_break_the_row_and_a_second_one_does() {
    let row =
        |cells: [&str; 2]| format!("<tr>\n<td><p>{}</p></td>\n<td> <div>{}</div> </td>\n</tr>", cells[0], cells[1]);
    let table =
        format!("<table><tbody>\n{}{}</tbody></table><p>After</p>", row(["00:10", "Intro"]), row(["05:00", "News"]));
    assert_eq!(shown(&html(&table)), "00:10 Intro\n05:00 News\n\nAfter\n");
    let prose = html("<table><tr><td><p>One</p><p>Two</p></td></tr></table>Three");
    assert_eq!(shown(&prose), "One\n\nTwo\n\nThree\n");
}

#[test]
fn links_are_numbered_in_the_order_they_appear() {
    let text = html(
        "http://b.example <a href=http://a.example>A</a><a href=http://c.example>C</a> <a href='http://b.example/'>B <b>b</b></a> <a href=http://d.example></a>",
    );
    assert_eq!(sketch(&text), "p <http://b.example>1 <A>2<C>3 <B >1**<b>1**\n");
    assert_eq!(urls(&text), ["http://b.example/", "http://a.example/", "http://c.example/"]);
}

#[test]
fn a_bare_url_ends_where_wide_text_begins() {
    let text = plain("詳細はhttps://example.org/x。次へ https://example.org/yです (https://example.org/z)");
    assert_eq!(urls(&text), ["https://example.org/x", "https://example.org/y", "https://example.org/z"]);
}

#[test]
fn a_time_inside_of_a_link_is_no_timestamp() {
    let text = html(
        "https://example.org/?t=12:34 https://example.org/12:34 <a href=https://example.org>12:34</a> <a href='#'>12:35</a>",
    );
    assert_eq!(text.timestamps, [Duration::from_secs(755)]);
}

#[test]
fn timestamps_beyond_the_end_stay_text() {
    let text = RichText::read(&Notes::Plain(Html::new("1:00 9:00")), Duration::from_mins(5));
    assert_eq!(sketch(&text), "p @1:00=60 9:00\n");
}

#[test]
fn f1_notes_as_markdown_have_headings_lists_and_links() {
    let text = html(
        "<h3>Links</h3><p>See <a href=https://example.org/a>this <b>book</b></a>.<br># no heading</p>\
         <ul><li>one *<ol><li>two</ol><li>https://example.org/b</ul><pre>a\n  b</pre>",
    );
    let written = "### Links\n\nSee [this **book**](<https://example.org/a>).  \n\\# no heading\n\n\
                   - one \\*\n    1. two\n- <https://example.org/b>\n\na  \n\u{a0}\u{a0}b  \n";
    assert_eq!(text.markdown(2), written);
    assert_eq!(html("").markdown(2), "");
}

#[test]
fn a_paragraph_longer_than_a_clean_text_is_kept_whole() {
    let raw = "word ".repeat(10_000);
    let text = html(&raw);
    let kept: String = text.blocks[0].lines[0].iter().map(|span| span.text.as_str()).collect();
    assert_eq!(kept, raw.trim_end());
    assert_eq!(shown(&text).trim_end(), raw.trim_end());
}

#[test]
fn f7_a_long_tag_is_read_and_an_endless_one_is_left_out() {
    let attributes = (0..2000).fold(String::new(), |tag, n| tag + &format!("a{n}='>' "));
    assert_eq!(sketch(&html(&format!("x<p {attributes}>y<b>z"))), "p x\np y**z**\n");
    assert_eq!(sketch(&html(&format!("x<p {attributes}"))), "p x\n");
    let text = "word ".repeat(2000);
    assert_eq!(sketch(&html(&format!("2 < 3 <3 {text}<br>"))), format!("p 2 < 3 <3 {}\n", text.trim_end()));
}

/// Notes made to be slow. The bound is for an unoptimised build on a busy machine: it tells linear from quadratic.
#[test]
fn f7_hostile_notes_stay_within_bounds() {
    let attributes = (0..20_000).fold(String::new(), |tag, n| tag + &format!("a{n} "));
    let quoted = (0..20_000).fold(String::new(), |tag, n| tag + &format!("a{n}='>' "));
    for raw in [
        "<div>".repeat(100_000),
        "<ul><li>".repeat(100_000),
        "<b>".repeat(100_000),
        "<".repeat(10_000_000),
        "<a href=http://a.example>x".repeat(100_000),
        "<a ".repeat(100_000),
        format!("x<p {attributes}>y</p>z"),
        format!("x<p {quoted}>y</p>z"),
        "&#x301;".repeat(100_000),
        "a://".repeat(100_000),
        "http://".repeat(100_000),
        "http://a.example/((((".repeat(20_000),
        ":".repeat(1_000_000),
        "1:".repeat(500_000),
        "12:34-".repeat(100_000),
        "'12:34".repeat(100_000),
        "क\u{94d}".repeat(100_000),
        "<!--".repeat(100_000),
    ] {
        for text in [html(&raw), plain(&raw)] {
            let lines = text.lay_out(40);
            assert!(lines.iter().all(|line| line.width() <= 40));
            assert!(lines.len() <= Html::MAX_BYTES, "{} lines", lines.len());
        }
    }
}

#[test]
fn the_words_alone_have_no_numbers_of_links() {
    let words = |raw: &str| Notes::Html(Html::new(raw)).words();
    let text = "<p>See <a href='https://a.b/'>this</a>.<br>Next</p><ul><li>One<li>Two</ul><p>End</p>";
    assert_eq!(words(text), "See this.\nNext\n\nOne\nTwo\n\nEnd");
    assert_eq!(words(""), "");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn f7_any_html_is_read(raw in "(<[/a-z!]{0,3}[a-z =\"'>]{0,6}>?|&[#a-z0-9]{0,5};?|\\PC|[0-9:]{1,6}|\\s|http://a.b/){0,60}") {
        for text in [html(&raw), plain(&raw)] {
            prop_assert!(text.blocks.iter().all(|block| !block.lines.is_empty()));
            for span in text.blocks.iter().flat_map(|block| block.lines.iter().flatten()) {
                prop_assert!(!span.text.is_empty());
                match span.target {
                    Target::None => {},
                    Target::Link(index) => prop_assert!(index < text.links.len()),
                    Target::Timestamp(index) => prop_assert!(index < text.timestamps.len()),
                }
            }
        }
    }
}

#[test]
fn a_mark_that_cleaning_drops_leaves_no_empty_span() {
    for raw in ["0:00\u{1cf30}\u{3000}", "http://a.b/\u{1cf30} ", "a <b>\u{1cf30}</b> b"] {
        for text in [html(raw), plain(raw)] {
            let spans = text.blocks.iter().flat_map(|block| block.lines.iter().flatten());
            assert!(spans.clone().all(|span| !span.text.is_empty()), "{raw:?}: {text:?}");
        }
    }
}
