//! Whatever is asked and whatever Spotify answers: nothing is claimed for longer than one poll.

use pretty_assertions::assert_eq;
use proptest::{prelude::*, sample::select};

use super::*;
use crate::domain::MediaKey;

#[derive(Debug, Clone)]
enum Happening {
    Key(&'static str),
    After(i64),
    /// The command in flight is answered.
    Sent(Option<Refusal>),
    /// The poll in flight is answered: something plays or not, anywhere; or it fails.
    Polled(Option<(u8, u64, bool, Option<u8>)>, bool),
    Listed(u8),
    Blocked(i64),
    Focus(bool),
    Media(MediaKey),
}

const KEYS: &[&str] = &["Space", "p", ",", ".", "<", ">", "-", "+", "z", "d", "Z", "j", "k", "Enter", "Esc", "t"];
const WHY: &[Refusal] =
    &[Refusal::NoDevice, Refusal::DeviceGone, Refusal::AlreadySo, Refusal::Unknown, Refusal::Lasting, Refusal::Other];

const MEDIA: &[MediaKey] = &[
    MediaKey::Play,
    MediaKey::Pause,
    MediaKey::PlayPause,
    MediaKey::Next,
    MediaKey::SeekTo(MINUTE),
    MediaKey::Volume(20),
];

fn happening() -> impl Strategy<Value = Happening> {
    let playback = (0..4u8, 0..1900u64, any::<bool>(), prop::option::of(0..=100u8));
    prop_oneof![
        6 => select(KEYS).prop_map(Happening::Key),
        4 => prop_oneof![0..3i64, 10..50i64].prop_map(Happening::After),
        3 => prop::option::weighted(0.4, select(WHY)).prop_map(Happening::Sent),
        3 => (prop::option::weighted(0.8, playback), prop::bool::weighted(0.1))
            .prop_map(|(playback, fails)| Happening::Polled(playback, fails)),
        1 => (0..4u8).prop_map(Happening::Listed),
        1 => (1..100i64).prop_map(Happening::Blocked),
        1 => any::<bool>().prop_map(Happening::Focus),
        2 => select(MEDIA).prop_map(Happening::Media),
    ]
}

fn playback(session: &Session, (name, position, is_playing, volume): (u8, u64, bool, Option<u8>)) -> Playback {
    let name = ["One", "Two", "Three", "Elsewhere"][usize::from(name)];
    let playback = of(name, position, is_playing, session.now());
    Playback { device: Device { volume, ..device("kitchen") }, ..playback }
}

/// Lets something happen. Returns whether a poll was answered with what is confirmed now.
fn happen(session: &mut Session, happening: &Happening) -> bool {
    match happening {
        Happening::Key(name) => {
            session.keys(name);
        }
        Happening::After(seconds) => {
            session.after(*seconds);
        }
        Happening::Sent(why) => {
            if session.runs(Slot::Send) {
                session.sent(why.map_or(Ok(()), |why| Err(refused(why))));
            }
        }
        Happening::Polled(_, true) if session.runs(Slot::Playback) => {
            session.reply(Reply::Player(PlayerReply::Polled(Err(refused(Refusal::Unknown)))));
        }
        Happening::Polled(seed, false) if session.runs(Slot::Playback) => {
            let reported = seed.map(|seed| playback(session, seed));
            session.polled(reported.clone());
            assert_eq!(session.state().cx.player.confirmed(), reported.as_ref());
            return true;
        }
        Happening::Polled(..) => {}
        Happening::Listed(count) => {
            if session.runs(Slot::Devices) {
                let names = ["kitchen", "office", "tv"];
                session.listed(names.iter().take(usize::from(*count)).map(|name| device(name)).collect());
            }
        }
        Happening::Blocked(seconds) => {
            let until = session.moment(*seconds);
            session.send(EventKind::Quota(Quota::Blocked { until }));
        }
        Happening::Media(key) => {
            session.send(EventKind::Media(key.clone()));
        }
        Happening::Focus(is_visible) => {
            session.send(EventKind::Focus(*is_visible));
        }
    }
    false
}

proptest! {
    #[test]
    fn nothing_that_spotify_denies_is_claimed_for_longer_than_one_poll(
        happenings in prop::collection::vec(happening(), 1..150),
    ) {
        let mut session = listening();
        // Since when the line has shown something that was never reported.
        let mut since: Option<Timestamp> = None;
        for happening in &happenings {
            let is_reported = happen(&mut session, happening);
            let player = &session.state().cx.player;
            prop_assert!(!is_reported || player.shown() == player.confirmed(), "a poll is the truth at once");
            let differs = player.shown() != player.confirmed();
            prop_assert_eq!(differs && player.asked().is_none(), false, "what is only asked is marked as such");
            since = since.filter(|_| differs && !is_reported).or(differs.then(|| session.now()));
            let longest = since.map(|since| since.duration_until(session.now()).as_secs());
            prop_assert!(longest.is_none_or(|longest| longest < 30), "claimed for {longest:?} seconds");
            prop_assert!(session.wakeup().is_none_or(|due| due > session.now()));
            prop_assert!(session.ids(Slot::Send).len() <= 1, "one command at a time");
        }
        // Without any further answer the claim ends.
        session.after(30);
        let player = &session.state().cx.player;
        prop_assert_eq!(player.shown(), player.confirmed());
    }

    #[test]
    fn no_command_is_sent_twice(presses in prop::collection::vec(select(&[".", "Space", "z", "+"][..]), 1..40)) {
        let mut session = listening();
        let mut queued = 0;
        for press in &presses {
            queued += usize::from(*press == "z");
            session.keys(press);
        }
        let mut sent = Vec::new();
        for _ in 0..100 {
            session.after(1);
            sent.extend(session.commands().into_iter().map(|(command, _)| command));
            if session.runs(Slot::Send) {
                session.sent(Err(refused(Refusal::Unknown)));
            }
            if session.runs(Slot::Playback) {
                let now = session.now();
                session.polled(Some(of("One", 60, true, now)));
            }
        }
        let count = sent.iter().filter(|command| matches!(command, PlayerCommand::Queue(_))).count();
        prop_assert!(count <= queued, "{sent:?}");
        prop_assert!(sent.len() <= presses.len(), "{sent:?}");
    }
}

#[test]
fn the_property_can_fail() {
    let mut session = listening();
    session.keys("Space");
    let player = &session.state().cx.player;
    assert_ne!(player.shown(), player.confirmed(), "something is claimed");
    assert_eq!(player.asked().as_deref(), Some("pausing"));
}
