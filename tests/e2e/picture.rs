//! A terminal screen as an SVG picture, for the README.

use std::fmt::Write;

use vt100::{Cell, Color, Screen};

const CELL_WIDTH: f32 = 9.0;
const CELL_HEIGHT: f32 = 17.5;
/// From the top of a cell.
const BASELINE: f32 = 13.3;
const MARGIN: f32 = 14.0;
const BACKGROUND: &str = "#16181d";
const FOREGROUND: &str = "#d6dae1";
const FAINT: &str = "#7d8590";

/// The sixteen colours a terminal is asked for by number, as a calm dark theme has them.
const PALETTE: [&str; 16] = [
    "#2a2e37", "#f07178", "#7fd88f", "#e6c07b", "#6cb6ff", "#c792ea", "#56c8d8", "#d6dae1", "#6b7280", "#ff8b92",
    "#a3e7af", "#f5d799", "#93ccff", "#dcb0f5", "#86dfeb", "#ffffff",
];

/// Draws what the screen holds: one `<text>` per run of cells that look alike, placed by column.
pub(crate) fn svg(screen: &Screen) -> String {
    let frame = frame(screen);
    let mut out = head(frame.width, frame.height);
    for (y, part) in &frame.parts {
        let _ = writeln!(out, "<g transform=\"translate(0,{y})\">\n{part}</g>");
    }
    out.push_str("</svg>\n");
    out
}

/// A screen, row by row, each in the parts between the borders: what changes in one pane leaves the others.
pub(crate) struct Frame {
    pub(crate) width: f32,
    pub(crate) height: f32,
    /// The height at which each part begins, and what it has.
    pub(crate) parts: Vec<(f32, String)>,
}

/// What a screen shows, to be drawn.
pub(crate) fn frame(screen: &Screen) -> Frame {
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let drawn = (0..rows).flat_map(|row| {
        let y = MARGIN + f32::from(row) * CELL_HEIGHT;
        parts(&runs(screen, row, columns)).into_iter().map(move |part| (y, part))
    });
    Frame {
        width: f32::from(columns) * CELL_WIDTH + 2.0 * MARGIN,
        height: f32::from(rows) * CELL_HEIGHT + 2.0 * MARGIN,
        parts: drawn.filter(|(_, part)| !part.is_empty()).collect(),
    }
}

/// The beginning of a picture: its size, font and background.
pub(crate) fn head(width: f32, height: f32) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         font-family=\"ui-monospace,'DejaVu Sans Mono','Noto Sans Mono CJK JP',Menlo,Consolas,monospace\" \
         font-size=\"15\" xml:space=\"preserve\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{BACKGROUND}\"/>\n"
    )
}

/// All text of a picture.
pub(crate) fn text_of(picture: &str) -> String {
    let texts = picture.split("</text>").filter_map(|part| part.rsplit_once('>').map(|(_, text)| text));
    texts.collect::<Vec<_>>().join(" ").replace('\u{a0}', " ")
}

struct Run {
    column: u16,
    columns: u16,
    text: String,
    look: Look,
}

#[derive(PartialEq, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "the terminal's attributes, each of which is on or off")]
struct Look {
    fg: Color,
    bg: Color,
    bold: bool,
    dim: bool,
    italic: bool,
    underline: bool,
    inverse: bool,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        Self {
            fg: cell.fgcolor(),
            bg: cell.bgcolor(),
            bold: cell.bold(),
            dim: cell.dim(),
            italic: cell.italic(),
            underline: cell.underline(),
            inverse: cell.inverse(),
        }
    }
}

fn runs(screen: &Screen, row: u16, columns: u16) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for column in 0..columns {
        let Some(cell) = screen.cell(row, column).filter(|cell| !cell.is_wide_continuation()) else { continue };
        let look = Look::of(cell);
        let text = if cell.has_contents() { cell.contents() } else { " " };
        let cells = if cell.is_wide() { 2 } else { 1 };
        // Only plain ASCII may share a `<text>`: the width of anything else depends on the reader's fonts.
        match runs.last_mut().filter(|run| run.look == look && run.text.is_ascii() && text.is_ascii()) {
            Some(run) => {
                run.text.push_str(text);
                run.columns += cells;
            }
            None => runs.push(Run { column, columns: cells, text: text.to_owned(), look }),
        }
    }
    runs
}

/// The runs of a row, drawn in the parts between the borders of the panes.
fn parts(runs: &[Run]) -> Vec<String> {
    let mut parts = vec![String::new()];
    for run in runs {
        if let Some(part) = parts.last_mut() {
            draw(part, run);
        }
        if matches!(run.text.as_str(), "│" | "┃") {
            parts.push(String::new());
        }
    }
    parts
}

fn draw(out: &mut String, run: &Run) {
    let (mut fg, mut bg) = (colour(run.look.fg, FOREGROUND), colour(run.look.bg, BACKGROUND));
    if run.look.dim {
        fg = FAINT.to_owned();
    }
    if run.look.inverse {
        std::mem::swap(&mut fg, &mut bg);
    }
    let x = MARGIN + f32::from(run.column) * CELL_WIDTH;
    let width = f32::from(run.columns) * CELL_WIDTH;
    if bg != BACKGROUND {
        let _ = writeln!(out, "<rect x=\"{x}\" width=\"{width}\" height=\"{CELL_HEIGHT}\" fill=\"{bg}\"/>");
    }
    if run.text.trim().is_empty() {
        return;
    }
    let mut style = String::new();
    for (on, attribute) in [
        (run.look.bold, " font-weight=\"bold\""),
        (run.look.italic, " font-style=\"italic\""),
        (run.look.underline, " text-decoration=\"underline\""),
    ] {
        if on {
            style.push_str(attribute);
        }
    }
    let _ = writeln!(
        out,
        "<text x=\"{x}\" y=\"{BASELINE}\" textLength=\"{width}\" fill=\"{fg}\"{style}>{}</text>",
        escape(&run.text)
    );
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace(' ', "\u{a0}")
}

fn colour(colour: Color, default: &str) -> String {
    match colour {
        Color::Default => default.to_owned(),
        Color::Idx(n) => PALETTE.get(usize::from(n)).map_or_else(|| cube(n), |name| (*name).to_owned()),
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
    }
}

/// Colours 16 to 255 of the usual table: a 6×6×6 cube, then greys.
fn cube(n: u8) -> String {
    let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
    let (r, g, b) = if n >= 232 {
        let grey = 8 + 10 * (n - 232);
        (grey, grey, grey)
    } else {
        let n = n - 16;
        (level(n / 36), level(n / 6 % 6), level(n % 6))
    };
    format!("#{r:02x}{g:02x}{b:02x}")
}
