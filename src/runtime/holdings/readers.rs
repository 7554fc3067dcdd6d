//! The threads that read: a lane each for lists, for the search and for filters, so that a long search delays no list.
//!
//! A lane takes one question at a time, in the order they were asked. A question that is no longer wanted is not begun,
//! and one that runs is interrupted. Nothing is read on the loop or on a worker of the runtime. Start with
//! [`Readers::ask`].

use std::{
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::{Duration, Instant},
};

use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::{
    domain::{CleanText, EpisodeState},
    library::{AccountRef, Canceller, Library, LibraryError, Reader, Titles},
};

/// What is read where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// What takes milliseconds at most: windows of lists, notes, pieces of notes.
    Lists,
    /// The search.
    Search,
    /// Sweeps over all titles.
    Titles,
}

/// The threads. A thread is started when it is first asked, and ends with this.
#[derive(Debug)]
pub struct Readers {
    lists: Mutex<Option<Arc<Thread>>>,
    search: Mutex<Option<Arc<Thread>>>,
    titles: Mutex<Option<Arc<Thread>>>,
    /// The connection that the start has read with, for the first thread.
    first: Mutex<Option<Reader>>,
    /// The last to go: only a connection that writes can tidy up behind all others.
    library: Library,
}

/// What a lane's thread works with.
#[derive(Debug)]
pub struct Desk {
    /// Its connection.
    pub reader: Reader,
    /// Titles for the filter that is open; nothing else may take so much memory.
    pub titles: Option<Sweep>,
    running: Running,
    /// Cancelled when the thread is to end.
    ended: CancellationToken,
}

/// All titles of a feed, to be filtered.
#[derive(Debug)]
pub struct Sweep {
    /// Whose they are.
    pub account: AccountRef,
    /// In which state; `None` for all.
    pub state: Option<EpisodeState>,
    /// The titles.
    pub titles: Titles,
    /// When they were read.
    pub read_at: Instant,
    /// How long that took.
    pub took: Duration,
}

type Question = Box<dyn FnOnce(&mut Desk) + Send>;

#[derive(Debug)]
struct Thread {
    /// Taken at the end, which ends the thread.
    questions: Option<mpsc::Sender<(CancellationToken, Question)>>,
    running: Running,
    ended: CancellationToken,
    canceller: Canceller,
    handle: Option<thread::JoinHandle<()>>,
}

/// Whether the question that runs is wanted. Taken by whoever interrupts, so that it meets no other one.
type Running = Arc<Mutex<Option<CancellationToken>>>;

impl Readers {
    pub(super) fn new(library: Library, first: Reader) -> Self {
        let [lists, search, titles] = [const { Mutex::new(None) }; 3];
        Self { lists, search, titles, first: Mutex::new(Some(first)), library }
    }

    /// Reads on the calling thread, before anything was asked: for the start. `None` after that.
    pub fn at_start<T>(&self, read: impl FnOnce(&Reader) -> T) -> Option<T> {
        self.first.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(read)
    }

    /// Reads on a lane, for as long as it is wanted.
    ///
    /// # Errors
    /// What reading came to; [`LibraryError::Cancelled`] as soon as it is no longer wanted.
    pub async fn ask<T: Send + 'static>(
        &self,
        lane: Lane,
        wanted: &CancellationToken,
        read: impl FnOnce(&Reader) -> Result<T, LibraryError> + Send + 'static,
    ) -> Result<T, LibraryError> {
        self.ask_at(lane, wanted, |desk| read(&desk.reader)).await
    }

    /// The same with all that lies on the desk.
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

    /// Frees the titles: no filter is open.
    pub fn forget_titles(&self) {
        if let Some(thread) = &*self.titles.lock().unwrap_or_else(PoisonError::into_inner) {
            thread.put(CancellationToken::new(), Box::new(|desk| desk.titles = None));
        }
    }

    fn thread(&self, lane: Lane) -> Result<Arc<Thread>, LibraryError> {
        let place = match lane {
            Lane::Lists => &self.lists,
            Lane::Search => &self.search,
            Lane::Titles => &self.titles,
        };
        let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = &*place {
            return Ok(Arc::clone(thread));
        }
        let first = self.first.lock().unwrap_or_else(PoisonError::into_inner).take();
        let reader = first.map_or_else(|| self.library.reader(), Ok)?;
        Ok(Arc::clone(place.insert(Arc::new(Thread::start(lane, reader)?))))
    }
}

impl Desk {
    /// Reads what the next question needs too, and so goes on when nobody waits for this one any more: only the end of
    /// the thread interrupts it, and cancels the token that `read` is given.
    pub fn to_its_end<T>(&self, read: impl FnOnce(&Reader, &CancellationToken) -> T) -> T {
        let wanted = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        let read = read(&self.reader, &self.ended);
        set(&self.running, wanted);
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
                set(&current, Some(wanted.clone()));
                if !wanted.is_cancelled() {
                    question(&mut desk);
                }
                set(&current, None);
            }
        };
        let started = thread::Builder::new().name(name.into()).spawn(work);
        let handle = started.map_err(|error| LibraryError::Io(CleanText::new(&error.to_string())))?;
        Ok(Self { questions: Some(questions), running, ended, canceller, handle: Some(handle) })
    }

    /// Hands a question in. A thread that has ended drops it, and with it the answer.
    fn put(&self, wanted: CancellationToken, question: Question) {
        if let Some(questions) = &self.questions {
            let _ = questions.send((wanted, question));
        }
    }

    /// Ends the query that runs where nobody wants it any more.
    fn interrupt_unwanted(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if running.as_ref().is_some_and(CancellationToken::is_cancelled) {
            self.canceller.cancel();
        }
    }
}

impl Drop for Thread {
    /// The connection is closed when this returns.
    fn drop(&mut self) {
        self.questions = None;
        self.ended.cancel();
        self.canceller.cancel();
        if let Some(handle) = self.handle.take() {
            let _ = handle.join();
        }
    }
}

fn set(running: &Running, wanted: Option<CancellationToken>) {
    *running.lock().unwrap_or_else(PoisonError::into_inner) = wanted;
}

#[cfg(test)]
mod tests;
