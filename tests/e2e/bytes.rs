//! How much is written to the terminal, in bytes and frames, never in time.

use spotpods_tui::demo::DemoOptions;

use crate::{coherence::Shelf, profile::Profile, terminal::Terminal};

const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// More than this is no gauge, and no footer either.
const LARGE: usize = 700;

/// The sizes of the frames written after the first `from` bytes.
fn frames(terminal: &Terminal, from: usize) -> Vec<usize> {
    let bytes = terminal.bytes(from);
    let begins = bytes.windows(BEGIN.len()).enumerate().filter(|(_, window)| *window == BEGIN).map(|(at, _)| at);
    let begins: Vec<usize> = begins.chain([bytes.len()]).collect();
    begins.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// Types a key and waits for the end of the next frame.
fn types(terminal: &mut Terminal, key: &str) {
    let before = terminal.written();
    terminal.types(key);
    terminal.writes(before, END);
}

/// Waits until all keys were answered: the help is drawn after them.
fn is_answered(terminal: &mut Terminal) {
    terminal.types("?");
    terminal.shows("Move up");
    terminal.types("\x1b");
    terminal.shows_when("no help", |screen| !screen.contents().contains("Move up"));
}

#[test]
fn a_synchronisation_that_nobody_watches_paints_its_gauge_and_hardly_anything_else() {
    let profile = Profile::with(DemoOptions { shows: 30, episodes: 40, quirks: false, ..DemoOptions::default() });
    profile.demo.script("GET /v1/shows/*/episodes: slow=150 forever").expect("reads");
    let mut terminal = profile.screen().start();
    let seen = profile.demo.live().world.log.total();
    profile.requested(seen + 8);
    terminal.types("2");
    // New fills the pane: from here on new rows push the others aside.
    terminal.shows_when("a full pane", |screen| {
        screen.contents().lines().filter(|line| line.contains(" today ") || line.contains('●')).count() > 12
    });
    let from = terminal.written();
    profile.requested(seen + 55);
    let frames = frames(&terminal, from);
    let (large, small): (Vec<usize>, Vec<usize>) = frames.into_iter().partition(|size| *size > LARGE);
    // A gauge comes at most twice a second, a full pane every ten seconds.
    assert!(large.len() <= 2 + small.len() / 10, "{large:?} of {}: {small:?}", small.len());
    assert!(small.iter().sum::<usize>() <= small.len() * 120 + 2 * LARGE, "{small:?}");
    terminal.types("q");
    assert!(terminal.ends().success());
}

/// Waits until both panes at the right show the show whose name ends with this number: they rest while keys come.
fn previews(terminal: &Terminal, show: usize) {
    let name = format!(" {show}");
    terminal.shows_when(&format!("show {show} in each pane"), |screen| {
        let rows: Vec<String> = screen.rows(0, screen.size().1.get()).take(4).collect();
        let pane =
            |row: usize, pane: usize| rows.get(row).and_then(|row| row.split(['│', '┃']).nth(pane)).unwrap_or_default();
        pane(1, 1).contains(&format!("{name} ·")) && pane(3, 2).trim_end().ends_with(&name)
    });
}

#[test]
fn a_key_costs_as_much_in_mixed_scripts_as_in_latin() {
    const KEYS: usize = 20;
    let profile = Profile::with(DemoOptions { shows: 30, episodes: 5, quirks: false, ..DemoOptions::default() });
    assert_eq!(profile.run("sync").code, Some(0));
    let cost = |names: [&str; 5]| {
        let names: Vec<_> = (0..).zip(names).map(|(at, name)| format!("WHEN {at} THEN '{name} '")).collect();
        let names = format!("CASE position % 5 {} END || position", names.join(" "));
        Shelf::open(&profile.library()).change(&format!("UPDATE shows SET name = {names}, folded = 'x'"));
        let mut terminal = profile.screen().start();
        is_answered(&mut terminal);
        previews(&terminal, 0);
        let from = terminal.written();
        for show in 1..=KEYS {
            types(&mut terminal, "j");
            previews(&terminal, show);
        }
        let bytes = terminal.written() - from;
        is_answered(&mut terminal);
        terminal.types("q");
        assert!(terminal.ends().success());
        bytes
    };
    let latin = cost(["Harbour Radio", "Night Trains", "Slow Kettle", "Paper Maps", "Open Window"]);
    let mixed = cost(["إذاعة الميناء", "רכבות לילה", "กาต้มน้ำช้า", "काग़ज़ के नक़्शे", "👩‍👩‍👧 🏳️‍🌈 é"]);
    assert!(mixed * 10 <= latin * 13, "{KEYS} keys: {latin} bytes in Latin, {mixed} in mixed scripts");
}

#[test]
fn a_key_that_asks_nothing_of_the_disk_is_one_frame() {
    let profile = Profile::synchronised();
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    is_answered(&mut terminal);
    terminal.types("?");
    terminal.shows("Move up");
    let from = terminal.written();
    for _ in 0..6 {
        types(&mut terminal, "j");
    }
    assert_eq!(frames(&terminal, from).len(), 6);
    terminal.types("q");
    assert!(terminal.ends().success());
}
