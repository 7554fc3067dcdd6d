//! Makes remote text safe to draw.
//!
//! Remote text reaches a widget, stdout, a log, a title or the clipboard only as [`CleanText`]. Only the pass in
//! `clean/scrub.rs` creates one; [`width`](super::width) measures it.

use std::{fmt, sync::Arc};

mod class;
mod scrub;
#[cfg(test)]
mod tests;

use class::{Class, class, is_skin_tone};
pub(super) use scrub::{Edges, scrub};

/// A line of text without terminal commands.
///
/// - No control characters, none of the twelve bidirectional controls, no invisible format characters or fillers, no
///   noncharacters. ZWJ only between emojis (at most four) and after letters of scripts that it shapes; ZWNJ only
///   between letters of such scripts; variation selectors only on an emoji or an ideograph; tags only in a flag.
/// - At most [`CleanText::MAX_MARKS`] combining marks on one base character, none without a base.
/// - White space, line breaks included, becomes single spaces.
/// - At most [`CleanText::MAX_BYTES`] bytes; longer text ends in `…`.
///
/// Cleaning is idempotent. Letters, emojis, flags and private-use characters stay, except two Khmer signs that are respelled
/// as Unicode recommends. Linear in the length; reads at most sixteen times [`CleanText::MAX_BYTES`]. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct CleanText(Arc<str>);

impl CleanText {
    /// Most bytes kept. Longer text ends in `…`.
    pub const MAX_BYTES: usize = 4096;
    /// Most combining marks kept on one base character.
    pub const MAX_MARKS: usize = 8;

    /// Cleans a text. Runs of white space become one space, or none at the ends.
    pub fn new(raw: &str) -> Self {
        Self(scrub(raw, Edges::Trimmed, Self::MAX_BYTES).into())
    }

    /// Cleans a part of a text: like [`CleanText::new`], but white space at the ends becomes one space.
    pub fn span(raw: &str) -> Self {
        Self(scrub(raw, Edges::Kept, Self::MAX_BYTES).into())
    }

    /// A piece of a clean text: the same as [`CleanText::span`], which has to read again only what was cut at the ends.
    pub(super) fn piece(clean: &str) -> Self {
        let mut signs = clean.chars();
        let begins = signs.next().is_none_or(|c| matches!(class(c), Class::Base | Class::Space) && !is_skin_tone(c));
        let ends = signs.next_back().is_none_or(|c| matches!(class(c), Class::Base | Class::Mark | Class::Space));
        if begins && ends && clean.len() <= Self::MAX_BYTES { Self(clean.into()) } else { Self::span(clean) }
    }

    /// The text of an error of a file, without the path of a temporary one: the person named another.
    pub fn of_error(error: &impl fmt::Display) -> Self {
        let text = error.to_string();
        // As `tempfile` writes them.
        let cause = text.strip_suffix('"').and_then(|text| text.rsplit_once(" at path \"")).map(|(cause, _)| cause);
        Self::new(cause.unwrap_or(&text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

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
