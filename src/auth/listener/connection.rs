//! One connection: read the head, perhaps hold it, answer, drain, close. Never blocks.

use std::{
    io::{self, ErrorKind, Read, Write},
    net::{Shutdown, TcpStream},
    time::{Duration, Instant},
};

use rustix::event::PollFlags;

use super::{
    answer::Answer,
    head::{self, Head},
};

/// Time limit of a head, from accept to its last byte (security B5).
const HEAD_LIMIT: Duration = Duration::from_secs(2);
/// Time limit for sending an answer, and for the peer to close after it.
const ANSWER_LIMIT: Duration = Duration::from_secs(2);
/// Most bytes discarded while draining.
const DRAIN_BYTES: usize = 64 * 1024;

#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    stage: Stage,
    deadline: Instant,
}

#[derive(Debug)]
enum Stage {
    /// Reading the head.
    Reading(Vec<u8>),
    /// The browser that brought the callback waits for the outcome.
    Held,
    /// Writing the answer, from this byte on.
    Writing(Vec<u8>, usize),
    /// The answer is sent, and this many bytes were discarded since. Closing with unread bytes could make the peer lose the
    /// answer (RFC 9112 §9.6).
    Draining(usize),
}

/// The state of a connection after a step.
#[derive(Debug)]
pub(super) enum Progress {
    Open,
    /// The head is complete or refused: answer or hold the connection.
    Head(Head),
    Closed,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, now: Instant) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        Ok(Self { stream, stage: Stage::Reading(Vec::new()), deadline: now + HEAD_LIMIT })
    }

    pub(super) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// What to poll for. The end of a held connection is reported without a flag.
    pub(super) fn interest(&self) -> PollFlags {
        match self.stage {
            Stage::Reading(_) | Stage::Draining(_) => PollFlags::IN,
            Stage::Writing(..) => PollFlags::OUT,
            Stage::Held => PollFlags::empty(),
        }
    }

    /// When to drop it. `None` for a held connection, which the phase of the listener limits.
    pub(super) fn deadline(&self) -> Option<Instant> {
        (!self.is_held()).then_some(self.deadline)
    }

    pub(super) fn is_held(&self) -> bool {
        matches!(self.stage, Stage::Held)
    }

    pub(super) fn is_writing(&self) -> bool {
        matches!(self.stage, Stage::Writing(..))
    }

    /// Rank for dropping: the lowest goes first.
    pub(super) fn worth(&self) -> u8 {
        match self.stage {
            Stage::Draining(_) => 0,
            Stage::Reading(_) => 1,
            Stage::Writing(..) => 2,
            Stage::Held => 3,
        }
    }

    pub(super) fn hold(&mut self) {
        self.stage = Stage::Held;
    }

    /// Starts an answer, and writes as much as the socket takes now.
    pub(super) fn answer(&mut self, answer: Answer, now: Instant) -> Progress {
        self.stage = Stage::Writing(answer.bytes(), 0);
        self.deadline = now + ANSWER_LIMIT;
        self.write()
    }

    /// Advances after the socket was reported ready. `authority` is the only `Host` accepted.
    pub(super) fn advance(&mut self, authority: &str) -> Progress {
        match self.stage {
            Stage::Reading(_) => self.read(authority),
            Stage::Held => Progress::Closed,
            Stage::Writing(..) => self.write(),
            Stage::Draining(_) => self.drain(),
        }
    }

    fn read(&mut self, authority: &str) -> Progress {
        let Stage::Reading(bytes) = &mut self.stage else { return Progress::Open };
        let mut chunk = [0_u8; head::MAX_BYTES];
        let room = head::MAX_BYTES - bytes.len().min(head::MAX_BYTES);
        let Some(space) = chunk.get_mut(..room) else { return Progress::Closed };
        match self.stream.read(space) {
            Ok(0) => Progress::Closed,
            Ok(count) => {
                bytes.extend(space.iter().take(count));
                match head::read(bytes, authority) {
                    Head::Partial => Progress::Open,
                    head => Progress::Head(head),
                }
            }
            Err(error) => passing(&error),
        }
    }

    fn write(&mut self) -> Progress {
        let Stage::Writing(bytes, written) = &mut self.stage else { return Progress::Open };
        while let Some(rest) = bytes.get(*written..).filter(|rest| !rest.is_empty()) {
            match self.stream.write(rest) {
                Ok(0) => return Progress::Closed,
                Ok(count) => *written += count,
                Err(error) => return passing(&error),
            }
        }
        if self.stream.shutdown(Shutdown::Write).is_err() {
            return Progress::Closed;
        }
        self.stage = Stage::Draining(0);
        Progress::Open
    }

    fn drain(&mut self) -> Progress {
        let Stage::Draining(drained) = &mut self.stage else { return Progress::Open };
        let mut chunk = [0_u8; 4096];
        match self.stream.read(&mut chunk) {
            Ok(0) => Progress::Closed,
            Ok(count) => {
                *drained += count;
                if *drained > DRAIN_BYTES { Progress::Closed } else { Progress::Open }
            }
            Err(error) => passing(&error),
        }
    }
}

/// Closes the connection, unless the call is to be repeated.
fn passing(error: &io::Error) -> Progress {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::Interrupted => Progress::Open,
        _ => Progress::Closed,
    }
}
