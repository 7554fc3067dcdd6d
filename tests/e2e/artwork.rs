//! Covers on terminals that answer what they can: the bytes of each protocol, and what is left at the end.

use crate::{
    profile::Profile,
    terminal::{Program, Terminal},
};

/// What comes last of the questions.
const LAST_QUESTION: &[u8] = b"\x1b[c";
const PLAIN: &str = "\x1b[6;20;10t\x1b[?62;22c";

/// Starts the program on a terminal with these answers.
fn start(program: Program, answers: &str) -> Terminal {
    let mut terminal = program.start();
    terminal.writes(0, LAST_QUESTION);
    terminal.types(answers);
    terminal.lists_shows(6);
    terminal
}

/// Everything written until the end.
fn quits(mut terminal: Terminal) -> String {
    terminal.quits();
    terminal.text()
}

fn covers_asked(profile: &Profile) -> usize {
    profile.demo.requests().iter().filter(|request| request.path().starts_with("/image/")).count()
}

#[test]
fn a_picture_of_kitty_is_transmitted_once_placed_and_deleted_at_the_end() {
    let profile = Profile::synchronised();
    let mut terminal = start(profile.screen(), &format!("\x1b_Gi=29552;OK\x1b\\\x1b[?1u{PLAIN}"));
    terminal.writes(0, b"\x1b_Ga=p,q=2,i=1936719873,p=1,c=16,r=8,C=1\x1b\\");
    let from = terminal.written();
    terminal.types("j");
    terminal.writes(from, b"\x1b_Ga=p,q=2,i=1936719874,p=1,c=16,r=8,C=1\x1b\\");
    let from = terminal.written();
    terminal.types("k");
    terminal.writes(from, b"\x1b_Ga=p,q=2,i=1936719873,p=1,c=16,r=8,C=1\x1b\\");
    assert_eq!(covers_asked(&profile), 2);
    let bytes = quits(terminal);
    for number in [1_936_719_873_u32, 1_936_719_874] {
        assert_eq!(bytes.matches(&format!("\x1b_Ga=t,q=2,f=100,t=d,i={number},")).count(), 1, "{number}");
        let deleted = bytes.find(&format!("\x1b_Ga=d,q=2,d=I,i={number}\x1b\\")).expect("it is deleted");
        assert!(deleted < bytes.rfind("\x1b[?1049l").expect("the screen is given back"));
    }
}

#[test]
fn iterm2_and_sixel_get_their_own_sequences() {
    let profile = Profile::synchronised();
    for (answers, begin) in [
        ("\x1bP>|iTerm2 3.6.2\x1b\\\x1b[6;20;10t\x1b[?62;4c", "\x1b]1337;File=inline=1;size="),
        ("\x1bP>|foot(1.19.0)\x1b\\\x1b[6;20;10t\x1b[?62;4;22c", "\x1bP"),
    ] {
        let terminal = start(profile.screen(), answers);
        terminal.writes(0, begin.as_bytes());
        let bytes = quits(terminal);
        let own = bytes.matches(begin).count();
        // The question of the kitty protocol is the only sequence of it.
        assert!(own == 1 && bytes.matches("\x1b_G").count() == 1, "{own} of {begin:?}");
    }
}

#[test]
fn ascii_turned_on_in_the_settings_takes_the_picture_away() {
    for (answers, begin) in [
        ("\x1b_Gi=29552;OK\x1b\\\x1b[?1u\x1b[6;20;10t\x1b[?62;22c", "\x1b_Ga=p,"),
        ("\x1bP>|foot(1.19.0)\x1b\\\x1b[6;20;10t\x1b[?62;4;22c", "\x1bP"),
        ("\x1bP>|iTerm2 3.6.2\x1b\\\x1b[6;20;10t\x1b[?62;4c", "\x1b]1337;File=inline=1;size="),
        (PLAIN, "▀"),
    ] {
        let profile = Profile::synchronised();
        let mut terminal = start(profile.screen(), answers);
        terminal.writes(0, begin.as_bytes());
        terminal.types(":settings\r");
        terminal.shows("ui.ascii");
        terminal.types("/ui.ascii\r\r");
        terminal.shows("ui.ascii is saved");
        let from = terminal.written();
        terminal.types("\x1b");
        terminal.shows("client_id");
        terminal.types("\x1b");
        terminal.shows_when("no settings", |screen| !screen.contents().contains("client_id"));
        // The details of another show would bring its cover.
        terminal.types("j");
        terminal.shows("2/6");
        terminal.types("k");
        terminal.shows("1/6");
        let shown = terminal.screen(vt100::Screen::contents);
        assert!(shown.is_ascii() && !shown.contains("ui.ascii"), "{shown}");
        let bytes = quits(terminal);
        let (before, after) = bytes.split_at(from);
        assert!(!after.contains(begin), "{begin:?} after {}", after.escape_debug());
        let (drawn, gone) = (before.rfind(begin).expect("it was drawn"), before.rfind("\x1b_Ga=d,q=2,d=i,"));
        assert!(!begin.starts_with("\x1b_G") || gone > Some(drawn), "the placement is deleted");
    }
}

#[test]
fn a_terminal_that_draws_no_pictures_gets_half_blocks() {
    let profile = Profile::synchronised();
    let mut terminal = start(profile.screen(), PLAIN);
    terminal.shows("▀");
    // They go with what they belong to.
    terminal.types("?");
    terminal.shows("Move up");
    terminal.types("\x1b2");
    terminal.shows_when("another tab", |screen| !screen.contents().contains("About the show"));
    assert_eq!(quits(terminal).matches("\x1b_G").count(), 1);
}

#[test]
fn nothing_is_fetched_or_drawn_over_ssh_or_on_a_terminal_that_does_not_answer() {
    let profile = Profile::synchronised();
    let silent = |program: Program, answers: &str| {
        let mut terminal = start(program, answers);
        for key in ["j", "i"] {
            terminal.types(key);
            terminal.shows("About the show");
        }
        let bytes = quits(terminal);
        assert!(bytes.matches("\x1b_G").count() <= 1 && !bytes.contains("1337") && !bytes.contains('▀'));
    };
    silent(profile.screen().with("SSH_TTY", "/dev/pts/9"), &format!("\x1b_Gi=29552;OK\x1b\\{PLAIN}"));
    silent(profile.screen(), "");
    silent(profile.screen().with("TERM", "xterm").with("NO_COLOR", "1"), PLAIN);
    assert_eq!(covers_asked(&profile), 0);
}

#[test]
fn a_console_that_prints_questions_is_not_asked_any() {
    let profile = Profile::synchronised();
    let terminal = profile.screen().with("TERM", "linux").start();
    terminal.lists_shows(6);
    let bytes = quits(terminal);
    assert!(!["\x1b[c", "\x1b]11;", "\x1b_G", "\x1b[>0q"].iter().any(|question| bytes.contains(question)));
}
