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

pub use access::{Shared, Standing};
pub use replies::{Job, Replies};

use self::{
    library::{Only, Writing},
    login::Order,
    sync::{Syncing, Tools},
};
use super::{
    browser::{Address, Browser},
    clock::Clock,
    holdings::Holdings,
    problem,
};
use crate::{
    app::{Effect, Event, EventKind, Reply, RequestId},
    auth::Session,
    config::Paths,
    demo::DemoServer,
    domain::ShowVisit,
    spotify::Guard,
    sync::Budget,
};

/// What the executor works with.
#[derive(Debug, Clone)]
pub struct Equipment {
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
    pub holdings: Holdings,
    /// How much synchronisations may ask for.
    pub budget: Budget,
    /// The working directory, where exports go.
    pub folder: PathBuf,
}

/// The requests that run.
pub struct Executor {
    equipment: Equipment,
    replies: Replies,
    running: HashMap<RequestId, Running>,
    /// What writes to the disk, and is finished before the program ends.
    writing: TaskTracker,
    /// Which request is the latest of those of which only one counts.
    latest: HashMap<Only, RequestId>,
    /// What is written to the library on the person's behalf.
    desk: UnboundedSender<Writing>,
    syncing: Syncing,
    /// When it was last looked whether another process has written to the library.
    looked: Option<Instant>,
}

struct Running {
    cancel: CancellationToken,
    task: JoinHandle<()>,
    /// Where a login takes orders.
    orders: Option<UnboundedSender<Order>>,
}

impl Executor {
    /// How long a token that has come may take to the disk. Without it the login is lost, so this is worth more than a
    /// quick end.
    const STORING: Duration = Duration::from_secs(2);
    /// How often at most it is looked for other processes.
    const LOOK: Duration = Duration::from_secs(1);

    /// An executor, and where its answers arrive. Needs a tokio runtime: it tells of the guard from now on.
    #[must_use]
    pub fn new(equipment: Equipment) -> (Self, UnboundedReceiver<Event>) {
        let (send, receive) = unbounded_channel();
        let replies = Replies::new(send, equipment.clock.clone());
        tokio::spawn(tell_quota(equipment.shared.guard().clone(), replies.clone()));
        let writing = TaskTracker::new();
        // Closed means only that it can be waited for; tasks are taken all the same.
        writing.close();
        // Every request is counted in the library that is open at that moment; one that is closed is let go.
        let counted = equipment.holdings.clone();
        equipment.shared.guard().count_with(Arc::new(move |asker, now| counted.count(asker, now)));
        let (desk, queue) = unbounded_channel();
        let (holdings, clock) = (equipment.holdings.clone(), equipment.clock.clone());
        tokio::spawn(writing.track_future(library::write(queue, holdings, clock)));
        let executor = Self {
            syncing: Syncing::new(equipment.budget),
            equipment,
            replies,
            running: HashMap::new(),
            writing,
            latest: HashMap::new(),
            desk,
            looked: None,
        };
        (executor, receive)
    }

