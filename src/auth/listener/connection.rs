//! One connection: its head is read, it may wait, it is answered, drained and closed. Nothing in here blocks.

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

/// How long a head may take, from the first moment of the connection to its last byte (security B5).
const HEAD_LIMIT: Duration = Duration::from_secs(2);
/// How long an answer may take to leave, and the other side to close after it.
const ANSWER_LIMIT: Duration = Duration::from_secs(2);
/// How many bytes are thrown away while the other side has not closed.
const DRAIN_BYTES: usize = 64 * 1024;

/// A connection of the listener.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    stage: Stage,
    deadline: Instant,
}

#[derive(Debug)]
enum Stage {
    /// The head is being read.
    Reading(Vec<u8>),
    /// The browser that brought the callback waits for the outcome.
    Held,
    /// The answer is being written, from this byte on.
    Writing(Vec<u8>, usize),
    /// The answer is out, and so many bytes have been thrown away since. Closing at once, with bytes of the other side
    /// unread, could take the answer back (RFC 9112 §9.6).
    Draining(usize),
}

/// What became of a connection.
#[derive(Debug)]
pub(super) enum Progress {
    /// It goes on.
    Open,
    /// Its head is complete, or known to be refused: answer or hold it.
    Head(Head),
    /// It is over.
    Closed,
}

impl Connection {
    /// Takes over an accepted stream.
    pub(super) fn new(stream: TcpStream, now: Instant) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        Ok(Self { stream, stage: Stage::Reading(Vec::new()), deadline: now + HEAD_LIMIT })
    }

    /// The socket, to be polled.
    pub(super) fn stream(&self) -> &TcpStream {
        &self.stream
    }

    /// What to poll for. A held connection reports no more than its end, which needs no flag.
    pub(super) fn interest(&self) -> PollFlags {
        match self.stage {
            Stage::Reading(_) | Stage::Draining(_) => PollFlags::IN,
            Stage::Writing(..) => PollFlags::OUT,
            Stage::Held => PollFlags::empty(),
        }
    }

    /// When it is dropped; `None` for one that is held, which the phases of the listener bound.
    pub(super) fn deadline(&self) -> Option<Instant> {
        (!self.is_held()).then_some(self.deadline)
    }

    /// Whether it waits for the outcome.
    pub(super) fn is_held(&self) -> bool {
        matches!(self.stage, Stage::Held)
    }

    /// Whether a part of its answer has not left yet.
    pub(super) fn is_writing(&self) -> bool {
        matches!(self.stage, Stage::Writing(..))
    }

    /// How much is lost with it, for when there are too many: less with an answered one than with an incomplete one.
    pub(super) fn worth(&self) -> u8 {
        match self.stage {
            Stage::Draining(_) => 0,
            Stage::Reading(_) => 1,
            Stage::Writing(..) => 2,
            Stage::Held => 3,
        }
    }

    /// Lets it wait for the outcome.
    pub(super) fn hold(&mut self) {
        self.stage = Stage::Held;
    }

    /// Answers it, as far as the socket takes it now.
    pub(super) fn answer(&mut self, answer: Answer, now: Instant) -> Progress {
        self.stage = Stage::Writing(answer.bytes(), 0);
        self.deadline = now + ANSWER_LIMIT;
        self.write()
    }

    /// Does what is possible after the socket was reported ready; `authority` is the one `Host` accepted.
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

/// Whether a failed call ends the connection or only comes back later.
fn passing(error: &io::Error) -> Progress {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::Interrupted => Progress::Open,
        _ => Progress::Closed,
    }
}
