//! How long the library takes with 200,000 episodes on disk: 500 shows of 400, 981 bytes of id, title, notes and date
//! each in the mean, words by Zipf's law. `LIBRARY_EPISODES=400x2500` makes it another size (episodes × shows).
//!
//! Besides the benches it prints what one number cannot say: how long each keystroke of a search takes, how the file
//! grows, and how long a page takes to write.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a measurement that cannot be set up has nothing to say; its words and numbers are small and our own"
)]
#![expect(clippy::print_stderr, reason = "figures are what this program is for")]

use std::{
    fmt::Write as _,
    path::PathBuf,
    sync::LazyLock,
    time::{Duration, Instant},
};

use divan::{Bencher, black_box};
use jiff::{Timestamp, ToSpan, civil::date};
use spotpods_tui::{
    domain::{
        Account, CleanText, Episode, EpisodeKey, EpisodeState, MediaType, Notes, Page, Progress, ReleaseDate, Show,
        ShowKey, ShowKind, rich::Html,
    },
    library::{AccountRef, Advance, EpisodeSort, Library, Query, Reader, ShowSort, TimelineWindow, Toward},
};

static FILLED: LazyLock<Filled> = LazyLock::new(fill);

struct Filled {
    folder: tempfile::TempDir,
    library: Library,
    account: AccountRef,
}

