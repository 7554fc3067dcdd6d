//! A filled library against one written page by page.

use pretty_assertions::assert_eq;

use super::*;
use crate::{
    domain::{EpisodeKey, MediaType, Notes, Progress, ReleaseDate, ShowKey, ShowKind, ShowSort, rich::Html},
    library::{PageOutcome, Step},
};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn me() -> Account {
    Account { id: CleanText::new("me"), display_name: Some(CleanText::new("Me")), premium: None }
}

fn show(name: &str) -> Show {
    Show {
        key: ShowKey::from_remote(name),
        name: CleanText::new(name),
        publisher: None,
        notes: Notes::Html(Html::new("<p>About it</p>")),
        total_episodes: Some(7),
        explicit: false,
        languages: vec![CleanText::new("en")],
        media: MediaType::Audio,
        images: crate::domain::Images::default(),
        kind: ShowKind::Podcast,
        copyrights: Vec::new(),
        added_at: Some(NOW),
    }
}

/// A show of 120 episodes on 100 days, with every state, in pages of 50.
fn pages(show: &str) -> Vec<Page<Episode>> {
    let episode = |n: u32| Episode {
        key: EpisodeKey::from_remote(&format!("{show}{n}")),
        name: CleanText::new(&format!("{show}, Überraschung {n}")),
        released: ReleaseDate::parse(&format!("2026-{:02}-{:02}", 12 - n % 10, 28 - n % 7)),
        duration: std::time::Duration::from_mins(3),
        progress: match n % 3 {
            0 => Progress::Unplayed,
            1 => Progress::Played,
            _ => Progress::InProgress { position: std::time::Duration::from_secs(5) },
        },
        explicit: n.is_multiple_of(2),
        playable: true,
        languages: vec![CleanText::new("de-DE")],
        notes: Notes::Html(Html::new(&format!("<p>Notes of the episode {n}</p><p>Music and science &amp; 東京</p>"))),
        position: n,
    };
    let page = |offset: u32| Page {
        items: (offset..(offset + 50).min(120)).map(|n| (n, episode(n))).collect(),
        skipped: u32::from(offset == 50),
        offset,
        limit: 50,
        received: 50,
        total: Some(121),
        has_next: offset < 100,
    };
    vec![page(0), page(50), page(100)]
}

fn packed(position: u32, name: &str) -> PackedShow {
    PackedShow::new(position, show(name), Some(pages(name)), NOW)
}

fn filled(path: &Path, names: &[&str]) {
    let shows = (0..).zip(names).map(|(position, name)| Ok::<_, LibraryError>(packed(position, name)));
    assert_eq!(Library::fill(path, &me(), NOW, shows, |_| Ok(())), Ok(names.len() as u64 * 120));
}

fn page_by_page(path: &Path, shows: &[&str]) -> Library {
    let library = Library::open(path).expect("it opens").library;
    let account = library.use_account(&me(), NOW).wait().expect("it is written");
    let pass = library.begin_shows_pass(account).wait().expect("it is written");
    let items: Vec<_> = (0..).zip(shows.iter().map(|name| show(name))).collect();
    let page = Page { items, skipped: 0, offset: 0, limit: 50, received: 2, total: Some(2), has_next: false };
    library.apply_shows_page(pass, page).wait().expect("it is written");
    library.finish_shows_pass(pass, 0, NOW).wait().expect("it is written");
    for row in library.reader().expect("it opens").shows(account, ShowSort::Added).expect("it reads") {
        for page in pages(row.show.name.as_str()) {
            let (last, skipped, total) = (!page.has_next, page.skipped, page.total);
            let judge = move |before: &FetchState, _: &PageOutcome| FetchState {
                next_offset: if last { FetchState::END } else { before.next_offset + 50 },
                complete: last,
                skipped: before.skipped + skipped,
                read_at: Some(NOW),
                read_total: total,
                read_remote: Some(7),
                ..before.clone()
            };
            library.apply_episodes_step(row.at, page, Step::Pass(1), NOW, judge).wait().expect("it is written");
        }
    }
    library.finish_sync(account, NOW).wait().expect("it is written");
    library
}

