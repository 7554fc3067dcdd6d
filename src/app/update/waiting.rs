//! Keys that wait for the rows they are about. Keys of one burst come before the list has been read from disk; they do what
//! they would have done a moment later.
//!
//! They wait in their order, and not for long: after that they meet the list as it is. Start with [`admit`].

use jiff::{SignedDuration, Timestamp};

use crate::app::{
    EventKind, Screen, State,
    input::{key::Key, keymap::Lookup},
};

/// The longest wait: then keys meet the list as it is.
const LONGEST: SignedDuration = SignedDuration::from_millis(90);
/// The most keys that wait.
const MOST: usize = 200;

/// Lets an event in, unless it has to wait. Then the first one that waits may be let in.
pub(super) fn admit(state: &mut State, kind: EventKind) -> Option<EventKind> {
    let is_behind =
        !state.waiting.is_empty() && matches!(kind, EventKind::Key(_) | EventKind::Paste(_) | EventKind::Mouse(_));
    if !is_behind && !awaits_rows(state, &kind) {
        return Some(kind);
    }
    let now = state.cx.now.timestamp();
    state.waiting.push_back((now.saturating_add(LONGEST).unwrap_or(now), kind));
    next(state)
}

/// The first event that waits, if it need not any longer.
pub(super) fn next(state: &mut State) -> Option<EventKind> {
    let (until, kind) = state.waiting.front()?;
    let may_wait = *until > state.cx.now.timestamp() && state.waiting.len() <= MOST;
    if may_wait && awaits_rows(state, kind) {
        return None;
    }
    state.waiting.pop_front().map(|(_, kind)| kind)
}

/// When the first key has waited long enough.
pub(in crate::app) fn due(state: &State) -> Option<Timestamp> {
    state.waiting.front().map(|(until, _)| *until)
}

/// Whether an event is a key with a command about rows or notes that are being read from disk.
fn awaits_rows(state: &State, kind: &EventKind) -> bool {
    let EventKind::Key(key) = kind else { return false };
    let is_main = state.screen == Screen::Main && state.overlays.is_empty();
    is_main && awaits(state, *key)
}

fn awaits(state: &State, key: Key) -> bool {
    match state.cx.keymap.lookup(&state.contexts(), &state.pressed(key)) {
        Lookup::Command(command) => state.views.awaits(&state.cx, command),
        Lookup::Begun | Lookup::Unbound => false,
    }
}
