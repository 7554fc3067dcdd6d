//! Lines, and a folder with all that strangers may put there.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
};

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::{
    domain::{Account, CleanText, EpisodeId, Mark, StampedMark},
    library::{AccountRef, Library, LibraryError},
};

const LINE: &str =
    r#"{"episode":"spotify:episode:4rOoJ6Egrf8K2IrywzwOMk","state":"played","time":"2026-11-03T12:00:00Z"}"#;

fn parsed(text: impl AsRef<[u8]>) -> (Lines, ReadLines) {
    let mut lines = Lines::new();
    let read = read(&mut text.as_ref(), &mut lines).expect("it reads");
    (lines, read)
}

fn written(lines: &Lines) -> String {
    let mut out = Vec::new();
    write(lines, &mut out).expect("it is written");
    String::from_utf8(out).expect("text")
}

fn any_line() -> impl Strategy<Value = (EpisodeId, StampedMark)> {
    let mark = prop_oneof![Just(None), Just(Some(Mark::Played)), Just(Some(Mark::Unplayed))];
    ("[0-9a-zA-Z]{1,64}", 0_i64..32_503_593_600_000_000, mark).prop_map(|(id, at, mark)| {
        let at = Timestamp::from_microsecond(at).expect("a time");
        (EpisodeId::parse(&id).expect("an id"), StampedMark { at, mark })
    })
}

proptest! {
    #[test]
    fn marks_come_back_as_they_were_written(lines in proptest::collection::hash_map(any_line().prop_map(|line| line.0), any_line().prop_map(|line| line.1), 0..20)) {
        let text = written(&lines);
        prop_assert_eq!(parsed(&text), (lines.clone(), ReadLines { good: lines.len() as u64, ..ReadLines::default() }));
        prop_assert_eq!(written(&parsed(&text).0), text);
    }
}

#[test]
fn a_line_is_the_documented_one_and_an_id_a_link_and_unknown_fields_are_read() {
    let (lines, _) = parsed(LINE);
    assert_eq!(written(&lines), format!("{LINE}\n"));
    for line in [
        r#"{"episode":"4rOoJ6Egrf8K2IrywzwOMk","state":"played","time":"2026-11-03T12:00:00Z","device":"x"}"#,
        r#" {"time":"2026-11-03T13:00:00+01:00","state":"played","episode":"https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk?si=1"} "#,
        &format!("\u{feff}{LINE}\r\n\r\n"),
    ] {
        assert_eq!(parsed(line), (lines.clone(), ReadLines { good: 1, ..ReadLines::default() }), "{line}");
    }
}

#[test]
fn k8_damaged_lines_are_skipped_and_counted_with_the_first_numbers() {
    let bad = [
        "{}",
        "[]",
        "null",
        "{\"episode\":",
        "\u{0}\u{0}",
        "garbage",
        &LINE.replace("played", "heard"),
        &LINE.replace("2026", "20266"),
        &LINE.replace("2026", "3026"),
        &LINE.replace("2026", "1969"),
        // It could never be replaced.
        &LINE.replace("2026-11-03T12", "2999-12-31T00"),
        &LINE.replace("episode:", "show:"),
        &LINE.replace("4rOo", "../4"),
        &LINE.replace("\"played\"", "1"),
        &format!("{LINE}{LINE}"),
        &"x".repeat(10_000),
    ];
    let text = format!("{LINE}\n{}\n{LINE}\n", bad.join("\n"));
    let (lines, read) = parsed(&text);
    assert_eq!((lines.len(), read.good, read.damaged), (1, 2, bad.len() as u64), "{read:?}");
    assert_eq!(read.damage().as_deref(), Some("16 damaged lines skipped (lines 2, 3, 4, 5, 6, …)"));
    assert_eq!(parsed("{").1.damage().as_deref(), Some("1 damaged line skipped (line 1)"));
    let cut = LINE.get(..LINE.len() - 5).expect("ASCII");
    assert_eq!(parsed(format!("{LINE}\n{cut}")).1.first_damaged, [2], "the last line was cut");
    let long = LINE.replace("\"time\"", &format!("\"x\":\"{}\",\"time\"", "y".repeat(5000)));
    assert_eq!(parsed(format!("{long}\n{LINE}")).1, ReadLines { good: 1, damaged: 1, first_damaged: vec![1] });
}

