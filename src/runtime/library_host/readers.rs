//! The threads that read: one for lists, one for the search and filters, so that a long search delays no list.
//!
//! A thread runs one read at a time, in order. A cancelled read is skipped, or interrupted if it runs. The loop and tokio's
//! workers never read. Start with [`Readers::ask`].

use std::{
    sync::{Arc, Mutex, mpsc},
    thread,
};

use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::lock;
use crate::{
    domain::CleanText,
    library::{Canceller, Library, LibraryError, Reader},
};

/// A queue of reads with a thread of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Reads of milliseconds: parts of lists, notes, snippets.
    Lists,
    /// The search, and filters over all titles.
    Search,
}

/// The threads, each started by its first read.
#[derive(Debug)]
pub struct Readers {
    lists: Mutex<Option<Arc<Thread>>>,
    search: Mutex<Option<Arc<Thread>>>,
    /// The connection of the start, for the first thread.
    first: Mutex<Option<Reader>>,
    /// Dropped last: only a connection that writes can checkpoint the WAL.
    library: Library,
}

type Question = Box<dyn FnOnce(&Reader) + Send>;

#[derive(Debug)]
struct Thread {
    /// Dropped to end the thread.
    questions: Option<mpsc::Sender<(CancellationToken, Question)>>,
    running: Running,
    canceller: Canceller,
    handle: Option<thread::JoinHandle<()>>,
}

/// The token of the read that runs. Locked to interrupt it, so that no other read is.
type Running = Arc<Mutex<Option<CancellationToken>>>;

impl Readers {
    pub(super) fn new(library: Library, first: Reader) -> Self {
        let [lists, search] = [const { Mutex::new(None) }; 2];
        Self { lists, search, first: Mutex::new(Some(first)), library }
    }

    /// Reads on the calling thread, at the start; `None` after the first [`Readers::ask`].
    pub fn at_start<T>(&self, read: impl FnOnce(&Reader) -> T) -> Option<T> {
        lock(&self.first).as_ref().map(read)
    }

    /// Reads on a lane until `wanted` is cancelled.
    ///
    /// # Errors
    /// The error of the read, or [`LibraryError::Cancelled`].
    pub async fn ask<T: Send + 'static>(
        &self,
        lane: Lane,
        wanted: &CancellationToken,
        read: impl FnOnce(&Reader) -> Result<T, LibraryError> + Send + 'static,
    ) -> Result<T, LibraryError> {
        let thread = self.thread(lane)?;
        let (answer, reply) = oneshot::channel();
        let question: Question = Box::new(move |reader| drop(answer.send(read(reader))));
        thread.put(wanted.clone(), question);
        tokio::select! {
            biased;
            answer = reply => answer.unwrap_or(Err(LibraryError::Closed)),
            () = wanted.cancelled() => {
                thread.interrupt_unwanted();
                Err(LibraryError::Cancelled)
            }
        }
    }

    fn thread(&self, lane: Lane) -> Result<Arc<Thread>, LibraryError> {
        let place = match lane {
            Lane::Lists => &self.lists,
            Lane::Search => &self.search,
        };
        let mut place = lock(place);
        if let Some(thread) = &*place {
            return Ok(Arc::clone(thread));
        }
        let first = lock(&self.first).take();
        let reader = first.map_or_else(|| self.library.reader(), Ok)?;
        Ok(Arc::clone(place.insert(Arc::new(Thread::start(lane, reader)?))))
    }
}

impl Thread {
    fn start(lane: Lane, reader: Reader) -> Result<Self, LibraryError> {
        let (questions, queue) = mpsc::channel::<(CancellationToken, Question)>();
        let running = Running::default();
        let canceller = reader.canceller();
        let name = match lane {
            Lane::Lists => "read lists",
            Lane::Search => "search",
        };
        let current = Arc::clone(&running);
        let work = move || {
            for (wanted, question) in queue {
                *lock(&current) = Some(wanted.clone());
                if !wanted.is_cancelled() {
                    question(&reader);
                }
                *lock(&current) = None;
            }
        };
        let started = thread::Builder::new().name(name.into()).spawn(work);
        let handle = started.map_err(|error| LibraryError::Io(CleanText::new(&error.to_string())))?;
        Ok(Self { questions: Some(questions), running, canceller, handle: Some(handle) })
    }

    /// Queues a read. A thread that has ended drops it.
    fn put(&self, wanted: CancellationToken, question: Question) {
        if let Some(questions) = &self.questions {
            let _ = questions.send((wanted, question));
        }
    }

    /// Interrupts the running read if it is cancelled.
    fn interrupt_unwanted(&self) {
        let running = lock(&self.running);
        if running.as_ref().is_some_and(CancellationToken::is_cancelled) {
            self.canceller.cancel();
        }
    }
}

impl Drop for Thread {
    /// Returns once the connection is closed.
    fn drop(&mut self) {
        self.questions = None;
        self.canceller.cancel();
        if let Some(handle) = self.handle.take() {
            let _ = handle.join();
        }
    }
}

#[cfg(test)]
mod tests;
