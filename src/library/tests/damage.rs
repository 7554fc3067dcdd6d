//! Damaged files: repaired, quarantined, or only unreadable for now.

use pretty_assertions::assert_eq;

use super::*;
use crate::{
    domain::{EpisodeSort, EpisodeState, StateFilter, ViewOptions},
    library::{read::collect, salvage},
};

#[test]
fn h7_damage_that_only_a_check_finds_is_quarantined_at_the_next_start() {
    let folder = folder();
    let (library, ..) = filled(&path(&folder));
    drop(library);
    let db = Connection::open(path(&folder)).expect("it opens");
    db.execute_batch(
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 3 WHERE name = 'episodes_by_key'",
    )
    .expect("it is written");
    assert!(matches!(open::check(&db), Err(LibraryError::Damaged(_)) | Ok(())));
    drop(db);
    let mut bytes = fs::read(path(&folder)).expect("it is there");
    bytes[3 * 4096..4 * 4096].fill(0x5a);
    fs::write(path(&folder), bytes).expect("it can be written");
    let Opened { notices, .. } = Library::open(&path(&folder)).expect("it opens");
    assert!(matches!(notices.as_slice(), [Notice::Quarantined { .. }]), "{notices:?}");
}

#[test]
fn a_database_of_another_program_is_set_aside_whole_and_a_folder_is_named() {
    let folder = folder();
    let other = Connection::open(path(&folder)).expect("it opens");
    other.execute_batch("CREATE TABLE marks (what); INSERT INTO marks VALUES ('theirs')").expect("it is written");
    drop(other);
    let notices = Library::open(&path(&folder)).expect("it opens").notices;
    let [Notice::Quarantined { name, .. }] = notices.as_slice() else { panic!("{notices:?}") };
    let kept = Connection::open(folder.path().join(name.as_str())).expect("it opens");
    let theirs = kept.query_row("SELECT what FROM marks", [], |row| row.get::<_, String>(0));
    assert_eq!(theirs, Ok("theirs".to_owned()));
    assert_eq!(Library::open(&path(&folder)).expect("it opens").notices, []);

    fs::remove_file(path(&folder)).expect("it goes");
    fs::create_dir(path(&folder)).expect("it is made");
    let notices = Library::open(&path(&folder)).expect("it opens").notices;
    assert!(
        matches!(notices.as_slice(), [Notice::InMemory(why)] if why.as_str().contains("a folder in its place")),
        "{notices:?}"
    );
    let error = Inspection::open(&path(&folder)).map(drop).expect_err("it is no library").to_string();
    assert!(error.contains("a folder in its place"), "{error}");
}

/// The notices of a library that was changed by other means and has noticed: rebuilding the search index reads everything.
fn met(path: &Path, change: &str) -> Vec<Notice> {
    let (library, account, show) = filled(path);
    let reader = library.reader().expect("it opens");
    let first = reader.episodes(show, None, 0..1).expect("it reads").remove(0);
    assert_eq!(mark_played(&library, account, &first), Ok(1));
    assert_eq!(reader.counts(account).expect("it reads").unplayed, 39);
    drop((reader, library));
    Connection::open(path).and_then(|db| db.execute_batch(change)).expect("it is changed");
    let library = Library::open(path).expect("it opens").library;
    assert!(matches!(library.rebuild_index(|_| {}), Err(LibraryError::Damaged(_))), "{change}");
    drop(library);
    Library::open(path).expect("it opens").notices
}

#[test]
fn d5_notes_that_cannot_be_read_are_fetched_again_and_nothing_else_is_lost() {
    let folder = folder();
    assert_eq!(met(&path(&folder), "UPDATE notes SET kind = 3, text = x'ff' WHERE id % 4 = 0"), []);
    let library = Library::open(&path(&folder)).expect("it opens").library;
    assert_eq!(library.rebuild_index(|_| {}), Ok(40));
    let reader = library.reader().expect("it opens");
    let (account, _) = reader.last_account().expect("it reads").expect("it is there");
    let Fetching { on_disk, fetch_state, .. } = reader.fetching(account).expect("it reads").remove(0);
    assert_eq!((on_disk, fetch_state.complete, fetch_state.next_offset), (40, false, 0));
    assert_eq!(reader.counts(account).expect("it reads").unplayed, 39, "the mark is kept");
    assert_eq!(reader.is_index_whole(), Ok(true));
}

/// Changes rows whose index is hidden, so that they differ from it.
pub(super) fn change_behind_an_index(path: &Path, rows: &str) {
    let db = Connection::open(path).expect("it opens");
    for change in [
        "PRAGMA writable_schema = ON; CREATE TEMP TABLE held AS SELECT * FROM sqlite_schema WHERE name = 'episodes_by_show';
         DELETE FROM sqlite_schema WHERE name = 'episodes_by_show'; PRAGMA writable_schema = RESET",
        rows,
        "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema SELECT * FROM held",
    ] {
        db.execute_batch(change).expect("it is changed");
    }
}

