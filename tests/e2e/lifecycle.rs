//! The state of the terminal after every kind of end and stop (security G).

use std::{ffi::OsStr, path::Path};

use nix::unistd::getpgrp;
use rustix::process::Signal;
use spotpods_tui::demo::{DemoOptions, DemoServer};

use crate::{
    profile::Profile,
    terminal::{Program, Terminal},
};

const LAST_MODES: [&str; 7] =
    ["\x1b[?1049l", "\x1b[?25h", "\x1b[?1000l", "\x1b[?1002l", "\x1b[?1003l", "\x1b[?1006l", "\x1b[?2004l"];

fn demo(home: &Path) -> Program {
    Program::ours(home, &["demo", "--shows", "3"])
}

/// Fails unless every mode of the terminal is as before the start.
fn is_restored(terminal: &mut Terminal, from: usize) {
    let bytes = terminal.bytes(from);
    let text = String::from_utf8_lossy(&bytes);
    let after = text.rsplit("\x1b[?2026h").next().unwrap_or_default();
    for mode in LAST_MODES {
        assert!(after.contains(mode), "{mode:?} is missing: {after:?}");
    }
    terminal.screen(|screen| {
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    });
}

#[test]
fn g1_each_signal_ends_the_program_and_restores_the_terminal() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130), (Signal::QUIT, 131)] {
        let home = tempfile::tempdir().expect("a folder");
        let mut terminal = demo(home.path()).start();
        terminal.shows("Log in with Spotify");
        terminal.signal(signal);
        assert_eq!(terminal.ends_at_once().exit_code(), code, "{signal:?}");
        terminal.writes(0, b"\x1b[?1049l");
        let lines = terminal.lines();
        assert!(lines.local_modes.contains(rustix::termios::LocalModes::ECHO), "{signal:?}");
        assert!(lines.local_modes.contains(rustix::termios::LocalModes::ICANON), "{signal:?}");
        terminal.is_read();
        is_restored(&mut terminal, 0);
    }
}

#[test]
fn g1_a_hung_request_does_not_hold_up_the_end() {
    let home = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("starts");
    let demo = runtime.block_on(DemoServer::start(DemoOptions::default(), None)).expect("a free port");
    demo.script("GET /v1/me/shows: hang forever").expect("reads");
    let mut terminal = Program::ours(home.path(), &[])
        .with("SPOTPODS_API_URL", demo.api_url())
        .with("SPOTPODS_ACCOUNTS_URL", demo.accounts_url())
        .with("SPOTIFY_CLIENT_ID", demo.client_id())
        .with("SPOTIFY_REDIRECT_URI", "http://127.0.0.1/callback")
        .start();
    terminal.shows("Log in with Spotify");
    terminal.types("\r");
    terminal.shows("/authorize?");
    let url = terminal.screen(|screen| address(&screen.contents()));
    let redirect = demo.approve(&url).unwrap_or_else(|error| panic!("{error}: {url}"));
    terminal.types(&format!("\x1b[200~{redirect}\x1b[201~"));
    terminal.shows("Fetching your shows");
    terminal.signal(Signal::TERM);
    assert_eq!(terminal.ends_at_once().exit_code(), 143);
}

/// The authorize URL, joined from the lines of the screen.
fn address(screen: &str) -> String {
    let lines = screen.lines().map(str::trim).skip_while(|line| !line.starts_with("http://127.0.0.1:"));
    lines.take_while(|line| !line.is_empty()).collect()
}

#[test]
fn g3_ctrl_z_returns_to_the_shell_and_fg_draws_everything_at_the_new_size() {
    stops_and_goes_on(|terminal, _| terminal.types("\x1a"));
}

#[test]
fn g3_a_stop_from_outside_returns_to_the_shell_too() {
    stops_and_goes_on(|_, pid| {
        rustix::process::kill_process(pid, Signal::TSTP).expect("it runs");
    });
}

fn stops_and_goes_on(stop: impl FnOnce(&mut Terminal, rustix::process::Pid)) {
    let home = tempfile::tempdir().expect("a folder");
    let shell = Program::other("/bin/sh", home.path(), &["-i"]).with("PS1", "ready> ").with("ENV", "");
    let mut terminal = shell.start();
    terminal.shows("ready>");
    let program = env!("CARGO_BIN_EXE_spotpods-tui");
    terminal.types(&format!("'{program}' demo --shows 3\r"));
    terminal.shows("Log in with Spotify");
    let pid = child_of(terminal.pid());
    stop(&mut terminal, pid);
    // The wording depends on the shell.
    terminal.shows_when("the shell", |screen| {
        let text = screen.contents();
        !screen.alternate_screen() && (text.contains("Stopped") || text.contains("uspended"))
    });
    terminal.types("echo back-$((40+2))\r");
    terminal.shows("back-42");
    terminal.screen(|screen| assert!(!screen.hide_cursor() && !screen.bracketed_paste()));
    terminal.resize(20, 70);
    terminal.types("fg\r");
    terminal.shows_when("the whole screen again", |screen| {
        screen.alternate_screen() && screen.contents().contains("Log in with Spotify")
    });
    let last = terminal.screen(|screen| screen.contents().lines().last().unwrap_or_default().to_owned());
    assert!(last.contains("quit"), "the footer is on the last of 20 lines: {last:?}");
    terminal.types("q");
    terminal.shows_when("the shell again", |screen| !screen.alternate_screen());
}

