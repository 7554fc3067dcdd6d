//! When the next redraw is due though nothing happens.

use jiff::{SignedDuration, Timestamp};

use super::{Screen, State};
use crate::app::{event::Quota, login::LoginPhase};

impl State {
    /// When the next redraw is due; `None` while nothing changes by itself. Always later than the last event.
    #[must_use]
    pub fn wakeup(&self) -> Option<Timestamp> {
        let message = self.message.as_ref().map(|message| message.until);
        let login = self.login_deadline().map(|deadline| self.next_second(deadline));
        let quota = match self.quota {
            Quota::Open => None,
            Quota::Waiting { until } => Some(self.next_second(until)),
            Quota::Blocked { until } => Some(until),
        };
        let now = self.now.timestamp();
        [message, login, quota].into_iter().flatten().filter(|due| *due > now).min()
    }

    /// The whole seconds until a moment, begun ones counted in: what a countdown shows, and what `wakeup` keeps up.
    #[must_use]
    pub fn seconds_until(&self, moment: Timestamp) -> u64 {
        let left = self.now.timestamp().duration_until(moment);
        let begun = i64::from(left.subsec_nanos() > 0);
        u64::try_from(left.as_secs().saturating_add(begun)).unwrap_or(0)
    }

    /// When the login that waits for the browser ends.
    pub(crate) fn login_deadline(&self) -> Option<Timestamp> {
        match &self.screen {
            Screen::Login(login) => match &login.phase {
                LoginPhase::Waiting(waiting) => Some(waiting.deadline),
                LoginPhase::Idle
                | LoginPhase::PortInUse { .. }
                | LoginPhase::Starting { .. }
                | LoginPhase::Exchanging { .. } => None,
            },
            Screen::Setup(_) | Screen::Main => None,
        }
    }

    /// When a countdown to `end` shows another number.
    fn next_second(&self, end: Timestamp) -> Timestamp {
        let shown = self.seconds_until(end);
        let left = SignedDuration::from_secs(i64::try_from(shown.saturating_sub(1)).unwrap_or(i64::MAX));
        end.saturating_sub(left).unwrap_or(end)
    }
}
