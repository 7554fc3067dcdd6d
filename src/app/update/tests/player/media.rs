use pretty_assertions::assert_eq;

use super::*;
use crate::domain::MediaKey;

/// The commands that media keys send while an episode plays, at one minute of thirty.
fn sent(keys: &[MediaKey]) -> Vec<PlayerCommand> {
    let mut session = listening();
    for key in keys {
        session.send(EventKind::Media(key.clone()));
    }
    session.after(1);
    session.commands().into_iter().map(|(command, _)| command).collect()
}

#[test]
fn media_keys_are_about_what_is_loaded_whatever_is_selected() {
    let seconds = Duration::from_secs;
    for (key, command) in [
        (MediaKey::Pause, PlayerCommand::Pause),
        (MediaKey::PlayPause, PlayerCommand::Pause),
        (MediaKey::SeekTo(seconds(300)), PlayerCommand::Seek(seconds(300))),
        (MediaKey::SeekTo(seconds(86_400)), PlayerCommand::Seek(30 * MINUTE)),
        (MediaKey::Back(seconds(3_600)), PlayerCommand::Seek(seconds(0))),
        (MediaKey::Volume(40), PlayerCommand::Volume(40)),
    ] {
        assert_eq!(sent(std::slice::from_ref(&key)), vec![command], "{key:?}");
    }
    assert_eq!(sent(&[MediaKey::Play]), vec![], "it plays");
}

#[test]
fn a_media_key_without_anything_loaded_sends_nothing() {
    let mut session = three();
    for key in [MediaKey::Play, MediaKey::Pause, MediaKey::Next, MediaKey::Volume(10)] {
        session.send(EventKind::Media(key)).after(1);
        assert_eq!(session.commands(), vec![]);
    }
}

#[test]
fn k10_a_media_key_does_nothing_before_there_is_a_login() {
    let mut session = Session::with(Startup { login: LoginState::LoggedOut, ..startup() });
    session.send(EventKind::Start);
    session.effects();
    session.send(EventKind::Media(MediaKey::PlayPause));
    assert_eq!((session.effects(), session.message()), (vec![], ""));
}
