//! Notes laid out in lines of a given width.

use super::{BlockKind, Emphasis, Target};
use crate::domain::CleanText;

/// One line of laid-out notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotesLine {
    /// Columns left blank before it.
    pub indent: u16,
    /// The block it belongs to; a blank line between blocks is an empty paragraph line.
    pub kind: BlockKind,
    /// Its text.
    pub runs: Vec<Run>,
}

/// A run of one look and one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The text.
    pub text: CleanText,
    /// How it looks.
    pub emphasis: Emphasis,
    /// Where it leads.
    pub target: Target,
}
