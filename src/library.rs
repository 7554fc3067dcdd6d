//! What the person follows, on disk: shows, episodes, notes, marks, and an index of all words.
//!
//! `SQLite` in WAL mode. One thread owns the connection that writes; every [`Reader`] has a connection of its own, so no
//! write delays a read. Between writes that thread merges the search index (`merge.rs`), and another one checkpoints the
//! WAL (`checkpoint.rs`). Lists are read in windows. This module knows nothing of Spotify's API, the network or screens,
//! and does not decide what to fetch. Rows stay in here: results are values of [`domain`](crate::domain). Only bound
//! parameters reach SQL.
//!
//! Start with [`Library::open`]; then the writes of [`Library`] in `shows.rs`, `episodes.rs`, `fetch_state.rs`, `marks.rs`,
//! `confirmed.rs`, `saved.rs` and `quota.rs`, and the queries of [`Reader`] in `read/` and `search.rs`.
//! [`Library::rebuild_index`] and [`Library::fill`] write everything at once.

mod account;
mod checkpoint;
mod confirmed;
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
mod salvage;
mod saved;
mod schema;
pub mod search;
mod settings;
mod shows;
mod slot;
mod tally;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    path::{Path, PathBuf},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc,
    },
    task::{Context, Poll, ready},
    thread::JoinHandle,
    time::Duration,
};

use merge::Merge;
use read::{collect, execute, exists, one};
use rusqlite::{Connection, Params, Transaction, TransactionBehavior};
use slot::Stored;
use tally::Tally;
use tokio::sync::oneshot;

pub use crate::domain::{Mark, Query, RequestOrigin, Snippet, StateCounts as Counts};
pub use episodes::PageOutcome;
pub use error::{LibraryError, ReadOnlyReason, Result};
pub use fetch_state::{FetchState, Fetching, Look, Step};
pub use fill::{FillProgress, PackedShow};
pub use inspection::{Checked, Inspection, Totals};
pub use marks::{ImportUndo, Merged, Undo};
pub use notes::{Packed, Unpacker};
pub use quota::{HourlyRequests, QuotaRecord, RequestLog};
pub use read::{Canceller, FeedRows, FeedWindow, Reader, TimelineWindow, Toward};
pub use row::{EpisodeRow, ShowRow};
pub use salvage::Salvaged;
pub use saved::{SavedPass, SavedStatus};
pub use search::{EpisodeHit, Found, Results};
pub use settings::SHOWS;
pub use shows::{EXPIRY, ShowsPass, ShowsPassOutcome};
pub use slot::{AccountRef, EpisodeRef, ShowRef};

/// The library. Cheap to clone; clones share it. The writing thread ends with the last of them.
#[derive(Clone)]
pub struct Library(Arc<Inner>, Option<Permit>);

/// Whether the writer may still write, asked within each transaction.
pub type Permit = Arc<dyn Fn() -> bool + Send + Sync>;

/// An opened library.
#[derive(Debug)]
pub struct Opened {
    pub library: Library,
    /// In order of time.
    pub notices: Vec<Notice>,
}

/// An event of opening that the person must know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The damaged file was quarantined, and an empty library created. Only local marks may be lost.
    Quarantined {
        /// The new name of the damaged file, in the same folder.
        name: crate::domain::CleanText,
        salvaged: Salvaged,
    },
    ReadOnly(ReadOnlyReason),
    /// The file was there and had 0 bytes. A new library was created in it.
    Empty,
    /// No library could be opened or created: data is kept until the program ends.
    InMemory(crate::domain::CleanText),
}

/// The place of a library.
#[derive(Debug, Clone)]
enum Place {
    File(PathBuf),
    ReadOnly {
        path: PathBuf,
        reason: ReadOnlyReason,
        /// Whether not even the folder can be written, in which `SQLite` keeps the memory that readers share.
        immutable: bool,
    },
    /// Named by a random number.
    Memory(u64),
}

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

