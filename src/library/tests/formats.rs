//! Libraries of former formats, and row ids that a day has no room for.

use pretty_assertions::assert_eq;

use super::{damage::change_behind_an_index, *};
use crate::domain::{EpisodeSort, EpisodeState, FeedSort, Query, ReleaseDate, StateFilter, ViewOptions};

/// A library of format 1: an account for each of `ids`, with a show of one episode.
fn of_format_1(path: &Path, ids: &[i64]) {
    file::prepare(path).expect("it can be created");
    let mut db = open::connect(&Place::File(path.to_owned())).expect("it opens");
    schema::migrate_with(&mut db, &schema::MIGRATIONS[..1]).expect("it migrates");
    for id in ids {
        let row = (id << 31) + 7;
        let rows = format!(
            "INSERT INTO accounts (id, key, used_at, new_seen_at) VALUES ({id}, 'account {id}', {id}, 1000);
             INSERT INTO shows (id, account, key, position, name, folded, flags, media, languages, copyrights, seen, view)
                VALUES ({id}, {id}, CAST('oshow' AS BLOB), 0, 'Show', 'show', 0, 0, '', '', 0, 9);
             INSERT INTO episodes (id, show, key, name, duration, position, state, remote, resumed, flags, languages,
                                   seen, arrived)
                VALUES ({row}, {id}, CAST('oepisode' AS BLOB), 'Word', 1, 0, 0, 0, 0, 0, '', 0, 0);
             INSERT INTO notes VALUES ({row}, 0, CAST('notes of {id}' AS BLOB));
             INSERT INTO title_words (rowid, words) VALUES ({row}, 'word');
             INSERT INTO all_words (rowid, words) VALUES ({row}, 'word')"
        );
        db.execute_batch(&rows).expect("it is written");
    }
    db.execute_batch("INSERT INTO settings VALUES ('shows_view', 6), ('new_view', 7), ('in_progress_view', 200)")
        .expect("it is written");
}

fn found(reader: &Reader, account: AccountRef) -> Vec<EpisodeRef> {
    let found = reader.search(account, &Query::parse("word"), 9).expect("it searches");
    found.episodes.into_iter().map(|hit| hit.row.at).collect()
}

#[test]
fn views_stored_as_numbers_become_words_and_the_time_a_feed_was_seen_stays() {
    let folder = folder();
    of_format_1(&path(&folder), &[1]);
    let library = Library::open(&path(&folder)).expect("it opens").library;
    let reader = library.reader().expect("it opens");
    let (account, _) = reader.last_account().expect("it reads").expect("one");
    let unplayed = StateFilter::Only(EpisodeState::Unplayed);
    assert_eq!(reader.view(SHOWS), Ok(ViewOptions::new(ShowSort::Latest, unplayed)));
    let played = ViewOptions::new(FeedSort::Newest, StateFilter::Only(EpisodeState::Played));
    assert_eq!(reader.view("new"), Ok(ViewOptions { one_per_show: true, ..played }));
    assert_eq!(reader.view("in-progress"), Ok(ViewOptions::<FeedSort>::default()));
    let show = reader.shows(account, ShowSort::Added).expect("it reads")[0].at;
    assert_eq!(reader.show_view(show), Ok(ViewOptions::new(EpisodeSort::Longest, unplayed)));
    let second = jiff::Timestamp::from_second(1).expect("a time");
    assert_eq!(reader.feed_seen_at(account, "new"), Ok(Some(second)));
    assert_eq!(reader.feed_seen_at(account, "in-progress"), Ok(None));
    assert_eq!((account, found(&reader, account)), (AccountRef(1), vec![EpisodeRef((1 << 31) + 7)]));
    assert_eq!(reader.is_index_whole(), Ok(true));
}

#[test]
fn accounts_after_the_first_move_to_blocks_of_row_ids_of_their_own() {
    let folder = folder();
    of_format_1(&path(&folder), &[3, 4, 600]);
    let library = Library::open(&path(&folder)).expect("it opens").library;
    let reader = library.reader().expect("it opens");
    let accounts = [3, 4, 600].map(|id| {
        let found = reader.find_account(&CleanText::new(&format!("account {id}"))).expect("it reads");
        found.expect("it is there")
    });
    assert_eq!(accounts, [3, 1024, 1536].map(AccountRef));
    assert_eq!(reader.is_index_whole(), Ok(false));
    assert_eq!(library.rebuild_index(|_| {}), Ok(3));
    for (account, (number, former)) in accounts.into_iter().zip([(3, 3), (1024, 4), (1536, 600)]) {
        let at = EpisodeRef((number << 31) + 7);
        assert_eq!(found(&reader, account), [at]);
        let notes = Notes::Plain(Html::new(&format!("notes of {former}")));
        assert_eq!(reader.notes(at), Ok(notes));
        let rows = reader.timeline(account, &TimelineWindow { limit: 9, ..TimelineWindow::default() });
        assert_eq!(rows.expect("it reads").len(), 1);
        assert!(reader.feed_seen_at(account, "new").expect("it reads").is_some());
    }
    let other = Account { id: CleanText::new("other"), display_name: None, premium: None };
    let next = library.use_account(&other, jiff::Timestamp::UNIX_EPOCH).wait();
    assert_eq!(next, Ok(AccountRef(2048)));
    assert_eq!(check(&library), Ok(()));
}

