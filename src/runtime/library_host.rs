//! The library of the running program: opened once, with its account and the threads that read it.
//!
//! It is opened when there is something to read or to write, and not before: without a login no file is created. Start
//! with [`LibraryHost::open`].

mod delete;
mod readers;

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use tokio::{sync::oneshot, task::spawn_blocking, time::timeout};
use tokio_util::task::{TaskTracker, task_tracker::TaskTrackerToken};

pub use delete::{Deleted, delete};
pub use readers::{Lane, Readers};

use crate::{
    app::{self, RequestId},
    domain::{Account, CleanText, RequestOrigin},
    library::{self, AccountRef, Library, LibraryError, Notice, Permit, Undo},
    sync::ShowLocks,
};

/// The library, open or not. Cheap to clone; clones share it.
#[derive(Debug, Clone)]
pub struct LibraryHost(Arc<Host>);

#[derive(Debug)]
struct Host {
    path: PathBuf,
    open: Mutex<Option<(OpenLibrary, TaskTracker)>>,
    /// Where requests are counted, if not beside the library.
    requests: Mutex<Option<PathBuf>>,
    /// Locked while the file is opened or deleted.
    opening: tokio::sync::Mutex<()>,
    /// Whether it was closed for good, so that a task that is late does not open it again.
    is_closed: AtomicBool,
}

/// The open library. Cheap to clone; it is closed when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct OpenLibrary {
    inner: Arc<Inner>,
    /// Counts the clones. Dropped after `inner`, so that closing waits for all of them.
    user: TaskTrackerToken,
}

#[derive(Debug)]
struct Inner {
    library: Library,
    readers: Readers,
    account: RwLock<Option<Owner>>,
    show_locks: ShowLocks,
    undo: Mutex<Vec<(RequestId, Undo)>>,
    seen: tokio::sync::Mutex<Seen>,
    notices: Mutex<Vec<Notice>>,
    repair: Mutex<Option<IndexRepair>>,
}

/// The result of rebuilding a damaged search index.
pub type IndexRepair = oneshot::Receiver<Result<(), LibraryError>>;

/// The account whose rows are read and written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    pub at: AccountRef,
    pub account: Account,
}

/// The last known count of other processes' writes.
#[derive(Debug)]
enum Seen {
    /// Requested at opening, so that later reads are no older.
    Asked(library::Reply<i64>),
    Number(i64),
    Unknown,
}

impl LibraryHost {
    /// How long closing waits for reads that run.
    const CLOSING: Duration = Duration::from_secs(1);

    /// Opens the library if its file exists. Blocks for some milliseconds, and for `limit` if another process keeps it locked.
    /// If it cannot be opened, the error is returned too, and later uses try again.
    pub fn open(path: &Path, limit: Duration) -> (Self, Option<LibraryError>) {
        let open = || Library::open_within(path, limit).and_then(OpenLibrary::of);
        let (open, error) = match Library::is_there(path).then(open).transpose() {
            Ok(open) => (open, None),
            Err(error) => (None, Some(error)),
        };
        let host = Host {
            path: path.to_owned(),
            open: Mutex::new(open),
            requests: Mutex::default(),
            opening: tokio::sync::Mutex::default(),
            is_closed: AtomicBool::default(),
        };
        (Self(Arc::new(host)), error)
    }

    /// Counts requests in this file from now on: those of all profiles of a client ID.
    pub fn count_in(&self, requests: PathBuf) {
        if let Some(held) = self.held() {
            count_at(held.library(), requests.clone());
        }
        *lock(&self.0.requests) = Some(requests);
    }

    pub fn folder(&self) -> &Path {
        self.0.path.parent().unwrap_or(Path::new("."))
    }

    /// The library, if it is open.
    pub fn held(&self) -> Option<OpenLibrary> {
        lock(&self.0.open).as_ref().map(|(library, _)| library.clone())
    }

    /// The library, opened if its file exists by now.
    ///
    /// # Errors
    /// As [`Library::open`].
    pub async fn found(&self) -> Result<Option<OpenLibrary>, LibraryError> {
        if let Some(held) = self.held() {
            return Ok(Some(held));
        }
        let path = self.0.path.clone();
        match spawn_blocking(move || Library::is_there(&path)).await {
            Ok(true) => self.made().await.map(Some),
            Ok(false) | Err(_) => Ok(None),
        }
    }

