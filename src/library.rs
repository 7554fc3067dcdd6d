//! Everything the person follows, on disk: shows, episodes, notes, marks, and an index of every word.
//!
//! `SQLite` in WAL mode. One thread owns the connection that writes; [`Reader`]s are connections of their own, so that
//! no write delays a read. Between writes that thread merges the index (`merge.rs`), and another checkpoints the WAL
//! (`checkpoint.rs`). What is read is what is visible: windows of lists, never the whole library. It knows nothing of
//! Spotify's API, of the network or of screens, and decides nothing about what to fetch; rows stay in here, what comes
//! out are values of [`domain`](crate::domain). Only bound parameters reach SQL.
//!
//! Start with [`Library::open`]; then [`Library`]'s writes, in `shows.rs`, `episodes.rs`, `fetch_state.rs`, `marks.rs` and
//! `quota.rs`, and [`Reader`]'s queries, in `read/` and `search.rs`. [`Titles`] is the filter over all shows;
//! [`Library::rebuild_index`] and [`Library::fill`] are for the whole at once.

mod account;
mod checkpoint;
mod episodes;
mod error;
mod fetch_state;
mod file;
mod fill;
mod inspection;
mod marks;
mod merge;
mod notes;
mod open;
mod others;
mod quota;
mod read;
mod rebuild;
mod repair;
mod row;
mod schema;
pub mod search;
mod settings;
mod shows;
mod slot;
mod tally;
#[cfg(test)]
mod tests;
pub mod titles;

use std::{
    fmt,
    path::{Path, PathBuf},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    task::{Context, Poll, ready},
    thread::JoinHandle,
};

use merge::Merge;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::oneshot;

pub use crate::domain::{Mark, Query, RequestOrigin, Snippet, StateCounts as Counts};
pub use episodes::PageOutcome;
pub use error::{LibraryError, ReadOnlyReason};
pub use fetch_state::{FetchState, Fetching, Look, Step};
pub use fill::{FillProgress, PackedShow};
pub use inspection::{Inspection, Totals};
pub use marks::Undo;
pub use quota::{HourlyRequests, QuotaRecord};
pub use read::{Canceller, Reader, TimelineWindow, Toward};
pub use row::{EpisodeRow, ShowRow};
pub use search::{EpisodeHit, Found, Results};
pub use settings::SHOWS;
pub use shows::{EXPIRY, ShowsPass, ShowsPassOutcome};
pub use slot::{AccountRef, EpisodeRef, ShowRef};
pub use titles::{FoundTitles, Titles};

/// The library. Cheap to clone; clones are the same one. The thread that writes ends with the last of them.
#[derive(Clone)]
pub struct Library(Arc<Inner>);

/// What opening brought, with what the person should be told.
#[derive(Debug)]
pub struct Opened {
    /// The library.
    pub library: Library,
    /// What happened on the way, oldest first.
    pub notices: Vec<Notice>,
}

/// What the person should be told once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A damaged file was set aside and an empty library begun. Nothing of it is lost but local marks.
    Quarantined {
        /// The name of the file it is now, in the same folder.
        name: crate::domain::CleanText,
    },
    /// Only reading works.
    ReadOnly(ReadOnlyReason),
    /// There is no library and none can be created: what is fetched is kept until the program ends.
    InMemory(crate::domain::CleanText),
}

/// Where a library lies.
#[derive(Debug, Clone)]
enum Place {
    File(PathBuf),
    ReadOnly(PathBuf, ReadOnlyReason),
    /// The folder cannot be written either, where `SQLite` would keep what its readers share.
    Immutable(PathBuf, ReadOnlyReason),
    Memory(u64),
}

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

