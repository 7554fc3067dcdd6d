//! Writes cells as bytes, as few as possible: on a slow line each one delays the answer to a key.
//!
//! Neighbouring cells that look alike are a run. The runs of a frame are written row by row, or all runs of one look before
//! those of the next, whichever takes fewer bytes: a list has the same few looks in every row. The other order is not seen,
//! as a frame is one synchronized update.

mod pen;

use ratatui::{
    buffer::{Cell, CellWidth as _},
    layout::Rect,
    style::{Color, Modifier},
};

use self::pen::Pen;
use super::shown::{Change, SEEN, Shown};
use crate::ui::Hyperlink;

/// What the cells are, and what stands around them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page<'a> {
    pub(super) shown: &'a Shown,
    /// The links in view.
    pub(super) links: &'a [Hyperlink],
    /// A picture that symbols erase, and nothing else does for certain: cells of it that have changed are written.
    pub(super) picture: Option<Rect>,
}

/// How cells look: what a graphic rendition sets, and the number of their link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rendition {
    fg: Color,
    bg: Color,
    modifier: Modifier,
    link: Option<usize>,
}

const PLAIN: Rendition = Rendition { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty(), link: None };

/// Cells to write one after the other.
#[derive(Debug)]
struct Run {
    look: Rendition,
    cells: Vec<Change>,
    /// The column after the last cell.
    end: u16,
    /// Only blank cells so far, which look alike in every colour.
    is_blank: bool,
    /// A row with symbols of uncertain width, whose cells keep their order and their own looks.
    is_fixed: bool,
    /// The cursor may not stand at the end.
    is_ended: bool,
}

/// Appends the cells of `changes` to `bytes`. Styles are plain and no link is open before and after.
pub(super) fn cells(page: Page<'_>, changes: &[Change], bytes: &mut Vec<u8>) {
    let mut runs = Vec::new();
    for of_row in changes.chunk_by(|one, other| one.y == other.y) {
        page.add_row(of_row, &mut runs);
    }
    let by_row = page.written(&runs);
    let mut looks = Vec::new();
    for run in &runs {
        if !looks.contains(&run.look) {
            looks.push(run.look);
        }
    }
    if looks.len() > 1 {
        // Symbols of uncertain width erase what they may cover, so they come first.
        runs.sort_by_key(|run| (!run.is_fixed, looks.iter().position(|look| *look == run.look)));
        let by_look = page.written(&runs);
        bytes.extend(if by_look.len() < by_row.len() { by_look } else { by_row });
    } else {
        bytes.extend(by_row);
    }
}

impl Rendition {
    fn of(cell: &Cell, links: &[Hyperlink]) -> Self {
        let is_marked = cell.underline_color != Color::Reset;
        let link = if is_marked { links.iter().position(|link| link.mark == cell.underline_color) } else { None };
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier, link }
    }

    /// Whether a cell may be written in this look instead of its own.
    fn suits(self, cell: &Cell, links: &[Hyperlink]) -> bool {
        let own = Self::of(cell, links);
        own == self || (cell.symbol() == " " && self.suits_blank(own))
    }

    /// Whether a blank cell of the other look does not differ from one of this.
    fn suits_blank(self, other: Self) -> bool {
        (self.bg, self.link) == (other.bg, other.link) && !self.modifier.union(other.modifier).intersects(SEEN)
    }
}

impl Page<'_> {
    /// Divides the changes of a row into runs.
    fn add_row(self, changes: &[Change], runs: &mut Vec<Run>) {
        let is_fixed = changes.iter().any(|change| change.erase > 0 || change.move_to);
        if is_fixed {
            runs.push(Run { look: PLAIN, cells: changes.to_vec(), end: 0, is_blank: false, is_fixed, is_ended: true });
            return;
        }
        let first = runs.len();
        for change in changes {
            let cell = self.shown.cell(*change);
            let is_joined =
                runs.get_mut(first..).and_then(<[Run]>::last_mut).is_some_and(|run| self.join(run, *change));
            if !is_joined {
                let look = Rendition::of(cell, self.links);
                let is_blank = cell.symbol() == " " && look.suits_blank(look) && look.link.is_none();
                // All blank cells on one background look alike.
                let look = if is_blank { Rendition { bg: look.bg, ..PLAIN } } else { look };
                let cells = vec![*change];
                runs.push(Run {
                    look,
                    cells,
                    end: end_of(*change, cell),
                    is_blank,
                    is_fixed,
                    is_ended: !is_sure(cell),
                });
            }
        }
    }

    /// Adds a change to a run if it can be written together with it.
    fn join(self, run: &mut Run, change: Change) -> bool {
        let cell = self.shown.cell(change);
        let look = Rendition::of(cell, self.links);
        let is_blank = cell.symbol() == " ";
        let is_suited = run.look.suits(cell, self.links);
        if run.is_ended || change.x < run.end || !(is_suited || (run.is_blank && look.suits_blank(run.look))) {
            return false;
        }
        let gap = (run.end..change.x).map(|x| Change { x, ..change });
        // One sequence erases blank cells and what is between them, unless the look is seen on blanks.
        let is_unseen = run.look.bg == Color::Reset && run.look.suits_blank(run.look);
        let is_erasable = |of: Change| is_unseen && self.is_free(of, run.look) && self.is_space(of);
        let ends_blank = run.cells.last().is_some_and(|last| self.is_space(*last));
        if run.end < change.x && !(is_blank && ends_blank && gap.clone().all(is_erasable)) {
            return false;
        }
        if !is_suited {
            run.look = look;
        }
        run.cells.extend(gap);
        run.cells.push(change);
        run.is_blank &= is_blank;
        (run.end, run.is_ended) = (end_of(change, cell), !is_sure(cell));
        true
    }

    fn is_space(self, change: Change) -> bool {
        self.shown.cell(change).symbol() == " "
    }

    /// Whether a cell that has not changed may be written in this look.
    fn is_free(self, at: Change, look: Rendition) -> bool {
        !self.is_picture(at) && look.suits(self.shown.cell(at), self.links)
    }

    fn is_picture(self, at: Change) -> bool {
        self.picture.is_some_and(|area| area.contains((at.x, at.y).into()))
    }

    fn written(self, runs: &[Run]) -> Vec<u8> {
        let mut pen = Pen::new(self);
        for run in runs {
            if run.is_fixed {
                run.cells.iter().for_each(|change| pen.write_alone(*change));
            } else {
                pen.write(run);
            }
        }
        pen.end()
    }
}

fn end_of(change: Change, cell: &Cell) -> u16 {
    change.x.saturating_add(width(cell))
}

fn width(cell: &Cell) -> u16 {
    // Nearly all symbols are one byte long.
    if cell.symbol().len() == 1 { 1 } else { cell.cell_width().max(1) }
}

/// Whether every terminal leaves the cursor where the width of the symbol says.
fn is_sure(cell: &Cell) -> bool {
    width(cell) == 1 || cell.symbol().chars().all(is_ideograph)
}

/// Whether a symbol takes two columns on every terminal: letters of Chinese, Japanese and Korean, unlike emoji.
fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3fffd}')
}

#[cfg(test)]
mod tests;
