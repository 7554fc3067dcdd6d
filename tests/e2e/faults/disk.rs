//! Disks that are full or may not be written, and limits on the size of files (security H3).

use std::{collections::BTreeSet, ffi::OsStr, path::Path};

use serde_json::Value;
use spotpods_tui::demo::Change;

use super::unshared::{is_allowed, mounting};
use crate::{
    coherence::Shelf,
    profile::{Profile, Said, copied},
};

/// Puts the data on a disk of its own, runs the command, then a list, and copies what became of it.
const ON_A_SMALL_DISK: &str = r#"
mount -t tmpfs -o size=$SIZE,mode=0700 none "$DATA" && cp -a "$FROM/." "$DATA/" || exit 99
"$@"
code=$?
"$1" episodes --json --profile-dir "$PROFILE" >"$AFTER.out" 2>"$AFTER.err"
echo $? >"$AFTER.code"
cp -a "$DATA/." "$AFTER/" || exit 98
exit $code
"#;
const MOUNT: &str = r#"mount -t tmpfs none /mnt && exec "$@""#;

/// A library before and after new episodes.
pub(super) struct Case {
    pub(super) profile: Profile,
    /// The data folder as it was before.
    pub(super) before: std::path::PathBuf,
    episodes: BTreeSet<String>,
    whole: BTreeSet<String>,
}

impl Case {
    /// Nothing is on disk.
    pub(super) fn empty() -> Self {
        Self::of(Profile::logged_in(), |_| {})
    }

    /// Everything is on disk, and more came out since.
    pub(super) fn full() -> Self {
        Self::of(Profile::synchronised(), |profile| {
            for show in 1..6 {
                profile.demo.change(&Change::Gain { show: show.into(), episodes: 40 }).expect("it happens");
            }
        })
    }

    fn of(profile: Profile, happens: impl FnOnce(&Profile)) -> Self {
        let before = profile.copy("before");
        let library = before.join("library.db");
        let episodes = if library.exists() { Shelf::open(&library).episodes() } else { BTreeSet::new() };
        happens(&profile);
        assert_eq!(profile.run("sync").code, Some(0));
        let whole = Shelf::open(&profile.library()).episodes();
        assert!(whole.len() >= episodes.len() + 200 && whole.is_superset(&episodes));
        Self { profile, before, episodes, whole }
    }

    /// The size of a disk for the files before and `room` KiB more.
    fn size(&self, room: u64) -> u64 {
        let entries = std::fs::read_dir(&self.before).expect("a folder").map(|entry| entry.expect("an entry"));
        let used: u64 = entries.map(|entry| entry.metadata().expect("a file").len().next_multiple_of(4096)).sum();
        used + room * 1024
    }

    /// A synchronisation on a disk with `room` KiB free ends in order, loses nothing, and lists can be read; on a
    /// larger one it comes to the same as any. Gives whether it was complete.
    fn with_room_for(&self, room: u64) -> bool {
        let (profile, after) = (&self.profile, self.profile.folder.path().join("after"));
        let place = format!("room for {room} KiB");
        let _ = std::fs::remove_dir_all(&after);
        std::fs::create_dir(&after).expect("a folder");
        let mut command = profile.through(&mounting(ON_A_SMALL_DISK), "sync --json");
        command.env("SIZE", self.size(room).to_string()).env("FROM", &self.before).env("AFTER", &after);
        let said = Said::of(command.env("DATA", profile.data()).env("PROFILE", profile.path()));
        let read = |end: &str| {
            let text = std::fs::read_to_string(format!("{}.{end}", after.display()));
            text.unwrap_or_else(|error| panic!("{error}: {said:?}"))
        };
        let listed = Said { code: read("code").trim().parse().ok(), out: read("out"), err: read("err") };
        self.is_in_order(&said, &listed, &place);
        self.recovers(&after, &place);
        said.code == Some(0)
    }

    /// A synchronisation and a list that end, say why, and lose nothing.
    pub(super) fn is_in_order(&self, said: &Said, listed: &Said, place: &str) {
        assert!(matches!(said.code, Some(0 | 1)), "{place}: {said:?}");
        assert!(!said.err.contains("panicked") && !said.out.is_empty(), "{place}: {said:?}");
        if said.code == Some(1) {
            let words = ["the disk is full", "cannot use the library", "cannot lock"];
            assert!(words.iter().any(|words| said.err.contains(words)), "{place}: {said:?}");
        }
        assert_eq!(listed.code, Some(0), "{place}: {listed:?}");
        let count = listed.object().as_array().expect("a list").len();
        assert!(count >= self.episodes.len(), "{place}: {count} of {} episodes", self.episodes.len());
    }

    /// What is left is whole, has all that was there, and becomes what it should with more room.
    pub(super) fn recovers(&self, left: &Path, place: &str) {
        let profile = &self.profile;
        let check = profile.folder.path().join("check");
        let _ = std::fs::remove_dir_all(&check);
        copied(left, &check);
        let library = check.join("library.db");
        if library.exists() {
            let disk = Shelf::open(&library);
            if disk.is_sound() {
                assert!(disk.episodes().is_superset(&self.episodes), "{place}: episodes are lost");
            }
        }
        profile.restore(left);
        let said = profile.run("sync --json");
        assert_eq!((said.code, &said.object()["end"]), (Some(0), &Value::from("complete")), "{place}: {said:?}");
        let disk = Shelf::open(&profile.library());
        assert!(disk.is_sound());
        assert!(disk.episodes() == self.whole, "{place}: it is another library than without the fault");
    }
}

