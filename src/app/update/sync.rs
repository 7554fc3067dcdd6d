//! The synchronisation: when it begins, what is said of it, what the keys do to it.

use jiff::Timestamp;

use crate::domain::{ShowKey, SyncEnd, SyncProgress, moment::clock_time};
use crate::{
    app::{
        Command, Effect, Problem, State,
        keymap::Context,
        ledger::Purpose,
        panes::{Pane, Stock, Subject},
        state::{Screen, Tone},
        sync::SyncOutcome,
    },
    domain::{LoginState, Quota, ShowVisit, SyncIntent},
};

use super::{library, notes, session};

/// Begins a synchronisation, or asks whose login it is first: the library is kept by account.
pub(super) fn begin(state: &mut State, intent: SyncIntent) -> Vec<Effect> {
    match &state.session.login {
        LoginState::LoggedOut | LoginState::Ended { .. } => return Vec::new(),
        LoginState::LoggedIn { account: None, .. } => {
            state.sync.waiting = Some(intent);
            return session::ask_account(state);
        }
        LoginState::LoggedIn { account: Some(_), .. } => {}
    }
    go(state, intent)
}

/// Begins one though it may not be known whose login it is: what keeps that from being known is told by this.
pub(super) fn go(state: &mut State, intent: SyncIntent) -> Vec<Effect> {
    let id = state.ledger.begin(Purpose::Sync);
    let sync = &mut state.sync;
    (sync.progress, sync.intent, sync.waiting, sync.paused, sync.next) = (None, Some(intent), None, false, None);
    vec![Effect::Sync { id, intent }]
}

/// Begins one by itself where its time has come.
pub(super) fn by_itself(state: &mut State) -> Vec<Effect> {
    let now = state.now.timestamp();
    if state.sync_due().is_none_or(|due| due > now) {
        return Vec::new();
    }
    if let Quota::Blocked { until } = state.quota {
        state.sync.next = Some(until);
        return Vec::new();
    }
    // Should it not begin, this is not tried again with every event.
    again_later(state);
    begin(state, SyncIntent::Background)
}

/// At the start: at once where the last complete pass is older than the interval, else when it will be.
pub(super) fn plan(state: &mut State) {
    let now = state.now.timestamp();
    let after = |at: Timestamp| state.sync.interval.and_then(|interval| at.checked_add(interval).ok());
    state.sync.next = match state.sync.synced_at {
        Some(at) if at <= now => after(at),
        // A moment in the future is the clock's mistake.
        Some(_) | None => state.sync.interval.map(|_| now),
    };
}

/// The person asks for all of it.
pub(super) fn asked(state: &mut State) -> Vec<Effect> {
    let mut effects = Vec::new();
    if matches!(state.main.shows.stock, Stock::Failed(_)) {
        effects.extend(library::read_shows(state));
    }
    if !may_ask(state) {
        return effects;
    }
    if state.sync.paused {
        let key = state.keymap.key_of(&[Context::Main], Command::PauseSync);
        let way_out = key.map_or_else(String::new, |key| format!(": {key} goes on"));
        state.say(format!("The synchronisation is paused{way_out}"), Tone::Note);
    } else if state.ledger.runs(Purpose::Sync) {
        state.sync.intent = Some(SyncIntent::Asked);
        state.say("Synchronising already", Tone::Note);
    } else {
        effects.extend(begin(state, SyncIntent::Asked));
    }
    effects
}

/// `r`: what the keys go to.
pub(super) fn refresh(state: &mut State) -> Vec<Effect> {
    notes::retry(&mut state.main.notes);
    let of_show = match state.main.focus {
        Pane::Shows => None,
        Pane::Episodes => state.main.open.clone(),
        Pane::Notes => match &state.main.notes.subject {
            Some(Subject::Episode(show, _)) => Some(show.clone()),
            Some(Subject::Show(_)) | None => None,
        },
    };
    let Some(show) = of_show else { return asked(state) };
    let mut effects = Vec::new();
    if matches!(state.main.open_episodes().map(|episodes| &episodes.stock), Some(Stock::Failed(_))) {
        effects.extend(library::read_episodes(state));
    }
    if show.id().is_none() {
        state.say("This show cannot be asked for: Spotify gave it an id that is not one", Tone::Warning);
    } else if may_ask(state) {
        effects.extend(visit(state, &show, ShowVisit::Asked));
    }
    effects
}

