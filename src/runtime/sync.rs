//! Synchronisations, for the screen and for `spotpods-tui sync` alike.
//!
//! [`prepare`] checks the login, opens the library and selects the account. What it returns takes the lock among all
//! processes and runs a synchronisation beside a future that receives its events.

use std::{future::Future, path::PathBuf, sync::Arc};

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::{
    executor::Shared,
    library_host::{LibraryHost, OpenLibrary},
};
use crate::{
    auth::Bound,
    config::{Config, keys},
    domain::{CleanText, Clock, LoginState, ShowKey, ShowVisit, SyncEnd, SyncIntent},
    library::{LibraryError, Permit},
    spotify::{ApiError, Guard},
    sync::{self, Budget, Control, Deps, Outcome, SyncError, SyncEvent, SyncLock},
};

/// An open library, its account and a client bound to it.
#[derive(Debug)]
pub struct Prepared {
    deps: Deps<Bound>,
    pub library: OpenLibrary,
    folder: PathBuf,
    /// Whether the library showed another account before.
    pub has_switched: bool,
}

/// The right to synchronise the whole library. No lock is needed for a library in memory.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held until it is dropped")] Option<SyncLock>);

pub fn budget(config: &Config) -> Budget {
    Budget { daily: config.get(keys::DAILY_BUDGET), reserve: config.get(keys::RESERVE), depth: config.get(keys::DEPTH) }
}

/// Counts every request to the Web API in the library that is open when it goes out, in the file of all profiles of the client.
pub fn count_requests(guard: &Guard, host: &LibraryHost, requests: PathBuf) {
    host.count_in(requests);
    let host = host.clone();
    guard.count_with(Arc::new(move |origin, now| host.count(origin, now)));
}

/// Checks the login, opens or creates the library, and selects the account, requested if it is unknown.
///
/// # Errors
/// There is no login, the account is unknown and `/me` failed, or the library cannot be written.
pub async fn prepare(
    shared: &Shared,
    host: &LibraryHost,
    budget: Budget,
    clock: &Clock,
) -> Result<Prepared, SyncError> {
    let access = shared.access().ok_or(ApiError::LoggedOut)?;
    access.session.look().await.map_err(ApiError::from)?;
    if access.session.is_replaced() {
        return Err(ApiError::AnotherAccount.into());
    }
    match access.session.state() {
        LoginState::LoggedIn { .. } => {}
        LoginState::LoggedOut => return Err(ApiError::LoggedOut.into()),
        LoginState::Ended { .. } => return Err(ApiError::LoginExpired.into()),
    }
    let library = host.made().await?;
    if let Some(reason) = library.library().read_only() {
        return Err(LibraryError::ReadOnly(reason.clone()).into());
    }
    let (account, client) = shared.bound(&access).await?;
    let permit = permit(&client.tokens);
    let selected = library.belongs_to(&account, clock.timestamp(), Arc::clone(&permit)).await;
    let (at, has_switched) = match selected {
        Err(error) => return Err(cause(error.into(), &client.tokens).await),
        Ok(selected) => selected,
    };
    let deps = Deps {
        client,
        library: library.library().permitted_by(permit),
        account: at,
        budget,
        clock: clock.clone(),
        show_locks: library.show_locks().clone(),
    };
    Ok(Prepared { deps, library, folder: host.folder().to_owned(), has_switched })
}

/// Lets a login write while it is the one in use.
pub fn permit(login: &Bound) -> Permit {
    let login = login.clone();
    Arc::new(move || login.is_current())
}

/// A write that was refused tells why: the login that ended is the error.
async fn cause(error: SyncError, login: &Bound) -> SyncError {
    match (&error, login.ended().await) {
        (SyncError::Library(LibraryError::Revoked), Err(ended)) => ended.into(),
        _ => error,
    }
}

impl Prepared {
    pub fn account(&self) -> crate::library::AccountRef {
        self.deps.account
    }

    /// Takes the lock; `None` while another process holds it.
    ///
    /// # Errors
    /// The lock file cannot be created.
    pub async fn try_lock(&self) -> Result<Option<Lock>, LibraryError> {
        if self.library.library().is_in_memory() {
            return Ok(Some(Lock(None)));
        }
        let lock = SyncLock::try_take(&self.folder).await.map_err(|error| not_locked(&error))?;
        Ok(lock.map(|lock| Lock(Some(lock))))
    }

    /// Waits for the lock.
    ///
    /// # Errors
    /// As [`Prepared::try_lock`].
    pub async fn lock(&self) -> Result<Lock, LibraryError> {
        SyncLock::wait(&self.folder).await.map(|lock| Lock(Some(lock))).map_err(|error| not_locked(&error))
    }

    /// Synchronises the whole library; `watch` ends after the last event.
    pub async fn run<W: Future>(
        &self,
        _lock: Lock,
        intent: SyncIntent,
        control: &Control,
        watch: impl FnOnce(UnboundedReceiver<SyncEvent>) -> W,
    ) -> (Outcome, W::Output) {
        let (send, events) = unbounded_channel();
        let run = sync::library(&self.deps, intent, control, move |event| drop(send.send(event)));
        self.watched(run, watch(events)).await
    }

    /// Synchronises one show, or without one Your Episodes; needs no lock.
    pub async fn visit<W: Future>(
        &self,
        show: Option<&ShowKey>,
        visit: ShowVisit,
        control: &Control,
        watch: impl FnOnce(UnboundedReceiver<SyncEvent>) -> W,
    ) -> (Outcome, W::Output) {
        let (send, events) = unbounded_channel();
        let report = move |event| drop(send.send(event));
        let run = async {
            match show {
                Some(show) => sync::show(&self.deps, show, visit, report, &control.cancel).await,
                None => sync::saved(&self.deps, visit, report, &control.cancel).await,
            }
        };
        self.watched(run, watch(events)).await
    }

    async fn watched<W: Future>(&self, run: impl Future<Output = Outcome>, watch: W) -> (Outcome, W::Output) {
        let (outcome, watched) = tokio::join!(run, watch);
        let error = match outcome.error {
            Some(error) => Some(cause(error, &self.deps.client.tokens).await),
            None => None,
        };
        (Outcome { error, ..outcome }, watched)
    }
}

/// The outcome of a synchronisation that could not start.
pub fn failed(error: SyncError) -> Outcome {
    let end = match error {
        SyncError::Api(ApiError::Blocked { until }) => SyncEnd::Blocked { until },
        SyncError::Api(_) | SyncError::Library(_) => SyncEnd::Failed,
    };
    Outcome { end, error: Some(error), ..Outcome::default() }
}

fn not_locked(error: &std::io::Error) -> LibraryError {
    LibraryError::Io(CleanText::new(&error.to_string()))
}
