//! Input of the terminal and signals, for `app`.
//!
//! A thread reads the keys, never the loop: a read does not return once the terminal has vanished. The thread ends with the
//! process. The bytes are decoded here and not by crossterm, which takes parts of a reply for keys, and a reply without an end
//! for the rest of its life. Start with [`read_terminal`].

use std::{
    io,
    os::fd::{AsFd as _, OwnedFd},
    sync::Arc,
    thread,
    time::Instant,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};
use tokio::sync::mpsc::UnboundedSender;

use self::{decoder::Decoder, gate::Pauses};
use super::{
    signals::{Asked, Signals},
    terminal::{Fence, QUERY_ID, WorkerPanic},
};
use crate::app::EventKind;

mod decoder;
mod gate;
mod reply;

pub use gate::KeyGate;

/// Input of the loop, apart from replies.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    Event(EventKind),
    Signal(Asked),
    /// The terminal has read what a frame waits for.
    Read,
    TerminalGone,
    WorkerPanicked(WorkerPanic),
}

/// Starts the thread that reads keys, mouse and pastes, and detects that the terminal has vanished: SIGHUP may be ignored
/// (`nohup`). Answers of the terminal count as long as `fence` expects them.
///
/// # Errors
/// No thread could be started.
pub fn read_terminal(send: UnboundedSender<Input>, fence: Arc<Fence>) -> io::Result<KeyGate> {
    let input = io::stdin().as_fd().try_clone_to_owned()?;
    let output = io::stdout().as_fd().try_clone_to_owned()?;
    let (gate, pauses) = KeyGate::new()?;
    let read = move || {
        let is_due = |event: &EventKind| !matches!(event, EventKind::Terminal(_)) || fence.answered();
        let send_due = |event| !is_due(&event) || send.send(Input::Event(event)).is_ok();
        let reported = || {
            if fence.flow.answered(Instant::now()) {
                // The loop may have ended before the terminal is given back.
                let _ = send.send(Input::Read);
            }
        };
        let error = read_keys(&input, &output, &pauses, send_due, reported);
        tracing::warn!(%error, "cannot read the terminal");
        let _ = send.send(Input::TerminalGone);
    };
    thread::Builder::new().name("keys".to_owned()).spawn(read)?;
    Ok(gate)
}

/// Reads until the terminal is gone, or `send` returns that the loop has ended. `reported` is for each report of the terminal's
/// status.
fn read_keys(
    input: &OwnedFd,
    output: &OwnedFd,
    pauses: &Pauses,
    mut send: impl FnMut(EventKind) -> bool,
    mut reported: impl FnMut(),
) -> io::Error {
    let (mut decoder, mut events) = (Decoder::default(), Vec::new());
    let mut buffer = [0; 4096];
    loop {
        let patience = decoder.patience().and_then(|patience| Timespec::try_from(patience).ok());
        // Hangups are reported though not asked for.
        let mut fds = [
            PollFd::new(input, PollFlags::IN),
            PollFd::new(output, PollFlags::empty()),
            PollFd::new(pauses, PollFlags::IN),
        ];
        let polled = poll(&mut fds, patience.as_ref());
        let [input_fd, output_fd, pause] = &fds;
        if pause.revents().contains(PollFlags::IN) {
            // What was typed before belongs to the command.
            pauses.wait();
            continue;
        }
        match polled {
            Ok(0) => decoder.give_up(&mut events),
            Ok(_)
                if [input_fd, output_fd].iter().all(|fd| fd.revents().is_empty() || fd.revents() == PollFlags::IN) =>
            {
                match rustix::io::read(input, &mut buffer) {
                    Ok(0) => return io::ErrorKind::UnexpectedEof.into(),
                    Ok(count) => decoder.feed(buffer.get(..count).unwrap_or_default(), &mut events),
                    Err(Errno::INTR | Errno::AGAIN) => {}
                    Err(error) => return error.into(),
                }
            }
            Ok(_) => return io::ErrorKind::BrokenPipe.into(),
            Err(Errno::INTR) => {}
            Err(error) => return error.into(),
        }
        (0..decoder.take_reports()).for_each(|_| reported());
        if !events.drain(..).all(&mut send) {
            return io::ErrorKind::ConnectionAborted.into();
        }
    }
}

/// Passes signals on until the loop ends.
pub async fn read_signals(mut signals: Signals, send: UnboundedSender<Input>) {
    loop {
        let asked = signals.next().await;
        if send.send(Input::Signal(asked)).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{io::Write as _, sync::mpsc, time::Duration};

    use super::*;

    #[test]
    fn g4_keys_are_read_until_the_terminal_is_closed() {
        let pty = portable_pty::native_pty_system().openpty(portable_pty::PtySize::default()).expect("a pty");
        let name = pty.master.tty_name().expect("a name");
        let terminal = std::fs::OpenOptions::new().read(true).write(true).open(name).expect("opens");
        let (input, output) = (terminal.try_clone().expect("opens again").into(), terminal.into());
        let (_gate, pauses) = KeyGate::new().expect("a pipe");
        let mut writer = pty.master.take_writer().expect("a writer");
        let (tell, told) = mpsc::channel();
        let ended = tell.clone();
        thread::spawn(move || {
            let error = read_keys(&input, &output, &pauses, |event| tell.send(Ok(event)).is_ok(), || ());
            let _ = ended.send(Err(error.kind()));
        });
        let next = || told.recv_timeout(Duration::from_secs(5)).expect("something comes");
        writer.write_all(b"q\r").and_then(|()| writer.flush()).expect("takes keys");
        assert!(matches!(next(), Ok(EventKind::Key(key)) if key.to_string() == "q"));
        assert!(matches!(next(), Ok(EventKind::Key(key)) if key.to_string() == "Enter"));
        drop(writer);
        drop(pty);
        assert!(std::iter::repeat_with(next).any(|event| event.is_err()));
    }
}
