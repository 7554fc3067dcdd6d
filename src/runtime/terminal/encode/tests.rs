use std::num::NonZero;

use pretty_assertions::assert_eq;
use proptest::prelude::*;
use ratatui::{
    buffer::Buffer,
    layout::{Position, Size},
    style::Style,
    text::{Line, Span},
};

use super::*;

mod held;

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
    cells(Page { shown: &shown, links, picture: None }, &changes, &mut bytes);
    String::from_utf8(bytes).expect("text").replace('\x1b', "^")
}

#[test]
fn the_cursor_is_moved_over_gaps_only_and_wide_symbols_follow_each_other() {
    let plain = Style::new();
    assert_eq!(written(&[(2, 0, "a", plain), (3, 0, "b", plain), (40, 0, "c", plain)]), "^[1;3Hab^[36Cc");
    assert_eq!(written(&[(0, 3, "日", plain), (2, 3, "本", plain)]), "^[4H日本");
}

#[test]
fn f3_a_link_is_opened_before_its_cells_and_closed_after_them() {
    let mark = Color::Rgb(0, 16, 255);
    let link = Hyperlink { mark, address: "https://example.org/".into() };
    let (plain, linked) = (Style::new(), Style::new().underline_color(mark));
    assert_eq!(
        written_with(
            std::slice::from_ref(&link),
            &[(0, 0, "a", plain), (1, 0, "b", linked), (2, 0, "c", linked), (3, 0, "d", plain), (0, 1, "e", linked)]
        ),
        "^[1Ha^[2Cd\x08\x08\x08^]8;id=0010ff;https://example.org/^\\bc\n\re^]8;;^\\"
    );
    assert_eq!(written(&[(0, 0, "a", linked)]), "^[1Ha", "a mark without an address is no link");
}

#[test]
fn a_style_is_written_once_and_undone_at_the_end() {
    let red = Style::new().red();
    let bold = red.bold();
    assert_eq!(
        written(&[(0, 0, "a", red), (1, 0, "b", bold), (2, 0, "c", bold), (3, 0, "d", red)]),
        "^[31m^[1Ha^[1mbc^[22md^[m"
    );
    let other = Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Indexed(236)).underlined();
    assert_eq!(written(&[(0, 0, "a", other)]), "^[4;38;2;1;2;3;48;5;236m^[1Ha^[m");
    assert_eq!(written(&[(0, 0, "a", Style::new().fg(Color::White).bg(Color::DarkGray))]), "^[97;100m^[1Ha^[m");
}

#[test]
fn a_column_that_terminals_disagree_about_is_not_relied_on_in_the_next_row() {
    let plain = Style::new();
    let frame = |symbol| written(&[(3, 0, symbol, plain), (3, 1, symbol, plain), (3, 2, symbol, plain)]);
    assert_eq!(frame("a"), "^[1;4Ha^[B\x08a^[B\x08a");
    assert_eq!(frame("│"), "^[1;4H│\n^[4G│\n^[4G│");
}

#[test]
fn a_line_feed_goes_down_where_it_scrolls_nothing_and_no_column_relies_on_it() {
    let plain = Style::new();
    assert_eq!(written(&[(40, 0, "a", plain), (11, 1, "b", plain), (0, 2, "c", plain)]), "^[1;41Ha\n^[12Gb\n\rc");
    assert_eq!(
        written(&[(40, 9, "a", plain), (30, 11, "b", plain), (20, 19, "c", plain)]),
        "^[10;41Ha\n\n^[31Gb^[20;21Hc"
    );
    assert_eq!(written(&[(40, 22, "a", plain), (11, 23, "b", plain)]), "^[23;41Ha^[24;12Hb", "the last row");
}

#[test]
fn the_looks_of_a_list_are_written_one_after_the_other() {
    let (bold, dim) = (Style::new().bold(), Style::new().dim());
    let row = |y| [(2, y, "a", bold), (40, y, "1", dim), (41, y, "d", dim)];
    assert_eq!(
        written(&[row(4), row(5), row(6)].concat()),
        "^[1m^[5;3Ha^[B\x08a^[B\x08a^[;2m^[5;41H1d^[B\x08\x081d^[B\x08\x081d^[m"
    );
}

#[test]
fn short_gaps_are_written_and_blank_cells_in_the_colour_of_the_moment() {
    let (plain, bold) = (Style::new(), Style::new().bold());
    assert_eq!(written(&[(5, 0, "a", plain), (7, 0, "b", bold)]), "^[1;6Ha^[1m b^[m");
    assert_eq!(written(&[(5, 0, "a", bold), (6, 0, " ", plain), (7, 0, "b", bold)]), "^[1m^[1;6Ha b^[m");
    let underlined = Style::new().underlined();
    assert_eq!(written(&[(5, 0, "a", underlined), (6, 0, " ", plain)]), "^[4m^[1;6Ha^[m ", "a line would be seen");
}

