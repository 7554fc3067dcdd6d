//! A library that another program keeps locked.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Read as _},
};

use rustix::fs::{FlockOperation, flock};

use crate::profile::Profile;

const WAITS: &str = "The library is locked by another program; waiting for it\n";

/// Runs a command while `lock` holds. It says what it waits for, and goes on when the lock is released.
fn waits_and_goes_on<L>(profile: &Profile, line: &str, lock: impl FnOnce() -> L, release: impl FnOnce(L)) {
    let lock = lock();
    let mut command = profile.spawn(line);
    let mut err = BufReader::new(command.stderr.take().expect("piped"));
    let mut first = String::new();
    err.read_line(&mut first).expect("a line");
    assert_eq!(first, WAITS, "{line}");
    release(lock);
    let mut rest = String::new();
    err.read_to_string(&mut rest).expect("text");
    assert_eq!(command.wait().expect("it ends").code(), Some(0), "{line}: {rest}");
    assert!(!rest.contains("locked"), "{line}: {rest}");
}

#[test]
fn h4_a_command_says_that_the_library_is_locked_and_goes_on_when_it_is_not() {
    let profile = Profile::synchronised();
    let connect = || rusqlite::Connection::open(profile.library()).expect("it opens");
    let writing = || {
        let db = connect();
        db.execute_batch("BEGIN IMMEDIATE").expect("it begins");
        db
    };
    let exclusive = || {
        let db = connect();
        db.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT").expect("nobody else has it open");
        db
    };
    let opening = || {
        let file = File::open(profile.data().join("library.db.lock")).expect("it is there");
        flock(&file, FlockOperation::LockExclusive).expect("it locks");
        file
    };
    let episodes = profile.run("episodes --limit 1 --json").object();
    let id = episodes[0]["id"].as_str().expect("an id");
    for line in ["sync", "saved", &format!("save {id}"), &format!("mark {id}"), "marks import /dev/null"] {
        waits_and_goes_on(&profile, line, writing, drop);
    }
    for line in ["sync", "shows"] {
        waits_and_goes_on(&profile, line, exclusive, drop);
        waits_and_goes_on(&profile, line, opening, drop);
    }
}

#[test]
fn h4_a_lock_in_the_middle_of_a_synchronisation_is_named_and_no_page_is_lost() {
    let profile = Profile::logged_in();
    profile.demo.script("GET /v1/shows/*/episodes: slow=200 forever").expect("reads");
    let mut command = profile.spawn("sync --json");
    let mut err = BufReader::new(command.stderr.take().expect("piped"));
    let mut line = String::new();
    while !line.starts_with("New episodes: ") {
        line.clear();
        assert_ne!(err.read_line(&mut line).expect("a line"), 0, "no progress came");
    }
    let db = rusqlite::Connection::open(profile.library()).expect("it opens");
    db.busy_timeout(crate::terminal::PATIENCE).expect("is set");
    db.execute_batch("BEGIN IMMEDIATE").expect("it begins");
    while line != WAITS {
        line.clear();
        assert_ne!(err.read_line(&mut line).expect("a line"), 0, "the lock was not named");
    }
    drop(db);
    let mut rest = String::new();
    err.read_to_string(&mut rest).expect("text");
    let output = command.wait_with_output().expect("it ends");
    let summary: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&summary["end"], &summary["missing_pages"]), (&"complete".into(), &0.into()), "{rest}");
}
