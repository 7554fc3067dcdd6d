//! The cursor, the style and the link of the terminal while a frame is written.
//!
//! ECMA-48: cursor position (CUP), cursor character absolute (CHA), cursor forward (CUF), cursor down (CUD), carriage return
//! and backspace, erase characters (ECH) and to the end of the line (EL), graphic rendition (SGR). OSC 8 around the cells of
//! a link.
//!
//! A line feed is the shortest way down. Whether it keeps the column depends on modes of the terminal and of its line, so the
//! column is set after it. Below the last row it would scroll: none goes into that row, and a window that became smaller
//! is painted as a whole.

use std::io::Write as _;

use ratatui::style::{Color, Modifier};

use super::{Change, Hyperlink, PLAIN, Page, Rendition, Run, end_of, is_ideograph, is_sure};

/// The attributes that are drawn, with the parameters that set and unset them.
const ATTRIBUTES: [(Modifier, &str, &str); 7] = [
    (Modifier::BOLD, "1", "22"),
    (Modifier::DIM, "2", "22"),
    (Modifier::ITALIC, "3", "23"),
    (Modifier::UNDERLINED, "4", "24"),
    (Modifier::SLOW_BLINK, "5", "25"),
    (Modifier::REVERSED, "7", "27"),
    (Modifier::CROSSED_OUT, "9", "29"),
];
/// The fewest blank cells that are erased with fewer bytes.
const SHORTEST: usize = 4;
/// The longest way that single characters go to the left, or to the right over cells written again.
const STEPS: u16 = 3;

/// The state of the terminal while a frame is written.
#[derive(Debug)]
pub(super) struct Pen<'a> {
    page: Page<'a>,
    bytes: Vec<u8>,
    /// The column of the cursor; `None` before the first cell, and after a symbol that some terminals measure otherwise.
    column: Option<u16>,
    row: Option<u16>,
    /// Whether all terminals agree about the column: some give symbols such as `│` and `…` two columns, and the error must
    /// not add up from row to row.
    is_exact: bool,
    look: Rendition,
}

impl<'a> Pen<'a> {
    pub(super) fn new(page: Page<'a>) -> Self {
        Self { page, bytes: Vec::new(), column: None, row: None, is_exact: false, look: PLAIN }
    }

    /// Leaves a plain style and no link.
    pub(super) fn end(mut self) -> Vec<u8> {
        self.set(PLAIN);
        self.link(None);
        self.bytes
    }

    /// Writes a cell that does not rely on the one before.
    pub(super) fn write_alone(&mut self, change: Change) {
        let Change { x, y, erase, move_to } = change;
        let cell = self.page.shown.cell(change);
        let look = Rendition::of(cell, self.page.links);
        // Erased cells take the background.
        if erase > 0 || !self.look.suits(cell, self.page.links) {
            self.set(look);
        }
        if move_to || erase > 0 {
            self.column = None;
        }
        self.go(x, y);
        if erase > 0 {
            self.push(&format!("\x1b[{erase}X"));
        }
        self.link(look.link);
        self.symbol(change);
    }

    /// Writes a run. Where that is shorter, its blank cells are erased.
    pub(super) fn write(&mut self, run: &Run) {
        let Some(first) = run.cells.first() else { return };
        if !(run.is_blank && self.look.suits_blank(run.look)) {
            self.set(run.look);
        }
        self.go(first.x, first.y);
        self.link(run.look.link);
        let shown = self.page.shown;
        let is_space = |change: &Change| shown.cell(*change).symbol() == " ";
        let pieces: Vec<&[Change]> = run.cells.chunk_by(|one, other| is_space(one) == is_space(other)).collect();
        let last = pieces.len().saturating_sub(1);
        for (number, piece) in pieces.into_iter().enumerate() {
            let Some(begin) = piece.first() else { continue };
            self.go(begin.x, begin.y);
            // Terminals disagree about the background of erased cells.
            let is_erasable = is_space(begin)
                && piece.len() >= SHORTEST
                && (run.look.bg, run.look.link) == (Color::Reset, None)
                && is_blank(self.look)
                && !piece.iter().any(|change| self.page.is_picture(*change));
            let end = (number == last).then_some(run.end);
            if is_erasable && self.erase(piece.len(), end, begin.y) {
                continue;
            }
            for change in piece {
                self.symbol(*change);
            }
        }
    }

