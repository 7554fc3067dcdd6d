//! Aligned columns: cut to the width of a terminal, never cut elsewhere.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use anstyle::{AnsiColor, Style};

use super::output::columns;
use crate::{
    config::{ColorMode, Config, Environment, keys},
    domain::width::{truncate, width},
};

#[derive(Debug, Clone, Copy)]
pub(super) struct DisplayOptions {
    color: bool,
    /// The width of the terminal; `None` if the output is none.
    pub(super) columns: Option<u16>,
    ellipsis: &'static str,
}

pub(super) const PLAIN: Style = Style::new();
pub(super) const QUIET: Style = Style::new().dimmed();
pub(super) const STRONG: Style = Style::new().bold();
pub(super) const STARTED: Style = AnsiColor::Yellow.on_default();

impl DisplayOptions {
    pub(super) fn of_stdout(config: &Config, environment: &Environment) -> Self {
        let columns = columns(io::stdout());
        let color = match config.get(keys::COLOR) {
            ColorMode::Always => true,
            ColorMode::Never => false,
            ColorMode::Auto => columns.is_some() && environment.var("TERM").is_some_and(|term| term != "dumb"),
        };
        Self { color, columns, ellipsis: if config.get(keys::ASCII) { "..." } else { "…" } }
    }

    #[cfg(test)]
    pub(super) fn terminal(columns: u16, color: bool) -> Self {
        Self { color, columns: Some(columns), ellipsis: "…" }
    }

    /// Adds a style, if colours are on.
    pub(super) fn paint(self, text: &str, style: Style) -> String {
        if self.color && style != PLAIN && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// Cuts text to a width, on a terminal.
    pub(super) fn cut(self, text: &str, columns: usize) -> Cow<'_, str> {
        if self.columns.is_some() { truncate(text, columns, self.ellipsis) } else { Cow::Borrowed(text) }
    }
}

/// A cell's text and style. A plain cell has the style of its column.
pub(super) type Cell<'r> = (Cow<'r, str>, Style);

pub(super) fn plain<'r>(text: impl Into<Cow<'r, str>>) -> Cell<'r> {
    (text.into(), PLAIN)
}

/// A column of a table of `R`s.
pub(super) struct Column<R> {
    /// Shown on a terminal.
    pub(super) title: &'static str,
    /// Not used for the last column.
    pub(super) width: usize,
    is_right: bool,
    style: Style,
    cell: fn(&R) -> Cell<'_>,
}

impl<R> Column<R> {
    pub(super) fn left(title: &'static str, width: usize, cell: fn(&R) -> Cell<'_>) -> Self {
        Self { title, width, is_right: false, style: PLAIN, cell }
    }

    pub(super) fn right(title: &'static str, width: usize, cell: fn(&R) -> Cell<'_>) -> Self {
        Self { is_right: true, ..Self::left(title, width, cell) }
    }

    pub(super) fn styled(self, style: Style) -> Self {
        Self { style, ..self }
    }
}

/// Writes rows as aligned text. A terminal that is too narrow cuts the last columns.
pub(super) struct Table<R> {
    display: DisplayOptions,
    columns: Vec<Column<R>>,
    has_header: bool,
}

/// The space between two columns.
pub(super) const GAP: usize = 2;

impl<R> Table<R> {
    pub(super) fn new(display: DisplayOptions, columns: Vec<Column<R>>) -> Self {
        Self { display, columns, has_header: display.columns.is_none() }
    }

    pub(super) fn row(&mut self, row: &R, out: &mut dyn Write) -> io::Result<()> {
        if !self.has_header {
            self.has_header = true;
            self.write(|column| (column.title.into(), QUIET), out)?;
        }
        self.write(|column| (column.cell)(row), out)
    }

    fn write<'r>(&self, cell: impl Fn(&Column<R>) -> Cell<'r>, out: &mut dyn Write) -> io::Result<()> {
        let mut line = String::new();
        let mut room = self.display.columns.map_or(usize::MAX, usize::from);
        let last = self.columns.len().saturating_sub(1);
        for (at, column) in self.columns.iter().enumerate() {
            let (text, style) = cell(column);
            let style = if style == PLAIN { column.style } else { style };
            let field = if at == last { room } else { column.width.min(room) };
            let text = self.display.cut(&text, field);
            let pad = " ".repeat(if at == last { 0 } else { field.saturating_sub(width(&text)) });
            let painted = self.display.paint(&text, style);
            line.extend(if column.is_right { [pad, painted] } else { [painted, pad] });
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

    fn written(columns: Option<u16>, color: bool, cells: [&str; 3]) -> String {
        let display = DisplayOptions { color, columns, ellipsis: "…" };
        let columns = vec![
            Column::left("DATE", 5, |cells: &[&str; 3]| plain(cells[0])),
            Column::right("N", 3, |cells| plain(cells[1])),
            Column::left("TITLE", 0, |cells: &[&str; 3]| plain(cells[2])).styled(STRONG),
        ];
        let mut out = Vec::new();
        Table::new(display, columns).row(&cells, &mut out).expect("a vector takes everything");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn without_a_terminal_nothing_is_cut_or_added() {
        assert_eq!(written(None, false, ["a", "1", "Title"]), "a        1  Title\n");
        assert_eq!(written(None, false, ["longer than that", "1000", "T"]), "longer than that  1000  T\n");
        assert_eq!(written(None, false, ["日", "", ""]), "日\n");
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        assert_eq!(written(Some(20), false, ["a", "1", "A long title"]), "DATE     N  TITLE\na        1  A long…\n");
        for columns in 1..30 {
            for line in written(Some(columns), false, ["2026-01-01", "10000", "日本語のタイトル"]).lines() {
                assert!(width(line) <= usize::from(columns), "{columns}: {line:?}");
            }
        }
    }

    #[test]
    fn colours_are_written_only_if_they_are_on() {
        assert_eq!(written(None, true, ["a", "1", "T"]), "a        1  \u{1b}[1mT\u{1b}[0m\n");
        assert!(!written(Some(30), false, ["a", "1", "T"]).contains('\u{1b}'));
    }
}
