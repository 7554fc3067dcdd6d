//! Typed and pasted text. Pasted text may hold a secret, so it goes into a field or an effect only.

use super::{discover, login};
use crate::{
    app::{
        Screen, State, Tone,
        input::{
            key::Key,
            text_field::{SecretField, TextField},
        },
        list::Filter,
        requests::event::Copied,
        session::{Login, LoginPhase, SetupField, Waiting},
    },
    domain::Private,
};

/// Types a key into the open field.
pub(super) fn edit(state: &mut State, key: Key) {
    change(state, |field| field.edit(key));
}

/// Inserts pasted text without white space around it, which people copy along.
pub(super) fn pasted(state: &mut State, text: &Private) {
    let text = text.expose().trim();
    if text.is_empty() {
        return;
    }
    if let Screen::Setup(setup) = &mut state.screen
        && setup.focus == SetupField::None
        && state.overlays.is_empty()
        && !setup.is_saving
    {
        setup.focus = SetupField::ClientId;
    }
    let is_words = state.screen == Screen::Main || !state.overlays.is_empty();
    let insert = |field: &mut TextField| {
        if is_words {
            field.insert_words(text);
        } else {
            field.insert(text);
        }
        true
    };
    if change(state, insert) || !state.overlays.is_empty() {
        return;
    }
    if state.screen == Screen::Main {
        return discover::pasted(state, text);
    }
    if let Some(LoginPhase::Waiting(waiting)) = state.login_phase() {
        // A URL is submitted at once; other text can be edited first.
        if text.contains("://") {
            return login::submit(state, text);
        }
        let mut field = TextField::default();
        field.insert(text);
        waiting.paste = Some(SecretField(field));
    }
}

/// Tells how a text was copied.
pub(super) fn copied(state: &mut State, copied: Copied) {
    match copied {
        Copied::Sent => state.cx.notify("Copied through the terminal", Tone::Info),
        Copied::With(program) => state.cx.notify(format!("Copied with {program}"), Tone::Info),
        Copied::TerminalAlone(why) => {
            state.cx.notify(format!("Copied through the terminal alone: {why}"), Tone::Warning);
        }
    }
}

/// Changes the field that is typed into; returns whether there is one. `change` returns whether the text changed.
fn change(state: &mut State, change: impl FnOnce(&mut TextField) -> bool) -> bool {
    if let Some(open) = state.overlays.last_mut() {
        return open.edit(change);
    }
    match &mut state.screen {
        Screen::Setup(setup) => {
            let field = match setup.focus {
                SetupField::None => return false,
                SetupField::ClientId => &mut setup.client_id,
                SetupField::Secret => &mut setup.secret.0,
            };
            if change(field) {
                // The problem was that of the text before.
                setup.problem = None;
            }
            true
        }
        Screen::Login(Login { phase: LoginPhase::Waiting(Waiting { paste: Some(paste), .. }), .. }) => {
            change(&mut paste.0);
            true
        }
        Screen::Login(_) => false,
        Screen::Main => {
            let view = state.views.focused_mut();
            let Some(field) = view.filter_mut().and_then(Filter::field_mut) else { return false };
            if change(field) {
                view.filtered(&mut state.cx);
            }
            true
        }
    }
}