/// A show was opened: Spotify is asked whether it has changed.
pub(super) fn opened(state: &mut State, show: &ShowKey) -> Vec<Effect> {
    let known = matches!(state.session.login, LoginState::LoggedIn { account: Some(_), .. });
    if known && library::may_read(state) && show.id().is_some() {
        visit(state, show, ShowVisit::Opened)
    } else {
        Vec::new()
    }
}

/// Looks at one show, the latest that was opened or asked for.
fn visit(state: &mut State, show: &ShowKey, why: ShowVisit) -> Vec<Effect> {
    if let Some((running, reason)) = &mut state.sync.visiting
        && running == show
    {
        if why == ShowVisit::Asked {
            *reason = why;
            state.say("The episodes are being fetched", Tone::Note);
        }
        return Vec::new();
    }
    let mut effects = library::supersede(state, Purpose::SyncShow);
    let id = state.ledger.begin(Purpose::SyncShow);
    state.sync.visiting = Some((show.clone(), why));
    effects.push(Effect::SyncShow { id, show: show.clone(), visit: why });
    effects
}

/// Holds the synchronisation up, or lets it go on.
pub(super) fn pause(state: &mut State) -> Vec<Effect> {
    if !state.ledger.runs(Purpose::Sync) {
        state.say("Nothing is being synchronised", Tone::Note);
        return Vec::new();
    }
    state.sync.paused = !state.sync.paused;
    let said = if state.sync.paused { "The synchronisation is paused" } else { "The synchronisation goes on" };
    state.say(said, Tone::Info);
    vec![Effect::PauseSync(state.sync.paused)]
}

pub(super) fn progress(state: &mut State, progress: SyncProgress) -> Vec<Effect> {
    state.sync.progress = Some(progress);
    Vec::new()
}

/// The synchronisation ended.
pub(super) fn ended(state: &mut State, outcome: SyncOutcome) -> Vec<Effect> {
    state.ledger.end(Purpose::Sync);
    let now = state.now.timestamp();
    let asked = state.sync.intent.take() == Some(SyncIntent::Asked);
    let known = learn(state, &outcome);
    // One that begins by itself does not always read the list of shows.
    state.sync.synced_at = outcome.counts.listed_at.or(state.sync.synced_at);
    (state.sync.progress, state.sync.paused, state.sync.ended_at) = (None, false, Some(now));
    again_later(state);
    let noted =
        outcome.problem.is_some() && state.sync.last.as_ref().is_some_and(|last| last.problem == outcome.problem);
    if asked || (is_worth_telling(&outcome) && !known && !noted) {
        tell(state, &outcome);
    }
    let unknown = matches!(state.session.login, LoginState::LoggedIn { account: None, .. });
    let effects = if unknown && outcome.end != SyncEnd::Failed { session::ask_account(state) } else { Vec::new() };
    state.sync.last = Some(outcome);
    effects
}

/// A show was looked at.
pub(super) fn visited(state: &mut State, show: &ShowKey, outcome: SyncOutcome) -> Vec<Effect> {
    if state.sync.visiting.as_ref().is_none_or(|(visiting, _)| visiting != show) {
        return Vec::new();
    }
    state.ledger.end(Purpose::SyncShow);
    let asked = state.sync.visiting.take().is_some_and(|(_, why)| why == ShowVisit::Asked);
    let known = learn(state, &outcome);
    if asked || (is_worth_telling(&outcome) && !known) {
        tell(state, &outcome);
    }
    if let Some(episodes) = state.main.episodes.get_mut(show) {
        episodes.visit = Some(outcome);
    }
    Vec::new()
}

/// Stops all that is asked of Spotify for the library, and plans nothing.
pub(super) fn stop(state: &mut State) -> Vec<Effect> {
    let effects = [library::supersede(state, Purpose::Sync), library::supersede(state, Purpose::SyncShow)].concat();
    let sync = &mut state.sync;
    (sync.progress, sync.intent, sync.waiting, sync.visiting, sync.next) = (None, None, None, None, None);
    sync.paused = false;
    effects
}

