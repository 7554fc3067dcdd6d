//! What the screens look like, at three sizes; and that no size and no text breaks them.

use ratatui::{
    Terminal,
    backend::TestBackend,
    buffer::Buffer,
    layout::{Position, Rect, Size},
};

use super::render;
use crate::{
    app::{EventKind, Keymap, State, input::keymap::Rebinding, layout, place::ViewId},
    domain::Quota,
};

mod data;
mod discover;
mod entry;
mod fixtures;
mod hostile;
mod linear;
mod overlays;
mod panes;
mod player;
mod rows;
mod screens;
mod sequences;
mod status;
mod tabs;

const WIDE: (u16, u16) = (140, 40);
const MIDDLE: (u16, u16) = (80, 24);
const SMALL: (u16, u16) = (40, 10);

/// Every condition there is, the tabs among them.
fn scenes() -> Vec<fixtures::Scene> {
    fixtures::SCENES.iter().chain(tabs::SCENES).chain(player::SCENES).chain(discover::SCENES).copied().collect()
}

/// A scene by its name.
fn scene(name: &str, size: Size) -> State {
    let scenes = scenes();
    let (_, build) = scenes.iter().find(|(scene, _)| *scene == name).unwrap_or_else(|| panic!("no scene {name}"));
    build(size)
}

/// Draws a state, and says where the cursor is if there is one.
fn drawn(state: &State, size: Size) -> (Buffer, Option<Position>) {
    let mut terminal = Terminal::new(TestBackend::new(size.width, size.height)).expect("a terminal");
    terminal.draw(|frame| render(state, frame)).expect("drawn");
    let backend = terminal.backend();
    let cursor = backend.cursor_visible().then(|| backend.cursor_position());
    (backend.buffer().clone(), cursor)
}

/// The rows as a person sees them; what a wide character covers is not written twice.
fn rows(buffer: &Buffer) -> Vec<String> {
    let row = |y| {
        let (mut row, mut skip) = (String::new(), 0);
        for x in 0..buffer.area.width {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buffer[(x, y)].symbol();
            skip = super::text::width(symbol).saturating_sub(1);
            row.push_str(symbol);
        }
        row.trim_end().to_owned()
    };
    (0..buffer.area.height).map(row).collect()
}

/// What is drawn of a state, and where.
struct Drawn {
    state: State,
    buffer: Buffer,
    cursor: Option<Position>,
}

/// A pane or an overlay: its title, its lines, what stands in its rule or lower border. Blanks at the ends, and lines that
/// are nothing else, are left out.
#[derive(Debug)]
struct Framed {
    head: String,
    lines: Vec<String>,
    foot: String,
}

impl Framed {
    /// The lines as one text, however they are wrapped.
    fn text(&self) -> String {
        self.lines.join(" ")
    }
}

impl Drawn {
    fn of(state: State) -> Self {
        let (buffer, cursor) = drawn(&state, state.cx.layout.size);
        Self { state, buffer, cursor }
    }

    /// A scene on a terminal of this size.
    fn scene(name: &str, (width, height): (u16, u16)) -> Self {
        Self::of(scene(name, Size { width, height }))
    }

    /// The whole screen, with its size and its cursor.
    fn screen(&self) -> String {
        let Rect { width, height, .. } = self.buffer.area;
        let cursor = self.cursor.map(|at| format!(", cursor at {},{}", at.x, at.y)).unwrap_or_default();
        format!("{width}x{height}{cursor}\n{}\n", rows(&self.buffer).join("\n"))
    }

    fn status(&self) -> String {
        self.area(self.state.cx.layout.status).concat()
    }

    fn header(&self) -> String {
        self.area(self.state.cx.layout.header).concat()
    }

    /// What stands between header and status line, without blank lines.
    fn body(&self) -> Vec<String> {
        let mut lines = self.area(self.state.cx.layout.body);
        lines.retain(|line| !line.is_empty());
        lines
    }

    fn pane(&self, view: ViewId) -> Framed {
        let area = self.state.cx.layout.pane(view).expect("the pane is in sight");
        let rows = self.state.cx.layout.rows_of(area);
        let head = Rect { height: 1, width: rows.width, ..area };
        let foot = Rect { y: area.y + 1, height: rows.y - area.y - 1, width: rows.width, ..area };
        self.framed(head, rows, foot)
    }

    fn overlay(&self) -> Framed {
        let area = self.state.cx.layout.overlay.expect("an overlay is open");
        let border = |y| Rect { x: area.x + 1, y, width: area.width - 2, height: 1 };
        self.framed(border(area.y), layout::inside(area), border(area.bottom() - 1))
    }