    /// The library and its account, if there are any.
    ///
    /// # Errors
    /// As [`Library::open`].
    pub async fn found_account(&self) -> Result<Option<(OpenLibrary, Owner)>, LibraryError> {
        Ok(self.found().await?.and_then(|held| held.account().map(|owner| (held, owner))))
    }

    /// The library, created if there is none.
    ///
    /// # Errors
    /// As [`Library::open`].
    pub async fn made(&self) -> Result<OpenLibrary, LibraryError> {
        let _one = self.0.opening.lock().await;
        if let Some(held) = self.held() {
            return Ok(held);
        }
        if self.0.is_closed.load(Ordering::Relaxed) {
            return Err(LibraryError::Closed);
        }
        let path = self.0.path.clone();
        let open = move || Library::open(&path).and_then(OpenLibrary::of);
        let opened = spawn_blocking(open).await.unwrap_or(Err(LibraryError::Closed))?;
        if let Some(requests) = lock(&self.0.requests).clone() {
            count_at(opened.0.library(), requests);
        }
        Ok(lock(&self.0.open).insert(opened).0.clone())
    }

    /// Counts a request to Spotify, before anything that is written later.
    pub fn count(&self, origin: RequestOrigin, now: Timestamp) {
        if let Some(held) = self.held() {
            drop(held.library().count_requests(origin, 1, now));
        }
    }

    /// Closes the library for good, after all queued writes.
    pub async fn close(&self) {
        let _one = self.0.opening.lock().await;
        self.0.is_closed.store(true, Ordering::Relaxed);
        self.close_now().await;
    }

    /// Deletes the account's rows, and the file if it holds nothing else. No other task may use the library.
    ///
    /// # Errors
    /// As [`delete()`].
    pub async fn forget(&self) -> Result<(), LibraryError> {
        let account = self.found().await?.and_then(|held| held.account());
        let _one = self.0.opening.lock().await;
        self.close_now().await;
        let path = self.0.path.clone();
        let deleted = spawn_blocking(move || delete(&path, account.as_ref().map(|owner| &owner.account)));
        deleted.await.unwrap_or(Err(LibraryError::Closed)).map(drop)
    }

    async fn close_now(&self) {
        let Some((OpenLibrary { inner, user }, users)) = lock(&self.0.open).take() else { return };
        drop(user);
        users.close();
        // Reads that run take milliseconds.
        let _ = timeout(Self::CLOSING, users.wait()).await;
        // Waits for the thread that writes.
        let _ = spawn_blocking(move || drop(inner)).await;
    }
}

/// Counts requests in this file, with those that a library of a former format has counted.
fn count_at(library: &Library, requests: PathBuf) {
    library.requests().keep_at(requests);
    drop(library.carry_requests());
}

