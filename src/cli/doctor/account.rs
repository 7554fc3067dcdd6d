//! The login and the quota. Of the login its state alone, never a token.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Section;
use crate::{
    auth::{Connections, Kept, Vault},
    cli::{auth::status, exit::Failure, settings},
    config::Config,
    domain::{LoginState, Quota, moment::clock_time},
    library::{HourlyRequests, Inspection, QuotaRecord},
    runtime::{clock::Clock, problem},
    spotify::Guard,
};

/// Who is logged in, as `auth status` tells it. A damaged login stays where it is.
pub(super) fn login(config: &Config) -> Section {
    let mut section = Section::new("login", "Login");
    let vault = Vault::new(&config.paths.data_dir);
    let kept = vault.look().unwrap_or_else(|cause| {
        section.problems.push(problem::vault(&cause).line());
        Kept::Nothing
    });
    let mut times = status::Times { authorized_at: None, now: Timestamp::now() };
    let state = match (&kept, settings::login(config, &vault)) {
        (_, Ok(None)) => None,
        (Kept::Damaged, Ok(Some(_))) | (_, Err(Failure::NobodyReads)) => Some(LoginState::LoggedOut),
        (Kept::Nothing | Kept::Login(_), Ok(Some(settings))) => {
            let guard = Guard::stored_at(config.paths.quota_file());
            match Connections::new(settings.origins.clone(), &guard).open(settings, vault) {
                Ok(access) => {
                    times.authorized_at = access.session.authorized_at();
                    Some(access.session.state())
                }
                Err(cause) => {
                    section.problems.push(problem::vault(&cause).line());
                    Some(LoginState::LoggedOut)
                }
            }
        }
        (_, Err(Failure::Told { message, exit: _ })) => {
            section.problems.push(message);
            Some(LoginState::LoggedOut)
        }
    };
    let stored = match kept {
        Kept::Nothing => "nothing",
        Kept::Login(_) => "login",
        Kept::Damaged => "damaged",
    };
    match (stored, &state) {
        ("damaged", _) => section.problems.push(
            "the stored login is damaged; the next start sets it aside: log in again with `spotpods-tui auth login`"
                .to_owned(),
        ),
        ("login", None | Some(LoginState::LoggedOut)) => {
            section.row("stored", "a login of another app or service, which is not used");
        }
        _ => {}
    }
    let next = what_next(state.as_ref(), section.problems.is_empty());
    section.problems.extend(next.iter().map(|&problem| problem.to_owned()));
    let storage = config.paths.credentials_file();
    for line in status::lines(state.as_ref(), times, &storage) {
        // `Ends         2026-11-01` as it stands in `auth status`.
        match line.split_once("  ") {
            Some((label, text)) => section.row(label, text.trim_start()),
            None => section.row("state", line),
        }
    }
    section.value = status::object(state.as_ref(), times, &storage);
    if let Value::Object(names) = &mut section.value {
        names.insert("stored".to_owned(), stored.into());
    }
    section
}

/// What is missing for a login that can be used. Where something else is wrong with it, that comes first.
fn what_next(state: Option<&LoginState>, else_sound: bool) -> &'static [&'static str] {
    match state {
        None if else_sound => &[
            "no client ID is set: `spotpods-tui auth login` says how to get one",
            "nobody is logged in: then log in with `spotpods-tui auth login`",
        ],
        None => &["no client ID is set: `spotpods-tui auth login` says how to get one"],
        Some(LoginState::LoggedOut) if else_sound => &["nobody is logged in: log in with `spotpods-tui auth login`"],
        Some(LoginState::Ended { .. }) if else_sound => {
            &["the login has ended: log in again with `spotpods-tui auth login`"]
        }
        Some(LoginState::LoggedIn { .. } | LoginState::LoggedOut | LoginState::Ended { .. }) => &[],
    }
}

/// What was asked of Spotify, against what may be, and until when it asked to be left alone.
pub(super) fn quota(config: &Config, look: Option<&Inspection>) -> Section {
    let now = Clock::system().now();
    let guard = Guard::stored_at(config.paths.quota_file());
    let state = guard.state().borrow().at(now.timestamp());
    let blocked = match state {
        Quota::Open | Quota::Retrying => None,
        Quota::Waiting { until } | Quota::Blocked { until } => Some(until),
    };
    // What cannot be read is told with the library.
    let record = look.and_then(|look| look.reader().quota(now.timestamp()).ok()).unwrap_or_default();
    let mut section = Section::new("quota", "Quota, the last 24 hours");
    let (background, person) = (record.background(), record.person());
    let budget = config.sync.daily_budget.value;
    let daily = budget.map_or_else(|| "no bound".to_owned(), |budget| budget.to_string());
    section.row("synchronising", format_args!("{background} requests of {daily} (sync.daily_budget)"));
    section.row("you", format_args!("{person} requests; {} beyond the budget (sync.reserve)", config.sync.reserve));
    for HourlyRequests { hour, background, person } in &record.hours {
        let hour = clock_time(*hour, &now);
        section.row(format!("  {hour}"), format_args!("{background} synchronising, {person} you"));
    }
    match blocked {
        None => section.row("blocked", "no"),
        Some(until) => section.row("blocked", format_args!("until {}, as Spotify asked", clock_time(until, &now))),
    }
    section.value = object(&record, blocked, budget, config.sync.reserve);
    section
}

fn object(record: &QuotaRecord, blocked: Option<Timestamp>, budget: Option<u32>, reserve: u32) -> Value {
    let hours: Vec<_> = record
        .hours
        .iter()
        .map(|HourlyRequests { hour, background, person }| {
            json!({ "hour": hour.to_string(), "background": background, "person": person })
        })
        .collect();
    json!({
        "background": record.background(),
        "person": record.person(),
        "daily_budget": budget,
        "reserve": reserve,
        "budget_left": budget.map(|budget| budget.saturating_sub(record.background())),
        "hours": hours,
        "blocked_until": blocked.map(|until| until.to_string()),
    })
}