/// A generator of numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % end.max(1)
    }
}

#[test]
fn k8_ten_thousand_mutated_files_are_read_without_a_panic_and_whole_lines_survive() {
    let ids = (0..20).map(|number| LINE.replace("4rOo", &format!("{number:04}")));
    let text = ids.collect::<Vec<_>>().join("\n");
    let mut numbers = Numbers(9);
    for _ in 0..10_000 {
        let mut bytes = text.clone().into_bytes();
        let changes = 1 + numbers.below(4);
        for _ in 0..changes {
            let at = numbers.below(bytes.len());
            if bytes.is_empty() {
                break;
            }
            match numbers.below(3) {
                0 => bytes.truncate(at.max(1)),
                1 => drop(bytes.remove(at)),
                _ => bytes.insert(at, u8::try_from(numbers.below(256)).expect("a byte")),
            }
        }
        let (lines, read) = parsed(&bytes);
        let whole = bytes.split(|byte| *byte == b'\n').filter(|line| text.lines().any(|one| one.as_bytes() == *line));
        assert!(read.good >= whole.count() as u64 && lines.len() as u64 <= read.good);
    }
}

struct Place {
    dir: tempfile::TempDir,
    library: Library,
    at: AccountRef,
    me: Account,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let library = Library::open(&dir.path().join("library.db")).expect("it opens").library;
        let me = Account { id: CleanText::new("me"), display_name: None, premium: None };
        let at = library.use_account(&me, Timestamp::UNIX_EPOCH).wait().expect("it is written");
        fs::create_dir(dir.path().join("folder")).expect("it is new");
        Self { dir, library, at, me }
    }

    fn folder(&self) -> std::path::PathBuf {
        self.dir.path().join("folder")
    }

    fn exchange_in(&self, folder: &Path) -> Exchange {
        let folder = MarksFolder::new(folder.to_owned(), self.dir.path().to_owned());
        folder.exchange(&self.library, (self.at, &self.me), &mut Seen::default(), true).expect("the library is whole")
    }

    fn exchange(&self) -> Exchange {
        self.exchange_in(&self.folder())
    }

    fn know(&self, id: &str) {
        let id = EpisodeId::parse(id).expect("an id");
        let mark = StampedMark { at: Timestamp::UNIX_EPOCH, mark: Some(Mark::Played) };
        self.library.merge_marks(self.at, vec![(id, mark)], None).wait().expect("it is written");
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder()).expect("a folder");
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect()
    }

    /// A file of another computer of the account.
    fn other(&self, name: &str) -> std::path::PathBuf {
        self.know("own");
        self.exchange();
        let own = self
            .names()
            .into_iter()
            .find(|name| name.starts_with("spotpods-") && !name.contains("-000000000000-"))
            .expect("it was written");
        let account = own.split('-').nth(1).expect("an account").to_owned();
        self.folder().join(format!("spotpods-{account}-{name}"))
    }
}