/// Every row of every table, and the hits of some words.
fn dump(path: &Path) -> Vec<String> {
    let db = Connection::open(path).expect("it opens");
    let mut dump = Vec::new();
    for table in ["accounts", "shows", "show_notes", "episodes", "notes", "settings", "feeds_seen"] {
        let mut statement = db.prepare(&format!("SELECT * FROM {table} ORDER BY 1")).expect("a table");
        let columns = statement.column_count();
        let mut rows = statement.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            let values = (0..columns).map(|at| format!("{:?}", row.get_ref(at).expect("a value")));
            dump.push(format!("{table}: {}", values.collect::<Vec<_>>().join(" | ")));
        }
    }
    for table in ["title_words", "all_words"] {
        for word in ["uber*", "17", "music", "\"東 京\"", "science", "\"§1\"", "\"¤de\"", "amp", "notes"] {
            let query = format!("SELECT group_concat(rowid) FROM {table} WHERE {table} MATCH ?1 ORDER BY rowid");
            let found: Option<String> = db.query_row(&query, [word], |row| row.get(0)).expect("it searches");
            dump.push(format!("{table} {word}: {found:?}"));
        }
        db.execute(&format!("INSERT INTO {table} ({table}) VALUES ('integrity-check')"), []).expect("it is whole");
    }
    let mut statement = db.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").expect("SQL");
    let schema = statement.query_map([], |row| row.get::<_, String>(0)).expect("rows");
    dump.extend(schema.map(|sql| sql.expect("text")));
    dump
}

#[test]
fn a_filled_library_holds_what_page_by_page_would_have_written() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (one, other) = (folder.path().join("a/library.db"), folder.path().join("b/library.db"));
    filled(&one, &["Alpha", "Beta"]);
    drop(page_by_page(&other, &["Alpha", "Beta"]));
    assert_eq!(dump(&one), dump(&other));
    let opened = Library::open(&one).expect("it opens");
    assert_eq!(opened.notices, []);
    let mut filled = crate::library::Inspection::open(&one).expect("it reads").expect("it is there");
    assert_eq!(filled.check(|_| ()), Ok(()));
    let names: Vec<_> = one
        .parent()
        .expect("a folder")
        .read_dir()
        .expect("it reads")
        .map(|entry| entry.expect("one").file_name())
        .collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().contains("filling")), "{names:?}");
}

#[test]
fn filling_replaces_no_library_and_leaves_nothing_after_an_error() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("library.db");
    let given_up = [Ok(packed(0, "Alpha")), Err(LibraryError::DiskFull)];
    assert_eq!(Library::fill(&path, &me(), NOW, given_up, |_| Ok(())), Err(LibraryError::DiskFull));
    assert!(!path.exists() && !file::beside(&path, ".filling").exists());
    let late = std::iter::once_with(|| {
        drop(Library::open(&path).expect("it opens"));
        Ok::<_, LibraryError>(packed(0, "Alpha"))
    });
    assert!(matches!(Library::fill(&path, &me(), NOW, late, |_| Ok(())), Err(LibraryError::Io(_))));
    let nothing: [Result<PackedShow, LibraryError>; 0] = [];
    assert!(matches!(Library::fill(&path, &me(), NOW, nothing, |_| Ok(())), Err(LibraryError::Io(_))));
    assert!(path.exists() && !file::beside(&path, ".filling").exists());
}

#[test]
fn a_lost_index_is_rebuilt() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("library.db");
    filled(&path, &["Alpha", "Beta"]);
    let before = dump(&path);
    Connection::open(&path)
        .expect("it opens")
        .execute_batch("DELETE FROM all_words_data; DELETE FROM title_words_idx")
        .expect("damaged");
    let opened = Library::open(&path).expect("it opens");
    assert_eq!(opened.notices, []);
    let library = opened.library;
    let reader = library.reader().expect("it opens");
    assert_eq!(reader.is_index_whole(), Ok(false));
    let mut counts = Vec::new();
    assert_eq!(library.rebuild_index(|count| counts.push(count)), Ok(240));
    assert_eq!((counts, reader.is_index_whole()), (vec![240], Ok(true)));
    drop((reader, library));
    assert_eq!(dump(&path), before);
}
