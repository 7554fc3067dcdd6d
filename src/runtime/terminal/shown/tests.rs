use std::num::NonZero;

use proptest::prelude::*;
use ratatui::{
    buffer::{Buffer, Cell},
    layout::{Rect, Size},
    style::Style,
};
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::{super::encode, *};

const COLUMNS: u16 = 14;
const ROWS: u16 = 3;

/// A screen that draws symbols as wide as it likes. What is overwritten in part becomes blank, as in real terminals.
struct Screen {
    width: fn(&str) -> usize,
    rows: Vec<Vec<String>>,
}

impl Screen {
    fn new(width: fn(&str) -> usize) -> Self {
        Self { width, rows: vec![vec![" ".to_owned(); usize::from(COLUMNS)]; usize::from(ROWS)] }
    }

    fn blank(&mut self, y: usize, x: usize) {
        let row = &mut self.rows[y];
        if x >= row.len() {
            return;
        }
        let mut first = x;
        while row[first].is_empty() {
            row[first] = " ".to_owned();
            first -= 1;
        }
        row[first] = " ".to_owned();
        let mut next = x + 1;
        while next < row.len() && row[next].is_empty() {
            row[next] = " ".to_owned();
            next += 1;
        }
    }

    /// Understands what a frame consists of: cursor positions, erased characters, styles, symbols.
    fn write(&mut self, bytes: &[u8]) {
        let text = std::str::from_utf8(bytes).expect("frames are text");
        let (mut x, mut y) = (0, 0);
        let mut parts = text.split("\x1b[");
        assert_eq!(parts.next(), Some(""), "a frame begins with a sequence");
        for part in parts {
            let end = part.find(|c: char| c.is_ascii_alphabetic()).expect("a final byte");
            let (numbers, rest) = part.split_at(end);
            let (last, text) = rest.split_at(1);
            let numbers: Vec<usize> = numbers.split(';').filter_map(|number| number.parse().ok()).collect();
            match last {
                "H" => (y, x) = (numbers[0] - 1, numbers.get(1).map_or(0, |column| column - 1)),
                "G" => x = numbers[0] - 1,
                "B" => y += numbers.first().copied().unwrap_or(1),
                "C" => x += numbers.first().copied().unwrap_or(1),
                "K" => (x..self.rows[y].len()).for_each(|x| self.blank(y, x)),
                "X" => (x..x + numbers[0]).for_each(|x| self.blank(y, x)),
                "D" => x -= numbers.first().copied().unwrap_or(1),
                "m" => {}
                other => panic!("a sequence that frames do not have: {other}"),
            }
            for symbol in text.graphemes(true) {
                match symbol {
                    "\r" => x = 0,
                    // As a terminal in another mode does, which goes to the first column too.
                    "\n" => (y, x) = (y + 1, 0),
                    "\x08" => x -= 1,
                    _ => {}
                }
                if symbol.chars().all(char::is_control) {
                    continue;
                }
                let width = (self.width)(symbol);
                (x..x + width).for_each(|x| self.blank(y, x));
                for (column, part) in (x..).zip(std::iter::once(symbol).chain(std::iter::repeat_n("", width - 1))) {
                    if let Some(cell) = self.rows[y].get_mut(column) {
                        part.clone_into(cell);
                    }
                }
                x += width;
            }
        }
    }
}

fn frame(lines: &[String]) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, COLUMNS, ROWS));
    for (y, line) in (0..).zip(lines) {
        buffer.set_string(0, y, line, Style::new());
    }
    buffer
}

/// The bytes from one frame to the next.
fn bytes(shown: &mut Shown, before: &Buffer, after: &Buffer) -> Vec<u8> {
    let changes = shown.update(before.diff(after).into_iter(), Size::new(COLUMNS, ROWS));
    let mut frame = Vec::new();
    encode::cells(encode::Page { shown, links: &[], picture: None }, &changes, &mut frame);
    frame
}

fn size(length: u16) -> NonZero<u16> {
    NonZero::new(length).expect("it is not 0")
}

/// What stands in each cell: a symbol, or nothing in the second half of a wide one.
type Drawn = Vec<Vec<String>>;

/// Draws `frames` one upon the other, and returns what a [`Screen`] and `vt100` show after each.
fn draw(frames: &[Buffer], width: fn(&str) -> usize) -> Vec<[Drawn; 2]> {
    let mut screen = Screen::new(width);
    // Wider, because it always wraps at the edge.
    let mut oracle = vt100::Parser::new(size(ROWS), size(2 * COLUMNS), 0);
    let mut shown = Shown::default();
    let mut before = Buffer::empty(Rect::new(0, 0, COLUMNS, ROWS));
    let step = |after: &Buffer| {
        let bytes = bytes(&mut shown, &before, after);
        before = after.clone();
        screen.write(&bytes);
        oracle.process(&bytes);
        let row = |y| (0..COLUMNS).map(|x| symbol(oracle.screen().cell(y, x).expect("a cell"))).collect();
        [screen.rows.clone(), (0..ROWS).map(row).collect()]
    };
    frames.iter().map(step).collect()
}

fn symbol(cell: &vt100::Cell) -> String {
    match cell.contents() {
        "" if !cell.is_wide_continuation() => " ".to_owned(),
        contents => contents.to_owned(),
    }
}

/// Whether `drawn` may stand in a cell: its own symbol, or where a symbol of uncertain width may reach, a part of that one
/// or nothing.
fn is_due(frame: &Buffer, x: u16, y: u16, drawn: &str) -> bool {
    let due = &frame[(x, y)];
    let covers = |first: u16| reach(&frame[(first, y)], first).max(first + frame[(first, y)].cell_width()) > x;
    drawn == due.symbol()
        || (0..=x).filter(|first| covers(*first)).any(|first| {
            let symbol = &frame[(first, y)];
            symbol.symbol().contains(drawn) || (is_shaped(symbol.symbol()) && drawn == " ")
        })
}

