//! Carries effects out on tasks of their own and sends answers back as events.
//!
//! [`Executor::carry`] never blocks. Each request has a token that cancels it; a cancelled request does not answer.
//! Secrets stay in here: the code of a login waits in its task (`login`), and no effect or answer can hold it.

pub(super) mod access;
mod account;
mod catalogue;
mod copy;
mod end;
mod keep;
mod library;
mod login;
mod marks;
mod own;
mod player;
mod queue;
mod replies;
mod sync;
mod upkeep;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinHandle,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use access::{ClientState, Shared};
pub use marks::SharedMarks;
pub use replies::{Job, Replies};

use self::{queue::Queue, sync::Syncing};
use super::{
    artwork::Covers,
    browser::{Address, Browser},
    clipboard::Clipboard,
    clock::Clock,
    connect::Connect,
    library_host::LibraryHost,
    mpris::Desktop,
    own::Shell,
    problem,
    settings::Settings,
    sync::count_requests,
};
use crate::{
    app::{
        Effect, Event, EventKind, Reply, RequestId,
        own::{OwnMode, Run},
        requests::{
            effect::{Login, LoginStep, Player, Sync, System, Write},
            upkeep::Upkeep,
        },
    },
    config::{self, Paths},
    demo::DemoServer,
    spotify::Guard,
};

/// What requests work with.
#[derive(Debug)]
pub struct Deps {
    pub shared: Shared,
    /// The client ID is written to its config file.
    pub paths: Paths,
    pub browser: Browser,
    pub clipboard: Clipboard,
    /// The embedded service of the demo, which can consent without a browser.
    pub demo: Option<Arc<DemoServer>>,
    pub clock: Clock,
    pub host: LibraryHost,
    pub settings: Settings,
    /// Players on this computer.
    pub connect: Connect,
    /// Who shows what plays.
    pub desktop: Desktop,
    pub covers: Covers,
    /// Runs the person's own commands.
    pub shell: Shell,
    /// The working directory, where exports go.
    pub folder: PathBuf,
    /// The folder in which computers share their marks.
    pub marks: SharedMarks,
}

impl Deps {
    /// Where the requests of the client ID are counted.
    fn requests_file(&self) -> PathBuf {
        self.paths.requests_file(self.shared.client_id().as_deref())
    }
}

/// The requests that run.
#[derive(Debug)]
pub struct Executor {
    deps: Arc<Deps>,
    syncing: Syncing,
    replies: Replies,
    running: HashMap<RequestId, Running>,
    /// What writes to the disk or sends a command, and is finished before the program ends.
    writing: TaskTracker,
    /// Writes to the library.
    writes: Queue,
    /// What follows and saves, and writes what Spotify confirms.
    keeps: Queue,
    /// The commands that notes are piped to.
    piping: TaskTracker,
    /// When writes of another process were last looked for.
    looked: Option<Instant>,
    /// Cancelled at the end.
    ended: CancellationToken,
}

#[derive(Debug)]
struct Running {
    cancel: CancellationToken,
    task: JoinHandle<()>,
    /// Where a login takes orders.
    orders: Option<UnboundedSender<LoginStep>>,
}

impl Executor {
    /// The least time between two looks for writes of another process.
    const LOOK: Duration = Duration::from_secs(1);

    /// An executor, and the channel of its answers. Needs a tokio runtime, to report the guard's state from now on.
    pub fn new(deps: Deps) -> (Self, UnboundedReceiver<Event>) {
        let (send, receive) = unbounded_channel();
        let replies = Replies::new(send, deps.clock.clone());
        tokio::spawn(report_quota(deps.shared.guard().clone(), replies.clone()));
        count_requests(deps.shared.guard(), &deps.host, deps.requests_file());
        let deps = Arc::new(deps);
        let left_over = Arc::clone(&deps);
        tokio::spawn(async move { left_over.connect.stop_left_over().await });
        let ended = CancellationToken::new();
        tokio::spawn(deps.marks.clone().keep(deps.host.clone(), replies.clone(), ended.clone()));
        let executor = Self {
            deps,
            syncing: Syncing::default(),
            replies,
            running: HashMap::new(),
            writing: tracker(),
            writes: Queue::start(),
            keeps: Queue::start(),
            piping: tracker(),
            looked: None,
            ended,
        };
        (executor, receive)
    }

