//! How the program ends.

use std::{fmt::Display, io, process::ExitCode};

use super::Output;
use crate::{app::Problem, config::NoConfig, runtime::signals::EndSignal, spotify::ApiError};

/// The exit codes, which scripts rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: failed.
    Failed,
    /// 2: the arguments or the configuration make no sense.
    Usage,
    /// 3: log in first.
    LogInFirst,
    /// 4: Spotify cannot be reached, or asks to wait until a stated time.
    Unreachable,
    /// 128 and the signal's number: a signal ended the screen, in order.
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
        match error {
            ApiError::LoggedOut | ApiError::LoginExpired => Self::LogInFirst,
            ApiError::Unreachable(_)
            | ApiError::Timeout
            | ApiError::Blocked { .. }
            | ApiError::SignInPage
            | ApiError::Redirected
            | ApiError::Server(_) => Self::Unreachable,
            ApiError::AnotherAccount
            | ApiError::InvalidClient
            | ApiError::MissingScope
            | ApiError::OwnerNeedsPremium
            | ApiError::UserNotRegistered
            | ApiError::Forbidden(_)
            | ApiError::NotFound
            | ApiError::Status { .. }
            | ApiError::Unreadable(_)
            | ApiError::Storage(_) => Self::Failed,
        }
    }
}

/// Why a command ended early.
#[derive(Debug)]
pub(super) enum Failure {
    /// There is something to say.
    Told {
        /// The code to end with.
        exit: Exit,
        /// What happened and what to do about it.
        message: String,
    },
    /// Nobody reads the output any more.
    NobodyReads,
}

impl Failure {
    pub(super) fn new(exit: Exit, message: impl Display) -> Self {
        Self::Told { exit, message: message.to_string() }
    }

    /// Says what there is to say, and gives the exit.
    pub(super) fn report(self, output: &mut Output<'_>) -> Exit {
        match self {
            Self::Told { exit, message } => {
                tracing::error!(message, "ended");
                // The last words: where nobody reads them, the code still tells.
                let _ = output.note(format_args!("spotpods-tui: {message}"));
                exit
            }
            Self::NobodyReads => Exit::Done,
        }
    }
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

/// What the screen would show, on one line. Where another code tells more, it is given with `Failure::new`.
impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::new(Exit::Failed, problem.line())
    }
}

/// An error of writing the output; everything else is told with its context where it happens.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::NobodyReads
        } else {
            Self::new(Exit::Failed, format_args!("the output cannot be written: {error}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f10_a_reader_that_went_away_ends_the_program_quietly() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let failure = Failure::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!(failure.report(&mut Output::new(&mut out, &mut err)), Exit::Done);
        assert!(out.is_empty() && err.is_empty());
    }

    #[test]
    fn a_full_disk_behind_the_output_is_a_failure_that_is_told() {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let failure = Failure::from(io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(failure.report(&mut Output::new(&mut out, &mut err)), Exit::Failed);
        assert!(String::from_utf8(err).expect("text").starts_with("spotpods-tui: the output cannot be written"));
    }
}