/// The one child of a shell.
fn child_of(shell: rustix::process::Pid) -> rustix::process::Pid {
    let path = format!("/proc/{0}/task/{0}/children", shell.as_raw_nonzero());
    let children = std::fs::read_to_string(path).expect("Linux tells");
    let child = children.split_whitespace().next_back().expect("a child").parse().expect("a number");
    rustix::process::Pid::from_raw(child).expect("positive")
}

#[test]
fn g3_where_no_shell_could_continue_it_ctrl_z_does_not_stop_the_program() {
    let home = tempfile::tempdir().expect("a folder");
    let mut terminal = demo(home.path()).start();
    assert_ne!(terminal.pid().as_raw_nonzero().get(), getpgrp().as_raw());
    terminal.shows("Log in with Spotify");
    terminal.types("\x1a?");
    terminal.shows("Move up");
    terminal.types("q");
    assert!(terminal.ends().success());
}

#[test]
fn g4_a_terminal_that_vanishes_ends_the_program_with_one_code_though_hangup_is_ignored() {
    for trap in ["", "trap '' HUP; "] {
        let home = tempfile::tempdir().expect("a folder");
        let program = env!("CARGO_BIN_EXE_spotpods-tui");
        let script = format!("{trap}exec '{program}' demo --shows 3");
        let mut terminal = Program::other("/bin/sh", home.path(), &["-c", &script]).start();
        terminal.shows("Log in with Spotify");
        terminal.close("?");
        assert_eq!(terminal.ends_at_once().exit_code(), 129, "{trap:?}");
    }
}

#[test]
fn g4_a_terminal_that_vanishes_ends_a_command_with_the_same_code() {
    for trap in ["", "trap '' HUP; "] {
        let profile = Profile::logged_in();
        profile.demo.script("GET /v1/shows/*/episodes: slow=300 forever").expect("reads");
        let script = format!("{trap}exec \"$@\"");
        let mut program = profile.screen_through(&["sh", "-c", &script, "sh"].map(OsStr::new));
        program.arguments.push("sync".into());
        let mut terminal = program.start();
        terminal.shows("New episodes: ");
        // The terminal itself echoes the key.
        terminal.close("?");
        assert_eq!(terminal.ends().exit_code(), 129, "{trap:?}");
    }
}

#[test]
fn g5_any_size_is_drawn_and_below_the_least_there_is_a_notice() {
    let home = tempfile::tempdir().expect("a folder");
    let mut terminal = demo(home.path()).start();
    terminal.shows("Log in with Spotify");
    for (rows, columns) in [(1, 1), (0, 0), (500, 200), (1, 65535), (65535, 1), (3, 2), (9, 39), (10, 40), (1, 1)] {
        terminal.resize(rows, columns);
    }
    terminal.resize(8, 60);
    terminal.shows("40");
    terminal.resize(24, 80);
    terminal.shows("Log in with Spotify");
    terminal.types("q");
    assert!(terminal.ends().success());
}

#[test]
fn replies_of_the_terminal_are_no_keys_wherever_a_read_cuts_them() {
    const REPLIES: &str = "\x1bP>|quit?q\x1b\\\x1b]11;rgb:q?q?/c?c?/0000\x1b\\\x1b]10;q?\x07\x1b_Gi=31;q?OK\x1b\\\
                           \x1b^q?\x1b\\\x1bXq?\x1b\\\x1b[?62;22c\x1b[24;80R\x1b[?2026;2$y";
    let home = tempfile::tempdir().expect("a folder");
    let mut terminal = demo(home.path()).start();
    terminal.shows("Log in with Spotify");
    let before = terminal.written();
    // More than one read takes.
    terminal.types(&REPLIES.repeat(100));
    terminal.types("?");
    terminal.shows("Move up");
    let frames = terminal.bytes(before).windows(8).filter(|bytes| bytes == b"\x1b[?2026h").count();
    assert_eq!(frames, 1, "the help alone was drawn");
    // Esc alone is a key, and ends a reply that has no end.
    terminal.types("\x1b");
    terminal.shows_when("the help is closed", |screen| !screen.contents().contains("Move up"));
    terminal.types("\x1bP>|never ends q\x1b[A?");
    terminal.shows("Move up");
    terminal.types("q");
    assert!(terminal.ends().success());
}
