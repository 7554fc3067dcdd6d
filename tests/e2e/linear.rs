//! The program in words (`ui.linear`), as a screen reader gets it.

use crate::{
    profile::Profile,
    service::{Browser, Service},
    terminal::Terminal,
};

const LINEAR: &str = "[ui]\nlinear = true\n";

/// Waits until a line with this text was written after the first `from` bytes, and returns all lines since.
fn says(terminal: &Terminal, from: usize, text: &str) -> Vec<String> {
    terminal.writes(from, text.as_bytes());
    lines(&terminal.bytes(from))
}

fn lines(bytes: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(bytes).lines().map(|line| line.trim_end().to_owned()).collect()
}

/// Types a key and returns what is said until this text.
fn types(terminal: &mut Terminal, key: &str, text: &str) -> Vec<String> {
    let from = terminal.written();
    terminal.types(key);
    says(terminal, from, text)
}

/// No sequence but those that begin and end bracketed paste, no box, and lines that end.
fn is_plain(terminal: &mut Terminal) {
    terminal.is_read();
    let text = String::from_utf8_lossy(&terminal.bytes(0)).into_owned();
    let without = ["\x1b[?2004h", "\x1b[?2004l", "\x1b[0m"].iter().fold(text, |text, known| text.replace(known, ""));
    let strange = without.chars().find(|c| c.is_control() && !matches!(c, '\r' | '\n'));
    assert_eq!(strange, None, "{}", without.escape_debug());
    assert!(!without.chars().any(|c| ('\u{2500}'..='\u{259f}').contains(&c)), "{without}");
    assert!(without.is_empty() || without.ends_with("\r\n"));
}

#[test]
fn listing_reading_and_marking_are_said_line_by_line_without_any_box_or_cursor_movement() {
    let profile = Profile::synchronised();
    profile.configure(LINEAR);
    let mut program = profile.screen();
    program.size = (14, 80);
    let mut terminal = program.start();
    let said = says(&terminal, 0, "Keys: ");
    assert!(said.iter().any(|line| line.ends_with("Tab Shows")), "{said:?}");
    assert!(said.iter().any(|line| line.starts_with("Shows, row 1 of 6: The Gull Street Morning Brief")), "{said:?}");
    let said = types(&mut terminal, "j", "Shows, row 2 of 6: Kitchens After Midnight, 8 unplayed");
    assert!(said.len() <= 2, "one line for a step: {said:?}");
    types(&mut terminal, "\r", "Kitchens After Midnight, row 1 of 50: Fish on a Monday, unplayed");
    // The notes may come after their header; before them there is no bottom to go to.
    let said = types(&mut terminal, "\r", "With us is a retired ship's cook");
    assert!(said.iter().any(|line| line.starts_with("Notes, lines 1 to ")), "{said:?}");
    types(&mut terminal, "G", "[4]");
    types(&mut terminal, "h", "Kitchens After Midnight, row 1 of 50");
    types(&mut terminal, "m", "Marked played");
    types(&mut terminal, "/", "Filter, a field");
    types(&mut terminal, "rice", "Filter: rice");
    types(&mut terminal, "\x1b", "Left the field");
    types(&mut terminal, "2", "Tab New");
    types(&mut terminal, "L", "Choice 1 of 5: Log in again");
    types(&mut terminal, "\x1b", "Closed: Account");
    terminal.types("q");
    assert!(terminal.ends().success());
    is_plain(&mut terminal);
}

#[test]
fn a_search_is_said_once_it_is_settled_and_one_that_takes_long_says_once_that_it_works() {
    let profile = Profile::synchronised();
    profile.configure(LINEAR);
    let mut terminal = profile.screen().start();
    says(&terminal, 0, "Keys: ");
    types(&mut terminal, "5", "Search, a field");
    let from = terminal.written();
    types(&mut terminal, "rice", "Search: rice");
    let said = says(&terminal, from, "Search, row 1 of ");
    assert!(!said.iter().any(|line| line.contains("Searching") || line.contains("0 rows")), "{said:?}");
    types(&mut terminal, "\x1b", "Left the field");

    profile.demo.script("GET /v1/search: hang forever").expect("reads");
    types(&mut terminal, "6", "Discover");
    let from = terminal.written();
    types(&mut terminal, "tea", "Searching Spotify");
    types(&mut terminal, "\x1b", "Left the field");
    types(&mut terminal, "1", "Tab Shows");
    let said = lines(&terminal.bytes(from));
    assert_eq!(said.iter().filter(|line| line.contains("Searching")).count(), 1, "{said:?}");
    terminal.types("q");
    assert!(terminal.ends().success());
    is_plain(&mut terminal);
}

#[test]
fn an_overlay_says_its_keys_and_where_in_a_long_text_one_is() {
    let profile = Profile::synchronised();
    profile.configure(LINEAR);
    std::fs::remove_file(profile.path().join("state/tour")).expect("it was noted");
    let mut program = profile.screen();
    program.size = (14, 80);
    let mut terminal = program.start();
    let said = says(&terminal, 0, "Keys: Esc close");
    assert!(said.iter().any(|line| line.ends_with("Welcome")), "{said:?}");
    let said = types(&mut terminal, "\r", "Keys: Enter episodes");
    assert_eq!(said[..2], ["Closed: Welcome", "Tab Shows"]);
    assert!(said.iter().any(|line| line.starts_with("Shows, row 1 of 6")), "{said:?}");
    types(&mut terminal, "j", "Shows, row 2 of 6");
    types(&mut terminal, "?", "Keys, lines 1 to ");
    types(&mut terminal, "\x1b", "Closed: Keys");
    types(&mut terminal, ":", "Commands, a field");
    types(&mut terminal, "settings\r", "Choice 1 of ");
    types(&mut terminal, "\x1b", "Closed: Settings");
    terminal.types("q");
    assert!(terminal.ends().success());
    is_plain(&mut terminal);
}

#[test]
fn the_login_is_walked_through_in_sentences() {
    let home = tempfile::tempdir().expect("a folder");
    let service = Service::start(&[]);
    let browser = Browser::new(home.path());
    let folder = home.path().join(".config/spotpods-tui");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("config.toml"), LINEAR).expect("it is written");
    let mut terminal =
        service.program(home.path(), &browser).with("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22").start();
    says(&terminal, 0, "Enter opens the browser");
    let said = types(&mut terminal, "\r", "/authorize?");
    assert!(said.iter().any(|line| line == "Waiting for your browser"), "{said:?}");
    types(&mut terminal, "\x1b", "Log in with Spotify");
    terminal.types("q");
    assert!(terminal.ends().success());
    is_plain(&mut terminal);
}
