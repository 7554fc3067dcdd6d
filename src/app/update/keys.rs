//! A key press: a command of the keymap, or text for the field that is typed into.

use super::{login, main_screen, navigate, setup, text};
use crate::app::{
    Command, Effect, State,
    input::{command::App, key::Key},
    overlays::{Flow, Help, MessageList, Overlay, Question},
    state::Screen,
};

/// A key was pressed.
pub(super) fn press(state: &mut State, key: Key) {
    let contexts = state.contexts();
    match state.cx.keymap.command(&contexts, key) {
        Some(command) => run(state, command),
        None if state.is_typing() => text::edit(state, key),
        None => {}
    }
}

/// Carries a command out: everywhere, in the overlay on top, or on the screen.
pub(super) fn run(state: &mut State, command: Command) {
    if let Command::App(app) = command {
        return everywhere(state, app);
    }
    if let Some(overlay) = state.overlays.last_mut() {
        let flow = overlay.command(&mut state.cx, command);
        return follow(state, flow);
    }
    match &state.screen {
        Screen::Setup(_) => setup::command(state, command),
        Screen::Login(_) => login::command(state, command),
        Screen::Main => main_screen::command(state, command),
    }
}

fn everywhere(state: &mut State, command: App) {
    if let Some(overlay) = state.overlays.last_mut() {
        overlay.overlay.get_mut().moved();
    }
    let is_open = |is_it: fn(&Overlay) -> bool| state.overlays.last().is_some_and(|open| is_it(&open.overlay));
    match command {
        App::Help => {
            if !is_open(|overlay| matches!(overlay, Overlay::Help(_))) {
                let opened_in = state.contexts();
                state.open(Overlay::Help(Help::new(opened_in)));
            }
        }
        App::Messages => {
            if !is_open(|overlay| matches!(overlay, Overlay::Messages(_))) {
                let is_in_front = state.screen != Screen::Main;
                state.open(Overlay::Messages(MessageList { is_in_front }));
            }
        }
        App::Suspend => state.cx.tell(Effect::Suspend),
        App::Quit => {
            if state.screen == Screen::Main {
                state.views.leave(&mut state.cx);
            }
            state.cx.tell(Effect::Quit);
        }
    }
}

/// Does what an overlay returned.
pub(super) fn follow(state: &mut State, flow: Flow) {
    match flow {
        Flow::Stay => {}
        Flow::Close => {
            state.overlays.pop();
        }
        Flow::Confirm(link) => state.open(Overlay::Question(Question::open_link(link))),
        Flow::Do(act) => {
            state.overlays.pop();
            navigate::act(state, act);
        }
    }
}