    /// Erases cells if that takes fewer bytes than writing blanks, including the cursor movement that follows unless a run
    /// ends here. Erasing does not move the cursor. Returns whether the cells are erased.
    fn erase(&mut self, columns: usize, end: Option<u16>, y: u16) -> bool {
        let is_rest = end.is_some_and(|end| {
            (end..self.page.shown.columns())
                .map(|x| Change { x, y, erase: 0, move_to: false })
                .all(|at| self.page.is_space(at) && self.page.is_free(at, PLAIN))
        });
        let erase = if is_rest { "\x1b[K".to_owned() } else { format!("\x1b[{columns}X") };
        let cost = if end.is_some() { erase.len() } else { 2 * erase.len() };
        if cost < columns {
            self.push(&erase);
        }
        cost < columns
    }

    fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Writes the symbol where the cursor stands.
    fn symbol(&mut self, change: Change) {
        let cell = self.page.shown.cell(change);
        self.bytes.extend_from_slice(cell.symbol().as_bytes());
        let end = end_of(change, cell);
        // At the right edge the cursor stays on the last column.
        self.column = (is_sure(cell) && end < self.page.shown.columns()).then_some(end);
        self.is_exact &= cell.symbol().is_ascii() || cell.symbol().chars().all(is_ideograph);
        if end >= self.page.shown.columns() {
            self.row = None;
        }
    }

    /// Moves the cursor with the fewest bytes.
    fn go(&mut self, x: u16, y: u16) {
        if self.row == Some(y) && self.passes(x, y) {
            return;
        }
        let position = if x == 0 { format!("\x1b[{}H", y + 1) } else { format!("\x1b[{};{}H", y + 1, x + 1) };
        let mut ways = vec![(position, false)];
        match self.row.and_then(|row| y.checked_sub(row)) {
            None => {}
            Some(0) => ways.push(self.along(x, true)),
            Some(lines) => {
                if y + 1 < self.page.shown.rows() {
                    ways.push(("\n".repeat(usize::from(lines)) + &to_column(x), false));
                }
                let (along, is_relative) = self.along(x, self.is_exact);
                let down = if lines == 1 { "\x1b[B".to_owned() } else { format!("\x1b[{lines}B") };
                ways.push((down + &along, is_relative));
            }
        }
        let Some((way, is_relative)) = ways.into_iter().min_by_key(|(way, _)| way.len()) else { return };
        self.push(&way);
        (self.column, self.row) = (Some(x), Some(y));
        self.is_exact |= !is_relative;
    }

    /// Goes to a column of the same row; relative to the cursor only if its column can be relied on. Returns whether it is
    /// relative.
    fn along(&self, x: u16, relies: bool) -> (String, bool) {
        let absolute = to_column(x);
        let relative = match self.column.filter(|_| relies) {
            Some(column) if column == x => String::new(),
            Some(column) if column < x && x - column == 1 => "\x1b[C".to_owned(),
            Some(column) if column < x => format!("\x1b[{}C", x - column),
            Some(column) if column - x <= STEPS => "\x08".repeat(usize::from(column - x)),
            Some(_) | None => return (absolute, false),
        };
        if relative.len() <= absolute.len() { (relative, true) } else { (absolute, false) }
    }

