//! Every screen at the smallest size, in ASCII and without colours.

use crate::{
    profile::Profile,
    terminal::{Program, Terminal},
};

fn smallest(program: Program) -> Program {
    let mut program = program.with("NO_COLOR", "1");
    program.arguments.push("--ascii".into());
    program.size = (10, 40);
    program
}

/// The remote texts of these screens are ASCII but for quotation marks and the like, which belong to their authors.
fn is_ours_ascii(terminal: &mut Terminal, known: &[char]) {
    terminal.is_read();
    let text = String::from_utf8_lossy(&terminal.bytes(0)).into_owned();
    let others: String = text.chars().filter(|c| !c.is_ascii() && !known.contains(c)).collect();
    assert_eq!(others, "");
    let sequences = text.split('\u{1b}').filter_map(|part| part.strip_prefix('[')?.split_once('m'));
    let is_colour = |code: &str| matches!(code.parse(), Ok(30..=37 | 38 | 40..=47 | 48 | 90..=107));
    for (codes, _) in sequences {
        assert!(!codes.split(';').any(is_colour), "{codes}");
    }
}

/// What opens over the list of episodes, and what it shows.
const OVERLAYS: [(&str, &str); 13] = [
    ("?", "Keys"),
    (":", "Commands"),
    ("L", "Switch account"),
    ("!", "Messages"),
    ("d", "Devices"),
    ("Z", "Queue"),
    ("M", "Mark as played?"),
    ("x", "Write to which file?"),
    ("|", "Pipe the notes"),
    (":settings\r", "Settings"),
    (":log\r", "Log"),
    (":doctor\r", "Doctor"),
    (":about\r", "About"),
];

#[test]
fn every_screen_of_the_lists_can_be_used_at_40_by_10_in_ascii_without_colours() {
    let profile = Profile::synchronised();
    let mut terminal = smallest(profile.screen()).start();
    // What opens, and what it shows; each leads on from the one before.
    let before = [
        ("", "1/6"),
        ("j", "2/6"),
        ("\r", "Fish on a Monday"),
        ("i", "open.spotify.com/episode/"),
        ("u", "Links"),
        ("\x1b", "open.spotify.com/episode/"),
        ("\x1b", "1/50"),
        ("/", " /"),
        ("rice", "1/4"),
        ("\x1b", "1/50"),
    ];
    let after = [
        ("2", "New"),
        ("3", "In progress"),
        ("4", "Saved"),
        ("5", "Search"),
        ("\x1b", "Search"),
        ("6", "Discover"),
        ("\x1b", "Discover"),
        ("1", "1/50"),
    ];
    let over = OVERLAYS.iter().flat_map(|overlay| [*overlay, ("\x1b", "1/50")]);
    let steps = before.into_iter().chain(over).chain(after);
    let mut last = "";
    for (key, shown) in steps {
        terminal.types(key);
        terminal.shows_when(&format!("{shown:?} after {key:?}"), |screen| {
            let text = screen.contents();
            // The key that follows Esc too soon would be one with Alt.
            let is_left = key != "\x1b" || (screen.hide_cursor() && (last == shown || !text.contains(last)));
            is_left && text.contains(shown) && text.lines().all(|line| line.chars().count() <= 40)
        });
        last = shown;
    }
    terminal.types("q");
    assert!(terminal.ends().success());
    is_ours_ascii(&mut terminal, &['\u{201c}', '\u{201d}', '\u{2019}', '\u{2018}', '\u{2013}', '\u{2014}', '\u{2026}']);
}

#[test]
fn the_screens_before_the_lists_can_be_used_at_40_by_10_in_ascii_without_colours() {
    let home = tempfile::tempdir().expect("a folder");
    let mut terminal = smallest(Program::ours(home.path(), &[])).start();
    let steps = [
        ("", "Client ID"),
        ("\r", "> Client ID"),
        ("0123", "0123"),
        ("\x1b", "? help"),
        ("?", "Keys"),
        ("\x1b", "Web API"),
    ];
    for (key, shown) in steps {
        terminal.types(key);
        terminal.shows(shown);
    }
    terminal.types("q");
    assert!(terminal.ends().success());
    is_ours_ascii(&mut terminal, &[]);

    let mut terminal = smallest(Program::ours(home.path(), &["demo", "--shows", "3"])).start();
    for (key, shown) in [("", "Log in with Spotify"), ("\r", "Waiting"), ("\x1b", "Log in with Spotify")] {
        terminal.types(key);
        terminal.shows(shown);
    }
    terminal.types("q");
    assert!(terminal.ends().success());
    is_ours_ascii(&mut terminal, &[]);
}

#[test]
fn the_tour_is_read_to_its_end_at_40_by_10_and_its_closing_key_moves_nothing() {
    let profile = Profile::synchronised();
    std::fs::remove_file(profile.path().join("state/tour")).expect("it was noted");
    let mut terminal = smallest(profile.screen()).start();
    terminal.shows("Welcome");
    terminal.shows_when("not all of it", |screen| !screen.contents().contains("by its name"));
    terminal.types("j");
    terminal.types("G");
    terminal.shows("by its name");
    terminal.types("\r");
    terminal.shows_when("the first show", |screen| {
        let text = screen.contents();
        text.contains("1/6") && text.contains("Enter episodes") && !text.contains("Welcome")
    });
    terminal.types("q");
    assert!(terminal.ends().success());
}
