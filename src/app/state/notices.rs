//! What stays on the status line until it is done with.

use super::{Screen, State, Tone};
use crate::{
    app::{Command, Problem, keymap::Context, ledger::Purpose},
    domain::{
        LoginState, SyncEnd,
        moment::{LOGIN_NOTICE, clock_time},
    },
};

/// One line that stays as long as it is true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What to say.
    pub text: String,
    /// What it is about: a message that has these words says it too.
    pub about: String,
    /// How it is meant.
    pub tone: Tone,
}

impl Notice {
    fn new(text: impl Into<String>, tone: Tone) -> Self {
        let text = text.into();
        Self { about: text.clone(), text, tone }
    }
}

impl State {
    /// What stays on the status line, the most urgent first. The quota is not among it: it has a place of its own.
    #[must_use]
    pub fn notices(&self) -> Vec<Notice> {
        let leaving = self.ledger.current(Purpose::Logout).map(|_| {
            let text = if self.look.ascii { "Logging out..." } else { "Logging out…" };
            Notice::new(text, Tone::Note)
        });
        let mut notices: Vec<_> = leaving.into_iter().collect();
        match &self.session.login {
            LoginState::LoggedOut | LoginState::Ended { .. } => notices.extend(self.login_notice()),
            // The end of a login is days away; what holds things up now is said before it.
            LoginState::LoggedIn { .. } => notices.extend(self.sync_notice().into_iter().chain(self.login_notice())),
        }
        notices
    }

    /// What holds the synchronisation up, as long as it does.
    fn sync_notice(&self) -> Option<Notice> {
        if let Some(trouble) = &self.sync.trouble {
            let title = trouble.title.trim_end_matches('.');
            // Said shortly: it stays for as long as it is true, and the keys are worth their place beside it.
            let title = if title == Problem::UNREACHABLE { "Offline" } else { title };
            let text = format!("{title}: showing what is on disk");
            return Some(Notice { about: trouble.title.to_string(), ..Notice::new(text, Tone::Warning) });
        }
        match self.sync.last.as_ref()?.end {
            SyncEnd::Busy => Some(Notice::new("another instance synchronises", Tone::Note)),
            SyncEnd::Budget { until: Some(until) } if until > self.now.timestamp() => {
                let text = format!("today's budget is used up; more after {}", clock_time(until, &self.now));
                Some(Notice::new(text, Tone::Note))
            }
            SyncEnd::Budget { .. }
            | SyncEnd::Blocked { .. }
            | SyncEnd::Complete
            | SyncEnd::Stopped
            | SyncEnd::Failed => None,
        }
    }

    /// That the login has ended, or ends within 14 days, or should have ended by this computer's clock.
    pub(crate) fn login_notice(&self) -> Option<Notice> {
        // Who is about to log in sees that, and the key that opens the account does nothing there.
        if self.screen != Screen::Main {
            return None;
        }
        let way_out = match self.keymap.key_of(&[Context::Main], Command::Account) {
            Some(key) => format!("{key} logs in again"),
            None => "log in again with `auth login`".into(),
        };
        match &self.session.login {
            LoginState::LoggedOut => {
                let text = format!("Not logged in: {}", way_out.replacen("logs in again", "logs in", 1));
                Some(Notice::new(text, Tone::Warning))
            }
            LoginState::Ended { .. } => Some(Notice::new(format!("Your login ended: {way_out}"), Tone::Error)),
            LoginState::LoggedIn { ends, .. } => {
                let left = self.now.timestamp().duration_until(*ends);
                let day = ends.to_zoned_datetime(self.now.time_zone().clone()).date();
                if left <= jiff::SignedDuration::ZERO {
                    let text = format!("By this clock your login ended on {day}: {way_out}");
                    return Some(Notice::new(text, Tone::Warning));
                }
                let when = match left.as_hours() / 24 {
                    ..=0 => "within a day".to_owned(),
                    1 => "in 1 day".to_owned(),
                    days => format!("in {days} days"),
                };
                (left <= LOGIN_NOTICE)
                    .then(|| Notice::new(format!("Your login ends {when} ({day}): {way_out}"), Tone::Warning))
            }
        }
    }
}