fn lines() -> impl Strategy<Value = Vec<String>> {
    let symbol = prop_oneof![
        4 => Just(" "), 4 => Just("a"), 2 => Just("語"), 2 => Just("ש"), 1 => Just("e\u{301}"), 1 => Just("❤\u{fe0f}"),
        1 => Just("🇩🇪"), 1 => Just("👨\u{200d}👩\u{200d}👧"), 1 => Just("चा"), 1 => Just("ก"),
    ];
    let line = prop::collection::vec(symbol, 0..12).prop_map(|symbols| symbols.concat());
    prop::collection::vec(line, usize::from(ROWS))
}

proptest! {
    #[test]
    fn f6_no_symbol_stays_where_the_frame_has_another(frames in prop::collection::vec(lines(), 1..8)) {
        let frames: Vec<_> = frames.iter().map(|lines| frame(lines)).collect();
        let widths: [fn(&str) -> usize; 3] = [
            |symbol| symbol.width().max(1),
            |symbol| symbol.width().max(1) + usize::from(is_uncertain(symbol)),
            |symbol| if is_shaped(symbol) { 1 } else { symbol.width().max(1) },
        ];
        for width in widths {
            for (frame, screens) in frames.iter().zip(draw(&frames, width)) {
                for (x, y) in (0..ROWS).flat_map(|y| (0..COLUMNS).map(move |x| (x, y))) {
                    for screen in &screens {
                        let row = &screen[usize::from(y)];
                        prop_assert!(is_due(frame, x, y, &row[usize::from(x)]), "{:?} in column {x} of {row:?}, due {:?}", row[usize::from(x)], frame[(x, y)].symbol());
                    }
                }
            }
        }
    }
}

#[test]
fn f6_a_change_beside_shaped_text_rewrites_neither_it_nor_its_row() {
    let lines = |first: &str| vec![format!("{first} שלום abc"), String::new(), String::new()];
    let (before, after) = (frame(&lines("a")), frame(&lines("b")));
    let mut shown = Shown::default();
    bytes(&mut shown, &Buffer::empty(before.area), &before);
    let changes = shown.update(before.diff(&after).into_iter(), Size::new(COLUMNS, ROWS));
    assert_eq!(changes, [Change { x: 0, y: 0, erase: 0, move_to: false }]);
}

#[test]
fn f6_a_shaped_symbol_that_goes_takes_the_cell_after_it_along() {
    let before = frame(&["שa".to_owned(), String::new(), String::new()]);
    let after = frame(&["ba".to_owned(), String::new(), String::new()]);
    let mut shown = Shown::default();
    bytes(&mut shown, &Buffer::empty(before.area), &before);
    let changes = shown.update(before.diff(&after).into_iter(), Size::new(COLUMNS, ROWS));
    let change = |x, erase| Change { x, y: 0, erase, move_to: false };
    assert_eq!(changes, [change(0, 2), change(1, 0)]);
    assert_eq!(shown.cell(changes[1]), &Cell::new("a"));
}

#[test]
fn f6_text_is_shaped_where_terminals_disagree_about_its_width() {
    for shaped in ["चा", "e\u{301}", "ل", "ש", "ก", "👨\u{200d}👩", "❤\u{fe0f}", "🇩"] {
        assert!(is_shaped(shaped), "{shaped}");
    }
    for plain in ["a", "é", "語", "한", "│", "●", "🦊", "Я"] {
        assert!(!is_shaped(plain), "{plain}");
    }
}

#[test]
fn an_equal_frame_writes_nothing() {
    let lines = ["a שלום".to_owned(), "语 e\u{301}".to_owned(), String::new()];
    let (frame, mut shown) = (frame(&lines), Shown::default());
    assert_ne!(bytes(&mut shown, &Buffer::empty(frame.area), &frame), b"");
    assert_eq!(bytes(&mut shown, &frame, &frame), b"");
}

#[test]
fn both_halves_of_a_wide_symbol_are_written_where_it_goes() {
    let mut shown = Shown::default();
    let size = Size { width: 80, height: 24 };
    let (wide, blank) = (Cell::new("道"), Cell::EMPTY);
    shown.update([(13, 0, &wide)].into_iter(), size);
    let columns: Vec<u16> = shown.update([(13, 0, &blank)].into_iter(), size).iter().map(|change| change.x).collect();
    assert_eq!(columns, [13, 14]);
    let letter = Cell::new("a");
    assert_eq!(shown.update([(13, 0, &letter)].into_iter(), size).len(), 1);
}

#[test]
fn a_blank_cell_is_written_if_the_change_is_seen() {
    let mut shown = Shown::default();
    let size = Size { width: 80, height: 24 };
    let blank = |style: Style| {
        let mut cell = Cell::new(" ");
        cell.set_style(style);
        cell
    };
    let mut writes = |style| shown.update([(13, 0, &blank(style))].into_iter(), size).len();
    assert_eq!(writes(Style::new()), 1, "nothing is known of the cell");
    assert_eq!(writes(Style::new().bold().red()), 0);
    assert_eq!(writes(Style::new().bold().red().underlined()), 1);
    assert_eq!(writes(Style::new().on_blue()), 1, "the line goes");
    assert_eq!(writes(Style::new().dim().on_blue()), 0);
    assert_eq!(writes(Style::new().dim()), 1);
}
