//! The mouse, links that the terminal opens, and the title of the window, as bytes of the terminal.

use spotpods_tui::demo::{Change, change::Plays};

use crate::{
    profile::Profile,
    terminal::{Program, Terminal},
};

/// Presses and releases the left button at a cell, from 0.
fn click(terminal: &mut Terminal, x: u16, y: u16) {
    let (x, y) = (x + 1, y + 1);
    terminal.types(&format!("\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m"));
}

/// The title that was set last.
fn title(terminal: &Terminal) -> Option<String> {
    let bytes = terminal.bytes(0);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (_, last) = text.rsplit_once("\x1b]2;")?;
    last.split_once("\x1b\\").map(|(title, _)| title.to_owned())
}

/// The column of the line between the first two panes.
fn edge(terminal: &Terminal) -> u16 {
    let row = terminal.screen(|screen| screen.rows(0, screen.size().1.get()).nth(1).unwrap_or_default());
    let at = row.chars().position(|c| c == '│').expect("a line between panes");
    u16::try_from(at).expect("few columns")
}

#[test]
fn a_click_selects_a_double_click_opens_and_a_tab_is_clicked() {
    let profile = Profile::synchronised();
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    click(&mut terminal, 5, 5);
    terminal.shows_when("the third show", |screen| screen.contents().contains(" 3/6"));
    // The second click of a double click comes in the same read.
    click(&mut terminal, 5, 4);
    click(&mut terminal, 5, 4);
    terminal.shows_when("the keys are with the episodes", |screen| screen.contents().contains("Enter notes"));
    click(&mut terminal, 14, 0);
    terminal.shows_when("the tab New", |screen| screen.contents().contains("▎2 New"));
    terminal.quits();
}

#[test]
fn a_click_on_a_hint_of_the_last_row_presses_its_key() {
    /// The column where a text of the last row ends.
    fn end(terminal: &Terminal, text: &str) -> u16 {
        terminal.shows_when(text, |screen| {
            screen.rows(0, screen.size().1.get()).last().is_some_and(|row| row.contains(text))
        });
        let row = terminal.screen(|screen| screen.rows(0, screen.size().1.get()).last().unwrap_or_default());
        let before = row.split(text).next().map_or(0, |before| before.chars().count());
        u16::try_from(before + text.chars().count() - 1).expect("few columns")
    }
    let profile = Profile::synchronised();
    let mut program = profile.screen();
    program.size = (24, 80);
    let mut terminal = program.start();
    terminal.lists_shows(6);
    let x = end(&terminal, "/ filter");
    click(&mut terminal, x, 23);
    let x = end(&terminal, "Esc clear it");
    terminal.types("gull");
    terminal.shows("The Gull Street");
    click(&mut terminal, x, 23);
    let x = end(&terminal, "? help");
    click(&mut terminal, x, 23);
    let x = end(&terminal, "Esc close");
    click(&mut terminal, x, 23);
    let x = end(&terminal, "q quit");
    click(&mut terminal, x, 23);
    assert!(terminal.ends().success());
}

#[test]
fn a_dragged_line_between_panes_stays_after_a_restart_until_it_is_put_back() {
    let profile = Profile::synchronised();
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    let usual = edge(&terminal);
    let wide = usual + 10;
    let at = |x: u16| format!("{};10", x + 1);
    terminal.types(&format!("\x1b[<0;{}M\x1b[<32;{}M\x1b[<0;{}m", at(usual), at(wide), at(wide)));
    terminal.shows_when("a wider pane", |screen| {
        let row = screen.rows(0, screen.size().1.get()).nth(1).unwrap_or_default();
        row.chars().nth(usize::from(wide)) == Some('│')
    });
    terminal.quits();

    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    assert_eq!(edge(&terminal), wide, "the first frame has it");
    click(&mut terminal, wide, 9);
    click(&mut terminal, wide, 9);
    terminal.shows_when("the usual widths", |screen| {
        let row = screen.rows(0, screen.size().1.get()).nth(1).unwrap_or_default();
        row.chars().nth(usize::from(usual)) == Some('│')
    });
    terminal.quits();
}

#[test]
fn without_the_mouse_no_mode_of_it_is_ever_set() {
    let profile = Profile::synchronised();
    profile.configure("[ui]\nmouse = false\n");
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    terminal.quits();
    let text = terminal.text();
    for mode in ["?9h", "?1000h", "?1001h", "?1002h", "?1003h", "?1005h", "?1006h", "?1015h", "?1016h"] {
        assert!(!text.contains(mode), "{mode}");
    }
}

/// The addresses of links in what was written, and whether each was closed before the next.
fn links(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let parts = text.split("\x1b]8;").skip(1).map(|part| part.split_once("\x1b\\").expect("it ends").0.to_owned());
    let parts: Vec<_> = parts.collect();
    assert_eq!(parts.last().map_or(";", String::as_str), ";", "the last one is closed");
    for part in parts.iter().filter(|part| *part != ";") {
        assert!(part.starts_with("id=") && part.bytes().all(|byte| byte.is_ascii_graphic()), "{part:?}");
    }
    parts.into_iter().filter_map(|part| part.split_once(';').map(|(_, address)| address.to_owned())).collect()
}

