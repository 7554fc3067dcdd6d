//! The cursor of a list: what is selected, and which part of the list is in view.

/// A selection in a list of `len` rows, and the first row in view. Both stay inside whatever happens to the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    selected: usize,
    top: usize,
}

/// How a cursor is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// Half a page up.
    HalfPageUp,
    /// Half a page down.
    HalfPageDown,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the first row.
    First,
    /// To the last row.
    Last,
}

impl Step {
    /// Where a step leads from row `at`, `height` rows of which are in view; never past `last`. A page keeps one row of
    /// the one before it.
    #[must_use]
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
            Self::First => 0,
            Self::Last => last,
        };
        to.min(last)
    }
}

impl Cursor {
    /// The selected row; `None` in an empty list of `len` rows.
    #[must_use]
    pub fn selected(self, len: usize) -> Option<usize> {
        (len > 0).then(|| self.selected.min(len - 1))
    }

    /// The first row in view.
    #[must_use]
    pub fn top(self) -> usize {
        self.top
    }

    /// Moves by a step in a list of `len` rows of which `height` fit in view.
    pub fn step(&mut self, step: Step, len: usize, height: usize) {
        let row = step.target(self.selected, len.saturating_sub(1), height);
        self.select(row, len, height);
    }

    /// Selects a row, or the nearest there is, and scrolls it into view.
    pub fn select(&mut self, row: usize, len: usize, height: usize) {
        let height = height.max(1);
        self.selected = row.min(len.saturating_sub(1));
        let lowest_top = self.selected.saturating_sub(height - 1);
        self.top = self.top.clamp(lowest_top, self.selected).min(len.saturating_sub(height));
    }

    /// Scrolls the selection back into view after length or height changed.
    pub fn fit(&mut self, len: usize, height: usize) {
        self.select(self.selected, len, height);
    }

    /// Scrolls the view by `rows` (down where positive), taking the selection along at the edges.
    pub fn scroll(&mut self, rows: isize, len: usize, height: usize) {
        let height = height.max(1);
        self.top = self.top.saturating_add_signed(rows).min(len.saturating_sub(height));
        let bottom = (self.top + height - 1).min(len.saturating_sub(1));
        self.selected = self.selected.clamp(self.top.min(bottom), bottom);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_page_down_keeps_one_row_of_the_old_page() {
        let mut cursor = Cursor::default();
        cursor.step(Step::PageDown, 100, 10);
        assert_eq!((cursor.selected(100), cursor.top()), (Some(9), 0));
        cursor.step(Step::PageDown, 100, 10);
        assert_eq!((cursor.selected(100), cursor.top()), (Some(18), 9));
    }

    #[test]
    fn an_empty_list_has_no_selection() {
        let mut cursor = Cursor::default();
        cursor.step(Step::Last, 0, 10);
        assert_eq!(cursor.selected(0), None);
    }

    proptest! {
        #[test]
        fn the_selection_stays_inside_and_in_view(
            moves in prop::collection::vec((0..10u8, 0..500usize, 0..60usize), 1..60)
        ) {
            let mut cursor = Cursor::default();
            for (kind, len, height) in moves {
                match kind {
                    0 => cursor.step(Step::Up, len, height),
                    1 => cursor.step(Step::Down, len, height),
                    2 => cursor.step(Step::HalfPageUp, len, height),
                    3 => cursor.step(Step::HalfPageDown, len, height),
                    4 => cursor.step(Step::PageUp, len, height),
                    5 => cursor.step(Step::PageDown, len, height),
                    6 => cursor.step(Step::First, len, height),
                    7 => cursor.step(Step::Last, len, height),
                    8 => cursor.scroll(3, len, height),
                    _ => cursor.scroll(-3, len, height),
                }
                match cursor.selected(len) {
                    None => prop_assert_eq!(len, 0),
                    Some(row) => {
                        prop_assert!(row < len);
                        prop_assert!(cursor.top() <= row && row < cursor.top() + height.max(1));
                    }
                }
            }
        }
    }
}
