//! Asks for the cover in sight once it rests, and takes its picture over.

use std::sync::Arc;

use crate::app::{State, artwork::Picture, requests::Slot};

/// Follows what is in sight, after each event. One that goes out of sight is not fetched to its end.
pub(super) fn follow(state: &mut State) {
    let now = state.cx.now.timestamp();
    let cover = state.cover().map(|(_, cover)| cover.clone());
    if state.cx.artwork.turn_to(cover.as_ref(), now) && state.cx.ledger.runs(Slot::Artwork) {
        state.cx.cancel(Slot::Artwork);
    }
    if state.cx.artwork.due().is_some_and(|due| due <= now)
        && !state.cx.ledger.runs(Slot::Artwork)
        && let Some(cover) = state.cx.artwork.wanted().cloned()
    {
        state.cx.ask(cover);
    }
}

/// A picture came, or there is none. A failure is only logged: the rest of the details is there.
pub(super) fn loaded(state: &mut State, picture: Option<Arc<Picture>>) {
    let now = state.cx.now.timestamp();
    state.cx.artwork.hold(picture, now);
}