#[test]
fn f3_links_of_details_and_notes_are_written_where_the_terminal_takes_them_and_nothing_else_is() {
    let profile = Profile::synchronised();
    let written = |program: Program| {
        let mut terminal = program.start();
        terminal.lists_shows(6);
        terminal.opens_episodes();
        terminal.types("\r");
        terminal.shows("https://open.spotify.com/episode/");
        terminal.types("G");
        terminal.shows("[1]");
        terminal.quits();
        terminal.is_read();
        terminal.bytes(0)
    };
    let plain = written(profile.screen());
    assert!(!String::from_utf8_lossy(&plain).contains("\x1b]8"), "xterm-256color alone says nothing of links");
    let found = links(&written(profile.screen().with("TERM_PROGRAM", "WezTerm")));
    let has = |start: &str| found.iter().any(|address| address.starts_with(start));
    assert!(has("https://open.spotify.com/show/") && has("https://open.spotify.com/episode/"), "{found:?}");
    let others = found.iter().filter(|address| !address.is_empty() && !address.contains("//open.spotify.com/"));
    assert!(others.clone().count() > 0, "{found:?}");
    assert!(others.clone().all(|address| address.starts_with("https://")), "{found:?}");
    profile.configure("[ui]\nhyperlinks = \"never\"\n");
    let never = written(profile.screen().with("TERM_PROGRAM", "WezTerm"));
    assert!(!String::from_utf8_lossy(&never).contains("\x1b]8"));
}

#[test]
fn keys_cost_the_same_with_links_while_none_is_in_view() {
    let profile = Profile::synchronised();
    let cost = |program: Program| {
        let mut program = program;
        program.size = (24, 70);
        let mut terminal = program.start();
        let types = |key: &str, row: usize, terminal: &mut Terminal| {
            terminal.types(key);
            terminal.shows_when("the next show", |screen| screen.contents().contains(&format!(" {row}/6")));
        };
        terminal.shows_when("the shows", |screen| screen.contents().contains(" 1/6"));
        // What is still read at the start is drawn by then.
        (2..=6).for_each(|row| types("j", row, &mut terminal));
        let from = terminal.written();
        (1..=5).rev().for_each(|row| types("k", row, &mut terminal));
        let bytes = terminal.bytes(from);
        terminal.quits();
        bytes
    };
    let (without, with) = (cost(profile.screen()), cost(profile.screen().with("TERM_PROGRAM", "WezTerm")));
    assert!(!String::from_utf8_lossy(&with).contains("\x1b]8"));
    assert_eq!(without.len(), with.len());
}

#[test]
fn g1_the_title_tells_the_view_or_what_plays_and_is_given_back() {
    let profile = Profile::synchronised();
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    assert_eq!(title(&terminal).as_deref(), Some("spotpods-tui: Shows"));
    terminal.types("2");
    terminal.writes(0, b"\x1b]2;spotpods-tui: New\x1b\\");
    terminal.quits();
    let text = terminal.text();
    assert_eq!((text.matches("\x1b[22;2t").count(), text.matches("\x1b[23;2t").count()), (1, 1));
    assert!(text.find("\x1b[22;2t") < text.find("\x1b]2;") && text.rfind("\x1b]2;") < text.find("\x1b[23;2t"));
    profile.demo.change(&Change::Plays(Plays::Track)).expect("it plays");
    let mut terminal = profile.screen().start();
    terminal.writes(0, b"\x1b]2;spotpods-tui: Last Train to the Coast\x1b\\");
    terminal.quits();
    profile.configure("[ui]\ntitle = false\n");
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    terminal.quits();
    let text = terminal.text();
    assert!(!text.contains("\x1b]2;") && !text.contains(";2t"), "{text:?}");
}

/// What the terminal answers to the questions at the start, before anything else.
fn answers(terminal: &mut Terminal, background: &str) {
    terminal.types(&format!("\x1b]11;rgb:{background}\x1b\\\x1b[?62;22c"));
}

#[test]
fn k1_the_auto_theme_follows_the_background_that_the_terminal_tells_and_its_answers_are_no_keys() {
    // Backgrounds of the light and of the dark theme.
    const LIGHT: &[u8] = b"48;2;251;251;249";
    const DARK: &[u8] = b"48;2;22;24;29";
    let profile = Profile::synchronised();
    profile.configure("theme = \"auto\"\n");
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    terminal.writes(0, DARK);
    let from = terminal.written();
    answers(&mut terminal, "ffff/fbfb/f0f0");
    terminal.writes(from, LIGHT);
    let from = terminal.written();
    terminal.types("\x1b[?997;1n");
    terminal.writes(from, DARK);
    terminal.lists_shows(6);
    terminal.quits();
    let text = terminal.text();
    assert!(text.find("\x1b[?2031h") < text.find("\x1b[?2031l"), "the reports end with the program");
}