    /// Ends every request, but waits at most `limit` for those that change the login, the library or the configuration: a
    /// refresh whose answer is lost has cost the login where Spotify replaces refresh tokens. What was handed to the
    /// library is written.
    pub async fn finish(self, limit: Duration) {
        let session = self.equipment.shared.access().map(|access| access.session);
        let (writing, syncing) = (self.writing.clone(), self.syncing.tasks().clone());
        let holdings = self.equipment.holdings.clone();
        drop(self);
        let settled = async {
            syncing.wait().await;
            writing.wait().await;
            holdings.close().await;
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

    /// Starts an effect. Those of the terminal (`Copy`, `Suspend`, `Quit`) are the loop's and do nothing here.
    pub fn carry(&mut self, effect: Effect) {
        self.running.retain(|_, running| !running.task.is_finished());
        self.look();
        let shared = Arc::clone(&self.equipment.shared);
        let tools = self.tools();
        match effect {
            Effect::StartLogin { id, port, switch_account } => {
                let (orders, taken) = unbounded_channel();
                let kit = login::Kit {
                    browser: self.equipment.browser.clone(),
                    demo: self.equipment.demo.clone(),
                    clock: self.equipment.clock.clone(),
                    syncing: self.syncing.clone(),
                };
                let start = login::Start { port, switch_account };
                self.start(id, Some(orders), |job| login::run(job, shared, kit, start, taken));
            }
            Effect::SubmitRedirect { id, url } => self.order(id, Order::Paste(url)),
            Effect::ExchangeCode { id } => self.order(id, Order::Exchange),
            Effect::ReopenBrowser { id } => self.order(id, Order::OpenBrowser),
            Effect::ApproveInDemo { id } => self.order(id, Order::Approve),
            Effect::Cancel(id) => {
                if let Some(running) = self.running.get(&id) {
                    running.cancel.cancel();
                }
            }
            Effect::SaveClient { id, client_id, secret } => {
                let paths = self.equipment.paths.clone();
                self.write(id, |job| account::save_client(job, shared, paths, client_id, secret));
            }
            Effect::AskAccount { id } => self.start(id, None, |job| account::ask(job, tools)),
            Effect::LogOut { id, library } => self.write(id, |job| account::log_out(job, tools, library)),
            Effect::Sync { id, intent } => {
                // The pause was that of the one before.
                self.syncing.pause(false);
                self.sync(id, |job| sync::library(job, tools, intent));
            }
            Effect::PauseSync(paused) => self.syncing.pause(paused),
            Effect::SyncShow { id, show, visit } => {
                if visit == ShowVisit::Opened {
                    self.supersede(Only::Visit, id);
                }
                self.sync(id, |job| sync::show(job, tools, show, visit));
            }
            Effect::OpenSpotify { id, link } => self.open(id, Address::from(&link)),
            Effect::OpenWeb { id, link } => self.open(id, Address::from(&link)),
            Effect::OpenDashboard { id } => self.open(id, Address::dashboard()),
            Effect::ReadShows { .. }
            | Effect::ReadEpisodes { .. }
            | Effect::ReadNotes { .. }
            | Effect::ReadFeed { .. }
            | Effect::Search { .. }
            | Effect::ReadSnippets { .. }
            | Effect::NextUnplayed { .. }
            | Effect::Mark { .. }
            | Effect::UndoMark { .. }
            | Effect::Export { .. }
            | Effect::Remember(_) => self.consult(effect),
            Effect::Copy { .. } | Effect::Suspend | Effect::Quit => {}
        }
    }

    #[cfg(test)]
    pub(super) fn holdings(&self) -> &Holdings {
        &self.equipment.holdings
    }

    fn start<F>(&mut self, id: RequestId, orders: Option<UnboundedSender<Order>>, run: impl FnOnce(Job) -> F)
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

    /// As `start`, for that of which only the latest counts.
    fn start_only<F>(&mut self, only: Only, id: RequestId, run: impl FnOnce(Job) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.supersede(only, id);
        self.start(id, None, run);
    }

    /// Ends the one before.
    fn supersede(&mut self, only: Only, id: RequestId) {
        let former = self.latest.insert(only, id);
        if let Some(running) = former.and_then(|former| self.running.get(&former)) {
            running.cancel.cancel();
        }
    }

    /// Hands something to be written to the library, behind what was handed before.
    fn write_down(&self, writing: Writing) {
        let _ = self.desk.send(writing);
    }

    fn tools(&self) -> Tools {
        Tools {
            shared: Arc::clone(&self.equipment.shared),
            holdings: self.equipment.holdings.clone(),
            syncing: self.syncing.clone(),
        }
    }

    /// Looks whether another process has written to the library, since there is something to do anyway.
    fn look(&mut self) {
        if self.looked.is_none_or(|looked| looked.elapsed() >= Self::LOOK) {
            self.looked = Some(Instant::now());
            tokio::spawn(library::look_for_others(self.equipment.holdings.clone(), self.replies.clone()));
        }
    }

    /// A login that has ended takes no orders; its end was told.
    fn order(&self, id: RequestId, order: Order) {
        if let Some(orders) = self.running.get(&id).and_then(|running| running.orders.as_ref()) {
            let _ = orders.send(order);
        }
    }

    fn open(&mut self, id: RequestId, address: Address) {
        let browser = self.equipment.browser.clone();
        self.start(id, None, |job| async move {
            let outcome = browser.open(address.clone()).await;
            job.reply(Reply::Opened(problem::browser(&outcome, &address).map_or(Ok(()), Err)));
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
