//! Requests about the program itself: its pages, its configuration, a report.

use crate::app::page::Page;

/// Ask for a page, read or change the configuration, write a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Upkeep {
    /// Read the text of a page.
    Page(Page),
    /// Read the keys of the configuration.
    Settings,
    /// Write a key to the configuration file; without a value remove it, so that the default counts.
    Set { name: &'static str, value: Option<String> },
    /// Write a report to the file of this name, over an existing one or not.
    Report { name: String, replace: bool },
}
