//! Synchronisations against the demo service, into a real library: requests, stored pages, ends.

mod changes;
mod counts;
mod ends;
mod saved;
mod turns;
mod visits;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use pretty_assertions::assert_eq;
use spotpods_tui::{
    demo::{Change, DemoOptions, DemoServer, ShowRef, change::End},
    domain::{Account, CleanText, Clock, RequestOrigin, ShowSort, ShowVisit, SyncEnd, SyncIntent, SyncStage},
    library::{AccountRef, Library, Reader, ShowRow},
    spotify::{AccessToken, ApiError, Client, Guard, Http, Origin, TokenSource, guard::Pace, http::TimeLimits},
    sync::{self, Budget, Control, Deps, Outcome, ShowLocks, SyncEvent},
};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How many episodes the first show has.
const NEWS: u32 = 140;
/// Long enough for every request on a slow machine: none is given up, or repeated.
const GRACE: Duration = Duration::from_mins(1);
const NO_BUDGET: Budget = Budget { daily: None, reserve: 0, depth: None };

/// One token that lives as long as the test.
#[derive(Clone)]
struct Tokens(Arc<Mutex<Option<AccessToken>>>);

impl TokenSource for Tokens {
    async fn bearer(&self) -> Result<AccessToken, ApiError> {
        self.0.lock().expect("the token").clone().ok_or(ApiError::LoggedOut)
    }

    async fn renew(&self, _: &AccessToken) -> Result<AccessToken, ApiError> {
        Err(ApiError::LoginExpired)
    }
}

/// A demo service, a library, and a clock that stands still unless it is moved.
struct Case {
    demo: DemoServer,
    folder: tempfile::TempDir,
    deps: Deps<Tokens>,
    tokens: Arc<Tokens>,
    reader: Reader,
    now: Arc<Mutex<Timestamp>>,
    /// How many requests of the log were looked at.
    seen: Mutex<usize>,
}

/// Shows without oddities.
fn plain(shows: u32, episodes: u32) -> DemoOptions {
    DemoOptions { shows, episodes, quirks: false, ..odd(shows, episodes) }
}

/// Shows with all oddities.
fn odd(shows: u32, episodes: u32) -> DemoOptions {
    let token_lifetime = Duration::from_hours(24 * 365);
    let today = Some(jiff::civil::date(2026, 11, 23));
    DemoOptions { shows, episodes, token_lifetime, today, ..DemoOptions::default() }
}

async fn token(demo: &DemoServer) -> AccessToken {
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const REDIRECT: &str = "http://127.0.0.1:8899/callback";
    let serialize =
        |pairs: &[(&str, &str)]| url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let query = serialize(&[
        ("client_id", demo.client_id()),
        ("response_type", "code"),
        ("redirect_uri", REDIRECT),
        ("state", "state"),
        ("scope", "user-library-read user-library-modify user-read-playback-position user-read-private"),
        ("code_challenge_method", "S256"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
    ]);
    let callback = demo.approve(&format!("{}/authorize?{query}", demo.accounts_url())).expect("consented");
    let callback = url::Url::parse(&callback).expect("a URL");
    let code = callback.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned();
    let form = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", REDIRECT),
        ("client_id", demo.client_id()),
        ("code_verifier", VERIFIER),
    ];
    let http = crate::browser().build().expect("a client");
    let answer = http.post(format!("{}/api/token", demo.accounts_url())).form(&form).send().await.expect("an answer");
    let answer: serde_json::Value = answer.json().await.expect("JSON");
    AccessToken::parse(answer["access_token"].as_str().expect("a token")).expect("visible ASCII")
}

impl Case {
    async fn new(options: DemoOptions) -> Self {
        // The daily news have up to 1,500 episodes: a tenth of them is as good here.
        let episodes = options.episodes.saturating_mul(50).min(1_500).saturating_sub(NEWS);
        let demo = DemoServer::start(options, None).await.expect("a port");
        demo.change(&Change::Lose { show: ShowRef::Place(0), episodes, end: End::Oldest }).expect("changed");
        let tokens = Arc::new(Tokens(Arc::new(Mutex::new(Some(token(&demo).await)))));
        let folder = tempfile::tempdir().expect("a folder");
        let now = Arc::new(Mutex::new(Timestamp::now()));
        let clock = {
            let now = Arc::clone(&now);
            Clock::utc(move || *now.lock().expect("the clock"))
        };
        let library = Library::open(&folder.path().join("library.db")).expect("it opens").library;
        let pace = Pace { first: Duration::from_millis(1), ..Pace::default() };
        let guard = Guard::with(None, clock.clone(), pace);
        let counted = library.clone();
        guard.count_with(Arc::new(move |origin, now| drop(counted.count_requests(origin, 1, now))));
        let limits = TimeLimits { connect: GRACE, total: GRACE, ..TimeLimits::default() };
        let http = Http::with_limits(Origin::parse(&demo.api_url()).expect("an address"), guard, limits);
        let client = Client::new(http, Arc::clone(&tokens));
        let me = Account { id: CleanText::new("me"), display_name: None, premium: None };
        let account = library.use_account(&me, clock.timestamp()).await.expect("it is written");
        let reader = library.reader().expect("it opens");
        let deps = Deps { client, library, account, budget: NO_BUDGET, clock, show_locks: ShowLocks::default() };
        let seen = Mutex::new(demo.requests().len());
        Self { demo, folder, deps, tokens, reader, now, seen }
    }

