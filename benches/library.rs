//! How long the library takes with 200,000 episodes on disk: 500 shows of 400, 871 bytes of id, title, notes and date
//! each in the mean. `LIBRARY_EPISODES=500x2000` makes it another size (episodes × shows); `LIBRARY_EPISODES=20x10
//! cargo bench --bench library -- --test` is done in a moment.
//!
//! Besides the benches it prints what one number cannot say: each keystroke of searches and filters, how the file grows,
//! how long pages take to write into a library of that size, and rebuilding the index.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a measurement that cannot be set up has nothing to say; its words and numbers are small and our own"
)]
#![expect(clippy::print_stderr, reason = "figures are what this program is for")]

#[path = "library/figures.rs"]
mod figures;
#[path = "library/text.rs"]
mod text;

use std::sync::LazyLock;

use divan::{Bencher, black_box};
use spotpods_tui::{
    domain::{EpisodeState, ShowSort},
    library::{AccountRef, Library, Query, Reader, TimelineWindow, Toward},
};

static FILLED: LazyLock<Filled> = LazyLock::new(figures::fill);

struct Filled {
    folder: tempfile::TempDir,
    library: Library,
    account: AccountRef,
}

fn main() {
    figures::print();
    divan::main();
    // A static is never dropped.
    let _ = std::fs::remove_dir_all(FILLED.folder.path());
}

fn reader() -> (Reader, AccountRef) {
    (FILLED.library.reader().expect("it opens"), FILLED.account)
}

/// Opening, and the first screen: the account, its shows, the newest episodes.
#[divan::bench]
fn open_to_first_rows(bencher: Bencher<'_, '_>) {
    let path = FILLED.folder.path().join("library.db");
    bencher.bench_local(|| {
        let opened = Library::open(&path).expect("it opens");
        let reader = opened.library.reader().expect("it opens");
        let (account, _) = reader.last_account().expect("it reads").expect("there is one");
        let shows = reader.shows(account, ShowSort::Latest).expect("it reads");
        let window = TimelineWindow { limit: 50, ..TimelineWindow::default() };
        (shows.len(), reader.timeline(account, &window).expect("it reads").len())
    });
}

#[divan::bench]
fn all_shows(bencher: Bencher<'_, '_>) {
    let (reader, account) = reader();
    bencher.bench_local(|| reader.shows(account, black_box(ShowSort::Name)));
}

/// Fifty rows from the middle of a show's unplayed episodes.
#[divan::bench]
fn window_of_episodes(bencher: Bencher<'_, '_>) {
    let (reader, account) = reader();
    let show = reader.shows(account, ShowSort::Name).expect("it reads")[7].at;
    bencher.bench_local(|| reader.episodes(show, Some(EpisodeState::Unplayed), 150..200));
}

/// Fifty rows from the middle of everything, in progress.
#[divan::bench]
fn window_of_timeline(bencher: Bencher<'_, '_>) {
    let (reader, account) = reader();
    let all = TimelineWindow { limit: 20_000, ..TimelineWindow::default() };
    let middle = reader.timeline(account, &all).expect("it reads").last().map(|row| row.at);
    let window = TimelineWindow { after: middle, state: Some(EpisodeState::InProgress), limit: 50, ..all };
    bencher.bench_local(|| reader.timeline(account, black_box(&window)));
}

#[divan::bench]
fn newest_per_show(bencher: Bencher<'_, '_>) {
    let (reader, account) = reader();
    bencher.bench_local(|| reader.newest_per_show(account, Some(EpisodeState::Unplayed)));
}

#[divan::bench]
fn next_unplayed(bencher: Bencher<'_, '_>) {
    let (reader, account) = reader();
    bencher.bench_local(|| reader.next_unplayed(account, None, Toward::Newer));
}

#[divan::bench(args = ["the", "kalo", "\"history of\"", "unplayed music longer:90m", "show:rust the", "東京"])]
fn search(bencher: Bencher<'_, '_>, text: &str) {
    let (reader, account) = reader();
    let query = Query::parse(text);
    bencher.bench_local(|| reader.search(account, black_box(&query), 50));
}

/// The pieces of notes for twenty rows in view.
#[divan::bench]
fn twenty_snippets(bencher: Bencher<'_, '_>) {
    let (reader, account) = reader();
    let query = Query::parse("history");
    let found = reader.search(account, &query, 20).expect("it reads");
    bencher.bench_local(|| {
        let quote = |at| reader.snippet(at, &query, 120).expect("it is there").hits.len();
        found.episodes.iter().map(|hit| quote(hit.row.at)).sum::<usize>()
    });
}

/// A filter of two words over all titles.
#[divan::bench]
fn filter_of_titles(bencher: Bencher<'_, '_>) {
    let (reader, account) = reader();
    let window = figures::filtered("the music");
    bencher.bench_local(|| reader.feed(account, black_box(&window)).expect("it reads").total);
}
