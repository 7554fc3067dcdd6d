//! What goes to the browser and to the clipboard.

use crate::app::{Effect, Problem, State, ledger::Purpose, panes::Subject, state::Tone};
use crate::domain::{Private, SpotifyLink, WebLink};

/// Opens what is selected, or read, on Spotify.
pub(super) fn on_spotify(state: &mut State) -> Vec<Effect> {
    link(state).map_or_else(Vec::new, |link| {
        let id = state.ledger.begin(Purpose::Open);
        vec![Effect::OpenSpotify { id, link }]
    })
}

/// Copies the link of what is selected, or read.
pub(super) fn copy_link(state: &mut State) -> Vec<Effect> {
    link(state).map_or_else(Vec::new, |link| copy(state, Private::new(link.to_string())))
}

/// Copies a text that is safe to print.
pub(super) fn copy(state: &mut State, text: Private) -> Vec<Effect> {
    let id = state.ledger.begin(Purpose::Copy);
    vec![Effect::Copy { id, text }]
}

/// Opens a link from notes, which the person has confirmed.
pub(super) fn web(state: &mut State, link: WebLink) -> Vec<Effect> {
    let id = state.ledger.begin(Purpose::Open);
    vec![Effect::OpenWeb { id, link }]
}

/// Opens the dashboard.
pub(super) fn dashboard(state: &mut State) -> Vec<Effect> {
    let id = state.ledger.begin(Purpose::Open);
    vec![Effect::OpenDashboard { id }]
}

/// The browser took it, or did not. A login that opened it goes on waiting.
pub(super) fn opened(state: &mut State, purpose: Option<Purpose>, result: Result<(), Problem>) -> Vec<Effect> {
    if purpose == Some(Purpose::Open) {
        state.ledger.end(Purpose::Open);
    }
    report(state, "Opened in the browser", result);
    Vec::new()
}

/// The clipboard took it, or did not.
pub(super) fn copied(state: &mut State, result: Result<(), Problem>) -> Vec<Effect> {
    state.ledger.end(Purpose::Copy);
    report(state, "Copied", result);
    Vec::new()
}

fn report(state: &mut State, done: &'static str, result: Result<(), Problem>) {
    match result {
        Ok(()) => state.say(done, Tone::Info),
        Err(problem) => state.say(problem.status_line(), Tone::Error),
    }
}

/// The link of what is selected; says so where there is none.
fn link(state: &mut State) -> Option<SpotifyLink> {
    let (what, link) = match state.main.current() {
        Some(Subject::Show(key)) => ("show", key.id().cloned().map(SpotifyLink::Show)),
        Some(Subject::Episode(_, key)) => ("episode", key.id().cloned().map(SpotifyLink::Episode)),
        None => {
            state.say("Nothing is selected", Tone::Note);
            return None;
        }
    };
    if link.is_none() {
        state.say(format!("This {what} has no link: Spotify gave it an id that is not one"), Tone::Warning);
    }
    link
}