    fn with_budget(mut self, daily: u32, reserve: u32) -> Self {
        self.deps.budget = Budget { daily: Some(daily), reserve, ..self.deps.budget };
        self
    }

    fn advance(&self, by: SignedDuration) {
        *self.now.lock().expect("the clock") += by;
        self.demo.live().advance(by.try_into().expect("forward"));
    }

    fn me(&self) -> AccountRef {
        self.deps.account
    }

    async fn sync(&self, intent: SyncIntent) -> Outcome {
        let told = |_| {};
        self.sync_told(intent, told).await
    }

    async fn sync_told(&self, intent: SyncIntent, told: impl FnMut(SyncEvent) + Send) -> Outcome {
        let (_sender, paused) = watch::channel(false);
        let control = Control { cancel: CancellationToken::new(), paused, grace: GRACE };
        sync::library(&self.deps, intent, &control, told).await
    }

    /// Stops a synchronisation after it has told so often that episodes were written.
    async fn sync_until(&self, intent: SyncIntent, pages: u32) -> Outcome {
        let (_sender, paused) = watch::channel(false);
        let cancel = CancellationToken::new();
        let control = Control { cancel: cancel.clone(), paused, grace: GRACE };
        let mut written = 0;
        let told = |told| {
            written += u32::from(matches!(told, SyncEvent::Episodes(..)));
            if written >= pages {
                cancel.cancel();
            }
        };
        sync::library(&self.deps, intent, &control, told).await
    }

    /// The pass over the list of shows, and nothing more.
    async fn list_only(&self) {
        let (_sender, paused) = watch::channel(false);
        let control = Control { cancel: CancellationToken::new(), paused, grace: GRACE };
        let told = |told| {
            if matches!(told, SyncEvent::Progress(now) if matches!(now.stage, SyncStage::Shows { done: 1.., .. })) {
                control.cancel.cancel();
            }
        };
        let outcome = sync::library(&self.deps, SyncIntent::Asked, &control, told).await;
        assert_eq!(outcome.end, SyncEnd::Stopped);
        self.asked();
    }

    async fn visit(&self, place: u32, visit: ShowVisit) -> Outcome {
        sync::show(&self.deps, &self.show(place).show.key, visit, |_| {}, &CancellationToken::new()).await
    }

    /// The paths with offsets that were asked of the API since this was asked last, sorted.
    fn asked(&self) -> Vec<String> {
        let log = self.demo.requests();
        let mut seen = self.seen.lock().expect("the place");
        let mut asked: Vec<_> = log[*seen..].iter().map(|line| line.target.replace("limit=50&", "")).collect();
        *seen = log.len();
        asked.sort();
        asked
    }

    fn asked_count(&self) -> u32 {
        u32::try_from(self.asked().len()).expect("few")
    }

    fn now(&self) -> Timestamp {
        *self.now.lock().expect("the clock")
    }

    fn rows(&self) -> Vec<ShowRow> {
        self.reader.shows(self.me(), ShowSort::Added).expect("it reads")
    }

    /// The show at a place of the demo's data, where nothing was followed or unfollowed.
    fn show(&self, place: u32) -> ShowRow {
        self.rows().swap_remove(place as usize)
    }

    fn change(&self, change: &Change) {
        self.demo.change(change).expect("changed");
    }

    fn gain(&self, place: u32, episodes: u32) {
        self.change(&Change::Gain { show: ShowRef::Place(place), episodes });
    }

    /// The ids on disk of a show, the newest first.
    fn ids(&self, place: u32) -> Vec<String> {
        let rows = self.reader.episodes(self.show(place).at, None, 0..u32::MAX);
        let rows = rows.expect("it reads");
        rows.iter().filter_map(|row| row.episode.key.id()).map(ToString::to_string).collect()
    }

