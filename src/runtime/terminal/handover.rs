//! Taking the terminal over and giving it back.

use std::{
    io,
    os::fd::{AsFd, OwnedFd},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    thread::{self, ThreadId},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
    termios::{OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcsetattr},
};

use super::{Modes, Questions, flow::Flow};

/// The terminal's modes, shared by the loop and the panic hook.
#[derive(Debug)]
pub struct Handover {
    input: OwnedFd,
    output: OwnedFd,
    owner: ThreadId,
    modes: Modes,
    questions: Questions,
    /// How many pictures the terminal keeps, to be deleted at the end.
    pictures: AtomicU32,
    /// The former line settings; `None` while the terminal is not taken.
    before: Mutex<Option<Termios>>,
    /// The line settings that another program got the terminal with.
    lent: Mutex<Option<Termios>>,
}

impl Handover {
    /// Changes nothing yet. A panic of the calling thread gives the terminal back.
    pub fn new(input: OwnedFd, output: OwnedFd, modes: Modes, questions: Questions) -> Self {
        Self {
            input,
            output,
            owner: thread::current().id(),
            modes,
            questions,
            pictures: AtomicU32::new(0),
            before: Mutex::new(None),
            lent: Mutex::new(None),
        }
    }

    /// Takes the terminal behind standard input and output.
    ///
    /// # Errors
    /// Its modes cannot be set, or there is none.
    pub(super) fn taken(modes: Modes, questions: Questions) -> io::Result<Arc<Self>> {
        let input = io::stdin().as_fd().try_clone_to_owned()?;
        let output = io::stdout().as_fd().try_clone_to_owned()?;
        let handover = Self::new(input, output, modes, questions);
        handover.take()?;
        Ok(Arc::new(handover))
    }

    /// Sets raw mode and the other modes, and asks the questions before the screen is cleared; does so again if the terminal
    /// is taken already, as after `kill -CONT`.
    ///
    /// # Errors
    /// The modes cannot be set; they are unchanged.
    pub fn take(&self) -> io::Result<()> {
        let mut before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
        let now = tcgetattr(&self.input)?;
        let mut raw = now.clone();
        raw.make_raw();
        tcsetattr(&self.input, OptionalActions::Now, &raw)?;
        self.questions.asked();
        let modes = [self.modes.open(before.is_some()).as_slice(), self.questions.bytes(), &self.modes.set()].concat();
        if let Err(error) = self.write(&modes) {
            let _ = tcsetattr(&self.input, OptionalActions::Now, before.as_ref().unwrap_or(&now));
            return Err(error);
        }
        before.get_or_insert(now);
        Ok(())
    }

    /// Undoes [`Handover::take`], or what another program did with a lent terminal. Errors are ignored: the terminal may be
    /// gone.
    pub fn give_back(&self) {
        let Some(before) = self.before.lock().unwrap_or_else(PoisonError::into_inner).take() else {
            let _ = self.restore_lent();
            return;
        };
        self.questions.fence.settle();
        // A stalled terminal must not block the end of the program.
        if self.is_writable_soon() {
            let deleted = super::pictures::delete(self.pictures.swap(0, Ordering::Relaxed));
            let _ = self.write(&[deleted.as_bytes(), &self.modes.give_back()].concat());
        }
        // Unread mouse reports would be typed at the shell's prompt.
        let _ = tcflush(&self.input, QueueSelector::IFlush);
        let _ = tcsetattr(&self.input, OptionalActions::Now, &before);
    }

    /// Gives the terminal to another program, until [`Handover::reclaim`].
    ///
    /// # Errors
    /// The terminal is gone.
    pub(super) fn lend(&self) -> io::Result<()> {
        self.give_back();
        let settings = tcgetattr(&self.input)?;
        *self.lent.lock().unwrap_or_else(PoisonError::into_inner) = Some(settings);
        Ok(())
    }

    /// Takes the terminal back, with the settings that it was lent with: the other program may have left it in disorder.
    ///
    /// # Errors
    /// The terminal is gone.
    pub(super) fn reclaim(&self) -> io::Result<()> {
        self.restore_lent()?;
        self.take()
    }

    fn restore_lent(&self) -> io::Result<()> {
        if let Some(settings) = self.lent.lock().unwrap_or_else(PoisonError::into_inner).take() {
            tcsetattr(&self.input, OptionalActions::Now, &settings)?;
        }
        Ok(())
    }

    /// Waits a moment for answers that are still to come.
    pub(super) fn settle(&self) {
        self.questions.fence.settle();
    }

    /// What the terminal has read of the frames.
    pub(super) fn flow(&self) -> &Flow {
        &self.questions.fence.flow
    }

    pub(super) fn is_owner(&self) -> bool {
        thread::current().id() == self.owner
    }

    pub(super) fn is_taken(&self) -> bool {
        self.before.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Writes all bytes, also to a non-blocking terminal.
    pub(super) fn write(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            match rustix::io::write(&self.output, bytes) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => {
                    let _ = poll(&mut [PollFd::new(&self.output, PollFlags::OUT)], None);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    pub(super) fn output(&self) -> impl AsFd {
        &self.output
    }

    /// Tells how many pictures the terminal keeps.
    pub(super) fn keeps_pictures(&self, count: u32) {
        self.pictures.store(count, Ordering::Relaxed);
    }

    fn is_writable_soon(&self) -> bool {
        let limit = Timespec { tv_sec: 0, tv_nsec: 100_000_000 };
        let mut output = [PollFd::new(&self.output, PollFlags::OUT)];
        matches!(poll(&mut output, Some(&limit)), Ok(1..)) && output.iter().all(|fd| fd.revents() == PollFlags::OUT)
    }
}

impl Drop for Handover {
    fn drop(&mut self) {
        self.give_back();
    }
}

#[cfg(test)]
mod tests;
