//! The catalogue and links: into a show that is not followed, and to where a link leads.
//!
//! What is on disk is shown from disk; anything else is fetched and shown in Discover. Start with [`go_to`].

use super::{navigate, sync};
use crate::{
    app::{
        Screen, State, Tab, Tone, ViewId, asking,
        requests::{
            effect::{Catalogue, Read},
            event::{CatalogueReply, Fetched},
        },
    },
    domain::{Episode, ShelfEpisode, Show, ShowKey, SpotifyLink, Subject},
};

/// Opens the selected item.
pub(super) fn open(state: &mut State) {
    match state.views.subject().filter(|_| state.views.in_discover() && !state.views.is_reading()) {
        Some(Subject::Show(show)) => open_show(state, &show),
        Some(Subject::Episode(_)) | None => navigate::open(state),
    }
}

/// Opens a show among the results: a followed one in its tab, any other here.
fn open_show(state: &mut State, show: &ShowKey) {
    if state.views.shows.show(show).is_some() {
        return navigate::jump(state, |state| navigate::open_show(state, show));
    }
    if state.views.discover.open_show() == Some(show) {
        return state.views.set_focus(ViewId::Notes);
    }
    state.views.discover.open_found(&mut state.cx, show);
}

/// Lists an episode among those of its show, which the search of the catalogue does not name.
pub(super) fn go_to_show(state: &mut State) {
    if !state.views.in_discover() {
        return navigate::go_to_show(state);
    }
    match state.views.subject() {
        None => {}
        Some(Subject::Show(show)) => open_show(state, &show),
        Some(Subject::Episode(at)) if state.views.discover.open_show() == Some(&at.show) => {
            if state.views.is_reading() {
                state.views.set_focus(ViewId::Discover);
            } else {
                state.cx.note("These are the episodes of its show");
            }
        }
        Some(Subject::Episode(at)) => match at.episode.id() {
            Some(id) => go_to(state, SpotifyLink::Episode(id.clone())),
            None => {
                state.cx.notify("Its show cannot be fetched: Spotify gave the episode an invalid id", Tone::Warning);
            }
        },
    }
}

/// Finishes typing. A link in the field of the catalogue is opened.
pub(super) fn accept(state: &mut State) {
    match state.views.discover.link().filter(|_| state.views.in_discover()) {
        Some(link) => go_to(state, link),
        None => state.views.keep_typed(),
    }
}

/// Fetches what is listed again: from the catalogue, or by a synchronisation.
pub(super) fn refresh(state: &mut State) {
    if !state.views.in_discover() {
        sync::refresh(state);
    } else if asking::can_ask(&mut state.cx) {
        state.views.discover.refresh(&mut state.cx);
    }
}

/// A text was pasted outside a field.
pub(super) fn pasted(state: &mut State, text: &str) {
    match SpotifyLink::parse(text) {
        Ok(link) => go_to(state, link),
        Err(why) => state.cx.note(why.sentence()),
    }
}

/// Goes to a show or an episode.
pub(super) fn go_to(state: &mut State, link: SpotifyLink) {
    match link {
        SpotifyLink::Show(id) => {
            let key = ShowKey::Id(id.clone());
            if state.views.shows.show(&key).is_some() {
                return navigate::jump(state, |state| navigate::open_show(state, &key));
            }
            fetch(state, SpotifyLink::Show(id));
        }
        SpotifyLink::Episode(id) if state.cx.may_read() => state.cx.ask(Read::Find(id)),
        SpotifyLink::Episode(id) => fetch(state, SpotifyLink::Episode(id)),
    }
}

/// The library has looked for an episode. One whose show is not followed is shown as Spotify has it.
pub(super) fn located(state: &mut State, link: SpotifyLink, found: Option<Box<ShelfEpisode>>) {
    if is_elsewhere(state) {
        return;
    }
    match found.filter(|found| state.views.shows.show(&found.show).is_some()) {
        Some(found) => navigate::show_episode(state, *found),
        None => fetch(state, link),
    }
}

fn fetch(state: &mut State, link: SpotifyLink) {
    if asking::can_ask(&mut state.cx) {
        state.cx.note(format!("Looking up the link{}", state.cx.ellipsis()));
        state.cx.ask(Catalogue::Fetch(link));
    }
}

/// Whether an overlay or a screen was opened meanwhile.
fn is_elsewhere(state: &State) -> bool {
    !state.overlays.is_empty() || state.screen != Screen::Main
}

/// The catalogue answered.
pub(super) fn answered(state: &mut State, reply: CatalogueReply) {
    let discover = &mut state.views.discover;
    match reply {
        CatalogueReply::Saved(episodes) => state.cx.marking.keeping.learn(episodes, true),
        CatalogueReply::Found(Ok(found)) => {
            discover.found(&state.cx, *found);
            state.views.mark_followed(&state.cx);
        }
        CatalogueReply::Found(Err(problem)) => discover.not_found(problem),
        CatalogueReply::Episodes(show, page) => discover.loaded(&state.cx, &show, page),
        CatalogueReply::Fetched(Err(problem)) => state.cx.notify_problem(&problem),
        CatalogueReply::Fetched(Ok(_)) if is_elsewhere(state) => {}
        CatalogueReply::Fetched(Ok(Fetched::Show(show))) => show_fetched(state, Some(*show), None),
        CatalogueReply::Fetched(Ok(Fetched::Episode(episode, show))) => {
            show_fetched(state, show.map(|show| *show), Some(*episode));
        }
    }
}

/// Shows in Discover what a link led to.
fn show_fetched(state: &mut State, show: Option<Show>, episode: Option<Episode>) {
    state.cx.messages.collapse();
    navigate::jump(state, |state| {
        if !state.views.in_discover() {
            state.views.open_tab(&mut state.cx, Tab::Discover);
        }
        state.views.set_focus(ViewId::Discover);
        let is_episode = episode.is_some();
        state.views.discover.open(&mut state.cx, show, episode);
        state.views.mark_followed(&state.cx);
        if is_episode && !state.views.has_room_for_notes(&state.cx) {
            state.views.set_focus(ViewId::Notes);
        }
    });
}
