//! Writes cells as bytes, as few as possible: on a slow line each one delays the answer to a key.
//!
//! ECMA-48: cursor position (CUP), cursor character absolute (CHA), cursor forward (CUF), erase characters (ECH), graphic rendition (SGR).
//! OSC 8 around the cells of a link.

use std::io::Write as _;

use ratatui::{
    buffer::{Cell, CellWidth as _},
    style::{Color, Modifier},
};

use super::shown::{Change, Shown};
use crate::ui::Hyperlink;

/// The state of the terminal while a frame is written.
#[derive(Debug)]
struct Pen<'a> {
    bytes: &'a mut Vec<u8>,
    /// Where the cursor stands; `None` before the first cell, and after a symbol that some terminals measure otherwise.
    at: Option<(u16, u16)>,
    /// The row of the cell before.
    row: Option<u16>,
    style: Style,
    /// The links in view, and the mark of the one that the cells belong to now.
    links: &'a [Hyperlink],
    link: Option<Color>,
}

/// What a graphic rendition sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Style {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: Style = Style { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

/// The attributes that are drawn, with their parameters.
const ATTRIBUTES: [(Modifier, u8); 7] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::REVERSED, 7),
    (Modifier::CROSSED_OUT, 9),
];

/// Appends the cells of `changes` to `bytes`. Styles are plain and no link is open before and after.
pub(super) fn cells(shown: &Shown, changes: &[Change], links: &[Hyperlink], bytes: &mut Vec<u8>) {
    let mut pen = Pen { bytes, at: None, row: None, style: PLAIN, links, link: None };
    for change in changes {
        pen.write(*change, shown.cell(*change));
    }
    pen.set(PLAIN);
    pen.link(Color::Reset);
}

impl Pen<'_> {
    fn write(&mut self, change: Change, cell: &Cell) {
        let Change { x, y, erase, move_to } = change;
        // Erased cells take the background.
        self.set(Style { fg: cell.fg, bg: cell.bg, modifier: cell.modifier });
        match self.at.filter(|_| !move_to && erase == 0) {
            Some(at) if at == (x, y) => {}
            Some((column, row)) if row == y && column < x => {
                let by = x - column;
                // Writing to memory does not fail, here and below.
                let _ = if by == 1 { write!(self.bytes, "\x1b[C") } else { write!(self.bytes, "\x1b[{by}C") };
            }
            _ if self.row == Some(y) => drop(write!(self.bytes, "\x1b[{}G", x + 1)),
            _ => drop(write!(self.bytes, "\x1b[{};{}H", y + 1, x + 1)),
        }
        if erase > 0 {
            let _ = write!(self.bytes, "\x1b[{erase}X");
        }
        self.link(cell.underline_color);
        self.bytes.extend_from_slice(cell.symbol().as_bytes());
        let is_sure = cell.cell_width() <= 1 || cell.symbol().chars().all(is_ideograph);
        self.row = Some(y);
        self.at = is_sure.then(|| (x.saturating_add(cell.cell_width().max(1)), y));
    }

    /// Opens the link that this colour marks, and closes another one. The id makes one link of its pieces on several lines.
    fn link(&mut self, mark: Color) {
        let link = self.links.iter().find(|link| link.mark == mark);
        let mark = link.map(|link| link.mark);
        if mark == self.link {
            return;
        }
        let _ = match link {
            Some(Hyperlink { mark: Color::Rgb(red, green, blue), address }) => {
                write!(self.bytes, "\x1b]8;id={red:02x}{green:02x}{blue:02x};{address}\x1b\\")
            }
            Some(_) | None => write!(self.bytes, "\x1b]8;;\x1b\\"),
        };
        self.link = mark;
    }

    /// Sets what differs. Taking an attribute away resets all.
    fn set(&mut self, style: Style) {
        if style == self.style {
            return;
        }
        let mut parameters = Vec::with_capacity(4);
        let mut before = self.style;
        if style == PLAIN || before.modifier.intersects(!style.modifier) {
            parameters.push("0".to_owned());
            before = PLAIN;
        }
        let added = style.modifier - before.modifier;
        parameters
            .extend(ATTRIBUTES.iter().filter(|(of, _)| added.contains(*of)).map(|(_, number)| number.to_string()));
        if style.fg != before.fg {
            parameters.push(color(style.fg, 30));
        }
        if style.bg != before.bg {
            parameters.push(color(style.bg, 40));
        }
        let _ = if parameters.is_empty() {
            Ok(())
        } else if parameters == ["0"] {
            write!(self.bytes, "\x1b[m")
        } else {
            write!(self.bytes, "\x1b[{}m", parameters.join(";"))
        };
        self.style = style;
    }
}

