//! Titles against a naive model.

use pretty_assertions::assert_eq;
use proptest::prelude::*;

use super::*;

fn titles(texts: &[impl AsRef<str>], folded: bool) -> Titles {
    let mut titles = Titles { arena: Arena { folded, ..Arena::default() }, ..Titles::default() };
    for (id, text) in (0..).zip(texts) {
        titles.push(EpisodeRef(id), text.as_ref());
    }
    titles
}

fn found(titles: &mut Titles, query: &str) -> Vec<i64> {
    let found = titles.find(query, 0..u32::MAX, &CancellationToken::new()).expect("it is not cancelled");
    assert_eq!(found.total as usize, found.episodes.len());
    found.episodes.into_iter().map(|EpisodeRef(id)| id).collect()
}

/// The expected hits of a sweep, computed without an index.
fn naive(texts: &[String], query: &str) -> Vec<i64> {
    let has = |text: &str| query.split_whitespace().all(|piece| words::folded(text).contains(&words::folded(piece)));
    (0..).zip(texts).filter(|(_, text)| has(text)).map(|(id, _)| id).collect()
}

proptest! {
    #[test]
    fn a_sweep_finds_what_a_naive_one_finds_whatever_was_typed_before(
        texts in proptest::collection::vec("[abAé東京ß ,.]{0,12}|\\PC{0,8}", 0..60),
        keys in proptest::collection::vec("[abé東s ]{0,4}|\\PC{0,3}", 1..8),
    ) {
        let mut titles = titles(&texts, true);
        for query in &keys {
            prop_assert_eq!(found(&mut titles, query), naive(&texts, query), "{:?}", query);
        }
        // Typed character by character, then taken back.
        let typed = keys.concat();
        let ends: Vec<usize> = typed.char_indices().map(|(at, _)| at).collect();
        for end in ends.iter().chain(ends.iter().rev()) {
            let query = typed.split_at(*end).0;
            prop_assert_eq!(found(&mut titles, query), naive(&texts, query), "{:?}", query);
        }
    }

    #[test]
    fn a_fuzzy_filter_finds_the_same_whatever_was_typed_before(
        texts in proptest::collection::vec("[abAé\\\\ ]{0,12}", 0..60),
        typed in "[abAé\\\\ ]{0,8}",
    ) {
        let mut narrowing = titles(&texts, false);
        for end in typed.char_indices().map(|(at, c)| at + c.len_utf8()) {
            let query = typed.split_at(end).0;
            let anew = found(&mut titles(&texts, false), query);
            prop_assert_eq!(found(&mut narrowing, query), anew, "{:?}", query);
        }
    }

    #[test]
    fn hits_are_characters_of_the_title_in_order_and_there_are_some_where_it_matches(
        text in "[abAßé東京 ,.]{0,12}|\\PC{0,8}", query in "[abés東 ]{0,4}|\\PC{0,2}", folded: bool,
    ) {
        let mut titles = titles(&[&text], folded);
        let hits = titles.hits(&text, &query);
        prop_assert!(hits.iter().all(|hit| (*hit as usize) < text.chars().count()));
        prop_assert!(hits.is_sorted_by(|a, b| a < b));
        let matches = !found(&mut titles, &query).is_empty();
        prop_assert!(matches || hits.is_empty());
        let letters = query.split_whitespace().any(|piece| !words::folded(piece).is_empty());
        prop_assert!(!(matches && letters && hits.is_empty()), "{text:?} {query:?}");
    }
}

#[test]
fn hits_are_exact_within_plain_words_and_whole_words_otherwise() {
    let titles = titles(&["x"], true);
    assert_eq!(titles.hits("The Straße, Café 東京タワー", "raf"), [] as [u32; 0]);
    assert_eq!(titles.hits("The Travel", "rav"), [5, 6, 7]);
    assert_eq!(titles.hits("Große Straße", "sse str"), [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]);
    assert_eq!(titles.hits("In 東京タワー", "京タ"), [4, 5]);
    assert_eq!(titles.hits("Don't stop", "n't st"), [2, 4, 6, 7]);
}

#[test]
fn beyond_the_bound_words_count_and_letters_no_longer() {
    let texts: Vec<String> = (0..=Titles::FUZZY).map(|n| format!("Éclair number {n}")).collect();
    let mut few = titles(&texts[1..], false);
    assert!(found(&mut few, "eclr number 19999").contains(&19_998));
    let mut many = titles(&texts, false);
    assert_eq!(found(&mut many, "eclr number 19999"), [] as [i64; 0]);
    assert_eq!(
        found(&mut many, "ECLAIR 1999 ber"),
        (0..).zip(&texts).filter(|(_, t)| t.contains("1999")).map(|(n, _)| n).collect::<Vec<i64>>()
    );
    assert_eq!(many.len(), texts.len());
}

#[test]
fn a_window_is_cut_from_what_was_found_and_a_cancelled_search_spoils_nothing() {
    let texts: Vec<String> = (0..300).map(|n| format!("Title {n}")).collect();
    let mut titles = titles(&texts, true);
    let (go, cancelled) = (CancellationToken::new(), CancellationToken::new());
    cancelled.cancel();
    let ids = |found: FoundTitles| found.episodes.iter().map(|at| at.0).collect::<Vec<_>>();
    let found = titles.find("title 2", 10..13, &go).expect("it is not cancelled");
    assert_eq!((found.total, ids(found)), (138, vec![28, 29, 32]));
    assert_eq!(titles.find("title 29", 0..5, &cancelled), Err(LibraryError::Cancelled));
    let found = titles.find("title 29", 0..5, &go).expect("it is not cancelled");
    assert_eq!((found.total, ids(found)), (13, vec![29, 129, 229, 290, 291]));
    assert_eq!(ids(titles.find("title 29", 50..60, &go).expect("it is not cancelled")), [] as [i64; 0]);
    assert_eq!(titles.find(" ", 0..1, &go).expect("it is not cancelled").total, 300);
}