    fn framed(&self, head: Rect, inside: Rect, foot: Rect) -> Framed {
        let border = |row: Rect| {
            let text = self.area(row).concat();
            // Between two texts a line is as good as a blank.
            let words = text.split(' ').filter(|word| !word.chars().all(|c| "─-".contains(c)));
            words.collect::<Vec<_>>().join(" ")
        };
        let mut lines = self.area(inside);
        lines.retain(|line| !line.is_empty());
        Framed { head: border(head), lines, foot: border(foot) }
    }

    /// The rows of an area, without the blanks around them.
    fn area(&self, area: Rect) -> Vec<String> {
        let mut part = Buffer::empty(Rect { x: 0, y: 0, ..area });
        for position in part.area.positions() {
            part[position] = self.buffer[(area.x + position.x, area.y + position.y)].clone();
        }
        rows(&part).into_iter().map(|row| row.trim().to_owned()).collect()
    }
}

#[test]
fn a_terminal_that_is_too_small_says_so() {
    for (width, height, row, text) in [
        (60, 9, 4, "              Make the terminal larger (40x10)"),
        (39, 12, 5, "   Make the terminal larger (40x10)"),
        (20, 5, 2, "   Larger: 40x10"),
        (8, 2, 0, " 40x10"),
        (5, 6, 2, "40x10"),
        (1, 1, 0, "M"),
    ] {
        let drawn = Drawn::scene("main_shows", (width, height));
        let screen = rows(&drawn.buffer);
        let shown: Vec<_> = screen.iter().enumerate().filter(|(_, line)| !line.is_empty()).collect();
        assert_eq!(shown, [(row, &text.to_owned())], "{width}x{height}");
        assert_eq!(drawn.cursor, None);
    }
}

/// What the program draws itself, and has another sign for in ASCII.
const MARKS: &str = "─│┌━┃┏█▌●◐✓…·▲›";

/// Drawn in ASCII, no scene has a mark that is not. Texts from Spotify stay as they are; the scenes without any are
/// ASCII altogether.
#[test]
fn the_marks_of_an_ascii_screen_are_ascii() {
    let size = Size { width: 100, height: 30 };
    let mut plain = 0;
    for (name, build) in &scenes() {
        let state = build(size);
        for ascii in [false, true] {
            let mut script = fixtures::Script::of(state.clone());
            script.state.cx.display.ascii = ascii;
            // Another width and back: the notes are laid out again.
            for width in [size.width - 20, size.width] {
                script = script.send(EventKind::Resize(Size { width, ..size }));
            }
            let text = rows(&drawn(&script.state, size).0).concat();
            assert_eq!(text.chars().any(|c| MARKS.contains(c)), !ascii, "{name}: {text}");
            if ascii && script.state.views.shows.items().is_empty() {
                plain += 1;
                assert!(text.is_ascii(), "{name}: {text}");
            }
        }
    }
    assert!(plain >= 15, "only {plain} scenes have no text from Spotify");
}

#[test]
fn a_key_that_was_rebound_is_the_one_that_is_shown() {
    let size = Size { width: 140, height: 40 };
    let mut state = fixtures::main(size, ViewId::Shows);
    let keys = ["Ctrl-t".into()];
    state.cx.keymap = Keymap::default().rebound(&[Rebinding { context: "list", name: "sort", keys: &keys }]).0;
    let screen = rows(&drawn(&state, size).0);
    assert!(screen.last().is_some_and(|status| status.contains("Ctrl-t sort")), "{screen:#?}");
}

#[test]
fn a_show_of_which_everything_was_read_is_whole_though_spotify_counts_more() {
    let size = Size { width: 140, height: 40 };
    let have = data::episodes().len();
    for is_complete in [false, true] {
        let mut shows = data::shows_complete(u32::try_from(have + 1).expect("few"));
        shows[0].complete = is_complete;
        let state = fixtures::listing(fixtures::startup(size), shows).open_first(data::episodes()).state;
        let screen = rows(&drawn(&state, size).0).concat();
        assert_eq!(screen.contains(&format!("{have} of {} on disk", have + 1)), !is_complete, "{screen}");
    }
}

#[test]
fn the_ways_out_of_a_field_stay_in_sight_whatever_goes_on() {
    for name in ["main_shows_filter_typing", "search_empty", "login_waiting"] {
        for (width, height) in [WIDE, MIDDLE, SMALL] {
            let size = Size { width, height };
            let mut state = scene(name, size);
            state.cx.quota = Quota::Blocked { until: state.cx.now.timestamp() };
            let screen = rows(&drawn(&state, size).0);
            let status = screen.last().expect("rows");
            let enter = name == "login_waiting" || status.contains("Enter ");
            assert!(enter && status.contains("Esc "), "{name} at {size:?}: {status}");
            assert_eq!(status.contains("blocked until"), size.width > 40, "{name} at {size:?}: {status}");
        }
    }
}