    /// Everything on disk but times: shows with the ids and progress of their episodes.
    fn state(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut state = BTreeMap::new();
        for row in self.rows() {
            let episodes = self.reader.episodes(row.at, None, 0..u32::MAX).expect("it reads");
            let text = |row: &spotpods_tui::library::EpisodeRow| {
                format!("{:?} {:?} {}", row.episode.key, row.episode.progress, row.episode.name)
            };
            assert_eq!(row.counts.total as usize, episodes.len(), "the counter of {}", row.show.name);
            state.insert(format!("{:?}", row.show.key), episodes.iter().map(text).collect());
        }
        state
    }
}

/// How many requests a first synchronisation of these shows takes.
fn floor(rows: &[ShowRow]) -> usize {
    let pages = |row: &ShowRow| row.show.total_episodes.unwrap_or(0).div_ceil(50).max(1);
    let addressable = rows.iter().filter(|row| row.show.key.id().is_some());
    addressable.map(pages).sum::<u32>() as usize
}

#[tokio::test]
async fn a_first_synchronisation_asks_every_page_once_and_nothing_else() {
    for options in [plain(60, 80), odd(60, 80)] {
        let case = Case::new(options).await;
        let outcome = case.sync(SyncIntent::Background).await;
        assert_eq!(outcome.end, SyncEnd::Complete, "{outcome:?}");
        let (asked, rows) = (case.asked(), case.rows());
        assert_eq!(asked.iter().collect::<BTreeSet<_>>().len(), asked.len(), "nothing is asked twice");
        let lists = asked.iter().filter(|target| target.starts_with("/v1/me/shows")).count();
        assert_eq!(lists, 2);
        // A show that does not say how many it has may have any number of pages.
        let told = rows.iter().all(|row| row.show.key.id().is_none() || row.show.total_episodes.is_some());
        let untold: usize = if told { 0 } else { asked.len() - lists - floor(&rows) };
        assert!(untold <= 2);
        assert_eq!(asked.len(), lists + floor(&rows) + untold);
        assert_eq!(outcome.counts.requests as usize, asked.len());
        assert_eq!((outcome.counts.shows as usize, outcome.counts.new_shows), (rows.len(), 60));
        assert_eq!((outcome.counts.remaining_pages, outcome.counts.missing_pages), (0, 0));
        assert_eq!(outcome.counts.new_episodes, 0, "episodes of new shows do not count");
        let stored: usize = case.state().values().map(BTreeSet::len).sum();
        assert_eq!(outcome.counts.stored_episodes as usize, stored);
        let quota = case.reader.quota(*case.now.lock().expect("the clock"));
        assert_eq!((quota.background() as usize, quota.person()), (asked.len(), 0));
    }
}

#[tokio::test]
async fn a_hundred_and_twenty_unchanged_shows_cost_three_requests_and_ten_changed_ones_ten_more() {
    let case = Case::new(plain(120, 40)).await;
    case.sync(SyncIntent::Asked).await;
    case.asked();
    for intent in [SyncIntent::Asked, SyncIntent::Background] {
        let outcome = case.sync(intent).await;
        assert_eq!((case.asked().len(), outcome.counts.requests, outcome.end), (3, 3, SyncEnd::Complete));
    }
    for place in 40..50 {
        case.gain(place, 1 + place % 3);
    }
    let outcome = case.sync(SyncIntent::Asked).await;
    assert_eq!((case.asked().len(), outcome.counts.requests), (3 + 10, 3 + 10));
    assert_eq!(outcome.counts.new_episodes, (40..50).map(|place| 1 + place % 3).sum::<u32>());
    assert_eq!((outcome.counts.removed_episodes, outcome.counts.new_shows), (0, 0));
    case.sync(SyncIntent::Background).await;
    assert_eq!(case.asked().len(), 3);
}

#[tokio::test]
async fn h1_a_synchronisation_stopped_anywhere_resumes_and_requests_nothing_twice() {
    let whole = Case::new(odd(8, 160)).await;
    whole.sync(SyncIntent::Background).await;
    let floor = whole.asked();
    for stop in [1, 4, 8] {
        let case = Case::new(odd(8, 160)).await;
        let stopped = case.sync_until(SyncIntent::Background, stop).await;
        assert_eq!(stopped.end, SyncEnd::Stopped);
        assert!(stopped.counts.remaining_pages > 0);
        let first = case.asked();
        assert_eq!(stopped.counts.requests as usize, first.len());
        assert_eq!(case.sync(SyncIntent::Background).await.end, SyncEnd::Complete);
        let mut all: Vec<_> = first.into_iter().chain(case.asked()).collect();
        all.sort();
        // Only the list of shows is read again.
        all.dedup_by(|one, other| one == other && one.starts_with("/v1/me/shows"));
        assert_eq!(all, floor, "stopped after {stop}");
        assert_eq!(case.state(), whole.state());
    }
}

