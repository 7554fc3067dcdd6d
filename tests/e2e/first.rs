//! The way into the program and out of it: the setup, the demo opened from there, a login that asks for the client ID, and the
//! question of a logout.

use std::{fs, path::Path};

use crate::{
    profile::Profile,
    terminal::{Program, Terminal},
};

/// A profile without a login and a library. The service is there; its client ID is not set.
fn fresh() -> Profile {
    let profile = Profile::logged_in();
    assert_eq!(profile.run("auth logout --delete-library").code, Some(0));
    profile
}

/// The program without a client ID, with the words of a line, if any.
fn without_client(profile: &Profile, line: &str) -> Program {
    let mut program = profile.screen().without("SPOTIFY_CLIENT_ID");
    program.arguments.extend(line.split_whitespace().map(Into::into));
    program
}

/// In the demo that the setup opens, with its profile in a folder.
fn in_demo_of_setup(profile: &Profile, temporary: &Path) -> Terminal {
    let mut terminal = without_client(profile, "").with("TMPDIR", temporary).start();
    terminal.shows("To look around first, d opens the demo");
    terminal.types("d");
    terminal.shows("Log in with Spotify");
    terminal
}

#[test]
fn leaving_the_demo_leads_back_to_the_setup_it_was_opened_from_and_leaves_nothing_behind() {
    let (profile, temporary) = (fresh(), tempfile::tempdir().expect("a folder"));
    let is_empty = || fs::read_dir(temporary.path()).expect("a folder").next().is_none();
    let mut terminal = in_demo_of_setup(&profile, temporary.path());
    assert!(!is_empty());
    terminal.types("q");
    terminal.shows("To look around first, d opens the demo");
    assert!(is_empty(), "the profile of the demo is removed");
    // Once more, and in.
    terminal.types("d");
    terminal.shows("Log in with Spotify");
    terminal.types("\ra");
    terminal.shows("Welcome");
    terminal.types("q");
    terminal.shows("To look around first, d opens the demo");
    assert!(is_empty(), "the profile of the demo is removed");
    terminal.quits();
    assert!(!profile.library().exists() && !profile.path().join("config/config.toml").exists());
}

#[test]
fn a_demo_that_leads_back_to_nothing_ends_the_program_at_the_next_quit() {
    let (profile, temporary) = (fresh(), tempfile::tempdir().expect("a folder"));
    let is_empty = || fs::read_dir(temporary.path()).expect("a folder").next().is_none();
    let mut terminal = in_demo_of_setup(&profile, temporary.path());
    // The disk of the data folder is gone.
    fs::rename(profile.data(), profile.path().join("away")).expect("it is moved");
    std::os::unix::fs::symlink(profile.path().join("unmounted"), profile.data()).expect("it is made");
    terminal.types("q");
    terminal.shows("Cannot go back");
    assert!(!is_empty(), "the demo is still open");
    terminal.quits();
    assert!(is_empty(), "the profile of the demo is removed");
}

#[test]
fn the_demo_is_offered_until_the_first_login_and_leads_back_to_the_login() {
    let profile = fresh();
    let mut terminal = without_client(&profile, "").start();
    terminal.shows("To look around first, d opens the demo");
    terminal.types("i");
    terminal.types(profile.demo.client_id());
    terminal.types("\r");
    terminal.shows("Log in with Spotify");
    terminal.shows("To look around first, d opens the demo");
    terminal.types("d");
    terminal.shows_when("the demo", |screen| !screen.contents().contains("To look around first"));
    terminal.types("q");
    terminal.shows(&format!("Client ID: {}", profile.demo.client_id()));
    terminal.shows("To look around first, d opens the demo");
    terminal.quits();
    // The next start is at the login, and offers it too.
    let mut terminal = without_client(&profile, "").start();
    terminal.shows("To look around first, d opens the demo");
    terminal.quits();
}

/// The address that was printed.
fn address(terminal: &Terminal) -> String {
    terminal.shows("paste the address of that page here");
    let text = String::from_utf8(terminal.bytes(0)).expect("text");
    let line = text.lines().map(str::trim).find(|line| line.contains("/authorize?")).expect("an address");
    line.to_owned()
}

#[test]
fn auth_login_asks_for_the_client_id_saves_it_and_logs_in() {
    let profile = fresh();
    let status = profile.command("auth status").env_remove("SPOTIFY_CLIENT_ID").output().expect("it starts");
    let said = String::from_utf8(status.stdout).expect("text");
    let asks = "no client ID is set. `spotpods-tui auth login` asks for it and logs in\n";
    assert!(said.ends_with(asks), "{said}");

    let mut terminal = without_client(&profile, "auth login --no-browser").start();
    terminal.shows("https://developer.spotify.com/dashboard");
    terminal.shows("or press only Enter to cancel:");
    terminal.types("My podcast shelf\r");
    terminal.shows("Not saved: a client ID has only the digits 0-9 and the letters a-f. Paste it again:");
    terminal.types(&format!("{}\r", profile.demo.client_id()));
    terminal.shows("config.toml");
    let callback = profile.demo.approve(&address(&terminal)).expect("consent");
    terminal.types(&format!("{callback}\r"));
    terminal.shows("Logged in as");
    assert!(terminal.ends().success());
    let config = fs::read_to_string(profile.path().join("config/config.toml")).expect("it is saved");
    assert!(config.contains(&format!("client_id = \"{}\"", profile.demo.client_id())), "{config}");
    let said = profile.command("auth status").env_remove("SPOTIFY_CLIENT_ID").output().expect("it starts");
    assert!(said.status.success(), "{said:?}");
}

#[test]
fn auth_login_without_an_answer_saves_nothing() {
    let profile = fresh();
    for answer in ["\r", "\u{4}", "x\ry\r"] {
        let mut terminal = without_client(&profile, "auth login").start();
        terminal.shows("or press only Enter to cancel:");
        terminal.types(answer);
        terminal.shows("login cancelled: no client ID was saved");
        assert_eq!(terminal.ends().exit_code(), 1);
    }
    assert!(!profile.path().join("config/config.toml").exists());
}

#[test]
fn d9_auth_logout_asks_what_to_delete_and_ends_without_a_change_if_it_is_not_told() {
    let profile = Profile::synchronised();
    let asked = || {
        let mut program = profile.screen();
        program.arguments.extend(["auth".into(), "logout".into()]);
        let terminal = program.start();
        terminal.shows("Type 1 or 2, or n to delete nothing.");
        terminal
    };
    for answer in ["n\r", "\r", "\u{4}", "what\rwhat\r"] {
        let mut terminal = asked();
        terminal.types(answer);
        terminal.shows("spotpods-tui: nothing was deleted");
        assert_eq!(terminal.ends().exit_code(), 1, "{answer:?}");
        assert_eq!(profile.run("auth status").code, Some(0), "{answer:?}");
    }
    let mut terminal = asked();
    terminal.types("3\r1\r");
    terminal.shows("Library kept");
    assert!(terminal.ends().success());
    assert_eq!((profile.run("auth status").code, profile.run("shows").code), (Some(3), Some(0)));

    assert_eq!(profile.log_in_as("auth login --no-browser").code, Some(0));
    let mut terminal = asked();
    terminal.types("2\r");
    terminal.shows("Library deleted");
    assert!(terminal.ends().success());
    assert_eq!((profile.run("auth status").code, profile.library().exists()), (Some(3), false));
}
