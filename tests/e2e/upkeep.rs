//! The settings and the pages about the program itself, as a person uses them.

use std::fs;

use crate::{profile::Profile, terminal::Terminal};

/// Presses Esc and waits until the overlay of this title is gone. Another key right behind an Esc would be one with Alt.
fn closes(terminal: &mut Terminal, title: &str) {
    terminal.types("\x1b");
    let frame = format!("╭ {title} ");
    terminal.shows_when("no overlay", |screen| !screen.contents().contains(&frame));
}

#[test]
fn a_setting_changes_the_screen_at_once_and_stays_in_the_file() {
    let profile = Profile::synchronised();
    let file = profile.path().join("config/config.toml");
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    terminal.shows("│");
    terminal.types(":settings\r");
    terminal.shows("ui.ascii");
    terminal.types("/ascii\r");
    terminal.shows("Draw frames and marks in ASCII only.");
    terminal.types("\r");
    terminal.shows("ui.ascii is saved");
    terminal.shows_when("no line of a frame", |screen| !screen.contents().contains('│'));
    let text = fs::read_to_string(&file).expect("the file was made");
    assert!(text.contains("# ascii = false\nascii = true\n"), "{text}");
    terminal.types("U");
    terminal.shows_when("the frame again", |screen| screen.contents().contains('│'));
    let text = fs::read_to_string(&file).expect("it is there");
    assert!(text.contains("# ascii = false\n") && !text.contains("ascii = true"), "{text}");
    terminal.types("\x1b");
    terminal.shows("sync.daily_budget");
    terminal.types("/budget\r\r\x15lots\r");
    terminal.shows("is `lots`, but must be a whole number");
    terminal.types("\x157\r");
    terminal.shows("sync.daily_budget is saved");
    terminal.types("\x1b");
    terminal.shows("client_id");
    closes(&mut terminal, "Settings");
    terminal.types("q");
    assert!(terminal.ends().success());
}

#[test]
fn the_doctor_the_log_and_a_report_are_at_hand() {
    let profile = Profile::synchronised();
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    terminal.types(":doctor\r");
    terminal.shows("No problems found");
    terminal.types("/sqlite\r");
    terminal.shows_when("one line", |screen| {
        screen.contents().contains("SQLite") && !screen.contents().contains("No problems found")
    });
    terminal.types("\x1b");
    terminal.shows("No problems found");
    closes(&mut terminal, "Doctor");
    terminal.types(":log\r");
    terminal.shows("INFO spotpods_tui");
    closes(&mut terminal, "Log");
    terminal.types(":report\r");
    terminal.shows("Write the report to which file?");
    let file = profile.path().join("report.txt");
    terminal.types(&format!("\x15{}\r", file.display()));
    terminal.shows("Written to");
    let text = fs::read_to_string(&file).expect("a report");
    assert!(text.contains("No problems found") && !text.contains(profile.demo.client_id()), "{text}");
    terminal.types(":about\r");
    terminal.shows("Content from Spotify");
    closes(&mut terminal, "About");
    terminal.types("q");
    assert!(terminal.ends().success());
}
