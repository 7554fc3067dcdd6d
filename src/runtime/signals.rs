//! Signals, as the event loop sees them.

use std::io;

use rustix::process::Signal as Number;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// What a signal asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The program is to end.
    End(EndSignal),
    /// The program is to stop, as with `kill -TSTP`.
    Stop,
    /// The program was stopped by somebody and goes on.
    Continued,
}

/// A signal that ends the program, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndSignal {
    /// SIGHUP: the terminal was closed.
    Hangup,
    /// SIGINT.
    Interrupt,
    /// SIGQUIT.
    Quit,
    /// SIGTERM.
    Terminate,
}

impl EndSignal {
    /// The exit code a shell expects of a program that ended for a signal: 128 and its number.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Hangup => 129,
            Self::Interrupt => 130,
            Self::Quit => 131,
            Self::Terminate => 143,
        }
    }
}

/// All signals the program minds. From its making on none of them ends or stops the process by itself.
#[derive(Debug)]
pub struct Signals {
    hangup: Signal,
    interrupt: Signal,
    quit: Signal,
    terminate: Signal,
    stop: Signal,
    continued: Signal,
}

impl Signals {
    /// Starts to listen; needs a tokio runtime.
    ///
    /// # Errors
    /// The system refuses.
    pub fn listen() -> io::Result<Self> {
        let other = |number: Number| signal(SignalKind::from_raw(number.as_raw()));
        Ok(Self {
            hangup: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
            terminate: signal(SignalKind::terminate())?,
            stop: other(Number::TSTP)?,
            continued: other(Number::CONT)?,
        })
    }

    /// Waits for the next one. Nothing is lost when the future is dropped.
    pub async fn next(&mut self) -> Asked {
        tokio::select! {
            biased;
            _ = self.terminate.recv() => Asked::End(EndSignal::Terminate),
            _ = self.hangup.recv() => Asked::End(EndSignal::Hangup),
            _ = self.interrupt.recv() => Asked::End(EndSignal::Interrupt),
            _ = self.quit.recv() => Asked::End(EndSignal::Quit),
            _ = self.stop.recv() => Asked::Stop,
            _ = self.continued.recv() => Asked::Continued,
        }
    }
}
