//! The guard in front of every request of the process, to the API and to the accounts service.
//!
//! It limits the requests in flight, retries temporary errors, and obeys `Retry-After`: no request of any kind goes out
//! before that deadline. Requests wait for a near deadline; a distant one fails them with [`ApiError::Blocked`]. Processes
//! of one client ID share the deadline through a file, which is checked before each request. The guard knows no HTTP. Start
//! with [`Guard::run`].

pub mod lane;
pub mod pace;
pub mod retry_after;
pub mod state;
mod store;

use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use jiff::Timestamp;
use tokio::{
    sync::{Semaphore, SemaphorePermit, watch},
    time::{Instant, sleep, sleep_until},
};

pub use lane::{Lane, Tries};
pub use pace::Pace;
use state::{Deadline, Gate};

use super::ApiError;
use crate::domain::{Clock, Quota, RequestOrigin};

/// Cheap to clone; clones are the same guard.
#[derive(Clone)]
pub struct Guard(Arc<Inner>);

struct Inner {
    usual: Semaphore,
    all: Semaphore,
    deadline: Mutex<Option<Deadline>>,
    state: watch::Sender<Quota>,
    store: Mutex<Option<PathBuf>>,
    /// When the file last read or written was modified.
    read: Mutex<Option<SystemTime>>,
    clock: Clock,
    pace: Pace,
    count: Mutex<Option<Count>>,
}

/// Called before each request to the Web API, retries included, with its origin and the time. Must not block.
pub type Count = Arc<dyn Fn(RequestOrigin, Timestamp) + Send + Sync>;

/// Why an attempt failed, and whether to retry.
#[derive(Debug)]
pub enum Trouble {
    /// A temporary error: retry.
    Passing {
        error: ApiError,
        /// From `Retry-After`.
        wait: Option<Duration>,
    },
    /// 429.
    TooMany {
        /// From `Retry-After`.
        wait: Duration,
    },
    /// A permanent error.
    Final(ApiError),
}

impl From<ApiError> for Trouble {
    fn from(error: ApiError) -> Self {
        if matches!(
            error,
            ApiError::NotConnected(_) | ApiError::Unreachable(_) | ApiError::Timeout | ApiError::Server(_)
        ) {
            Self::Passing { error, wait: None }
        } else {
            Self::Final(error)
        }
    }
}

impl Default for Guard {
    fn default() -> Self {
        Self::with(None, Clock::utc(Timestamp::now), Pace::default())
    }
}

impl Guard {
    /// Most requests in flight, except for the list of shows.
    pub const USUAL_IN_FLIGHT: usize = 4;
    /// Most requests in flight of all kinds.
    pub const IN_FLIGHT: usize = 8;

    /// A guard that loads its deadline from the file `store` and keeps it there. Ignores an unreadable file.
    pub fn stored_at(store: PathBuf, clock: Clock) -> Self {
        Self::with(Some(store), clock, Pace::default())
    }

    /// A guard with a file or without.
    pub fn with(store: Option<PathBuf>, clock: Clock, pace: Pace) -> Self {
        let now = clock.timestamp();
        let read = store.as_deref().and_then(store::modified);
        let remaining = store.as_deref().and_then(|path| store::load(path, now));
        let deadline = remaining.map(|wait| Deadline::after(wait, now, pace.patience));
        let state = deadline.as_ref().map_or(Quota::Open, Deadline::state);
        Self(Arc::new(Inner {
            usual: Semaphore::new(Self::USUAL_IN_FLIGHT),
            all: Semaphore::new(Self::IN_FLIGHT),
            deadline: Mutex::new(deadline),
            state: watch::Sender::new(state),
            store: Mutex::new(store),
            read: Mutex::new(read),
            clock,
            pace,
            count: Mutex::new(None),
        }))
    }

    /// Watches the state. It changes when requests get no answer and when they do again, when Spotify sets a deadline and when
    /// the first request after it goes out. In between, [`Quota::at`] tells whether the deadline has passed.
    pub fn state(&self) -> watch::Receiver<Quota> {
        self.0.state.subscribe()
    }

