//! Tests that need internals: migrations killed at every step, damage, a full disk.

mod confirmed;
mod damage;
mod formats;
mod saved;
mod travel;

use std::fs;

use rusqlite::{Connection, TransactionBehavior};

use super::{file, open, schema, *};
use crate::domain::rich::Html;
use crate::domain::{
    Account, CleanText, Episode, EpisodeAt, EpisodeKey, Notes, Page, Progress, Show, ShowKey, ShowSort,
};

fn path(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("library.db")
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// A library with one show of 40 episodes.
fn filled(path: &Path) -> (Library, AccountRef, ShowRef) {
    let library = Library::open(path).expect("it opens").library;
    let me = Account { id: CleanText::new("me"), display_name: None, premium: Some(true) };
    let account = library.use_account(&me, jiff::Timestamp::UNIX_EPOCH).wait().expect("it is written");
    let pass = library.begin_shows_pass(account).wait().expect("it is written");
    library.apply_shows_page(pass, page(vec![show()])).wait().expect("it is written");
    let reader = library.reader().expect("it opens");
    let show = reader.shows(account, ShowSort::Added).expect("it reads")[0].at;
    look(&library, show, episodes(0..40)).expect("it is written");
    (library, account, show)
}

/// Writes a page at the top of a show's list.
fn look(library: &Library, show: ShowRef, episodes: Vec<Episode>) -> Result<PageOutcome, LibraryError> {
    let step =
        library.apply_episodes_step(show, page(episodes), Step::Look, jiff::Timestamp::UNIX_EPOCH, |before, _| {
            before.clone()
        });
    step.wait().map(|(outcome, _)| outcome)
}

fn mark_played(library: &Library, account: AccountRef, row: &EpisodeRow) -> Result<usize, LibraryError> {
    let at = EpisodeAt { show: row.show_key.clone(), episode: row.episode.key.clone() };
    library
        .mark_each(account, vec![(at, Some(Mark::Played))], jiff::Timestamp::UNIX_EPOCH)
        .wait()
        .map(|undo| undo.len())
}

fn check(library: &Library) -> Result<(), LibraryError> {
    library.reader()?.run(open::check)
}

fn page<T>(items: Vec<T>) -> Page<T> {
    let received = u32::try_from(items.len()).expect("few");
    let items = (0..).zip(items).collect();
    Page { items, skipped: 0, offset: 0, limit: 50, received, total: Some(received), has_next: false }
}

fn show() -> Show {
    Show {
        key: ShowKey::from_remote("show"),
        name: CleanText::new("A show"),
        publisher: None,
        notes: Notes::Plain(Html::new("About it")),
        total_episodes: Some(40),
        explicit: false,
        languages: vec![CleanText::new("en")],
        media: crate::domain::MediaType::Audio,
        images: crate::domain::Images::default(),
        kind: crate::domain::ShowKind::Podcast,
        copyrights: Vec::new(),
        added_at: None,
    }
}

fn episodes(range: std::ops::Range<u32>) -> Vec<Episode> {
    let episode = |n: u32| Episode {
        key: EpisodeKey::from_remote(&format!("episode{n}")),
        name: CleanText::new(&format!("Episode {n}")),
        released: crate::domain::ReleaseDate::parse(&format!("2026-11-{:02}", 1 + n % 28)),
        duration: std::time::Duration::from_mins(30),
        progress: Progress::Unplayed,
        explicit: false,
        playable: true,
        languages: Vec::new(),
        notes: Notes::Html(Html::new(&format!("<p>{}</p>", format!("w{n} words of it ").repeat(40)))),
        position: n,
    };
    range.map(episode).collect()
}

#[test]
fn h6_a_migration_killed_at_any_statement_is_repeated() {
    for (number, statements) in (1_u32..).zip(schema::MIGRATIONS) {
        for killed_after in 0..=statements.len() {
            let folder = folder();
            file::prepare(&path(&folder)).expect("it can be created");
            let mut db = open::connect(&Place::File(path(&folder))).expect("it opens");
            schema::migrate_with(&mut db, &schema::MIGRATIONS[..number as usize - 1]).expect("it migrates");
            let step = db.transaction_with_behavior(TransactionBehavior::Immediate).expect("it begins");
            for statement in &statements[..killed_after] {
                step.execute_batch(statement).expect("it runs");
            }
            // Neither committed nor rolled back: the files are what a killed process leaves.
            let copy = folder.path().join("killed.db");
            for end in ["", "-wal"] {
                fs::copy(file::beside(&path(&folder), end), file::beside(&copy, end)).expect("it is there");
            }
            drop(step);
            let (library, account, _) = filled(&copy);
            assert_eq!(library.reader().and_then(|reader| reader.counts(account)).map(|counts| counts.total), Ok(40));
            assert_eq!(check(&library), Ok(()));
        }
    }
}

#[test]
fn h6_a_newer_library_is_left_as_it_is_though_damage_was_met() {
    let folder = folder();
    drop(filled(&path(&folder)));
    let change = "PRAGMA user_version = 99; DROP TABLE title_words; DELETE FROM notes WHERE id % 2 = 0";
    Connection::open(path(&folder)).and_then(|db| db.execute_batch(change)).expect("it is changed");
    file::mark_damaged(&path(&folder));
    let before = fs::read(path(&folder)).expect("it reads");
    let Opened { notices, .. } = Library::open(&path(&folder)).expect("it opens");
    assert!(matches!(notices[..], [Notice::ReadOnly(ReadOnlyReason::NewerSchema { found: 99, .. })]), "{notices:?}");
    assert_eq!(fs::read(path(&folder)).expect("it reads"), before);
}

#[test]
fn the_number_of_waiting_jobs_returns_to_zero() {
    let folder = folder();
    let (library, account, _) = filled(&path(&folder));
    assert!(library.others_wrote().wait().is_ok() && library.compact().wait().is_ok());
    assert_eq!(library.finish_full(account).wait(), Ok(()));
    assert_eq!(library.0.waiting.load(Ordering::Relaxed), 0);
}

#[test]
fn h6_a_newer_library_is_read_and_not_written() {
    let folder = folder();
    let (library, account, show) = filled(&path(&folder));
    library.write(|db| Ok(db.pragma_update(None, "user_version", 99)?)).wait().expect("it is written");
    drop(library);
    let Opened { library, notices } = Library::open(&path(&folder)).expect("it opens");
    let reason = ReadOnlyReason::NewerSchema { found: 99, known: schema::newest() };
    assert_eq!(notices, [Notice::ReadOnly(reason.clone())]);
    let reader = library.reader().expect("it opens");
    assert_eq!(reader.shows(account, ShowSort::Name).map(|shows| shows.len()), Ok(1));
    assert_eq!(look(&library, show, episodes(0..1)), Err(LibraryError::ReadOnly(reason)));
}

#[test]
fn h3_a_full_disk_is_one_error_changes_nothing_and_reading_goes_on() {
    let folder = folder();
    let (library, account, show) = filled(&path(&folder));
    let limit = |db: &Transaction<'_>| {
        let pages: i64 = db.pragma_query_value(None, "page_count", |row| row.get(0))?;
        Ok(db.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| row.get::<_, i64>(0))?)
    };
    library.write(limit).wait().expect("it is set");
    let reader = library.reader().expect("it opens");
    let before = reader.shows(account, ShowSort::Name);
    let many: Vec<Episode> = episodes(40..2000);
    assert_eq!(look(&library, show, many), Err(LibraryError::DiskFull));
    assert_eq!(reader.shows(account, ShowSort::Name), before);
    assert_eq!(reader.episodes(show, None, 0..100).map(|rows| rows.len()), Ok(40));
    assert_eq!(check(&library), Ok(()));
}

