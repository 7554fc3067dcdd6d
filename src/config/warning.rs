//! Where a value came from, and what was wrong with one that is ignored.

use std::{fmt, path::PathBuf};

use crate::domain::CleanText;

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// The line, counted from 1; `None` for the file as a whole.
    pub line: Option<usize>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A file name may hold any byte; it goes to a terminal from here.
        let file = CleanText::new(&self.file.to_string_lossy());
        match self.line {
            Some(line) => write!(f, "{file}:{line}"),
            None => write!(f, "{file}"),
        }
    }
}

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Nobody set it.
    Default,
    /// An environment variable.
    Variable(&'static str),
    /// `.env` in the working directory.
    DotEnv(Place),
    /// The configuration file.
    File(Place),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("the default"),
            Self::Variable(name) => write!(f, "the environment variable {name}"),
            Self::DotEnv(place) | Self::File(place) => place.fmt(f),
        }
    }
}

/// A value and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Who set it.
    pub source: Source,
}

impl<T> Sourced<T> {
    /// The same source with another form of the value.
    pub fn map<U>(self, form: impl FnOnce(T) -> U) -> Sourced<U> {
        Sourced { value: form(self.value), source: self.source }
    }
}

/// Something that was ignored, and why. Printed as `FILE:LINE: message`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConfigWarning {
    /// Where it stands.
    pub source: Source,
    /// What is wrong, and what would be right. It never repeats a secret.
    pub message: CleanText,
}

impl ConfigWarning {
    /// A warning about a place; the message may quote what stands there, it is cleaned.
    #[must_use]
    pub fn new(source: Source, message: &str) -> Self {
        Self { source, message: CleanText::new(message) }
    }
}

impl fmt::Display for ConfigWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.source, self.message)
    }
}
