//! The one guard in front of every request of the process, to the API and to the accounts service.
//!
//! It bounds how many are in flight, tries again what may pass, and keeps Spotify's `Retry-After`: while that runs no
//! request of any kind goes out. A short wait is waited for; a long one is [`ApiError::Blocked`] for everybody, other
//! processes of the same profile included: the deadline is in a file, which is looked at before each request. It knows
//! nothing of HTTP; start with [`Guard::run`].

pub mod lane;
pub mod pace;
pub mod retry_after;
pub mod state;
mod store;

use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
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
use crate::domain::{Quota, RequestOrigin};

/// The guard. Cheap to clone; clones are the same guard.
#[derive(Clone)]
pub struct Guard(Arc<Inner>);

struct Inner {
    usual: Semaphore,
    all: Semaphore,
    deadline: Mutex<Option<Deadline>>,
    state: watch::Sender<Quota>,
    store: Option<PathBuf>,
    /// The state in which the file was read or written last.
    read: Mutex<Option<store::Stamp>>,
    clock: Clock,
    pace: Pace,
    count: Mutex<Option<Count>>,
}

/// Tells the wall clock's time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Is told of every request to the Web API before it goes out, repeated ones included: on whose behalf, and when. It must
/// not block.
pub type Count = Arc<dyn Fn(RequestOrigin, Timestamp) + Send + Sync>;

/// Why one attempt brought nothing, and whether another may.
#[derive(Debug)]
pub enum Trouble {
    /// It may pass: try again.
    Passing {
        /// What it is if it does not pass.
        error: ApiError,
        /// From `Retry-After`: nobody asks anything before it is over.
        wait: Option<Duration>,
    },
    /// 429: nobody asks anything before `wait` is over.
    TooMany {
        /// From `Retry-After`.
        wait: Duration,
    },
    /// Another attempt would bring the same.
    Final(ApiError),
}

impl From<ApiError> for Trouble {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Unreachable(_) | ApiError::Timeout | ApiError::Server(_) => Self::Passing { error, wait: None },
            _ => Self::Final(error),
        }
    }
}

impl Default for Guard {
    fn default() -> Self {
        Self::with(Setup::default())
    }
}

/// What a guard is made with.
pub struct Setup {
    /// The file that keeps the deadline over a restart (in the state folder); `None` keeps nothing.
    pub store: Option<PathBuf>,
    /// The wall clock.
    pub clock: Clock,
    /// How patient it is.
    pub pace: Pace,
}

impl Default for Setup {
    fn default() -> Self {
        Self { store: None, clock: Arc::new(Timestamp::now), pace: Pace::default() }
    }
}

impl Guard {
    /// Requests in flight at once, the list of shows excepted.
    pub const USUAL_IN_FLIGHT: usize = 4;
    /// Requests in flight at once, of every kind together.
    pub const IN_FLIGHT: usize = 8;

    /// A guard that keeps its deadline in `store`, a small file in the state folder, and takes up the one found there.
    /// A file that cannot be read counts as none.
    #[must_use]
    pub fn stored_at(store: PathBuf) -> Self {
        Self::with(Setup { store: Some(store), ..Setup::default() })
    }

    /// A guard made to measure.
    #[must_use]
    pub fn with(setup: Setup) -> Self {
        let now = (setup.clock)();
        let read = setup.store.as_deref().and_then(store::stamp);
        let remaining = setup.store.as_deref().and_then(|path| store::load(path, now));
        let deadline = remaining.map(|wait| Deadline::after(wait, now, setup.pace.patience));
        let state = deadline.as_ref().map_or(Quota::Open, Deadline::state);
        Self(Arc::new(Inner {
            usual: Semaphore::new(Self::USUAL_IN_FLIGHT),
            all: Semaphore::new(Self::IN_FLIGHT),
            deadline: Mutex::new(deadline),
            state: watch::Sender::new(state),
            store: setup.store,
            read: Mutex::new(read),
            clock: setup.clock,
            pace: setup.pace,
            count: Mutex::new(None),
        }))
    }

    /// What the guard is doing, to be watched. A change is sent when nobody answers and when somebody does again, when
    /// Spotify sets a deadline and when the first request after it goes out; in between, [`Quota::at`] tells whether it has passed.
    #[must_use]
    pub fn state(&self) -> watch::Receiver<Quota> {
        self.0.state.subscribe()
    }

    /// How patient it is.
    #[must_use]
    pub fn pace(&self) -> Pace {
        self.0.pace
    }