#[test]
fn k8_links_large_files_and_other_kinds_are_not_read() {
    let place = Place::new();
    let target = place.dir.path().join("target");
    fs::write(&target, LINE).expect("it is written");
    symlink(&target, place.other("link.jsonl")).expect("it can be linked");
    let large = place.other("large.jsonl");
    fs::write(&large, LINE).expect("it is written");
    fs::File::options().write(true).open(&large).and_then(|file| file.set_len((64 << 20) + 1)).expect("it grows");
    fs::create_dir(place.other("folder.jsonl")).expect("it is new");
    fs::write(place.other("note.txt"), LINE).expect("it is written");
    fs::write(place.folder().join("spotpods-000000000000-x.jsonl"), LINE).expect("another account's");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        place.other("pipe.jsonl"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .expect("a pipe");
    let exchange = place.exchange();
    assert_eq!((exchange.merged.newer, exchange.notices.len()), (0, 2), "{exchange:?}");
    let said: Vec<_> = exchange.notices.iter().map(ToString::to_string).collect();
    assert!(said.iter().any(|notice| notice.ends_with("it is a link")), "{said:?}");
    assert!(said.iter().any(|notice| notice.ends_with("larger than 64 MiB")), "{said:?}");
    assert_eq!(fs::read_to_string(&target).expect("it is there"), LINE);
    // The next file is read all the same.
    fs::write(place.other("good.jsonl"), LINE).expect("it is written");
    assert_eq!(place.exchange().merged.newer, 1);
}

#[test]
fn k8_the_own_file_is_replaced_and_neither_followed_nor_left_in_parts() {
    let place = Place::new();
    place.know("one");
    assert!(place.exchange().wrote);
    let own = place.folder().join(place.names().remove(0));
    let target = place.dir.path().join("target");
    fs::rename(&own, &target).expect("it is moved");
    symlink(&target, &own).expect("it can be linked");
    let id = own.file_stem().and_then(|name| name.to_str()).and_then(|name| name.rsplit('-').next()).expect("an id");
    let left = place.folder().join(format!(".spotpods-{id}-killed.tmp"));
    fs::write(&left, "half a").expect("it is written");
    place.know("two");
    assert!(place.exchange().wrote);
    assert!(!own.is_symlink() && !left.exists());
    assert_eq!(fs::read_to_string(&own).expect("it is there").lines().count(), 2);
    assert_eq!(fs::read_to_string(&target).expect("it is there").lines().count(), 1);
    assert_eq!(place.names().len(), 1);
    assert_eq!(own.metadata().expect("it is there").permissions().mode() & 0o777, 0o600);
}

#[test]
fn k8_a_folder_that_is_missing_or_read_only_is_a_notice_and_is_not_created() {
    let place = Place::new();
    place.know("one");
    let missing = place.dir.path().join("unmounted");
    let exchange = place.exchange_in(&missing);
    assert_eq!(exchange.notices, [FolderNotice::Missing(missing.clone())]);
    assert!(!missing.exists());
    let file = place.dir.path().join("file");
    fs::write(&file, "").expect("it is written");
    assert_eq!(place.exchange_in(&file).notices, [FolderNotice::Missing(file)]);
    // Nothing can be created in there, whoever asks.
    let exchange = place.exchange_in(Path::new("/proc/self/fdinfo"));
    assert!(matches!(exchange.notices.as_slice(), [FolderNotice::ReadOnly(..)]), "{exchange:?}");
    let found = MarksFolder::new(missing.clone(), place.dir.path().to_owned()).look(Some(&place.me));
    assert_eq!(found.notices, [FolderNotice::Missing(missing)]);
}

#[test]
fn k8_another_account_has_files_of_its_own() {
    let place = Place::new();
    place.know("one");
    place.exchange();
    let you = Account { id: CleanText::new("you"), ..place.me.clone() };
    let at = place.library.use_account(&you, Timestamp::UNIX_EPOCH).wait().expect("it is written");
    let folder = MarksFolder::new(place.folder(), place.dir.path().to_owned());
    let exchange = folder.exchange(&place.library, (at, &you), &mut Seen::default(), true).expect("it reads");
    assert_eq!(exchange, Exchange::default(), "no mark of the other account");
    assert!(!place.names().iter().any(|name| name.contains("me")), "the names do not tell the account");
}

#[test]
fn k8_a_damaged_computer_id_is_replaced_and_a_second_process_waits() {
    let place = Place::new();
    place.know("one");
    place.exchange();
    let file = place.dir.path().join("computer-id");
    let id = fs::read_to_string(&file).expect("it is there");
    assert!(computer::is_id(id.trim()), "{id}");
    for damage in ["", "../../etc/passwd", "0123456789ABCDEF", "\u{0}"] {
        fs::write(&file, damage).expect("it is written");
        place.know(&format!("after{}", damage.len()));
        place.exchange();
        let id = fs::read_to_string(&file).expect("it is there");
        assert!(computer::is_id(id.trim()), "{id}");
    }
    assert!(place.names().len() > 1);
    assert_eq!(place.exchange().merged.newer, 0);
}

#[test]
fn k8_an_empty_folder_is_not_taken_for_one_that_was_seen() {
    let place = Place::new();
    place.know("one");
    let folder = MarksFolder::new(place.folder(), place.dir.path().to_owned());
    let mut seen = Seen::default();
    let mut exchange =
        |at, me: &Account| folder.exchange(&place.library, (at, me), &mut seen, false).expect("it reads");
    let first = exchange(place.at, &place.me);
    assert!(first.wrote && !first.is_unchanged(), "{first:?}");
    assert!(exchange(place.at, &place.me).is_unchanged());
    // Nor the folder of another account, which is empty too.
    let you = Account { id: CleanText::new("you"), ..place.me.clone() };
    let at = place.library.use_account(&you, Timestamp::UNIX_EPOCH).wait().expect("it is written");
    assert!(!exchange(at, &you).is_unchanged());
    let mark = StampedMark { at: Timestamp::UNIX_EPOCH, mark: Some(Mark::Played) };
    let id = EpisodeId::parse("two").expect("an id");
    place.library.merge_marks(at, vec![(id, mark)], None).wait().expect("it is written");
    assert!(exchange(place.at, &place.me).merged.newer == 0 && exchange(at, &you).wrote);
}

#[test]
fn k8_a_write_that_failed_is_tried_again_without_a_further_mark() {
    let place = Place::new();
    place.know("one");
    // A folder stands where the number of this computer is kept, then one where its file is to be.
    let id = place.dir.path().join("computer-id");
    fs::create_dir(&id).expect("it is new");
    let folder = MarksFolder::new(place.folder(), place.dir.path().to_owned());
    let mut seen = Seen::default();
    let mut exchange = || folder.exchange(&place.library, (place.at, &place.me), &mut seen, false).expect("it reads");
    assert!(!exchange().is_complete());
    fs::remove_dir(&id).expect("it is empty");
    assert!(exchange().wrote);
    let own = place.folder().join(place.names().remove(0));
    fs::remove_file(&own).expect("it is there");
    fs::create_dir_all(own.join("full")).expect("it is new");
    for _ in 0..2 {
        let failed = exchange();
        assert!(!failed.is_complete() && !failed.is_unchanged(), "{failed:?}");
    }
    fs::remove_dir_all(&own).expect("it is there");
    assert!(exchange().wrote && exchange().is_unchanged());
}

#[test]
fn k8_all_files_together_have_a_limit_and_known_marks_are_not_sent() {
    let place = Place::new();
    fs::write(place.other("a.jsonl"), LINE).expect("it is written");
    let second = LINE.replace("4rOo", "0000");
    fs::write(place.other("b.jsonl"), format!("{LINE}\n{second}")).expect("it is written");
    let held = fs::read_dir(place.folder()).expect("a folder").map(|entry| entry.expect("an entry").metadata());
    let bytes: u64 = held.map(|data| data.expect("it is there").len()).sum();
    let folder = MarksFolder::new(place.folder(), place.dir.path().to_owned());
    for most in [folder::Most { bytes: bytes - 1, marks: 100 }, folder::Most { bytes, marks: 1 }] {
        let found = folder.clone().within(most).look(Some(&place.me));
        assert!(matches!(found.notices.as_slice(), [FolderNotice::TooMuch(_)]), "{found:?}");
    }
    let exchange = place.exchange();
    assert_eq!((exchange.merged.newer, exchange.merged.known, exchange.notices.len()), (1, 2, 0), "{exchange:?}");
    let again = place.exchange().merged;
    assert_eq!((again.newer, again.known), (0, 3), "{again:?}");
}

#[test]
fn d9_no_mark_of_a_deleted_account_comes_back() {
    let place = Place::new();
    place.know("one");
    place.library.wipe(place.at).wait().expect("it is written");
    let id = EpisodeId::parse("two").expect("an id");
    let mark = StampedMark { at: Timestamp::UNIX_EPOCH, mark: Some(Mark::Played) };
    let gone = Some(LibraryError::Gone);
    assert_eq!(place.library.merge_marks(place.at, vec![(id.clone(), mark)], None).wait().err(), gone);
    assert_eq!(place.library.import_played(place.at, vec![id], Timestamp::UNIX_EPOCH).wait().err(), gone);
    assert_eq!(place.library.undo_import(place.at, Timestamp::UNIX_EPOCH).wait().err(), gone);
    assert_eq!(place.library.reader().and_then(|reader| reader.marks(place.at)), Ok(vec![]));
}
