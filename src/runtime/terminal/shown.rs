//! What the terminal shows, cell by cell, so that text whose width is uncertain leaves nothing behind.
//!
//! Terminals disagree about how many columns a combining mark, a letter of a shaped script or an emoji sequence takes, or
//! draw it together with its neighbours. Such a symbol may cover cells after its own, or leave part of its own uncovered.
//! When it changes, the cells it may cover are erased and written again; the rest of the screen stays. Start with
//! [`Shown::update`].

use std::cmp::max;

use ratatui::{
    buffer::{Cell, CellWidth as _},
    layout::Size,
    style::Modifier,
};
use unicode_width::UnicodeWidthChar as _;

/// The attributes that a blank cell shows too.
pub(super) const SEEN: Modifier = Modifier::UNDERLINED
    .union(Modifier::REVERSED)
    .union(Modifier::CROSSED_OUT)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK);

/// The cells written since the screen was cleared.
#[derive(Debug, Default)]
pub(super) struct Shown {
    rows: Vec<Vec<Cell>>,
    size: Size,
}

/// A cell to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) x: u16,
    pub(super) y: u16,
    /// Columns to erase first, from this cell on.
    pub(super) erase: u16,
    /// The cursor may not stand where the previous symbol should have left it.
    pub(super) move_to: bool,
}

impl Shown {
    /// The screen is blank.
    pub(super) fn clear(&mut self) {
        self.rows.clear();
    }

    /// Takes over the cells that differ, row by row from the left, and returns which ones to write, in that order.
    pub(super) fn update<'a>(&mut self, cells: impl Iterator<Item = (u16, u16, &'a Cell)>, size: Size) -> Vec<Change> {
        self.size = size;
        let mut cells = cells.peekable();
        let mut changes = Vec::new();
        while let Some(&(_, y, _)) = cells.peek() {
            let y_index = usize::from(y);
            if self.rows.len() <= y_index {
                self.rows.resize_with(y_index + 1, Vec::new);
            }
            let Some(row) = self.rows.get_mut(y_index) else { break };
            let of_row = std::iter::from_fn(|| cells.next_if(|(_, other, _)| *other == y));
            update_row(row, of_row, y, size.width, &mut changes);
        }
        changes
    }

    /// The width of the terminal at the last update.
    pub(super) fn columns(&self) -> u16 {
        self.size.width
    }

    /// The height of the terminal at the last update.
    pub(super) fn rows(&self) -> u16 {
        self.size.height
    }

    /// The cell of a change.
    pub(super) fn cell(&self, change: Change) -> &Cell {
        const BLANK: &Cell = &Cell::EMPTY;
        self.rows.get(usize::from(change.y)).and_then(|row| row.get(usize::from(change.x))).unwrap_or(BLANK)
    }
}

fn update_row<'a>(
    row: &mut Vec<Cell>,
    cells: impl Iterator<Item = (u16, u16, &'a Cell)>,
    y: u16,
    columns: u16,
    changes: &mut Vec<Change>,
) {
    let mut cells = cells.peekable();
    let mut x: u16 = 0;
    // The column after the last one that a symbol of uncertain width may cover, and the change that erases up to there.
    let mut covered = 0;
    let mut erasing: Option<usize> = None;
    let mut move_to = false;
    loop {
        // The second half of a wide symbol.
        while cells.next_if(|(column, _, _)| *column < x).is_some() {}
        if x >= covered {
            // Skip to the next cell that differs, so that the second half of a wide symbol is not taken for a symbol.
            let Some((next, _, _)) = cells.peek() else { return };
            x = *next;
            erasing = None;
        }
        let new = cells.next_if(|(column, _, _)| *column == x).map(|(_, _, cell)| cell);
        if let (Some(new), Some(old)) = (new, row.get_mut(usize::from(x)))
            && x >= covered
            && looks_alike(old, new)
        {
            old.clone_from(new);
            x += 1;
            continue;
        }
        let width = new.or_else(|| row.get(usize::from(x))).map_or(1, |cell| cell.cell_width().max(1));
        let end = x.saturating_add(width);
        if row.len() < usize::from(end) {
            row.resize(usize::from(end), Cell::EMPTY);
        }
        let Some([first, rest @ ..]) = row.get_mut(usize::from(x)..usize::from(end)) else { return };
        // What was there may have covered as much as what comes.
        let before = std::iter::once(&*first).chain(&*rest).zip(x..).map(|(cell, x)| reach(cell, x)).max();
        if let Some(new) = new {
            // A wide symbol is overwritten whole: tmux keeps a half that is left, and then erases the letter before it.
            covered = max(covered, x.saturating_add(first.cell_width()).min(columns));
            first.clone_from(new);
        }
        let reach = max(before.unwrap_or(0), reach(first, x));
        rest.fill(Cell::EMPTY);
        let index = changes.len();
        changes.push(Change { x, y, erase: 0, move_to });
        // After a wide symbol the encoder sets the position unless its width is certain.
        move_to = width == 1 && is_uncertain(first.symbol());
        if reach > 0 {
            covered = max(covered, reach.min(columns));
            erasing = erasing.or(Some(index));
        }
        if let Some(change) = erasing.and_then(|first| changes.get_mut(first)) {
            change.erase = covered.saturating_sub(change.x);
        }
        x = end;
    }
}

/// Whether both cells are blank, and nothing of what differs is seen.
fn looks_alike(one: &Cell, other: &Cell) -> bool {
    let is_bare = |cell: &Cell| cell.symbol() == " " && !cell.modifier.intersects(SEEN);
    is_bare(one) && is_bare(other) && (one.bg, one.underline_color) == (other.bg, other.underline_color)
}

/// The column after the last one that a symbol at `x` may cover if its width is uncertain, otherwise 0.
fn reach(cell: &Cell, x: u16) -> u16 {
    let symbol = cell.symbol();
    if !is_shaped(symbol) {
        return 0;
    }
    // A terminal that joins nothing gives every character columns of its own. One more, for widths that have changed.
    let apart: usize = symbol.chars().map(|c| c.width().unwrap_or(0).max(1)).sum();
    x.saturating_add(u16::try_from(apart).unwrap_or(u16::MAX)).saturating_add(1)
}

/// Whether terminals disagree about the width of a symbol, or join it with its neighbours: combining marks, shaped scripts,
/// emoji sequences.
fn is_shaped(symbol: &str) -> bool {
    symbol.chars().any(|c| {
        matches!(c,
            '\u{300}'..='\u{36f}' | '\u{590}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1a20}'..='\u{1aff}'
            | '\u{200d}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe0f}' | '\u{fe70}'..='\u{feff}'
            | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f3fb}'..='\u{1f3ff}')
    })
}

/// Whether a shaped symbol may leave the cursor elsewhere than its width says. A single letter is one column wide on every
/// terminal, whatever it is joined with.
fn is_uncertain(symbol: &str) -> bool {
    is_shaped(symbol) && (symbol.chars().nth(1).is_some() || !symbol.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests;
