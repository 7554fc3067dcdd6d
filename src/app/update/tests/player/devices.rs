use pretty_assertions::assert_eq;

use super::*;

/// The command of an episode, refused because no device is active.
fn without_device() -> Session {
    let mut session = three();
    session.keys("Space").effects();
    session.sent(Err(refused(Refusal::NoDevice)));
    session
}

fn idle(name: &str) -> Device {
    Device { is_active: false, ..device(name) }
}

fn started() -> PlayerCommand {
    play(&["One", "Two", "Three"], Duration::ZERO)
}

fn kitchen() -> Option<DeviceId> {
    DeviceId::parse("kitchen")
}

#[test]
fn without_an_active_device_the_list_opens_and_the_command_goes_to_the_choice() {
    let mut session = without_device();
    assert_eq!((session.line(), session.runs(Slot::Devices)), (String::new(), true));
    session.listed(vec![idle("office"), idle("kitchen")]);
    assert_eq!(session.overlay_lines(), ["office   speaker · vol 60", "kitchen  speaker · vol 60"]);
    session.keys("j Enter");
    let effects = session.effects();
    let preferred = PreferredDevice { id: kitchen().expect("an id"), name: CleanText::new("kitchen") };
    assert!(effects.contains(&Effect::Remember(Remember::Device(preferred))), "{effects:?}");
    let sent = effects.into_iter().find_map(|effect| match effect {
        Effect::Player(_, Player::Send { command, device }) => Some((command, device)),
        _ => None,
    });
    assert_eq!(sent, Some((started(), kitchen())));
    assert_eq!((session.overlay(), session.line()), (None, line("One", true, 0)));
}

#[test]
fn the_device_of_the_last_time_is_used_by_itself_if_it_is_there() {
    let mut session = without_device();
    session.listed(vec![idle("kitchen")]).keys("Enter").sent(Ok(())).after(1);
    session.polled(None).keys("Space").sent(Err(refused(Refusal::NoDevice))).effects();
    let renamed = Device { id: DeviceId::parse("k2"), ..idle("kitchen") };
    session.listed(vec![idle("office"), renamed]);
    assert_eq!(session.commands(), [(started(), DeviceId::parse("k2"))], "its id has changed");
    session.sent(Ok(())).after(1);
    session.polled(None).keys("Space").sent(Err(refused(Refusal::NoDevice)));
    session.listed(vec![idle("office")]);
    assert!(matches!(session.overlay(), Some(Overlay::Devices(_))), "it is not there");
}

#[test]
fn a_device_that_vanished_is_chosen_again() {
    let mut session = without_device();
    session.listed(vec![idle("kitchen")]).keys("Enter").sent(Err(refused(Refusal::DeviceGone)));
    assert!(session.runs(Slot::Devices), "listed again");
    session.listed(vec![idle("office")]).effects();
    session.keys("Enter");
    assert_eq!(session.commands(), [(started(), DeviceId::parse("office"))]);
}

#[test]
fn esc_drops_the_command_that_waits() {
    let mut session = without_device();
    session.listed(vec![idle("kitchen")]).keys("Esc d").listed(vec![idle("kitchen")]).effects();
    session.keys("Enter");
    assert_eq!(session.commands(), [(PlayerCommand::Transfer { play: true }, kitchen())]);
}

#[test]
fn without_any_device_a_sentence_names_what_to_start() {
    let mut session = without_device();
    session.listed(Vec::new());
    assert_eq!(session.overlay(), None);
    assert!(session.message().starts_with("No device: start Spotify on a phone"), "{}", session.message());
    session.keys("d").listed(Vec::new());
    let Some(overlay) = session.overlay() else { panic!("the list is open") };
    assert!(overlay.get().empty(&session.state().cx).starts_with("No device: start Spotify"));
}

