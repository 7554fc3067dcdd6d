//! What a command prints into a pipe, up to a limit.

use std::io::{self, PipeReader};

use tokio::net::unix::pipe::Receiver;

use super::text_lines;
use crate::{app::own::RunEnd, domain::CleanText};

/// The most bytes, and the most lines, with their words.
pub(super) const MOST_BYTES: (usize, &str) = (64 * 1024, "64 KiB");
pub(super) const MOST_LINES: (usize, &str) = (2000, "2,000 lines");

/// The bytes of one read.
const PIECE: usize = 8 * 1024;

/// What was printed so far.
#[derive(Debug)]
pub(super) struct Output {
    pipe: Receiver,
    bytes: Vec<u8>,
}

impl Output {
    pub(super) fn of(pipe: PipeReader) -> io::Result<Self> {
        Ok(Self { pipe: Receiver::from_owned_fd(pipe.into())?, bytes: Vec::new() })
    }

    /// Reads until there is more than the limit. Pends at the end of the output: the command may go on.
    pub(super) async fn cut(&mut self) {
        let mut piece = [0; PIECE];
        while self.limit().is_none() {
            let read = match self.pipe.readable().await {
                Ok(()) => self.pipe.try_read(&mut piece),
                Err(error) => Err(error),
            };
            match read {
                Ok(read @ 1..) => self.bytes.extend(piece.iter().take(read)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Ok(0) | Err(_) => return std::future::pending().await,
            }
        }
    }

    /// Reads what is in the pipe. The command has ended: what it has left in the background may print more, which does not count.
    pub(super) fn take_rest(&mut self) {
        let mut piece = [0; PIECE];
        while self.limit().is_none() {
            // Not through tokio, which may not know yet that there is something.
            match rustix::io::read(&self.pipe, &mut piece) {
                Ok(read @ 1..) => self.bytes.extend(piece.iter().take(read)),
                Ok(0) | Err(_) => return,
            }
        }
    }

    /// The lines up to the limit, and the end of the command; `None` if it was ended at the limit.
    pub(super) fn with(mut self, end: Option<RunEnd>) -> (RunEnd, Vec<CleanText>) {
        let limit = self.limit();
        self.bytes.truncate(limit.map_or(usize::MAX, |(at, _)| at));
        // Half a character at the limit is none.
        let kept = match (limit, str::from_utf8(&self.bytes)) {
            (Some(_), Err(error)) if error.error_len().is_none() => error.valid_up_to(),
            (_, Ok(_) | Err(_)) => self.bytes.len(),
        };
        self.bytes.truncate(kept);
        let cut = limit.map(|(_, words)| RunEnd::Cut(words));
        (cut.or(end).unwrap_or(RunEnd::Done), text_lines(&String::from_utf8_lossy(&self.bytes)))
    }

    /// Where the output is cut, and its limit in words; `None` while it is within.
    fn limit(&self) -> Option<(usize, &'static str)> {
        let ((bytes, in_bytes), (lines, in_lines)) = (MOST_BYTES, MOST_LINES);
        let breaks = self.bytes.iter().take(bytes).enumerate().filter(|(_, byte)| **byte == b'\n');
        let after_lines = breaks.map(|(at, _)| at + 1).nth(lines - 1).map(|at| (at, in_lines));
        let (at, words) = after_lines.unwrap_or((bytes, in_bytes));
        (at < self.bytes.len()).then_some((at, words))
    }
}
