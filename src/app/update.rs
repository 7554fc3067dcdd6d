//! The one function that changes the state.

use super::{Effect, Event, State};

/// Applies an event. Effects come back in the order they are to be started.
#[must_use]
pub fn update(state: &mut State, event: Event) -> Vec<Effect> {
    state.now = event.at;
    Vec::new()
}
