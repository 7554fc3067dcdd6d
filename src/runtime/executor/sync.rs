//! Synchronisations as effects: the whole library, one show, or Your Episodes.
//!
//! The account comes first, because all rows belong to one. One process at a time synchronises the whole library. Start
//! with [`library`].

mod relay;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::watch, time::sleep};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{Deps, Job, library::look_for_others, player::lost, tracker};
use crate::{
    app::{
        EventKind, Reply,
        requests::event::{LibraryChange, SyncOutcome, SyncReply},
    },
    domain::{ShowKey, ShowVisit, SyncEnd, SyncIntent},
    runtime::{
        library_host::LibraryHost,
        problem,
        sync::{Prepared, failed, prepare},
    },
    sync::{Control, Outcome, SyncError},
};

/// How often to check for writes of another process while that one synchronises.
const LOOK: Duration = Duration::from_secs(30);

/// The synchronisations of this process. Cheap to clone; clones are the same.
#[derive(Debug, Clone)]
pub(super) struct Syncing(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    paused: watch::Sender<bool>,
    /// Stops all; replaced when they are stopped.
    stop: Mutex<CancellationToken>,
    tasks: TaskTracker,
    /// Ends the checks for another process that synchronises.
    looking: Mutex<CancellationToken>,
}

impl Default for Syncing {
    fn default() -> Self {
        let (stop, looking) = Default::default();
        Self(Arc::new(Inner { paused: watch::Sender::new(false), stop, tasks: tracker(), looking }))
    }
}

impl Syncing {
    pub(super) fn pause(&self, paused: bool) {
        self.0.paused.send_replace(paused);
    }

    pub(super) fn tasks(&self) -> &TaskTracker {
        &self.0.tasks
    }

    /// Stops all and waits until they have written the pages they received.
    pub(super) async fn stop(&self) {
        self.stop_looking();
        let stopped = std::mem::take(&mut *self.0.stop.lock().unwrap_or_else(PoisonError::into_inner));
        stopped.cancel();
        self.0.tasks.wait().await;
    }

    pub(super) fn stop_looking(&self) {
        self.0.looking.lock().unwrap_or_else(PoisonError::into_inner).cancel();
    }

    fn look(&self, host: LibraryHost, job: &Job) {
        let until = CancellationToken::new();
        let former =
            std::mem::replace(&mut *self.0.looking.lock().unwrap_or_else(PoisonError::into_inner), until.clone());
        former.cancel();
        let replies = job.replies.clone();
        tokio::spawn(until.run_until_cancelled_owned(async move {
            loop {
                sleep(LOOK).await;
                look_for_others(host.clone(), replies.clone()).await;
            }
        }));
    }

    /// Stopped by its own job, or with all others.
    fn control(&self, job: &Job) -> Control {
        let cancel = self.0.stop.lock().unwrap_or_else(PoisonError::into_inner).child_token();
        let (cancelled, stop) = (job.cancel.clone(), cancel.clone());
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
pub(super) async fn library(job: Job, deps: Arc<Deps>, syncing: Syncing, intent: SyncIntent) {
    syncing.stop_looking();
    let control = syncing.control(&job);
    let outcome = prepared(&job, &deps, &control, async |prepared| {
        let Some(lock) = prepared.try_lock().await? else {
            syncing.look(deps.host.clone(), &job);
            return Ok(Outcome { end: SyncEnd::Busy, ..Outcome::default() });
        };
        Ok(prepared.run(lock, intent, &control, |events| relay::relay(events, &job)).await.0)
    });
    let outcome = outcome.await;
    let notices = deps.host.held().map(|held| held.take_notices()).unwrap_or_default();
    answer(&job, &deps, outcome, |mut outcome| {
        outcome.problem = outcome.problem.or_else(|| notices.first().map(problem::notice));
        SyncReply::Done(outcome)
    });
}

/// Synchronises one show, or without one Your Episodes.
pub(super) async fn visit(job: Job, deps: Arc<Deps>, syncing: Syncing, show: Option<ShowKey>, visit: ShowVisit) {
    let control = syncing.control(&job);
    let outcome = prepared(&job, &deps, &control, async |prepared| {
        Ok(prepared.visit(show.as_ref(), visit, &control, |events| relay::relay(events, &job)).await.0)
    });
    let outcome = outcome.await;
    answer(&job, &deps, outcome, |outcome| match show {
        Some(show) => SyncReply::Visited(show, outcome),
        None => SyncReply::SavedRead(outcome),
    });
}

/// Prepares a synchronisation and runs it; a cancel ends the preparation too.
async fn prepared(
    job: &Job,
    deps: &Deps,
    control: &Control,
    run: impl AsyncFnOnce(Prepared) -> Result<Outcome, SyncError>,
) -> Outcome {
    let preparing = prepare(&deps.shared, &deps.host, deps.settings.budget(), &deps.clock);
    let outcome = match control.cancel.run_until_cancelled(preparing).await {
        None => Ok(Outcome { end: SyncEnd::Stopped, ..Outcome::default() }),
        Some(Err(error)) => Err(error),
        Some(Ok(prepared)) => {
            if prepared.has_switched {
                job.report(EventKind::LibraryChanged(LibraryChange::Anything));
            }
            run(prepared).await
        }
    };
    control.cancel.cancel();
    outcome.unwrap_or_else(failed)
}

/// Answers with the outcome, or that the login was lost.
fn answer(job: &Job, deps: &Deps, outcome: Outcome, reply: impl FnOnce(SyncOutcome) -> SyncReply) {
    let Outcome { counts, end, error } = outcome;
    if let Some(SyncError::Api(error)) = &error
        && let Some(lost) = lost(error)
    {
        return job.reply(Reply::LoginLost(lost));
    }
    let problem = error.map(|error| {
        tracing::info!(%error, "synchronisation error");
        problem::sync(&error, &deps.clock.now())
    });
    job.reply(Reply::Sync(reply(SyncOutcome { counts, end, problem })));
}
