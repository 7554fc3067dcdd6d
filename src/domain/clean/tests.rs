//! F1 to F6 of security.md, and that nothing people write is lost.

use pretty_assertions::assert_eq;
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::*;

/// `Cf` and `Default_Ignorable_Code_Point` of Unicode 17 without joiners and variation selectors, and U+FFFC: written
/// out, so that the tables of a crate are not their own judge.
const INVISIBLE: [(u32, u32); 27] = [
    (0x00ad, 0x00ad),
    (0x034f, 0x034f),
    (0x0600, 0x0605),
    (0x061c, 0x061c),
    (0x06dd, 0x06dd),
    (0x070f, 0x070f),
    (0x0890, 0x0891),
    (0x08e2, 0x08e2),
    (0x115f, 0x1160),
    (0x17b4, 0x17b5),
    (0x180b, 0x180f),
    (0x200b, 0x200b),
    (0x200e, 0x200f),
    (0x202a, 0x202e),
    (0x2060, 0x206f),
    (0x3164, 0x3164),
    (0xfeff, 0xfeff),
    (0xffa0, 0xffa0),
    (0xfff0, 0xfffc),
    (0x110bd, 0x110bd),
    (0x110cd, 0x110cd),
    (0x13430, 0x1343f),
    (0x1bca0, 0x1bca3),
    (0x1d173, 0x1d17a),
    (0xe0000, 0xe00ff),
    (0xe01f0, 0xe0fff),
    (0xfdd0, 0xfdef),
];
const BIDI_CONTROLS: &str =
    "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";

fn is_invisible(c: char) -> bool {
    let nonchar = u32::from(c) % 0x10000 >= 0xfffe;
    nonchar || INVISIBLE.iter().any(|(from, to)| (*from..=*to).contains(&u32::from(c)))
}

fn is_contextual(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0020}'..='\u{e007f}')
}

/// What holds for any clean text, wherever it came from.
fn assert_clean(text: &CleanText) {
    let mut marks = 0;
    let mut before = ' ';
    for c in text.as_str().chars() {
        assert!(!c.is_control(), "{c:?} in {text:?}");
        assert!(!BIDI_CONTROLS.contains(c), "{c:?} in {text:?}");
        let in_a_flag = is_tag(c) && (before == '\u{1f3f4}' || is_tag(before));
        assert!(!is_invisible(c) || in_a_flag, "{c:?} in {text:?}");
        assert!(!c.is_whitespace() || (c == ' ' && before != ' '), "white space in {text:?}");
        assert!(!(is_contextual(c) && before == ' '), "{c:?} at the start of {text:?}");
        marks = if class::class(c) == class::Class::Mark { marks + 1 } else { 0 };
        assert!(marks <= CleanText::MAX_MARKS && !(marks > 0 && before == ' '), "marks in {text:?}");
        before = c;
    }
    assert!(text.as_str().len() <= CleanText::MAX_BYTES);
    assert_eq!(text.as_str().trim(), text.as_str());
    assert_eq!(&CleanText::new(text.as_str()), text, "not idempotent");
}

/// Checks what becomes of each scalar value between two texts; what is neither gone nor white space is kept.
fn for_all_scalars(before: &str, after: &str, gap: &str) {
    let mut raw = String::new();
    for c in '\0'..=char::MAX {
        raw.clear();
        raw.extend([before, c.encode_utf8(&mut [0; 4]), after]);
        let text = CleanText::new(&raw);
        let without = [before, if c.is_whitespace() { gap } else { "" }, after].concat();
        let marks_nothing = before.is_empty() && class::class(c) == class::Class::Mark;
        if c.is_control() || c.is_whitespace() || is_invisible(c) || is_contextual(c) || is_tag(c) || marks_nothing {
            assert_eq!(text.as_str(), without, "{c:?}");
        } else if !matches!(c, '\u{17a4}' | '\u{17d8}') {
            assert_eq!(text.as_str(), raw, "{c:?}");
        }
    }
}

#[test]
fn f2_no_scalar_is_drawn_alone_that_a_terminal_could_act_on() {
    for_all_scalars("", "", "");
}

#[test]
fn f2_no_scalar_is_drawn_between_letters_that_a_terminal_could_act_on() {
    for_all_scalars("a", "b", " ");
}