    /// Goes a few columns to the right by writing what stands there, if that takes no other style.
    fn passes(&mut self, x: u16, y: u16) -> bool {
        let Some(column) = self.column.filter(|column| (*column..=*column + STEPS).contains(&x)) else { return false };
        let cells = (column..x).map(|x| Change { x, y, erase: 0, move_to: false });
        let passes = cells.clone().all(|at| {
            self.page.shown.cell(at).symbol().len() == 1 && self.look.link.is_none() && self.page.is_free(at, self.look)
        });
        if passes {
            cells.for_each(|at| self.symbol(at));
        }
        passes
    }

    /// Opens a link, and closes another one. The id makes one link of its pieces on several lines.
    fn link(&mut self, number: Option<usize>) {
        if number == self.look.link {
            return;
        }
        // Writing to memory does not fail.
        let _ = match number.and_then(|number| self.page.links.get(number)) {
            Some(Hyperlink { mark: Color::Rgb(red, green, blue), address }) => {
                write!(self.bytes, "\x1b]8;id={red:02x}{green:02x}{blue:02x};{address}\x1b\\")
            }
            Some(_) | None => write!(self.bytes, "\x1b]8;;\x1b\\"),
        };
        self.look.link = number;
    }

    /// Sets what differs, or resets all and sets the rest, whichever is shorter.
    fn set(&mut self, look: Rendition) {
        let changed = differences(self.look, look);
        if !changed.is_empty() {
            // A parameter that is left out is 0, and resets.
            let all = [vec![String::new()], differences(PLAIN, look)].concat().join(";");
            let changed = changed.join(";");
            self.push(&format!("\x1b[{}m", if all.len() < changed.len() { all } else { changed }));
        }
        self.look = Rendition { link: self.look.link, ..look };
    }
}

/// Goes to a column of the same row.
fn to_column(x: u16) -> String {
    if x == 0 { "\r".to_owned() } else { format!("\x1b[{}G", x + 1) }
}

/// Whether blank cells show nothing of a look but its background.
fn is_blank(look: Rendition) -> bool {
    look.suits_blank(look)
}

/// The parameters of a look.
#[cfg(test)]
pub(super) fn parameters(look: Rendition) -> String {
    differences(PLAIN, look).join(";")
}

/// The parameters that change one look into another.
fn differences(before: Rendition, after: Rendition) -> Vec<String> {
    let mut parameters: Vec<String> = Vec::with_capacity(4);
    let mut kept = before.modifier;
    for (of, _, unset) in ATTRIBUTES {
        if kept.contains(of) && !after.modifier.contains(of) {
            parameters.push(unset.to_owned());
            // One parameter ends both.
            kept -= if unset == "22" { Modifier::BOLD.union(Modifier::DIM) } else { of };
        }
    }
    let added = after.modifier - kept;
    parameters.extend(ATTRIBUTES.iter().filter(|(of, ..)| added.contains(*of)).map(|(_, set, _)| (*set).to_owned()));
    if after.fg != before.fg {
        parameters.push(color(after.fg, 30));
    }
    if after.bg != before.bg {
        parameters.push(color(after.bg, 40));
    }
    parameters
}

/// The parameters of a colour; `base` is 30 for the foreground and 40 for the background.
fn color(color: Color, base: u8) -> String {
    let named = |number: u8| (base + number).to_string();
    let bright = |number: u8| (base + 60 + number).to_string();
    match color {
        Color::Reset => named(9),
        Color::Black => named(0),
        Color::Red => named(1),
        Color::Green => named(2),
        Color::Yellow => named(3),
        Color::Blue => named(4),
        Color::Magenta => named(5),
        Color::Cyan => named(6),
        Color::Gray => named(7),
        Color::DarkGray => bright(0),
        Color::LightRed => bright(1),
        Color::LightGreen => bright(2),
        Color::LightYellow => bright(3),
        Color::LightBlue => bright(4),
        Color::LightMagenta => bright(5),
        Color::LightCyan => bright(6),
        Color::White => bright(7),
        Color::Indexed(number) => format!("{};5;{number}", base + 8),
        Color::Rgb(red, green, blue) => format!("{};2;{red};{green};{blue}", base + 8),
    }
}
