//! The pictures of the README: what the real program shows in the demo.
//!
//! Each run draws them into `target/tmp/screens`; `cp target/tmp/screens/*.svg assets/screens/` renews those of the README.

use std::{fs, path::Path};

use crate::{
    picture::{svg, text_of},
    terminal::{Program, Terminal},
};

/// A picture, and a word that is to be read on it.
const PICTURES: [(&str, &str); 10] = [
    ("login", "Waiting"),
    ("sync", "older episodes"),
    ("shows", "Kitchens"),
    ("filter", "border"),
    ("new", "You are caught up"),
    ("in-progress", "In progress"),
    ("search", "harbour"),
    ("discover", "followed"),
    ("help", "Navigation"),
    ("playing", "kitchen"),
];

fn draw(terminal: &Terminal, name: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screens");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(format!("{name}.svg")), terminal.screen(svg)).expect("it can be written");
}

#[test]
fn the_readme_shows_what_the_program_shows() {
    let home = tempfile::tempdir().expect("a folder");
    let mut program = Program::ours(home.path(), &["demo", "--latency", "60"]);
    program.size = (34, 132);
    let mut terminal = program.start();
    terminal.shows("Log in with Spotify");
    terminal.types("\r");
    terminal.shows("/authorize?");
    draw(&terminal, "login");

    terminal.types("a");
    terminal.shows("Welcome");
    terminal.types("\r");
    terminal.shows("older episodes");
    draw(&terminal, "sync");
    terminal.shows_when("everything is there", |screen| {
        let text = screen.contents();
        text.contains("/60") && text.contains(" 1302 ") && !text.contains('⟳')
    });
    lists(&mut terminal);
    feeds(&mut terminal);
    catalogue(&mut terminal);
    player(&mut terminal);

    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).expect("a README");
    for (name, word) in PICTURES {
        let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("screens/{name}.svg"));
        let kept = root.join(format!("assets/screens/{name}.svg"));
        for path in [fresh, kept] {
            let picture = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is missing", path.display()));
            assert!(text_of(&picture).contains(word), "{} does not show {word}", path.display());
        }
        assert!(readme.contains(&format!("assets/screens/{name}.svg")), "the README does not show {name}");
    }
    terminal.types("q");
    assert!(terminal.ends().success());
}

/// The shows with the episodes and notes of one of them, a filter, and the help.
fn lists(terminal: &mut Terminal) {
    terminal.types("jjj\r");
    terminal.shows("1/106");
    terminal.types("jjjj");
    terminal.shows("Stopped at");
    terminal.shows_when("the message is gone", |screen| !screen.contents().contains("Logged in as"));
    draw(terminal, "shows");

    terminal.types("/border");
    terminal.shows_when("the filter is typed", |screen| screen.contents().contains("/border"));
    draw(terminal, "filter");

    terminal.types("\u{1b}");
    terminal.shows_when("the filter is gone", |screen| {
        let text = screen.contents();
        text.contains("5/106") && !text.contains("/border")
    });
    terminal.types("?");
    terminal.shows("Navigation");
    draw(terminal, "help");
    terminal.types("\u{1b}");
    terminal.shows_when("the help is closed", |screen| !screen.contents().contains("Navigation"));
}

/// The tabs New and In progress, and a search with its highlights.
fn feeds(terminal: &mut Terminal) {
    terminal.types("2");
    terminal.shows("Yesterday");
    terminal.types("jjj");
    terminal.shows_when("notes are read", |screen| screen.contents().contains("https://open.spotify.com/episode/"));
    terminal.types("1");
    terminal.shows("Slow Trains North ·");
    terminal.types("2");
    terminal.shows("You are caught up");
    draw(terminal, "new");

    terminal.types("3");
    terminal.shows_when("something is in progress", |screen| {
        screen.rows(0, 132).nth(1).is_some_and(|title| title.starts_with(" In progress"))
            && screen.contents().contains("Stopped at")
    });
    draw(terminal, "in-progress");

    terminal.types("5harbour");
    terminal.shows_when("pieces of notes are shown", |screen| {
        let rows: Vec<String> = screen.rows(0, 132).collect();
        rows.iter().any(|row| row.contains(" · …") && row.to_lowercase().contains("harbour"))
    });
    terminal.types("\rjjj");
    terminal.shows_when("the notes are read", |screen| {
        let text = screen.contents();
        text.contains(" 4/") && text.contains("https://open.spotify.com/episode/")
    });
    draw(terminal, "search");
    terminal.types("1");
    terminal.shows("4/60");
}

/// A search of the catalogue.
fn catalogue(terminal: &mut Terminal) {
    terminal.types("6garden");
    terminal.shows("★ followed");
    terminal.types("\rj");
    terminal.shows(" 2/12");
    draw(terminal, "discover");
    terminal.types("1");
    terminal.shows("4/60");
}

/// An episode that plays from a timestamp.
fn player(terminal: &mut Terminal) {
    terminal.types("g\r");
    terminal.shows("Boarding");
    terminal.types("ttt\r");
    terminal.shows("Devices");
    terminal.types("j\r");
    terminal.shows_when("it plays", |screen| {
        let text = screen.contents();
        text.contains("kitchen") && text.contains('▶') && !text.contains("Devices") && !text.contains("From ")
    });
    draw(terminal, "playing");
}

#[test]
fn a_picture_shows_the_text_and_the_looks_of_the_screen() {
    let mut parser = vt100::Parser::new(2.try_into().expect("rows"), 12.try_into().expect("columns"), 0);
    parser.process("<a> \u{1b}[1;31mred\u{1b}[0m 漢".as_bytes());
    let picture = svg(parser.screen());
    assert!(picture.contains("&lt;a&gt;") && picture.contains("font-weight=\"bold\""), "{picture}");
    assert_eq!(text_of(&picture).trim(), "&lt;a&gt;  red 漢");
}
