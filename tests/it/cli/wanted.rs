//! SHOW and EPISODE: an id, a URI, a link, or text that is in one title.

use pretty_assertions::assert_eq;

use super::stocked::{LATEST, NEWS, Stocked, TRAINS, ago, named};
use crate::library::episode;

#[test]
fn a_show_is_named_by_id_uri_link_or_title() {
    let stocked = Stocked::new();
    for wanted in [
        TRAINS.to_owned(),
        format!("spotify:show:{TRAINS}"),
        format!("https://open.spotify.com/show/{TRAINS}"),
        format!("https://open.spotify.com/intl-de/show/{TRAINS}?si=1&nd=1"),
        "Night Trains".to_owned(),
        "NIGHT trains".to_owned(),
        "trai".to_owned(),
    ] {
        assert_eq!(stocked.each(&["episodes", &wanted], "id"), ["Train1", "Train2"], "{wanted}");
    }
    assert_eq!(stocked.each(&["episodes", "eclair", "--limit", "1"], "show_id"), [NEWS]);
    assert_eq!(stocked.each(&["episodes", "odd/id"], "id"), ["=odd id"]);
}

#[test]
fn an_episode_is_named_by_id_uri_link_or_title() {
    let stocked = Stocked::new();
    for wanted in [
        "Train1",
        "spotify:episode:Train1",
        "https://open.spotify.com/episode/Train1?si=x",
        "https://open.spotify.com/intl-fr/episode/Train1",
        "the sleeper to vienna",
        "vienna",
    ] {
        assert_eq!(stocked.json(&["notes", wanted])["id"], "Train1", "{wanted}");
    }
    assert_eq!(stocked.json(&["notes", "=odd id"])["id"], "=odd id");
    assert_eq!(stocked.json(&["notes", "=HYPERLINK(\"x\")"])["id"], "=odd id");
}

#[test]
fn an_exact_title_wins_over_one_that_only_has_the_text() {
    let stocked = Stocked::empty();
    let shows = [("A1", "Science"), ("A2", "Science Weekly"), ("A3", "SCIENCE")];
    stocked.fill(
        "me",
        shows.map(|(id, name)| (named(id, name, 1), vec![episode(&format!("E{id}"), "2026", name, "")])).into(),
    );
    assert_eq!(stocked.each(&["episodes", "Science"], "show_id"), ["A1"]);
    assert_eq!(stocked.each(&["episodes", "SCIENCE"], "show_id"), ["A3"]);
    assert_eq!(stocked.each(&["episodes", "weekly"], "show_id"), ["A2"]);
    assert_eq!(stocked.json(&["notes", "Science"])["id"], "EA1");
    // Two are the same without case.
    assert_eq!(stocked.run_with(&["episodes", "science"]).code, Some(2));
}

#[test]
fn text_in_several_titles_is_a_usage_error_that_lists_them_with_ids() {
    let stocked = Stocked::new();
    let said = stocked.run_with(&["notes", "morning"]);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
    let expected = format!(
        "spotpods-tui: \"morning\" matches 2 episodes; use an id:\n  {LATEST}  Morning (Éclair News & Views, {})\n  \
         News3  Morning (Éclair News & Views, 2024-05-02)\n",
        ago(0)
    );
    assert_eq!(said.err, expected);

    let many = (0..14).map(|n| (named(&format!("S{n:02}"), &format!("Show {n:02}"), 0), vec![])).collect();
    let stocked = Stocked::empty();
    stocked.fill("me", many);
    let said = stocked.run("episodes show");
    assert_eq!(said.code, Some(2));
    assert!(
        said.err.contains("matches 14 shows") && said.err.contains("\n  S09  Show 09\n  and 4 more\n"),
        "{}",
        said.err
    );
    assert!(!said.err.contains("S10"), "{}", said.err);
}

#[test]
fn an_unknown_item_fails_and_a_link_elsewhere_is_a_usage_error() {
    let stocked = Stocked::new();
    for (words, code) in [
        (["episodes", "nothing like it"], 1),
        (["episodes", "spotify:show:Unknown"], 1),
        (["notes", "https://open.spotify.com/episode/Unknown"], 1),
        (["notes", "!!!"], 1),
        (["notes", ""], 1),
        (["notes", "spotify:show:Unknown"], 2),
        (["episodes", "https://open.spotify.com/episode/Train1"], 2),
        (["episodes", "https://example.org/show/abc"], 2),
    ] {
        let said = stocked.run_with(&words);
        assert_eq!((said.code, said.out.as_str()), (Some(code), ""), "{words:?}: {said:?}");
        assert_eq!(said.err.lines().count(), 1, "{words:?}: {}", said.err);
    }
    let said = stocked.run_with(&["notes", "\u{1b}[31m\u{202e}x"]);
    assert!(!said.err.contains(['\u{1b}', '\u{202e}']), "f1: {:?}", said.err);
}
