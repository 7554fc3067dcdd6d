//! Search results, their order, and their highlights.

use pretty_assertions::assert_eq;
use spotpods_tui::library::{Found, Mark, Query};

use super::{Shelf, THEN, episode};

fn shelf() -> Shelf {
    let shelf = Shelf::new();
    shelf.follow(shelf.me, &["Deep Dive", "Café Society"], THEN);
    shelf.head(
        shelf.show(shelf.me, "Deep Dive"),
        vec![
            episode("e1", "2026-11-20", "Rust in space", "<p>An <b>interview</b> about async runtimes.</p>"),
            episode(
                "e2",
                "2026-11-10",
                "The ocean",
                "<p>Rust on ships, and <a href='https://x.example'>crème brûlée</a></p>",
            ),
            episode("e3", "2025-01-05", "Rust again", "<p>Old news</p>"),
            episode("e4", "2024-05-05", "東京の音楽", "<p>東京の音楽と歴史についてのお話。كِتَابٌ جديد</p>"),
        ],
    );
    shelf.head(
        shelf.show(shelf.me, "Café Society"),
        vec![episode("e5", "2026-10-01", "Society", "<p>Rusty nails. 음악 이야기</p>")],
    );
    shelf
}

fn keys(shelf: &Shelf, text: &str) -> Vec<String> {
    let found = shelf.reader.search(shelf.me, &Query::parse(text), 50).expect("it reads");
    found.episodes.iter().map(|hit| hit.row.episode.key.id().map(ToString::to_string).unwrap_or_default()).collect()
}

#[test]
fn titles_come_before_notes_and_recent_before_old() {
    let shelf = shelf();
    assert_eq!(keys(&shelf, "rust "), ["e1", "e3", "e2"]);
    assert_eq!(keys(&shelf, "rust"), ["e1", "e3", "e2", "e5"], "a word being typed may go on");
    let found = shelf.reader.search(shelf.me, &Query::parse("rust "), 2).expect("it reads");
    assert_eq!(found.episodes.iter().map(|hit| hit.found).collect::<Vec<_>>(), [Found::Title, Found::Title]);
    assert_eq!(found.episodes[0].title_hits.first(), Some(&(0..4)));
}

#[test]
fn words_phrases_and_any_script_are_found() {
    let shelf = shelf();
    for (text, expected) in [
        ("space async", vec!["e1"]),
        ("\"on ships\"", vec!["e2"]),
        ("\"ships on\"", vec![]),
        ("creme BRULEE", vec!["e2"]),
        ("音楽", vec!["e4"]),
        ("京の音", vec!["e4"]),
        ("歴史", vec!["e4"]),
        ("كتاب", vec!["e4"]),
        ("이야", vec!["e5"]),
        ("example", vec![]),
    ] {
        assert_eq!(keys(&shelf, text), expected, "{text}");
    }
}

#[test]
fn filters_narrow_and_stand_alone() {
    let shelf = shelf();
    let played = shelf.reader.search(shelf.me, &Query::parse("ocean"), 1).expect("it reads").episodes.remove(0).row;
    shelf.mark(&[played], Some(Mark::Played)).expect("it is written");
    for (text, expected) in [
        ("show:cafe rust", vec!["e5"]),
        ("show:deep", vec!["e1", "e2", "e3", "e4"]),
        ("show:nothing rust", vec![]),
        ("rust after:2026-11", vec!["e1", "e2"]),
        ("before:2025", vec!["e4"]),
        ("rust unplayed ", vec!["e1", "e3"]),
        ("rust longer:1h", vec![]),
        ("rust shorter:45m after:2026-11-15", vec!["e1"]),
        ("lang:en before:2026", vec!["e3", "e4"]),
        ("lang:de", vec![]),
        ("unplayed", vec!["e1", "e5", "e3", "e4"]),
    ] {
        assert_eq!(keys(&shelf, text), expected, "{text}");
    }
}

#[test]
fn shows_are_found_by_name_and_notes_are_quoted() {
    let shelf = shelf();
    let found = shelf.reader.search(shelf.me, &Query::parse("cafe"), 50).expect("it reads");
    assert_eq!(found.shows.iter().map(|row| row.show.name.as_str()).collect::<Vec<_>>(), ["Café Society"]);
    let query = Query::parse("creme");
    let hit = &shelf.reader.search(shelf.me, &query, 50).expect("it reads").episodes[0];
    let snippet = shelf.reader.snippet(hit.row.at, &query, 100).expect("it is there");
    assert_eq!(snippet.text.as_str(), "Rust on ships, and crème brûlée");
    assert_eq!(
        snippet.hits.iter().map(|hit| snippet.text.as_str().get(hit.clone())).collect::<Vec<_>>(),
        [Some("crème")]
    );
}

#[test]
fn excluded_words_are_left_out_of_titles_and_notes() {
    let shelf = shelf();
    for (text, expected) in [
        ("rust -async ", vec!["e3", "e2"]),
        ("rust -\"on ships\" -nails ", vec!["e1", "e3"]),
        ("rust -ships -show:x after:2026 ", vec!["e1"]),
        ("-rust -rusty", vec!["e4"]),
        ("show:deep -rust", vec!["e4"]),
        ("unplayed -society -rust", vec!["e4"]),
        ("rust -rust ", vec![]),
        ("rust -", vec!["e1", "e3", "e2"]),
    ] {
        assert_eq!(keys(&shelf, text), expected, "{text}");
    }
}

#[test]
fn no_syntax_is_an_error() {
    let shelf = shelf();
    for text in
        ["\"", "*", "rust\" OR", "NEAR(a b)", "title:x", "a AND", "-", "(", "^rust", "§1", "{a}:", "rust*", "\u{0}"]
    {
        assert!(shelf.reader.search(shelf.me, &Query::parse(text), 50).is_ok(), "{text:?}");
    }
}

#[test]
fn a_changed_episode_is_found_by_its_new_words_only() {
    let shelf = shelf();
    let deep = shelf.show(shelf.me, "Deep Dive");
    shelf.head(deep, vec![episode("e1", "2023-01-01", "Zebras", "<p>stripes</p>")]);
    assert_eq!(keys(&shelf, "async"), Vec::<String>::new());
    assert_eq!(keys(&shelf, "zebra"), ["e1"]);
    assert_eq!(keys(&shelf, "show:deep"), ["e2", "e3", "e4", "e1"]);
}
