use std::{fs::File, io::Read as _};

use portable_pty::{MasterPty, PtySize, native_pty_system};
use rustix::termios::LocalModes;

use super::*;

const MODES: Modes = Modes { mouse: true, title: true, linear: false };

struct Pty {
    master: Box<dyn MasterPty + Send>,
    terminal: File,
}

fn pty() -> Pty {
    let pair = native_pty_system().openpty(PtySize::default()).expect("a pty");
    let name = pair.master.tty_name().expect("a name");
    let terminal = File::options().read(true).write(true).open(name).expect("opens");
    Pty { master: pair.master, terminal }
}

impl Pty {
    fn handover(&self) -> Handover {
        let dup = || self.terminal.try_clone().expect("duplicates").into();
        Handover::new(dup(), dup(), MODES, Questions::default())
    }

    fn lines(&self) -> LocalModes {
        tcgetattr(&self.terminal).expect("a terminal").local_modes
    }

    /// Everything written to the terminal; it is closed for it.
    fn written(self) -> Vec<u8> {
        let mut reader = self.master.try_clone_reader().expect("a reader");
        drop(self.terminal);
        let mut bytes = Vec::new();
        // A pty says EIO where other files say that they have ended.
        let _ = reader.read_to_end(&mut bytes);
        bytes
    }
}

#[test]
fn g1_a_dropped_terminal_is_as_it_was_and_the_modes_go_last() {
    let pty = pty();
    let before = pty.lines();
    let handover = pty.handover();
    handover.take().expect("takes");
    assert!(!pty.lines().contains(LocalModes::ECHO) && !pty.lines().contains(LocalModes::ICANON));
    handover.write(b"frame").expect("writes");
    drop(handover);
    assert_eq!(pty.lines(), before);
    assert_eq!(pty.written(), [MODES.open(false), MODES.set(), b"frame".to_vec(), MODES.give_back()].concat());
}

#[test]
fn g1_a_lent_terminal_is_given_back_with_the_settings_it_was_lent_with() {
    let pty = pty();
    let before = pty.lines();
    let handover = pty.handover();
    handover.take().expect("takes");
    handover.lend().expect("lends");
    let mut raw = tcgetattr(&pty.terminal).expect("a terminal");
    raw.make_raw();
    tcsetattr(&pty.terminal, OptionalActions::Now, &raw).expect("another program changes them");
    assert_ne!(pty.lines(), before);
    drop(handover);
    assert_eq!(pty.lines(), before);
}

#[test]
fn giving_back_twice_writes_once() {
    let pty = pty();
    let handover = pty.handover();
    handover.take().expect("takes");
    handover.give_back();
    handover.give_back();
    drop(handover);
    assert_eq!(pty.written(), [MODES.open(false), MODES.set(), MODES.give_back()].concat());
}

#[test]
fn taking_twice_still_gives_back_what_was_there_first() {
    let pty = pty();
    let before = pty.lines();
    let handover = pty.handover();
    handover.take().expect("takes");
    handover.take().expect("takes again");
    handover.give_back();
    assert_eq!(pty.lines(), before);
    assert!(!handover.is_taken());
}

#[test]
fn g4_a_vanished_terminal_is_given_back_without_waiting() {
    let pty = pty();
    let handover = pty.handover();
    handover.take().expect("takes");
    drop(pty.master);
    handover.give_back();
    assert!(!handover.is_taken());
}

#[test]
fn the_questions_are_written_in_raw_mode_before_the_screen_is_cleared() {
    let pty = pty();
    let environment = crate::config::Environment::bare("/").with("TERM", "xterm");
    let questions = Questions::of(&environment, true);
    let (asked, fence) = (questions.bytes().to_vec(), Arc::clone(&questions.fence));
    let dup = || pty.terminal.try_clone().expect("duplicates").into();
    let handover = Handover::new(dup(), dup(), MODES, questions);
    handover.take().expect("takes");
    assert!(fence.answered());
    // After a stop it may be another terminal.
    handover.give_back();
    handover.take().expect("takes");
    assert!(fence.answered());
    drop(handover);
    let once = [MODES.open(false), asked, MODES.set(), MODES.give_back()].concat();
    assert_eq!(pty.written(), [once.as_slice(), once.as_slice()].concat());
}
