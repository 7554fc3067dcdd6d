//! The threads that read: one each for lists, the search and filters, so that a long search delays no list.
//!
//! A thread runs one read at a time, in order. A cancelled read is skipped, or interrupted if it runs. The loop and tokio's
//! workers never read. Start with [`Readers::ask`].

use std::{
    sync::{Arc, Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};

use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::lock;
use crate::{
    domain::{CleanText, EpisodeState},
    library::{AccountRef, Canceller, Library, LibraryError, Reader, Titles},
};

/// A queue of reads with a thread of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Reads of milliseconds: parts of lists, notes, snippets.
    Lists,
    Search,
    Titles,
}

/// The threads, each started by its first read.
#[derive(Debug)]
pub struct Readers {
    lists: Mutex<Option<Arc<Thread>>>,
    search: Mutex<Option<Arc<Thread>>>,
    titles: Mutex<Option<Arc<Thread>>>,
    /// The connection of the start, for the first thread.
    first: Mutex<Option<Reader>>,
    /// Dropped last: only a connection that writes can checkpoint the WAL.
    library: Library,
}

/// What a thread works with.
#[derive(Debug)]
pub struct Desk {
    pub reader: Reader,
    /// The titles for an open filter.
    pub titles: Option<Sweep>,
    running: Running,
    ended: CancellationToken,
}

/// All titles of a feed, to be filtered.
#[derive(Debug)]
pub struct Sweep {
    pub account: AccountRef,
    /// `None` for all.
    pub state: Option<EpisodeState>,
    pub titles: Titles,
    pub read_at: Instant,
    pub took: Duration,
}

type Question = Box<dyn FnOnce(&mut Desk) + Send>;

#[derive(Debug)]
struct Thread {
    /// Dropped to end the thread.
    questions: Option<mpsc::Sender<(CancellationToken, Question)>>,
    running: Running,
    ended: CancellationToken,
    canceller: Canceller,
    handle: Option<thread::JoinHandle<()>>,
}

/// The token of the read that runs. Locked to interrupt it, so that no other read is.
type Running = Arc<Mutex<Option<CancellationToken>>>;

impl Readers {
    pub(super) fn new(library: Library, first: Reader) -> Self {
        let [lists, search, titles] = [const { Mutex::new(None) }; 3];
        Self { lists, search, titles, first: Mutex::new(Some(first)), library }
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
        self.ask_at(lane, wanted, |desk| read(&desk.reader)).await
    }

    /// The same with the whole desk.
    ///
    /// # Errors
    /// As [`Readers::ask`].
    pub async fn ask_at<T: Send + 'static>(
        &self,
        lane: Lane,
        wanted: &CancellationToken,
        read: impl FnOnce(&mut Desk) -> Result<T, LibraryError> + Send + 'static,
    ) -> Result<T, LibraryError> {
        let thread = self.thread(lane)?;
        let (answer, reply) = oneshot::channel();
        let question: Question = Box::new(move |desk| drop(answer.send(read(desk))));
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

    /// Frees the titles once no filter is open.
    pub fn forget_titles(&self) {
        if let Some(thread) = &*lock(&self.titles) {
            thread.put(CancellationToken::new(), Box::new(|desk| desk.titles = None));
        }
    }

    fn thread(&self, lane: Lane) -> Result<Arc<Thread>, LibraryError> {
        let place = match lane {
            Lane::Lists => &self.lists,
            Lane::Search => &self.search,
            Lane::Titles => &self.titles,
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

impl Desk {
    /// A read that later reads need too: only the end of the thread interrupts it, by cancelling `read`'s token.
    pub fn to_its_end<T>(&self, read: impl FnOnce(&Reader, &CancellationToken) -> T) -> T {
        let wanted = lock(&self.running).take();
        let read = read(&self.reader, &self.ended);
        *lock(&self.running) = wanted;
        read
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
            Lane::Titles => "read titles",
        };
        let (current, ended) = (Arc::clone(&running), CancellationToken::new());
        let mut desk = Desk { reader, titles: None, running: Arc::clone(&running), ended: ended.clone() };
        let work = move || {
            for (wanted, question) in queue {
                *lock(&current) = Some(wanted.clone());
                if !wanted.is_cancelled() {
                    question(&mut desk);
                }
                *lock(&current) = None;
            }
        };
        let started = thread::Builder::new().name(name.into()).spawn(work);
        let handle = started.map_err(|error| LibraryError::Io(CleanText::new(&error.to_string())))?;
        Ok(Self { questions: Some(questions), running, ended, canceller, handle: Some(handle) })
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
        self.ended.cancel();
        self.canceller.cancel();
        if let Some(handle) = self.handle.take() {
            let _ = handle.join();
        }
    }
}

#[cfg(test)]
mod tests;
