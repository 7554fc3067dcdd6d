//! Synchronisation: when it starts, its messages and its keys.

use jiff::Timestamp;

use super::session;
use crate::{
    app::{
        Cx, Effect, Screen, Slot, State, asking,
        input::command::Main,
        messages::{Tone, Topic},
        requests::{effect::Sync as Request, event::SyncOutcome},
        views::View as _,
    },
    domain::{Quota, ShowKey, ShowVisit, SyncEnd, SyncIntent, SyncProgress, count::counted, moment::clock_time},
};

/// Begins a synchronisation, or requests the account first: the library is kept by account.
pub(super) fn begin(state: &mut State, intent: SyncIntent) {
    if state.cx.session.login.needs_account() {
        state.cx.sync.waiting = Some(intent);
        session::ask_account(state);
    } else if state.cx.is_logged_in() {
        go(state, intent);
    }
}

/// Starts even if the account is unknown: then the synchronisation reports why.
pub(super) fn go(state: &mut State, intent: SyncIntent) {
    state.cx.ask(Request::Library(intent));
    let sync = &mut state.cx.sync;
    (sync.progress, sync.intent, sync.waiting, sync.is_paused, sync.next) = (None, Some(intent), None, false, None);
}

/// Begins an automatic synchronisation if it is due.
pub(super) fn by_itself(state: &mut State) {
    let now = state.cx.now.timestamp();
    if state.sync_due().is_none_or(|due| due > now) {
        return;
    }
    if let Quota::Blocked { until } = state.cx.quota {
        state.cx.sync.next = Some(until);
        return;
    }
    // If it cannot begin, this is not repeated with every event.
    again_later(&mut state.cx);
    begin(state, SyncIntent::Background);
}

/// At the start: at once if the last complete pass is older than the interval, otherwise when it will be.
pub(super) fn plan(state: &mut State) {
    let now = state.cx.now.timestamp();
    let sync = &mut state.cx.sync;
    let after = |at: Timestamp| sync.interval.and_then(|interval| at.checked_add(interval).ok());
    sync.next = match sync.synced_at {
        Some(at) if at <= now => after(at),
        // A moment in the future is the clock's mistake.
        Some(_) | None => sync.interval.map(|_| now),
    };
}

/// Begins a synchronisation on demand.
pub(super) fn asked(state: &mut State) {
    state.views.shows.retry(&mut state.cx);
    if !may_ask(state) {
        return;
    }
    if state.cx.sync.is_paused {
        let key = state.cx.main_key(Main::PauseSync);
        let resumes = key.map(|key| format!(": {key} resumes it")).unwrap_or_default();
        state.cx.note(format!("The synchronisation is paused{resumes}"));
    } else if state.cx.ledger.runs(Slot::Sync) {
        state.cx.sync.intent = Some(SyncIntent::Asked);
        state.cx.note("Already synchronising");
    } else {
        begin(state, SyncIntent::Asked);
    }
}

/// Fetches what has the focus: one show, Your Episodes, or all. Repeats failed reads.
pub(super) fn refresh(state: &mut State) {
    state.views.notes.retry(&mut state.cx);
    state.views.focused_mut().retry(&mut state.cx);
    if state.views.in_saved() {
        if may_ask(state) {
            visit_saved(state, ShowVisit::Asked);
        }
        return;
    }
    let Some(show) = state.views.show_in_focus().cloned() else { return asked(state) };
    if show.id().is_none() {
        state.cx.notify("This show cannot be fetched: Spotify gave it an invalid id", Tone::Warning);
    } else if may_ask(state) {
        visit(state, &show, ShowVisit::Asked);
    }
}

/// Visits a show that was opened, to learn whether it has changed. One that is not followed, of which a saved episode is on
/// disk, would be fetched whole.
pub(super) fn opened(state: &mut State, show: &ShowKey) {
    if may_visit(state) && show.id().is_some() && state.views.shows.show(show).is_some() {
        visit(state, show, ShowVisit::Opened);
    }
}

/// Reads Your Episodes, if their tab was opened.
pub(super) fn opened_tab(state: &mut State) {
    if state.views.in_saved() && may_visit(state) {
        visit_saved(state, ShowVisit::Opened);
    }
}

fn may_visit(state: &State) -> bool {
    state.cx.is_logged_in() && !state.cx.session.login.needs_account() && state.cx.may_read()
}

/// Fetches the episodes of a show that was just followed, after those of others that were.
pub(super) fn followed(state: &mut State, show: &ShowKey) {
    state.cx.sync.followed.push_back(show.clone());
    fetch_followed(&mut state.cx);
}