struct Inner {
    place: Place,
    jobs: Option<mpsc::Sender<Job>>,
    /// The number of jobs sent and not begun.
    waiting: Arc<AtomicUsize>,
    requests: RequestLog,
    /// Whether the thread waits for another process's lock.
    locked_out: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Library {
    /// Opens `library.db` and starts the writing thread. Creates folder (0700) and file (0600) if missing. A damaged file is
    /// quarantined and replaced; a newer one, or one that cannot be written, is opened read-only. [`Opened::notices`] says
    /// which. Takes milliseconds, unless damage was found before.
    ///
    /// # Errors
    /// Another process keeps it locked, the `SQLite` in this program is too old, or no thread can be started.
    pub fn open(path: &Path) -> Result<Opened> {
        Self::open_within(path, open::BUSY_TIMEOUT)
    }

    /// The same, waiting for other processes for `limit` at most.
    ///
    /// # Errors
    /// As [`Library::open`].
    pub fn open_within(path: &Path, limit: Duration) -> Result<Opened> {
        let open::Opening { db, place, notices } = open::open(path, limit)?;
        let (jobs, queue) = mpsc::channel::<Job>();
        let waiting = Arc::new(AtomicUsize::new(0));
        let locked_out = Arc::default();
        let merge = Merge::new(place.clone(), Arc::clone(&waiting), Arc::clone(&locked_out));
        let thread = std::thread::Builder::new().name("library".into()).spawn(move || merge.run(db, &queue))?;
        let requests = RequestLog::beside(place.path());
        let inner = Inner { place, requests, jobs: Some(jobs), waiting, locked_out, thread: Some(thread) };
        Ok(Opened { library: Self(Arc::new(inner), None), notices })
    }

    /// A connection for reading, used by one thread at a time. Opening it takes less than a millisecond; keep it.
    ///
    /// # Errors
    /// The file is gone or cannot be opened.
    pub fn reader(&self) -> Result<Reader> {
        Ok(Reader::new(open::reader(&self.0.place)?, self.0.place.path(), self.0.requests.clone()))
    }

    /// Where requests to Spotify are counted: beside the library, unless [`RequestLog::keep_at`] is called.
    pub fn requests(&self) -> &RequestLog {
        &self.0.requests
    }

    /// The same library for a writer whose right may end, such as a login: from then on it writes nothing, and each write is
    /// [`LibraryError::Revoked`]. What ends the right and then changes the library finds none of its later writes in there.
    #[must_use]
    pub fn permitted_by(&self, permit: Permit) -> Self {
        Self(Arc::clone(&self.0), Some(permit))
    }

    /// Why nothing can be written, if so.
    pub fn read_only(&self) -> Option<&ReadOnlyReason> {
        match &self.0.place {
            Place::ReadOnly { reason, .. } => Some(reason),
            Place::File(_) | Place::Memory(_) => None,
        }
    }

    /// Runs one transaction on the writing thread: all of it is stored, or nothing.
    fn write<T: Send + 'static>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static) -> Reply<T> {
        let (read_only, locked_out) = (self.read_only().cloned(), Arc::clone(&self.0.locked_out));
        let permit = self.1.clone();
        self.run(move |db| match read_only {
            Some(reason) => Err(LibraryError::ReadOnly(reason)),
            None => in_transaction_noting(db, &locked_out, |step| {
                if permit.is_some_and(|permit| !permit()) {
                    return Err(LibraryError::Revoked);
                }
                work(step)
            }),
        })
    }

    /// Runs one statement in a transaction of its own.
    fn execute(&self, statement: &'static str, values: impl Params + Send + 'static) -> Reply<()> {
        self.write(move |db| {
            db.prepare_cached(statement)?.execute(values)?;
            Ok(())
        })
    }

    /// Runs `work` on the writing thread.
    fn run<T: Send + 'static>(&self, work: impl FnOnce(&mut Connection) -> Result<T> + Send + 'static) -> Reply<T> {
        let (answer, reply) = oneshot::channel();
        let path = self.0.place.path().map(Path::to_owned);
        // The receiver may have been dropped.
        let job = move |db: &mut Connection| drop(answer.send(note_damage(path.as_deref(), work(db))));
        if let Some(jobs) = &self.0.jobs {
            self.0.waiting.fetch_add(1, Ordering::Relaxed);
            // A closed channel drops the job with its answer, which makes the reply `Closed`.
            let _ = jobs.send(Box::new(job));
        }
        Reply(reply)
    }
}

fn in_transaction<T>(db: &mut Connection, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
    in_transaction_noting(db, &AtomicBool::default(), work)
}

/// The same; notes meanwhile that it waits for another process's write.
fn in_transaction_noting<T>(
    db: &mut Connection,
    locked_out: &AtomicBool,
    work: impl FnOnce(&Transaction<'_>) -> Result<T>,
) -> Result<T> {
    locked_out.store(true, Ordering::Relaxed);
    // Immediate: a transaction that begins with a read cannot wait for another process's write.
    let begun = db.transaction_with_behavior(TransactionBehavior::Immediate);
    locked_out.store(false, Ordering::Relaxed);
    let transaction = begun?;
    let value = work(&transaction)?;
    transaction.commit()?;
    Ok(value)
}

fn note_damage<T>(path: Option<&Path>, result: Result<T>) -> Result<T> {
    if let (Some(path), Err(LibraryError::Damaged(why))) = (path, &result) {
        tracing::warn!(%why, "the library is damaged");
        file::mark_damaged(path);
    }
    result
}

impl Place {
    fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) | Self::ReadOnly { path, .. } => Some(path),
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
        // Jobs that were sent are written first. The last connection to close checkpoints the WAL.
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The result of a write: a future, or to be waited for. Dropping it does not undo the write.
#[derive(Debug)]
#[must_use = "a write may fail"]
pub struct Reply<T>(oneshot::Receiver<Result<T>>);

impl<T> Reply<T> {
    /// Blocks until the write is done. In an async task, await the reply instead.
    ///
    /// # Errors
    /// The error of the write.
    pub fn wait(self) -> Result<T> {
        self.0.blocking_recv().unwrap_or(Err(LibraryError::Closed))
    }
}

impl<T> Future for Reply<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Poll::Ready(ready!(Pin::new(&mut self.0).poll(cx)).unwrap_or(Err(LibraryError::Closed)))
    }
}
