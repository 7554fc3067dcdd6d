//! A key press: a command of the keymap, or text for the field that is typed into.

use crate::app::{
    Command, Effect, State,
    key::Key,
    login::{Field, LoginPhase, SetupField},
    overlay::{Help, Overlay},
    state::Screen,
};

use super::{lists, login, overlay, setup, tabs};

/// A key was pressed.
pub(super) fn press(state: &mut State, key: Key) -> Vec<Effect> {
    let contexts = state.contexts();
    match state.keymap.command(&contexts, key) {
        Some(command) => run(state, command),
        None if contexts.first().is_some_and(|context| context.is_text()) => type_into(state, key),
        None => Vec::new(),
    }
}

/// Carries a command out where the keys go: everywhere, in the overlay, on the screen.
pub(super) fn run(state: &mut State, command: Command) -> Vec<Effect> {
    match command {
        Command::Quit => return tabs::quit(state),
        Command::Suspend => return vec![Effect::Suspend],
        Command::Help if !matches!(state.overlay, Some(Overlay::Help(_))) => {
            let opened_in = state.contexts();
            state.delete_asked = false;
            state.overlay = Some(Overlay::Help(Help { opened_in, ..Help::default() }));
            return Vec::new();
        }
        Command::Messages if !matches!(state.overlay, Some(Overlay::Messages { .. })) => {
            state.delete_asked = false;
            state.overlay = Some(Overlay::Messages { scroll: 0 });
            return Vec::new();
        }
        _ => {}
    }
    if state.overlay.is_some() {
        return overlay::command(state, command);
    }
    match &state.screen {
        Screen::Setup(_) => setup::command(state, command),
        Screen::Login(_) => login::command(state, command),
        Screen::Main => lists::command(state, command),
    }
}

fn type_into(state: &mut State, key: Key) -> Vec<Effect> {
    if let Some(Overlay::Help(help)) = &mut state.overlay {
        if help.search.edit(key) {
            help.scroll = 0;
        }
    } else if let Some(field) = setup_or_paste_field(state) {
        if field.edit(key) {
            forget_complaint(state);
        }
    } else {
        return lists::type_filter(state, key);
    }
    Vec::new()
}

/// What was said of the text in a field of the setup is over when the text changes.
pub(super) fn forget_complaint(state: &mut State) {
    if let Screen::Setup(setup) = &mut state.screen {
        setup.problem = None;
    }
}

/// The field of the setup or login screen that is typed into.
pub(super) fn setup_or_paste_field(state: &mut State) -> Option<&mut Field> {
    match &mut state.screen {
        Screen::Setup(setup) => match setup.focus {
            SetupField::None => None,
            SetupField::ClientId => Some(&mut setup.client_id),
            SetupField::Secret => Some(&mut setup.secret.0),
        },
        Screen::Login(login) => match &mut login.phase {
            LoginPhase::Waiting(waiting) => waiting.paste.as_mut().map(|paste| &mut paste.0),
            LoginPhase::Idle
            | LoginPhase::PortInUse { .. }
            | LoginPhase::Starting { .. }
            | LoginPhase::Exchanging { .. } => None,
        },
        Screen::Main => None,
    }
}