fn fetch_followed(cx: &mut Cx) {
    if cx.sync.visiting.is_some() {
        return;
    }
    if let Some(show) = cx.sync.followed.front().cloned() {
        cx.ask(Request::Show(show.clone(), ShowVisit::Asked));
        // The message about the follow stays: only a failure is reported.
        cx.sync.visiting = Some((show, ShowVisit::Opened));
    }
}

/// Visits one show, and no longer the one before.
fn visit(state: &mut State, show: &ShowKey, why: ShowVisit) {
    if let Some((running, reason)) = &mut state.cx.sync.visiting
        && running == show
    {
        if why == ShowVisit::Asked {
            *reason = why;
            state.cx.note("Already fetching the episodes");
        }
        return;
    }
    state.cx.ask(Request::Show(show.clone(), why));
    state.cx.sync.visiting = Some((show.clone(), why));
}

/// Reads Your Episodes, beside everything else.
fn visit_saved(state: &mut State, why: ShowVisit) {
    if let Some((reason, _)) = &mut state.cx.sync.saved {
        if why == ShowVisit::Asked {
            *reason = why;
            state.cx.note("Already fetching Your Episodes");
        }
        return;
    }
    state.cx.ask(Request::Saved(why));
    state.cx.sync.saved = Some((why, None));
}

/// Pauses the synchronisation, or resumes it.
pub(super) fn pause(state: &mut State) {
    if !state.cx.ledger.runs(Slot::Sync) {
        return state.cx.note("No synchronisation is running");
    }
    let is_paused = !state.cx.sync.is_paused;
    state.cx.sync.is_paused = is_paused;
    state.cx.notify(if is_paused { "Synchronisation paused" } else { "Synchronisation resumed" }, Tone::Info);
    state.cx.tell(Effect::PauseSync(is_paused));
}

/// The synchronisation ended.
pub(super) fn ended(state: &mut State, outcome: SyncOutcome) {
    let now = state.cx.now.timestamp();
    let is_asked = state.cx.sync.intent.take() == Some(SyncIntent::Asked);
    let is_known = learn(&mut state.cx, &outcome);
    let sync = &mut state.cx.sync;
    // One that begins by itself does not always read the list of shows.
    sync.synced_at = outcome.counts.listed_at.or(sync.synced_at);
    state.views.add_news(outcome.counts.new_episodes);
    (sync.progress, sync.is_paused, sync.ended_at) = (None, false, Some(now));
    let is_noted = outcome.problem.is_some() && sync.last.as_ref().is_some_and(|last| last.problem == outcome.problem);
    // A library that can only be read was reported at the start.
    let line = outcome.problem.as_ref().map(|problem| problem.status_line(&state.cx.keymap));
    let is_noted =
        is_noted || line.is_some() && line.as_deref() == state.cx.messages.latest().next().map(|sent| &*sent.text);
    again_later(&mut state.cx);
    if outcome.end == SyncEnd::Complete {
        state.cx.artwork.retry();
    }
    if is_asked || (is_worth_reporting(&outcome) && !is_known && !is_noted) {
        report(&mut state.cx, &outcome, &news(&outcome));
    }
    if state.cx.session.login.needs_account() && outcome.end != SyncEnd::Failed {
        session::ask_account(state);
    }
    state.cx.sync.last = Some(outcome);
}

/// A show was visited.
pub(super) fn visited(state: &mut State, show: &ShowKey, outcome: SyncOutcome) {
    let visiting = state.cx.sync.visiting.take().filter(|(visiting, _)| visiting == show);
    state.cx.sync.followed.retain(|followed| followed != show);
    fetch_followed(&mut state.cx);
    let Some((_, why)) = visiting else { return };
    conclude(&mut state.cx, why, &outcome, &news(&outcome));
    state.views.episodes.visited(show, outcome);
}

/// Your Episodes were read.
pub(super) fn saved_read(state: &mut State, outcome: &SyncOutcome) {
    let Some((why, _)) = state.cx.sync.saved.take() else { return };
    conclude(&mut state.cx, why, outcome, &saved_news(outcome));
}

/// Remembers how a visit ended, and reports it if the person asked for it or should know.
fn conclude(cx: &mut Cx, why: ShowVisit, outcome: &SyncOutcome, news: &[String]) {
    let is_known = learn(cx, outcome);
    if why == ShowVisit::Asked || (is_worth_reporting(outcome) && !is_known) {
        report(cx, outcome, news);
    }
}
/// How far a synchronisation is.
pub(super) fn progressed(state: &mut State, slot: Slot, progress: SyncProgress) {
    let sync = &mut state.cx.sync;
    if slot == Slot::Sync {
        sync.progress = Some(progress);
    } else if let Some((_, saved)) = &mut sync.saved {
        *saved = Some(progress);
    }
}

