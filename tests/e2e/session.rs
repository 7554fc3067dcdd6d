//! The main job, as a person does it.

use std::process::{Command, Stdio};

use spotpods_tui::demo::{DemoOptions, DemoServer};

use crate::{
    profile::Profile,
    service::{Browser, Service},
    terminal::Program,
};

const BINARY: &str = env!("CARGO_BIN_EXE_spotpods-tui");

/// The first show of the demo, as far as a narrow column shows it.
const FIRST_SHOW: &str = "The Gull Street Morning";

#[test]
fn a_person_logs_in_finds_a_show_reads_an_episode_and_needs_no_login_the_next_time() {
    let home = tempfile::tempdir().expect("a folder");
    let service = Service::start(&["--approve", "--shows", "12"]);
    let browser = Browser::new(home.path());
    let mut terminal = service.program(home.path(), &browser).start();
    terminal.shows("Log in with Spotify");
    terminal.types("\r");
    assert_eq!(browser.agrees(), "/done");
    terminal.shows(FIRST_SHOW);
    // The first key closes the tour.
    terminal.types("\r/kitchens");
    terminal.shows_when("one show is left", |screen| {
        let text = screen.contents();
        text.contains("Kitchens") && !text.contains("Slow Trains")
    });
    terminal.types("\r\r");
    terminal.shows("newest");
    terminal.types("\r");
    terminal.shows("https://open.spotify.com/episode/");
    terminal.quits();

    let mut terminal = service.program(home.path(), &browser).start();
    terminal.shows(FIRST_SHOW);
    terminal.quits();
}

#[test]
fn keys_that_come_at_once_do_what_they_do_one_after_the_other() {
    let profile = Profile::synchronised();
    for (keys, shown) in [("jlG", "50/50"), ("jl/rice\rG", "4/4"), ("3jj", "3/"), ("5the\rj", "2/")] {
        let mut terminal = profile.screen().start();
        terminal.shows("1/6");
        terminal.types(keys);
        terminal.shows(shown);
        terminal.quits();
    }
}

#[test]
fn a_second_start_asks_for_no_token() {
    let home = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("starts");
    let options = DemoOptions { shows: 5, approve: true, ..DemoOptions::default() };
    let demo = runtime.block_on(DemoServer::start(options, None)).expect("a free port");
    let browser = Browser::new(home.path());
    let start = || {
        Program::ours(home.path(), &[])
            .with("SPOTPODS_API_URL", demo.api_url())
            .with("SPOTPODS_ACCOUNTS_URL", demo.accounts_url())
            .with("SPOTIFY_CLIENT_ID", demo.client_id())
            .with("SPOTIFY_REDIRECT_URI", "http://127.0.0.1/callback")
            .with("BROWSER", browser.command())
            .start()
    };
    let tokens = || demo.requests().iter().filter(|request| request.path() == "/api/token").count();

    let mut terminal = start();
    terminal.shows("Log in with Spotify");
    terminal.types("\r");
    assert_eq!(browser.agrees(), "/done");
    terminal.shows(FIRST_SHOW);
    assert_eq!(tokens(), 1);
    terminal.quits();

    let mut terminal = start();
    terminal.shows(FIRST_SHOW);
    terminal.quits();
    assert_eq!(tokens(), 1);
}

#[test]
fn the_demo_is_entered_without_a_browser() {
    let home = tempfile::tempdir().expect("a folder");
    let mut terminal = Program::ours(home.path(), &["demo", "--shows", "12"]).start();
    terminal.shows("Log in with Spotify");
    terminal.types("\r");
    terminal.shows("/authorize?");
    terminal.types("a");
    terminal.shows(FIRST_SHOW);
    terminal.quits();
    // The profile was thrown away, and nothing was written anywhere else.
    let left: Vec<_> = std::fs::read_dir(home.path()).expect("is there").collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_kept_profile_of_the_demo_needs_no_login_the_next_time() {
    let home = tempfile::tempdir().expect("a folder");
    let profile = home.path().join("kept");
    let profile = profile.to_str().expect("readable");
    let start = || Program::ours(home.path(), &["demo", "--shows", "3", "--profile-dir", profile]).start();
    let mut terminal = start();
    terminal.shows("Log in with Spotify");
    terminal.types("\ra");
    terminal.shows(FIRST_SHOW);
    terminal.quits();

    let mut terminal = start();
    terminal.shows(FIRST_SHOW);
    terminal.quits();
}

#[test]
fn a_kept_profile_runs_one_demo_at_a_time_and_refuses_the_second() {
    let home = tempfile::tempdir().expect("a folder");
    let profile = home.path().join("kept");
    let arguments = ["demo", "--shows", "3", "--profile-dir", profile.to_str().expect("readable")];
    let mut first = Program::ours(home.path(), &arguments).start();
    first.shows("Log in with Spotify");
    let noted = std::fs::read_to_string(profile.join("state/demo-port")).expect("it is noted");
    let second = || {
        let mut command = Command::new(BINARY);
        command.args(arguments).env_clear().env("HOME", home.path()).stdin(Stdio::null());
        let output = command.output().expect("it starts");
        (output.status.code(), String::from_utf8(output.stderr).expect("text"))
    };
    let (code, said) = second();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.starts_with("spotpods-tui: another demo runs in this profile"), "{said}");
    assert_eq!(std::fs::read_to_string(profile.join("state/demo-port")).expect("it is noted"), noted);
    first.quits();
    let (code, said) = second();
    assert_eq!(code, Some(2), "now it lacks a terminal only: {said}");
}

#[test]
fn h3_if_no_login_can_be_stored_none_is_requested() {
    let home = tempfile::tempdir().expect("a folder");
    // Files can be made, and nothing written to them.
    let script = "ulimit -f 0; exec \"$@\"";
    let mut terminal = Program::other("sh", home.path(), &["-c", script, "sh", BINARY, "demo", "--shows", "3"]).start();
    terminal.shows("Log in with Spotify");
    terminal.types("\r");
    terminal.shows("The login could not be read or written");
    assert!(!terminal.screen(|screen| screen.contents().contains("/authorize?")));
    terminal.quits();
}

#[test]
fn idle_means_that_nothing_is_written() {
    let home = tempfile::tempdir().expect("a folder");
    let mut terminal = Program::ours(home.path(), &["demo", "--shows", "3"]).start();
    terminal.shows("Log in with Spotify");
    let before = terminal.written();
    // Nothing is drawn until a key is pressed, and one frame answers it.
    terminal.types("?");
    terminal.shows("Move up");
    let answer = String::from_utf8_lossy(&terminal.bytes(before)).into_owned();
    assert_eq!(answer.matches("\u{1b}[?2026h").count(), 1, "one frame: {answer:?}");
    terminal.quits();
}
