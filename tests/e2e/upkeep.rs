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
fn a_choice_is_made_in_a_list_and_a_folder_that_is_missing_is_said_at_once() {
    let profile = Profile::synchronised();
    let file = profile.path().join("config/config.toml");
    profile.configure("[dates]\n# how\nstyle = \"locale\" # mine\n");
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    terminal.types(":settings\r");
    terminal.shows("dates.style");
    terminal.types("/dates.style\r\r");
    terminal.shows("╭ Value of dates.style ");
    terminal.types("j\r");
    terminal.shows("dates.style is saved");
    let text = fs::read_to_string(&file).expect("text");
    assert!(text.contains("# how\nstyle = \"iso\" # mine\n"), "{text}");
    terminal.types("\x7f");
    terminal.shows_when("the default", |screen| !screen.contents().contains("Set in config.toml"));
    let text = fs::read_to_string(&file).expect("text");
    assert!(text.contains("[dates]\n# how\n# mine\n"), "{text}");
    terminal.types("\x1b");
    terminal.shows("client_id");
    let none = profile.path().join("none");
    terminal.types("/marks.folder\r\r");
    terminal.shows("╭ New value of marks.folder ");
    terminal.types(&format!("{}\r", none.display()));
    terminal.shows("marks.folder is saved, but the marks folder");
    assert!(!none.exists(), "it is not created");
    terminal.types("\x1b");
    terminal.shows("client_id");
    closes(&mut terminal, "Settings");
    terminal.types("q");
    assert!(terminal.ends().success());
}

#[test]
fn a_name_that_cannot_be_written_stays_in_its_field_with_the_reason() {
    let profile = Profile::synchronised();
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    terminal.types(":report\r");
    terminal.shows("File: spotpods-tui-report-");
    let file = profile.path().join("none/report.txt");
    terminal.types(&format!("\x15{}\r", file.display()));
    terminal.shows_when("the name and why", |screen| {
        let text = screen.contents();
        ["none/report.txt was not", "its folder", "╰ File: "].iter().all(|part| text.contains(part))
    });
    fs::create_dir(file.parent().expect("a folder")).expect("made");
    terminal.types("\r");
    terminal.shows_when("no prompt", |screen| !screen.contents().contains("Write the report to which file?"));
    assert!(file.is_file());
    terminal.types("q");
    assert!(terminal.ends().success());
}

#[test]
fn on_a_terminal_an_export_asks_before_it_replaces_a_file() {
    let profile = Profile::synchronised();
    let file = profile.path().join("shows.opml");
    fs::write(&file, "mine").expect("written");
    let text = || fs::read_to_string(&file).expect("text");
    let path = file.to_str().expect("UTF-8");
    for (line, answer, is_replaced) in [
        ("export --output", Some("\r"), false),
        ("marks export", Some("n\r"), false),
        ("marks export --force", None, true),
        ("export --output", Some("y\r"), true),
        ("export --force --output", None, true),
    ] {
        let before = text();
        let mut program = profile.screen();
        program.arguments.extend(line.split(' ').chain([path]).map(Into::into));
        let mut terminal = program.start();
        if let Some(answer) = answer {
            terminal.writes(0, b"shows.opml? (--force does not ask) [y/N]");
            terminal.types(answer);
        }
        assert_eq!(terminal.ends().exit_code(), u32::from(!is_replaced), "{line}");
        assert_eq!(text() != before, is_replaced, "{line}");
        if !is_replaced {
            terminal.shows("spotpods-tui: nothing was written");
        }
        fs::write(&file, "mine").expect("written");
    }
    // Without a terminal it replaces, as before.
    assert_eq!(profile.run(&format!("export --output {path}")).code, Some(0));
    assert!(text().contains("<opml"), "{}", text());
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