/// Stops every synchronisation and visit, and plans none.
pub(super) fn stop(state: &mut State) {
    state.cx.cancel(Slot::Sync);
    state.cx.cancel(Slot::Visit);
    state.cx.cancel(Slot::Saved);
    let sync = &mut state.cx.sync;
    sync.saved = None;
    sync.followed.clear();
    (sync.progress, sync.intent, sync.waiting, sync.visiting, sync.next) = (None, None, None, None, None);
    sync.is_paused = false;
}

/// Remembers an error of every request. Returns whether it was known.
fn learn(cx: &mut Cx, outcome: &SyncOutcome) -> bool {
    let before = cx.sync.trouble.take();
    cx.sync.trouble = match outcome.end {
        SyncEnd::Failed => outcome.problem.clone(),
        // Without a request nothing is known.
        SyncEnd::Busy | SyncEnd::Stopped | SyncEnd::Blocked { .. } => before.clone(),
        SyncEnd::Complete | SyncEnd::Budget { .. } => before.clone().filter(|_| outcome.counts.requests == 0),
    };
    before.is_some() && before == cx.sync.trouble
}

fn again_later(cx: &mut Cx) {
    let now = cx.now.timestamp();
    cx.sync.next = cx.sync.interval.and_then(|interval| now.checked_add(interval).ok());
}

/// Whether to report an outcome that the person did not ask for: a failure, missing pages, or a problem.
fn is_worth_reporting(outcome: &SyncOutcome) -> bool {
    outcome.end == SyncEnd::Failed || outcome.counts.missing_pages > 0 || outcome.problem.is_some()
}

/// Reports the result of a synchronisation.
fn report(cx: &mut Cx, outcome: &SyncOutcome, news: &[String]) {
    let with_news = |text: String| if news.is_empty() { text } else { format!("{}. {text}", news.join(", ")) };
    let problem = outcome.problem.as_ref().map(|problem| problem.status_line(&cx.keymap));
    let missing_pages = outcome.counts.missing_pages;
    let (topic, text, tone) = match outcome.end {
        SyncEnd::Stopped => return,
        SyncEnd::Failed => {
            (Topic::Trouble, problem.unwrap_or_else(|| "The synchronisation failed".into()), Tone::Error)
        }
        SyncEnd::Complete | SyncEnd::Budget { .. } | SyncEnd::Blocked { .. } | SyncEnd::Busy if missing_pages > 0 => {
            (Topic::Other, with_news(missing(cx, missing_pages)), Tone::Error)
        }
        SyncEnd::Complete => match problem {
            Some(problem) => (Topic::Other, with_news(problem), Tone::Warning),
            None if news.is_empty() => (Topic::Other, "Nothing new".into(), Tone::Note),
            None => (Topic::Other, news.join(", "), Tone::Info),
        },
        SyncEnd::Budget { until } => {
            let more = until.map(|until| format!("; more after {}", clock_time(until, &cx.now))).unwrap_or_default();
            (Topic::Budget, with_news(format!("Today's budget is used up{more}")), Tone::Warning)
        }
        SyncEnd::Blocked { until } => {
            let until = clock_time(until, &cx.now);
            (Topic::Other, with_news(format!("Rate limited by Spotify until {until}")), Tone::Warning)
        }
        SyncEnd::Busy => (Topic::Busy, "Another process is synchronising".into(), Tone::Note),
    };
    cx.notify_about(topic, text, tone);
}

/// Pages that could not be fetched.
fn missing(cx: &Cx, pages: u32) -> String {
    let again = cx.main_key(Main::Refresh).map(|key| format!(": {key} asks again")).unwrap_or_default();
    format!("{}{again}", counted(pages, "page is missing", "pages are missing"))
}

/// The new and the removed.
fn news(outcome: &SyncOutcome) -> Vec<String> {
    let counts = outcome.counts;
    wordings(&[
        (counts.new_shows, "new show", "new shows"),
        (counts.new_episodes, "new episode", "new episodes"),
        (counts.removed_shows, "show removed", "shows removed"),
        (counts.removed_episodes, "episode removed", "episodes removed"),
    ])
}

/// The new and the removed of Your Episodes.
fn saved_news(outcome: &SyncOutcome) -> Vec<String> {
    let counts = outcome.counts;
    wordings(&[
        (counts.new_episodes, "more saved episode", "more saved episodes"),
        (counts.removed_episodes, "no longer saved", "no longer saved"),
    ])
}

fn wordings(numbers: &[(u32, &str, &str)]) -> Vec<String> {
    let some = numbers.iter().filter(|(count, ..)| *count > 0);
    some.map(|(count, one, many)| counted(*count, one, many)).collect()
}

/// Whether the person can have something fetched; notifies them if not.
fn may_ask(state: &mut State) -> bool {
    asking::has_login(&mut state.cx) && state.screen == Screen::Main
}
