//! The mouse: the wheel scrolls the pane under it, a click selects, a click on the selected row opens it.

use ratatui::layout::Rect;

use super::{discover, keys, navigate, player, tour};
use crate::{
    app::{
        State,
        input::key::{Mouse, MouseKind},
        layout::PlayerLine,
        overlays::Flow,
        place::ViewId,
        state::Screen,
    },
    domain::Playback,
};

/// Lines of one notch of the wheel.
const NOTCH: isize = 3;

/// The mouse was used.
pub(super) fn used(state: &mut State, mouse: Mouse) {
    if mouse.kind == MouseKind::Click {
        tour::close(state, None);
    }
    // A long message covers the rows below the pointer.
    if state.cx.layout.message.is_some_and(|message| mouse.at.y >= message.y) {
        return state.cx.messages.collapse();
    }
    if let Some(area) = state.cx.layout.overlay {
        return on_overlay(state, area, mouse);
    }
    match state.screen {
        Screen::Main => on_panes(state, mouse),
        Screen::Setup(_) | Screen::Login(_) => {}
    }
}

fn on_overlay(state: &mut State, area: Rect, mouse: Mouse) {
    let Some(overlay) = state.overlays.last_mut() else { return };
    let flow = match mouse.kind {
        MouseKind::WheelUp => overlay.scroll(&state.cx, -NOTCH),
        MouseKind::WheelDown => overlay.scroll(&state.cx, NOTCH),
        MouseKind::Drag => Flow::Stay,
        MouseKind::Click if !area.contains(mouse.at) => overlay.overlay.get_mut().back(),
        MouseKind::Click => {
            state.cx.layout.overlay_line_at(mouse.at).map_or(Flow::Stay, |line| overlay.click(&mut state.cx, line))
        }
    };
    keys::follow(state, flow);
}

fn on_panes(state: &mut State, mouse: Mouse) {
    if on_player(state, mouse) {
        return;
    }
    if mouse.kind == MouseKind::Click
        && let Some(tab) = state.cx.layout.tab_at(mouse.at)
    {
        return navigate::open_tab(state, tab);
    }
    let Some((id, area)) = state.cx.layout.pane_at(mouse.at) else { return };
    match mouse.kind {
        MouseKind::WheelUp => state.views.get_mut(id).scroll(&state.cx, -NOTCH),
        MouseKind::WheelDown => state.views.get_mut(id).scroll(&state.cx, NOTCH),
        MouseKind::Drag => {}
        MouseKind::Click => click(state, id, state.cx.layout.line_at(area, mouse.at)),
    }
}

/// A click on the bar of what plays goes to that position, and so does the mouse while the button stays down. Returns whether
/// the mouse was used for that.
fn on_player(state: &mut State, mouse: Mouse) -> bool {
    let line = state.cx.layout.player.map(PlayerLine::new);
    let player = &mut state.cx.player;
    player.is_dragging = match mouse.kind {
        MouseKind::Click => line.is_some_and(|line| line.is_on_bar(mouse.at)),
        MouseKind::Drag => player.is_dragging,
        MouseKind::WheelUp | MouseKind::WheelDown => return false,
    };
    let length = player.shown().map(Playback::duration).filter(|length| !length.is_zero());
    let (Some(line), Some(length)) = (line.filter(|_| player.is_dragging), length) else {
        return mouse.kind == MouseKind::Drag;
    };
    player::seek(state, line.seek_to(mouse.at.x, length));
    true
}

/// Focuses the pane; selects the row, or opens it if it was selected and had the focus. Above the rows is the text field.
fn click(state: &mut State, id: ViewId, line: Option<usize>) {
    let before = state.views.focus();
    let had_focus = before == id && !state.is_typing();
    if before != id {
        state.views.settle(&mut state.cx);
    }
    state.views.set_focus(id);
    navigate::entered(state, before);
    let view = state.views.get_mut(id);
    let (head, height) = (view.head_lines(state.cx.layout.rows()), view.height(&state.cx));
    let (Some(line), Some(list)) = (line, view.list_mut()) else { return };
    let Some(line) = line.checked_sub(head) else {
        if line == 0 {
            list.filter.edit();
        }
        return;
    };
    let Some(row) = list.lines().row_at(list.lines().top() + line) else { return };
    let is_again = list.selected() == Some(row);
    list.select(row, height);
    if is_again && had_focus {
        discover::open(state);
    }
}