#[tokio::test]
async fn the_newest_pages_of_all_shows_come_before_older_ones_and_opened_shows_first() {
    let case = Case::new(plain(10, 150)).await;
    case.list_only().await;
    let last = case.show(9);
    case.deps.library.opened(last.at, case.now()).await.expect("it is written");
    let mut stages = Vec::new();
    case.sync_told(SyncIntent::Background, |told| {
        if let SyncEvent::Progress(progress) = told {
            stages.push(progress.stage);
        }
    })
    .await;
    let log: Vec<_> = case.demo.requests().into_iter().filter(|line| line.path().ends_with("/episodes")).collect();
    let first_old = log.iter().position(|line| !line.target.ends_with("offset=0")).expect("older pages");
    assert_eq!(first_old, 10, "ten newest pages first");
    assert!(log[first_old].path().contains(last.show.key.id().expect("an id").as_str()));
    assert!(matches!(stages[0], SyncStage::Shows { done: 0, total: None }));
    assert!(stages.iter().any(|stage| matches!(stage, SyncStage::Newest { .. })));
    let Some(SyncStage::BackCatalogue { done, total }) = stages.last() else { panic!("{stages:?}") };
    assert_eq!((done, *total as usize), (total, floor(&case.rows())));
}

#[tokio::test]
async fn a_full_pass_is_not_complete_while_one_of_its_pages_is_missing() {
    let case = Case::new(plain(4, 20)).await;
    case.sync(SyncIntent::Asked).await;
    case.advance(SignedDuration::from_secs(60));
    case.asked();
    let first = |place: u32| {
        let id = case.show(place).show.key.id().expect("an id").to_string();
        format!("/v1/shows/{id}/episodes?offset=0")
    };
    case.demo.script(&format!("GET {}: 500 x5", first(1))).expect("reads");
    let outcome = case.sync(SyncIntent::Full).await;
    assert_eq!((outcome.end, outcome.counts.missing_pages), (SyncEnd::Complete, 1));
    case.asked();
    case.advance(SignedDuration::from_secs(60));
    case.sync(SyncIntent::Full).await;
    assert_eq!(case.asked(), ["/v1/me/shows?offset=0".to_owned(), first(1)], "the rest was read");
    // What Spotify refuses was asked, and is not waited for: the next one reads everything again.
    let everything = 1 + floor(&case.rows());
    case.demo.script(&format!("GET {}: 403", first(2))).expect("reads");
    for _ in 0..2 {
        case.advance(SignedDuration::from_secs(60));
        case.sync(SyncIntent::Full).await;
        assert_eq!(case.asked().len(), everything);
    }
}

#[tokio::test]
async fn a_full_pass_reads_every_page_once_even_when_stopped_and_resumed() {
    let case = Case::new(plain(8, 120)).await;
    case.sync(SyncIntent::Asked).await;
    let first = case.asked();
    case.advance(SignedDuration::from_secs(60));
    case.sync_until(SyncIntent::Full, 0).await;
    case.asked();
    case.advance(SignedDuration::from_secs(60));
    let outcome = case.sync(SyncIntent::Full).await;
    assert_eq!((case.asked(), outcome.end), (first.clone(), SyncEnd::Complete));
    assert_eq!((outcome.counts.stored_episodes, outcome.counts.removed_episodes), (0, 0));
    case.advance(SignedDuration::from_secs(60));
    assert_eq!(case.sync(SyncIntent::Background).await.counts.requests, 1);
    case.asked();
    // Nothing of it changes what is on disk, so that only progress tells.
    let (_sender, paused) = watch::channel(false);
    let cancel = CancellationToken::new();
    let control = Control { cancel: cancel.clone(), paused, grace: GRACE };
    let stop = |told| {
        if matches!(told, SyncEvent::Progress(now) if matches!(now.stage, SyncStage::Newest { done: 3, .. })) {
            cancel.cancel();
        }
    };
    sync::library(&case.deps, SyncIntent::Full, &control, stop).await;
    let mut asked = case.asked();
    case.advance(SignedDuration::from_secs(60));
    assert_eq!(case.sync(SyncIntent::Full).await.end, SyncEnd::Complete);
    asked.extend(case.asked());
    asked.sort();
    asked.dedup_by(|one, other| one == other && one.starts_with("/v1/me/shows"));
    assert_eq!(asked, first);
}