#[test]
fn a_player_on_this_computer_is_started_when_it_is_chosen() {
    let mut session = Session::with(Startup { player_here: Some(CleanText::new("spotifyd")), ..startup() });
    session.send(EventKind::Start).reply(shows(&["Show"])).keys("Enter");
    session.reply(on_disk("Show", vec![episode("One", "2026-11-03", 30, Progress::Unplayed)]));
    session.keys("Space").sent(Err(refused(Refusal::NoDevice))).listed(Vec::new());
    assert_eq!(session.overlay_lines(), ["This computer  starts spotifyd"]);
    session.effects();
    session.keys("Enter");
    let effects = session.effects();
    assert!(matches!(effects.as_slice(), [Effect::Player(_, Player::StartHere)]), "{effects:?}");
    session.reply(Reply::Player(PlayerReply::StartedHere(Ok(idle("here")))));
    assert_eq!(session.commands(), [(play(&["One"], Duration::ZERO), DeviceId::parse("here"))]);
}

#[test]
fn a_restricted_device_is_listed_but_takes_no_command() {
    let mut session = listening();
    session.keys("d").listed(vec![Device { is_restricted: true, ..idle("tv") }, idle("office")]);
    assert_eq!(session.overlay_lines(), ["tv      speaker · restricted · vol 60", "office  speaker · vol 60"]);
    session.effects();
    session.keys("k Enter");
    assert_eq!((session.commands(), session.message()), (vec![], "tv does not accept commands from apps"));
}

#[test]
fn the_playback_moves_with_or_without_starting() {
    for (key, play) in [("Enter", true), ("Space", false)] {
        let mut session = listening();
        session.keys("d").listed(vec![device("kitchen"), idle("office")]).effects();
        session.keys("j").keys(key);
        assert_eq!(session.commands(), [(PlayerCommand::Transfer { play }, DeviceId::parse("office"))]);
        session.sent(Ok(())).after(1);
        let now = session.now();
        session.polled(Some(of("One", 61, true, now)));
        assert_eq!(session.message(), "The device was not changed");
    }
}

/// What is known about the active device may be old: Spotify decides.
#[test]
fn an_active_device_that_is_restricted_is_asked_all_the_same() {
    let mut session = three();
    session.play("One", 5);
    session.after(40);
    let tv = Device { is_restricted: true, ..device("tv") };
    let playback = Playback { device: tv, ..of("One", 45, true, session.now()) };
    session.polled(Some(playback)).effects();
    session.keys("Space");
    assert_eq!(session.commands(), [(PlayerCommand::Pause, None)]);
    session.sent(Err(refused(Refusal::Other)));
    assert_eq!((session.line(), session.message()), (line("One", true, 45), "Not paused. Refused"));
}

#[test]
fn a_device_that_is_listed_but_refuses_is_tried_once() {
    let mut session = without_device();
    session.listed(vec![idle("kitchen")]).keys("Enter").sent(Err(refused(Refusal::DeviceGone))).effects();
    session.listed(vec![idle("kitchen")]);
    assert_eq!(session.commands(), []);
    assert!(matches!(session.overlay(), Some(Overlay::Devices(_))), "the person chooses");
}

#[test]
fn what_is_added_to_the_queue_waits_for_a_device_together_and_behind_other_commands() {
    let queue = |name| PlayerCommand::Queue(id(name));
    let mut session = three();
    session.keys("g v v v z");
    assert_eq!(session.commands(), [(queue("One"), None)]);
    session.sent(Err(refused(Refusal::NoDevice))).effects();
    session.listed(vec![idle("kitchen")]).keys("Enter");
    let mut sent = session.commands();
    session.keys("Space").sent(Ok(()));
    for _ in 0..3 {
        sent.extend(session.commands());
        session.sent(Ok(()));
    }
    let at = |command| (command, kitchen());
    assert_eq!(sent[0], at(queue("One")));
    assert_eq!(sent[2..], [at(queue("Two")), at(queue("Three"))]);
    assert!(!matches!(sent[1].0, PlayerCommand::Queue(_)), "{sent:?}");
}

#[test]
fn a_queue_command_that_is_refused_says_so() {
    let mut session = listening();
    session.keys("z").sent(Err(refused(Refusal::AlreadySo)));
    assert_eq!(session.message(), "Not added to the queue. Refused");
}
