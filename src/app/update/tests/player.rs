use std::time::Duration;

use jiff::Timestamp;
use pretty_assertions::assert_eq;

use super::harness::*;
use crate::{
    app::requests::event::{PlayerReply, Refusal, Refused},
    domain::{
        CleanText, Device, DeviceId, EpisodeId, EpisodeKey, Playback, PlayerCommand, Playing, PlayingEpisode,
        PreferredDevice, Progress, Queued, Scope,
    },
};

mod devices;
mod media;
mod polls;
mod positions;
mod random;

const MINUTE: Duration = Duration::from_mins(1);

fn device(name: &str) -> Device {
    Device {
        id: DeviceId::parse(name),
        name: CleanText::new(name),
        kind: CleanText::new("speaker"),
        is_active: true,
        is_restricted: false,
        volume: Some(60),
    }
}

fn of(name: &str, position: u64, is_playing: bool, now: Timestamp) -> Playback {
    let key = EpisodeKey::from_remote(name);
    let show = Some((show_key("Show"), CleanText::new("Show")));
    let episode = PlayingEpisode { key, name: CleanText::new(name), show, duration: 30 * MINUTE };
    Playback {
        device: device("kitchen"),
        playing: Playing::Episode(episode),
        is_playing,
        position: Duration::from_secs(position),
        read_at: now,
    }
}

/// Three episodes of half an hour, the second in progress at ten minutes.
fn three() -> Session {
    let begun = Progress::InProgress { position: 10 * MINUTE };
    let mut session = Session::reading(
        140,
        40,
        vec![
            episode("One", "2026-11-03", 30, Progress::Unplayed),
            episode("Two", "2026-11-02", 30, begun),
            episode("Three", "2026-11-01", 30, Progress::Played),
        ],
    );
    session.polled(None);
    session
}

/// The same, while the first of them plays.
fn listening() -> Session {
    let mut session = three();
    session.play("One", 60);
    session.effects();
    session.polls();
    session
}

fn refused(why: Refusal) -> Refused {
    Refused { why, problem: problem("Refused") }
}

fn id(name: &str) -> EpisodeId {
    EpisodeKey::from_remote(name).id().cloned().expect("an id")
}

fn play(names: &[&str], position: Duration) -> PlayerCommand {
    PlayerCommand::Play { episodes: names.iter().map(|name| id(name)).collect(), position }
}

impl Session {
    fn now(&self) -> Timestamp {
        self.moment(0)
    }

    /// Spotify answers the poll that is in flight.
    fn polled(&mut self, playback: Option<Playback>) -> &mut Self {
        self.reply(Reply::Player(PlayerReply::Polled(Ok(playback.map(Box::new)))))
    }

    fn sent(&mut self, answer: Result<(), Refused>) -> &mut Self {
        self.reply(Reply::Player(PlayerReply::Sent(answer)))
    }

    fn listed(&mut self, devices: Vec<Device>) -> &mut Self {
        self.reply(Reply::Player(PlayerReply::Devices(Ok(devices))))
    }

    /// An episode is started somewhere else, and the program learns of it.
    fn play(&mut self, name: &str, position: u64) -> &mut Self {
        self.send(EventKind::Focus(false)).after(60).send(EventKind::Focus(true));
        let playback = of(name, position, true, self.now());
        self.polled(Some(playback))
    }

    /// The commands that were sent since the last call, and where to.
    fn commands(&mut self) -> Vec<(PlayerCommand, Option<DeviceId>)> {
        let sent = |effect| match effect {
            Effect::Player(_, Player::Send { command, device }) => Some((command, device)),
            _ => None,
        };
        self.effects().into_iter().filter_map(sent).collect()
    }

    /// What the line claims: what plays, whether it does, the second.
    fn line(&self) -> String {
        let Some(shown) = self.state().cx.player.shown() else { return String::new() };
        let name = shown.episode().map_or_else(|| "-".to_owned(), |episode| episode.name.to_string());
        line(&name, shown.is_playing, shown.position_at(self.now()).as_secs())
    }

