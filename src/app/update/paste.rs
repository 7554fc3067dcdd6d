//! Pasted text. It may hold a secret, so it goes into a field or an effect and nowhere else.

use crate::app::{
    Effect, State,
    login::{Field, LoginPhase, SecretField, SetupField},
    overlay::Overlay,
    state::Screen,
};
use crate::domain::Private;

use super::{
    keys::{forget_complaint, setup_or_paste_field},
    lists, login,
};

/// Text was pasted. White space around it is left out: it comes along when people copy.
pub(super) fn pasted(state: &mut State, text: &Private) -> Vec<Effect> {
    let text = text.expose().trim();
    if text.is_empty() {
        return Vec::new();
    }
    match &mut state.overlay {
        Some(Overlay::Help(help)) if help.typing => {
            help.search.insert_words(text);
            help.scroll = 0;
            return Vec::new();
        }
        Some(_) => return Vec::new(),
        None => {}
    }
    if let Screen::Setup(setup) = &mut state.screen
        && setup.focus == SetupField::None
        && !setup.saving
    {
        setup.focus = SetupField::ClientId;
    }
    if let Some(field) = setup_or_paste_field(state) {
        field.insert(text);
        forget_complaint(state);
        return Vec::new();
    }
    match &mut state.screen {
        Screen::Login(screen) => match &mut screen.phase {
            // What reads as a URL is taken at once; anything else can be looked at and finished first.
            LoginPhase::Waiting(_) if text.contains("://") => login::submit(state, text),
            LoginPhase::Waiting(waiting) => {
                let mut field = Field::default();
                field.insert(text);
                waiting.paste = Some(SecretField(field));
                Vec::new()
            }
            LoginPhase::Idle
            | LoginPhase::PortInUse { .. }
            | LoginPhase::Starting { .. }
            | LoginPhase::Exchanging { .. } => Vec::new(),
        },
        Screen::Main => lists::paste_filter(state, text),
        Screen::Setup(_) => Vec::new(),
    }
}
