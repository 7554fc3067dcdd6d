//! What ends by itself when its time has come.

use crate::{
    app::{Effect, State},
    domain::Quota,
};

use super::login;

/// Ends what has ended by now: the message, the pause of requests, the wait for the browser.
pub(super) fn expire(state: &mut State) -> Vec<Effect> {
    let now = state.now.timestamp();
    if state.message.as_ref().is_some_and(|message| message.until <= now) {
        state.message = None;
    }
    match state.quota {
        Quota::Waiting { until } | Quota::Blocked { until } if until <= now => state.quota = Quota::Open,
        Quota::Open | Quota::Retrying | Quota::Waiting { .. } | Quota::Blocked { .. } => {}
    }
    if state.login_deadline().is_some_and(|deadline| deadline <= now) { login::timed_out(state) } else { Vec::new() }
}