/// Whether a symbol takes two columns on every terminal: letters of Chinese, Japanese and Korean, unlike emoji.
fn is_ideograph(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3fffd}')
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

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;
    use ratatui::{layout::Size, style::Style};

    use super::*;

    fn written(cells_of: &[(u16, u16, &'static str, Style)]) -> String {
        written_with(&[], cells_of)
    }

    fn written_with(links: &[Hyperlink], cells_of: &[(u16, u16, &'static str, Style)]) -> String {
        let mut shown = Shown::default();
        let cell = |(x, y, symbol, style): &(u16, u16, &'static str, Style)| {
            let mut cell = Cell::new(symbol);
            cell.set_style(*style);
            (*x, *y, cell)
        };
        let new: Vec<_> = cells_of.iter().map(cell).collect();
        let changes = shown.update(new.iter().map(|(x, y, cell)| (*x, *y, cell)), Size { width: 80, height: 24 });
        let mut bytes = Vec::new();
        cells(&shown, &changes, links, &mut bytes);
        String::from_utf8(bytes).expect("text").replace('\x1b', "^")
    }

    #[test]
    fn the_cursor_is_moved_over_gaps_only_and_wide_symbols_follow_each_other() {
        let plain = Style::new();
        assert_eq!(written(&[(2, 0, "a", plain), (3, 0, "b", plain), (40, 0, "c", plain)]), "^[1;3Hab^[36Cc");
        assert_eq!(written(&[(0, 3, "日", plain), (2, 3, "本", plain)]), "^[4;1H日本");
    }

    #[test]
    fn f3_a_link_is_opened_before_its_cells_and_closed_after_them() {
        let mark = Color::Rgb(0, 16, 255);
        let link = Hyperlink { mark, address: "https://example.org/".into() };
        let (plain, linked) = (Style::new(), Style::new().underline_color(mark));
        assert_eq!(
            written_with(
                std::slice::from_ref(&link),
                &[
                    (0, 0, "a", plain),
                    (1, 0, "b", linked),
                    (2, 0, "c", linked),
                    (3, 0, "d", plain),
                    (0, 1, "e", linked)
                ]
            ),
            "^[1;1Ha^]8;id=0010ff;https://example.org/^\\bc^]8;;^\\d^[2;1H^]8;id=0010ff;https://example.org/^\\e^]8;;^\\"
        );
        assert_eq!(written(&[(0, 0, "a", linked)]), "^[1;1Ha", "a mark without an address is no link");
    }

    #[test]
    fn a_style_is_written_once_and_undone_at_the_end() {
        let red = Style::new().red();
        let bold = red.bold();
        assert_eq!(
            written(&[(0, 0, "a", red), (1, 0, "b", bold), (2, 0, "c", bold), (3, 0, "d", red)]),
            "^[31m^[1;1Ha^[1mbc^[0;31md^[m"
        );
        let other = Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Indexed(236)).underlined();
        assert_eq!(written(&[(0, 0, "a", other)]), "^[4;38;2;1;2;3;48;5;236m^[1;1Ha^[m");
        assert_eq!(written(&[(0, 0, "a", Style::new().fg(Color::White).bg(Color::DarkGray))]), "^[97;100m^[1;1Ha^[m");
    }
}
