//! Synchronisations as effects: the whole library, or one show.
//!
//! Whose login it is has to be known first, because everything is kept per account. Of all processes one synchronises
//! the whole library at a time. Start with [`library`].

mod relay;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{mpsc::unbounded_channel, watch},
    time::sleep,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{Job, Shared, library::look_for_others};
use crate::{
    app::{
        EventKind, Reply,
        event::{LibraryChange, LoginLost},
        sync::SyncOutcome,
    },
    auth::Bound,
    domain::{CleanText, LoginState, ShowKey, ShowVisit, SyncEnd, SyncIntent},
    library::LibraryError,
    runtime::{
        holdings::{Held, Holdings},
        problem,
    },
    spotify::ApiError,
    sync::{self, Budget, Control, Kit, Outcome, SyncError, Told, Turn},
};

/// How often it is looked whether another process has written, while that one synchronises.
const LOOK: Duration = Duration::from_secs(30);

/// The synchronisations of this process. Cheap to clone; clones are the same.
#[derive(Debug, Clone)]
pub(super) struct Syncing(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    budget: Budget,
    paused: watch::Sender<bool>,
    /// Stops all that run; replaced when they are stopped.
    stop: Mutex<CancellationToken>,
    tasks: TaskTracker,
    /// Ends the looking for another process that synchronises.
    looking: Mutex<CancellationToken>,
}

/// What a synchronisation is made with.
#[derive(Debug, Clone)]
pub(super) struct Tools {
    pub(super) shared: Arc<Shared>,
    pub(super) holdings: Holdings,
    pub(super) syncing: Syncing,
}

impl Syncing {
    pub(super) fn new(budget: Budget) -> Self {
        let tasks = TaskTracker::new();
        // Closed means only that it can be waited for; tasks are taken all the same.
        tasks.close();
        let [stop, looking] = [(); 2].map(|()| Mutex::new(CancellationToken::new()));
        Self(Arc::new(Inner { budget, paused: watch::Sender::new(false), stop, tasks, looking }))
    }

    /// Holds them up, or lets them go on.
    pub(super) fn pause(&self, paused: bool) {
        self.0.paused.send_replace(paused);
    }

    /// What ends with the end of all that run.
    pub(super) fn tasks(&self) -> &TaskTracker {
        &self.0.tasks
    }

    /// Stops all that run, and waits until they have written what they have.
    pub(super) async fn stop(&self) {
        self.stop_looking();
        let stopped = std::mem::take(&mut *self.0.stop.lock().unwrap_or_else(PoisonError::into_inner));
        stopped.cancel();
        self.0.tasks.wait().await;
    }

    pub(super) fn stop_looking(&self) {
        self.0.looking.lock().unwrap_or_else(PoisonError::into_inner).cancel();
    }

    fn look(&self, holdings: Holdings, job: &Job) {
        let until = CancellationToken::new();
        let former =
            std::mem::replace(&mut *self.0.looking.lock().unwrap_or_else(PoisonError::into_inner), until.clone());
        former.cancel();
        let replies = job.replies().clone();
        tokio::spawn(until.run_until_cancelled_owned(async move {
            loop {
                sleep(LOOK).await;
                look_for_others(holdings.clone(), replies.clone()).await;
            }
        }));
    }

    /// What stops one: the person, or whatever stops all.
    fn control(&self, job: &Job) -> Control {
        let cancel = self.0.stop.lock().unwrap_or_else(PoisonError::into_inner).child_token();
        let (cancelled, stop) = (job.cancel().clone(), cancel.clone());
        // Ends with either of them.
        tokio::spawn(async move {
            tokio::select! {
                () = cancelled.cancelled() => stop.cancel(),
                () = stop.cancelled() => {}
            }
        });
        Control { cancel, paused: self.0.paused.subscribe(), grace: Control::SHORT_GRACE }
    }
}

/// Synchronises the whole library, unless another process does.
pub(super) async fn library(job: Job, tools: Tools, intent: SyncIntent) {
    tools.syncing.stop_looking();
    let control = tools.syncing.control(&job);
    let outcome = match ready(&job, &tools, &control).await {
        Ok((kit, held)) => match turn(&held, &tools).await {
            Ok(Taken::Elsewhere) => {
                tools.syncing.look(tools.holdings.clone(), &job);
                Outcome { end: SyncEnd::Busy, ..Outcome::default() }
            }
            Ok(Taken::Here(turn)) => {
                let outcome = relayed(&job, |tell| {
                    let (kit, control) = (kit, control.clone());
                    async move { sync::library(&kit, intent, &control, tell).await }
                });
                let outcome = outcome.await;
                drop(turn);
                outcome
            }
            Err(error) => failed(error.into()),
        },
        Err(outcome) => outcome,
    };
    control.cancel.cancel();
    let noticed = tools.holdings.held().map(|held| held.take_notices()).unwrap_or_default();
    match answer(&job, outcome) {
        Err(lost) => job.reply(Reply::LoginLost(lost)),
        Ok(mut outcome) => {
            outcome.problem = outcome.problem.or_else(|| noticed.first().map(problem::notice));
            job.reply(Reply::Synced(outcome));
        }
    }
}

