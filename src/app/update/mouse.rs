//! The mouse: the wheel scrolls what is under it, a click selects, a double click opens, the line between panes is dragged,
//! and a click on a hint presses its key.

use ratatui::layout::Rect;

use super::{discover, keys, navigate, player};
use crate::{
    app::{
        Effect, Screen, State, ViewId,
        footer::Footer,
        input::key::{Mouse, MouseKind},
        layout::PlayerLine,
        overlays::Flow,
        requests::effect::Remember,
    },
    domain::Playback,
};

/// Lines of one notch of the wheel.
const NOTCH: isize = 3;

/// The mouse was used.
pub(super) fn used(state: &mut State, mouse: Mouse) {
    let is_double = state.pointer.used(mouse, state.cx.now.timestamp());
    // A long message covers the rows below the pointer.
    if state.cx.layout.message.is_some_and(|message| mouse.at.y >= message.y) {
        return state.cx.messages.collapse();
    }
    let is_held = matches!(mouse.kind, MouseKind::Drag | MouseKind::Release);
    // So do the keys that go on with a sequence.
    if state.cx.layout.keys.is_some_and(|keys| keys.contains(mouse.at)) && !is_held {
        return;
    }
    let hint =
        (mouse.kind == MouseKind::Click).then(|| Footer::of(state, &state.cx.layout).keys_at(mouse.at)).flatten();
    if let Some(keys) = hint {
        // The first click may have brought another hint here, such as one that says yes.
        if !is_double {
            keys.for_each(|key| keys::press(state, key));
        }
        return;
    }
    if let Some(area) = state.cx.layout.overlay {
        return on_overlay(state, area, mouse, is_double);
    }
    match state.screen {
        Screen::Main => on_panes(state, mouse, is_double),
        Screen::Setup(_) | Screen::Login(_) => {}
    }
}

fn on_overlay(state: &mut State, area: Rect, mouse: Mouse, is_double: bool) {
    let Some(overlay) = state.overlays.last_mut() else { return };
    let is_beside = !area.contains(mouse.at);
    let flow = match mouse.kind {
        MouseKind::WheelUp | MouseKind::WheelDown if is_beside => Flow::Stay,
        MouseKind::WheelUp => overlay.scroll(&state.cx, -NOTCH),
        MouseKind::WheelDown => overlay.scroll(&state.cx, NOTCH),
        MouseKind::Drag | MouseKind::Release => Flow::Stay,
        MouseKind::Click if is_beside => overlay.overlay.get_mut().back(),
        MouseKind::Click => match state.cx.layout.overlay_line_at(mouse.at) {
            Some(line) => overlay.click(&mut state.cx, line, is_double),
            None => Flow::Stay,
        },
    };
    keys::follow(state, flow);
}

fn on_panes(state: &mut State, mouse: Mouse, is_double: bool) {
    if on_edge(state, mouse, is_double) || on_player(state, mouse) {
        return;
    }
    if mouse.kind == MouseKind::Click
        && let Some(tab) = state.cx.layout.tab_at(mouse.at)
    {
        return navigate::open_tab(state, tab);
    }
    let Some((id, area)) = state.cx.layout.pane_at(mouse.at) else { return };
    match mouse.kind {
        MouseKind::WheelUp => scroll(state, id, -NOTCH),
        MouseKind::WheelDown => scroll(state, id, NOTCH),
        MouseKind::Drag | MouseKind::Release => {}
        MouseKind::Click => click(state, id, state.cx.layout.line_at(area, mouse.at), is_double),
    }
}

/// The line between two panes: it follows the mouse while the button stays down, and a double click puts it back. Returns
/// whether the mouse was used for that.
fn on_edge(state: &mut State, mouse: Mouse, is_double: bool) -> bool {
    let (layout, edge) = (&state.cx.layout, state.pointer.edge);
    let remember = |state: &mut State| {
        if let Some(set) = state.cx.layout.set {
            state.cx.tell(Effect::Remember(Remember::Panes(set, state.cx.widths.get(set))));
        }
    };
    match (mouse.kind, edge) {
        (MouseKind::Click, _) => {
            state.pointer.edge = layout.edge_at(mouse.at);
            if let Some(set) = layout.set.filter(|_| is_double && state.pointer.edge.is_some()) {
                state.cx.widths.set(set, None);
                state.pointer.edge = None;
                remember(state);
                return true;
            }
            state.pointer.edge.is_some()
        }
        (MouseKind::Drag, Some(edge)) => {
            if let Some((set, shares)) = layout.dragged(edge, mouse.at.x) {
                state.cx.widths.set(set, Some(shares));
            }
            true
        }
        (MouseKind::Release, Some(_)) => {
            state.pointer.edge = None;
            // A click alone leaves everything as it is.
            if layout.set.is_some_and(|set| state.cx.widths.get(set).is_some()) {
                remember(state);
            }
            true
        }
        (MouseKind::Drag | MouseKind::Release, None) | (MouseKind::WheelUp | MouseKind::WheelDown, _) => false,
    }
}

/// A click on the bar of what plays goes to that position, and so does the mouse while the button stays down. Returns whether
/// the mouse was used for that.
fn on_player(state: &mut State, mouse: Mouse) -> bool {
    let line = state.cx.layout.player.map(PlayerLine::new);
    let player = &mut state.cx.player;
    player.is_dragging = match mouse.kind {
        MouseKind::Click => line.is_some_and(|line| line.bar.contains(mouse.at)),
        MouseKind::Drag => player.is_dragging,
        MouseKind::WheelUp | MouseKind::WheelDown | MouseKind::Release => return false,
    };
    let length = player.shown().map(Playback::duration).filter(|length| !length.is_zero());
    let (Some(line), Some(length)) = (line.filter(|_| player.is_dragging), length) else {
        return mouse.kind == MouseKind::Drag;
    };
    player::seek(state, line.seek_to(mouse.at.x, length));
    true
}

/// Scrolls a pane. The selection stays in view. Notes that are read do not follow a selection that moves, so it takes the focus
/// from them.
fn scroll(state: &mut State, id: ViewId, lines: isize) {
    let view = state.views.get_mut(id);
    let before = view.subject();
    view.scroll(&state.cx, lines);
    let has_moved = view.list().is_some() && view.subject() != before;
    if has_moved && state.views.is_reading() {
        focus(state, id);
    }
}

fn focus(state: &mut State, id: ViewId) {
    let before = state.views.focus();
    if before != id {
        state.views.settle(&mut state.cx);
    }
    state.views.set_focus(id);
    navigate::entered(state, before);
}

/// Focuses the pane and selects the row; a double click opens it. Above the rows is the text field.
fn click(state: &mut State, id: ViewId, line: Option<usize>, is_double: bool) {
    focus(state, id);
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
    if is_again && is_double {
        discover::open(state);
    }
}