    fn claims(&self) -> bool {
        self.state().cx.player.asked().is_some()
    }

    fn progress(&mut self) -> Vec<(EpisodeId, Progress)> {
        let stored = |effect| match effect {
            Effect::Write(_, Write::Progress(id, progress)) => Some((id, progress)),
            _ => None,
        };
        self.effects().into_iter().filter_map(stored).collect()
    }
}

fn line(name: &str, is_playing: bool, second: u64) -> String {
    format!("{name} {} at {second}", if is_playing { "plays" } else { "is paused" })
}

#[test]
fn space_plays_from_where_it_stopped_and_sends_the_rows_below_along() {
    let mut session = three();
    session.keys("j Space");
    assert_eq!(session.commands(), [(play(&["Two", "Three"], 10 * MINUTE), None)]);
    assert_eq!((session.line(), session.claims()), (line("Two", true, 600), true), "claimed until it is confirmed");
    session.sent(Ok(())).after(1).polled(Some(of("Two", 601, true, three().now())));
    assert!(!session.claims());
}

#[test]
fn what_was_played_to_its_end_and_p_begin_at_the_start() {
    let mut session = three();
    session.keys("G Space");
    assert_eq!(session.commands(), [(play(&["Three"], Duration::ZERO), None)]);
    session.sent(Ok(())).keys("k p");
    assert_eq!(session.commands(), [(play(&["Two", "Three"], Duration::ZERO), None)]);
}

#[test]
fn at_most_fifty_episodes_are_sent() {
    let many = (10..90).map(|number| episode(&format!("E{number}"), "2026-11-01", 30, Progress::Unplayed)).collect();
    let mut session = Session::reading(140, 40, many);
    session.keys("Space");
    let commands = session.commands();
    let [(PlayerCommand::Play { episodes, .. }, _)] = commands.as_slice() else { panic!("{commands:?}") };
    assert_eq!(episodes.len(), 50);
}

#[test]
fn what_spotify_does_not_play_is_not_sent() {
    let mut odd = episode("Odd", "2026-11-02", 30, Progress::Unplayed);
    odd.key = EpisodeKey::from_remote("not an id!");
    let shut = crate::domain::Episode { playable: false, ..episode("Shut", "2026-11-03", 30, Progress::Unplayed) };
    let mut session = Session::reading(140, 40, vec![shut, odd, episode("Two", "2026-11-01", 30, Progress::Unplayed)]);
    session.keys("Space");
    assert_eq!(session.message(), "Spotify does not play this episode for your account");
    session.keys("j Space");
    assert_eq!(session.message(), "This episode cannot be played: Spotify gave it an invalid id");
    assert_eq!(session.commands(), []);
}

#[test]
fn space_pauses_and_resumes_what_is_loaded() {
    let mut session = listening();
    session.keys("Space");
    assert_eq!(session.commands(), [(PlayerCommand::Pause, None)]);
    assert_eq!(session.line(), line("One", false, 60));
    session.sent(Ok(())).after(1);
    let now = session.now();
    session.polled(Some(of("One", 60, false, now))).effects();
    session.keys("Space");
    assert_eq!(session.commands(), [(PlayerCommand::Resume, None)]);
    assert_eq!(session.line(), line("One", true, 60));
}

#[test]
fn space_on_no_episode_toggles_what_is_loaded() {
    let mut session = listening();
    session.keys("h");
    assert_eq!(session.focus(), ViewId::Shows);
    session.effects();
    session.keys("Space");
    assert_eq!(session.commands(), [(PlayerCommand::Pause, None)]);
    let mut session = Session::listing(140, 40, &["Show"]);
    session.polled(None).keys("Space");
    assert_eq!((session.commands(), session.message()), (vec![], "Nothing is loaded: select an episode to play it"));
}