/// Rebuilds a damaged or incomplete search index on a thread of its own. Until then searches find the newer episodes.
fn repair_index(library: Library) -> Result<IndexRepair, LibraryError> {
    let (send, repair) = oneshot::channel();
    let build = move || {
        let built = match library.rebuild_index(|_| {}) {
            Ok(episodes) => {
                tracing::info!(episodes, "rebuilt the search index");
                Ok(())
            }
            // Another process rebuilds it.
            Err(LibraryError::Superseded) => Ok(()),
            Err(error) => {
                tracing::warn!(%error, "cannot rebuild the search index");
                Err(error)
            }
        };
        drop(library);
        let _ = send.send(built);
    };
    let started = std::thread::Builder::new().name("index".into()).spawn(build);
    started.map(|_| repair).map_err(|error| LibraryError::Io(CleanText::new(&error.to_string())))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl OpenLibrary {
    fn of(library::Opened { library, notices }: library::Opened) -> Result<(Self, TaskTracker), LibraryError> {
        let seen = Seen::Asked(library.others_wrote());
        let reader = library.reader()?;
        let is_damaged = library.read_only().is_none() && !reader.is_index_whole().unwrap_or(true);
        let repair = is_damaged.then(|| repair_index(library.clone())).transpose()?;
        // The last one used, until the login is known.
        let account = match reader.last_account() {
            Ok(last) => last.map(|(at, account)| Owner { at, account }),
            Err(error) => {
                tracing::warn!(%error, "cannot read the last account");
                None
            }
        };
        let users = TaskTracker::new();
        let inner = Inner {
            readers: Readers::new(library.clone(), reader),
            library,
            account: RwLock::new(account),
            show_locks: ShowLocks::default(),
            undo: Mutex::default(),
            seen: tokio::sync::Mutex::new(seen),
            notices: Mutex::new(notices),
            repair: Mutex::new(repair),
        };
        Ok((Self { inner: Arc::new(inner), user: users.token() }, users))
    }

    pub fn library(&self) -> &Library {
        &self.inner.library
    }

    pub fn readers(&self) -> &Readers {
        &self.inner.readers
    }

    /// The shows that tasks of this process are fetching.
    pub fn show_locks(&self) -> &ShowLocks {
        &self.inner.show_locks
    }

    /// The notices of opening it, once.
    pub fn take_notices(&self) -> Vec<Notice> {
        std::mem::take(&mut *lock(&self.inner.notices))
    }

    /// The repair of the search index that opening it started, once.
    pub fn take_index_repair(&self) -> Option<IndexRepair> {
        lock(&self.inner.repair).take()
    }

    pub fn account(&self) -> Option<Owner> {
        self.inner.account.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Selects an account, or none if it has no rows.
    pub fn show(&self, owner: Option<Owner>) {
        *self.inner.account.write().unwrap_or_else(PoisonError::into_inner) = owner;
    }

    /// Selects the account that is logged in. Returns its place, and whether another one was selected before.
    ///
    /// # Errors
    /// The library cannot be written and has no rows of this account, or the login is no longer the one in use.
    pub async fn belongs_to(
        &self,
        account: &Account,
        now: Timestamp,
        permit: Permit,
    ) -> Result<(AccountRef, bool), LibraryError> {
        let before = self.account();
        let at = match self.library().permitted_by(permit).use_account(account, now).await {
            Err(LibraryError::ReadOnly(reason)) => {
                let (id, wanted) = (account.id.clone(), tokio_util::sync::CancellationToken::new());
                let found = self.readers().ask(Lane::Lists, &wanted, move |reader| reader.find_account(&id)).await?;
                found.ok_or(LibraryError::ReadOnly(reason))?
            }
            used => used?,
        };
        let is_other = before.is_none_or(|before| before.at != at);
        if is_other {
            self.undos().clear();
        }
        self.show(Some(Owner { at, account: account.clone() }));
        Ok((at, is_other))
    }

    /// Keeps what undoes the marks of a request; the oldest is dropped when `app` drops it.
    pub fn keep(&self, id: RequestId, undo: Undo) {
        if undo.is_empty() {
            return;
        }
        let mut undos = self.undos();
        if undos.len() >= app::undo::Undo::MOST {
            undos.remove(0);
        }
        undos.push((id, undo));
    }

    /// Takes what undoes the marks of a request.
    pub fn take_undo(&self, id: RequestId) -> Option<Undo> {
        let mut undos = self.undos();
        let at = undos.iter().position(|(of, _)| *of == id)?;
        Some(undos.remove(at).1)
    }

    fn undos(&self) -> MutexGuard<'_, Vec<(RequestId, Undo)>> {
        lock(&self.inner.undo)
    }

    /// Whether another process has written since the last call, or since the library was opened.
    pub async fn others_wrote(&self) -> bool {
        let mut seen = self.inner.seen.lock().await;
        if let Seen::Asked(reply) = &mut *seen {
            *seen = reply.await.map_or(Seen::Unknown, Seen::Number);
        }
        let Ok(now) = self.library().others_wrote().await else { return false };
        match std::mem::replace(&mut *seen, Seen::Number(now)) {
            Seen::Number(before) => before != now,
            Seen::Asked(_) | Seen::Unknown => false,
        }
    }
}
