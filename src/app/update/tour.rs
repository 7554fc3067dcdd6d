//! The tour on the first main screen.

use crate::app::{
    Effect, State,
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