/// Remembers what concerns all requests. Says whether it was known already.
fn learn(state: &mut State, outcome: &SyncOutcome) -> bool {
    let before = state.sync.trouble.take();
    state.sync.trouble = match outcome.end {
        SyncEnd::Failed => outcome.problem.clone(),
        // Nothing was asked, so nothing is known of it.
        SyncEnd::Busy | SyncEnd::Stopped | SyncEnd::Blocked { .. } => before.clone(),
        SyncEnd::Complete | SyncEnd::Budget { .. } => before.clone().filter(|_| outcome.counts.requests == 0),
    };
    before.is_some() && before == state.sync.trouble
}

fn again_later(state: &mut State) {
    let now = state.now.timestamp();
    state.sync.next = state.sync.interval.and_then(|interval| now.checked_add(interval).ok());
}

/// Whether somebody who did not ask should hear of it: something failed, or the library has something to say.
fn is_worth_telling(outcome: &SyncOutcome) -> bool {
    outcome.end == SyncEnd::Failed || outcome.counts.missing_pages > 0 || outcome.problem.is_some()
}

/// Says what a synchronisation came to.
fn tell(state: &mut State, outcome: &SyncOutcome) {
    let news = news(outcome);
    let with_news = |said: String| if news.is_empty() { said } else { format!("{}. {said}", news.join(", ")) };
    let (text, tone) = match outcome.end {
        SyncEnd::Failed => {
            let problem = outcome.problem.clone().unwrap_or_else(|| Problem::new("It could not be fetched", "", ""));
            (problem.status_line(), Tone::Error)
        }
        _ if outcome.counts.missing_pages > 0 => {
            let key = state.keymap.key_of(&[Context::Main], Command::Refresh);
            (with_news(missing(outcome.counts.missing_pages, key.map(|key| key.to_string()))), Tone::Error)
        }
        SyncEnd::Complete if outcome.problem.is_some() => {
            let said = outcome.problem.as_ref().map(Problem::status_line).unwrap_or_default();
            (with_news(said), Tone::Warning)
        }
        SyncEnd::Complete if news.is_empty() => ("Nothing new".into(), Tone::Note),
        SyncEnd::Complete => (news.join(", "), Tone::Info),
        SyncEnd::Budget { until } => (with_news(budget(state, until)), Tone::Warning),
        SyncEnd::Blocked { until } => {
            let until = clock_time(until, &state.now);
            (with_news(format!("Spotify asked to be left alone until {until}")), Tone::Warning)
        }
        SyncEnd::Busy => ("Another instance synchronises".into(), Tone::Note),
        SyncEnd::Stopped => return,
    };
    state.say(text, tone);
}

/// That the budget of the day is used up.
pub(super) fn budget(state: &State, until: Option<Timestamp>) -> String {
    match until {
        Some(until) => format!("Today's budget is used up; more after {}", clock_time(until, &state.now)),
        None => "Today's budget is used up".into(),
    }
}

/// That pages could not be had.
fn missing(pages: u32, key: Option<String>) -> String {
    let said = if pages == 1 { "1 page is missing".to_owned() } else { format!("{pages} pages are missing") };
    key.map_or_else(|| said.clone(), |key| format!("{said}: {key} asks again"))
}

/// What came and what went.
fn news(outcome: &SyncOutcome) -> Vec<String> {
    let counts = outcome.counts;
    let several = |count: u32, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    [
        several(counts.new_shows, "new show", "new shows"),
        several(counts.new_episodes, "new episode", "new episodes"),
        several(counts.removed_shows, "show left", "shows left"),
        several(counts.removed_episodes, "episode gone", "episodes gone"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether there is a login to ask with; says how to get one where there is none.
fn may_ask(state: &mut State) -> bool {
    match state.session.login {
        LoginState::LoggedIn { .. } => matches!(state.screen, Screen::Main),
        LoginState::LoggedOut | LoginState::Ended { .. } => {
            if let Some(notice) = state.login_notice() {
                state.say(notice.text, notice.tone);
            }
            false
        }
    }
}
