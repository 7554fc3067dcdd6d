//! The one place that listens to signals. Commands listen with [`EndSignals`], the screen with [`Signals`].

use std::io;

use rustix::process::{Signal as Number, getpid, kill_process};
use tokio::signal::unix::{Signal, SignalKind, signal};

/// What a signal asks of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    End(EndSignal),
    /// SIGTSTP.
    Stop,
    /// SIGCONT, after another process stopped the program.
    Continued,
    /// SIGWINCH: the terminal has another size.
    Resized,
}

/// A signal that ends the program in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndSignal {
    Hangup,
    Interrupt,
    Quit,
    Terminate,
}

impl EndSignal {
    /// The exit code of a program that a signal ended: 128 plus the signal's number.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Hangup => 129,
            Self::Interrupt => 130,
            Self::Quit => 131,
            Self::Terminate => 143,
        }
    }
}

/// SIGHUP, SIGINT and SIGTERM. Once listened to, none of them ends the process by itself.
#[derive(Debug)]
pub struct EndSignals {
    hangup: Signal,
    interrupt: Signal,
    terminate: Signal,
}

impl EndSignals {
    /// Starts to listen; needs a tokio runtime.
    ///
    /// # Errors
    /// The system refuses.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            hangup: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Waits for the next one. Dropping the future loses none.
    pub async fn next(&mut self) -> EndSignal {
        tokio::select! {
            biased;
            _ = self.terminate.recv() => EndSignal::Terminate,
            _ = self.hangup.recv() => EndSignal::Hangup,
            _ = self.interrupt.recv() => EndSignal::Interrupt,
        }
    }
}

/// Every signal the screen handles: the keyboard sends it none, so Ctrl-\ and `kill -TSTP` are handled too.
#[derive(Debug)]
pub struct Signals {
    end: EndSignals,
    quit: Signal,
    stop: Signal,
    continued: Signal,
    resized: Signal,
}

impl Signals {
    /// Starts to listen; needs a tokio runtime.
    ///
    /// # Errors
    /// The system refuses.
    pub fn listen() -> io::Result<Self> {
        let other = |number: Number| signal(SignalKind::from_raw(number.as_raw()));
        Ok(Self {
            end: EndSignals::listen()?,
            quit: signal(SignalKind::quit())?,
            stop: other(Number::TSTP)?,
            continued: other(Number::CONT)?,
            resized: signal(SignalKind::window_change())?,
        })
    }

    /// Waits for the next one. Dropping the future loses none.
    pub async fn next(&mut self) -> Asked {
        tokio::select! {
            biased;
            signal = self.end.next() => Asked::End(signal),
            _ = self.quit.recv() => Asked::End(EndSignal::Quit),
            _ = self.stop.recv() => Asked::Stop,
            _ = self.continued.recv() => Asked::Continued,
            _ = self.resized.recv() => Asked::Resized,
        }
    }
}

/// Sends this process SIGWINCH. Of pending signals the one with the lowest number is delivered first, and [`Signals`] passes
/// them on in that order: once this one arrives, every signal of before has, but for another SIGWINCH.
///
/// # Errors
/// The system refuses.
pub(super) fn send_resized() -> io::Result<()> {
    Ok(kill_process(getpid(), Number::WINCH)?)
}
