//! Lines of text, and which of them came into view.

use crate::domain::count::grouped;

/// A window over a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Document {
    /// Tells it from other texts.
    pub(super) of: String,
    /// The lines in view with their numbers, but the blank ones.
    pub(super) lines: Vec<(usize, String)>,
    /// The number of all lines.
    pub(super) len: usize,
}

impl Document {
    /// Which of its lines are in view.
    pub(super) fn place(&self) -> String {
        let number = |line: Option<&(usize, String)>| grouped(line.map_or(0, |(number, _)| number + 1));
        let (first, last) = (number(self.lines.first()), number(self.lines.last()));
        format!("lines {first} to {last} of {}", grouped(self.len))
    }

    /// The lines that were not in view of `was`.
    pub(super) fn came_into_view(&self, was: Option<&Self>) -> impl Iterator<Item = String> {
        let seen = was.filter(|was| was.of == self.of).map_or(&[][..], |was| was.lines.as_slice());
        self.lines.iter().filter(|line| !seen.contains(line)).map(|(_, text)| text.clone())
    }
}

/// One line without the backticks that set keys off, and with single spaces.
pub(super) fn plain(text: &str) -> String {
    text.replace('`', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Sentences one after the other, a full stop between two.
pub(super) fn sentences(texts: &[String]) -> String {
    let texts: Vec<_> =
        texts.iter().map(|text| plain(text)).map(|text| text.trim_end_matches('.').to_owned()).collect();
    texts.join(". ")
}
