//! Lines of text, and which of them came into view.

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
    /// The lines that were not in view of `was`.
    pub(super) fn came_into_view(&self, was: Option<&Self>) -> Vec<String> {
        let seen = was.filter(|was| was.of == self.of).map_or(&[][..], |was| was.lines.as_slice());
        self.lines.iter().filter(|line| !seen.contains(line)).map(|(_, text)| text.clone()).collect()
    }
}

/// One line without the backticks that set keys off, and with single spaces.
pub(super) fn plain(text: &str) -> String {
    text.replace('`', "").split_whitespace().collect::<Vec<_>>().join(" ")
}
