//! Rows of one line or several, such as a row with the heading of its day above it: which is selected, which are in view.
//!
//! Rows are selected, lines are scrolled. Start with [`Lines::select`].

use std::{cmp::Ordering, ops::Range};

use crate::app::input::step::Step;

/// How many lines each row takes, which row is selected, and which line is the first in view.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lines {
    /// The line behind the last of each row; ascending.
    ends: Vec<usize>,
    selected: usize,
    top: usize,
}

impl Lines {
    /// Rows of one line each.
    pub fn of_rows(rows: usize) -> Self {
        Self { ends: (1..=rows).collect(), ..Self::default() }
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many lines there are.
    pub fn lines(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    /// The selected row; `None` if there are no rows.
    pub fn selected(&self) -> Option<usize> {
        self.ends.len().checked_sub(1).map(|last| self.selected.min(last))
    }

    /// The first line in view.
    pub fn top(&self) -> usize {
        self.top
    }

    /// The lines of a row; nothing for a row that is not there.
    pub fn block(&self, row: usize) -> Range<usize> {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        start..self.ends.get(row).copied().unwrap_or(start)
    }

    /// The row that a line belongs to.
    pub fn row_at(&self, line: usize) -> Option<usize> {
        let row = self.ends.partition_point(|end| *end <= line);
        (row < self.ends.len()).then_some(row)
    }

    /// Removes the rows from `row` on. The selection is unchanged.
    pub fn cut(&mut self, row: usize) {
        self.ends.truncate(row);
    }

    /// Adds a row of `lines` lines, at least one.
    pub fn push(&mut self, lines: usize) {
        self.ends.push(self.lines() + lines.max(1));
    }

    /// Selects a row, or the nearest there is, and scrolls all of its lines into a view of `height` lines.
    pub fn select(&mut self, row: usize, height: usize) {
        self.selected = row.min(self.ends.len().saturating_sub(1));
        let height = height.max(1);
        let block = self.block(self.selected);
        let lowest = block.end.saturating_sub(height);
        self.top = self.top.clamp(lowest, block.start.max(lowest)).min(self.lines().saturating_sub(height));
    }

    /// Selects a row so that its first line is `line` lines below the first in view, as far as the ends of the list let it.
    pub fn select_at(&mut self, row: usize, line: usize, height: usize) {
        let row = row.min(self.ends.len().saturating_sub(1));
        self.top = self.block(row).start.saturating_sub(line);
        self.select(row, height);
    }

    /// How many lines below the first in view the selected row begins.
    pub fn offset(&self) -> usize {
        self.selected().map_or(0, |row| self.block(row).start.saturating_sub(self.top))
    }

    /// Scrolls the selection back into view after the height changed.
    pub fn fit(&mut self, height: usize) {
        self.select(self.selected, height);
    }

    /// Moves the selection: by rows, or by pages of lines. If it leaves the view while its key is held, the view moves by a
    /// third of its height more: until it leaves it again, no other row is written to a terminal that may be slow.
    pub fn step(&mut self, step: Step, height: usize, is_held: bool) {
        let Some(at) = self.selected() else { return };
        let (last, top) = (self.ends.len() - 1, self.top);
        let row = match step {
            Step::Up | Step::Down | Step::First | Step::Last | Step::Row(_) => step.target(at, last, height),
            Step::HalfPageUp | Step::HalfPageDown | Step::PageUp | Step::PageDown => {
                let own = self.block(at).end - 1;
                let line = step.target(own, self.lines() - 1, height);
                let row = self.row_at(line).unwrap_or(last);
                let whole = self.block(row).end - 1 == line;
                if matches!(step, Step::PageUp | Step::HalfPageUp) {
                    row.min(at.saturating_sub(1))
                } else if !whole && row > at + 1 {
                    // If a page ends within a row, that row is the next page's; one row further it always is.
                    row - 1
                } else {
                    row.max((at + 1).min(last))
                }
            }
        };
        self.select(row, height);
        if is_held && matches!(step, Step::Up | Step::Down) {
            self.top = match self.top.cmp(&top) {
                Ordering::Less => self.top.saturating_sub(height / 3),
                Ordering::Equal => top,
                Ordering::Greater => self.top + height / 3,
            };
            self.fit(height);
        }
    }

    /// Scrolls the view by lines, down if positive, taking the selection along at the edges.
    pub fn scroll(&mut self, lines: isize, height: usize) {
        let Some(selected) = self.selected() else { return };
        let height = height.max(1);
        self.top = self.top.saturating_add_signed(lines).min(self.lines().saturating_sub(height));
        let first = self.row_at(self.top).unwrap_or(0);
        let bottom = self.row_at(self.top + height - 1).unwrap_or(self.ends.len() - 1);
        let cut_off = bottom > first && self.block(bottom).end > self.top + height;
        self.selected = selected.clamp(first, if cut_off { bottom - 1 } else { bottom });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn blocks(lines: &[usize]) -> Lines {
        let mut blocks = Lines::default();
        for lines in lines {
            blocks.push(*lines);
        }
        blocks
    }

    #[test]
    fn a_row_is_scrolled_into_view_with_all_of_its_lines() {
        let mut blocks = blocks(&[2, 1, 1, 3, 1]);
        blocks.select(3, 4);
        assert_eq!((blocks.top(), blocks.block(3)), (3, 4..7));
        blocks.step(Step::Up, 4, false);
        blocks.step(Step::Up, 4, false);
        assert_eq!((blocks.selected(), blocks.top()), (Some(1), 2));
        blocks.step(Step::Up, 4, false);
        assert_eq!((blocks.selected(), blocks.top()), (Some(0), 0));
    }

    #[test]
    fn a_page_down_keeps_one_row_of_the_old_page() {
        let mut blocks = blocks(&[1; 100]);
        blocks.step(Step::PageDown, 10, false);
        assert_eq!((blocks.selected(), blocks.top()), (Some(9), 0));
        blocks.step(Step::PageDown, 10, false);
        assert_eq!((blocks.selected(), blocks.top()), (Some(18), 9));
    }

    #[test]
    fn a_held_key_that_leaves_the_view_scrolls_it_by_a_third_more_than_a_press_and_not_past_an_end() {
        let mut blocks = blocks(&[1; 40]);
        let mut tops = |step, is_held, presses: usize| {
            (0..presses).for_each(|_| blocks.step(step, 12, is_held));
            (blocks.selected(), blocks.top())
        };
        assert_eq!(tops(Step::Down, true, 11), (Some(11), 0));
        assert_eq!(tops(Step::Down, true, 1), (Some(12), 5));
        assert_eq!(tops(Step::Down, true, 4), (Some(16), 5), "only the selection moves");
        assert_eq!(tops(Step::Down, false, 1), (Some(17), 6));
        assert_eq!(tops(Step::Down, true, 30), (Some(39), 28), "a full last page");
        assert_eq!(tops(Step::Up, true, 11), (Some(28), 28));
        assert_eq!(tops(Step::Up, true, 1), (Some(27), 23));
        assert_eq!(tops(Step::Up, true, 30), (Some(0), 0));
    }

    #[test]
    fn a_line_belongs_to_one_row() {
        let blocks = blocks(&[2, 1, 3]);
        assert_eq!(
            (0..7).map(|line| blocks.row_at(line)).collect::<Vec<_>>(),
            [Some(0), Some(0), Some(1), Some(2), Some(2), Some(2), None]
        );
    }

    proptest! {
        #[test]
        fn the_selection_stays_inside_and_in_view(
            rows in prop::collection::vec(1..4usize, 0..40),
            moves in prop::collection::vec((0..11u8, 0..50usize, 3..30usize, any::<bool>()), 1..60)
        ) {
            let mut blocks = blocks(&rows);
            for (kind, row, height, is_held) in moves {
                match kind {
                    0 => blocks.step(Step::Up, height, is_held),
                    1 => blocks.step(Step::Down, height, is_held),
                    2 => blocks.step(Step::HalfPageUp, height, is_held),
                    3 => blocks.step(Step::HalfPageDown, height, is_held),
                    4 => blocks.step(Step::PageUp, height, is_held),
                    5 => blocks.step(Step::PageDown, height, is_held),
                    6 => blocks.step(Step::First, height, is_held),
                    7 => blocks.step(Step::Last, height, is_held),
                    8 => blocks.scroll(3, height),
                    9 => blocks.scroll(-3, height),
                    _ => { blocks.cut(row); blocks.select_at(row, row, height) }
                }
                let Some(selected) = blocks.selected() else {
                    prop_assert!(blocks.is_empty());
                    continue;
                };
                let block = blocks.block(selected);
                prop_assert!(block.end > blocks.top() && block.end <= blocks.top() + height, "{block:?} {blocks:?}");
                prop_assert!(blocks.top() <= blocks.lines().saturating_sub(height));
            }
        }

        #[test]
        fn a_page_down_always_moves_on(rows in prop::collection::vec(1..4usize, 1..40), height in 1..12usize) {
            let mut blocks = blocks(&rows);
            for _ in &rows {
                blocks.step(Step::PageDown, height, false);
            }
            prop_assert_eq!(blocks.selected(), Some(rows.len() - 1));
        }
    }
}
