//! Several processes in one profile (security H4).

use std::io::{BufRead as _, BufReader, Read as _};

use serde_json::Value;
use spotpods_tui::demo::Change;

use crate::{coherence::Shelf, profile::Profile, terminal::Terminal};

const OTHER: &str = "another process synchronises";

fn is_usable(terminal: &mut Terminal) {
    terminal.types("?");
    terminal.shows("Move up");
    terminal.types("\x1b");
    terminal.shows_when("no help", |screen| !screen.contents().contains("Move up"));
}

/// What counts as the library written anew.
fn is_empty(profile: &Profile) -> bool {
    !profile.library().exists() || Shelf::open(&profile.library()).contents().is_empty()
}

/// The login screen, or a notice above the rows until they are read again.
fn no_login(terminal: &Terminal) {
    terminal.shows_when("no login", |screen| {
        ["L logs in again", "Enter opens the browser"].iter().any(|text| screen.contents().contains(text))
    });
}

#[test]
fn k5_a_logout_elsewhere_ends_the_requests_and_the_writes_of_an_open_screen() {
    for running in [false, true] {
        let profile = Profile::synchronised();
        let mut terminal = profile.screen().start();
        terminal.lists_shows(6);
        if running {
            profile.demo.change(&Change::Gain { show: 1.into(), episodes: 120 }).expect("it happens");
            profile.demo.script("GET /v1/shows/*/episodes: slow=1000 forever").expect("reads");
            let seen = profile.demo.live().world.log.total();
            terminal.types("R");
            profile.requested(seen + 2);
        }
        let said = profile.run("auth logout");
        assert_eq!(said.code, Some(0), "{said:?}");
        if running {
            // The page that was under way is dropped.
            no_login(&terminal);
        }
        let requested = profile.demo.live().world.log.total();
        terminal.types("R");
        no_login(&terminal);
        terminal.types("q");
        assert!(terminal.ends().success());
        assert_eq!(profile.demo.live().world.log.total(), requested, "nothing is asked without a login");
        assert!(is_empty(&profile), "nothing is written either");
        assert_eq!(profile.run("shows").code, Some(3));
    }
}

#[test]
fn k5_a_logout_elsewhere_ends_a_command_that_synchronises() {
    let profile = Profile::logged_in();
    profile.demo.script("GET /v1/shows/*/episodes: slow=500 forever").expect("reads");
    let seen = profile.demo.live().world.log.total();
    let command = profile.spawn("sync --json");
    profile.requested(seen + 4);
    assert_eq!(profile.run("auth logout").code, Some(0));
    let output = command.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("not logged in; run `spotpods-tui auth login` first"), "{said}");
    assert!(is_empty(&profile));
}

#[test]
fn h4_one_of_two_screens_synchronises_the_other_says_so_and_a_command_waits() {
    let profile = Profile::synchronised();
    for show in 1..6 {
        profile.demo.change(&Change::Gain { show: show.into(), episodes: 3 }).expect("it happens");
    }
    // The first one holds the lock until it quits: its four requests hang.
    profile.demo.script("GET /v1/shows/*/episodes: hang x4").expect("reads");
    let seen = profile.demo.live().world.log.total();
    let mut first = profile.screen().start();
    first.lists_shows(6);
    first.types("R");
    profile.requested(seen + 5);
    let mut second = profile.screen().start();
    second.lists_shows(6);
    second.types("R");
    second.shows(OTHER);
    is_usable(&mut second);
    is_usable(&mut first);

    let mut command = profile.spawn("sync --json");
    let mut err = BufReader::new(command.stderr.take().expect("piped"));
    let mut line = String::new();
    err.read_line(&mut line).expect("a line");
    assert_eq!(line, "Another process is synchronising; waiting for it (Ctrl-C stops waiting)\n");
    first.types("q");
    assert!(first.ends().success());
    let mut rest = String::new();
    err.read_to_string(&mut rest).expect("text");
    let output = command.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{rest}");
    let summary: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&summary["end"], &summary["new_episodes"]), (&"complete".into(), &15.into()), "{summary}");

    second.types("R");
    second.shows_when("no other instance", |screen| !screen.contents().contains(OTHER));
    is_usable(&mut second);
    second.types("q");
    assert!(second.ends().success());
    let mut words = vec![line, rest];
    words.push(second.screen(vt100::Screen::contents));
    assert!(!words.iter().any(|text| text.to_lowercase().contains("busy") || text.contains("locked")), "{words:?}");
}
