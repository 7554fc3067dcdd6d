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
/// The most bytes that are read beyond the limit after the end of the command: as many as a pipe holds.
const BEYOND: usize = 64 * 1024;

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
        while self.limit().is_none() {
            if self.read(true).await.is_none() {
                return std::future::pending().await;
            }
        }
    }

    /// Reads to the end, and keeps nothing.
    pub(super) async fn ended(&mut self) {
        while self.read(false).await.is_some() {}
    }

    /// Waits for output and reads some of it, which may be none. `None` at the end.
    async fn read(&mut self, is_kept: bool) -> Option<()> {
        self.pipe.readable().await.ok()?;
        let mut piece = [0; PIECE];
        match self.pipe.try_read(&mut piece) {
            Ok(read @ 1..) => {
                self.bytes.extend(piece.iter().take(read).filter(|_| is_kept));
                Some(())
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Some(()),
            Ok(0) | Err(_) => None,
        }
    }

    /// Reads what is in the pipe. The command has ended: what it has left in the background may print more, which does not count.
    pub(super) fn take_rest(&mut self) {
        let mut piece = [0; PIECE];
        while self.bytes.len() < MOST_BYTES.0 + BEYOND {
            // Not through tokio, which may not know yet that there is something.
            match rustix::io::read(&self.pipe, &mut piece) {
                Ok(read @ 1..) => self.bytes.extend(piece.iter().take(read)),
                Ok(0) | Err(_) => return,
            }
        }
    }

    /// Returns how the command ended and its lines up to the limit; `end` is `None` if the limit ended it. A failure keeps the
    /// lines beyond the limit too: the last ones say why.
    pub(super) fn with(&mut self, end: Option<RunEnd>) -> (RunEnd, Vec<CleanText>) {
        let failure = end.filter(|end| *end != RunEnd::Done);
        let limit = self.limit().filter(|_| failure.is_none());
        self.bytes.truncate(limit.map_or(usize::MAX, |(at, _)| at));
        // Half a character at the limit is none.
        let kept = match (limit, str::from_utf8(&self.bytes)) {
            (Some(_), Err(error)) if error.error_len().is_none() => error.valid_up_to(),
            (_, Ok(_) | Err(_)) => self.bytes.len(),
        };
        self.bytes.truncate(kept);
        let cut = limit.map(|(_, words)| RunEnd::Cut(words));
        (failure.or(cut).unwrap_or(RunEnd::Done), text_lines(&String::from_utf8_lossy(&self.bytes)))
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