#[test]
fn d5_a_row_that_differs_from_its_index_is_repaired_and_no_mark_is_lost_whatever_the_search_index_lost() {
    for lost in ["SELECT 1", "DELETE FROM all_words_data", "DELETE FROM title_words_idx"] {
        let folder = folder();
        let path = path(&folder);
        let (library, account, show) = filled(&path);
        let last = library.reader().and_then(|reader| reader.episodes(show, None, 0..1));
        let last = last.expect("it reads").remove(0);
        assert_eq!(mark_played(&library, account, &last), Ok(1));
        drop(library);
        // The second has them of another episode, or of none.
        let rows = "UPDATE episodes SET day = day + 64, state = 0 WHERE state = 2;
                    UPDATE episodes SET notes = notes + 1 WHERE notes % 4 = 0";
        change_behind_an_index(&path, rows);
        Connection::open(&path).and_then(|db| db.execute_batch(lost)).expect("it is changed");

        let Opened { library, notices } = Library::open(&path).expect("it opens");
        assert_eq!(notices, [], "{lost}");
        let notes = "SELECT count(DISTINCT n.id), count(DISTINCT nullif(n.text, x'')), (SELECT count(*) FROM notes)
                     FROM episodes e JOIN notes n ON n.id = e.notes";
        let counts: [u32; 3] = Connection::open(&path)
            .and_then(|db| db.query_row(notes, [], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?])))
            .expect("it reads");
        assert_eq!(counts, [40, 21, 40], "two episodes with the same notes fetch theirs again");
        assert_eq!(check(&library), Ok(()));
        let reader = library.reader().expect("it opens");
        assert_eq!(reader.counts(account).expect("it reads").unplayed, 40);
        let newest = reader.episodes(show, None, 0..1).expect("it reads").remove(0);
        assert_eq!((newest.at, newest.mark), (last.at, Some(Mark::Played)), "by its day now");
        assert_eq!(reader.is_index_whole(), Ok(false));
    }
}

/// A file whose WAL is cut after the first pages of a transaction, and a connection that reads it.
fn cut_off(folder: &tempfile::TempDir, rows: &str) -> (Connection, Connection) {
    let path = path(folder);
    file::prepare(&path).expect("it can be created");
    let place = Place::File(path.clone());
    let db = open::connect(&place).expect("it opens");
    db.execute_batch("CREATE TABLE t (bytes BLOB); PRAGMA wal_checkpoint(TRUNCATE)").expect("it is written");
    db.execute_batch(rows).expect("it is written");
    let log = fs::OpenOptions::new().write(true).open(file::beside(&path, "-wal")).expect("it is there");
    log.set_len(32 + 4 * (4096 + 24)).expect("it is cut");
    (db, open::reader(&place).expect("it opens"))
}

#[test]
fn h7_a_page_that_cannot_be_read_is_an_error_of_the_disk_and_no_damage() {
    let one_large_row = "INSERT INTO t VALUES (zeroblob(100000))";
    let many_rows = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 200)
                     INSERT INTO t SELECT zeroblob(1000) FROM n";
    for rows in [one_large_row, many_rows] {
        let folder = folder();
        let (_db, reader) = cut_off(&folder, rows);
        let found: String = reader.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).expect("text");
        assert!(found.contains("page"), "{found}");
        assert!(matches!(open::check(&reader), Err(LibraryError::Io(_))), "{found}");
    }
}

#[test]
fn d5_a_title_that_cannot_be_read_quarantines_the_file() {
    let folder = folder();
    let notices = met(&path(&folder), "UPDATE episodes SET name = CAST(x'c328' AS TEXT) WHERE id % 4 = 0");
    assert!(matches!(notices.as_slice(), [Notice::Quarantined { .. }]), "{notices:?}");
}

/// The number of marks, and how the list and the one show are displayed.
fn own(library: &Library) -> (i64, String, String) {
    let db = library.reader().expect("it opens");
    db.run(|db| {
        let marks = db.query_row("SELECT count(*) FROM episodes WHERE mark IS NOT NULL", [], |row| row.get(0))?;
        let view = db.query_row("SELECT value FROM settings WHERE name = 'shows.view'", [], |row| row.get(0))?;
        Ok((marks, view, db.query_row("SELECT group_concat(view) FROM shows", [], |row| row.get(0))?))
    })
    .expect("it reads")
}

