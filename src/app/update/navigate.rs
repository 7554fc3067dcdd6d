//! Going somewhere: into a show, to an episode among those of its show, to the next unplayed one.

use super::{login, marks, session, sync};
use crate::{
    app::{
        State,
        overlays::{Act, Links, Overlay},
        place::{Tab, ViewId},
        requests::effect::{Read, System},
        state::Screen,
        views::View as _,
    },
    domain::{EpisodeAt, ShelfEpisode, ShowKey, Subject},
};

/// Opens the selected item: the episodes of a show, the notes of an episode.
pub(super) fn open(state: &mut State) {
    if state.views.is_reading() {
        return;
    }
    state.views.settle(&mut state.cx);
    match state.views.subject() {
        Some(Subject::Show(show)) => open_show(state, &show),
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
        Some(Subject::Show(show)) => open_show(state, &show),
        Some(Subject::Episode(at)) => {
            open_show(state, &at.show.clone());
            state.views.episodes.reveal(&state.cx, at);
        }
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
fn open_show(state: &mut State, show: &ShowKey) {
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

/// Looks for the next unplayed episode over all shows, from the one that is selected or read.
pub(super) fn next_unplayed(state: &mut State, newer: bool) {
    if state.cx.may_read() {
        let from = current(state);
        state.cx.ask(Read::NextUnplayed { from, newer });
    }
}

/// The episode that is selected or read; in the list of shows the one that is selected in the open show.
fn current(state: &State) -> Option<EpisodeAt> {
    let subject = match state.views.subject() {
        Some(Subject::Show(_)) if state.views.in_shows() => state.views.episodes.subject(),
        other => other,
    };
    match subject? {
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
    let at = found.at();
    let was_reading = state.views.is_reading();
    let in_feed = state.views.is_feed() && state.views.select_listed(&state.cx, &at);
    if !in_feed {
        list_show(state, &at.show);
        state.views.episodes.reveal(&state.cx, at);
    }
    if was_reading || !state.views.has_room_for_notes(&state.cx) {
        state.views.set_focus(ViewId::Notes);
        state.views.notes.turn_to_episode(*found);
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

/// Carries out the action of an overlay.
pub(super) fn act(state: &mut State, act: Act) {
    match act {
        Act::OpenLink(link) => {
            state.cx.ask(System::OpenWeb(link));
        }
        Act::MarkPlayed(episodes) => marks::mark_down(state, episodes),
        Act::LogIn { switch_account } => login::again(state, switch_account),
        Act::LogOut(library) => session::log_out(state, library),
    }
}
