//! The loop of the listener thread: polls the sockets, reads heads, answers, and ends.
//!
//! One thread, at most [`MAX_CONNECTIONS`] sockets, and no blocking call but `poll`. A hostile request costs one
//! connection, never the login (security B6).

use std::{
    io::{ErrorKind, PipeReader, Read},
    mem,
    net::{TcpListener, TcpStream},
    os::fd::AsRawFd as _,
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
    process::{Resource, getrlimit},
};

use super::{
    Command, Control, Outcome, Pending,
    answer::Answer,
    connection::{Connection, Progress},
    head::{Head, Target},
};
use crate::{
    auth::{
        Callback,
        gate::{Arrival, Gate},
    },
    domain::CleanText,
};

/// Most connections open at once.
const MAX_CONNECTIONS: usize = 32;
/// File descriptors that connections leave free: the exchange, the store and the library need some.
const SPARE_DESCRIPTORS: u64 = 24;
/// Most connections accepted before the others are served again.
const ACCEPT_BURST: usize = 64;
/// Pause in accepting after the process ran out of file descriptors.
const EXHAUSTED_PAUSE: Duration = Duration::from_millis(50);

/// Time limits after the callback.
#[derive(Debug, Clone, Copy)]
pub(in crate::auth) struct Patience {
    /// How long the browser waits for the outcome.
    pub(super) exchange: Duration,
    /// How long the page of the outcome is served.
    pub(super) telling: Duration,
}

/// The state of the thread.
pub(super) struct Server {
    pub(super) listener: TcpListener,
    pub(super) gate: Arc<Gate>,
    pub(super) control: Arc<Control>,
    pub(super) wake: PipeReader,
    pub(super) commands: mpsc::Receiver<Command>,
    /// The one `Host` accepted.
    pub(super) authority: String,
    /// The path of the callback.
    pub(super) path: String,
    pub(super) patience: Patience,
    pub(super) phase: Phase,
    /// Oldest first.
    pub(super) connections: Vec<Connection>,
    /// Accept nothing before this moment.
    pub(super) accept_after: Option<Instant>,
}

/// The phase of the attempt.
#[derive(Debug, Clone, Copy)]
pub(super) enum Phase {
    /// No callback yet. Without a deadline, only a command ends the attempt.
    Waiting { deadline: Option<Instant> },
    /// The code is being exchanged. Browsers that brought it are held.
    Exchanging { until: Instant },
    /// The page of the outcome is served.
    Telling { outcome: Outcome, until: Instant, told: bool },
    /// Everything is closed.
    Ended,
}

impl Server {
    /// Runs until the attempt is over, then closes the port.
    pub(super) fn run(mut self) {
        loop {
            self.settle(Instant::now());
            if matches!(self.phase, Phase::Ended) {
                return;
            }
            let mut ready = self.wait().into_iter();
            let (woken, accept) = (ready.next() == Some(true), ready.next() == Some(true));
            let now = Instant::now();
            if woken {
                self.obey(now);
            }
            let was_waiting = matches!(self.phase, Phase::Waiting { .. });
            self.serve(ready, now);
            if accept && self.accept_after.is_none() {
                self.accept(now);
            }
            if was_waiting && matches!(self.phase, Phase::Exchanging { .. }) {
                // What the exchange needs matters more than those that have sent nothing useful so far.
                self.connections.retain(|connection| connection.is_held() || connection.is_writing());
            }
        }
    }

    /// Ends a phase that has timed out or has done its work.
    fn settle(&mut self, now: Instant) {
        match self.phase {
            Phase::Waiting { deadline: Some(deadline) } if deadline <= now => {
                self.gate.end(Callback::TimedOut);
                self.phase = Phase::Ended;
            }
            Phase::Exchanging { until } if until <= now => {
                self.answer_held(Answer::Waiting(200), now);
                self.phase = Phase::Ended;
            }
            Phase::Telling { until, told, .. } => {
                if until <= now || (told && !self.connections.iter().any(Connection::is_writing)) {
                    self.phase = Phase::Ended;
                }
            }
            Phase::Waiting { .. } | Phase::Exchanging { .. } | Phase::Ended => {}
        }
    }