#[test]
fn long_blanks_are_erased_unless_they_have_a_background() {
    let blanks = |style: Style| -> Vec<_> { (10..30).map(|x| (x, 0, " ", style)).collect() };
    assert_eq!(written(&blanks(Style::new())), "^[1;11H^[K", "the rest of the row is blank");
    let before = [blanks(Style::new()), vec![(50, 0, "a", Style::new())]].concat();
    assert_eq!(written(&before), "^[1;11H^[20X^[40Ca");
    let ends_on_ground = [blanks(Style::new()), vec![(50, 0, " ", Style::new().on_blue())]].concat();
    assert_eq!(written(&ends_on_ground), "^[1;11H^[20X^[44m^[40C ^[m");
    let ground = written(&blanks(Style::new().on_blue()));
    assert_eq!(ground, format!("^[44m^[1;11H{}^[m", " ".repeat(20)));
    let text = [blanks(Style::new()), vec![(30, 0, "a", Style::new())]].concat();
    assert_eq!(written(&text), "^[1;11H^[20X^[20Ca");
    let mut apart = blanks(Style::new());
    apart.retain(|(x, ..)| !(15..20).contains(x));
    assert_eq!(written(&apart), "^[1;11H^[K", "with the unchanged blanks between them");
}

#[test]
fn nothing_is_erased_under_a_picture_and_no_blank_written_that_has_not_changed() {
    let mut shown = Shown::default();
    let blank = Cell::new(" ");
    let columns = [0, 1, 2, 3, 4, 5, 6, 7, 8, 30, 31];
    let changes = shown.update(columns.map(|x| (x, 0, &blank)).into_iter(), Size { width: 80, height: 24 });
    let mut bytes = Vec::new();
    let picture = Some(Rect::new(10, 0, 20, 1));
    cells(Page { shown: &shown, links: &[], picture }, &changes, &mut bytes);
    assert_eq!(String::from_utf8_lossy(&bytes), "\x1b[1H\x1b[9X\x1b[30C  ");
    let mut bytes = Vec::new();
    let picture = Some(Rect::new(0, 0, 20, 1));
    cells(Page { shown: &shown, links: &[], picture }, &changes[..9], &mut bytes);
    assert_eq!(String::from_utf8_lossy(&bytes), format!("\x1b[1H{}", " ".repeat(9)));
}

const COLUMNS: u16 = 30;
const ROWS: u16 = 4;
const LINK: Color = Color::Rgb(0, 16, 255);

/// Rows of pieces of text, each with the number of its style.
fn frame(rows: &[Vec<(String, usize)>]) -> Buffer {
    let styles = [
        Style::new(),
        Style::new().bold(),
        Style::new().dim().red(),
        Style::new().red().bold(),
        Style::new().underline_color(LINK),
        Style::new().underlined(),
        Style::new().on_blue(),
        Style::new().bold().on_blue(),
        Style::new().reversed(),
    ];
    let mut buffer = Buffer::empty(Rect::new(0, 0, COLUMNS, ROWS));
    for (y, pieces) in (0..).zip(rows) {
        let line: Line<'_> = pieces.iter().map(|(text, style)| Span::styled(text.as_str(), styles[*style])).collect();
        buffer.set_line(0, y, &line, COLUMNS);
    }
    buffer
}

fn frames() -> impl Strategy<Value = Vec<Buffer>> {
    let of = |text: &'static str, styles: usize| {
        let rows = prop::collection::vec(prop::collection::vec((text, 0..styles), 0..6), usize::from(ROWS));
        prop::collection::vec(rows.prop_map(|rows| frame(&rows)), 1..5)
    };
    // Half of a wide symbol that goes takes the background of its neighbour, until it is written.
    prop_oneof![of("[ab語● ]{1,6}| {1,16}", 5), of("[ab● ]{1,6}| {1,16}", 9)]
}

fn pictures() -> impl Strategy<Value = Option<Rect>> {
    let area = (0..COLUMNS, 0..ROWS, 1..=COLUMNS, 1..=ROWS);
    let screen = Rect::new(0, 0, COLUMNS, ROWS);
    prop::option::of(area.prop_map(move |(x, y, width, height)| Rect::new(x, y, width, height).intersection(screen)))
}

