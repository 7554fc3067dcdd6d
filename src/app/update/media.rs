//! Media keys of the desktop.

use super::{discover, player};
use crate::{
    app::{Screen, State, input::command::Player as Command},
    domain::MediaKey,
};

/// A media key of the desktop: what a key of this program does with what is loaded.
pub(super) fn press(state: &mut State, key: MediaKey) {
    if state.screen != Screen::Main {
        return;
    }
    match key {
        MediaKey::Play => player::pause(state, Some(false)),
        MediaKey::Pause => player::pause(state, Some(true)),
        MediaKey::PlayPause => player::pause(state, None),
        MediaKey::Previous => player::command(state, Command::Back),
        MediaKey::Next => player::command(state, Command::Forward),
        MediaKey::Back(by) => player::seek_by(state, |position| position.saturating_sub(by)),
        MediaKey::Forward(by) => player::seek_by(state, |position| position.saturating_add(by)),
        MediaKey::SeekTo(position) => player::seek(state, position),
        MediaKey::Volume(percent) => player::volume(state, |_| percent),
        MediaKey::Open(link) => discover::go_to(state, link),
    }
}
