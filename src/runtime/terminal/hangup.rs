//! Detects that the terminal has vanished.
//!
//! SIGHUP may be ignored (`nohup`), and crossterm spins on a terminal that is gone; so a thread sleeps in `poll` until the
//! terminal hangs up or the watch is dropped.

use std::{
    io::{self, PipeWriter},
    os::fd::{AsFd as _, OwnedFd},
    thread,
};

use rustix::{
    event::{PollFd, PollFlags, poll},
    io::Errno,
};

/// A watch that ends when dropped.
#[derive(Debug)]
pub struct Hangup(#[expect(dead_code, reason = "closing it is what ends the watch")] PipeWriter);

impl Hangup {
    /// Calls `vanished` once when the terminal behind standard output is gone.
    ///
    /// # Errors
    /// No thread or no pipe could be made.
    pub fn watch(vanished: impl FnOnce() + Send + 'static) -> io::Result<Self> {
        Self::of(io::stdout().as_fd().try_clone_to_owned()?, vanished)
    }

    fn of(terminal: OwnedFd, vanished: impl FnOnce() + Send + 'static) -> io::Result<Self> {
        let (end, keep) = io::pipe()?;
        thread::Builder::new().name("hangup".to_owned()).spawn(move || {
            // No event is requested: hangups are always reported.
            let mut fds = [PollFd::new(&terminal, PollFlags::empty()), PollFd::new(&end, PollFlags::empty())];
            while poll(&mut fds, None) == Err(Errno::INTR) {}
            let [terminal, end] = fds;
            if !terminal.revents().is_empty() && end.revents().is_empty() {
                vanished();
            }
        })?;
        Ok(Self(keep))
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, time::Duration};

    use super::*;

    #[test]
    fn g4_a_closed_terminal_is_detected() {
        let pty = portable_pty::native_pty_system().openpty(portable_pty::PtySize::default()).expect("a pty");
        let name = pty.master.tty_name().expect("a name");
        let terminal = std::fs::OpenOptions::new().read(true).write(true).open(name).expect("opens");
        let (report, reports) = mpsc::channel();
        let watch = Hangup::of(terminal.into(), move || report.send(()).expect("is awaited")).expect("watches");
        assert_eq!(reports.try_recv(), Err(mpsc::TryRecvError::Empty));
        drop(pty);
        assert_eq!(reports.recv_timeout(Duration::from_secs(5)), Ok(()));
        drop(watch);
    }

    #[test]
    fn a_dropped_watch_calls_nothing_and_ends() {
        let (reader, _writer) = io::pipe().expect("a pipe");
        let (report, reports) = mpsc::channel();
        drop(Hangup::of(reader.into(), move || report.send(()).expect("is awaited")).expect("watches"));
        assert_eq!(reports.recv_timeout(Duration::from_secs(5)), Err(mpsc::RecvTimeoutError::Disconnected));
    }
}
