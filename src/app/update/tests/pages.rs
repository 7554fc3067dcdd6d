//! Pages about the program itself.

use super::harness::*;

#[test]
fn a_command_without_a_key_is_reached_by_its_name_and_the_help_says_so() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys(":").text("about").keys("Enter");
    let lines = session.overlay_lines();
    for part in [env!("CARGO_PKG_VERSION"), "MIT OR Apache-2.0", "Content from Spotify", "unofficial", "ratatui 0."] {
        assert!(lines.iter().any(|line| line.contains(part)), "{part} is not in {lines:?}");
    }
    session.keys("Esc ? /").text("about");
    assert!(session.overlay_lines().iter().any(|line| line.starts_with(":about")), "{:?}", session.overlay_lines());
}

#[test]
fn a_page_is_searched_by_all_words_and_esc_clears_before_it_closes() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys(":").text("about").keys("Enter G");
    let all = session.overlay_lines().len();
    assert_eq!(session.top_overlay().top(), all - 21);
    session.keys("/").text("ratatui mit q");
    assert!(session.overlay_lines().is_empty());
    session.keys("Backspace Backspace");
    let lines = session.overlay_lines();
    assert!(lines.len() < 20 && lines[0].starts_with("Libraries"), "the heading stays: {lines:?}");
    session.keys("Enter j");
    assert_eq!(session.overlay_lines(), lines, "letters are commands again");
    session.keys("Esc");
    assert_eq!(session.overlay_lines().len(), all);
    session.keys("Esc");
    assert_eq!(session.overlay(), None);
}

#[test]
fn a_page_fits_a_narrow_terminal() {
    let mut session = Session::listing(40, 10, &["A"]);
    session.keys(":").text("about").keys("Enter");
    let longest = session.overlay_lines().iter().map(|line| line.chars().count()).max();
    assert!(longest.is_some_and(|longest| longest <= 36), "{longest:?}");
}
