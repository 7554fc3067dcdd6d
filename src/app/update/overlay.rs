//! What is open on top of a screen: help, links, the question before a link, the account.

use crate::app::{
    Command, Effect, State,
    cursor::{Cursor, Step},
    effect::LibraryFate,
    layout::content,
    overlay::{AccountChoice, Help, Overlay},
    state::Tone,
};

use super::{lists::step_of, login, marks, open, session};

/// A command while an overlay is open.
pub(super) fn command(state: &mut State, command: Command) -> Vec<Effect> {
    // Only the Enter right after the question deletes.
    state.delete_asked &= command == Command::Open;
    if let Some(step) = step_of(command) {
        move_by(state, step);
        return Vec::new();
    }
    match command {
        Command::Back => {
            back(state);
            Vec::new()
        }
        Command::SearchHelp | Command::Accept => {
            if let Some(Overlay::Help(help)) = &mut state.overlay {
                help.typing = command == Command::SearchHelp;
            }
            Vec::new()
        }
        Command::Open => choose(state),
        Command::ConfirmLink => confirm(state),
        Command::Confirm => say_yes(state),
        Command::CopyLink => copy_link(state),
        _ => Vec::new(),
    }
}

/// Closes the overlay, or what is open in it.
pub(super) fn back(state: &mut State) {
    state.delete_asked = false;
    state.overlay = match state.overlay.take() {
        Some(Overlay::Help(mut help)) if help.typing => {
            help.typing = false;
            help.search.0.reset();
            help.scroll = 0;
            Some(Overlay::Help(help))
        }
        Some(Overlay::ConfirmLink { back, .. }) => back.map(Overlay::Links),
        Some(
            Overlay::Help(_)
            | Overlay::Links(_)
            | Overlay::Account(_)
            | Overlay::MarkDown { .. }
            | Overlay::Messages { .. }
            | Overlay::Written(_),
        )
        | None => None,
    };
}

/// Enter: what is selected in the overlay.
pub(super) fn choose(state: &mut State) -> Vec<Effect> {
    match &state.overlay {
        Some(Overlay::Links(cursor)) => {
            let cursor = *cursor;
            match link_at(state, cursor) {
                Some(link) => state.overlay = Some(Overlay::ConfirmLink { link, back: Some(cursor) }),
                None => state.say("This link leads nowhere a browser could go", Tone::Warning),
            }
            Vec::new()
        }
        Some(Overlay::Account(cursor)) => {
            let choices = state.account_choices();
            let choice = cursor.selected(choices.len()).and_then(|row| choices.get(row)).copied();
            let deletes = choice.is_some_and(AccountChoice::deletes);
            // The entry itself asks: the status line has no room for it in a small terminal.
            if deletes && !std::mem::replace(&mut state.delete_asked, true) {
                return Vec::new();
            }
            state.delete_asked = false;
            state.overlay = None;
            match choice {
                Some(AccountChoice::LogInAgain | AccountChoice::LogIn) => login::again(state, false),
                Some(AccountChoice::SwitchAccount) => login::again(state, true),
                Some(AccountChoice::LogOut) => return session::log_out(state, LibraryFate::Keep),
                Some(AccountChoice::LogOutAndDelete | AccountChoice::Delete) => {
                    return session::log_out(state, LibraryFate::Delete);
                }
                None => {}
            }
            Vec::new()
        }
        Some(Overlay::ConfirmLink { .. }) => confirm(state),
        Some(Overlay::Help(_) | Overlay::MarkDown { .. } | Overlay::Messages { .. } | Overlay::Written(_)) | None => {
            Vec::new()
        }
    }
}

fn confirm(state: &mut State) -> Vec<Effect> {
    match state.overlay.take() {
        Some(Overlay::ConfirmLink { link, back }) => {
            state.overlay = back.map(Overlay::Links);
            open::web(state, link)
        }
        other => {
            state.overlay = other;
            Vec::new()
        }
    }
}

/// The question was answered with yes.
fn say_yes(state: &mut State) -> Vec<Effect> {
    match state.overlay.take() {
        Some(Overlay::MarkDown { episodes, .. }) => marks::mark_down(state, episodes),
        other => {
            state.overlay = other;
            Vec::new()
        }
    }
}

fn copy_link(state: &mut State) -> Vec<Effect> {
    let link = match &state.overlay {
        Some(Overlay::Links(cursor)) => link_at(state, *cursor),
        Some(Overlay::ConfirmLink { link, .. }) => Some(link.clone()),
        Some(Overlay::Written(path)) => {
            let path = path.clone();
            return marks::copy_path(state, &path);
        }
        Some(Overlay::Help(_) | Overlay::Account(_) | Overlay::MarkDown { .. } | Overlay::Messages { .. }) | None => {
            None
        }
    };
    if let Some(link) = link {
        return open::copy(state, crate::domain::Private::new(link.to_string()));
    }
    state.say("This link leads nowhere a browser could go", Tone::Warning);
    Vec::new()
}

fn link_at(state: &State, cursor: Cursor) -> Option<crate::domain::WebLink> {
    let links = &state.main.notes.text.links;
    links.get(cursor.selected(links.len())?)?.url.clone()
}

/// How many rows there are.
pub(super) fn len(state: &State) -> usize {
    state.overlay_rows()
}

/// How many rows are in view.
pub(super) fn height(state: &State) -> usize {
    state.overlay_area().map_or(0, |area| usize::from(content(area).height))
}

fn move_by(state: &mut State, step: Step) {
    let (len, height) = (len(state), height(state));
    match &mut state.overlay {
        Some(Overlay::Links(cursor) | Overlay::Account(cursor)) => cursor.step(step, len, height),
        // They have no selection: what moves is the first line in view.
        Some(Overlay::Help(Help { scroll, .. }) | Overlay::Messages { scroll }) => {
            *scroll = step.target(*scroll, len.saturating_sub(height.max(1)), height);
        }
        Some(Overlay::ConfirmLink { .. } | Overlay::MarkDown { .. } | Overlay::Written(_)) | None => {}
    }
}

/// The wheel: rows up or down.
pub(super) fn scroll(state: &mut State, by: isize) {
    let (len, height) = (len(state), height(state));
    state.delete_asked = false;
    match &mut state.overlay {
        Some(Overlay::Links(cursor) | Overlay::Account(cursor)) => cursor.scroll(by, len, height),
        Some(Overlay::Help(Help { scroll, .. }) | Overlay::Messages { scroll }) => {
            *scroll = scroll.saturating_add_signed(by).min(len.saturating_sub(height.max(1)));
        }
        Some(Overlay::ConfirmLink { .. } | Overlay::MarkDown { .. } | Overlay::Written(_)) | None => {}
    }
}

/// A click on a row in view: selects it, or opens it where it is selected already.
pub(super) fn click_row(state: &mut State, line: usize) -> Vec<Effect> {
    let (len, height) = (len(state), height(state));
    if let Some(Overlay::Links(cursor) | Overlay::Account(cursor)) = &mut state.overlay {
        let row = cursor.top() + line;
        if row >= len {
            return Vec::new();
        }
        if cursor.selected(len) == Some(row) {
            return choose(state);
        }
        cursor.select(row, len, height);
        state.delete_asked = false;
    }
    Vec::new()
}
