//! Where the program is started: without a terminal, with an odd one, with a browser that wants this one.

use std::process::{Command, Stdio};

use crate::{
    service::{Browser, Service},
    terminal::Program,
};

#[test]
fn g6_without_a_terminal_one_line_says_what_to_use_and_the_code_is_2() {
    let home = tempfile::tempdir().expect("a folder");
    let run = Command::new(env!("CARGO_BIN_EXE_spotpods-tui"))
        .env_clear()
        .env("HOME", home.path())
        .env("TERM", "xterm")
        .stdin(Stdio::null())
        .output()
        .expect("starts");
    let said = String::from_utf8(run.stderr).expect("text");
    assert_eq!(run.status.code(), Some(2), "{said}");
    assert!(run.stdout.is_empty());
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains("needs a terminal") && said.contains("spotpods-tui auth status"), "{said}");
    assert!(!said.contains('\u{1b}'));
}

#[test]
fn g6_a_dumb_or_unnamed_terminal_is_refused_with_the_reason() {
    let home = tempfile::tempdir().expect("a folder");
    for (program, said) in [
        (Program::ours(home.path(), &["demo"]).with("TERM", "dumb"), "TERM=dumb"),
        (Program::ours(home.path(), &["demo"]).without("TERM"), "TERM is not set"),
    ] {
        let mut terminal = program.start();
        let status = terminal.ends();
        assert_eq!(status.exit_code(), 2);
        terminal.is_read();
        let bytes = terminal.bytes(0);
        assert!(String::from_utf8_lossy(&bytes).contains(said), "{}", bytes.escape_ascii());
        assert!(!bytes.contains(&0x1b), "{}", bytes.escape_ascii());
    }
}

#[test]
fn g6_no_color_means_none() {
    let home = tempfile::tempdir().expect("a folder");
    let colours = |program: Program| {
        let mut terminal = program.start();
        terminal.shows("Log in with Spotify");
        terminal.types("q");
        assert!(terminal.ends().success());
        terminal.is_read();
        let text = String::from_utf8_lossy(&terminal.bytes(0)).into_owned();
        let sequences = text.split('\u{1b}').filter_map(|part| part.strip_prefix('[')?.split_once('m'));
        let is_colour = |code: &str| matches!(code.parse(), Ok(30..=37 | 38 | 40..=47 | 48 | 90..=107));
        sequences.filter(|(codes, _)| codes.split(';').any(is_colour)).count()
    };
    let program = || Program::ours(home.path(), &["demo", "--shows", "3"]);
    assert_ne!(colours(program()), 0);
    assert_eq!(colours(program().with("NO_COLOR", "1")), 0);
}

#[test]
fn g6_the_c_locale_changes_nothing() {
    let home = tempfile::tempdir().expect("a folder");
    let program =
        Program::ours(home.path(), &["demo", "--ascii", "--shows", "3"]).with("LANG", "C").with("LC_ALL", "C");
    let mut terminal = program.start();
    terminal.shows("Log in with Spotify");
    terminal.types("q");
    assert!(terminal.ends().success());
}

#[test]
fn f9_a_text_browser_is_not_started_and_the_url_is_shown() {
    let home = tempfile::tempdir().expect("a folder");
    let service = Service::start(&[]);
    let browser = Browser::new(home.path());
    let mut terminal = service.program(home.path(), &browser).with("BROWSER", "w3m").start();
    terminal.shows("Log in with Spotify");
    terminal.types("\r");
    terminal.shows("w3m");
    terminal.shows("/authorize?");
    terminal.types("q");
    assert!(terminal.ends().success());
}

#[test]
fn a_remote_session_shows_the_url_and_takes_a_paste() {
    let home = tempfile::tempdir().expect("a folder");
    let service = Service::start(&[]);
    let browser = Browser::new(home.path());
    let mut terminal =
        service.program(home.path(), &browser).with("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22").start();
    terminal.shows("Log in with Spotify");
    terminal.types("\r");
    terminal.shows("/authorize?");
    terminal.types("q");
    assert!(terminal.ends().success());
    assert!(browser.is_unused());
}
