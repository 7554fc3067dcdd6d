//! Commands of the person's own: what is configured, what was typed, and what the last one printed.

pub use crate::domain::OwnMode;
use crate::domain::{CleanText, ShelfEpisode};

/// A command of the configuration. Its position is its [`Command::Own`](super::Command::Own).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnCommand {
    pub name: String,
    /// For `sh -c`.
    pub text: String,
    pub mode: OwnMode,
}

/// The commands, and what was done with them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Own {
    pub commands: Vec<OwnCommand>,
    /// The commands that were typed, the newest last. Not kept on disk: one may hold a password.
    pub(super) typed: Vec<String>,
    /// What the last one printed.
    pub(super) output: Option<Printed>,
    /// The name of the one that the notes are piped to and that runs.
    pub(super) piping: Option<CleanText>,
    /// Whether the person waits for output: no key was pressed since it was asked for.
    pub(super) is_awaited: bool,
}

impl Own {
    const MOST_TYPED: usize = 50;

    /// Forgets what was typed and printed: it may be about episodes of an account that is deleted.
    pub(super) fn forget(&mut self) {
        (self.output, self.piping, self.is_awaited) = (None, None, false);
        self.typed.clear();
    }

    pub(super) fn remember(&mut self, text: &str) {
        self.typed.retain(|typed| typed != text);
        self.typed.push(text.to_owned());
        if self.typed.len() > Self::MOST_TYPED {
            self.typed.remove(0);
        }
    }
}

/// What a shell exits with where it finds no such command.
pub const NOT_FOUND: i32 = 127;

/// What a command printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    pub name: CleanText,
    pub lines: Vec<CleanText>,
    pub end: RunEnd,
}

impl Printed {
    /// How the command ended, unless with code 0.
    pub fn failure(&self) -> Option<String> {
        match self.end {
            RunEnd::Done | RunEnd::WantedTerminal | RunEnd::NotStarted(_) => None,
            RunEnd::Cut(after) => Some(format!("cut after {after}")),
            RunEnd::Code(code) => Some(format!("exit code {code}")),
            RunEnd::Signal(number) => Some(format!("ended by signal {number}")),
        }
    }
}

/// A command to run, and the episode that it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// As messages name it.
    pub name: CleanText,
    pub text: String,
    pub mode: OwnMode,
    pub episode: Box<ShelfEpisode>,
    /// Whether the library has its notes; otherwise the episode holds them.
    pub is_on_disk: bool,
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    pub name: CleanText,
    pub mode: OwnMode,
    pub end: RunEnd,
    /// The first lines of the output; of a failure the last ones.
    pub output: Vec<CleanText>,
}

/// The end of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunEnd {
    /// With code 0.
    Done,
    /// It printed more than is read, which is this much, and was ended.
    Cut(&'static str),
    Code(i32),
    Signal(i32),
    /// It wanted to read or to draw on the terminal, and was ended.
    WantedTerminal,
    /// Why it could not start.
    NotStarted(String),
}