struct Inner {
    place: Place,
    jobs: Option<mpsc::Sender<Job>>,
    /// Jobs that were handed in and have not begun.
    waiting: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

impl Library {
    /// Opens `library.db`, creating folder (0700) and file (0600) where there are none, and starts the thread that
    /// writes. A damaged file is set aside and rebuilt, a newer one is read only, and where nothing can be written
    /// reading still works; [`Opened::notices`] tells. Takes milliseconds whatever the size, unless damage was met last
    /// time.
    ///
    /// # Errors
    /// The `SQLite` in this program is too old, or no thread can be started.
    pub fn open(path: &Path) -> Result<Opened, LibraryError> {
        let open::Opening { mut db, place, notices } = open::open(path)?;
        let (jobs, queue) = mpsc::channel::<Job>();
        let waiting = Arc::new(AtomicUsize::new(0));
        let mut merge = Merge::new(place.clone(), Arc::clone(&waiting));
        let work = move || {
            while let Some(job) = merge.next(&queue) {
                match job {
                    Some(job) => {
                        job(&mut db);
                        merge.after_job(&mut db);
                    }
                    None => merge.step(&mut db),
                }
            }
        };
        let thread = std::thread::Builder::new().name("library".into()).spawn(work);
        let thread = Some(thread.map_err(|error| LibraryError::io(&error))?);
        Ok(Opened { library: Self(Arc::new(Inner { place, jobs: Some(jobs), waiting, thread })), notices })
    }

    /// A connection that reads, for one thread at a time. Opening one takes less than a millisecond; keep it.
    ///
    /// # Errors
    /// The file is gone or cannot be opened.
    pub fn reader(&self) -> Result<Reader, LibraryError> {
        Ok(Reader::new(open::reader(&self.0.place)?, self.0.place.path()))
    }

    /// Why nothing can be written, where that is so.
    pub fn read_only(&self) -> Option<&ReadOnlyReason> {
        match &self.0.place {
            Place::ReadOnly(_, reason) | Place::Immutable(_, reason) => Some(reason),
            Place::File(_) | Place::Memory(_) => None,
        }
    }

    /// Runs one transaction on the thread that writes: it happens as a whole, or not at all.
    fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, LibraryError> + Send + 'static,
    ) -> Reply<T> {
        let (answer, reply) = oneshot::channel();
        if let Some(reason) = self.read_only() {
            let _ = answer.send(Err(LibraryError::ReadOnly(reason.clone())));
            return Reply(reply);
        }
        let path = self.0.place.path().map(Path::to_owned);
        let job = move |db: &mut Connection| {
            let result = in_transaction(db, work);
            // Nobody need be waiting.
            let _ = answer.send(note_damage(path.as_deref(), result));
        };
        self.send(Box::new(job));
        Reply(reply)
    }

    /// Hands a job to the thread that writes, which counts off each that was counted here.
    fn send(&self, job: Job) {
        if let Some(jobs) = &self.0.jobs {
            self.0.waiting.fetch_add(1, Ordering::Relaxed);
            // A closed channel drops the job and with it the answer, which the reply takes for `Closed`.
            let _ = jobs.send(job);
        }
    }
}

fn in_transaction<T>(
    db: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, LibraryError>,
) -> Result<T, LibraryError> {
    // Immediate: one that began by reading could not wait for another process's write.
    let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = work(&transaction)?;
    transaction.commit()?;
    Ok(value)
}

fn note_damage<T>(path: Option<&Path>, result: Result<T, LibraryError>) -> Result<T, LibraryError> {
    if let (Some(path), Err(LibraryError::Damaged(why))) = (path, &result) {
        tracing::warn!(%why, "the library is damaged");
        file::mark_damaged(path);
    }
    result
}

impl Place {
    fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) | Self::ReadOnly(path, _) | Self::Immutable(path, _) => Some(path),
            Self::Memory(_) => None,
        }
    }
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Library").field(&self.0.place).finish()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.jobs = None;
        // What was sent is written before the library is closed; the last one to close folds the WAL in.
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The answer to a write: a future, or something to wait for. Dropping it does not undo the write.
#[derive(Debug)]
#[must_use = "a write may fail"]
pub struct Reply<T>(oneshot::Receiver<Result<T, LibraryError>>);

impl<T> Reply<T> {
    /// Blocks until it is written. Not from within an async task: there, await it.
    ///
    /// # Errors
    /// What the write came to.
    pub fn wait(self) -> Result<T, LibraryError> {
        self.0.blocking_recv().unwrap_or(Err(LibraryError::Closed))
    }
}

impl<T> Future for Reply<T> {
    type Output = Result<T, LibraryError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(ready!(Pin::new(&mut self.0).poll(cx)).unwrap_or(Err(LibraryError::Closed)))
    }
}
