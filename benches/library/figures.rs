//! Figures that are not one number.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use spotpods_tui::{
    domain::{Account, CleanText, Episode, FeedSort, FeedSource, Page, Show, ShowKey, TitleFilter},
    library::{FeedWindow, FetchState, FillProgress, Library, LibraryError, PackedShow, PageOutcome, Query, Step},
};

use crate::{
    FILLED, Filled, reader,
    text::{self, Text},
};

const SEARCHES: [&str; 15] = [
    "the history of music",
    "kalo",
    "science and technology",
    "interview guest",
    "\"deep dive\" climate",
    "zzz",
    "sterling",
    "europe election unplayed",
    "lang:en data code",
    "after:2020-01 before:2022 space ocean",
    "東京の音楽",
    "brain a",
    "newsletter support patreon membership",
    "murder mystery live",
    "#12 daily",
];
const FILTERS: [&str; 8] = ["the history", "kalo", "e", "music tech", "#12 daily", "zzz", "a b c", "sterling brain"];

/// How often a page comes at most: four at once, each after 150 ms.
const PAUSE: Duration = Duration::from_millis(40);

/// Everything, in the order in which nothing spoils what comes after it.
pub(crate) fn print() {
    keystrokes_of_searches();
    keystrokes_of_filters();
    pages('s', 25, PAUSE);
    pages('n', 25, Duration::ZERO);
    eprintln!("with those pages:");
    keystrokes_of_searches();
    rebuild();
    rebuild_while_synchronising();
}

/// A number of shows, each with a number of episodes.
fn size() -> (u32, u32) {
    let size = std::env::var("LIBRARY_EPISODES").ok();
    let size = size.as_deref().and_then(|size| size.split_once('x'));
    size.and_then(|(e, s)| Some((s.parse().ok()?, e.parse().ok()?))).unwrap_or((500, 400))
}

/// Every beginning of a text.
fn typed(text: &str) -> impl Iterator<Item = &str> {
    text.char_indices().map(|(at, c)| &text[..at + c.len_utf8()])
}

fn told(what: &str, mut taken: Vec<(Duration, String)>, slowest: usize) {
    taken.sort();
    let at = |percent: usize| &taken[(taken.len() - 1) * percent / 100].0;
    let (p50, p90, p99, worst) = (at(50), at(90), at(99), at(100));
    eprintln!("{what}, {} times: p50 {p50:?}, p90 {p90:?}, p99 {p99:?}, worst {worst:?}", taken.len());
    for (time, text) in taken.iter().rev().take(slowest) {
        eprintln!("  {time:?}  {text:?}");
    }
}

fn keystrokes_of_searches() {
    let (reader, account) = reader();
    let mut taken = Vec::new();
    for text in SEARCHES.iter().flat_map(|search| typed(search)) {
        let query = Query::parse(text);
        let start = Instant::now();
        black_box(reader.search(account, &query, 50).expect("it reads"));
        taken.push((start.elapsed(), text.to_owned()));
    }
    told("search, each keystroke", taken, 4);
}

/// Typed, and taken back, with the rows of the first screen.
fn keystrokes_of_filters() {
    let (reader, account) = reader();
    let before = resident();
    let mut taken = Vec::new();
    for filter in FILTERS {
        let keys: Vec<&str> = typed(filter).collect();
        for text in keys.iter().chain(keys.iter().rev().skip(1)) {
            let start = Instant::now();
            black_box(reader.feed(account, &filtered(text)).expect("it reads"));
            taken.push((start.elapsed(), (*text).to_owned()));
        }
    }
    told("filter, each keystroke with its rows", taken, 4);
    eprintln!("  {} MB more", (resident() - before) / 1_000_000.0);
}

/// The first window of New under a filter.
pub(super) fn filtered(text: &str) -> FeedWindow {
    FeedWindow {
        source: FeedSource::Followed,
        one_per_show: false,
        state: None,
        sort: FeedSort::Newest,
        filter: TitleFilter::new(text),
        from_end: false,
        after: None,
        skip: 0,
        limit: 200,
    }
}

