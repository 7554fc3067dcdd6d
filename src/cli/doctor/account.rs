//! The login, without its tokens, and the quota.

use serde_json::json;

use super::Section;
use crate::{
    auth::{Connections, Kept},
    cli::{auth::status, context::Context, output::counted},
    config::keys,
    domain::{LoginState, Quota, moment::clock_time},
    library::{HourlyRequests, RequestLog},
    runtime::problem,
};

/// The login, as in `auth status`. A damaged one is not moved.
pub(super) fn login(context: &Context) -> Section {
    let mut section = Section::new("login", "Login");
    let vault = context.vault();
    let kept = vault.look().unwrap_or_else(|cause| {
        section.problem(problem::vault(&cause).line());
        Kept::Nothing
    });
    let mut times = status::Times { authorized_at: None, now: context.clock.timestamp() };
    let state = match context.login() {
        Ok(None) => None,
        // Opening a damaged login would move it.
        Ok(Some(_)) if matches!(kept, Kept::Damaged) => Some(LoginState::LoggedOut),
        Ok(Some(settings)) => {
            match Connections::new(settings.origins.clone(), &context.guard()).open(settings, vault) {
                Ok(access) => {
                    times.authorized_at = access.session.authorized_at();
                    Some(access.session.state())
                }
                Err(cause) => {
                    section.problem(problem::vault(&cause).line());
                    Some(LoginState::LoggedOut)
                }
            }
        }
        Err(failure) => {
            section.problem(failure.message());
            Some(LoginState::LoggedOut)
        }
    };
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
            section.problem(
                "the stored login is damaged; the next start quarantines it: log in again with `spotpods-tui auth login`",
            );
            "damaged"
        }
    };
    let next = next_steps(state.as_ref(), section.problems.is_empty());
    section.problems.extend(next.iter().map(|&problem| problem.to_owned()));
    let paths = &context.config.paths;
    let store = context.vault().token_store().ok().flatten();
    let place = status::Stored { profile: &paths.profile, file: &paths.credentials_file(), store };
    section.row("profile", &paths.profile);
    for line in status::lines(state.as_ref(), times, place) {
        // `Ends         2026-11-01` in `auth status`.
        match line.split_once("  ") {
            Some((label, text)) => section.row(label, text.trim_start()),
            None => section.row("state", line),
        }
    }
    section.values(status::object(state.as_ref(), times, place));
    section.values(json!({ "stored": stored }));
    section
}

/// How to get a usable login. Other problems with it come first.
fn next_steps(state: Option<&LoginState>, is_sound: bool) -> &'static [&'static str] {
    match state {
        None if is_sound => &[
            "no client ID is set: `spotpods-tui auth login` explains how to get one",
            "not logged in: once it is set, log in with `spotpods-tui auth login`",
        ],
        None => &["no client ID is set: `spotpods-tui auth login` explains how to get one"],
        Some(LoginState::LoggedOut) if is_sound => &["not logged in: log in with `spotpods-tui auth login`"],
        Some(LoginState::Ended { .. }) if is_sound => {
            &["the login has expired: log in again with `spotpods-tui auth login`"]
        }
        Some(LoginState::LoggedIn { .. } | LoginState::LoggedOut | LoginState::Ended { .. }) => &[],
    }
}

/// Requests of the last 24 hours, the budget, and Spotify's rate limit.
pub(super) fn quota(context: &Context) -> Section {
    let now = context.clock.now();
    let state = context.guard().state().borrow().at(now.timestamp());
    let blocked = match state {
        Quota::Open | Quota::Retrying => None,
        Quota::Waiting { until } | Quota::Blocked { until } => Some(until),
    };
    let record = RequestLog::at(context.requests_file()).record(now.timestamp());
    let mut section = Section::new("quota", "Quota of the last 24 hours");
    let (background, person) = (record.background(), record.person());
    let (budget, reserve) = (context.config.get(keys::DAILY_BUDGET), context.config.get(keys::RESERVE));
    let daily = budget.map_or_else(|| "unlimited".to_owned(), |budget| budget.to_string());
    section.row("synchronising", format_args!("{} of {daily} (sync.daily_budget)", counted(background, "request")));
    let by_person = counted(person, "request");
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
