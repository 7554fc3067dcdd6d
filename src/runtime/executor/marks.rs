//! The folder of marks while the screen is open: read at the start, whenever the program looks for writes of other processes,
//! and now and then while nothing happens; written a moment after the person has marked something. All of it happens off the
//! loop; a folder on a slow disk delays nothing but itself. The end of the program breaks off an exchange that takes too long.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::{Mutex, MutexGuard, Notify},
    task::spawn_blocking,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

#[cfg(test)]
mod tests;

use super::Replies;
use crate::{
    app::{EventKind, Problem, requests::event::LibraryChange},
    domain::CleanText,
    library::LibraryError,
    marks::{Exchange, FolderNotice, MarksFolder, Seen},
    runtime::library_host::LibraryHost,
};

/// How long the person must have marked nothing before the file is written.
const PAUSE: Duration = Duration::from_secs(2);
/// How often the times of the files are looked at while nothing else happens.
const IDLE: Duration = Duration::from_secs(30);
/// How long a logout waits for an exchange that runs.
const PATIENCE: Duration = Duration::from_secs(1);

/// The folder, if one is set. Cheap to clone; clones share it.
#[derive(Debug, Clone)]
pub struct SharedMarks(Option<Arc<Inner>>);

#[derive(Debug)]
struct Inner {
    folder: MarksFolder,
    /// Locked during an exchange.
    last: Mutex<Last>,
    /// How often there was something to write, and how much of that is in the file.
    made: AtomicU64,
    written: AtomicU64,
    marked: Notify,
}

impl Inner {
    /// Whether marks were made that the file lacks.
    fn is_due(&self) -> bool {
        self.made.load(Ordering::Relaxed) != self.written.load(Ordering::Relaxed)
    }
}

/// The last exchange: what was seen, and what was reported.
#[derive(Debug, Default)]
struct Last {
    seen: Seen,
    notices: Vec<FolderNotice>,
}

impl SharedMarks {
    pub fn new(folder: Option<PathBuf>, data_dir: PathBuf) -> Self {
        let inner = |folder| Inner {
            folder: MarksFolder::new(folder, data_dir),
            last: Mutex::default(),
            // The start counts: an earlier end may have left marks unwritten.
            made: AtomicU64::new(1),
            written: AtomicU64::default(),
            marked: Notify::new(),
        };
        Self(folder.map(|folder| Arc::new(inner(folder))))
    }

    /// The person has marked something.
    pub(super) fn marked(&self) {
        if let Some(inner) = &self.0 {
            inner.made.fetch_add(1, Ordering::Relaxed);
            inner.marked.notify_one();
        }
    }

    /// Reads the folder at the start and now and then, and writes the file after marks, until the end; an exchange that runs is
    /// not broken off.
    pub(super) async fn keep(self, host: LibraryHost, replies: Replies, ended: CancellationToken) {
        let Some(inner) = self.0.clone() else { return };
        self.look(&host, &replies).await;
        let mut pause = IDLE;
        loop {
            tokio::select! {
                () = inner.marked.notified() => pause = PAUSE,
                () = ended.cancelled() => return,
                () = sleep(pause) => {
                    self.look(&host, &replies).await;
                    pause = IDLE;
                }
            }
        }
    }

    /// The same as [`SharedMarks::look`], unless an exchange runs: tasks would pile up before a folder that does not answer.
    pub(super) async fn glance(&self, host: &LibraryHost, replies: &Replies) {
        if self.0.as_ref().is_some_and(|inner| inner.last.try_lock().is_ok()) {
            self.look(host, replies).await;
        }
    }

    /// Exchanges marks with the folder if it has changed, and reports what that changed.
    pub(super) async fn look(&self, host: &LibraryHost, replies: &Replies) {
        let (exchange, notices) = self.exchange(host).await;
        if exchange.merged.changed > 0 {
            replies.send(EventKind::LibraryChanged(LibraryChange::Anything));
        }
        for notice in notices {
            let title = CleanText::new(&notice.to_string()).to_string();
            let detail = "Marks are kept on this computer, and nothing is lost";
            replies.send(EventKind::Notice(Problem::new(title, detail, "See docs/MARKS.md")));
        }
    }

    /// Writes at the end what was marked last. The caller limits it.
    pub(super) async fn finish(&self, host: &LibraryHost) {
        if self.0.as_ref().is_some_and(|inner| inner.is_due()) {
            self.exchange(host).await;
        }
    }

    /// Says at the end that something marked is not in the file.
    pub(super) fn warn_if_unwritten(&self) {
        if let Some(inner) = self.0.as_ref().filter(|inner| inner.is_due()) {
            let folder = inner.folder.path().display();
            tracing::warn!(%folder, "this computer's file of marks was not written; the next start writes it");
        }
    }

    /// Keeps the folder from being exchanged while the marks of an account are deleted, and forgets what was seen of it. An
    /// exchange on a slow disk is not waited for: it finds no account to write to.
    pub(super) async fn pause(&self) -> Option<MutexGuard<'_, impl Sized>> {
        let inner = self.0.as_ref()?;
        let mut last = timeout(PATIENCE, inner.last.lock()).await.ok()?;
        *last = Last::default();
        inner.written.store(inner.made.load(Ordering::Relaxed), Ordering::Relaxed);
        Some(last)
    }

    /// Returns what was done, and the notices that were not reported before.
    async fn exchange(&self, host: &LibraryHost) -> (Exchange, Vec<FolderNotice>) {
        let Some(inner) = &self.0 else { return Default::default() };
        // Locked first: the account may be deleted while this waits.
        let mut last = inner.last.lock().await;
        let (made, is_due) = (inner.made.load(Ordering::Relaxed), inner.is_due());
        let (held, owner) = match host.found_account().await {
            Ok(Some(found)) => found,
            // There is nothing to write.
            Ok(None) => {
                inner.written.store(made, Ordering::Relaxed);
                return Default::default();
            }
            Err(error) => {
                tracing::warn!(%error, "cannot exchange marks with the folder");
                return Default::default();
            }
        };
        let (folder, mut seen) = (inner.folder.clone(), last.seen.clone());
        let work = move || {
            let done = folder.exchange(held.library(), (owner.at, &owner.account), &mut seen, is_due);
            (done, seen)
        };
        let (done, seen) = spawn_blocking(work).await.unwrap_or((Err(LibraryError::Closed), Seen::default()));
        last.seen = seen;
        if done.as_ref().is_ok_and(Exchange::is_complete) {
            inner.written.store(made, Ordering::Relaxed);
        }
        match done {
            Ok(exchange) => {
                if exchange.is_unchanged() {
                    return (exchange, Vec::new());
                }
                let new = exchange.notices.iter().filter(|notice| !last.notices.contains(notice)).cloned().collect();
                last.notices.clone_from(&exchange.notices);
                (exchange, new)
            }
            Err(error) => {
                tracing::warn!(%error, "cannot exchange marks with the folder");
                Default::default()
            }
        }
    }
}
