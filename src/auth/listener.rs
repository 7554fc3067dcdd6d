//! The callback listener: one thread that waits for the browser to bring the code.
//!
//! The socket is read by us, within bounds, and parsed by `httparse`; `tiny_http` makes and writes the answers. It may
//! not read the network: an announced body length makes it allocate that much (security B17). The thread decides
//! nothing about the login; what it finds goes through `gate`. Start with `spawn` and `server`.

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

use self::server::{Patience, Phase, Server};
use super::{Callback, RedirectUri, gate::Gate};
use crate::domain::CleanText;

/// How the login ended, as the browser page tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The tokens are stored.
    Done,
    /// The person said no.
    Declined,
    /// Something went wrong; the terminal says what.
    Failed,
}

/// The browser waiting for the true answer. Dropped unanswered, it says that the login failed.
///
/// After a pasted address nobody waits, and the answer goes nowhere.
#[derive(Debug)]
#[must_use = "the browser waits for the answer"]
pub struct Pending(Option<Arc<Control>>);

impl Pending {
    /// Tells the browser how the login ended. Does not block; [`super::Attempt::served`] waits until it has been told.
    pub fn answer(mut self, outcome: Outcome) {
        if let Some(control) = self.0.take() {
            control.send(Command::Answer(outcome));
        }
    }

    /// The answer goes to the browsers the thread holds.
    fn new(control: Arc<Control>) -> Self {
        Self(Some(control))
    }

    /// Nobody waits.
    pub(super) fn nobody() -> Self {
        Self(None)
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(control) = self.0.take() {
            control.send(Command::Answer(Outcome::Failed));
        }
    }
}

/// What the thread is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// Close everything and end.
    Close,
    /// Tell the browser the outcome and end soon.
    Answer(Outcome),
}

/// The way to the thread: a command, and a byte in a pipe that ends its sleep.
#[derive(Debug)]
pub(super) struct Control {
    commands: mpsc::Sender<Command>,
    wake: PipeWriter,
}

impl Control {
    /// Sends a command. A thread that has ended already needs none.
    pub(super) fn send(&self, command: Command) {
        if self.commands.send(command).is_ok() {
            let _ = (&self.wake).write(&[1]);
        }
    }
}

/// The running thread.
#[derive(Debug)]
pub(super) struct Running {
    /// How to reach it.
    pub(super) control: Arc<Control>,
    /// Resolves, with an error, when it has ended.
    pub(super) ended: oneshot::Receiver<()>,
    /// The thread.
    pub(super) thread: JoinHandle<()>,
}

/// Starts the thread on a bound socket; `redirect` names the bound port.
pub(super) fn spawn(
    listener: TcpListener,
    gate: Arc<Gate>,
    redirect: &RedirectUri,
    deadline: Instant,
) -> io::Result<Running> {
    spawn_with(listener, gate, redirect, deadline, PATIENCE)
}

const PATIENCE: Patience = Patience { exchange: Duration::from_mins(1), telling: Duration::from_secs(5) };

fn spawn_with(
    listener: TcpListener,
    gate: Arc<Gate>,
    redirect: &RedirectUri,
    deadline: Instant,
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
        phase: Phase::Waiting { deadline },
        connections: Vec::new(),
        accept_after: None,
    };
    let thread = thread::Builder::new().name("callback".to_owned()).spawn(move || {
        // Dropped last, also when the thread panics: whoever waits is told in any case.
        let _ending = ending;
        let _last_word = LastWord(gate);
        server.run();
    })?;
    Ok(Running { control, ended, thread })
}

/// Ends the attempt with the thread, should that not have happened yet.
struct LastWord(Arc<Gate>);

impl Drop for LastWord {
    fn drop(&mut self) {
        self.0.end(Callback::Failed(CleanText::new("the listener ended")));
    }
}

#[cfg(test)]
mod tests;
