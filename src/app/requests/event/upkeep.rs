//! Answers about the program itself.

use super::FileAnswer;
use crate::app::{
    page::{Page, Paragraph},
    problem::Problem,
    settings::{Live, Setting},
};

/// What was asked about the program itself.
#[derive(Debug, Clone, PartialEq)]
pub enum UpkeepReply {
    Page(Page, Result<Vec<Paragraph>, Problem>),
    Settings(Vec<Setting>),
    /// A key was changed in the file.
    Set(Result<Box<Changed>, Problem>),
    Report(Result<FileAnswer, Problem>),
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
    /// What is doubtful about the value, such as a folder that is missing.
    pub doubt: Option<String>,
}
