//! Notices stay on the status line as long as they are true: no login, no synchronisation.

use super::{
    Command, Context, Cx, Slot,
    input::command::Main,
    messages::{Tone, Topic},
    problem::Cause,
};
use crate::domain::{Ending, LoginState, SyncEnd, moment::clock_time, width::truncate};

/// A lasting text on the status line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub text: String,
    /// A message about the same makes the notice redundant.
    pub topic: Topic,
    pub tone: Tone,
}

/// The command that the notes are piped to, with the key that cancels it if it works in these contexts.
pub fn running(cx: &Cx, contexts: &[Context]) -> Option<Notice> {
    /// The columns of the other words, and of the hint of the help beside them.
    const REST: usize = 30;
    let name = cx.own.piping.as_ref()?;
    let name = truncate(name.as_str(), usize::from(cx.layout.size.width).saturating_sub(REST), cx.ellipsis());
    let cancel = Command::Main(Main::CancelPipe);
    let key = cx.keymap.key_of(contexts, cancel).filter(|key| cx.keymap.reaches(contexts, *key, cancel));
    let way = key.map(|key| format!(" {key} cancels")).unwrap_or_default();
    let text = format!("{name} runs{}{way}", cx.ellipsis());
    Some(Notice { text, topic: Topic::Command, tone: Tone::Note })
}

/// The notices of the main screen or, `in_front` of it, of setup and login, the most urgent first.
pub fn notices(cx: &Cx, in_front: bool) -> Vec<Notice> {
    let leaving = cx.ledger.runs(Slot::Logout);
    let leaving = leaving.then(|| {
        let text = format!("Logging out{}", cx.ellipsis());
        Notice { text, topic: Topic::Other, tone: Tone::Note }
    });
    // On the login screen this notice would repeat the screen, and its key is not bound there.
    let login = if in_front { None } else { login(cx) };
    let sync = if cx.is_logged_in() { sync(cx) } else { None };
    // The end of a login is days away: the trouble of now comes first.
    leaving.into_iter().chain(sync).chain(login).collect()
}

/// The obstacle to a synchronisation.
fn sync(cx: &Cx) -> Option<Notice> {
    if let Some(trouble) = &cx.sync.trouble {
        let title = match trouble.cause {
            // Short: it stays for as long as it is true, and leaves room for the keys.
            Cause::Unreachable => "Offline",
            Cause::Other => trouble.title.trim_end_matches('.'),
        };
        let text = format!("{title}: showing what is on disk");
        return Some(Notice { text, topic: Topic::Trouble, tone: Tone::Warning });
    }
    match cx.sync.last.as_ref()?.end {
        SyncEnd::Busy => {
            let text = "another process synchronises".into();
            Some(Notice { text, topic: Topic::Busy, tone: Tone::Note })
        }
        SyncEnd::Budget { until: Some(until) } if until > cx.now.timestamp() => {
            let text = format!("today's budget is used up; more after {}", clock_time(until, &cx.now));
            Some(Notice { text, topic: Topic::Budget, tone: Tone::Note })
        }
        SyncEnd::Budget { .. } | SyncEnd::Blocked { .. } | SyncEnd::Complete | SyncEnd::Stopped | SyncEnd::Failed => {
            None
        }
    }
}

/// The notice of a missing or ending login, with the key that logs in.
pub fn login(cx: &Cx) -> Option<Notice> {
    let notice = |text: String, tone| Some(Notice { text, topic: Topic::Login, tone });
    let way_out = |what: &str| match cx.main_key(Main::Account) {
        Some(key) => format!("{key} logs in{what}"),
        None => format!("`auth login` logs in{what}"),
    };
    match &cx.session.login {
        LoginState::LoggedOut => notice(format!("Not logged in: {}", way_out("")), Tone::Warning),
        LoginState::Ended { .. } => notice(format!("Your login ended: {}", way_out(" again")), Tone::Error),
        LoginState::LoggedIn { ends, .. } => {
            let now = cx.now.timestamp();
            let day = ends.to_zoned_datetime(cx.now.time_zone().clone()).date();
            let text = match (Ending::at(*ends, now), now.duration_until(*ends).as_hours() / 24) {
                (Ending::Later, _) => return None,
                (Ending::Overdue, _) => format!("By this clock your login ended on {day}"),
                (Ending::Soon, ..=0) => format!("Your login ends within a day ({day})"),
                (Ending::Soon, 1) => format!("Your login ends in 1 day ({day})"),
                (Ending::Soon, days) => format!("Your login ends in {days} days ({day})"),
            };
            notice(format!("{text}: {}", way_out(" again")), Tone::Warning)
        }
    }
}