    /// Starts an effect. Returns at once.
    pub fn carry(&mut self, effect: Effect) {
        self.running.retain(|_, running| !running.task.is_finished());
        self.look();
        match effect {
            Effect::Read(id, read) => self.start(id, |job, deps| library::read(job, deps, read)),
            Effect::Write(id, write) => self.write(id, write),
            Effect::Remember(what) => self.enqueue(library::remember(self.deps(), what)),
            Effect::TourSeen => self.note_tour(),
            Effect::Login(id, login) => self.log_in(id, login),
            Effect::LoginStep(id, step) => self.order(id, step),
            Effect::Sync(id, sync) => self.synchronise(id, sync),
            Effect::Player(id, request @ Player::Send { .. }) => {
                self.track(&self.writing.clone(), id, |job, deps| player::ask(job, deps, request));
            }
            Effect::Player(id, request) => self.start(id, |job, deps| player::ask(job, deps, request)),
            Effect::Announce(playback) => self.deps.desktop.show(playback.map(|playback| *playback)),
            Effect::Catalogue(id, request) => self.start(id, |job, deps| catalogue::ask(job, deps, request)),
            Effect::Keep(id, request) => self.keeps.put(keep::keep(self.job(id), self.deps(), request)),
            Effect::Artwork(id, cover) => self.start(id, |job, deps| async move {
                job.reply(Reply::Artwork(deps.covers.picture(cover, &job.cancel).await));
            }),
            Effect::Run(id, run) => self.run(id, run),
            Effect::PauseSync(paused) => self.syncing.pause(paused),
            Effect::System(id, System::OpenSpotify(link)) => self.open(id, Address::from(&link)),
            Effect::System(id, System::OpenWeb(link)) => self.open(id, Address::from(&link)),
            Effect::System(id, System::OpenDashboard) => self.open(id, Address::dashboard()),
            Effect::Upkeep(id, request @ (Upkeep::Set { .. } | Upkeep::Report { .. })) => {
                self.track(&self.writing.clone(), id, |job, deps| upkeep::ask(job, deps, request));
            }
            Effect::Upkeep(id, request) => self.start(id, |job, deps| upkeep::ask(job, deps, request)),
            Effect::Cancel(id) => {
                if let Some(running) = self.running.get(&id) {
                    running.cancel.cancel();
                }
            }
            // With a program; through the terminal the event loop copies, which owns it.
            Effect::System(id, System::Copy(text)) => self.start(id, |job, deps| copy::copy(job, deps, text)),
            // `look` has already run; the event loop does the others.
            Effect::Look | Effect::Suspend | Effect::Restart(_) | Effect::Quit => {}
        }
    }

    fn write(&mut self, id: RequestId, write: Write) {
        match write {
            Write::Mark(marks) => self.enqueue(library::mark(self.job(id), self.deps(), marks)),
            Write::MarkShow(show) => self.enqueue(library::mark_show(self.job(id), self.deps(), show)),
            Write::UndoMark(marks) => self.enqueue(library::undo_marks(self.job(id), self.deps(), marks)),
            Write::FindImport => self.start(id, library::find_import),
            Write::UndoImport => self.enqueue(library::undo_import(self.job(id), self.deps())),
            Write::Progress(episode, progress) => {
                self.enqueue(library::set_progress(self.job(id), self.deps(), episode, progress));
            }
            Write::Export { episodes, name, replace } => {
                self.track(&self.writing.clone(), id, |job, deps| {
                    library::export(job, deps, episodes, (name, replace))
                });
            }
        }
    }

    fn run(&mut self, id: RequestId, run: Run) {
        match run.mode {
            OwnMode::Background => self.start(id, |job, deps| own::in_background(job, deps.shell.clone(), run)),
            OwnMode::Pipe => {
                let piping = self.piping.clone();
                self.track(&piping, id, |job, deps| own::pipe(job, (deps.shell.clone(), deps.host.clone()), run));
            }
            // The event loop does, which owns the terminal.
            OwnMode::Terminal => {}
        }
    }

    /// Only a repetition of the tour is at stake.
    fn note_tour(&self) {
        let file = self.deps.paths.tour_file();
        let noted = self.writing.spawn_blocking(move || {
            let noted = config::create_folder(file.parent().unwrap_or(&file)).and_then(|()| std::fs::write(&file, ""));
            noted.unwrap_or_else(|error| tracing::info!(%error, "cannot note that the tour was shown"));
        });
        drop(noted);
    }