#[test]
fn h2_a_page_that_fails_halfway_changes_nothing() {
    let folder = folder();
    let (library, account, show) = filled(&path(&folder));
    let fail =
        "CREATE TRIGGER fail BEFORE INSERT ON notes WHEN NEW.episode % 7 = 3 BEGIN SELECT RAISE(ABORT, 'x'); END";
    library.write(move |db| Ok(db.execute_batch(fail)?)).wait().expect("it is written");
    let reader = library.reader().expect("it opens");
    let state = |reader: &Reader| {
        let found = reader.search(account, &Query::parse("words"), 100).expect("it reads");
        (
            reader.show(show),
            found.episodes.len(),
            reader.timeline(account, &TimelineWindow { limit: 99, ..Default::default() }),
        )
    };
    let before = state(&reader);
    assert!(look(&library, show, episodes(30..80)).is_err());
    assert_eq!(state(&reader), before);
}

#[test]
fn an_episode_keeps_its_notes_on_another_day_and_changed_ones_replace_them() {
    let folder = folder();
    let (library, _, show) = filled(&path(&folder));
    let reader = library.reader().expect("it opens");
    let stored = || {
        let row = reader.episodes(show, None, 0..50).expect("it reads").remove(0);
        let notes = reader.notes(row.at).expect("it reads");
        let count = "SELECT count(*), count(DISTINCT id) FROM notes";
        let count = reader.one(count, [], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, u32>(1)?))).expect("it reads");
        (row.episode.key, notes, count)
    };
    let mut episode = episodes(7..8).remove(0);
    episode.released = crate::domain::ReleaseDate::parse("2026-12-24");
    for notes in [episode.notes.clone(), Notes::Plain(Html::new("others")), Notes::default()] {
        episode.notes = notes.clone();
        look(&library, show, vec![episode.clone()]).expect("it is written");
        assert_eq!(stored(), (episode.key.clone(), notes, Some((40, 40))));
    }
}

