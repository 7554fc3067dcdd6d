//! The callback listener: a thread that waits for the browser to bring the code.
//!
//! This module reads the socket within bounds and parses it with `httparse`; `tiny_http` builds the answers. `tiny_http`
//! must not read the network: it allocates as many bytes as a request announces (security B17). The thread decides
//! nothing about the login; `gate` does. Start with `spawn` and `server`.

mod answer;
mod connection;
mod head;
mod server;

use std::{
    io::{self, PipeWriter, Write},
    net::TcpListener,
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use tokio::sync::oneshot;

pub(super) use self::server::Patience;
use self::server::{Phase, Server};
use super::{Callback, RedirectUri, gate::Gate};
use crate::domain::CleanText;

/// The result of a login as the browser page shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The tokens are stored.
    Done,
    /// The person cancelled on the consent page.
    Declined,
    /// An error, which the terminal explains.
    Failed,
}

/// The browser that waits for the outcome. Dropped without an answer, it sends the browser to the failure page.
///
/// After a pasted address no browser waits, and the answer is discarded.
#[derive(Debug)]
#[must_use = "the browser waits for the answer"]
pub struct Pending(pub(super) Option<Arc<Control>>);

impl Pending {
    /// Sends the outcome to the browser. Does not block; [`super::Attempt::served`] waits for the delivery.
    pub fn answer(mut self, outcome: Outcome) {
        self.send(outcome);
    }

    fn send(&mut self, outcome: Outcome) {
        if let Some(control) = self.0.take() {
            control.send(Command::Answer(outcome));
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.send(Outcome::Failed);
    }
}

/// A command to the thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// Close everything and end.
    Close,
    /// Answer the browser, then end within [`Patience::telling`].
    Answer(Outcome),
}

/// Sends commands to the thread, and wakes it through a pipe.
#[derive(Debug)]
pub(super) struct Control {
    commands: mpsc::Sender<Command>,
    wake: PipeWriter,
}

impl Control {
    /// Sends a command. Ignored once the thread has ended.
    pub(super) fn send(&self, command: Command) {
        if self.commands.send(command).is_ok() {
            let _ = (&self.wake).write(&[1]);
        }
    }
}

/// A running listener thread.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) control: Arc<Control>,
    /// Resolves, with an error, when the thread has ended.
    pub(super) ended: oneshot::Receiver<()>,
    pub(super) thread: Option<JoinHandle<()>>,
}

/// The usual limits after the callback.
pub(super) const PATIENCE: Patience = Patience { exchange: Duration::from_mins(1), telling: Duration::from_secs(5) };

/// Starts the thread on a bound socket, which waits for the callback for `limit`. `redirect` has the bound port.
pub(super) fn spawn(
    listener: TcpListener,
    gate: Arc<Gate>,
    redirect: &RedirectUri,
    limit: Duration,
    patience: Patience,
) -> io::Result<Running> {
    listener.set_nonblocking(true)?;
    let (wake, writer) = io::pipe()?;
    let (sender, commands) = mpsc::channel();
    let control = Arc::new(Control { commands: sender, wake: writer });
    let (ending, ended) = oneshot::channel::<()>();
    let server = Server {
        listener,
        gate: Arc::clone(&gate),
        control: Arc::clone(&control),
        wake,
        commands,
        authority: redirect.authority(),
        path: redirect.path().to_owned(),
        patience,
        phase: Phase::Waiting { deadline: Instant::now().checked_add(limit) },
        connections: Vec::new(),
        accept_after: None,
    };
    let thread = thread::Builder::new().name("callback".to_owned()).spawn(move || {
        // Dropped last, also when the thread panics.
        let _ending = ending;
        let _last_word = LastWord(gate);
        server.run();
    })?;
    Ok(Running { control, ended, thread: Some(thread) })
}

/// Ends the attempt with the thread, if it is still open.
struct LastWord(Arc<Gate>);

impl Drop for LastWord {
    fn drop(&mut self) {
        self.0.end(Callback::Failed(CleanText::new("the listener stopped")));
    }
}

#[cfg(test)]
mod tests;