/// The library of format 1, migrated to format 8.
fn of_format_8(path: &Path) -> rusqlite::Connection {
    of_format_1(path, &[1]);
    let mut db = open::connect(&Place::File(path.to_owned())).expect("it opens");
    schema::migrate_with(&mut db, &schema::MIGRATIONS[..8]).expect("it migrates");
    db
}

#[test]
fn h3_notes_of_format_8_are_read_where_the_library_cannot_be_migrated() {
    let folder = folder();
    let path = path(&folder);
    of_format_8(&path).execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("it is written");
    let reason = ReadOnlyReason::Storage(CleanText::new("read-only file system"));
    let place = Place::ReadOnly { path: path.clone(), reason, immutable: true };
    let reader = Reader::new(open::reader(&place).expect("it opens"), None, RequestLog::default());
    let (at, notes) = (EpisodeRef((1 << 31) + 7), Notes::Plain(Html::new("notes of 1")));
    assert_eq!(reader.notes(at), Ok(notes.clone()));
    assert_eq!(reader.packed_notes([at]).map(|packed| packed[0].unpack()), Ok(Ok(notes)));
    assert!(!file::is_marked_damaged(&path));
}

#[test]
fn episodes_of_a_former_format_are_looked_up_by_show_and_key() {
    let folder = folder();
    of_format_1(&path(&folder), &[1]);
    let library = Library::open(&path(&folder)).expect("it opens").library;
    let plan = "EXPLAIN QUERY PLAN SELECT id FROM episodes WHERE show = 1 AND key = CAST('oepisode' AS BLOB)";
    let reader = library.reader().expect("it opens");
    let plan = reader.run(|db| Ok(db.query_row(plan, [], |row| row.get::<_, String>(3))?)).expect("it reads");
    assert!(plan.ends_with("COVERING INDEX episodes_by_key (show=? AND key=?)"), "{plan}");
    assert_eq!(check(&library), Ok(()));
}

#[test]
fn d5_a_row_of_format_8_that_differs_from_its_index_is_repaired() {
    let folder = folder();
    let path = path(&folder);
    drop(of_format_8(&path));
    change_behind_an_index(&path, "UPDATE episodes SET day = 64");
    let Opened { library, notices } = Library::open(&path).expect("it opens");
    assert_eq!(notices, []);
    let reader = library.reader().expect("it opens");
    assert_eq!(reader.notes(EpisodeRef((1 << 31) + 7)), Ok(Notes::Plain(Html::new("notes of 1"))));
    assert_eq!(check(&library), Ok(()));
}

#[test]
fn h6_marks_of_a_former_format_get_a_row_without_a_time_and_a_migration_is_repeatable() {
    let folder = folder();
    of_format_1(&path(&folder), &[1]);
    let db = || open::connect(&Place::File(path(&folder))).expect("it opens");
    let rows =
        "INSERT INTO episodes (id, show, key, name, duration, position, state, remote, resumed, mark, flags, languages,
                                      seen, arrived)
                VALUES (1, 1, CAST('iheard' AS BLOB), '', 1, 0, 2, 0, 0, 2, 0, '', 0, 0),
                       (2, 1, x'6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f6f', '', 1, 0, 0, 2, 0, 0, 0, '', 0, 0),
                       (3, 1, CAST('oodd' AS BLOB), '', 1, 0, 2, 0, 0, 2, 0, '', 0, 0);
                UPDATE shows SET total = 4, unplayed = 2";
    db().execute_batch(rows).expect("it is written");
    // A migration that stops within its statements leaves the former format.
    let mut broken = schema::MIGRATIONS.to_vec();
    let last: Vec<&str> = [schema::MIGRATIONS[6], &["SELECT * FROM nowhere"]].concat();
    broken[6] = &last;
    for _ in 0..3 {
        assert!(schema::migrate_with(&mut db(), &broken).is_err());
        assert_eq!(schema::format(&db()), Ok(6));
    }
    let library = Library::open(&path(&folder)).expect("it opens").library;
    let marks = library.reader().expect("it opens").marks(AccountRef(1)).expect("it reads");
    let mut marks: Vec<_> = marks.iter().map(|(id, stamped)| (id.as_str(), stamped.mark, stamped.at)).collect();
    marks.sort_by_key(|(_, mark, _)| *mark == Some(Mark::Unplayed));
    assert_eq!(marks.len(), 2, "an odd key is unique in its show alone: {marks:?}");
    assert_eq!(marks[0], ("heard", Some(Mark::Played), jiff::Timestamp::UNIX_EPOCH));
    assert_eq!((marks[1].0.len(), marks[1].1), (22, Some(Mark::Unplayed)), "16 bytes are a number, whatever the first");
}

