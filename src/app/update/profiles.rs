//! Other profiles: the list of them, and the way to another one.

use super::player;
use crate::{
    app::{
        Effect, Screen, State,
        overlays::{Choices, Overlay},
        requests::{
            effect::{Login as Request, Restart},
            event::ProfileEntry,
        },
    },
    domain::Profile,
};

/// Asks for the profiles on this computer.
pub(super) fn ask(state: &mut State) {
    state.cx.ask(Request::ListProfiles);
}

/// The profiles are known.
pub(super) fn listed(state: &mut State, profiles: Vec<ProfileEntry>) {
    if state.overlays.is_empty() {
        state.open(Overlay::Choices(Choices::profiles(profiles)));
    }
}

/// Goes on with another profile, in the same terminal. The library, a synchronisation and a player that was started end as
/// when the program is left.
pub(super) fn go_on_with(state: &mut State, profile: Profile) {
    if profile == state.cx.session.profile {
        return state.cx.note(format!("The profile {profile} is open already"));
    }
    end(state, Effect::Restart(Restart::Profile(profile)));
}

/// Ends what is shown, for the shell or for what the program begins again with.
pub(super) fn end(state: &mut State, how: Effect) {
    if state.screen == Screen::Main {
        state.views.leave(&mut state.cx);
        player::leave(state);
    }
    state.cx.tell(how);
}
