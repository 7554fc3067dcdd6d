//! The tour on the first main screen.

use crate::app::{
    Effect, State,
    input::key::{Key, KeyCode},
    overlays::{Overlay, Tour},
    state::Screen,
};

/// Opens the tour if it was never seen and the lists are shown. It never comes back.
pub(super) fn begin(state: &mut State) {
    if state.cx.session.tour && state.screen == Screen::Main && state.overlays.is_empty() {
        state.cx.session.tour = false;
        state.open(Overlay::Tour(Tour));
        state.cx.tell(Effect::TourSeen);
    }
}

/// Closes the tour before a key. Returns whether the key did no more than that.
pub(super) fn close(state: &mut State, key: Option<Key>) -> bool {
    let is_open = matches!(state.overlays.last().map(|open| &open.overlay), Some(Overlay::Tour(_)));
    if is_open {
        state.overlays.pop();
        // The geometry of the panes, for a click that closed it.
        state.relayout();
    }
    is_open && key.is_some_and(|key| key.code == KeyCode::Esc)
}
