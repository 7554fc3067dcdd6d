//! Notes that a command waits for another program, which keeps the library locked.
//!
//! [`watched`] is for what blocks, [`note_when_locked`] for tasks, [`next_event`] for those that report progress.

use std::{
    convert::Infallible,
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

use tokio::sync::mpsc::UnboundedReceiver;

use super::{Output, Result, meter::Meter};
use crate::{
    library::Library,
    runtime::library_host::{LibraryHost, OpenLibrary},
};

/// How soon to note it.
pub(super) const SOON: Duration = Duration::from_millis(500);
pub(super) const LOCKED: &str = "The library is locked by another program; waiting for it";

/// How often to look.
const STEP: Duration = SOON.checked_div(5).expect("not by zero");

/// Since when a library has been locked.
#[derive(Debug, Default)]
struct Watch(Option<Instant>);

impl Watch {
    /// Whether it has been locked for a while.
    fn is_due(&mut self, library: Option<&Library>) -> bool {
        let is_locked = library.is_some_and(Library::is_locked_out);
        self.0 = is_locked.then(|| self.0.unwrap_or_else(Instant::now));
        self.0.is_some_and(|since| since.elapsed() >= SOON / 2)
    }
}

/// Does what waits for writes of a library. Notes once that another program keeps it locked.
pub(super) fn watched<T: Send>(
    library: &Library,
    output: &mut Output<'_>,
    work: impl FnOnce() -> T + Send,
) -> Result<T> {
    thread::scope(|scope| {
        let (done, ended) = channel::<()>();
        let working = scope.spawn(move || {
            let _dropped_at_the_end = done;
            work()
        });
        let (mut watch, mut is_noted) = (Watch::default(), false);
        while ended.recv_timeout(STEP) == Err(RecvTimeoutError::Timeout) {
            if !is_noted && watch.is_due(Some(library)) {
                is_noted = true;
                output.note(LOCKED)?;
            }
        }
        Ok(working.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

/// Returns once another program has kept the library locked for a while.
async fn until_locked(host: &LibraryHost) {
    let mut watch = Watch::default();
    loop {
        tokio::time::sleep(STEP).await;
        if watch.is_due(host.held().as_ref().map(OpenLibrary::library)) {
            return;
        }
    }
}

/// The next event; `None` after the last. Notes meanwhile that another program keeps the library locked, unless that was
/// noted.
pub(super) async fn next_event<T, S: PartialEq>(
    events: &mut UnboundedReceiver<T>,
    host: &LibraryHost,
    is_noted: &mut bool,
    meter: &mut Meter<S>,
    output: &mut Output<'_>,
) -> Result<Option<T>> {
    tokio::select! {
        biased;
        event = events.recv() => return Ok(event),
        () = until_locked(host), if !*is_noted => {
            *is_noted = true;
            meter.clear(output)?;
            output.note(LOCKED)?;
        }
    }
    Ok(events.recv().await)
}

/// Notes once that another program keeps the library locked. Returns only if that cannot be written.
pub(super) async fn note_when_locked(host: &LibraryHost, output: &mut Output<'_>) -> Result<Infallible> {
    until_locked(host).await;
    output.note(LOCKED)?;
    std::future::pending().await
}