#[test]
fn notes_packed_in_another_way_are_no_change() {
    let folder = folder();
    let (library, _, show) = filled(&path(&folder));
    for (number, episode) in (1..).zip(episodes(0..40)) {
        let Notes::Html(html) = episode.notes else { continue };
        let text = html.untrusted().as_bytes().to_vec();
        let change = "UPDATE notes SET kind = 1, text = ?2 WHERE id = ?1 AND kind > 1";
        let change = library.write(move |db| Ok(db.execute(change, rusqlite::params![number, text])?));
        assert_eq!(change.wait(), Ok(1));
    }
    let outcome = look(&library, show, episodes(0..40)).expect("it is written");
    assert_eq!((outcome.unchanged, outcome.changed, outcome.new), (40, 0, 0));
}

#[test]
fn d5_a_file_that_is_no_library_is_quarantined_and_named() {
    let folder = folder();
    for garbage in [b"garbage ".repeat(2000), b"SQLite format 3\0".to_vec(), vec![0; 5000]] {
        let path = path(&folder);
        let _ = file::erase(&path);
        fs::write(&path, &garbage).expect("it can be written");
        let Opened { library, notices } = Library::open(&path).expect("it opens");
        assert_eq!(library.read_only(), None);
        let [Notice::Quarantined { name, .. }] = notices.as_slice() else { panic!("{notices:?}") };
        assert!(name.as_str().starts_with("library.db.corrupt-"), "{name}");
        assert_eq!(fs::read(folder.path().join(name.as_str())).expect("it is there"), garbage);
        drop(library);
        filled(&path);
    }
}

#[test]
fn only_the_newest_two_damaged_libraries_are_kept() {
    let folder = folder();
    let mut names = Vec::new();
    for _ in 0..4 {
        fs::write(path(&folder), b"garbage ".repeat(2000)).expect("it can be written");
        let Opened { notices, .. } = Library::open(&path(&folder)).expect("it opens");
        let [Notice::Quarantined { name, .. }] = notices.as_slice() else { panic!("{notices:?}") };
        names.push(name.to_string());
    }
    let is_there = |name: &String| folder.path().join(name).exists();
    assert_eq!(names.iter().map(is_there).collect::<Vec<_>>(), [false, false, true, true]);
}

#[test]
fn d5_flipped_bits_never_panic_and_something_opens() {
    let folder = folder();
    let (library, ..) = filled(&path(&folder));
    drop(library);
    let good = fs::read(path(&folder)).expect("it is there");
    let mut random: u64 = 42;
    for round in 0..60 {
        let path = folder.path().join(format!("{round}.db"));
        let mut bytes = good.clone();
        for _ in 0..=round % 8 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(random >> 20).expect("64 bits") % bytes.len();
            bytes[at] ^= 1 << (random & 7);
        }
        fs::write(&path, bytes).expect("it can be written");
        let library = Library::open(&path).expect("it opens").library;
        let reader = library.reader().expect("it opens");
        let Ok(Some((account, _))) = reader.last_account() else { continue };
        let _ = reader.timeline(account, &TimelineWindow { limit: 50, ..TimelineWindow::default() });
        let _ = reader.search(account, &Query::parse("words"), 50);
        for show in reader.shows(account, ShowSort::Name).unwrap_or_default() {
            for row in reader.episodes(show.at, None, 0..50).unwrap_or_default() {
                let _ = (reader.notes(row.at), reader.snippet(row.at, &Query::parse("words"), 50));
            }
            let _ = look(&library, show.at, episodes(0..50));
        }
    }
}