/// Looks at one show.
pub(super) async fn show(job: Job, tools: Tools, show: ShowKey, visit: ShowVisit) {
    let control = tools.syncing.control(&job);
    let outcome = match ready(&job, &tools, &control).await {
        Ok((kit, _held)) => {
            let outcome = relayed(&job, |tell| {
                let (key, cancel) = (show.clone(), control.cancel.clone());
                async move { sync::show(&kit, &key, visit, tell, &cancel).await }
            });
            outcome.await
        }
        Err(outcome) => outcome,
    };
    control.cancel.cancel();
    match answer(&job, outcome) {
        Err(lost) => job.reply(Reply::LoginLost(lost)),
        Ok(outcome) => job.reply(Reply::ShowSynced(show, outcome)),
    }
}

/// Runs a synchronisation while what it tells is passed on; all of it has been when this returns.
async fn relayed<F: Future<Output = Outcome>>(
    job: &Job,
    run: impl FnOnce(Box<dyn FnMut(Told) + Send>) -> F,
) -> Outcome {
    let (send, told) = unbounded_channel();
    // Dropped with the synchronisation, which ends the relay.
    let tell = Box::new(move |told| drop(send.send(told)));
    tokio::join!(run(tell), relay::relay(told, job)).0
}

/// What a synchronisation needs: a login, whose it is, and a library that can be written.
async fn ready(job: &Job, tools: &Tools, control: &Control) -> Result<(Kit<Bound>, Held), Outcome> {
    match control.cancel.run_until_cancelled(kit(job, tools)).await {
        Some(Ok(ready)) => Ok(ready),
        Some(Err(error)) => Err(failed(error)),
        None => Err(Outcome { end: SyncEnd::Stopped, ..Outcome::default() }),
    }
}

async fn kit(job: &Job, tools: &Tools) -> Result<(Kit<Bound>, Held), SyncError> {
    let access = tools.shared.access().ok_or(ApiError::LoggedOut)?;
    match access.session.state() {
        LoginState::LoggedIn { .. } => {}
        LoginState::LoggedOut => return Err(ApiError::LoggedOut.into()),
        LoginState::Ended { .. } => return Err(ApiError::LoginExpired.into()),
    }
    let held = tools.holdings.made().await?;
    if let Some(reason) = held.library().read_only() {
        return Err(LibraryError::ReadOnly(reason.clone()).into());
    }
    let authorized_at = access.session.authorized_at();
    let account = tools.shared.account(&access).await?;
    let (at, is_other) = held.belongs_to(&account, job.clock().now().timestamp()).await?;
    if is_other {
        job.tell(EventKind::LibraryChanged(LibraryChange::Anything));
    }
    let clock = job.clock().clone();
    let kit = Kit {
        client: access.client_of(&account, authorized_at),
        library: held.library().clone(),
        account: at,
        budget: tools.syncing.0.budget,
        clock: Arc::new(move || clock.now().timestamp()),
        claims: held.claims().clone(),
    };
    Ok((kit, held))
}

/// Whose turn it is.
enum Taken {
    /// This process's; a library that lies in no file is nobody else's.
    Here(Option<Turn>),
    /// Another one's.
    Elsewhere,
}

async fn turn(held: &Held, tools: &Tools) -> Result<Taken, LibraryError> {
    if held.library().is_in_memory() {
        return Ok(Taken::Here(None));
    }
    let taken = Turn::try_take(tools.holdings.folder()).await;
    let taken = taken.map_err(|error| LibraryError::Io(CleanText::new(&error.to_string())))?;
    Ok(taken.map_or(Taken::Elsewhere, |turn| Taken::Here(Some(turn))))
}

fn failed(error: SyncError) -> Outcome {
    let end = match error {
        SyncError::Api(ApiError::Blocked { until }) => SyncEnd::Blocked { until },
        SyncError::Api(_) | SyncError::Library(_) => SyncEnd::Failed,
    };
    Outcome { end, error: Some(error), ..Outcome::default() }
}

/// An outcome in the words of `app`, or that the login was lost on the way.
fn answer(job: &Job, outcome: Outcome) -> Result<SyncOutcome, LoginLost> {
    let Outcome { counts, end, error } = outcome;
    match &error {
        Some(SyncError::Api(ApiError::LoggedOut)) => return Err(LoginLost::NotLoggedIn),
        Some(SyncError::Api(ApiError::LoginExpired)) => return Err(LoginLost::Expired),
        Some(SyncError::Api(ApiError::AnotherAccount)) => return Err(LoginLost::AnotherAccount),
        Some(error) => tracing::info!(%error, "a synchronisation met trouble"),
        None => {}
    }
    let problem = error.map(|error| problem::sync(&error, &job.clock().now()));
    Ok(SyncOutcome { counts, end, problem })
}
