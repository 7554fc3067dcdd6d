//! Going somewhere: into a show, to an episode among those of its show, to the next unplayed one.

use super::sync;
use crate::{
    app::{
        Screen, State, Tab, ViewId,
        list::{Item as _, List},
        overlays::{Links, Overlay},
        requests::effect::Read,
        views::View as _,
    },
    domain::{EpisodeAt, Progress, ShelfEpisode, ShowKey, Subject},
};

/// Goes somewhere else, and remembers where from.
pub(super) fn jump(state: &mut State, go: impl FnOnce(&mut State)) {
    let from = state.views.here();
    go(state);
    state.views.jumped_from(from);
}

/// Opens a tab, which is a jump unless it is open.
pub(super) fn open_tab(state: &mut State, tab: Tab) {
    if state.views.tab() == tab {
        return state.views.open_tab(&mut state.cx, tab);
    }
    jump(state, |state| {
        state.views.open_tab(&mut state.cx, tab);
        sync::opened_tab(state);
    });
}

/// Goes back to where the last jump began.
pub(super) fn jump_back(state: &mut State) {
    if !state.views.jump_back(&mut state.cx) {
        state.cx.note("There is no jump to go back from");
    }
}

/// Opens the selected item: the episodes of a show, the notes of an episode.
pub(super) fn open(state: &mut State) {
    if state.views.is_reading() {
        return;
    }
    state.views.settle(&mut state.cx);
    match state.views.subject() {
        Some(Subject::Show(show)) if state.views.in_shows() => open_show(state, &show),
        Some(Subject::Show(show)) => jump(state, |state| open_show(state, &show)),
        Some(Subject::Episode(_)) => state.views.set_focus(ViewId::Notes),
        None => {}
    }
}

/// Shows the details of the selected item.
pub(super) fn details(state: &mut State) {
    let subject = state.views.subject();
    if subject.is_some() {
        state.views.set_focus(ViewId::Notes);
        state.views.notes.turn_to(subject);
    }
}

/// Goes to the show of the selected or read episode, and selects it there.
pub(super) fn go_to_show(state: &mut State) {
    match state.views.subject() {
        Some(Subject::Show(show)) => jump(state, |state| open_show(state, &show)),
        Some(Subject::Episode(at)) => jump(state, |state| {
            open_show(state, &at.show.clone());
            state.views.episodes.reveal(&state.cx, at);
        }),
        None => {}
    }
}

/// Goes to the pane beside the focused one.
pub(super) fn next_pane(state: &mut State, forward: bool) {
    let before = state.views.focus();
    state.views.focus_next(&mut state.cx, forward);
    entered(state, before);
}

/// Opens and visits the selected show if its episodes got the focus: until then they were a preview, or not in sight.
pub(super) fn entered(state: &mut State, before: ViewId) {
    if (before, state.views.focus()) == (ViewId::Shows, ViewId::Episodes)
        && let Some(Subject::Show(show)) = state.views.shows.subject()
    {
        open_show(state, &show);
    }
}

/// Opens a show in its tab, and visits it.
pub(super) fn open_show(state: &mut State, show: &ShowKey) {
    list_show(state, show);
    sync::opened(state, show);
}

/// Opens a show without a visit: stepping through many shows would spend a request on each.
fn list_show(state: &mut State, show: &ShowKey) {
    if !state.views.in_shows() {
        state.views.open_tab(&mut state.cx, Tab::Shows);
    }
    state.views.keep_typed();
    state.views.shows.reveal(&state.cx, show);
    state.views.list_show(&mut state.cx, show);
}

/// Looks for the next unplayed episode from the one that is selected or read: in Shows in the open show, elsewhere over all
/// shows.
pub(super) fn next_unplayed(state: &mut State, newer: bool) {
    if state.views.in_shows() {
        return match state.views.episodes.open() {
            Some(_) => next_in_show(state, newer),
            None => state.note_without_row("No show is selected"),
        };
    }
    if state.cx.may_read() {
        let from = current(state);
        state.cx.ask(Read::NextUnplayed { from, newer });
    }
}

/// Goes to the next unplayed episode of the open show, in the order of its list. From the list of shows, the selected episode
/// counts too.
fn next_in_show(state: &mut State, back: bool) {
    let view = &state.views.episodes;
    let reading = state.views.notes.subject().filter(|_| state.views.is_reading());
    let rows = view.list().map_or(0, List::len);
    let is_read = |row: &usize| {
        reading.as_ref().is_some_and(|subject| view.episode_at(*row).is_some_and(|item| item.is(subject)))
    };
    let at = if reading.is_some() { (0..rows).find(is_read) } else { view.list().and_then(List::selected) };
    let skipped = usize::from(state.views.show_in_focus().is_some());
    let is_unplayed =
        |row: &usize| view.episode_at(*row).is_some_and(|item| item.episode.progress == Progress::Unplayed);
    let found = if back {
        (0..at.unwrap_or(0)).rfind(is_unplayed)
    } else {
        (at.map_or(0, |at| at + skipped)..rows).find(is_unplayed)
    };
    let Some(item) = found.and_then(|row| view.episode_at(row)).cloned() else {
        let where_to = if back { "above" } else { "below" };
        return state.cx.note(format!("No unplayed episode of this show {where_to}"));
    };
    jump(state, |state| {
        state.views.select(&state.cx, ViewId::Episodes, &Subject::Episode(item.at()));
        if state.views.is_reading() {
            state.views.notes.turn_to_episode(item);
        } else {
            state.views.set_focus(ViewId::Episodes);
        }
    });
}

/// The episode that is selected or read.
fn current(state: &State) -> Option<EpisodeAt> {
    match state.views.subject()? {
        Subject::Episode(at) => Some(at),
        Subject::Show(_) => None,
    }
}

/// Selects the episode that was found, unless an overlay or a screen was opened meanwhile.
pub(super) fn found_unplayed(state: &mut State, found: Option<Box<ShelfEpisode>>, newer: bool) {
    if !state.overlays.is_empty() || state.screen != Screen::Main {
        return;
    }
    let Some(found) = found else {
        return state.cx.note(if newer { "No newer episode is unplayed" } else { "No older episode is unplayed" });
    };
    jump(state, |state| {
        let at = found.at();
        let was_reading = state.views.is_reading();
        let list = state.views.list_id();
        let in_feed = state.views.is_feed() && state.views.select(&state.cx, list, &Subject::Episode(at.clone()));
        if in_feed {
            state.views.set_focus(list);
        } else {
            reveal(state, at);
        }
        read_found(state, *found, was_reading);
    });
}

/// Goes to an episode among those of its show.
pub(super) fn show_episode(state: &mut State, found: ShelfEpisode) {
    jump(state, |state| {
        reveal(state, found.at());
        read_found(state, found, false);
    });
}

fn reveal(state: &mut State, at: EpisodeAt) {
    list_show(state, &at.show);
    state.views.episodes.reveal(&state.cx, at);
}

/// Reads an episode that was gone to, if its notes are not in sight otherwise.
fn read_found(state: &mut State, found: ShelfEpisode, was_reading: bool) {
    if was_reading || !state.views.has_room_for_notes(&state.cx) {
        state.views.set_focus(ViewId::Notes);
        state.views.notes.turn_to_episode(found);
    }
}

/// Lists the links of the notes, if there are any.
pub(super) fn list_links(state: &mut State) {
    let links = state.views.notes.links();
    if links.is_empty() {
        state.cx.note("There are no links in these notes");
    } else if state.overlays.is_empty() && state.screen == Screen::Main {
        state.open(Overlay::Links(Links::new(links.to_vec())));
    }
}
