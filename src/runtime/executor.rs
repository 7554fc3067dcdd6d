//! Carries effects out on tasks of their own and sends answers back as events.
//!
//! [`Executor::carry`] returns at once whatever the network does. Each request has a token that cancels it; a
//! cancelled request answers nothing more. Secrets stay in here: the code of a login waits in its task (`login`), and
//! neither effect nor answer can hold it.

pub(super) mod access;
mod account;
mod library;
mod login;
mod replies;
mod sync;

use std::{
    collections::HashMap,
    fmt,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinHandle,
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use access::{ClientState, Shared};
pub use replies::{Job, Replies};

use self::{
    library::Writing,
    sync::{SyncDeps, Syncing},
};
use super::{
    browser::{Address, Browser},
    clock::Clock,
    library_host::LibraryHost,
    problem,
    sync::count_requests,
};
use crate::{
    app::{
        Effect, Event, EventKind, Reply, RequestId,
        requests::effect::{self, LoginStep},
    },
    auth::Session,
    config::Paths,
    demo::DemoServer,
    spotify::Guard,
    sync::Budget,
};

/// What the executor works with.
#[derive(Debug, Clone)]
pub struct Deps {
    /// How Spotify is reached, and with which app and login.
    pub shared: Arc<Shared>,
    /// Where the client ID is written.
    pub paths: Paths,
    /// What opens links.
    pub browser: Browser,
    /// The embedded service of the demo, which can consent without a browser.
    pub demo: Option<Arc<DemoServer>>,
    /// Stamps the answers.
    pub clock: Clock,
    /// The library.
    pub host: LibraryHost,
    /// How much synchronisations may ask for.
    pub budget: Budget,
    /// The working directory, where exports go.
    pub folder: PathBuf,
}

/// The requests that run.
pub struct Executor {
    deps: Deps,
    replies: Replies,
    running: HashMap<RequestId, Running>,
    /// What writes to the disk, and is finished before the program ends.
    writing: TaskTracker,
    desk: UnboundedSender<Writing>,
    syncing: Syncing,
    /// When it was last looked whether another process has written to the library.
    looked: Option<Instant>,
}

struct Running {
    cancel: CancellationToken,
    task: JoinHandle<()>,
    /// Where a login takes orders.
    orders: Option<UnboundedSender<LoginStep>>,
}

impl Executor {
    /// How long a token that has come may take to the disk. Without it the login is lost, so this is worth more than a
    /// quick end.
    const STORING: Duration = Duration::from_secs(2);
    /// How often at most it is looked for other processes.
    const LOOK: Duration = Duration::from_secs(1);

    /// An executor, and where its answers arrive. Needs a tokio runtime: it tells of the guard from now on.
    pub fn new(deps: Deps) -> (Self, UnboundedReceiver<Event>) {
        let (send, receive) = unbounded_channel();
        let replies = Replies::new(send, deps.clock.clone());
        tokio::spawn(tell_quota(deps.shared.guard().clone(), replies.clone()));
        let writing = TaskTracker::new();
        // Closed means only that it can be waited for; tasks are taken all the same.
        writing.close();
        count_requests(deps.shared.guard(), &deps.host);
        let (desk, queue) = unbounded_channel();
        let (host, clock) = (deps.host.clone(), deps.clock.clone());
        tokio::spawn(writing.track_future(library::write(queue, host, clock)));
        let executor = Self {
            syncing: Syncing::new(deps.budget),
            deps,
            replies,
            running: HashMap::new(),
            writing,
            desk,
            looked: None,
        };
        (executor, receive)
    }

    /// Ends every request, but waits at most `limit` for those that change the login, the library or the configuration: a
    /// refresh whose answer is lost has cost the login where Spotify replaces refresh tokens. What was handed to the
    /// library is written.
    pub async fn finish(self, limit: Duration) {
        let session = self.deps.shared.access().map(|access| access.session);
        let (writing, syncing) = (self.writing.clone(), self.syncing.tasks().clone());
        let host = self.deps.host.clone();
        drop(self);
        let settled = async {
            syncing.wait().await;
            writing.wait().await;
            host.close().await;
        };
        let stored = async {
            if let Some(session) = &session {
                session.settled().await;
            }
        };
        if timeout(limit, async { tokio::join!(settled, stored) }).await.is_err()
            && let Some(session) = session.filter(Session::is_storing)
        {
            let _ = timeout(Self::STORING, session.settled()).await;
        }
    }

    /// Begins what an effect asks for. Returns at once.
    pub fn carry(&mut self, effect: Effect) {
        self.running.retain(|_, running| !running.task.is_finished());
        self.look();
        match effect {
            Effect::Read(id, read) => self.read(id, read),
            Effect::Write(id, write) => self.write_to_library(id, write),
            Effect::Remember(what) => self.write_down(Writing::Remember(what)),
            Effect::Login(id, login) => self.log_in(id, login),
            Effect::LoginStep(id, step) => self.order(id, step),
            Effect::Sync(id, sync) => self.synchronise(id, sync),
            Effect::PauseSync(paused) => self.syncing.pause(paused),
            Effect::System(id, system) => self.ask_desktop(id, system),
            Effect::Cancel(id) => {
                if let Some(running) = self.running.get(&id) {
                    running.cancel.cancel();
                }
            }
            // The event loop does these: they are about the terminal it owns.
            Effect::Suspend | Effect::Quit => {}
        }
    }

    fn log_in(&mut self, id: RequestId, request: effect::Login) {
        let shared = Arc::clone(&self.deps.shared);
        let deps = self.sync_deps();
        match request {
            effect::Login::Start { port, switch_account } => {
                let (orders, taken) = unbounded_channel();
                let kit = login::LoginDeps {
                    browser: self.deps.browser.clone(),
                    demo: self.deps.demo.clone(),
                    clock: self.deps.clock.clone(),
                    syncing: self.syncing.clone(),
                };
                let start = login::Start { port, switch_account };
                self.start(id, Some(orders), |job| login::run(job, shared, kit, start, taken));
            }
            effect::Login::AskAccount => self.start(id, None, |job| account::ask(job, deps)),
            effect::Login::SaveClient { client_id, secret } => {
                let paths = self.deps.paths.clone();
                self.write(id, |job| account::save_client(job, shared, paths, client_id, secret));
            }
            effect::Login::LogOut(library) => self.write(id, |job| account::log_out(job, deps, library)),
        }
    }

    fn synchronise(&mut self, id: RequestId, request: effect::Sync) {
        let deps = self.sync_deps();
        match request {
            effect::Sync::Library(intent) => {
                // The pause was that of the one before.
                self.syncing.pause(false);
                self.sync(id, |job| sync::library(job, deps, intent));
            }
            effect::Sync::Show(show, visit) => self.sync(id, |job| sync::show(job, deps, show, visit)),
        }
    }

    fn ask_desktop(&mut self, id: RequestId, request: effect::System) {
        match request {
            effect::System::OpenSpotify(link) => self.open(id, Address::from(&link)),
            effect::System::OpenWeb(link) => self.open(id, Address::from(&link)),
            effect::System::OpenDashboard => self.open(id, Address::dashboard()),
            // The event loop writes to the terminal.
            effect::System::Copy(_) => {}
        }
    }

    #[cfg(test)]
    pub(super) fn host(&self) -> &LibraryHost {
        &self.deps.host
    }

    fn start<F>(&mut self, id: RequestId, orders: Option<UnboundedSender<LoginStep>>, run: impl FnOnce(Job) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let cancel = CancellationToken::new();
        let task = tokio::spawn(run(Job::new(id, self.replies.clone(), cancel.clone())));
        self.running.insert(id, Running { cancel, task, orders });
    }

    /// As `start`, for what is finished before the program ends.
    fn write<F>(&mut self, id: RequestId, run: impl FnOnce(Job) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let writing = self.writing.clone();
        self.start(id, None, |job| writing.track_future(run(job)));
    }

    /// As `start`, for what may hold the whole library up.
    fn sync<F>(&mut self, id: RequestId, run: impl FnOnce(Job) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let tasks = self.syncing.tasks().clone();
        self.start(id, None, |job| tasks.track_future(run(job)));
    }

    /// Hands something to be written to the library, behind what was handed before.
    fn write_down(&self, writing: Writing) {
        let _ = self.desk.send(writing);
    }

    fn sync_deps(&self) -> SyncDeps {
        SyncDeps { shared: Arc::clone(&self.deps.shared), host: self.deps.host.clone(), syncing: self.syncing.clone() }
    }

    /// Checks whether another process has written to the library.
    fn look(&mut self) {
        if self.looked.is_none_or(|looked| looked.elapsed() >= Self::LOOK) {
            self.looked = Some(Instant::now());
            tokio::spawn(library::look_for_others(self.deps.host.clone(), self.replies.clone()));
        }
    }

    /// A login that has ended takes no orders; its end was told.
    fn order(&self, id: RequestId, order: LoginStep) {
        if let Some(orders) = self.running.get(&id).and_then(|running| running.orders.as_ref()) {
            let _ = orders.send(order);
        }
    }

    fn open(&mut self, id: RequestId, address: Address) {
        let browser = self.deps.browser.clone();
        self.start(id, None, |job| async move {
            let outcome = browser.open(address.clone()).await;
            job.reply(Reply::System(problem::browser(&outcome, &address).map_or(Ok(()), Err)));
        });
    }
}

impl Drop for Executor {
    /// Nothing goes on for a program that ends: listeners close their ports, requests are dropped.
    fn drop(&mut self) {
        for running in self.running.values() {
            running.cancel.cancel();
        }
        self.syncing.stop_looking();
    }
}

impl fmt::Debug for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Executor").field("running", &self.running.keys()).finish_non_exhaustive()
    }
}

/// Passes every change of the guard on.
async fn tell_quota(guard: Guard, replies: Replies) {
    let mut changes = guard.state();
    while changes.changed().await.is_ok() {
        let state = *changes.borrow_and_update();
        if !replies.send(EventKind::Quota(state)) {
            return;
        }
    }
}
