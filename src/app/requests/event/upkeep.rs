//! Answers about the program itself.

use crate::app::{
    page::{Page, Paragraph},
    problem::Problem,
    requests::Slot,
    settings::{Live, Setting},
};

/// What was asked about the program itself.
#[derive(Debug, Clone, PartialEq)]
pub enum UpkeepReply {
    Page(Page, Result<Vec<Paragraph>, Problem>),
    Settings(Vec<Setting>),
    /// A key was changed in the file.
    Set(Result<Box<Changed>, NotChanged>),
    Report(Result<Reported, Problem>),
}

/// A key was changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    pub name: &'static str,
    /// Every key, read again.
    pub settings: Vec<Setting>,
    pub live: Live,
    /// Where the file was copied to that was not valid.
    pub copy: Option<String>,
}

/// A key was not changed.
#[derive(Debug, Clone, PartialEq)]
pub struct NotChanged {
    pub name: &'static str,
    pub problem: Problem,
}

/// The result of a report. Paths are clean to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reported {
    Written {
        path: String,
    },
    /// Nothing was written: there is a file of this name.
    Exists {
        path: String,
        name: String,
    },
}

impl UpkeepReply {
    pub(super) fn answers(&self, slot: Slot) -> bool {
        match self {
            Self::Page(..) => slot == Slot::Page,
            Self::Settings(_) => slot == Slot::Settings,
            Self::Set(_) => slot == Slot::Setting,
            Self::Report(_) => slot == Slot::Report,
        }
    }
}
