//! The executor alone: effects in, events out; and a library that somebody filled before.

use std::{path::Path, sync::Arc, time::Duration};

use jiff::Timestamp;
use tempfile::TempDir;
use tokio::{net::TcpSocket, sync::mpsc::UnboundedReceiver};

use super::{PATIENCE, Ready, ready, ready::ready_without_network};
use crate::{
    app::{
        Effect, Event, EventKind, Reply, RequestId,
        requests::effect::{Login, LoginStep, PortChoice},
        requests::event::LoginReply,
        state::Startup,
    },
    demo::{DemoOptions, DemoServer},
    domain::{
        Account, CleanText, Episode, EpisodeAt, EpisodeKey, MediaType, Notes, Page, Progress, ReleaseDate, Show,
        ShowKey, ShowKind, rich::Html,
    },
    library::{AccountRef, FetchState, Library, PageOutcome, Step},
    runtime::{executor::Executor, library_host::LibraryHost},
};

/// The executor with its profile.
pub(super) struct Desk {
    pub(super) demo: Arc<DemoServer>,
    pub(super) profile: Arc<TempDir>,
    pub(super) startup: Startup,
    pub(super) host: LibraryHost,
    pub(super) executor: Executor,
    events: UnboundedReceiver<Event>,
    asked: u64,
    /// Keeps the address where nothing answers.
    _refusing: Option<TcpSocket>,
}

impl Desk {
    /// In a profile whose library holds what `stock` puts there.
    pub(super) async fn stocked() -> Self {
        let profile = profile();
        stock(profile.path(), "me", 3, 8).await;
        Self::open(demo().await, profile)
    }

    pub(super) fn open(demo: Arc<DemoServer>, profile: Arc<TempDir>) -> Self {
        let id = demo.client_id();
        let ready = ready(&demo, profile.path(), Some(id), "http://127.0.0.1/callback");
        Self::with(ready, demo, profile)
    }

    /// The same where nobody answers at the address of the Web API.
    pub(super) fn open_without_network(demo: Arc<DemoServer>, profile: Arc<TempDir>) -> Self {
        let ready = ready_without_network(&demo, profile.path(), demo.client_id());
        Self::with(ready, demo, profile)
    }

    fn with(ready: Ready, demo: Arc<DemoServer>, profile: Arc<TempDir>) -> Self {
        let Ready { startup, deps, refusing } = ready;
        let host = deps.host.clone();
        let (executor, events) = Executor::new(deps);
        Self { demo, profile, startup, host, executor, events, asked: 0, _refusing: refusing }
    }

    /// Starts an effect under a new id.
    pub(super) fn carry(&mut self, effect: impl FnOnce(RequestId) -> Effect) -> RequestId {
        self.asked += 1;
        let id = RequestId(self.asked);
        self.executor.carry(effect(id));
        id
    }

    /// The id of the latest effect.
    pub(super) fn latest(&self) -> RequestId {
        RequestId(self.asked)
    }

    /// The next event.
    pub(super) async fn next(&mut self) -> EventKind {
        let event = tokio::time::timeout(PATIENCE, self.events.recv()).await.expect("something happens");
        event.expect("the executor runs").kind
    }

    /// The first event that is looked for; others are passed over.
    pub(super) async fn until<T>(&mut self, mut wanted: impl FnMut(EventKind) -> Option<T>) -> T {
        loop {
            if let Some(found) = wanted(self.next().await) {
                return found;
            }
        }
    }

    /// The first answer to a request.
    pub(super) async fn answer(&mut self, id: RequestId) -> Reply {
        let of = |kind| match kind {
            EventKind::Reply(to, reply) if to == id => Some(reply),
            _ => None,
        };
        self.until(of).await
    }

    /// Starts an effect and waits for its first answer.
    pub(super) async fn ask(&mut self, effect: impl FnOnce(RequestId) -> Effect) -> Reply {
        let id = self.carry(effect);
        self.answer(id).await
    }

    /// Logs in as whoever the demo's website knows.
    pub(super) async fn log_in(&mut self) -> Account {
        let start = |id| Effect::Login(id, Login::Start { port: PortChoice::Dynamic, switch_account: false });
        let id = self.carry(start);
        loop {
            match self.answer(id).await {
                Reply::Login(LoginReply::Opened(_)) => {
                    self.executor.carry(Effect::LoginStep(id, LoginStep::ApproveInDemo));
                }
                Reply::Login(LoginReply::CallbackArrived) => {
                    self.executor.carry(Effect::LoginStep(id, LoginStep::ExchangeCode));
                }
                Reply::Login(LoginReply::Done(done)) => {
                    done.expect("the demo agrees");
                    break;
                }
                _ => {}
            }
        }
        let reply = self.ask(|id| Effect::Login(id, Login::AskAccount)).await;
        let Reply::Login(LoginReply::Account(Some(account))) = reply else { panic!("{reply:?}") };
        account
    }