#[test]
fn seeking_stays_within_what_plays_and_repeated_keys_are_one_request() {
    let mut session = listening();
    session.keys(", , , , ,");
    assert_eq!((session.line(), session.commands()), (line("One", true, 0), vec![]));
    session.after_ms(300);
    assert_eq!(session.commands(), [(PlayerCommand::Seek(Duration::ZERO), None)]);
    session.sent(Ok(()));
    session.keys(&". ".repeat(80));
    assert_eq!(session.line(), line("One", true, 1800));
    session.after_ms(300);
    assert_eq!(session.commands(), [(PlayerCommand::Seek(30 * MINUTE), None)]);
}

#[test]
fn one_command_is_in_flight_and_the_others_follow_in_their_order() {
    let mut session = listening();
    session.keys(". Space z");
    assert_eq!(session.commands(), [(PlayerCommand::Seek(Duration::from_secs(90)), None)]);
    session.after(1).sent(Ok(()));
    assert_eq!(session.commands(), [(PlayerCommand::Pause, None)]);
    session.sent(Ok(()));
    assert_eq!(session.commands(), [(PlayerCommand::Queue(id("One")), None)]);
    session.sent(Ok(()));
    assert_eq!((session.commands(), session.message()), (vec![], "Added to the queue"));
}

#[test]
fn the_volume_is_set_only_where_the_device_has_one() {
    let mut session = listening();
    session.keys("+ +").after_ms(300);
    assert_eq!(session.commands(), [(PlayerCommand::Volume(70), None)]);
    session.sent(Ok(())).after(1);
    let fixed = Device { volume: None, ..device("kitchen") };
    let playback = Playback { device: fixed, ..of("One", 61, true, session.now()) };
    session.polled(Some(playback)).keys("-").after_ms(300);
    assert_eq!((session.commands(), session.message()), (vec![], "kitchen has no volume to set from here"));
}

#[test]
fn what_is_not_confirmed_by_the_next_poll_is_taken_back() {
    let mut session = listening();
    session.keys("Space").sent(Ok(())).after(1);
    assert_eq!(session.polls(), 1, "asked a second after the command");
    let now = session.now();
    session.polled(Some(of("One", 61, true, now)));
    assert_eq!((session.line(), session.message()), (line("One", true, 61), "Playback was not paused"));
}

#[test]
fn a_claim_ends_by_itself_without_any_answer() {
    let mut session = listening();
    session.keys("Space").after(29);
    assert_eq!(session.line(), line("One", false, 60));
    session.after(1);
    assert_eq!((session.line(), session.message()), (line("One", true, 90), "Spotify did not confirm the command"));
}

#[test]
fn a_poll_that_was_asked_before_a_command_does_not_deny_it() {
    let mut session = listening();
    session.after(40);
    let old = session.id(Slot::Playback);
    session.keys("Space");
    let now = session.now();
    session.answer(old, Reply::Player(PlayerReply::Polled(Ok(Some(Box::new(of("One", 100, true, now)))))));
    assert_eq!(session.line(), line("One", false, 100));
}

#[test]
fn already_in_that_state_is_no_error_and_is_looked_at() {
    let mut session = listening();
    session.keys("Space").sent(Err(refused(Refusal::AlreadySo)));
    assert_eq!(session.message(), "");
    session.after(1);
    assert_eq!(session.polls(), 1);
    let now = session.now();
    session.polled(Some(of("One", 61, false, now)));
    assert_eq!((session.line(), session.message()), (line("One", false, 61), ""));
}

#[test]
fn a_refusal_is_taken_back_at_once_and_said() {
    for why in [Refusal::Other, Refusal::Lasting] {
        let mut session = listening();
        session.keys("Space").sent(Err(refused(why)));
        assert_eq!((session.line(), session.message()), (line("One", true, 60), "Not paused. Refused"), "{why:?}");
    }
}

#[test]
fn a_command_without_an_answer_is_claimed_until_the_poll() {
    let mut session = listening();
    session.keys("Space").sent(Err(refused(Refusal::Unknown)));
    assert_eq!((session.line(), session.message()), (line("One", false, 60), "Refused"));
    session.after(1).reply(Reply::Player(PlayerReply::Polled(Err(refused(Refusal::Unknown)))));
    assert_eq!(session.line(), line("One", true, 61));
}