    /// Keeps the deadline in another file from now on, and loads it from there before the next request.
    pub fn keep_at(&self, store: PathBuf) {
        *self.0.store.lock().unwrap_or_else(PoisonError::into_inner) = Some(store);
        *self.0.read.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn store(&self) -> Option<PathBuf> {
        self.0.store.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn pace(&self) -> Pace {
        self.0.pace
    }

    /// The time of the wall clock.
    pub fn now(&self) -> Timestamp {
        self.0.clock.timestamp()
    }

    /// Replaces the counter of requests.
    pub fn count_with(&self, count: Count) {
        *self.0.count.lock().unwrap_or_else(PoisonError::into_inner) = Some(count);
    }

    /// Counts a request.
    pub(super) fn counted(&self, origin: RequestOrigin) {
        let count = self.0.count.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(count) = count {
            count(origin, self.now());
        }
    }

    /// Repeats an attempt until it succeeds, fails permanently, or runs out of tries. Dropping the future cancels it, also
    /// during a wait.
    ///
    /// # Errors
    /// [`ApiError::Blocked`] without an attempt while a distant deadline runs; else the error of the last attempt.
    pub async fn run<T, F, A>(&self, lane: Lane, tries: Tries, attempt: F) -> Result<T, ApiError>
    where
        F: Fn() -> A,
        A: Future<Output = Result<T, Trouble>>,
    {
        let mut made = 0;
        let _ended = Ended(self);
        loop {
            self.opened().await?;
            let permits = self.enter(lane).await;
            self.look().await;
            if !matches!(self.gate(), Gate::Open) {
                continue;
            }
            made += 1;
            let trouble = match attempt().await {
                Ok(answer) => {
                    self.struggles(false);
                    return Ok(answer);
                }
                Err(trouble) => trouble,
            };
            drop(permits);
            // The state is about requests that go on, so the last try does not count.
            let again = |error: &ApiError| tries == Tries::Several && made < self.0.pace.tries_for(error);
            self.struggles(matches!(
                &trouble,
                Trouble::Passing {
                    error: error @ (ApiError::NotConnected(_) | ApiError::Unreachable(_) | ApiError::Timeout), ..
                } if again(error)
            ));
            match trouble {
                Trouble::Final(error) => return Err(error),
                Trouble::TooMany { wait } => {
                    let until = self.set_deadline(wait).await;
                    if tries == Tries::Once || made >= self.0.pace.tries {
                        return Err(ApiError::Blocked { until });
                    }
                }
                Trouble::Passing { error, wait } => {
                    if let Some(wait) = wait {
                        self.set_deadline(wait).await;
                    }
                    if !again(&error) {
                        return Err(error);
                    }
                    if let Gate::Blocked(until) = self.gate() {
                        return Err(ApiError::Blocked { until });
                    }
                    let delay = self.0.pace.delay(made);
                    tracing::debug!(%error, made, ?delay, "retrying");
                    sleep(delay).await;
                }
            }
        }
    }

    /// Switches between open and retrying. A deadline takes precedence.
    fn struggles(&self, does: bool) {
        let (from, to) = if does { (Quota::Open, Quota::Retrying) } else { (Quota::Retrying, Quota::Open) };
        self.0.state.send_if_modified(|state| {
            let changes = *state == from;
            if changes {
                *state = to;
            }
            changes
        });
    }

    /// Waits for a near deadline. Fails on a distant one.
    async fn opened(&self) -> Result<(), ApiError> {
        let mut changes = self.0.state.subscribe();
        loop {
            changes.mark_unchanged();
            match self.gate() {
                Gate::Open => return Ok(()),
                Gate::Blocked(until) => return Err(ApiError::Blocked { until }),
                Gate::Waiting(at) => {
                    tokio::select! {
                        () = sleep_until(at) => {}
                        _ = changes.changed() => {}
                    }
                }
            }
        }
    }

    /// Waits for a place among the requests in flight. The list of shows counts against the outer limit only, and the queue is
    /// fair, so a list of 500 shows delays an episode by at most one answer.
    async fn enter(&self, lane: Lane) -> (Option<SemaphorePermit<'_>>, Option<SemaphorePermit<'_>>) {
        let usual = match lane {
            Lane::Usual => self.0.usual.acquire().await.ok(),
            Lane::Wide => None,
        };
        (usual, self.0.all.acquire().await.ok())
    }

    /// Whether a request may go out now. Clears a deadline that has passed.
    fn gate(&self) -> Gate {
        let mut deadline = self.0.deadline.lock().unwrap_or_else(PoisonError::into_inner);
        let gate = deadline.as_ref().map_or(Gate::Open, |d| d.gate(Instant::now(), self.now()));
        if matches!(gate, Gate::Open) && deadline.take().is_some() {
            self.0.state.send_replace(Quota::Open);
        }
        gate
    }

    /// Sets a deadline `wait` from now, in memory and in the file, unless there is a later one.
    async fn set_deadline(&self, wait: Duration) -> Timestamp {
        let until = self.hold(wait);
        tracing::warn!(%until, "rate limited by Spotify");
        let guard = self.clone();
        // The disk may be slow, and the caller may be dropped before it answers.
        let saved = tokio::task::spawn_blocking(move || guard.save(until)).await;
        if saved.is_err() {
            tracing::warn!("cannot store the deadline");
        }
        until
    }

    /// Sets a deadline `wait` from now in memory, unless there is a later one. Returns the deadline in force.
    fn hold(&self, wait: Duration) -> Timestamp {
        let new = Deadline::after(wait, self.now(), self.0.pace.patience);
        let mut deadline = self.0.deadline.lock().unwrap_or_else(PoisonError::into_inner);
        let later = deadline.take().filter(|old| old.at > new.at).unwrap_or(new);
        let until = later.until;
        let state = later.state();
        *deadline = Some(later);
        self.0.state.send_if_modified(|sent| std::mem::replace(sent, state) != state);
        until
    }

    fn save(&self, until: Timestamp) {
        let Some(path) = self.store() else { return };
        match store::save(&path, self.now(), until) {
            // This process wrote the file, so it need not be read again.
            Ok(Some(modified)) => *self.0.read.lock().unwrap_or_else(PoisonError::into_inner) = Some(modified),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "cannot store the deadline"),
        }
    }

    /// Loads the deadline of another process if the file has changed. On a blocking thread, because the disk may be slow.
    async fn look(&self) {
        if self.store().is_some() {
            let guard = self.clone();
            let looked = tokio::task::spawn_blocking(move || guard.look_now()).await;
            if looked.is_err() {
                tracing::warn!("cannot check the deadline of other processes");
            }
        }
    }

    fn look_now(&self) {
        let Some(path) = self.store() else { return };
        let modified = store::modified(&path);
        let before = std::mem::replace(&mut *self.0.read.lock().unwrap_or_else(PoisonError::into_inner), modified);
        if before != modified
            && let Some(wait) = store::load(&path, self.now())
        {
            let until = self.hold(wait);
            tracing::info!(%until, "another process is rate limited");
        }
    }
}

/// Ends the retrying state when a request ends, also when it is dropped.
struct Ended<'a>(&'a Guard);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.struggles(false);
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Guard").field(&*self.0.state.borrow()).finish()
    }
}

#[cfg(test)]
mod tests;
