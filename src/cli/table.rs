//! Aligned columns for people and for `grep`: never cut where the output is no terminal, never wider than one that is.

use std::{
    borrow::Cow,
    io::{self, IsTerminal, Write},
};

use anstyle::{AnsiColor, Style};

use crate::{
    config::{ColorMode, Config, Environment},
    domain::width::{truncate, width},
};

/// What the output can show.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    color: bool,
    /// The width of the terminal; `None` where the output is none.
    pub(super) columns: Option<u16>,
    ellipsis: &'static str,
}

pub(super) const PLAIN: Style = Style::new();
pub(super) const QUIET: Style = Style::new().dimmed();
pub(super) const STRONG: Style = Style::new().bold();
pub(super) const STARTED: Style = AnsiColor::Yellow.on_default();

impl Look {
    /// How stdout looks.
    pub(super) fn of_stdout(config: &Config, environment: &Environment) -> Self {
        let stdout = io::stdout();
        let terminal = stdout.is_terminal();
        let columns = terminal.then(|| {
            let size = rustix::termios::tcgetwinsize(&stdout).map_or(0, |size| size.ws_col);
            if size == 0 { 80 } else { size }
        });
        let color = match config.color {
            ColorMode::Always => true,
            ColorMode::Never => false,
            ColorMode::Auto => terminal && environment.var("TERM").is_some_and(|term| term != "dumb"),
        };
        Self { color, columns, ellipsis: if config.ascii { "..." } else { "…" } }
    }

    /// A terminal of this width.
    #[cfg(test)]
    pub(super) fn terminal(columns: u16, color: bool) -> Self {
        Self { color, columns: Some(columns), ellipsis: "…" }
    }

    /// Text in a style, where there are colours.
    pub(super) fn paint(self, text: &str, style: Style) -> String {
        if self.color && style != PLAIN && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// Text cut to a width, on a terminal.
    pub(super) fn cut(self, text: &str, columns: usize) -> Cow<'_, str> {
        if self.columns.is_some() { truncate(text, columns, self.ellipsis) } else { Cow::Borrowed(text) }
    }
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// What stands above it, on a terminal.
    pub(super) title: &'static str,
    /// Its width, but for the last one.
    pub(super) width: usize,
    /// On which side text stands.
    pub(super) side: Side,
    /// How it looks.
    pub(super) style: Style,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// Writes rows below each other.
pub(super) struct Table {
    look: Look,
    columns: Vec<Column>,
    rows: usize,
}

/// How many columns are left free between two.
pub(super) const GAP: usize = 2;

impl Table {
    /// A table of these columns. On a terminal that is too narrow the columns left of the last one stay, and the last
    /// gets what is left, or is not seen.
    pub(super) fn new(look: Look, columns: Vec<Column>) -> Self {
        Self { look, columns, rows: 0 }
    }

    /// Writes one row. A style that is not plain stands in for the column's.
    pub(super) fn row(&mut self, cells: &[(Cow<'_, str>, Style)], out: &mut dyn Write) -> io::Result<()> {
        if self.rows == 0 && self.look.columns.is_some() {
            let titles: Vec<_> = self.columns.iter().map(|column| (Cow::Borrowed(column.title), QUIET)).collect();
            self.write(&titles, out)?;
        }
        self.rows += 1;
        self.write(cells, out)
    }

    fn write(&self, cells: &[(Cow<'_, str>, Style)], out: &mut dyn Write) -> io::Result<()> {
        let mut line = String::new();
        let mut room = self.look.columns.map_or(usize::MAX, usize::from);
        let last = self.columns.len().saturating_sub(1);
        for (at, (column, (text, style))) in self.columns.iter().zip(cells).enumerate() {
            let style = if *style == PLAIN { column.style } else { *style };
            let field = if at == last { room } else { column.width.min(room) };
            let text = self.look.cut(text, field);
            let pad = if at == last { 0 } else { field.saturating_sub(width(&text)) };
            let painted = self.look.paint(&text, style);
            let pad = " ".repeat(pad);
            match column.side {
                Side::Left => line.extend([painted.as_str(), &pad]),
                Side::Right => line.extend([pad.as_str(), &painted]),
            }
            room = room.saturating_sub(column.width + GAP);
            if at == last || room == 0 {
                break;
            }
            line.push_str("  ");
        }
        writeln!(out, "{}", line.trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(columns: Option<u16>, color: bool, cells: [&str; 3]) -> String {
        let look = Look { color, columns, ellipsis: "…" };
        let column = |title, width, side| Column { title, width, side, style: PLAIN };
        let columns = vec![
            column("DATE", 5, Side::Left),
            column("N", 3, Side::Right),
            Column { style: STRONG, ..column("TITLE", 0, Side::Left) },
        ];
        let mut out = Vec::new();
        let cells = cells.map(|cell| (Cow::Borrowed(cell), PLAIN));
        Table::new(look, columns).row(&cells, &mut out).expect("a vector takes everything");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn where_there_is_no_terminal_nothing_is_cut_and_nothing_added() {
        assert_eq!(said(None, false, ["a", "1", "Title"]), "a        1  Title\n");
        assert_eq!(said(None, false, ["longer than that", "1000", "T"]), "longer than that  1000  T\n");
        assert_eq!(said(None, false, ["日", "", ""]), "日\n");
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        assert_eq!(said(Some(20), false, ["a", "1", "A long title"]), "DATE     N  TITLE\na        1  A long…\n");
        for columns in 1..30 {
            for line in said(Some(columns), false, ["2026-01-01", "10000", "日本語のタイトル"]).lines() {
                assert!(width(line) <= usize::from(columns), "{columns}: {line:?}");
            }
        }
    }

    #[test]
    fn colours_are_there_only_where_they_are_asked_for() {
        assert_eq!(said(None, true, ["a", "1", "T"]), "a        1  \u{1b}[1mT\u{1b}[0m\n");
        assert!(!said(Some(30), false, ["a", "1", "T"]).contains('\u{1b}'));
    }
}