#[test]
fn without_the_permission_nothing_is_sent_and_it_is_named() {
    let mut startup = startup();
    let LoginState::LoggedIn { missing, .. } = &mut startup.session.login else { panic!("logged in") };
    *missing = vec![Scope::PlaybackModify];
    let mut session = Session::with(startup);
    session.send(EventKind::Start).reply(shows(&["Show"])).keys("Enter");
    session.reply(on_disk("Show", vec![episode("One", "2026-11-03", 30, Progress::Unplayed)])).keys("Space");
    assert_eq!(
        (session.commands(), session.message()),
        (
            vec![],
            "The permission user-modify-playback-state is missing: nothing can be played from here. \
         Log in again and agree (L)"
        )
    );
}

#[test]
fn while_blocked_nothing_is_sent_or_claimed() {
    let mut session = listening();
    let until = session.moment(600);
    session.send(EventKind::Quota(Quota::Blocked { until })).keys("Space");
    assert_eq!((session.commands(), session.claims()), (vec![], false));
    assert_eq!(session.message(), "Rate limited by Spotify until 12:11");
}

#[test]
fn what_another_device_plays_is_shown_as_it_is() {
    let mut session = listening();
    let (name, artists) = (CleanText::new("A song"), CleanText::new("A band"));
    let track = Playing::Track { name, artists, duration: 3 * MINUTE };
    for (playing, says) in [(track, "No chapters: no episode plays"), (Playing::Ad, "No chapters: no episode plays")] {
        session.after(60);
        let playback = Playback { playing, ..of("One", 5, true, session.now()) };
        session.polled(Some(playback)).keys(">");
        assert_eq!((session.line(), session.message()), (line("-", true, 5), says));
    }
    session.keys(".");
    assert_eq!(session.message(), "An ad plays: its position cannot be changed");
}

#[test]
fn the_queue_is_read_into_its_overlay() {
    let mut session = listening();
    session.keys("Z");
    assert_eq!(session.overlay_lines(), Vec::<String>::new());
    let item = Queued { name: CleanText::new("Next one"), by: CleanText::new("Show"), duration: 20 * MINUTE };
    session.reply(Reply::Player(PlayerReply::Queue(Ok(vec![item]))));
    let lines = session.overlay_lines();
    assert!(
        matches!(lines.as_slice(), [line] if line.starts_with("Next one  Show") && line.ends_with("20m")),
        "{lines:?}"
    );
    session.keys("Esc Z").reply(Reply::Player(PlayerReply::Queue(Ok(Vec::new()))));
    assert_eq!(session.top_overlay().overlay.get().empty(&session.state().cx), "Nothing follows");
    session.keys("Z Z").reply(Reply::Player(PlayerReply::Queue(Err(refused(Refusal::Other)))));
    assert_eq!((session.overlay(), session.message()), (None, "Refused"));
}

#[test]
fn the_device_of_the_last_time_is_known_at_the_start() {
    let preferred = PreferredDevice { id: DeviceId::parse("kitchen").expect("an id"), name: CleanText::new("kitchen") };
    let shelf = Shelf { device: Some(preferred.clone()), ..shelf("ada", &["Show"]) };
    let session = Session::with(Startup { shelf: Some(shelf), ..startup() });
    assert_eq!(session.state().cx.player.preferred, Some(preferred));
}

#[test]
fn z_adds_the_selected_episodes_in_the_order_they_were_selected() {
    let mut session = listening();
    session.keys("j v g v z");
    let mut queued = Vec::new();
    for _ in 0..2 {
        queued.extend(session.commands());
        session.sent(Ok(()));
    }
    let queue = |name| (PlayerCommand::Queue(id(name)), None);
    assert_eq!(queued, vec![queue("Two"), queue("One")]);
    assert_eq!(session.commands(), vec![]);
}
