//! Steps through a list or a text.

/// How a cursor is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    Up,
    Down,
    HalfPageUp,
    HalfPageDown,
    PageUp,
    PageDown,
    First,
    Last,
    /// To a row by its number, from 0 on: a count before [`Self::First`] or [`Self::Last`].
    Row(usize),
}

impl Step {
    /// Where a step leads from row `at`, `height` rows of which are in view; never past `last`. A page keeps one row of
    /// the one before it.
    pub fn target(self, at: usize, last: usize, height: usize) -> usize {
        let page = height.saturating_sub(1).max(1);
        let half = (height / 2).max(1);
        let to = match self {
            Self::Up => at.saturating_sub(1),
            Self::Down => at.saturating_add(1),
            Self::HalfPageUp => at.saturating_sub(half),
            Self::HalfPageDown => at.saturating_add(half),
            Self::PageUp => at.saturating_sub(page),
            Self::PageDown => at.saturating_add(page),
            Self::First | Self::Last | Self::Row(_) => self.row().unwrap_or(at),
        };
        to.min(last)
    }

    /// The number of the row that it leads to from anywhere. That of the last row is greater than any.
    pub fn row(self) -> Option<usize> {
        match self {
            Self::First => Some(0),
            Self::Last => Some(usize::MAX),
            Self::Row(row) => Some(row),
            Self::Up | Self::Down | Self::HalfPageUp | Self::HalfPageDown | Self::PageUp | Self::PageDown => None,
        }
    }
}