#[test]
fn h3_a_full_disk_stops_a_first_synchronisation_in_order_and_room_lets_it_go_on() {
    if !is_allowed("h3 full disk", MOUNT) {
        return;
    }
    let case = Case::empty();
    let room = [0, 4, 20, 40, 60, 100, 200, 300, 500, 800];
    let complete = room.map(|kib| case.with_room_for(kib));
    assert!(!complete[5], "{complete:?}");
    assert!(case.with_room_for(64 << 10));
}

#[test]
fn h3_a_disk_that_fills_up_loses_nothing_that_was_on_it() {
    if !is_allowed("h3 full disk", MOUNT) {
        return;
    }
    let case = Case::full();
    let room = [0, 4, 16, 36, 60, 100, 200, 400, 800];
    let complete = room.map(|kib| case.with_room_for(kib));
    assert!(!complete[0] && !complete[3], "{complete:?}");
    assert!(case.with_room_for(64 << 10));
}

#[test]
fn h3_on_a_full_disk_the_screen_shows_the_library_and_one_notice() {
    if !is_allowed("h3 full disk", MOUNT) {
        return;
    }
    let case = Case::full();
    // Long enough ago for the screen to synchronise by itself.
    Shelf::open(&case.before.join("library.db")).change("UPDATE accounts SET pass_done_at = 0, synced_at = 0");
    for (kib, said) in [(0, "The library can only be read"), (100, "The disk is full")] {
        let script =
            "mount -t tmpfs -o size=$SIZE,mode=0700 none \"$DATA\" && cp -a \"$FROM/.\" \"$DATA/\" && exec \"$@\"";
        let program = case.profile.screen_through(&mounting(script)).with("SIZE", case.size(kib).to_string());
        let mut terminal = program.with("FROM", &case.before).with("DATA", case.profile.data()).start();
        terminal.lists_shows(6);
        terminal.shows(said);
        let screen = terminal.screen(vt100::Screen::contents);
        assert_eq!(screen.matches(said).count(), 1, "{screen}");
        terminal.types("jq");
        assert!(terminal.ends().success());
    }
}

#[test]
fn h3_a_limit_on_the_size_of_files_is_reported_and_kills_no_process() {
    for case in [Case::empty(), Case::full()] {
        let (profile, blocks) =
            (&case.profile, case.before.join("library.db").metadata().map_or(0, |data| data.len() / 512));
        let limits = BTreeSet::from([0, 1, 40, 100, 400, 1_000, blocks, blocks + 1, blocks + 40, blocks + 400]);
        for limit in limits {
            profile.restore(&case.before);
            // dash counts blocks of 512 bytes, bash as `sh` too.
            let script = format!("ulimit -f {limit}; exec \"$@\"");
            let shell = ["sh", "-c", &script, "sh"].map(OsStr::new);
            let said = Said::of(&mut profile.through(&shell, "sync --json"));
            let listed = Said::of(&mut profile.through(&shell, "episodes --json"));
            let place = format!("{limit} blocks");
            case.is_in_order(&said, &listed, &place);
            let left = profile.copy("left");
            case.recovers(&left, &place);
        }
    }
}

/// Mounts what the variable `PLACE` names read-only over itself.
const READ_ONLY: &str = r#"mount --bind "$PLACE" "$PLACE" && mount -o remount,bind,ro "$PLACE" && exec "$@""#;

#[test]
fn h3_a_read_only_library_is_read_with_one_notice() {
    if !is_allowed("h3 read-only", r#"mount --bind /tmp /tmp && mount -o remount,bind,ro /tmp && exec "$@""#) {
        return;
    }
    let profile = Profile::synchronised();
    let before = Shelf::open(&profile.library()).contents();
    let before_requests = profile.demo.live().world.log.total();
    for place in [profile.path(), profile.data(), profile.library()] {
        let run = |line: &str| Said::of(profile.through(&mounting(READ_ONLY), line).env("PLACE", &place));
        for line in ["shows --json", "episodes --json", "new --days 36500 --json", "search the --json", "export"] {
            let said = run(line);
            assert_eq!(said.code, Some(0), "{place:?} {line}: {said:?}");
            assert!(!said.object().as_array().expect("a list").is_empty(), "{place:?} {line}");
            assert!(said.err.contains("The library can only be read"), "{place:?} {line}: {said:?}");
        }
        let said = run("sync --json");
        assert_eq!((said.code, &said.object()["end"]), (Some(1), &Value::from("failed")), "{place:?}: {said:?}");
        assert!(said.err.contains("read-only"), "{place:?}: {said:?}");

        let mut terminal = profile.screen_through(&mounting(READ_ONLY)).with("PLACE", &place).start();
        terminal.lists_shows(6);
        terminal.shows("The library can only be read");
        let times = terminal.screen(|screen| screen.contents().matches("can only be read").count());
        assert_eq!(times, 1);
        terminal.types("q");
        assert!(terminal.ends().success());
    }
    assert_eq!(profile.demo.live().world.log.total(), before_requests, "nothing is asked for what could not be kept");
    assert_eq!(Shelf::open(&profile.library()).contents(), before);
}
