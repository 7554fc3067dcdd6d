//! What an empty list means: what is happening, what holds it up, the way out. Backticks set keys off.

use super::list::refresh_key;
use crate::{
    app::{
        Command, Context, Problem,
        ledger::Purpose,
        panes::{Episodes, Stock},
    },
    domain::{LoginState, Quota, SyncEnd, SyncStage, moment::clock_time},
    ui::Pen,
};

/// There are no shows.
pub(super) fn no_shows(pen: Pen<'_>) -> Vec<String> {
    let state = pen.state;
    let dots = pen.marks.ellipsis;
    let all = pen.key(&[Context::Main], Command::RefreshAll);
    if let Stock::Failed(problem) = &state.main.shows.stock {
        return said(problem, &format!("`{}` tries again", refresh_key(pen)));
    }
    if state.ledger.runs(Purpose::Account) && state.main.shows.stock == Stock::Never {
        return vec![format!("Asking Spotify whose login this is{dots}")];
    }
    if state.ledger.runs(Purpose::Sync) && state.quota == Quota::Retrying {
        return vec![format!("Spotify does not answer; trying again{dots}")];
    }
    if state.ledger.runs(Purpose::Sync) && state.sync.synced_at.is_none() {
        return vec![match state.sync.progress.map(|progress| progress.stage) {
            Some(SyncStage::Shows { done, total: Some(total) }) => format!("Fetching your shows{dots} {done}/{total}"),
            _ => format!("Fetching your shows{dots}"),
        }];
    }
    if state.ledger.runs(Purpose::ReadShows) {
        return vec![format!("Reading the library{dots}")];
    }
    if let Some(held_up) = held_up(pen) {
        return held_up;
    }
    if state.sync.synced_at.is_none() {
        return vec![format!("Nothing fetched yet: `{all}` fetches your shows")];
    }
    vec![format!("You follow no shows yet. Follow one in a Spotify app, then press `{all}`")]
}

/// The open show has no episodes on disk.
pub(super) fn no_episodes(pen: Pen<'_>, episodes: &Episodes) -> Vec<String> {
    let state = pen.state;
    let dots = pen.marks.ellipsis;
    let again = refresh_key(pen);
    let open = state.main.open.as_ref();
    if let Stock::Failed(problem) = &episodes.stock {
        return said(problem, &format!("`{again}` tries again"));
    }
    if open.is_some_and(|show| show.id().is_none()) {
        return vec!["This show cannot be asked for: Spotify gave it an id that is not one".into()];
    }
    if episodes.stock == Stock::Never {
        return vec![format!("Reading the library{dots}")];
    }
    if state.main.open_total == Some(0) {
        return vec!["This show has no episodes".into()];
    }
    let fetching = state.sync.visiting.as_ref().is_some_and(|(show, _)| Some(show) == open);
    let held_up = held_up(pen);
    if fetching && state.quota == Quota::Retrying {
        return vec![format!("Spotify does not answer; trying again{dots}")];
    }
    if fetching && matches!(state.quota, Quota::Open | Quota::Waiting { .. }) {
        return vec![format!("The episodes are being fetched{dots}")];
    }
    if let Some(held_up) = held_up {
        return std::iter::once("Not fetched yet".into()).chain(held_up).collect();
    }
    match episodes.visit.as_ref().map(|visit| (&visit.end, &visit.problem)) {
        Some((SyncEnd::Failed, Some(problem))) => said(problem, &format!("`{again}` tries again")),
        Some((SyncEnd::Complete, _)) if state.main.open_total.is_none() => vec!["This show has no episodes".into()],
        Some(_) | None => vec![format!("Not fetched yet: `{again}` fetches the episodes")],
    }
}

/// What keeps anything from being fetched, and the way out.
fn held_up(pen: Pen<'_>) -> Option<Vec<String>> {
    let state = pen.state;
    match (&state.session.login, state.quota) {
        (LoginState::LoggedOut | LoginState::Ended { .. }, _) => {
            Some(vec![format!("Not logged in: `{}` logs in", pen.key(&[Context::Main], Command::Account))])
        }
        (LoginState::LoggedIn { .. }, Quota::Blocked { until }) => {
            Some(vec![format!("Spotify asked to be left alone until {}", clock_time(until, &state.now))])
        }
        (LoginState::LoggedIn { .. }, Quota::Open | Quota::Retrying | Quota::Waiting { .. }) => {
            let trouble = state.sync.trouble.as_ref()?;
            Some(said(trouble, &format!("`{}` tries again", refresh_key(pen))))
        }
    }
}

/// A problem in sentences, with the way out.
pub(super) fn said(problem: &Problem, way_out: &str) -> Vec<String> {
    let said = [&problem.title, &problem.detail, &problem.remedy].map(ToString::to_string);
    said.into_iter().filter(|part| !part.is_empty()).chain([way_out.to_owned()]).collect()
}