#[test]
fn k11_marks_and_views_are_saved_from_a_quarantined_library_page_by_page_that_can_be_read() {
    let folder = folder();
    let path = path(&folder);
    let (library, account, at) = filled(&path);
    look(&library, at, episodes(0..400)).expect("it is written");
    let reader = library.reader().expect("it opens");
    let shown = ViewOptions::new(ShowSort::Name, StateFilter::All);
    library.store_view(SHOWS, shown).wait().expect("it is written");
    let of_show = ViewOptions::new(EpisodeSort::Oldest, StateFilter::Only(EpisodeState::Unplayed));
    library.store_show_view(account, &show().key, of_show).wait().expect("it is written");
    // As before marks had a table of their own.
    let wanted = (0..400).map(|n| EpisodeKey::from_remote(&format!("episode{n}")));
    let marks = wanted.map(|episode| (EpisodeAt { show: show().key, episode }, Some(Mark::Played)));
    library.mark_each(account, marks.collect(), jiff::Timestamp::UNIX_EPOCH).wait().expect("it is written");
    library.execute("DELETE FROM marks", []).wait().expect("it is written");
    let pages = reader.run(|db| {
        collect(db, "SELECT pageno FROM dbstat WHERE name = 'episodes' AND pagetype = 'leaf'", [], |row| {
            Ok(usize::try_from(row.get::<_, i64>(0)?).expect("a page") - 1)
        })
    });
    drop((reader, library));
    let whole = fs::read(&path).expect("it is there");
    // The library that is damaged again and again, and how many of 400 marks are left each time.
    let pages = pages.unwrap_or_else(|_| (2..whole.len() / 4096).collect());
    let mut partly = 0;
    for page in pages {
        let mut bytes = whole.clone();
        bytes[page * 4096..(page + 1).min(whole.len() / 4096) * 4096].fill(0x5a);
        fs::write(&path, bytes).expect("written");
        for side in ["-wal", "-shm"] {
            let _ = fs::remove_file(file::beside(&path, side));
        }
        let Opened { library, notices } = Library::open(&path).expect("it opens");
        let [Notice::Quarantined { salvaged, .. }] = notices[..] else { continue };
        // All were marked: some are missing where not every row could be read.
        assert_eq!(salvaged.is_whole, salvaged.marks == 400, "page {page}");
        partly += usize::from((1..400).contains(&salvaged.marks));
        if salvaged.marks == 0 {
            continue;
        }
        // Fetched again, everything is as it was, as far as it could be read.
        drop(library);
        let (library, again, at) = filled(&path);
        look(&library, at, episodes(0..400)).expect("it is written");
        assert_eq!(again, account);
        let (left, view, of) = own(&library);
        assert_eq!(
            (left, view.as_str(), of.as_str()),
            (i64::from(salvaged.marks), "sort=name state=all", "sort=oldest state=unplayed"),
            "page {page}"
        );
        let waiting = library.reader().and_then(|reader| reader.run(salvage::is_waiting));
        assert_eq!(waiting, Ok(false));
    }
    assert_ne!(partly, 0, "some marks are on a page of their own");
}

#[test]
fn k11_marks_with_times_are_saved_whole_where_episodes_cannot_be_read() {
    let folder = folder();
    let path = path(&folder);
    let (library, account, at) = filled(&path);
    look(&library, at, episodes(0..400)).expect("it is written");
    let now: jiff::Timestamp = "2026-11-03T12:00:00Z".parse().expect("a time");
    let wanted = (0..400).map(|n| EpisodeKey::from_remote(&format!("episode{n}")));
    let marks = wanted.map(|episode| (EpisodeAt { show: show().key, episode }, Some(Mark::Played)));
    library.mark_each(account, marks.collect(), now).wait().expect("it is written");
    let reader = library.reader().expect("it opens");
    let before = reader.marks(account).expect("it reads");
    assert_eq!(before.len(), 400);
    let pages = reader.run(|db| {
        collect(db, "SELECT pageno FROM dbstat WHERE name = 'episodes' AND pagetype = 'leaf'", [], |row| {
            Ok(usize::try_from(row.get::<_, i64>(0)?).expect("a page") - 1)
        })
    });
    drop((reader, library));
    let Ok(Some(page)) = pages.map(|pages| pages.last().copied()) else { return };
    let mut bytes = fs::read(&path).expect("it is there");
    bytes[page * 4096..(page + 1) * 4096].fill(0x5a);
    fs::write(&path, bytes).expect("written");
    file::mark_damaged(&path);
    let Opened { library, notices } = Library::open(&path).expect("it opens");
    let [Notice::Quarantined { salvaged, .. }] = notices[..] else { panic!("{notices:?}") };
    assert_eq!((salvaged.marks, salvaged.is_whole), (400, true));
    assert_eq!(library.reader().and_then(|reader| reader.marks(account)), Ok(before));
}
