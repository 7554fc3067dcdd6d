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
    let mut session = Session::with(startup().session(|session| session.login = LoginState::LoggedOut));
    session.send(EventKind::Start);
    session.effects();
    session.send(EventKind::Media(MediaKey::PlayPause));
    assert_eq!((session.effects(), session.message()), (vec![], ""));
}

#[test]
fn a_media_key_out_of_sight_is_confirmed_and_costs_one_poll() {
    let mut session = listening();
    session.send(EventKind::Focus(false)).after(5);
    session.polls();
    session.send(EventKind::Media(MediaKey::Pause)).sent(Ok(())).after(2);
    assert_eq!(session.polls(), 1);
    let now = session.now();
    session.polled(Some(of("One", 65, false, now))).after(600);
    assert_eq!(session.polls(), 0);
    assert_eq!((session.line(), session.message()), (line("One", false, 65), ""));
}

#[test]
fn a_poll_that_was_made_before_a_seek_does_not_deny_it() {
    let mut session = listening();
    session.after(40);
    assert!(session.runs(Slot::Playback));
    session.keys(".");
    assert!(!session.runs(Slot::Playback), "its answer would be older");
    assert_eq!(session.line(), line("One", true, 130));
}
