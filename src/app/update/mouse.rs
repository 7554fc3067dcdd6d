//! The mouse: the wheel scrolls what is under it, a click selects, a click on what is selected opens.

use ratatui::layout::{Position, Rect};

use crate::app::{
    Effect, State,
    key::{Mouse, MouseKind},
    layout::{content, geometry, message, rows},
    panes::Pane,
    state::{Message, Screen},
    tab::Tab,
};

use super::{lists, notes, overlay, tabs};

/// Rows or lines of one notch of the wheel.
const NOTCH: isize = 3;

/// The mouse was used.
pub(super) fn used(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    // Rows that a long message lies over are not the ones that are pointed at.
    if state.message_lines().is_some_and(|lines| mouse.at.y >= message(state.size, lines.len()).y) {
        Message::went_on(&mut state.message);
        return Vec::new();
    }
    if let Some(area) = state.overlay_area() {
        return on_overlay(state, area, mouse);
    }
    match state.screen {
        Screen::Main => on_panes(state, mouse),
        Screen::Setup(_) | Screen::Login(_) => Vec::new(),
    }
}

fn on_overlay(state: &mut State, area: Rect, mouse: Mouse) -> Vec<Effect> {
    match mouse.kind {
        MouseKind::WheelUp => overlay::scroll(state, -NOTCH),
        MouseKind::WheelDown => overlay::scroll(state, NOTCH),
        MouseKind::Click if !area.contains(mouse.at) => overlay::back(state),
        MouseKind::Click => {
            if let Some(line) = line_at(area, mouse.at) {
                return overlay::click_row(state, line);
            }
        }
    }
    Vec::new()
}

fn on_panes(state: &mut State, mouse: Mouse) -> Vec<Effect> {
    let geometry = geometry(state.size, state.main.tab, state.main.focus);
    if mouse.kind == MouseKind::Click
        && let Some(label) = state.tab_labels().into_iter().find(|label| label.area.contains(mouse.at))
    {
        return tabs::open(state, label.tab);
    }
    let under = geometry.panes.iter().flatten().find(|(_, area)| area.contains(mouse.at));
    let Some((pane, area)) = under.copied() else { return Vec::new() };
    match mouse.kind {
        MouseKind::WheelUp => scroll(state, pane, -NOTCH),
        MouseKind::WheelDown => scroll(state, pane, NOTCH),
        MouseKind::Click => return click(state, pane, line_at(area, mouse.at)),
    }
    Vec::new()
}

fn scroll(state: &mut State, pane: Pane, by: isize) {
    if state.main.tab != Tab::Shows {
        return tabs::scroll(state, pane, by);
    }
    let height = rows(state.size);
    let main = &mut state.main;
    match pane {
        Pane::Shows => main.shows.list.scroll(&main.shows.items, by, height),
        Pane::Episodes => {
            if let Some(episodes) = main.open_episodes_mut() {
                episodes.list.scroll(&episodes.items, by, height);
            }
        }
        Pane::Notes => notes::scroll(state, by),
    }
}

fn click(state: &mut State, pane: Pane, line: Option<usize>) -> Vec<Effect> {
    if state.main.tab != Tab::Shows {
        return tabs::click(state, pane, line);
    }
    let height = rows(state.size);
    let had_keys = state.main.focus == pane;
    lists::focus(state, pane);
    let main = &mut state.main;
    let Some(line) = line else { return Vec::new() };
    let opens = match pane {
        Pane::Shows => {
            let list = &mut main.shows.list;
            select(list.cursor.top() + line, list.rows.len(), list.cursor.selected(list.rows.len())).is_some_and(
                |(row, again)| {
                    list.select(&main.shows.items, row, height);
                    again
                },
            )
        }
        Pane::Episodes => main.open_episodes_mut().is_some_and(|episodes| {
            let list = &mut episodes.list;
            select(list.cursor.top() + line, list.rows.len(), list.cursor.selected(list.rows.len())).is_some_and(
                |(row, again)| {
                    list.select(&episodes.items, row, height);
                    again
                },
            )
        }),
        Pane::Notes => false,
    };
    if opens && had_keys { lists::go_in(state) } else { Vec::new() }
}

/// The row to select, where there is one, and whether it is selected already.
fn select(row: usize, len: usize, selected: Option<usize>) -> Option<(usize, bool)> {
    (row < len).then_some((row, selected == Some(row)))
}

/// Which line of an area's inside is under the mouse.
fn line_at(area: Rect, at: Position) -> Option<usize> {
    let inside = content(area);
    inside.contains(at).then(|| usize::from(at.y - inside.y))
}