    /// Sleeps until a socket is ready or a deadline is due. Returns whether each is ready: the pipe, the listener, the
    /// connections.
    fn wait(&mut self) -> Vec<bool> {
        let now = Instant::now();
        if self.accept_after.is_some_and(|after| after <= now) {
            self.accept_after = None;
        }
        let phase_end = match self.phase {
            Phase::Waiting { deadline } => deadline,
            Phase::Exchanging { until } | Phase::Telling { until, .. } => Some(until),
            Phase::Ended => None,
        };
        let due = self.connections.iter().filter_map(Connection::deadline).chain(phase_end).chain(self.accept_after);
        let timeout = due.min().map(|due| due.saturating_duration_since(now));
        let timeout = timeout.and_then(|timeout| Timespec::try_from(timeout).ok());

        let accepting = if self.accept_after.is_none() { PollFlags::IN } else { PollFlags::empty() };
        let mut sockets = vec![PollFd::new(&self.wake, PollFlags::IN), PollFd::new(&self.listener, accepting)];
        sockets.extend(self.connections.iter().map(|c| PollFd::new(c.stream(), c.interest())));
        let result = poll(&mut sockets, timeout.as_ref());
        let ready = sockets.iter().map(|socket| !socket.revents().is_empty()).collect();
        drop(sockets);
        match result {
            Ok(_) => return ready,
            Err(Errno::INTR) => {}
            Err(error) => self.unpollable(error),
        }
        Vec::new()
    }

    /// `poll` failed for lack of memory or descriptors: drops a connection, or ends if there is none to drop.
    fn unpollable(&mut self, error: Errno) {
        if !self.drop_least() {
            self.gate.end(Callback::Failed(CleanText::new(&format!("the listener failed: {error}"))));
            self.phase = Phase::Ended;
        }
    }

    /// Executes the commands sent.
    fn obey(&mut self, now: Instant) {
        let mut bytes = [0_u8; 16];
        // At least one byte is there, so this does not block. The commands show any error.
        let _ = self.wake.read(&mut bytes);
        while let Ok(command) = self.commands.try_recv() {
            match command {
                Command::Close => self.phase = Phase::Ended,
                Command::Answer(outcome) => self.tell(outcome, now),
            }
        }
    }

    /// Redirects the held browsers to the page of the outcome. Ends if none is held.
    fn tell(&mut self, outcome: Outcome, now: Instant) {
        if !matches!(self.phase, Phase::Exchanging { .. }) {
            return;
        }
        let held = self.connections.iter().any(Connection::is_held);
        self.answer_held(Answer::SeeOther(outcome), now);
        self.phase = if held { self.telling(outcome, now) } else { Phase::Ended };
    }

    fn telling(&self, outcome: Outcome, now: Instant) -> Phase {
        Phase::Telling { outcome, until: now + self.patience.telling, told: false }
    }

    fn answer_held(&mut self, answer: Answer, now: Instant) {
        self.connections.retain_mut(|connection| {
            !connection.is_held() || !matches!(connection.answer(answer, now), Progress::Closed)
        });
    }

    /// Advances the connections that are ready, and drops those that have timed out.
    fn serve(&mut self, mut ready: impl Iterator<Item = bool>, now: Instant) {
        for connection in mem::take(&mut self.connections) {
            let is_ready = ready.next() == Some(true);
            if connection.deadline().is_some_and(|deadline| deadline <= now) {
                continue;
            }
            let kept = if is_ready { self.step(connection, now) } else { Some(connection) };
            self.connections.extend(kept);
        }
    }

