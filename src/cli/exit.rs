//! How the program ends.

use std::{fmt::Display, io, os::fd::AsFd as _, process::ExitCode};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

use super::Output;
use crate::{
    app::Problem,
    config::NoConfig,
    runtime::signals::EndSignal,
    spotify::{ApiError, Concern},
};

/// The exit codes. Scripts rely on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: failed.
    Failed,
    /// 2: invalid arguments or configuration.
    Usage,
    /// 3: not logged in.
    LogInFirst,
    /// 4: Spotify is unreachable or rate limits this app.
    Unreachable,
    /// 128 plus the signal's number.
    Signal(EndSignal),
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::LogInFirst => 3,
            Exit::Unreachable => 4,
            Exit::Signal(signal) => signal.exit_code(),
        })
    }
}

impl From<&ApiError> for Exit {
    fn from(error: &ApiError) -> Self {
        match error.concern() {
            Concern::LoggedOut | Concern::LoginExpired => Self::LogInFirst,
            Concern::Network => Self::Unreachable,
            Concern::AnotherAccount | Concern::App | Concern::Storage | Concern::Request => Self::Failed,
        }
    }
}

/// What a command returns, or a part of it.
pub(super) type Result<T, E = Failure> = std::result::Result<T, E>;

/// Why a command ended early.
#[derive(Debug)]
pub(super) enum Failure {
    Message {
        exit: Exit,
        message: String,
    },
    /// The output cannot be written. A closed pipe ends the program quietly, and a terminal that is gone as its signal
    /// does, whichever is noticed first.
    Output(io::Error),
}

impl Failure {
    pub(super) fn new(exit: Exit, message: impl Display) -> Self {
        Self::Message { exit, message: message.to_string() }
    }

    pub(super) fn failed(message: impl Display) -> Self {
        Self::new(Exit::Failed, message)
    }

    /// Of invalid arguments or configuration.
    pub(super) fn usage(message: impl Display) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// The exit code; `None` if the output failed.
    pub(super) fn exit(&self) -> Option<Exit> {
        match self {
            Self::Message { exit, message: _ } => Some(*exit),
            Self::Output(_) => None,
        }
    }

    pub(super) fn message(&self) -> String {
        match self {
            Self::Message { exit: _, message } => message.clone(),
            Self::Output(error) => format!("cannot write the output: {error}"),
        }
    }

    /// Prints the message.
    pub(super) fn report(self, output: &mut Output<'_>) -> Exit {
        let exit = match &self {
            Self::Message { exit, message: _ } => *exit,
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => return Exit::Done,
            Self::Output(error) if has_hung_up(error) => return Exit::Signal(EndSignal::Hangup),
            Self::Output(_) => Exit::Failed,
        };
        let message = self.message();
        tracing::error!(message, "ended");
        let _ = output.note(format_args!("spotpods-tui: {message}"));
        exit
    }
}

/// Whether a write failed because the terminal is gone.
fn has_hung_up(error: &io::Error) -> bool {
    let (stdout, stderr) = (io::stdout(), io::stderr());
    let mut outputs =
        [stdout.as_fd(), stderr.as_fd()].map(|output| PollFd::from_borrowed_fd(output, PollFlags::empty()));
    error.raw_os_error() == Some(Errno::IO.raw_os_error())
        && poll(&mut outputs, Some(&Timespec::default())).is_ok()
        && outputs.iter().any(|output| output.revents().contains(PollFlags::HUP))
}

impl From<NoConfig> for Failure {
    fn from(why: NoConfig) -> Self {
        let exit = match why {
            NoConfig::NoHome(_) => Exit::Failed,
            NoConfig::Missing(_) => Exit::Usage,
        };
        Self::new(exit, why)
    }
}

/// The screen's problem on one line.
impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::failed(problem.line())
    }
}

/// For errors of the output only.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f10_a_closed_pipe_ends_the_program_quietly() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let failure = Failure::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!(failure.report(&mut Output::new(&mut out, &mut err)), Exit::Done);
        assert!(out.is_empty() && err.is_empty());
    }

    #[test]
    fn a_full_disk_is_reported() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let failure = Failure::from(io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(failure.report(&mut Output::new(&mut out, &mut err)), Exit::Failed);
        assert!(String::from_utf8(err).expect("text").starts_with("spotpods-tui: cannot write the output"));
    }
}
