//! The library as the running program holds it: opened once, whose it is, read on threads of its own.
//!
//! It is opened when there is something to read or to keep, and not before: a program that nobody has logged in to
//! leaves no file behind. It decides nothing about what is read or fetched. Start with [`Holdings::open`].

mod readers;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::Duration,
};

use jiff::Timestamp;
use tokio::{
    task::spawn_blocking,
    time::{sleep, timeout},
};

pub use readers::{Desk, Lane, Readers, Sweep};

use crate::{
    domain::{Account, CleanText, RequestOrigin},
    library::{self, AccountRef, Library, LibraryError, Notice, Reader, Undo},
    sync::Claims,
};

/// The library, or the place for one. Cheap to clone; clones are the same one.
#[derive(Debug, Clone)]
pub struct Holdings(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    held: Mutex<Option<Held>>,
    /// Held while the file is opened or erased.
    opening: tokio::sync::Mutex<()>,
}

/// The open library. Cheap to clone; it is closed when the last clone is gone.
#[derive(Debug, Clone)]
pub struct Held(Arc<Shelves>);

#[derive(Debug)]
struct Shelves {
    library: Library,
    readers: Readers,
    account: RwLock<Option<Whose>>,
    claims: Claims,
    undo: Mutex<Vec<Undo>>,
    seen: tokio::sync::Mutex<Seen>,
    notices: Mutex<Vec<Notice>>,
}

/// Whose library it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whose {
    /// Its place in the library.
    pub at: AccountRef,
    /// The account.
    pub account: Account,
}

/// The number that tells of other processes' writes, as it was seen last.
#[derive(Debug)]
enum Seen {
    /// It was asked for, so that nothing that is read later is older.
    Asked(library::Reply<i64>),
    /// It was this.
    Number(i64),
    /// The library does not say.
    Unknown,
}

impl Holdings {
    /// How long those who still read may take.
    const LETTING_GO: Duration = Duration::from_secs(1);

    /// The library at a path, opened where there is one. Blocks for some milliseconds. Where it cannot be opened at all
    /// the error comes back beside it, and opening is tried again when it is needed.
    #[must_use]
    pub fn open(path: &Path) -> (Self, Option<LibraryError>) {
        let (held, error) = match path.exists().then(|| Held::open(path)).transpose() {
            Ok(held) => (held, None),
            Err(error) => (None, Some(error)),
        };
        let inner = Inner { path: path.to_owned(), held: Mutex::new(held), opening: tokio::sync::Mutex::default() };
        (Self(Arc::new(inner)), error)
    }

    /// The folder it lies in.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.0.path.parent().unwrap_or(Path::new("."))
    }

    /// The library, where it is open.
    #[must_use]
    pub fn held(&self) -> Option<Held> {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The library, opened where another process has made one since.
    ///
    /// # Errors
    /// As [`Library::open`].
    pub async fn found(&self) -> Result<Option<Held>, LibraryError> {
        if let Some(held) = self.held() {
            return Ok(Some(held));
        }
        let path = self.0.path.clone();
        match spawn_blocking(move || path.exists()).await {
            Ok(true) => self.made().await.map(Some),
            Ok(false) | Err(_) => Ok(None),
        }
    }

    /// The library, made where there is none.
    ///
    /// # Errors
    /// As [`Library::open`].
    pub async fn made(&self) -> Result<Held, LibraryError> {
        let _one = self.0.opening.lock().await;
        if let Some(held) = self.held() {
            return Ok(held);
        }
        let path = self.0.path.clone();
        let opened = spawn_blocking(move || Held::open(&path)).await;
        let held = opened.unwrap_or(Err(LibraryError::Closed))?;
        self.set(Some(held.clone()));
        Ok(held)
    }

    /// Counts a request to Spotify. Nobody waits for it: it is written before anything that is written after it.
    pub fn count(&self, asker: RequestOrigin, now: Timestamp) {
        if let Some(held) = self.held() {
            drop(held.library().count_requests(asker, 1, now));
        }
    }

    /// Closes it: what was handed to it is written first. Whoever still holds it keeps it open.
    pub async fn close(&self) {
        let _one = self.0.opening.lock().await;
        self.let_go().await;
    }

    /// Deletes what is kept for the account whose library it is, and the file with it where nothing of anybody else is
    /// in it and no other process has it open; else nothing of it stays in the file. Nobody in this process may be at it.
    ///
    /// # Errors
    /// What could not be deleted, and why.
    pub async fn forget(&self) -> Result<(), LibraryError> {
        let held = self.found().await?;
        let _one = self.0.opening.lock().await;
        let alone = match held {
            Some(held) => held.forget().await?,
            None => true,
        };
        self.let_go().await;
        let path = self.0.path.clone();
        let erased = spawn_blocking(move || {
            if alone && Library::erase_unless_open(&path)? {
                return Ok(());
            }
            Library::erase_set_aside(&path)?;
            Library::open(&path)?.library.compact().wait()
        });
        erased.await.unwrap_or(Err(LibraryError::Closed))
    }

    async fn let_go(&self) {
        let Some(held) = self.0.held.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
        let others_let_go = async {
            while Arc::strong_count(&held.0) > 1 {
                sleep(Duration::from_millis(1)).await;
            }
        };
        // Questions that were asked before take milliseconds.
        let _ = timeout(Self::LETTING_GO, others_let_go).await;
        // The last one to let go waits for the thread that writes.
        let _ = spawn_blocking(move || drop(held)).await;
    }

    fn set(&self, held: Option<Held>) {
        *self.0.held.lock().unwrap_or_else(PoisonError::into_inner) = held;
    }
}

