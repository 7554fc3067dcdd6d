//! What the screens look like, at three sizes; and that no size and no text breaks them.

use ratatui::{
    Terminal,
    backend::TestBackend,
    buffer::Buffer,
    layout::{Position, Size},
    style::{Color, Modifier},
};

use super::{Theme, render};
use crate::app::{Keymap, State, keymap::Rebinding, panes::Pane};

mod data;
mod fixtures;
mod hostile;
mod tabs;

const SIZES: [Size; 3] =
    [Size { width: 140, height: 40 }, Size { width: 80, height: 24 }, Size { width: 40, height: 10 }];

/// Every condition there is, the tabs among them.
fn scenes() -> Vec<fixtures::Scene> {
    fixtures::SCENES.iter().chain(tabs::SCENES).copied().collect()
}

/// Draws a state, and says where the cursor is if there is one.
fn drawn(state: &State, theme: &Theme, size: Size) -> (Buffer, Option<Position>) {
    let mut terminal = Terminal::new(TestBackend::new(size.width, size.height)).expect("a terminal");
    terminal.draw(|frame| render(state, theme, frame)).expect("drawn");
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

fn screen(build: fn(Size) -> State, size: Size) -> String {
    let (buffer, cursor) = drawn(&build(size), &Theme::default(), size);
    let cursor = cursor.map(|at| format!(", cursor at {},{}", at.x, at.y)).unwrap_or_default();
    format!("{}x{}{cursor}\n{}\n", size.width, size.height, rows(&buffer).join("\n"))
}

#[test]
fn every_screen_at_three_sizes() {
    for (name, build) in &scenes() {
        let screens: Vec<_> = SIZES.into_iter().map(|size| screen(*build, size)).collect();
        insta::assert_snapshot!(*name, screens.join("\n"));
    }
}

#[test]
fn a_terminal_that_is_too_small_says_so() {
    let sizes = [(60, 9), (39, 12), (20, 5), (8, 2), (5, 6), (1, 1)];
    let screens = sizes.map(|(width, height)| screen(fixtures::base, Size { width, height }));
    insta::assert_snapshot!("too_small", screens.join("\n"));
}

/// One letter for each cell that is not plain: what a person without colours has to go by.
fn styles(buffer: &Buffer) -> String {
    let letter = |style: Modifier| match style {
        _ if style.contains(Modifier::REVERSED) => 'r',
        _ if style.contains(Modifier::UNDERLINED) => 'u',
        _ if style.contains(Modifier::BOLD) => 'b',
        _ if style.contains(Modifier::DIM) => 'd',
        _ => '.',
    };
    let row = |y| (0..buffer.area.width).map(|x| letter(buffer[(x, y)].modifier)).collect::<String>();
    (0..buffer.area.height).map(row).collect::<Vec<_>>().join("\n")
}

#[test]
fn without_colour_focus_selection_and_hits_are_seen() {
    let size = Size { width: 80, height: 24 };
    let build = fixtures::SCENES.iter().find(|(name, _)| *name == "main_shows_filter_typing").expect("a scene").1;
    let (buffer, _) = drawn(&build(size), &Theme::no_color(), size);
    assert!(buffer.content.iter().all(|cell| (cell.fg, cell.bg) == (Color::Reset, Color::Reset)));
    insta::assert_snapshot!("no_colour_styles", styles(&buffer));
}

#[test]
fn the_marks_of_an_ascii_screen_are_ascii() {
    for (name, build) in &scenes() {
        let size = Size { width: 100, height: 30 };
        let mut state = build(size);
        let remote = state.main != crate::app::panes::Main::default();
        state.look.ascii = true;
        state.main.notes = crate::app::panes::NotesPane::default();
        let text = rows(&drawn(&state, &Theme::default(), size).0).concat();
        if !remote {
            assert!(text.is_ascii(), "{name}: {text}");
        }
        assert!(!text.chars().any(|c| "─│┌━┃┏█▌●◐✓…·▲›".contains(c)), "{name}: {text}");
    }
}

#[test]
fn a_key_that_was_rebound_is_the_one_that_is_shown() {
    let size = Size { width: 140, height: 40 };
    let mut state = fixtures::main(size, Pane::Shows);
    let keys = ["Ctrl-t".into()];
    state.keymap = Keymap::rebound(&[Rebinding { context: "list", name: "sort", keys: &keys }]).0;
    let screen = rows(&drawn(&state, &Theme::default(), size).0);
    assert!(screen.last().is_some_and(|status| status.contains("Ctrl-t sort")), "{screen:#?}");
}

#[test]
fn a_show_of_which_everything_was_read_is_whole_though_spotify_counts_more() {
    let size = Size { width: 140, height: 40 };
    let mut state = fixtures::main(size, Pane::Episodes);
    let have = state.main.open_episodes().expect("a show is open").items.len();
    state.main.open_total = u32::try_from(have + 1).ok();
    for complete in [false, true] {
        state.main.open_complete = complete;
        let screen = rows(&drawn(&state, &Theme::default(), size).0).concat();
        assert_eq!(screen.contains(&format!("{have} of {} on disk", have + 1)), !complete, "{screen}");
    }
}

#[test]
fn whoever_types_sees_the_ways_out_whatever_goes_on() {
    let scenes = scenes();
    for name in ["main_shows_filter_typing", "search_empty", "login_waiting"] {
        let build = scenes.iter().find(|(scene, _)| *scene == name).expect("a scene").1;
        for size in SIZES {
            let mut state = build(size);
            state.quota = crate::domain::Quota::Blocked { until: state.now.timestamp() };
            let screen = rows(&drawn(&state, &Theme::default(), size).0);
            let status = screen.last().expect("rows");
            let enter = name == "login_waiting" || status.contains("Enter ");
            assert!(enter && status.contains("Esc "), "{name} at {size:?}: {status}");
            assert_eq!(status.contains("blocked until"), size.width > 40, "{name} at {size:?}: {status}");
        }
    }
}
