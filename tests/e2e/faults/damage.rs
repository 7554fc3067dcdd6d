//! A library file that is not what was written (security D5): flipped bits, half a file, none, something else in its place.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    chance::{Chance, rounds},
    coherence::Shelf,
    profile::{Profile, Said, fifo},
};

/// The commands that read, one of which each round runs.
const LINES: [&str; 6] =
    ["shows --json", "episodes --json", "new --days 9999 --json", "search the --json", "shows", "export"];
/// How many synchronisations at most it takes until damage is met, set aside, and everything is there again.
const HEALS: usize = 3;

#[test]
fn d5_flipped_bits_anywhere_in_the_library_cause_no_panic_and_are_repaired() {
    let rounds = rounds("FLIPS", 200);
    let mut chance = Chance::new();
    let profile = Profile::synchronised();
    let closed = profile.copy("closed");
    let open = with_a_log(&profile);
    assert_eq!(profile.run("sync --full").code, Some(0));
    let whole = Shelf::open(&profile.library()).episodes();
    let (mut aside, mut failed) = (0, 0);
    for round in 0..rounds {
        profile.restore(if chance.below(2) == 0 { &closed } else { &open });
        let what = damage(&profile.data(), &mut chance);
        let line = LINES[usize::try_from(chance.below(LINES.len() as u64)).expect("few")];
        let said = profile.run(line);
        assert!(matches!(said.code, Some(0 | 1)), "round {round}, {what}, {line}: {said:?}");
        assert!(!said.err.contains("panicked"), "round {round}, {what}, {line}: {said:?}");
        if let Some((_, rest)) = said.err.split_once("kept as ") {
            let name = rest.split(". ").next().expect("a name");
            assert!(profile.data().join(name).exists(), "round {round}, {what}: {said:?}");
            aside += 1;
        }
        if said.code == Some(1) {
            assert!(said.err.contains("damaged") || said.err.contains("cannot"), "round {round}, {what}: {said:?}");
            failed += 1;
        }
        if round % 10 == 0 {
            heals(&profile, &what, &whole);
        }
    }
    println!("{rounds} rounds: set aside at once {aside}, told {failed}");
    assert!(aside > 0, "nothing was ever damaged");
}

/// A library whose last writes stand in its log, as a kill leaves it.
fn with_a_log(profile: &Profile) -> PathBuf {
    use spotpods_tui::demo::Change;
    let seen = profile.demo.live().world.log.total();
    for show in 1..6 {
        profile.demo.change(&Change::Gain { show: show.into(), episodes: 60 }).expect("it happens");
    }
    let mut child = profile.spawn("sync");
    profile.requested(seen + 8);
    assert!(child.try_wait().expect("it can be waited for").is_none(), "it ended before it was killed");
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    assert!(profile.data().join("library.db-wal").metadata().is_ok_and(|data| data.len() > 0));
    profile.copy("open")
}

/// Damages the library or its log in one of several ways; says how.
fn damage(data: &Path, chance: &mut Chance) -> String {
    let log = data.join("library.db-wal");
    let path = if log.exists() && chance.below(3) == 0 { log } else { data.join("library.db") };
    let mut bytes = fs::read(&path).expect("it reads");
    let len = bytes.len() as u64;
    let mut place = |below: u64| usize::try_from(chance.below(below)).expect("few");
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    let what = match place(7) {
        0 => {
            let at = place(len.min(100));
            bytes[at] ^= 1 << place(8);
            format!("a bit of byte {at} of the head of {name}")
        }
        1 | 2 => {
            let count = 1 + place(400);
            for _ in 0..count {
                let at = place(len);
                bytes[at] ^= 1 << place(8);
            }
            format!("{count} bits of {name}")
        }
        3 => {
            let at = place(len);
            let end = (at + 1 + place(8192)).min(bytes.len());
            bytes[at..end].fill(0);
            format!("bytes {at} to {end} of {name} are 0")
        }
        4 => {
            let end = place(len);
            bytes.truncate(end);
            format!("{name} ends after {end} bytes")
        }
        5 => {
            let (one, other) = (place(len / 4096) * 4096, place(len / 4096) * 4096);
            let page = bytes[one..one + 4096].to_vec();
            bytes.copy_within(other..other + 4096, one);
            bytes[other..other + 4096].copy_from_slice(&page);
            format!("pages at {one} and {other} of {name} are exchanged")
        }
        _ => {
            let at = place(len);
            for byte in &mut bytes[at..] {
                *byte = u8::try_from(place(256)).expect("a byte");
            }
            format!("{name} is noise from byte {at} on")
        }
    };
    fs::write(&path, bytes).expect("written");
    what
}