/// Builds a search index anew that was damaged or interrupted. Whoever searches meanwhile finds the newer episodes; the
/// end of the program ends it, and the next start begins again.
fn build_index(library: Library) -> Result<(), LibraryError> {
    let build = move || match library.rebuild_index(|_| {}) {
        Ok(episodes) => tracing::info!(episodes, "the search index was built anew"),
        Err(error) => tracing::warn!(%error, "the search index could not be built anew"),
    };
    let started = std::thread::Builder::new().name("index".into()).spawn(build);
    started.map(drop).map_err(|error| LibraryError::Io(CleanText::new(&error.to_string())))
}

impl Held {
    /// How many times marks can be taken back.
    const UNDOS: usize = 100;

    fn open(path: &Path) -> Result<Self, LibraryError> {
        let library::Opened { library, notices } = Library::open(path)?;
        let seen = Seen::Asked(library.others_wrote());
        let reader = library.reader()?;
        if library.read_only().is_none() && !reader.is_index_whole().unwrap_or(true) {
            build_index(library.clone())?;
        }
        // The one that was used last, until it is known who is logged in.
        let account = match reader.last_account() {
            Ok(last) => last.map(|(at, account)| Whose { at, account }),
            Err(error) => {
                tracing::warn!(%error, "the library does not say whose it is");
                None
            }
        };
        Ok(Self(Arc::new(Shelves {
            readers: Readers::new(library.clone(), reader),
            library,
            account: RwLock::new(account),
            claims: Claims::default(),
            undo: Mutex::default(),
            seen: tokio::sync::Mutex::new(seen),
            notices: Mutex::new(notices),
        })))
    }

    /// The library.
    #[must_use]
    pub fn library(&self) -> &Library {
        &self.0.library
    }

    /// What reads it.
    #[must_use]
    pub fn readers(&self) -> &Readers {
        &self.0.readers
    }

    /// Which shows somebody in this process is fetching.
    #[must_use]
    pub fn claims(&self) -> &Claims {
        &self.0.claims
    }

    /// What opening it brought that the person should be told, once.
    #[must_use]
    pub fn take_notices(&self) -> Vec<Notice> {
        std::mem::take(&mut *self.0.notices.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whose library it is.
    #[must_use]
    pub fn account(&self) -> Option<Whose> {
        self.0.account.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Shows the library of another account from now on; of none where nothing is kept for it. For the start, before
    /// anything was read.
    pub fn show(&self, whose: Option<Whose>) {
        *self.0.account.write().unwrap_or_else(PoisonError::into_inner) = whose;
    }

    /// Makes it the library of the one who is logged in. Gives its place, and whether it is another one's than before.
    ///
    /// # Errors
    /// It cannot be written, and nothing is kept for this account.
    pub async fn belongs_to(&self, account: &Account, now: Timestamp) -> Result<(AccountRef, bool), LibraryError> {
        let before = self.account();
        let at = match self.library().use_account(account, now).await {
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
        self.show(Some(Whose { at, account: account.clone() }));
        Ok((at, is_other))
    }

    /// Deletes what is kept for its account. Gives whether nothing is left of anybody.
    async fn forget(&self) -> Result<bool, LibraryError> {
        let wiped = match self.account() {
            Some(Whose { at, .. }) => self.library().wipe(at).await,
            None => Ok(()),
        };
        match wiped {
            // A damaged one is read by nobody: it goes as a whole.
            Err(LibraryError::Damaged(_)) => return Ok(true),
            // Another process was first.
            Err(LibraryError::Gone) | Ok(()) => {}
            Err(error) => return Err(error),
        }
        let wanted = tokio_util::sync::CancellationToken::new();
        Ok(self.readers().ask(Lane::Lists, &wanted, Reader::last_account).await?.is_none())
    }

    /// Keeps how marks can be taken back; the oldest are forgotten.
    pub fn keep(&self, undo: Undo) {
        if undo.is_empty() {
            return;
        }
        let mut undos = self.undos();
        if undos.len() >= Self::UNDOS {
            undos.remove(0);
        }
        undos.push(undo);
    }

    /// How the last marks are taken back.
    #[must_use]
    pub fn last_marks(&self) -> Option<Undo> {
        self.undos().pop()
    }

    fn undos(&self) -> std::sync::MutexGuard<'_, Vec<Undo>> {
        self.0.undo.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether another process has written since this was asked last, or since the library was opened.
    pub async fn others_wrote(&self) -> bool {
        let mut seen = self.0.seen.lock().await;
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