/// Bytes of memory in use.
fn resident() -> f64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<f64>().ok()).unwrap_or_default() * 4096.0
}

/// Shows of 400 that are new to the library, page by page, with a pause after each.
fn pages(tag: char, count: u32, pause: Duration) {
    let Filled { library, account, .. } = &*FILLED;
    let mut text = Text::new();
    let shows: Vec<Show> = (0..count)
        .map(|n| Show { key: ShowKey::from_remote(&format!("{n:04}{tag}newsh0wAbCdEfGhIjK")), ..text.show(n, 400) })
        .collect();
    let pass = library.begin_shows_pass(*account).wait().expect("it is written");
    let items = (0..).zip(shows.iter().cloned()).collect();
    library.apply_shows_page(pass, text::page(items, 0, 50)).wait().expect("it is written");
    let reader = library.reader().expect("it opens");
    let mut taken = Vec::new();
    for show in shows {
        let at = reader.find_show(*account, &show.key).expect("it reads").expect("it is there").at;
        for offset in (0..400).step_by(50) {
            let page = new_page(&mut text, &show, offset);
            let on = move |before: &FetchState, _: &PageOutcome| FetchState {
                next_offset: offset + 50,
                complete: offset == 350,
                ..before.clone()
            };
            let start = Instant::now();
            let written = library.apply_episodes_step(at, page, Step::Pass(1), Timestamp::UNIX_EPOCH, on);
            written.wait().expect("it is written");
            taken.push((start.elapsed(), show.name.to_string()));
            std::thread::park_timeout(pause);
        }
    }
    told(&format!("writing a page of 50, {pause:?} after the one before"), taken, 0);
}

fn new_page(text: &mut Text, show: &Show, offset: u32) -> Page<Episode> {
    let key = show.key.id().map_or("", |id| id.as_str());
    let items = (offset..offset + 50).map(|n| (n, text.episode(key, n, 400))).collect();
    text::page(items, offset, 400)
}

fn rebuild() {
    let start = Instant::now();
    let count = FILLED.library.rebuild_index(|_| {}).expect("it is written");
    eprintln!("index of {count} episodes rebuilt in {:?}", start.elapsed());
}

/// The index rebuilt while pages are written.
fn rebuild_while_synchronising() {
    std::thread::scope(|scope| {
        let pages = scope.spawn(|| pages('r', 40, PAUSE));
        rebuild();
        pages.join().expect("they are written");
    });
}

pub(crate) fn fill() -> Filled {
    let (shows, episodes) = size();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("library.db");
    let start = Instant::now();
    let me = Account { id: CleanText::new("me"), display_name: None, premium: None };
    let mut text = Text::new();
    let mut bytes = 0;
    let packed = (0..shows).map(|number| {
        let show = text.show(number, episodes);
        let key = show.key.id().map_or("", |id| id.as_str()).to_owned();
        let items: Vec<(u32, Episode)> = (0..episodes).map(|n| (n, text.episode(&key, n, episodes))).collect();
        bytes += items.iter().map(|(_, e)| e.name.as_str().len() + text::html(&e.notes) + 50).sum::<usize>();
        let page = text::page(items, 0, episodes);
        Ok::<_, LibraryError>(PackedShow::new(number, show, Some(vec![page]), Timestamp::UNIX_EPOCH))
    });
    let mut rows = Duration::ZERO;
    let count = Library::fill(&path, &me, Timestamp::UNIX_EPOCH, packed, |progress| {
        if let FillProgress::Written { .. } = progress {
            rows = start.elapsed();
        }
        Ok(())
    })
    .expect("it is written");
    let size = path.metadata().expect("it is there").len();
    let mean = bytes as u64 / count;
    eprintln!("{count} episodes of {mean} bytes filled in {:?}, of which rows {rows:?}", start.elapsed());
    eprintln!("on disk: {size} bytes, {} an episode", size / count);
    let library = Library::open(&path).expect("it opens").library;
    let account = library.reader().expect("it opens").last_account().expect("it reads").expect("there is one").0;
    Filled { folder, library, account }
}