    /// The wall clock's time, as the guard knows it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.0.clock)()
    }

    /// Has requests counted from now on, in place of whoever counted them before.
    pub fn count_with(&self, count: Count) {
        *self.0.count.lock().unwrap_or_else(PoisonError::into_inner) = Some(count);
    }

    /// A request goes out.
    pub(super) fn counted(&self, origin: RequestOrigin) {
        let count = self.0.count.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(count) = count {
            count(origin, self.now());
        }
    }

    /// Makes attempts until one brings an answer, the trouble is final, or the tries are used up. Dropping the future
    /// cancels it, also while it waits.
    ///
    /// # Errors
    /// [`ApiError::Blocked`] without an attempt while a long deadline runs; else the last attempt's error.
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
            // Whoever gives up says so; the state is about those that go on.
            let again = |error: &ApiError| tries == Tries::Several && made < self.0.pace.tries_for(error);
            self.struggles(matches!(&trouble, Trouble::Passing { error, .. } if is_silence(error) && again(error)));
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
                    tracing::debug!(%error, made, ?delay, "trying again");
                    sleep(delay).await;
                }
            }
        }
    }

    /// Tells whether requests get no answer at the moment, unless there is a deadline to tell of.
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

    /// Waits for a short deadline; fails on a long one.
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

    /// A place among the requests in flight. The list of shows counts against the outer bound only, and the queue is
    /// fair, so that a list of 500 shows never keeps an episode waiting for more than one answer.
    async fn enter(&self, lane: Lane) -> (Option<SemaphorePermit<'_>>, Option<SemaphorePermit<'_>>) {
        let usual = match lane {
            Lane::Usual => self.0.usual.acquire().await.ok(),
            Lane::Wide => None,
        };
        (usual, self.0.all.acquire().await.ok())
    }

    /// Whether a request may go out at this moment. A deadline that has passed is put away here.
    fn gate(&self) -> Gate {
        let mut deadline = self.0.deadline.lock().unwrap_or_else(PoisonError::into_inner);
        let gate = deadline.as_ref().map_or(Gate::Open, |d| d.gate(Instant::now(), self.now()));
        if matches!(gate, Gate::Open) && deadline.take().is_some() {
            self.0.state.send_replace(Quota::Open);
        }
        gate
    }

    /// Nobody asks anything for `wait` from now; an earlier, later deadline stays, in memory and in the file.
    async fn set_deadline(&self, wait: Duration) -> Timestamp {
        let until = self.hold(wait);
        tracing::warn!(%until, "Spotify asks to wait");
        let guard = self.clone();
        // The disk may be slow, and whoever asked may be gone before it answers.
        let saved = tokio::task::spawn_blocking(move || guard.save(until)).await;
        if saved.is_err() {
            tracing::warn!("the deadline could not be stored");
        }
        until
    }

    /// Takes up a deadline that is `wait` from now, unless there is a later one. Returns the one that holds.
    fn hold(&self, wait: Duration) -> Timestamp {
        let new = Deadline::after(wait, self.now(), self.0.pace.patience);
        let mut deadline = self.0.deadline.lock().unwrap_or_else(PoisonError::into_inner);
        let later = deadline.take().filter(|old| old.is_later_than(&new)).unwrap_or(new);
        let until = later.until();
        let state = later.state();
        *deadline = Some(later);
        self.0.state.send_if_modified(|told| std::mem::replace(told, state) != state);
        until
    }

    fn save(&self, until: Timestamp) {
        let Some(path) = &self.0.store else { return };
        match store::save(path, self.now(), until) {
            // What was written is known: it need not be read again.
            Ok(Some(stamp)) => *self.0.read.lock().unwrap_or_else(PoisonError::into_inner) = Some(stamp),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "the deadline could not be stored"),
        }
    }

    /// Takes up the deadline of another process, where the file has changed. The disk may be slow: no thread of the
    /// runtime waits for it.
    async fn look(&self) {
        if self.0.store.is_some() {
            let guard = self.clone();
            let looked = tokio::task::spawn_blocking(move || guard.look_now()).await;
            if looked.is_err() {
                tracing::warn!("the deadline of other processes could not be looked up");
            }
        }
    }

    fn look_now(&self) {
        let Some(path) = &self.0.store else { return };
        let stamp = store::stamp(path);
        let before = std::mem::replace(&mut *self.0.read.lock().unwrap_or_else(PoisonError::into_inner), stamp);
        if before != stamp
            && let Some(wait) = store::load(path, self.now())
        {
            let until = self.hold(wait);
            tracing::info!(%until, "another process was asked to wait");
        }
    }
}

/// Whoever asks no more, answered, refused or dropped, tells no longer that it goes on.
struct Ended<'a>(&'a Guard);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.struggles(false);
    }
}

/// Whether an error says that nobody answered.
fn is_silence(error: &ApiError) -> bool {
    matches!(error, ApiError::Unreachable(_) | ApiError::Timeout)
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Guard").field(&*self.0.state.borrow()).finish()
    }
}

#[cfg(test)]
mod tests;