    fn log_in(&mut self, id: RequestId, request: Login) {
        let (writing, syncing) = (self.writing.clone(), self.syncing.clone());
        match request {
            Login::Start { port, switch_account } => {
                let (orders, taken) = unbounded_channel();
                self.start(id, |job, deps| login::run(job, deps, syncing, (port, switch_account), taken));
                self.running.entry(id).and_modify(|running| running.orders = Some(orders));
            }
            Login::AskAccount => self.start(id, account::ask),
            Login::ListProfiles => self.start(id, account::list_profiles),
            Login::SaveClient { client_id, secret } => {
                self.track(&writing, id, |job, deps| account::save_client(job, deps, client_id, secret));
            }
            Login::LogOut(library) => {
                self.track(&writing, id, |job, deps| account::log_out(job, deps, syncing, library));
            }
        }
    }

    fn synchronise(&mut self, id: RequestId, request: Sync) {
        let (tasks, syncing) = (self.syncing.tasks().clone(), self.syncing.clone());
        let (show, why) = match request {
            Sync::Library(intent) => {
                // The pause was that of the one before.
                self.syncing.pause(false);
                return self.track(&tasks, id, |job, deps| sync::library(job, deps, syncing, intent));
            }
            Sync::Show(show, why) => (Some(show), why),
            Sync::Saved(why) => (None, why),
        };
        self.track(&tasks, id, |job, deps| sync::visit(job, deps, syncing, show, why));
    }

    fn start<F: Future<Output = ()> + Send + 'static>(&mut self, id: RequestId, run: impl FnOnce(Job, Arc<Deps>) -> F) {
        let job = self.job(id);
        let cancel = job.cancel.clone();
        let task = tokio::spawn(run(job, Arc::clone(&self.deps)));
        self.running.insert(id, Running { cancel, task, orders: None });
    }

    /// Starts a task that `tracker` can wait for.
    fn track<F>(&mut self, tracker: &TaskTracker, id: RequestId, run: impl FnOnce(Job, Arc<Deps>) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.start(id, |job, deps| tracker.track_future(run(job, deps)));
    }

    fn job(&self, id: RequestId) -> Job {
        Job { id, replies: self.replies.clone(), cancel: CancellationToken::new() }
    }

    fn deps(&self) -> Arc<Deps> {
        Arc::clone(&self.deps)
    }

    /// Writes to the library, in the order of the effects. Looks at the login first; marks need none, but their account must
    /// be in the library still.
    fn enqueue(&self, write: impl Future<Output = ()> + Send + 'static) {
        let (deps, replies) = (self.deps(), self.replies.clone());
        self.writes.put(async move {
            library::look_at_login(&deps, &replies).await;
            write.await;
        });
    }

    /// Checks whether another process has changed the login or the library.
    fn look(&mut self) {
        if self.looked.is_none_or(|looked| looked.elapsed() >= Self::LOOK) {
            self.looked = Some(Instant::now());
            let (deps, replies) = (Arc::clone(&self.deps), self.replies.clone());
            tokio::spawn(async move {
                library::look_at_login(&deps, &replies).await;
                library::look_for_others(deps.host.clone(), replies.clone()).await;
                deps.marks.glance(&deps.host, &replies).await;
            });
        }
    }

    /// A login that has ended takes no orders.
    fn order(&self, id: RequestId, order: LoginStep) {
        if let Some(orders) = self.running.get(&id).and_then(|running| running.orders.as_ref()) {
            let _ = orders.send(order);
        }
    }

    fn open(&mut self, id: RequestId, address: Address) {
        self.start(id, |job, deps| async move {
            let outcome = deps.browser.open(address.clone()).await;
            job.reply(Reply::System(problem::browser(&outcome, &address)));
        });
    }
}

/// A tracker that can be waited for; a closed one still takes tasks.
fn tracker() -> TaskTracker {
    let tracker = TaskTracker::new();
    tracker.close();
    tracker
}

/// Reports every change of the guard.
async fn report_quota(guard: Guard, replies: Replies) {
    let mut changes = guard.state();
    while changes.changed().await.is_ok() {
        let state = *changes.borrow_and_update();
        if !replies.send(EventKind::Quota(state)) {
            return;
        }
    }
}
