//! The login, without its tokens, and the quota.

use jiff::Timestamp;
use serde_json::json;

use super::{
    Section, Subject,
    status::{LoginStatus, log_in_command},
};
use crate::{
    auth::Kept,
    config::keys,
    domain::{LoginState, Quota, moment::clock_time},
    library::{HourlyRequests, RequestLog},
    runtime::problem,
};

/// The login in use.
#[derive(Debug)]
pub struct LoginFound {
    /// `None` without a client ID.
    pub state: Option<LoginState>,
    pub authorized_at: Option<Timestamp>,
    /// Why it cannot be opened.
    pub problem: Option<String>,
}

/// The login, as in `auth status`. A damaged one is not moved.
pub(super) fn login(subject: &Subject<'_>, open: impl FnOnce() -> LoginFound) -> Section {
    let mut section = Section::new("login", "Login");
    let paths = &subject.config.paths;
    let log_in = log_in_command(&paths.profile);
    let kept = subject.vault.look().unwrap_or_else(|cause| {
        section.problem(problem::vault(&cause).line());
        Kept::Nothing
    });
    let is_damaged = matches!(kept, Kept::Damaged);
    let is_set = subject.config.set(keys::CLIENT_ID).is_some();
    // Opening a damaged login would move it.
    let LoginFound { state, authorized_at, problem } = if is_damaged && is_set {
        LoginFound { state: Some(LoginState::LoggedOut), authorized_at: None, problem: None }
    } else {
        open()
    };
    section.problems.extend(problem);
    let is_used = !matches!(state, None | Some(LoginState::LoggedOut));
    let stored = match kept {
        Kept::Nothing => "nothing",
        Kept::Login(_) => {
            if !is_used {
                section.row("stored", "a login of another app or service, not used");
            }
            "login"
        }
        Kept::Damaged => {
            section.problem(format!(
                "the stored login is damaged; the next start quarantines it: log in again with {log_in}"
            ));
            "damaged"
        }
    };
    let next = next_step(state.as_ref(), section.problems.is_empty(), &log_in);
    section.problems.extend(next);
    let store = subject.vault.token_store().ok().flatten();
    let status = LoginStatus {
        state: state.as_ref(),
        authorized_at,
        now: subject.clock.timestamp(),
        profile: &paths.profile,
        file: &paths.credentials_file(),
        store,
    };
    section.row("profile", &paths.profile);
    for line in status.lines() {
        // `Ends         2026-11-01` in `auth status`.
        match line.split_once("  ") {
            Some((label, text)) => section.row(label, text.trim_start()),
            None => section.row("state", line),
        }
    }
    section.values(status.object());
    section.values(json!({ "stored": stored }));
    section
}

/// How to get a usable login. Other problems with it come first.
fn next_step(state: Option<&LoginState>, is_sound: bool, log_in: &str) -> Option<String> {
    match state {
        None => Some(format!("not logged in, no client ID is set: {log_in} asks for it and logs in")),
        Some(LoginState::LoggedOut) if is_sound => Some(format!("not logged in: log in with {log_in}")),
        Some(LoginState::Ended { .. }) if is_sound => {
            Some(format!("the login has expired: log in again with {log_in}"))
        }
        Some(LoginState::LoggedIn { .. } | LoginState::LoggedOut | LoginState::Ended { .. }) => None,
    }
}

/// Requests of the last 24 hours, the budget, and Spotify's rate limit.
pub(super) fn quota(subject: &Subject<'_>) -> Section {
    let now = subject.clock.now();
    let state = subject.guard.state().borrow().at(now.timestamp());
    let blocked = match state {
        Quota::Open | Quota::Retrying => None,
        Quota::Waiting { until } | Quota::Blocked { until } => Some(until),
    };
    let record = RequestLog::at(subject.config.requests_file()).record(now.timestamp());
    let mut section = Section::new("quota", "Quota of the last 24 hours");
    let (background, person) = (record.background(), record.person());
    let (budget, reserve) = (subject.config.get(keys::DAILY_BUDGET), subject.config.get(keys::RESERVE));
    let daily = budget.map_or_else(|| "unlimited".to_owned(), |budget| budget.to_string());
    section.row("synchronising", format_args!("{} of {daily} (sync.daily_budget)", requests(background)));
    let by_person = requests(person);
    section.row("you", format_args!("{by_person}; {reserve} beyond the budget (sync.reserve)"));
    for HourlyRequests { hour, background, person } in &record.hours {
        let hour = clock_time(*hour, &now);
        section.row(format!("  {hour}"), format_args!("{background} synchronising, {person} you"));
    }
    section.row(
        "blocked",
        blocked.map_or_else(|| "no".to_owned(), |until| format!("until {}, by Spotify", clock_time(until, &now))),
    );
    let hour =
        |at: &HourlyRequests| json!({ "hour": at.hour.to_string(), "background": at.background, "person": at.person });
    section.values(json!({
        "background": background,
        "person": person,
        "daily_budget": budget,
        "reserve": reserve,
        "budget_left": budget.map(|budget| budget.saturating_sub(background)),
        "hours": record.hours.iter().map(hour).collect::<Vec<_>>(),
        "blocked_until": blocked.map(|until| until.to_string()),
    }));
    section
}

fn requests(count: impl Into<u64>) -> String {
    let count = count.into();
    if count == 1 { "1 request".to_owned() } else { format!("{count} requests") }
}
