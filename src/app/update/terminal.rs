//! What the terminal says about itself: its answers, and that its background changed.

use crate::{
    app::{
        State,
        terminal::{Background, Terminal},
    },
    domain::{CleanText, TerminalProgram},
};

/// The answers came.
pub(super) fn answered(state: &mut State, terminal: Terminal) {
    state.cx.terminal = Some(terminal);
    apply(state);
}

/// Displays things as the answers decide.
pub(super) fn apply(state: &mut State) {
    let name = state.cx.terminal.as_ref().and_then(|terminal| terminal.name.as_ref());
    let name = name.map(CleanText::as_str).unwrap_or_default();
    let display = &mut state.cx.display;
    display.hyperlinks |= display.asks_for_links && TerminalProgram::answering(name).opens_links;
    follow(state);
}

/// The person chose a light or a dark background.
pub(super) fn background_changed(state: &mut State, is_light: bool) {
    let known = &mut state.cx.terminal.get_or_insert_default().background;
    if known.is_none_or(|known| known.is_light() != is_light) {
        *known = Some(if is_light { Background::Light } else { Background::Dark });
    }
    follow(state);
}

/// The theme follows the background, if it is one that does.
pub(super) fn follow(state: &mut State) {
    if let Some(follows) = state.cx.display.follows {
        state.cx.display.theme = follows.on(state.cx.background());
    }
}
