//! Whole screens: one of each that a person remembers. Everything else is tested by pane, overlay or line, so that a
//! change to one part of the screen does not change every snapshot.

use std::fmt::Write as _;

use ratatui::{
    buffer::{Buffer, Cell},
    layout::Size,
    style::{Color, Modifier},
};

use super::{Drawn, MIDDLE, SMALL, WIDE, fixtures, rows, scene};
use crate::{
    app::{
        messages::Tone,
        place::{Tab, ViewId},
        theme::Theme,
    },
    domain::ThemeName,
};

#[test]
fn the_screens_a_person_remembers() {
    for (name, scene, size) in [
        ("setup", "setup_empty", MIDDLE),
        ("login_waiting", "login_waiting", MIDDLE),
        ("shows", "main_shows", WIDE),
        ("episodes_two_panes", "main_episodes", MIDDLE),
        ("episodes_one_pane", "main_episodes", SMALL),
        ("new", "new", WIDE),
        ("in_progress", "in_progress", MIDDLE),
        ("saved", "saved", WIDE),
        ("saved_two_panes", "saved", MIDDLE),
        ("search", "search_found", WIDE),
        ("notes", "main_notes", MIDDLE),
        ("help", "help", MIDDLE),
        ("account", "account", MIDDLE),
        ("ascii", "main_ascii", MIDDLE),
    ] {
        insta::assert_snapshot!(name, Drawn::scene(scene, size).screen());
    }
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
    let mut state = scene("main_shows_filter_typing", size);
    state.cx.display.theme = Theme::of(ThemeName::Mono);
    let Drawn { buffer, state, .. } = Drawn::of(state);
    assert!(buffer.content.iter().all(|cell| (cell.fg, cell.bg) == (Color::Reset, Color::Reset)));
    insta::assert_snapshot!("no_colour", styles(&buffer));
    let (bold, dim, reversed, none) = (Modifier::BOLD, Modifier::DIM, Modifier::REVERSED, Modifier::empty());
    let layout = &state.cx.layout;
    let looks = |view| {
        let pane = layout.pane(view).expect("it is in sight");
        let [title, rule, row] =
            [(pane.x + 1, 0), (pane.x, 1), (pane.x + 3, 2)].map(|(x, y)| buffer[(x, pane.y + y)].modifier);
        (title, rule, row.contains(reversed), buffer[(pane.x, pane.y + 2)].symbol())
    };
    assert_eq!(looks(ViewId::Shows), (bold, none, true, "▎"));
    assert_eq!(looks(ViewId::Episodes), (none, dim, false, "▎"), "without the focus the mark is left");
    for label in &layout.tabs {
        let cells = [label.area.x, label.area.x + 1].map(|x| &buffer[(x, label.area.y)]);
        let look = if label.tab == Tab::Shows { ("▎", bold) } else { (" ", dim) };
        assert_eq!((cells[0].symbol(), cells[1].modifier), look);
    }
}

/// What has a colour of its own: the focus, the selection in both panes, states of episodes, hits, links, timestamps, keys,
/// an error.
fn colours(name: ThemeName) -> Drawn {
    let size = Size { width: 120, height: 24 };
    let script = fixtures::opened(size, ViewId::Episodes).keys("/").text("the").keys("Enter").later();
    let mut state = script.notify("The library cannot be written", Tone::Error).state;
    state.cx.display.theme = Theme::of(name);
    Drawn::of(state)
}

/// The screen, then a letter for the style of each cell, then what the letters mean, in the order of the screen.
fn styled(buffer: &Buffer) -> String {
    let look = |cell: &Cell| format!("{} on {} {:?}", cell.fg, cell.bg, cell.modifier).replace("Modifier", "");
    let mut known: Vec<String> = Vec::new();
    let mut letters = String::new();
    for y in 0..buffer.area.height {
        for x in 0..buffer.area.width {
            let look = look(&buffer[(x, y)]);
            let at = known.iter().position(|other| *other == look).unwrap_or_else(|| {
                known.push(look);
                known.len() - 1
            });
            letters.push(char::from(b'a' + u8::try_from(at).expect("few styles")));
        }
        letters.push('\n');
    }
    let mut drawn = format!("{}\n\n{letters}\n", rows(buffer).join("\n"));
    for (letter, look) in ('a'..).zip(known) {
        let _ = writeln!(drawn, "{letter} {look}");
    }
    drawn
}

#[test]
fn every_theme_sets_off_what_matters() {
    // `auto` is dark or light.
    for (word, name) in ThemeName::ALL.into_iter().filter(|(_, name)| *name != ThemeName::Auto) {
        insta::assert_snapshot!(format!("theme_{word}"), styled(&colours(name).buffer));
    }
}
