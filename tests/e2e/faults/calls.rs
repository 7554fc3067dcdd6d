//! System calls that fail (security H3), with each error there is for them, and files of another user.

use std::{ffi::OsString, os::unix::fs::chown, path::PathBuf};

use serde_json::Value;

use super::{
    disk::Case,
    unshared::{failing, is_failing_allowed},
};
use crate::{
    coherence::Shelf,
    profile::{Profile, Said},
    skip::skip,
};

/// What fails, and from which call on.
const FAULTS: [&str; 12] = [
    "pwrite64:error=EIO:when=1+",
    "pwrite64:error=EIO:when=60+",
    "pwrite64:error=EDQUOT:when=30+",
    "pwrite64:error=ENOSPC:when=90+",
    "pwrite64:error=EROFS:when=10+",
    "fdatasync:error=EIO:when=1+",
    "ftruncate:error=EIO:when=1+",
    "pread64:error=EIO:when=1+",
    "pread64:error=EIO:when=30+",
    "openat:error=EACCES:when=1+",
    "openat:error=EMFILE:when=2+",
    "openat:error=EROFS:when=3+",
];

/// The library's files, with the words that stand before a command for which their calls fail.
fn failing_for(profile: &Profile, fault: &str) -> Vec<OsString> {
    let files: Vec<PathBuf> = ["", "-wal"].map(|end| format!("{}{end}", profile.library().display()).into()).into();
    failing(fault, &files)
}

fn through(profile: &Profile, fault: &str, line: &str) -> Said {
    let words = failing_for(profile, fault);
    Said::of(&mut profile.through(&words.iter().map(OsString::as_os_str).collect::<Vec<_>>(), line))
}

#[test]
fn h3_no_error_of_the_disk_loses_anything_and_synchronising_resumes_once_it_works() {
    if !is_failing_allowed("h3 failing calls") {
        return;
    }
    // A first synchronisation writes as any other does: two faults are enough for it.
    for (case, faults) in [(Case::empty(), &FAULTS[1..3]), (Case::full(), &FAULTS[..])] {
        for fault in faults {
            let profile = &case.profile;
            profile.restore(&case.before);
            let said = through(profile, fault, "sync --json");
            // Lists are read, if reading does not fail.
            let listed = through(profile, fault, "episodes --json");
            let reads = fault.starts_with("pwrite64") || fault.starts_with('f');
            assert!(!reads || listed.code == Some(0), "{fault}: {listed:?}");
            assert!(matches!(listed.code, Some(0 | 1)) && !listed.err.contains("panicked"), "{fault}: {listed:?}");
            case.is_in_order(&said, &profile.run("episodes --json"), fault);
            let left = profile.copy("left");
            case.recovers(&left, fault);
        }
    }
}

#[test]
fn h3_on_a_disk_that_fails_the_screen_shows_the_library_and_one_notice() {
    if !is_failing_allowed("h3 failing calls") {
        return;
    }
    let case = Case::full();
    case.profile.restore(&case.before);
    case.profile.ages();
    let words = failing_for(&case.profile, "pwrite64:error=EIO:when=30+");
    let mut terminal = case.profile.screen_through(&words.iter().map(OsString::as_os_str).collect::<Vec<_>>()).start();
    terminal.lists_shows(6);
    terminal.shows("The library cannot be used");
    let screen = terminal.screen(vt100::Screen::contents);
    assert_eq!(screen.matches("The library cannot be used").count(), 1, "{screen}");
    terminal.types("jq");
    assert!(terminal.ends().success());
}

#[test]
fn h3_a_library_of_another_user_is_read_and_not_written() {
    if !rustix::process::geteuid().is_root() {
        return skip("h3 another user's library", "only root can give a file away");
    }
    let profile = Profile::synchronised();
    let before = Shelf::open(&profile.library()).contents();
    let seen = profile.demo.live().world.log.total();
    chown(profile.library(), Some(12_345), None).expect("given away");
    for line in ["shows --json", "episodes --json", "search the --json", "export"] {
        let said = profile.run(line);
        assert_eq!(said.code, Some(0), "{line}: {said:?}");
        assert!(!said.object().as_array().expect("a list").is_empty(), "{line}");
        assert!(said.err.contains("it belongs to another user. Reading it works"), "{line}: {said:?}");
    }
    let said = profile.run("sync --json");
    assert_eq!((said.code, &said.object()["end"]), (Some(1), &Value::from("failed")), "{said:?}");
    assert!(said.err.contains("it belongs to another user"), "{said:?}");
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    terminal.shows("The library can only be read");
    terminal.types("q");
    assert!(terminal.ends().success());
    assert_eq!(profile.demo.live().world.log.total(), seen, "nothing is asked for what could not be kept");
    assert_eq!(Shelf::open(&profile.library()).contents(), before);

    // Its folder: a login in there is not used either.
    chown(profile.library(), Some(rustix::process::geteuid().as_raw()), None).expect("taken back");
    chown(profile.data(), Some(12_345), None).expect("given away");
    let said = profile.run("sync --json");
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.err.contains("belongs to another user"), "{said:?}");
    assert_eq!(profile.demo.live().world.log.total(), seen);
}
