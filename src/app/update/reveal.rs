//! Showing an episode where it belongs: among those of its show, or in the list that is open.

use crate::domain::{EpisodeAt, ShelfEpisode, ShowKey};
use crate::{
    app::{
        Effect, State,
        layout::rows,
        ledger::Purpose,
        list::{Filter, Item},
        panes::{Main, Pane, Reading, Shows, Subject},
        state::{Screen, Tone},
        tab::Tab,
    },
    domain::StateFilter,
};

use super::{library, tabs};

/// `e`: goes to the show of what is selected or read, in the first tab, with that episode selected.
pub(super) fn go_to_show(state: &mut State) -> Vec<Effect> {
    let (show, episode) = match state.main.current() {
        Some(Subject::Show(show)) => (show, None),
        Some(Subject::Episode(show, episode)) => (show, Some(episode)),
        None => return Vec::new(),
    };
    let mut effects = tabs::open(state, Tab::Shows);
    select_show(state, &show);
    effects.extend(library::open_show(state, &show));
    if let Some(episode) = episode {
        reveal(state, EpisodeAt { show, episode });
    }
    effects
}

/// `n`, `N`: looks for the next unplayed episode over all shows, from the one that is selected or read.
pub(super) fn next_unplayed(state: &mut State, newer: bool) -> Vec<Effect> {
    if !library::may_read(state) {
        return Vec::new();
    }
    let from = current(&state.main);
    let id = state.ledger.begin(Purpose::NextUnplayed);
    vec![Effect::NextUnplayed { id, from, newer }]
}

/// It was found, or there is none. Somebody who has opened something else meanwhile is left alone.
pub(super) fn found_unplayed(state: &mut State, found: Option<ShelfEpisode>, newer: bool) -> Vec<Effect> {
    state.ledger.end(Purpose::NextUnplayed);
    if state.overlay.is_some() || state.screen != Screen::Main {
        return Vec::new();
    }
    let Some(found) = found else {
        let which = if newer { "newer" } else { "older" };
        state.say(format!("No {which} episode is unplayed"), Tone::Note);
        return Vec::new();
    };
    let at = found.at();
    let reading = state.main.focus == Pane::Notes;
    let mut effects = Vec::new();
    if select_listed(state, &at) {
        state.main.focus = Pane::Episodes;
    } else {
        effects.extend(tabs::open_unless_open(state, Tab::Shows));
        select_show(state, &at.show);
        effects.extend(library::list_show(state, &at.show));
        reveal(state, at.clone());
    }
    if reading || !state.notes_in_view() {
        state.main.focus = Pane::Notes;
        state.main.notes.subject = Some(Subject::Episode(at.show, at.episode));
        state.main.notes.read = Reading::Never;
        state.main.notes.item = Some(Box::new(found));
    }
    effects
}

/// The episode that is selected or read; in the list of shows the one that is selected in the open show.
fn current(main: &Main) -> Option<EpisodeAt> {
    let subject = match (main.current(), main.tab) {
        (Some(Subject::Episode(show, episode)), _) => return Some(EpisodeAt { show, episode }),
        (subject, Tab::Shows) => subject,
        (_, Tab::New | Tab::InProgress | Tab::Search) => return None,
    };
    let episodes = subject.and(main.open_episodes())?;
    episodes.list.selected_item(&episodes.items).map(ShelfEpisode::at)
}

/// Selects an episode in New, where it is among the rows read; says whether it is.
fn select_listed(state: &mut State, at: &EpisodeAt) -> bool {
    let height = rows(state.size);
    let Some(feed) = state.main.feed_mut() else { return false };
    let is_it = |row: &usize| feed.row(*row).is_some_and(|row| row.episode.at() == *at);
    let Some(row) = (0..feed.list.len()).find(is_it) else { return false };
    feed.list.select(row, height);
    feed.choose();
    true
}

/// Selects an episode among those of the open show, now and once the library has answered.
fn reveal(state: &mut State, at: EpisodeAt) {
    let height = rows(state.size);
    if let Some(episodes) = state.main.open_episodes_mut() {
        episodes.reveal(&at.episode, height);
        state.main.reveal = Some(at);
    }
}

/// Selects a show among the shows, whatever filters them.
fn select_show(state: &mut State, show: &ShowKey) {
    let height = rows(state.size);
    let shows = &mut state.main.shows;
    shows.list.selected = Some(show.clone());
    shows.rebuild(height);
    let is_selected = |shows: &Shows| shows.list.selected_item(&shows.items).is_some_and(|item| item.key() == show);
    if !is_selected(shows) {
        (shows.state, shows.list.filter) = (StateFilter::All, Filter::Off);
        shows.list.selected = Some(show.clone());
        shows.rebuild(height);
    }
    // What changed while another tab was in view has not been read yet.
    state.main.awaited = (!is_selected(&state.main.shows)).then(|| show.clone());
}
