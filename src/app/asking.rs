//! Whether Spotify can be asked: there is a login, no block, and the permission that a request needs.

use jiff::Timestamp;

use super::{Cx, Remedy, Tone, notices, problem::Action};
use crate::domain::{LoginState, Quota, Scope, moment::clock_time};

/// Why no request can go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldUp {
    /// There is no login.
    Login,
    /// Spotify refuses requests until then.
    Block(Timestamp),
}

/// Why no request can go out; `None` if one can.
pub fn held_up(cx: &Cx) -> Option<HeldUp> {
    match cx.quota {
        _ if !cx.is_logged_in() => Some(HeldUp::Login),
        Quota::Blocked { until } => Some(HeldUp::Block(until)),
        Quota::Open | Quota::Retrying | Quota::Waiting { .. } => None,
    }
}

/// Whether there is a login; notifies the person if not.
pub fn has_login(cx: &mut Cx) -> bool {
    if !cx.is_logged_in()
        && let Some(notice) = notices::login(cx)
    {
        cx.notify_about(notice.topic, notice.text, notice.tone);
    }
    cx.is_logged_in()
}

/// Whether a request can go out; notifies the person if not.
pub fn can_ask(cx: &mut Cx) -> bool {
    match held_up(cx) {
        None => true,
        Some(HeldUp::Login) => has_login(cx),
        Some(HeldUp::Block(until)) => {
            cx.notify(blocked(cx, until), Tone::Warning);
            false
        }
    }
}

/// Whether a request that needs a permission can succeed; notifies the person if not.
pub fn may_ask(cx: &mut Cx, scope: Scope) -> bool {
    if !can_ask(cx) {
        return false;
    }
    let LoginState::LoggedIn { missing, .. } = &cx.session.login else { return false };
    if missing.contains(&scope) {
        let text = format!("The permission {} is missing: {}", scope.as_str(), scope.without());
        let way_out = Remedy::from(Action::Agree).on_screen(&cx.keymap);
        cx.notify(format!("{text}. {way_out}"), Tone::Warning);
        return false;
    }
    true
}

/// The sentence about a block.
pub fn blocked(cx: &Cx, until: Timestamp) -> String {
    format!("Rate limited by Spotify until {}", clock_time(until, &cx.now))
}
