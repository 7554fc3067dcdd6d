//! Marks that travel: two and three computers with a folder that something copies between them, in any order, with damage and
//! clocks that differ by a year.

use std::{collections::BTreeMap, fs, path::PathBuf};

use jiff::Timestamp;
use proptest::prelude::*;
use spotpods_tui::{
    domain::{EpisodeAt, EpisodeKey, Mark, ShowKey, StampedMark},
    library::{AccountRef, Library},
    marks::{Exchange, MarksFolder, Seen},
};

use crate::library::{THEN, account, episode, look, page, show};

const EPISODES: u32 = 4;
const YEAR: i64 = 365 * 24 * 3600;

/// A computer with its copy of the folder.
struct Computer {
    dir: tempfile::TempDir,
    library: Library,
    at: AccountRef,
    seen: Seen,
    skew: i64,
}

impl Computer {
    fn new(skew: i64, has_episodes: bool) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(dir.path().join("folder")).expect("a folder");
        let library = Library::open(&dir.path().join("data/library.db")).expect("it opens").library;
        let at = library.use_account(&account("me"), THEN).wait().expect("it is written");
        let computer = Self { dir, library, at, seen: Seen::default(), skew };
        if has_episodes {
            computer.arrive();
        }
        computer
    }

    /// A synchronisation brings the episodes.
    fn arrive(&self) {
        let pass = self.library.begin_shows_pass(self.at).wait().expect("it is written");
        self.library.apply_shows_page(pass, page(0, vec![show("show")])).wait().expect("it is written");
        self.library.finish_shows_pass(pass, 0, THEN).wait().expect("it is written");
        let reader = self.library.reader().expect("it opens");
        let at = reader.find_show(self.at, &ShowKey::from_remote("show")).expect("it reads").expect("it is there").at;
        let items = (0..EPISODES).map(|number| episode(&id(number), "2026-01-01", "Title", "")).collect();
        look(&self.library, at, items);
    }

    fn folder(&self) -> PathBuf {
        self.dir.path().join("folder")
    }

    fn mark(&self, number: u32, mark: Option<Mark>, second: i64) {
        let at = EpisodeAt { show: ShowKey::from_remote("show"), episode: EpisodeKey::from_remote(&id(number)) };
        let now = Timestamp::from_second(1_800_000_000 + second + self.skew).expect("a time");
        let undo = self.library.mark_each(self.at, vec![(at, mark)], now).wait().expect("it is written");
        assert!(undo.len() <= 1);
    }

    fn exchange(&mut self, has_marked: bool) -> Exchange {
        let folder = MarksFolder::new(self.folder(), self.dir.path().join("data"));
        folder.exchange(&self.library, (self.at, &account("me")), &mut self.seen, has_marked).expect("it reads")
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.folder()).expect("a folder").map(|entry| entry.expect("an entry").path());
        let mut files: Vec<_> = entries.collect();
        files.sort();
        files
    }

    fn stamped(&self) -> BTreeMap<String, StampedMark> {
        let marks = self.library.reader().expect("it opens").marks(self.at).expect("it reads");
        marks.into_iter().map(|(id, mark)| (id.to_string(), mark)).collect()
    }

    /// The marks that lists show.
    fn shown(&self) -> BTreeMap<String, Option<Mark>> {
        let reader = self.library.reader().expect("it opens");
        let rows = (0..EPISODES)
            .flat_map(|number| reader.find(self.at, &EpisodeKey::from_remote(&id(number))).expect("it reads"));
        rows.map(|row| (row.episode.key.as_str().to_owned(), row.mark)).collect()
    }
}

fn id(number: u32) -> String {
    format!("episode{number}")
}

/// Copies files from one computer's folder to another's, as Syncthing does: that of the owner is the newest, and others go
/// where there is none.
fn copy(from: &Computer, to: &Computer) {
    let owner = fs::read_to_string(from.dir.path().join("data/computer-id")).unwrap_or_default();
    for file in from.files() {
        let name = file.file_name().and_then(|name| name.to_str()).expect("UTF-8");
        let target = to.folder().join(name);
        if name.ends_with(&format!("-{}.jsonl", owner.trim())) || !target.exists() {
            fs::copy(&file, target).expect("it can be copied");
        }
    }
}