/// A few synchronisations later everything is there and whole.
fn heals(profile: &Profile, what: &str, whole: &BTreeSet<String>) {
    for attempt in 1..=HEALS {
        let said = profile.run("sync --full --json");
        assert!(matches!(said.code, Some(0 | 1)) && !said.err.contains("panicked"), "{what}: {said:?}");
        if said.err.contains("a newer version of this program wrote it") && has_another_format(&profile.library()) {
            return;
        }
        if said.code == Some(0) {
            assert_eq!(said.object()["end"], Value::from("complete"), "{what}");
            let shelf = Shelf::open(&profile.library());
            assert!(shelf.is_intact(), "{what}");
            let episodes = shelf.episodes();
            let (odd, all) = (episodes.symmetric_difference(whole).next(), (episodes.len(), whole.len()));
            assert!(odd.is_none(), "{what}: {all:?} episodes, {odd:?}");
            return;
        }
        assert!(attempt < HEALS, "{what}: {said:?}");
    }
}

/// Whether the damage met the number of the format (`SQLite`'s file format, §1.3.12), so that the library is one that a
/// newer program may have written: that is read and never written, let alone set aside.
fn has_another_format(library: &Path) -> bool {
    let head = fs::read(library).expect("it reads");
    head[60..64] != [0, 0, 0, 1]
}

/// Puts something else in the library's place.
type Replace = fn(&Path);

const IN_ITS_PLACE: [(&str, Replace, Option<i32>, &str, &str); 6] = [
    (
        "half of it",
        halve,
        Some(0),
        "The library was damaged. It was kept as library.db.corrupt-",
        "everything again, except your marks",
    ),
    (
        "noise",
        |path| fs::write(path, "nonsense ".repeat(9_000)).expect("written"),
        Some(0),
        "The library was damaged",
        "everything again, except your marks",
    ),
    (
        "nothing",
        |path| fs::write(path, "").expect("written"),
        Some(0),
        "The library file was empty",
        "was empty (0 bytes)",
    ),
    ("a folder", |path| fs::create_dir(path).expect("made"), Some(1), "the library:", "No library can be kept on disk"),
    ("a link", link, Some(1), "the library: it is a symbolic link", "No library can be kept on disk"),
    ("a pipe", pipe, Some(1), "the library:", "No library can be kept on disk"),
];

fn halve(path: &Path) {
    let bytes = fs::read(path.with_extension("old")).expect("it reads");
    fs::write(path, &bytes[..bytes.len() / 2]).expect("written");
}

fn link(path: &Path) {
    fs::write(path.with_file_name("target"), "another user's").expect("written");
    std::os::unix::fs::symlink(path.with_file_name("target"), path).expect("made");
}

fn pipe(path: &Path) {
    fifo(path);
}

#[test]
fn d5_whatever_is_in_place_of_the_library_commands_report_it_and_the_screen_opens() {
    for (what, replace, code, said_by_lists, shown) in IN_ITS_PLACE {
        let profile = Profile::synchronised();
        let path = profile.library();
        let put = || {
            if path.is_file() {
                fs::rename(&path, path.with_extension("old")).expect("moved");
            }
            replace(&path);
        };
        put();
        let said = profile.run("shows --json");
        assert_eq!(said.code, code, "{what}: {said:?}");
        assert!(said.err.contains(said_by_lists), "{what}: {said:?}");
        assert_eq!(said.err.lines().count(), 1, "{what}: {said:?}");
        let said: Said = profile.run("sync --json");
        assert_eq!(said.code, code, "{what}: {said:?}");
        if code == Some(0) {
            assert!(Shelf::open(&path).is_sound(), "{what}");
            fs::remove_file(path.with_extension("old")).expect("removed");
            put();
        }

        let mut terminal = profile.screen().start();
        terminal.shows(shown);
        // Everything is fetched, to the disk or for as long as the program runs.
        terminal.lists_shows(6);
        terminal.types("j");
        terminal.types("q");
        assert!(terminal.ends().success(), "{what}");
        if what == "a link" {
            assert_eq!(fs::read_to_string(path.with_file_name("target")).expect("it reads"), "another user's");
        }
    }
}