/// Lets the terminal read bytes. Returns the cells that were erased and not written. No text has an X.
fn read(terminal: &mut vt100::Parser, bytes: &[u8]) -> Vec<Rect> {
    let mut erased = Vec::new();
    for (end, byte) in bytes.iter().enumerate() {
        terminal.process(&[*byte]);
        let (y, x) = terminal.screen().cursor_position();
        if x >= COLUMNS {
            // Without wrapping, the cursor stays on the last column.
            terminal.process(format!("\x1b[{COLUMNS}G").as_bytes());
        }
        if *byte == b'\n' {
            // In another mode it goes to the first column too.
            terminal.process(b"\r");
        }
        let parameter = bytes[..end].rsplit(|byte| *byte == b'[').next().filter(|_| *byte == b'X');
        if let Some(length) = parameter.and_then(|digits| str::from_utf8(digits).ok()?.parse().ok()) {
            erased.push(Rect::new(x, y, length, 1));
        }
        if bytes[..=end].ends_with(b"\x1b[K") {
            erased.push(Rect::new(x, y, COLUMNS.saturating_sub(x), 1));
        }
    }
    erased
}

/// What of a picture is spoilt: a cell that was erased, or written although it has not changed.
fn spoilt(picture: Rect, shown: &Shown, changes: &[Change], bytes: &[u8]) -> Option<String> {
    let written: Vec<_> =
        changes.iter().map(|change| Rect::new(change.x, change.y, width(shown.cell(*change)), 1)).collect();
    let is_untouched = |at: &Position| !written.iter().any(|cells| cells.contains(*at));
    let untouched: Vec<_> = picture.positions().filter(is_untouched).collect();
    let mut terminal = vt100::Parser::new(size(ROWS), size(COLUMNS), 0);
    for Position { x, y } in &untouched {
        terminal.process(format!("\x1b[{};{}H#\x1b[H", y + 1, x + 1).as_bytes());
    }
    let erased = read(&mut terminal, bytes).into_iter().find(|erased| erased.intersects(picture));
    let is_kept = |at: &&Position| terminal.screen().cell(at.y, at.x).is_some_and(|cell| cell.contents() == "#");
    let lost = untouched.iter().find(|at| !is_kept(at));
    erased.map(|erased| format!("erased: {erased}")).or(lost.map(|lost| format!("written: {lost}")))
}

fn size(length: u16) -> NonZero<u16> {
    NonZero::new(length).expect("it is not 0")
}

fn ends_within_a_link(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    text.rsplit_once("\x1b]8;").is_some_and(|(_, last)| !last.starts_with(";\x1b\\"))
}

/// What a person sees of a cell. A blank one has no colour or weight of its own.
fn seen(cell: &vt100::Cell) -> (String, [bool; 4], vt100::Color, vt100::Color) {
    let symbol = if cell.contents().is_empty() { " " } else { cell.contents() };
    let is_blank = symbol == " " && !cell.underline() && !cell.inverse();
    let attributes = [!is_blank && cell.bold(), !is_blank && cell.dim(), cell.underline(), cell.inverse()];
    let color = if is_blank { vt100::Color::Default } else { cell.fgcolor() };
    (symbol.to_owned(), attributes, color, cell.bgcolor())
}

proptest! {
    #[test]
    fn changes_lead_to_the_same_screen_as_all_cells(frames in frames(), picture in pictures()) {
        let screen = || vt100::Parser::new(size(ROWS), size(COLUMNS), 0);
        let (mut terminal, mut shown) = (screen(), Shown::default());
        let links = [Hyperlink { mark: LINK, address: "https://example.org/".into() }];
        let mut before = Buffer::empty(Rect::new(0, 0, COLUMNS, ROWS));
        for after in frames {
            let changes = shown.update(before.diff(&after).into_iter(), Size::new(COLUMNS, ROWS));
            let mut bytes = Vec::new();
            cells(Page { shown: &shown, links: &links, picture }, &changes, &mut bytes);
            let spoilt = picture.and_then(|picture| spoilt(picture, &shown, &changes, &bytes));
            prop_assert_eq!(spoilt, None, "{}", String::from_utf8_lossy(&bytes));
            prop_assert!(!ends_within_a_link(&bytes), "{}", String::from_utf8_lossy(&bytes));
            read(&mut terminal, &bytes);
            let mut whole = screen();
            for (x, y, cell) in Buffer::empty(after.area).diff(&after) {
                let look = Rendition::of(cell, &[]);
                let parameters = pen::parameters(look);
                whole.process(format!("\x1b[{};{}H\x1b[0;{parameters}m{}", y + 1, x + 1, cell.symbol()).as_bytes());
            }
            for (x, y) in (0..ROWS).flat_map(|y| (0..COLUMNS).map(move |x| (x, y))) {
                let cell = |parser: &vt100::Parser| parser.screen().cell(y, x).map(seen);
                prop_assert_eq!(cell(&terminal), cell(&whole), "column {} of row {}: {:?}", x, y, String::from_utf8_lossy(&bytes));
            }
            before = after;
        }
    }
}