#[derive(Debug, Clone)]
enum Step {
    Mark {
        computer: usize,
        episode: u32,
        mark: Option<Mark>,
    },
    Exchange(usize),
    Copy(usize, usize),
    /// Cuts a file of a folder, or overwrites a byte of it with one that no JSON holds: another letter could make a sound line
    /// about another episode.
    Damage {
        computer: usize,
        file: usize,
        at: usize,
        byte: Option<u8>,
    },
    /// A conflict copy of a file.
    Conflict {
        computer: usize,
        file: usize,
    },
    /// The program starts again.
    Restart(usize),
}

fn steps(computers: usize) -> impl Strategy<Value = Vec<Step>> {
    let one = 0..computers;
    let mark = prop_oneof![Just(None), Just(Some(Mark::Played)), Just(Some(Mark::Unplayed))];
    let step = prop_oneof![
        4 => (one.clone(), 0..EPISODES, mark)
            .prop_map(|(computer, episode, mark)| Step::Mark { computer, episode, mark }),
        3 => one.clone().prop_map(Step::Exchange),
        3 => (one.clone(), one.clone()).prop_map(|(from, to)| Step::Copy(from, to)),
        1 => (one.clone(), 0_usize..9, 0_usize..500, proptest::option::of(prop_oneof![0..9_u8, 0x80..=0xff_u8]))
            .prop_map(|(computer, file, at, byte)| Step::Damage { computer, file, at, byte }),
        1 => (one.clone(), 0_usize..9).prop_map(|(computer, file)| Step::Conflict { computer, file }),
        1 => one.prop_map(Step::Restart),
    ];
    proptest::collection::vec(step, 1..40)
}

fn run(computers: &mut [Computer], steps: Vec<Step>) {
    for (second, step) in (0..).zip(steps) {
        match step {
            Step::Mark { computer, episode, mark } => computers[computer].mark(episode, mark, second),
            Step::Exchange(computer) => drop(computers[computer].exchange(true)),
            Step::Copy(from, to) if from != to => copy(&computers[from], &computers[to]),
            Step::Copy(..) => {}
            Step::Damage { computer, file, at, byte } => {
                let files = computers[computer].files();
                let Some(file) = files.get(file % files.len().max(1)) else { continue };
                let mut bytes = fs::read(file).expect("it reads");
                let at = at % bytes.len().max(1);
                match byte {
                    Some(byte) if at < bytes.len() => bytes[at] = byte,
                    _ => bytes.truncate(at),
                }
                fs::write(file, bytes).expect("it is written");
            }
            Step::Conflict { computer, file } => {
                let files = computers[computer].files();
                let Some(file) = files.get(file % files.len().max(1)) else { continue };
                let name = file.file_stem().and_then(|name| name.to_str()).expect("a name");
                let copy = file.with_file_name(format!("{name}.sync-conflict-20260101-1.jsonl"));
                fs::copy(file, copy).expect("it can be copied");
            }
            Step::Restart(computer) => computers[computer].seen = Seen::default(),
        }
    }
}

/// Copies and exchanges until nothing is written and nothing is news any more.
fn settle(computers: &mut [Computer]) {
    for _ in 0..10 {
        for from in 0..computers.len() {
            for to in (0..computers.len()).filter(|to| *to != from) {
                copy(&computers[from], &computers[to]);
            }
        }
        let done: Vec<_> = computers.iter_mut().map(|computer| computer.exchange(true)).collect();
        if done.iter().all(|exchange| !exchange.wrote && exchange.merged.newer == 0) {
            return;
        }
    }
    panic!("the files are written again and again");
}