    /// As the end of the program; another one may begin in the same profile.
    pub(super) async fn finish(self) -> (Arc<DemoServer>, Arc<TempDir>) {
        self.executor.finish(PATIENCE).await;
        (self.demo, self.profile)
    }

    /// The number of tasks that the end of the program waits for.
    pub(super) fn awaited(&self) -> usize {
        self.executor.awaited()
    }

    pub(super) fn requests(&self, path: &str) -> usize {
        self.demo.requests().iter().filter(|request| request.path() == path).count()
    }
}

pub(super) async fn demo() -> Arc<DemoServer> {
    let options = DemoOptions { shows: 5, episodes: 8, quirks: false, ..DemoOptions::default() };
    Arc::new(DemoServer::start(options, None).await.expect("a free port"))
}

pub(in crate::runtime) fn profile() -> Arc<TempDir> {
    Arc::new(tempfile::tempdir().expect("a folder"))
}

pub(in crate::runtime) fn library_file(profile: &Path) -> std::path::PathBuf {
    profile.join("data/library.db")
}

/// Fills a library: shows `show0`…, each with episodes `show0episode0`…, the first the newest.
pub(in crate::runtime) async fn stock(profile: &Path, account: &str, shows: u32, episodes: u32) -> AccountRef {
    let library = Library::open(&library_file(profile)).expect("it opens").library;
    let account = Account { id: CleanText::new(account), display_name: None, premium: None };
    let account = library.use_account(&account, now()).await.expect("written");
    let pass = library.begin_shows_pass(account).await.expect("written");
    library.apply_shows_page(pass, page((0..shows).map(show).collect())).await.expect("written");
    library.finish_shows_pass(pass, 0, now()).await.expect("written");
    library.finish_sync(account, now()).await.expect("written");
    let reader = library.reader().expect("it opens");
    for number in 0..shows {
        let at = reader.find_show(account, &show(number).key).expect("read").expect("there").at;
        let items = (0..episodes).map(|n| episode(number, n)).collect();
        let same = |before: &FetchState, _: &PageOutcome| before.clone();
        library.apply_episodes_step(at, page(items), Step::Look, now(), same).await.expect("written");
    }
    account
}

pub(super) fn now() -> Timestamp {
    "2026-11-03T12:00:00Z".parse().expect("a time")
}

fn page<T>(items: Vec<T>) -> Page<T> {
    let received = u32::try_from(items.len()).expect("few");
    let items = (0..).zip(items).collect();
    Page { items, skipped: 0, offset: 0, limit: 50, received, total: Some(received), has_next: false }
}

pub(in crate::runtime) fn show(number: u32) -> Show {
    Show {
        key: ShowKey::from_remote(&format!("show{number}")),
        name: CleanText::new(&format!("Show {number}")),
        publisher: None,
        notes: Notes::Plain(Html::new("About it")),
        total_episodes: None,
        explicit: false,
        languages: Vec::new(),
        media: MediaType::Audio,
        images: crate::domain::Images::default(),
        kind: ShowKind::Podcast,
        copyrights: Vec::new(),
        added_at: None,
    }
}

/// The shows' episodes of one number come out on one day, those after the 30th have no date; the third of each was begun.
fn episode(show: u32, number: u32) -> Episode {
    let progress = match number {
        2 => Progress::InProgress { position: Duration::from_mins(5) },
        _ => Progress::Unplayed,
    };
    Episode {
        key: at(show, number).episode,
        name: CleanText::new(&format!("Kettle {number} of {}", ["alder", "birch", "cedar"][show as usize % 3])),
        released: ReleaseDate::parse(&format!("2026-10-{:02}", 31_u32.saturating_sub(number))),
        duration: Duration::from_mins(30),
        progress,
        explicit: false,
        playable: true,
        languages: Vec::new(),
        notes: Notes::Html(Html::new("<p>All about <b>kettles</b> and *stars*</p>")),
        position: number,
    }
}

pub(super) fn at(show: u32, episode: u32) -> EpisodeAt {
    EpisodeAt {
        show: ShowKey::from_remote(&format!("show{show}")),
        episode: EpisodeKey::from_remote(&format!("show{show}episode{episode}")),
    }
}
