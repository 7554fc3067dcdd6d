//! Text from outside, made safe to draw.
//!
//! [`CleanText`] is the only form in which remote text reaches a widget, stdout, a log, a title or the clipboard.
//! There is no way to one but through the pass in `clean/scrub.rs`; how wide one is, [`width`](super::width) says.

use std::{fmt, sync::Arc};

mod class;
mod scrub;
#[cfg(test)]
mod tests;

pub(super) use scrub::{Edges, scrub};

/// One line of text that holds nothing a terminal could take for a command.
///
/// - No control characters, none of the twelve bidirectional controls, no invisible format characters or fillers, no
///   noncharacters. ZWJ only between emojis (at most four) and after letters of scripts that it shapes; ZWNJ only
///   between letters of such scripts; variation selectors only on an emoji or an ideograph; tags only in a flag.
/// - At most [`CleanText::MAX_MARKS`] combining marks on one base character, none without a base.
/// - White space of any kind, line breaks included, is single spaces.
/// - At most [`CleanText::MAX_BYTES`] bytes; what was longer ends in `…`.
///
/// Cleaning what is clean changes nothing. Letters, emojis, flags and private-use characters stay as they are, except
/// two Khmer signs that are respelled as Unicode asks for. Linear in the length, and at most sixteen times
/// [`CleanText::MAX_BYTES`] are read. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct CleanText(Arc<str>);

impl CleanText {
    /// The most bytes kept; what is longer ends in `…`.
    pub const MAX_BYTES: usize = 4096;
    /// The most combining marks kept on one base character.
    pub const MAX_MARKS: usize = 8;

    /// Cleans text of any origin. Line breaks, tabs and runs of white space become one space, and none stays at the
    /// ends.
    pub fn new(raw: &str) -> Self {
        Self(scrub(raw, Edges::Trimmed, Self::MAX_BYTES).into())
    }

    /// Cleans a part of a text: like [`CleanText::new`], but white space at its ends becomes one space that stays,
    /// because it stands between this part and its neighbours.
    pub fn span(raw: &str) -> Self {
        Self(scrub(raw, Edges::Kept, Self::MAX_BYTES).into())
    }

    /// The text, safe to draw.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is left to show.
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