/// Every computer ends with the same marks, each of which was made, and none later than it.
fn agree(computers: &mut [Computer]) {
    let before: Vec<_> = computers.iter().map(Computer::stamped).collect();
    settle(computers);
    let first = computers[0].stamped();
    for computer in computers.iter() {
        assert_eq!(computer.stamped(), first);
        if computer.shown().is_empty() {
            computer.arrive();
        }
    }
    for (episode, known) in before.iter().flatten() {
        assert!(!known.beats(&first[episode]), "a mark was lost: {known:?}, {:?}", first[episode]);
    }
    let marks: BTreeMap<_, _> = first.iter().map(|(id, stamped)| (id.clone(), stamped.mark)).collect();
    for computer in computers.iter() {
        let shown: BTreeMap<_, _> = computer.shown().into_iter().filter(|(id, _)| marks.contains_key(id)).collect();
        assert_eq!(shown, marks);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn k8_two_computers_end_with_the_same_marks(steps in steps(2), skews in [-YEAR..YEAR, -YEAR..YEAR]) {
        let mut computers = skews.map(|skew| Computer::new(skew, true));
        run(&mut computers, steps);
        agree(&mut computers);
    }

    #[test]
    fn k8_three_computers_end_with_the_same_marks_though_one_has_no_episodes_yet(
        steps in steps(3),
        skews in [-YEAR..YEAR, -YEAR..YEAR, -YEAR..YEAR],
    ) {
        let mut number = 0;
        let mut computers = skews.map(|skew| {
            number += 1;
            Computer::new(skew, number < 3)
        });
        run(&mut computers, steps);
        agree(&mut computers);
    }
}

#[test]
fn k8_a_mark_of_a_clock_a_year_ahead_is_undone_by_the_other_computer_and_stays_so() {
    let mut ahead = Computer::new(YEAR, true);
    let mut right = Computer::new(0, true);
    ahead.mark(0, Some(Mark::Played), 0);
    assert!(ahead.exchange(true).wrote);
    copy(&ahead, &right);
    assert_eq!(right.exchange(false).merged.changed, 1);
    right.mark(0, Some(Mark::Unplayed), 60);
    assert!(right.exchange(true).wrote);
    copy(&right, &ahead);
    assert_eq!(ahead.exchange(false).merged.changed, 1);
    assert_eq!(ahead.shown()[&id(0)], Some(Mark::Unplayed));
    // The removal of a mark travels too.
    right.mark(0, None, 120);
    right.exchange(true);
    copy(&right, &ahead);
    ahead.exchange(false);
    assert_eq!(ahead.shown()[&id(0)], None);
    assert_eq!(ahead.stamped(), right.stamped());
    // The file of a computer is written for its own marks, and not for those that it read.
    assert!(!ahead.exchange(true).wrote && !right.exchange(true).wrote);
}

#[test]
fn k8_a_mark_of_an_episode_that_is_not_on_disk_waits_for_it() {
    let mut first = Computer::new(0, true);
    let mut second = Computer::new(0, false);
    first.mark(1, Some(Mark::Played), 0);
    first.exchange(true);
    copy(&first, &second);
    let merged = second.exchange(false).merged;
    assert_eq!((merged.newer, merged.waiting, merged.changed), (1, 1, 0));
    second.arrive();
    assert_eq!(second.shown()[&id(1)], Some(Mark::Played));
    let counts = second.library.reader().expect("it opens").counts(second.at).expect("it reads");
    assert_eq!((counts.total, counts.unplayed), (EPISODES, EPISODES - 1));
}

#[test]
fn k8_a_lost_file_comes_back_from_another_computer() {
    let mut first = Computer::new(0, true);
    let mut second = Computer::new(0, true);
    first.mark(2, Some(Mark::Played), 0);
    first.exchange(true);
    copy(&first, &second);
    second.exchange(false);
    let lost = second.files();
    assert_eq!(lost.len(), 1, "what was read is not written again");
    fs::remove_file(&lost[0]).expect("it is there");
    assert!(second.exchange(false).wrote);
    let mut third = Computer::new(0, true);
    copy(&second, &third);
    assert_eq!(third.exchange(false).merged.changed, 1);
}

#[test]
fn k8_a_folder_that_did_not_change_is_not_read_again() {
    let mut computer = Computer::new(0, true);
    computer.mark(0, Some(Mark::Played), 0);
    assert!(computer.exchange(true).wrote);
    assert!(computer.exchange(false).is_unchanged());
    let file = computer.files().remove(0);
    let text = fs::read_to_string(&file).expect("it reads");
    fs::write(&file, text.replace("\"played\"", "\"unpl yed\"")).expect("it is written");
    let exchange = computer.exchange(false);
    assert!(!exchange.is_unchanged() && exchange.wrote, "the damaged file is replaced: {exchange:?}");
    assert_eq!(fs::read_to_string(&file).expect("it reads"), text);
}