    /// Advances one connection. `None` closes it.
    fn step(&mut self, mut connection: Connection, now: Instant) -> Option<Connection> {
        let progress = match connection.advance(&self.authority) {
            Progress::Head(head) => {
                if let Some(answer) = self.reaction(head, now) {
                    connection.answer(answer, now)
                } else {
                    connection.hold();
                    Progress::Open
                }
            }
            other => other,
        };
        (!matches!(progress, Progress::Closed)).then_some(connection)
    }

    /// The answer to a head, or `None` to hold the browser until the outcome.
    fn reaction(&mut self, head: Head, now: Instant) -> Option<Answer> {
        match head {
            Head::Get(target) if target.path == self.path => self.callback(&target, now),
            Head::Get(target) => Some(self.page(&target)),
            Head::Refused(why) => Some(Answer::Refused(why)),
            Head::Partial => None,
        }
    }

    fn callback(&mut self, target: &Target, now: Instant) -> Option<Answer> {
        let control = &self.control;
        match self.gate.offer(&target.query, || Pending(Some(Arc::clone(control)))) {
            Ok(Arrival::Code) => {
                self.phase = Phase::Exchanging { until: now + self.patience.exchange };
                None
            }
            Ok(Arrival::Ended(outcome)) => {
                self.phase = self.telling(outcome, now);
                Some(Answer::SeeOther(outcome))
            }
            Ok(Arrival::Again) => match self.phase {
                Phase::Exchanging { .. } => None,
                Phase::Telling { outcome, .. } => Some(Answer::SeeOther(outcome)),
                Phase::Waiting { .. } | Phase::Ended => Some(Answer::Waiting(400)),
            },
            Err(_) => Some(Answer::Waiting(400)),
        }
    }

    /// The page of the outcome, served only once that is the outcome.
    fn page(&mut self, target: &Target) -> Answer {
        match &mut self.phase {
            Phase::Telling { outcome, told, .. } if target.path == outcome.path() => {
                *told = true;
                Answer::Page(*outcome)
            }
            Phase::Waiting { .. } | Phase::Exchanging { .. } | Phase::Telling { .. } | Phase::Ended => Answer::NotFound,
        }
    }

    /// Accepts waiting connections. Short of file descriptors, drops the connection worth least, or pauses.
    fn accept(&mut self, now: Instant) {
        for _ in 0..ACCEPT_BURST {
            match self.listener.accept() {
                Ok((stream, _)) => {
                    let is_scarce = leaves_too_few(&stream);
                    let is_full = is_scarce || self.connections.len() >= MAX_CONNECTIONS;
                    if is_full && !self.drop_least() && !self.connections.is_empty() {
                        continue;
                    }
                    if is_scarce {
                        // Others have opened files since: one more than comes in.
                        self.drop_least();
                    }
                    // Most browsers have sent their head by now: serve it before others can crowd it out.
                    let fresh = Connection::new(stream, now).ok();
                    let fresh = fresh.and_then(|connection| self.step(connection, now));
                    self.connections.extend(fresh);
                }
                Err(error) => match error.kind() {
                    ErrorKind::WouldBlock => return,
                    ErrorKind::Interrupted | ErrorKind::ConnectionAborted => {}
                    _ if self.drop_least() => {}
                    _ => {
                        self.accept_after = Some(now + EXHAUSTED_PAUSE);
                        return;
                    }
                },
            }
        }
    }

    /// Drops the oldest answered connection, else the oldest incomplete one. Returns `false` if only held ones are left.
    fn drop_least(&mut self) -> bool {
        let least = self.connections.iter().enumerate().filter(|(_, connection)| !connection.is_held());
        let least = least.min_by_key(|(index, connection)| (connection.worth(), *index));
        let Some((index, _)) = least else { return false };
        self.connections.remove(index);
        true
    }
}

/// Whether few file descriptors are left. The system gives the lowest free number, so all below this one are in use.
fn leaves_too_few(stream: &TcpStream) -> bool {
    let number = u64::try_from(stream.as_raw_fd()).unwrap_or_default();
    getrlimit(Resource::Nofile).current.is_some_and(|limit| number.saturating_add(SPARE_DESCRIPTORS) >= limit)
}
