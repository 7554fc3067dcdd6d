//! The title of the window.

use crate::{
    app::{State, state::Screen},
    domain::{CleanText, Playing, width::truncate},
};

/// The most columns of the name of an episode; a taskbar shows fewer.
const MOST: usize = 80;

/// The episode that plays, else the open view. One line of clean text.
pub fn title(state: &State) -> String {
    let playing = state.cx.player.shown().filter(|playback| playback.is_playing && state.screen == Screen::Main);
    let name = playing.and_then(|playback| match &playback.playing {
        Playing::Episode(episode) => Some(&episode.name),
        Playing::Track { name, .. } => Some(name),
        Playing::Ad | Playing::Unknown => None,
    });
    let what = match (&state.screen, name) {
        (_, Some(name)) => name.as_str(),
        (Screen::Setup(_), None) => "Set up",
        (Screen::Login(_), None) => "Log in",
        (Screen::Main, None) => tab(state),
    };
    let what = CleanText::new(&truncate(what, MOST, state.cx.ellipsis()));
    format!("spotpods-tui: {what}")
}

/// The name of the open tab.
pub(super) fn tab(state: &State) -> &str {
    let open = state.views.tab();
    state.views.tabs().find(|(tab, ..)| *tab == open).map_or("", |(_, name, _)| name)
}