#[test]
fn f2_two_khmer_signs_are_spelt_as_unicode_asks_for() {
    assert_eq!(CleanText::new("\u{17a4}\u{17d8}").as_str(), "\u{17a2}\u{17b6}\u{17d4}\u{179b}\u{17d4}");
}

/// Characters that matter to one another, and any others.
fn scalar() -> impl Strategy<Value = char> {
    prop_oneof![
        3 => any::<char>(),
        3 => prop::sample::select("a1# \u{301}\u{200d}\u{200c}\u{fe0f}\u{fe0e}\u{fe00}\u{20e3}\u{e0100}".chars().collect::<Vec<_>>()),
        2 => prop::sample::select("👩🏻❤⌚🏴\u{e0067}\u{e007f}🇩🇪漢सर\u{94d}بهم가\u{1161}\u{ff9e}".chars().collect::<Vec<_>>()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn f2_random_text_is_clean_and_stays_as_it_is(raw in prop::collection::vec(scalar(), 0..40)) {
        assert_clean(&CleanText::new(&raw.iter().collect::<String>()));
    }

    #[test]
    fn f2_a_piece_of_a_clean_text_is_a_span(raw in prop::collection::vec(scalar(), 0..40)) {
        let raw: String = raw.into_iter().collect();
        let clean = scrub(&raw, Edges::Kept, usize::MAX);
        let cuts: Vec<_> = clean.char_indices().map(|(at, _)| at).chain([clean.len()]).collect();
        for (number, start) in cuts.iter().enumerate() {
            for end in cuts.iter().skip(number) {
                let piece = clean.get(*start..*end).expect("between two characters");
                prop_assert_eq!(CleanText::piece(piece), CleanText::span(piece));
            }
        }
    }

    #[test]
    fn f2_a_span_is_a_title_but_for_the_spaces_at_its_ends(raw in prop::collection::vec(scalar(), 0..20)) {
        let raw = raw.into_iter().collect::<String>();
        let span = CleanText::span(&raw);
        prop_assert_eq!(&CleanText::span(span.as_str()), &span);
        prop_assert_eq!(CleanText::new(span.as_str()), CleanText::new(&raw));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn f2_long_random_text_is_cut_clean(raw in prop::collection::vec(scalar(), 1000..3000)) {
        assert_clean(&CleanText::new(&raw.iter().collect::<String>()));
    }
}

#[test]
fn f2_marks_are_bounded_and_need_a_base() {
    let zalgo = format!("\u{301}a{} \u{301}b{}c", "\u{301}".repeat(20), "\u{1038}".repeat(20));
    let clean = format!("a{} b{}c", "\u{301}".repeat(8), "\u{1038}".repeat(8));
    assert_eq!(CleanText::new(&zalgo).as_str(), clean);
}

#[test]
fn f2_joiners_selectors_and_tags_stay_only_where_they_belong() {
    for (raw, clean) in [
        ("a\u{200d}b", "ab"),
        ("a\u{200c}b", "ab"),
        ("👩\u{200d}", "👩"),
        ("👩\u{200d}\u{200d}👩", "👩\u{200d}👩"),
        ("👩\u{200d}a", "👩a"),
        ("1\u{fe0f}2", "12"),
        ("a\u{fe0f}", "a"),
        ("⌚\u{fe0e}", "⌚"),
        ("‘\u{fe01}", "‘"),
        ("می\u{200c} ", "می"),
        ("می\u{200c}\u{200c}خ", "می\u{200c}خ"),
        ("🏴\u{e0067}\u{e0062}", "🏴"),
        ("a\u{e0067}\u{e007f}", "a"),
        ("👩\u{200d}👩\u{200d}👩\u{200d}👩\u{200d}👩", "👩\u{200d}👩\u{200d}👩\u{200d}👩👩"),
    ] {
        assert_eq!(CleanText::new(raw).as_str(), clean, "{raw:?}");
        assert_clean(&CleanText::new(raw));
    }
}

#[test]
fn white_space_of_any_kind_is_one_space() {
    let raw = " \t one\r\n\u{b}two\u{2028}\u{2029}three\u{85}four\u{3000}\u{a0}five\u{200b} \u{200b}six \n";
    assert_eq!(CleanText::new(raw).as_str(), "one two three four five six");
    assert_eq!(CleanText::span(raw).as_str(), " one two three four five six ");
    assert_eq!(CleanText::span(" \n ").as_str(), " ");
    assert_eq!(CleanText::new(" \n ").as_str(), "");
}

#[test]
fn an_escape_sequence_loses_what_makes_it_one() {
    assert_eq!(CleanText::new("\u{1b}]0;owned\u{7}\u{9b}31mred").as_str(), "]0;owned31mred");
}

#[test]
fn f4_a_mebibyte_is_cut_to_four_kibibytes() {
    for raw in ["x".repeat(1 << 20), "漢".repeat(1 << 18), "👩\u{200d}👩 ".repeat(1 << 16), "ｶﾞ".repeat(1 << 17)]
    {
        let text = CleanText::new(&raw);
        assert!(text.as_str().ends_with('…'), "{text:?}");
        assert!((4080..=CleanText::MAX_BYTES).contains(&text.as_str().len()));
        assert_clean(&text);
    }
}

#[test]
fn f4_half_a_million_marks_are_not_even_read() {
    let raw = format!("a{}b", "\u{301}".repeat(500_000));
    assert_eq!(CleanText::new(&raw).as_str(), format!("a{}…", "\u{301}".repeat(8)));
}

#[test]
fn f4_text_of_the_full_length_is_not_cut() {
    let raw = "é".repeat(CleanText::MAX_BYTES / 2);
    assert_eq!(CleanText::new(&raw).as_str(), raw);
}

#[test]
fn f6_every_script_and_emoji_survives_unchanged() {
    for text in [
        "Ünïcödé naïve Straße",
        "Ελληνικά με τόνους",
        "Русский подкаст",
        "مرحباً بكم في البودكاست، الحلقة ١٢",
        "لا إله إلا الله",
        "می\u{200c}خواهم ۱۳۹۹ ه\u{200d}.ش",
        "שלום עולם, בְּרֵאשִׁית",
        "नमस्ते दुनिया क्षत्रिय क\u{94d}\u{200d}ष र\u{94d}\u{200c}य",
        "বাংলা র\u{200d}্য",
        "தமிழ் ಕನ್ನಡ മലയാളം ශ්\u{200d}රී ලංකා",
        "ภาษาไทย น้ำ",
        "ພາສາລາວ ភាសាខ្មែរ မြန်မာဘာသာ བོད་ཡིག",
        "日本語のポッドキャスト「第１回」、ｶﾞｷﾞ",
        "中文播客——第12集",
        "한국어 팟캐스트 각\u{1100}\u{1161}\u{11a8}",
        "葛\u{e0100}城",
        "e\u{301} vs é, Việt Nam",
        "👨\u{200d}👩\u{200d}👧\u{200d}👦 👩🏽\u{200d}🚀 🧑🏻\u{200d}❤\u{fe0f}\u{200d}💋\u{200d}🧑🏿 🏳\u{fe0f}\u{200d}🌈 🏃🏻\u{200d}♀\u{fe0f}\u{200d}➡\u{fe0f}",
        "🇩🇪🇯🇵 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} 1\u{fe0f}\u{20e3} ❤\u{fe0f} ☺\u{fe0e} ©\u{fe0f} 👍🏿",
        "“quotes” – dashes — … • ½ ™ \u{e0b0} \u{fffd}",
    ] {
        assert_eq!(CleanText::new(text).as_str(), text);
    }
}

#[test]
fn f6_a_cut_never_splits_a_grapheme() {
    let family = "👨\u{200d}👩\u{200d}👧\u{200d}👦";
    let text = CleanText::new(&family.repeat(1000));
    let (last, others) =
        text.as_str().graphemes(true).collect::<Vec<_>>().split_last().map(|(l, o)| (*l, o.to_vec())).unwrap();
    assert_eq!(last, "…");
    assert!(others.iter().all(|grapheme| *grapheme == family));
}

#[test]
fn the_text_of_an_error_names_no_temporary_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = tempfile::NamedTempFile::new_in(folder.path().join("none")).expect_err("there is no folder");
    assert!(error.to_string().contains(".tmp"), "{error}");
    assert_eq!(CleanText::of_error(&error).as_str(), "No such file or directory (os error 2)");
    assert_eq!(CleanText::of_error(&"no room at path x").as_str(), "no room at path x");
}
