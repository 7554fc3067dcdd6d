use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn pieces(text: &str) -> Vec<String> {
    let show = |piece: &Piece| format!("{}{}", piece.tokens.join(" "), if piece.prefix { "*" } else { "" });
    Query::parse(text).pieces.iter().map(show).collect()
}

#[test]
fn the_last_word_goes_on_while_it_is_typed() {
    assert_eq!(pieces("Rust asy"), ["rust", "asy*"]);
    assert_eq!(pieces("rust async "), ["rust", "async"]);
    assert_eq!(pieces("\"deep dive\""), ["deep dive"]);
    assert_eq!(pieces("\"deep di"), ["deep di*"]);
    assert_eq!(pieces("東京"), ["東 京*"]);
    assert_eq!(pieces("don't"), ["don t*"]);
    assert_eq!(pieces("wait!"), ["wait"]);
}

#[test]
fn the_last_word_goes_on_wherever_filters_stand() {
    for text in ["tide after:2000", "after:2000 tide", "tide unplayed", "unplayed tide", "tide show:x longer:3m -news"]
    {
        assert_eq!(pieces(text), ["tide*"], "{text}");
    }
    for text in ["low tide after:2000 ", "after:2000 low tide "] {
        assert_eq!(pieces(text), ["low", "tide"], "a blank at the end makes it whole");
    }
    assert_eq!(pieces("\"low tide\" after:2000"), ["low tide"]);
    let (one, other) = (Query::parse("tide after:2000"), Query::parse("after:2000 tide"));
    assert_eq!(one, other);
}

#[test]
fn filters_are_understood_and_a_word_may_have_a_colon() {
    let query =
        Query::parse("show:\"Deep Dive\" after:2026-02 before:2026-03 UNPLAYED longer:30m shorter:1h30 lang:pt-BR x");
    let expected = Filters {
        shows: vec![Piece { tokens: vec!["deep".into(), "dive".into()], prefix: false }],
        first_day: Some(date(2026, 2, 1)),
        last_day: Some(date(2026, 2, 28)),
        unplayed: true,
        longer: Some(Duration::from_mins(30)),
        shorter: Some(Duration::from_mins(90)),
        language: Some("pt".into()),
    };
    assert_eq!((query.filters, query.pieces.len()), (expected, 1));
    assert_eq!(pieces("Rails: \"unplayed\" \"a:b\" http://x"), ["rails", "unplayed", "a b", "http x*"]);
    assert!(Query::parse(" \t ").is_empty());
}

#[test]
fn a_wrong_filter_is_named_with_what_it_needs_and_finds_nothing() {
    for (text, sentence) in [
        ("rust after:nope", "`after:nope` needs a date: 2026"),
        ("before:2026-13 x", "`before:2026-13` needs a date"),
        ("after: 2026", "`after:` needs a date"),
        ("BEFORE:\"last week\"", "`BEFORE:\"last week\"` needs a date"),
        ("longer:abc rust", "`longer:abc` needs a length, such as 45s, 30m"),
        ("shorter: x", "`shorter:` needs a length"),
        ("show: ", "`show:` needs a name"),
        ("show:\"!\"", "`show:\"!\"` needs a name"),
        ("lang:x1 rust", "`lang:x1` needs a language code"),
        ("bogus:x", "`bogus:x` is not a filter: use show:, after:"),
        ("Afterr:2000", "`Afterr:2000` is not a filter: did you mean `after`? use show:, after:"),
        ("shw:x", "`shw:x` is not a filter: did you mean `show`? use show:, after:"),
        ("after:toady", "`after:toady` needs a date"),
    ] {
        let query = Query::parse(text);
        let wrong = query.wrong.as_ref().map(ToString::to_string).unwrap_or_default();
        assert!(wrong.starts_with(sentence) && query.is_empty(), "{text}: {wrong}");
    }
    for text in [
        "after:2026 before:7d rust",
        "\"after:banana\" show:x after",
        "Rails: a history",
        "https://example.org",
        "12:30",
    ] {
        assert_eq!(Query::parse(text).wrong, None, "{text}");
    }
}

#[test]
fn what_a_dash_stands_before_is_not_to_be_found() {
    let query = Query::parse("rust -news -\"deep dive\" well-known - -- -rus");
    let excluded: Vec<String> = query.excluded.iter().map(|piece| piece.tokens.join(" ")).collect();
    assert_eq!(excluded, ["news", "deep dive", "rus"]);
    assert!(query.excluded.iter().all(|piece| !piece.prefix));
    assert_eq!(pieces("rust -news -\"deep dive\" well-known - --"), ["rust", "well known"]);
    assert!(query.is_in("rust a well known language") && !query.is_in("rust well known news"));
    assert!(!Query::parse("-news").is_empty());
}

#[test]
fn days_are_counted_from_today() {
    let on = |text| Query::parse_on(text, date(2026, 3, 1)).filters;
    let days = |text| (on(text).first_day, on(text).last_day);
    assert_eq!(days("after:7d"), (Some(date(2026, 2, 22)), None));
    assert_eq!(days("after:2w before:Yesterday"), (Some(date(2026, 2, 15)), Some(date(2026, 2, 27))));
    assert_eq!(days("after:today"), (Some(date(2026, 3, 1)), None));
    assert_eq!(Query::parse("after:yesterday"), Query::default(), "where there is no today it is still no word");
}

#[test]
fn a_filter_that_is_begun_is_no_word_yet() {
    for text in [
        "show:",
        "show:\"",
        "after:",
        "after:2",
        "after:202",
        "after:2026-",
        "after:2026-0",
        "after:2026-01-",
        "before:yest",
        "after:7",
        "longer:",
        "shorter:",
        "lang:",
        "lang:e",
    ] {
        assert_eq!(Query::parse(text), Query::default(), "{text}");
        assert!(Query::parse(&format!("{text} ")).wrong.is_some(), "{text} is whole with a blank after it");
    }
}

#[test]
fn hits_are_words_and_phrases_where_they_stand() {
    let text = "Crème brûlée, a crème caramel";
    let shown = |query: &str| -> Vec<&str> {
        Query::parse(query).hits(text).into_iter().filter_map(|hit| text.get(hit)).collect()
    };
    assert_eq!(shown("creme"), ["Crème", "crème"]);
    assert_eq!(shown("\"creme car"), ["crème caramel"]);
    assert_eq!(shown("creme \"creme brulee\" "), ["Crème brûlée", "crème"]);
    assert_eq!(shown("nothing"), Vec::<&str>::new());
}

proptest! {
    #[test]
    fn every_text_can_be_parsed(text in "\\PC{0,40}|[a-z:\"* ()-]{0,40}|(show|after|before|longer|lang):.{0,20}") {
        let query = Query::parse(&text);
        for hit in query.hits(&text) {
            prop_assert!(text.get(hit).is_some());
        }
    }
}