fn main() {
    keystrokes();
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
    bencher.bench_local(|| reader.episodes(show, EpisodeSort::Newest, Some(EpisodeState::Unplayed), 150..200));
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
    bencher.bench_local(|| reader.newest_per_show(account, Some(EpisodeState::Unplayed), 0..50));
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

/// Every keystroke of some searches, and what each took.
fn keystrokes() {
    let (reader, account) = reader();
    let searches = [
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
    let mut taken: Vec<(Duration, String)> = Vec::new();
    for search in searches {
        let keys: Vec<usize> = search.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
        for end in keys {
            let query = Query::parse(&search[..end]);
            let start = Instant::now();
            black_box(reader.search(account, &query, 50).expect("it reads"));
            taken.push((start.elapsed(), search[..end].to_owned()));
        }
    }
    taken.sort();
    let at = |percent: usize| &taken[(taken.len() - 1) * percent / 100].0;
    eprintln!("search, {} keystrokes: p50 {:?}, p90 {:?}, p99 {:?}", taken.len(), at(50), at(90), at(99));
    for (time, text) in taken.iter().rev().take(6) {
        eprintln!("  {time:?}  {text:?}");
    }
}

fn fill() -> Filled {
    let size = std::env::var("LIBRARY_EPISODES").ok();
    let size = size.as_deref().and_then(|size| size.split_once('x'));
    let (shows, episodes) = size.and_then(|(e, s)| Some((s.parse().ok()?, e.parse().ok()?))).unwrap_or((500, 400));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path: PathBuf = folder.path().join("library.db");
    let library = Library::open(&path).expect("it opens").library;
    let me = Account { id: CleanText::new("me"), display_name: None, premium: None };
    let account = library.use_account(&me, Timestamp::UNIX_EPOCH).wait().expect("it is written");
    let mut text = Text::new();
    let pass = library.begin_shows_pass(account).wait().expect("it is written");
    let all: Vec<(u32, Show)> = (0..shows).map(|n| (n, text.show(n, episodes))).collect();
    for chunk in all.chunks(50) {
        library.apply_shows_page(pass, page(chunk.to_vec(), 0, shows)).wait().expect("it is written");
    }
    let reader = library.reader().expect("it opens");
    let start = Instant::now();
    let (mut pages, mut bytes): (Vec<Duration>, usize) = (Vec::new(), 0);
    for show in reader.shows(account, ShowSort::Spotify).expect("it reads") {
        let number = library.begin_episodes_pass(show.at).wait().expect("it is written");
        let first = show.show.total_episodes.unwrap_or(0);
        for offset in (0..episodes).step_by(50) {
            let items: Vec<_> = (offset..(offset + 50).min(episodes))
                .map(|n| (n, text.episode(show.show.key.id().map_or("", |id| id.as_str()), n, first)))
                .collect();
            bytes += items.iter().map(|(_, e)| e.name.as_str().len() + html(&e.notes) + 50).sum::<usize>();
            let next = offset + 50;
            let advance = Advance::Pass {
                pass: number,
                next_offset: (next < episodes).then_some(next),
                at: Timestamp::UNIX_EPOCH,
            };
            let began = Instant::now();
            let page = page(items, offset, episodes);
            library.apply_episodes_page(show.at, page, advance).wait().expect("it is written");
            pages.push(began.elapsed());
        }
    }
    let count = shows * episodes;
    pages.sort();
    let at = |percent: usize| pages[(pages.len() - 1) * percent / 100];
    eprintln!(
        "{count} episodes of {} bytes in {:?} (generating included); a page: p50 {:?}, p99 {:?}, worst {:?}",
        bytes / count as usize,
        start.elapsed(),
        at(50),
        at(99),
        at(100)
    );
    drop(reader);
    drop(library);
    let size = path.metadata().expect("it is there").len();
    eprintln!("on disk: {size} bytes, {} an episode", size / u64::from(count));
    let library = Library::open(&path).expect("it opens").library;
    Filled { folder, library, account }
}

fn html(notes: &Notes) -> usize {
    match notes {
        Notes::Html(html) | Notes::Plain(html) => html.untrusted().len(),
    }
}

fn page<T>(items: Vec<(u32, T)>, offset: u32, total: u32) -> Page<T> {
    let received = u32::try_from(items.len()).expect("a page");
    Page { items, skipped: 0, offset, limit: 50, received, total: Some(total), has_next: offset + 50 < total }
}

const COMMON: &str = "the of and to a in is that for it as was with be by on not he his but at are this have from or had an they \
    which one you were her all she there would their we him been has when who will more no if out so said what up its about into \
    than them can only other new some could time these two may then do first any my now such like our over man me even most made \
    after also did many before must through years where much your way well down should because each just those people how too \
    little state good very make world still own see men work long get here between both life being under never day same another \
    know while last might us great old year off come since against go came right used take three podcast episode show host guest \
    interview story stories science history music politics technology culture business health sports news daily weekly weekend \
    morning evening deep dive special part season bonus live questions answers listener mail feature investigation murder mystery \
    climate energy space ocean language brain data code rust linux privacy security election economy money market startup design \
    book film theatre comedy philosophy religion sponsor subscribe newsletter support patreon membership transcript links notes";
const SYLLABLES: &str = "ka lo mi ne ru ta se vo pi da gra ster lin mo ben cal dor fen gil hal jin kel lam mar nor ost pel quin ros \
    sal tor ul ven wil xan yor zel bri cho dra fle gle plo sch thr tion ment ness able ing er ly ism";
const CJK: &[&str] = &[
    "東京の音楽と歴史",
    "科学の話をしよう",
    "毎日ニュース解説",
    "中国历史漫谈",
    "今天我们聊聊人工智能",
    "음악 이야기",
];

/// Text by Zipf's law, the same at each run.
struct Text {
    words: Vec<String>,
    /// Word numbers, drawn beforehand.
    drawn: Vec<u16>,
    random: u64,
}

impl Text {
    fn new() -> Self {
        let mut text =
            Self { words: COMMON.split_whitespace().map(str::to_owned).collect(), drawn: Vec::new(), random: 7 };
        let syllables: Vec<&str> = SYLLABLES.split_whitespace().collect();
        while text.words.len() < 30_000 {
            let count = 2 + text.below(3);
            let word: String = (0..count).map(|_| syllables[text.below(syllables.len())]).collect();
            text.words.push(word);
        }
        let mut sum = 0.0;
        let sums: Vec<f64> = (0..text.words.len())
            .map(|n| {
                sum += 1.0 / (n as f64 + 3.0).powf(1.05);
                sum
            })
            .collect();
        text.drawn = (0..1_000_000)
            .map(|_| {
                let at = text.below(1 << 40) as f64 / (1_u64 << 40) as f64 * sum;
                sums.partition_point(|s| *s < at) as u16
            })
            .collect();
        text
    }

    fn below(&mut self, bound: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random % bound as u64) as usize
    }

    fn words(&mut self, count: usize) -> String {
        let from = self.below(self.drawn.len() - count);
        let words: Vec<&str> =
            self.drawn[from..from + count].iter().map(|n| self.words[usize::from(*n)].as_str()).collect();
        words.join(" ")
    }

    fn notes(&mut self) -> Notes {
        let mut html = String::from("<p>");
        for _ in 0..5 + self.below(7) {
            let count = 8 + self.below(13);
            let _ = write!(html, "{}. ", self.words(count));
        }
        if self.below(100) < 6 {
            html.push_str(CJK[self.below(CJK.len())]);
        }
        Notes::Html(Html::new(&(html + "</p>")))
    }

    fn title(&mut self) -> String {
        // Half of the words of a title are of any kind, as rare as they come.
        let (common, rare) = (1 + self.below(4), 2 + self.below(4));
        let mut title = self.words(common);
        for _ in 0..rare {
            let n = self.below(self.words.len());
            let _ = write!(title, " {}", self.words[n]);
        }
        title
    }

    fn show(&mut self, number: u32, episodes: u32) -> Show {
        Show {
            key: ShowKey::from_remote(&format!("{number:05}sh0wAbCdEfGhIjKlM")),
            name: CleanText::new(&self.title()),
            publisher: None,
            notes: self.notes(),
            total_episodes: Some(episodes),
            explicit: false,
            languages: vec![CleanText::new("en")],
            media: MediaType::Audio,
            kind: ShowKind::Podcast,
            copyrights: Vec::new(),
            added_at: None,
        }
    }

    fn episode(&mut self, show: &str, number: u32, total: u32) -> Episode {
        let day = date(2026, 11, 20).saturating_sub((i64::from(number) * 7).days());
        let show = show.get(..5).unwrap_or_default();
        let progress = match self.below(20) {
            0 => Progress::InProgress { position: Duration::from_mins(5) },
            1..10 => Progress::Played,
            _ => Progress::Unplayed,
        };
        Episode {
            key: EpisodeKey::from_remote(&format!("{show}{number:05}ep1sodeAbCdE")),
            name: CleanText::new(&format!("#{} {}", total - number, self.title())),
            released: Some(ReleaseDate::day(day)),
            duration: Duration::from_secs(600 + self.below(6600) as u64),
            progress,
            explicit: false,
            playable: true,
            languages: vec![CleanText::new("en")],
            notes: self.notes(),
            position: number,
        }
    }
}
