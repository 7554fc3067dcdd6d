//! The player: effects against the demo's devices.

use std::time::Duration;

use super::{desk::Desk, syncing::synced};
use crate::{
    app::{
        Effect, Reply,
        requests::{
            effect::{Player, Read},
            event::{PlayerReply, ReadReply, Refusal, Refused},
        },
    },
    domain::{Device, DeviceId, EpisodeId, EpisodeSort, Playback, PlayerCommand, StateFilter},
};

async fn ask(desk: &mut Desk, request: Player) -> PlayerReply {
    match desk.ask(|id| Effect::Player(id, request)).await {
        Reply::Player(reply) => reply,
        other => panic!("{other:?}"),
    }
}

async fn send(desk: &mut Desk, command: PlayerCommand, device: Option<DeviceId>) -> Result<(), Refusal> {
    match ask(desk, Player::Send { command, device }).await {
        PlayerReply::Sent(sent) => sent.map_err(|refused: Refused| refused.why),
        other => panic!("{other:?}"),
    }
}

async fn poll(desk: &mut Desk) -> Option<Playback> {
    match ask(desk, Player::Poll).await {
        PlayerReply::Polled(Ok(playback)) => playback.map(|playback| *playback),
        other => panic!("{other:?}"),
    }
}

async fn devices(desk: &mut Desk) -> Vec<Device> {
    match ask(desk, Player::Devices).await {
        PlayerReply::Devices(Ok(devices)) => devices,
        other => panic!("{other:?}"),
    }
}

/// The first episodes of the first show.
async fn episodes(desk: &mut Desk) -> Vec<EpisodeId> {
    let Reply::Read(ReadReply::Shows(shows)) = desk.ask(|id| Effect::Read(id, Read::Shows)).await else {
        panic!("the shows")
    };
    let show = shows[0].show.key.clone();
    let read = desk.ask(|id| Effect::Read(id, Read::Episodes(show))).await;
    let Reply::Read(ReadReply::Episodes(_, rows, EpisodeSort::Newest, StateFilter::All)) = read else {
        panic!("{read:?}")
    };
    rows.iter().filter(|row| row.episode.playable).filter_map(|row| row.episode.key.id().cloned()).take(3).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_episode_is_played_paused_and_moved_on_a_device_of_the_service() {
    let mut desk = synced().await;
    let episodes = episodes(&mut desk).await;
    assert_eq!(poll(&mut desk).await, None, "no device is active");
    let position = Duration::from_mins(2);
    let play = PlayerCommand::Play { episodes: episodes.clone(), position };
    assert_eq!(send(&mut desk, play.clone(), None).await, Err(Refusal::NoDevice));

    let devices = devices(&mut desk).await;
    let usable = devices.iter().find(|device| device.can_be_used() && device.volume.is_some()).expect("a device");
    assert_eq!(send(&mut desk, play.clone(), usable.id.clone()).await, Ok(()));
    let playback = poll(&mut desk).await.expect("it plays");
    let playing = playback.episode().and_then(|episode| episode.key.id());
    assert_eq!((playing, playback.is_playing, &playback.device.name), (episodes.first(), true, &usable.name));
    assert!(playback.position >= position && playback.position < position + Duration::from_secs(30));
    let PlayerReply::Queue(Ok(queue)) = ask(&mut desk, Player::Queue).await else { panic!("the queue") };
    assert_eq!(queue.len(), episodes.len() - 1);

    assert_eq!(send(&mut desk, PlayerCommand::Pause, None).await, Ok(()));
    assert_eq!(send(&mut desk, PlayerCommand::Pause, None).await, Err(Refusal::AlreadySo));
    assert_eq!(send(&mut desk, PlayerCommand::Seek(Duration::from_secs(30)), None).await, Ok(()));
    assert_eq!(send(&mut desk, PlayerCommand::Volume(35), None).await, Ok(()));
    let playback = poll(&mut desk).await.expect("it is loaded");
    assert_eq!(
        (playback.is_playing, playback.position, playback.device.volume),
        (false, Duration::from_secs(30), Some(35))
    );

    let restricted = devices.iter().find(|device| device.is_restricted).expect("a restricted device");
    assert_eq!(send(&mut desk, PlayerCommand::Resume, restricted.id.clone()).await, Err(Refusal::Other));
    let gone = DeviceId::parse("0123456789abcdef");
    assert_eq!(send(&mut desk, PlayerCommand::Resume, gone).await, Err(Refusal::DeviceGone));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_of_the_player_reach_the_service_once_each() {
    let mut desk = synced().await;
    let before = desk.requests("/v1/me/player/pause");
    assert_eq!(send(&mut desk, PlayerCommand::Pause, None).await, Err(Refusal::NoDevice));
    assert_eq!(desk.requests("/v1/me/player/pause"), before + 1);
    desk.demo.script("POST /v1/me/player/queue: 503 forever").expect("a script");
    let queued = episodes(&mut desk).await.into_iter().next().map(PlayerCommand::Queue).expect("an episode");
    let before = desk.requests("/v1/me/player/queue");
    assert_eq!(send(&mut desk, queued, None).await, Err(Refusal::Unknown));
    assert_eq!(desk.requests("/v1/me/player/queue"), before + 1, "no command is repeated");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k4_the_end_of_the_program_waits_for_a_command_and_for_no_other_request() {
    let mut desk = synced().await;
    desk.demo.script("PUT /v1/me/player/pause: hang").expect("a script");
    let before = desk.awaited();
    for request in [Player::Poll, Player::Devices, Player::Queue] {
        desk.carry(|id| Effect::Player(id, request));
        assert_eq!(desk.awaited(), before);
    }
    desk.carry(|id| Effect::Player(id, Player::Send { command: PlayerCommand::Pause, device: None }));
    assert_eq!(desk.awaited(), before + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_player_on_this_computer_a_sentence_names_what_to_install() {
    let mut desk = synced().await;
    let PlayerReply::StartedHere(Err(problem)) = ask(&mut desk, Player::StartHere).await else {
        panic!("none is there")
    };
    assert_eq!(problem.title, "No player is installed on this computer");
}