#[test]
fn a_show_of_50_000_undated_episodes_has_room_and_so_has_a_day_of_20_000() {
    let folder = folder();
    let (library, account, show) = filled(&path(&folder));
    let of = |range: std::ops::Range<u32>, released: Option<ReleaseDate>| {
        episodes(range).into_iter().map(|episode| Episode { released, notes: Notes::default(), ..episode }).collect()
    };
    for from in (0..50_000).step_by(10_000) {
        let written = look(&library, show, of(1_000 + from..11_000 + from, None));
        assert_eq!(written.map(|page| page.new), Ok(10_000));
    }
    let day = ReleaseDate::parse("2020-01-01");
    for from in [100_000, 110_000] {
        assert_eq!(look(&library, show, of(from..from + 10_000, day)).map(|page| page.new), Ok(10_000));
    }
    let reader = library.reader().expect("it opens");
    assert_eq!(reader.counts(account).map(|counts| counts.total), Ok(70_040));
    let window = TimelineWindow { limit: 70_040, ..TimelineWindow::default() };
    let rows = reader.timeline(account, &window).expect("it reads");
    let dates: Vec<_> = rows.iter().map(|row| row.episode.released).collect();
    assert_eq!(dates.len(), 70_040);
    assert!(dates.is_sorted_by(|newer, older| newer >= older), "the newest come first, undated ones last");
    let newest = reader.search(account, &Query::parse("episode"), 40).expect("it searches");
    assert!(newest.episodes.iter().all(|hit| hit.row.episode.released > day));
    // What is known keeps its row.
    let again = look(&library, show, of(1_000..1_500, None)).map(|page| (page.new, page.unchanged));
    assert_eq!(again, Ok((0, 500)));
    assert_eq!(check(&library), Ok(()));
}

#[test]
fn requests_counted_by_a_former_format_go_on_counting_in_the_file_of_the_client() {
    let folder = folder();
    of_format_1(&path(&folder), &[1]);
    let hour = 494_412;
    // The last was counted before the clock was set back.
    let rows = format!("INSERT INTO requests VALUES ({hour}, 7, 2), ({}, 500, 1), ({}, 1, 0)", hour - 1, hour + 100);
    open::connect(&Place::File(path(&folder))).expect("it opens").execute_batch(&rows).expect("it is written");
    let library = Library::open(&path(&folder)).expect("it opens").library;
    let db = open::connect(&Place::File(path(&folder))).expect("it opens");
    let count = |of: &str| db.query_row(of, [], |row| row.get::<_, u32>(0)).expect("it reads");
    assert_eq!(count("SELECT count(*) FROM sqlite_schema WHERE name = 'requests'"), 0, "the table is gone");
    let left = || count("SELECT count(*) FROM settings WHERE name GLOB 'requests *'");
    assert_eq!(left(), 3);
    // A file that cannot be written takes nothing.
    std::fs::write(folder.path().join("file"), "").expect("it is written");
    library.requests().keep_at(folder.path().join("file/requests-x.json"));
    assert!(library.carry_requests().wait().is_err());
    assert_eq!(left(), 3);

    let file = folder.path().join("state/requests-x.json");
    library.requests().keep_at(file.clone());
    let now = jiff::Timestamp::from_second(hour * 3600 + 60).expect("a time");
    library.requests().count(crate::domain::RequestOrigin::Person, 1, now);
    for _ in 0..2 {
        library.carry_requests().wait().expect("it is written");
        let record = RequestLog::at(file.clone()).record(now);
        assert_eq!((record.background(), record.person(), left()), (508, 4, 0));
    }
    assert_eq!(check(&library), Ok(()));
}
