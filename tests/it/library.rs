//! The library as other modules use it: passes, marks, accounts, lists, two processes, search.

mod beside;
mod kept;
mod search;
mod writing;

use std::{ops::Range, path::PathBuf, time::Duration};

use jiff::Timestamp;
use spotpods_tui::{
    domain::{
        Account, CleanText, Episode, EpisodeAt, EpisodeKey, Mark, MediaType, Notes, Page, Progress, ReleaseDate, Show,
        ShowKey, ShowKind, ShowSort, rich::Html,
    },
    library::{AccountRef, EpisodeRow, FetchState, Library, LibraryError, PageOutcome, Reader, ShowRef, Step, Undo},
};

pub(crate) const THEN: Timestamp = Timestamp::UNIX_EPOCH;

/// A library in a folder of its own.
struct Shelf {
    folder: tempfile::TempDir,
    library: Library,
    reader: Reader,
    me: AccountRef,
}

impl Shelf {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let library = Library::open(&folder.path().join("data/library.db")).expect("it opens").library;
        let me = library.use_account(&account("me"), THEN).wait().expect("it is written");
        Self { reader: library.reader().expect("it opens"), folder, library, me }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("data/library.db")
    }

    /// One complete pass that sees these shows.
    fn follow(&self, account: AccountRef, names: &[&str], now: Timestamp) {
        let pass = self.library.begin_shows_pass(account).wait().expect("it is written");
        let shows = names.iter().map(|name| show(name)).collect();
        self.library.apply_shows_page(pass, page(0, shows)).wait().expect("it is written");
        self.library.finish_shows_pass(pass, 0, now).wait().expect("it is written");
    }

    fn show(&self, account: AccountRef, name: &str) -> ShowRef {
        self.reader.find_show(account, &ShowKey::from_remote(name)).expect("it reads").expect("it is there").at
    }

    /// One page at the top of a show's list.
    fn head(&self, show: ShowRef, episodes: Vec<Episode>) {
        look(&self.library, show, episodes);
    }

    /// The number that a query of the file gives.
    fn number(&self, query: &str) -> i64 {
        let db = rusqlite::Connection::open(self.path()).expect("it opens");
        db.query_row(query, [], |row| row.get(0)).expect("a number")
    }

    fn mark(&self, rows: &[EpisodeRow], mark: Option<Mark>) -> Result<Undo, LibraryError> {
        let at = |row: &EpisodeRow| EpisodeAt { show: row.show_key.clone(), episode: row.episode.key.clone() };
        self.library.mark_each(self.me, rows.iter().map(|row| (at(row), mark)).collect(), THEN).wait()
    }

    fn names(&self, account: AccountRef) -> Vec<String> {
        let shows = self.reader.shows(account, ShowSort::Added).expect("it reads");
        shows.iter().map(|row| row.show.name.to_string()).collect()
    }
}

/// Writes a page at the top of a show's list.
pub(crate) fn look(library: &Library, show: ShowRef, episodes: Vec<Episode>) -> PageOutcome {
    let same = |before: &FetchState, _: &PageOutcome| before.clone();
    let written = library.apply_episodes_step(show, page(0, episodes), Step::Look, THEN, same).wait();
    written.expect("it is written").0
}

pub(crate) fn account(id: &str) -> Account {
    Account { id: CleanText::new(id), display_name: Some(CleanText::new("Somebody")), premium: Some(true) }
}

pub(crate) fn page<T>(offset: u32, items: Vec<T>) -> Page<T> {
    let received = u32::try_from(items.len()).expect("few");
    let items = (offset..).zip(items).collect();
    Page { items, skipped: 0, offset, limit: 50, received, total: Some(offset + received), has_next: false }
}

pub(crate) fn show(name: &str) -> Show {
    Show {
        key: ShowKey::from_remote(name),
        name: CleanText::new(name),
        publisher: Some(CleanText::new("Publisher")),
        notes: Notes::Html(Html::new("<p>About it</p>")),
        total_episodes: Some(3),
        explicit: true,
        languages: vec![CleanText::new("en"), CleanText::new("pt-BR")],
        media: MediaType::Mixed,
        images: spotpods_tui::domain::Images::default(),
        kind: ShowKind::Audiobook,
        copyrights: vec![CleanText::new("℗ 2026")],
        added_at: Some(THEN),
    }
}

pub(crate) fn episode(key: &str, date: &str, name: &str, notes: &str) -> Episode {
    Episode {
        key: EpisodeKey::from_remote(key),
        name: CleanText::new(name),
        released: ReleaseDate::parse(date),
        duration: Duration::from_mins(45),
        progress: Progress::Unplayed,
        explicit: true,
        playable: false,
        languages: vec![CleanText::new("en-GB")],
        notes: Notes::Html(Html::new(notes)),
        position: 0,
    }
}

/// Episodes of consecutive days, the newest first, as Spotify lists them.
fn run_of(show: &str, days: Range<u32>) -> Vec<Episode> {
    let one = |(position, day): (u32, u32)| Episode {
        position,
        ..episode(&format!("{show}{day}"), &format!("2026-10-{day:02}"), &format!("Day {day}"), "<p>Notes</p>")
    };
    (0..).zip(days.rev()).map(one).collect()
}