#[test]
fn h5_every_connection_has_the_settings_that_keep_it_safe() {
    assert!(rusqlite::version_number() >= 3_051_003);
    let folder = folder();
    let (library, ..) = filled(&path(&folder));
    let read = |db: &Connection, name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let reader = open::reader(&library.0.place).expect("it opens");
    let writer = open::connect(&library.0.place).expect("it opens");
    for db in [&reader, &writer] {
        assert_eq!(read(db, "trusted_schema"), Ok(0));
        assert_eq!(read(db, "busy_timeout"), Ok(30_000));
        assert_eq!(db.pragma_query_value(None, "journal_mode", |row| row.get(0)), Ok("wal".to_owned()));
    }
    assert_eq!(read(&writer, "synchronous"), Ok(1));
    assert!(reader.execute("DELETE FROM shows", []).is_err());
}

#[test]
fn h3_a_library_that_cannot_be_opened_is_in_memory() {
    let folder = folder();
    let blocked = folder.path().join("file");
    fs::write(&blocked, "in the way").expect("it can be written");
    let Opened { library, notices } = Library::open(&blocked.join("library.db")).expect("it opens");
    assert!(matches!(notices.as_slice(), [Notice::InMemory(_)]), "{notices:?}");
    let me = Account { id: CleanText::new("me"), display_name: None, premium: None };
    let account = library.use_account(&me, jiff::Timestamp::UNIX_EPOCH).wait().expect("it is written");
    assert_eq!(library.reader().and_then(|reader| reader.last_account()), Ok(Some((account, me))));
}

#[test]
fn d5_a_pipe_in_its_place_does_not_block() {
    let folder = folder();
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    rustix::fs::mkfifoat(rustix::fs::CWD, path(&folder), mode).expect("it is made");
    let opened = Library::open(&path(&folder)).expect("something opens");
    assert!(matches!(opened.notices.as_slice(), [Notice::InMemory(_)]), "{:?}", opened.notices);
    assert!(Inspection::open(&path(&folder)).is_err());
}

#[test]
fn h3_a_folder_without_write_permission_is_read() {
    let folder = folder();
    let (library, account, _) = filled(&path(&folder));
    drop(library);
    // As root no permission stands in the way: the places are opened as they would be.
    let reason = ReadOnlyReason::Storage(CleanText::new("read-only file system"));
    let place = Place::ReadOnly { path: path(&folder), reason, immutable: true };
    let reader = Reader::new(open::reader(&place).expect("it opens"), None, RequestLog::default());
    assert_eq!(reader.shows(account, ShowSort::Name).map(|shows| shows.len()), Ok(1));
    assert!(!file::beside(&path(&folder), "-shm").exists());
}

#[test]
fn every_long_walk_uses_an_index_and_no_sorter() {
    let folder = folder();
    let (library, ..) = filled(&path(&folder));
    let db = open::reader(&library.0.place).expect("it opens");
    for query in [
        "SELECT id FROM episodes WHERE show = 1 AND (1 IS NULL OR state = 1) ORDER BY day DESC, position, state",
        "SELECT id FROM episodes WHERE show = 1 ORDER BY day, position DESC, state DESC",
        "SELECT e.id FROM episodes e INDEXED BY episodes_by_state CROSS JOIN shows s ON s.id = e.show
         WHERE e.id BETWEEN 1 AND 2 AND e.state = 1 AND s.missed_at IS NULL ORDER BY e.id DESC LIMIT 3",
        "SELECT e.id FROM episodes e NOT INDEXED CROSS JOIN shows s ON s.id = e.show
         WHERE e.id BETWEEN 1 AND 2 AND s.missed_at IS NULL ORDER BY e.id LIMIT 3",
    ] {
        let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {query}")).expect("it is understood");
        let plan: Vec<String> =
            statement.query_map([], |row| row.get(3)).expect("it runs").collect::<Result<_, _>>().expect("it reads");
        assert!(plan.iter().all(|step| step.starts_with("SEARCH")), "{plan:?}");
    }
}
