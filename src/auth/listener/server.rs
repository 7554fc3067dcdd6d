//! The loop of the listener thread: polls its sockets, reads heads, answers, and knows when it is over.
//!
//! One thread, at most [`MAX_CONNECTIONS`] sockets, nothing that blocks but `poll`. Whatever a stranger sends, or does
//! not send, costs one connection and never the login (security B6).

use std::{
    io::{ErrorKind, PipeReader, Read},
    mem,
    net::TcpListener,
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
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

/// The most connections open at once.
const MAX_CONNECTIONS: usize = 32;
/// The most connections accepted before the others are looked at again.
const ACCEPT_BURST: usize = 64;
/// How long nothing is accepted after the process ran out of file descriptors.
const EXHAUSTED_PAUSE: Duration = Duration::from_millis(50);

/// How patient the listener is after the callback.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// How long the browser is kept waiting for the outcome.
    pub(super) exchange: Duration,
    /// How long the page of the outcome can be fetched.
    pub(super) telling: Duration,
}

/// Everything the thread owns.
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
    /// The open connections, oldest first.
    pub(super) connections: Vec<Connection>,
    /// Nothing is accepted before this moment.
    pub(super) accept_after: Option<Instant>,
}

/// Where the attempt is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Phase {
    /// No callback yet.
    Waiting { deadline: Instant },
    /// The code is being exchanged; browsers that brought it are held.
    Exchanging { until: Instant },
    /// The outcome is known and can be fetched as a page.
    Telling { outcome: Outcome, until: Instant, told: bool },
    /// Everything is closed.
    Ended,
}

/// What poll reported.
struct Ready {
    woken: bool,
    accept: bool,
    connections: Vec<bool>,
}

impl Server {
    /// Runs until the attempt is over. The port is closed when this returns.
    pub(super) fn run(mut self) {
        loop {
            self.settle(Instant::now());
            if matches!(self.phase, Phase::Ended) {
                return;
            }
            let ready = self.wait();
            let now = Instant::now();
            if ready.woken {
                self.obey(now);
            }
            self.serve(&ready.connections, now);
            if ready.accept {
                self.accept(now);
            }
        }
    }

    /// Leaves phases whose time is over, or whose purpose is fulfilled.
    fn settle(&mut self, now: Instant) {
        match self.phase {
            Phase::Waiting { deadline } if deadline <= now => {
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

    /// Sleeps until something is ready or due.
    fn wait(&mut self) -> Ready {
        let now = Instant::now();
        if self.accept_after.is_some_and(|after| after <= now) {
            self.accept_after = None;
        }
        let phase_end = match self.phase {
            Phase::Waiting { deadline } => Some(deadline),
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
        let mut reported = sockets.iter().map(|socket| !socket.revents().is_empty());
        let woken = reported.next().unwrap_or(false);
        let accept = reported.next().unwrap_or(false) && self.accept_after.is_none();
        let connections = reported.collect();
        drop(sockets);
        match result {
            Ok(_) => Ready { woken, accept, connections },
            Err(error) => {
                if error != Errno::INTR {
                    self.unpollable(error);
                }
                Ready { woken: false, accept: false, connections: vec![false; self.connections.len()] }
            }
        }
    }

    /// Too little memory, or more sockets than the process may have: one less to poll, or the end.
    fn unpollable(&mut self, error: Errno) {
        if !self.drop_least() {
            self.gate.end(Callback::Failed(CleanText::new(&format!("the listener failed: {error}"))));
            self.phase = Phase::Ended;
        }
    }

    /// Does what the owner of the attempt asks.
    fn obey(&mut self, now: Instant) {
        let mut bytes = [0_u8; 16];
        // One byte or more is there, so this does not block; an error would show in the commands.
        let _ = self.wake.read(&mut bytes);
        while let Ok(command) = self.commands.try_recv() {
            match command {
                Command::Close => self.phase = Phase::Ended,
                Command::Answer(outcome) => self.tell(outcome, now),
            }
        }
    }

    /// The outcome is known: held browsers are led to its page. Without one there is nobody to tell.
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

    /// Advances the connections that are ready, and drops those whose time is over.
    fn serve(&mut self, ready: &[bool], now: Instant) {
        let connections = mem::take(&mut self.connections);
        let mut kept = Vec::with_capacity(connections.len());
        for (index, connection) in connections.into_iter().enumerate() {
            let overdue = connection.deadline().is_some_and(|deadline| deadline <= now);
            let is_ready = ready.get(index).copied().unwrap_or(false);
            if is_ready && !overdue {
                kept.extend(self.step(connection, now));
            } else if !overdue {
                kept.push(connection);
            }
        }
        self.connections = kept;
    }

    /// Advances one connection; `None` when it is over.
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

    /// The answer to a head; `None` to keep the browser waiting for the outcome.
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
        match self.gate.offer(&target.query, || Pending::new(Arc::clone(control))) {
            Ok(Arrival::Code) => {
                self.phase = Phase::Exchanging { until: now + self.patience.exchange };
                None
            }
            Ok(Arrival::Declined) => Some(self.ended(Outcome::Declined, now)),
            Ok(Arrival::Failed) => Some(self.ended(Outcome::Failed, now)),
            Ok(Arrival::Again) => match self.phase {
                Phase::Exchanging { .. } => None,
                Phase::Telling { outcome, .. } => Some(Answer::SeeOther(outcome)),
                Phase::Waiting { .. } | Phase::Ended => Some(Answer::Waiting(400)),
            },
            Err(_) => Some(Answer::Waiting(400)),
        }
    }

    fn ended(&mut self, outcome: Outcome, now: Instant) -> Answer {
        self.phase = self.telling(outcome, now);
        Answer::SeeOther(outcome)
    }

    /// A page of an outcome is there only once that is the outcome.
    fn page(&mut self, target: &Target) -> Answer {
        match &mut self.phase {
            Phase::Telling { outcome, told, .. } if target.path == outcome.path() => {
                *told = true;
                Answer::Page(*outcome)
            }
            _ => Answer::NotFound,
        }
    }

    /// Accepts what is there. Running out of file descriptors costs the connection worth least, or a pause.
    fn accept(&mut self, now: Instant) {
        for _ in 0..ACCEPT_BURST {
            match self.listener.accept() {
                Ok((stream, _)) => {
                    if self.connections.len() >= MAX_CONNECTIONS && !self.drop_least() {
                        continue;
                    }
                    // Most browsers have sent their head by now: looked at at once, it cannot be crowded out.
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

    /// Drops the connection with which least is lost: the oldest of the answered ones, else of the incomplete ones.
    /// `false` when none is left but those that wait for the outcome.
    fn drop_least(&mut self) -> bool {
        let least = self.connections.iter().enumerate().filter(|(_, connection)| !connection.is_held());
        let least = least.min_by_key(|(index, connection)| (connection.worth(), *index));
        let Some((index, _)) = least else { return false };
        self.connections.remove(index);
        true
    }
}
