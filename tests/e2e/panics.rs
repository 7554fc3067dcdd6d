//! What a panic does to the terminal (security G1, G2). This test binary starts itself as the program that panics.

use std::{ffi::OsString, sync::mpsc, thread};

use rustix::termios::LocalModes;
use spotpods_tui::runtime::terminal::{Modes, Questions, Screen as _, Tty, install_hook};

use crate::terminal::{PATIENCE, Program, Terminal};

/// Names the scene for the started copy.
const SCENE: &str = "SPOTPODS_E2E_SCENE";

fn start(scene: &str, home: &std::path::Path) -> Terminal {
    let myself = std::env::current_exe().expect("this test's own path");
    let arguments = ["panics::scene", "--exact", "--nocapture", "--test-threads=1"];
    Program::other(myself.to_str().expect("a plain path"), home, &arguments).with(SCENE, OsString::from(scene)).start()
}

/// Plays a scene in the copy; in the test run itself there is none.
#[test]
fn scene() {
    let Some(scene) = std::env::var_os(SCENE) else { return };
    let mut tty = Tty::take(Modes::default(), Questions::default()).expect("there is a terminal");
    let (tell, told) = mpsc::channel();
    install_hook(tty.handover(), move |panic| tell.send(panic).expect("is awaited"));
    tty.write_sequence("[drawn]").expect("takes it");
    assert_ne!(scene, "owner", "the owner's words");
    let worker = thread::Builder::new().name("worker".to_owned());
    let panicked = worker.spawn(|| panic!("the worker's words")).expect("starts").join();
    assert!(panicked.is_err());
    let panic = told.recv_timeout(PATIENCE).expect("the loop is told");
    assert_eq!(panic.thread, "worker");
    assert!(panic.place.starts_with("tests/e2e/panics.rs:"), "{}", panic.place);
    tty.write_sequence("[still drawn]").expect("takes it");
}

fn is_cooked(terminal: &Terminal) -> bool {
    terminal.lines().local_modes.contains(LocalModes::ECHO | LocalModes::ICANON)
}

#[test]
fn g1_a_panic_gives_the_terminal_back_before_it_is_reported() {
    let home = tempfile::tempdir().expect("a folder");
    let mut terminal = start("owner", home.path());
    assert!(!terminal.ends().success());
    assert!(is_cooked(&terminal));
    terminal.is_read();
    let text = String::from_utf8_lossy(&terminal.bytes(0)).into_owned();
    let (drawn, rest) = text.split_once("[drawn]").expect("it was drawn on");
    assert!(drawn.contains("\x1b[?1049h"), "{text:?}");
    let (modes, report) = rest.split_once("\x1b[?1049l").expect("given back");
    assert!(!modes.contains("the owner's words"), "{text:?}");
    assert!(report.contains("the owner's words") && !report.contains("?1049"), "{text:?}");
}

#[test]
fn g2_a_panic_of_a_worker_is_reported_and_leaves_the_screen_alone() {
    let home = tempfile::tempdir().expect("a folder");
    let mut terminal = start("worker", home.path());
    assert!(terminal.ends().success(), "{}", terminal.screen(vt100::Screen::contents));
    assert!(is_cooked(&terminal));
    terminal.is_read();
    let text = String::from_utf8_lossy(&terminal.bytes(0)).into_owned();
    let (_, rest) = text.split_once("[drawn]").expect("it was drawn on");
    assert!(rest.starts_with("[still drawn]"), "nothing was written in between: {text:?}");
}
