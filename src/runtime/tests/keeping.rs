//! Following and saving: effects against the demo, and what the library has then.

use pretty_assertions::assert_eq;

use super::{
    desk::{Desk, demo, profile},
    syncing::{shows, sync, synced},
};
use crate::{
    app::{
        Effect, EventKind, Reply,
        requests::{
            effect::{Keep, LibraryFate, Login, Read},
            event::{LibraryChange, LoginLost, ReadReply, Refusal},
        },
    },
    demo::Change,
    domain::{ShelfEpisode, ShowKey, SpotifyLink},
};

const LIBRARY: &str = "/v1/me/library";

fn keep(link: &SpotifyLink, keep: bool) -> Keep {
    Keep { links: vec![link.clone()], keep }
}

async fn kept(desk: &mut Desk, request: Keep) -> Result<(), Refusal> {
    match desk.ask(|id| Effect::Keep(id, request)).await {
        Reply::Keep(Ok(None)) => Ok(()),
        Reply::Keep(Err(refused)) => Err(refused.why),
        other => panic!("{other:?}"),
    }
}

async fn episodes(desk: &mut Desk, show: &ShowKey) -> Vec<ShelfEpisode> {
    match desk.ask(|id| Effect::Read(id, Read::Episodes(show.clone()))).await {
        Reply::Read(ReadReply::Episodes(_, episodes, ..)) => episodes,
        other => panic!("{other:?}"),
    }
}

/// The first show, and its first episode.
async fn links(desk: &mut Desk) -> (ShowKey, SpotifyLink, SpotifyLink) {
    let show = shows(desk).await.remove(0).show;
    let episode = episodes(desk, &show.key).await.remove(0).episode;
    (show.key.clone(), show.link().expect("an id"), episode.link().expect("an id"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_spotify_confirmed_is_in_the_library_with_one_request_each() {
    let mut desk = synced().await;
    let (key, show, episode) = links(&mut desk).await;
    let before = (desk.demo.requests().len(), shows(&mut desk).await.len());
    for is_saved in [false, true] {
        assert_eq!(kept(&mut desk, keep(&episode, is_saved)).await, Ok(()));
        assert_eq!(desk.next().await, EventKind::LibraryChanged(LibraryChange::Anything));
        assert_eq!(episodes(&mut desk, &key).await[0].saved, is_saved);
    }
    assert_eq!(kept(&mut desk, keep(&show, false)).await, Ok(()));
    assert_eq!(shows(&mut desk).await.len(), before.1 - 1);
    assert_eq!(kept(&mut desk, keep(&show, true)).await, Ok(()));
    assert_eq!(shows(&mut desk).await[0].show.key, key, "it comes back on top");
    assert_eq!(desk.demo.requests().len(), before.0 + 4, "what is on disk is not fetched");
    let (outcome, _) = sync(&mut desk).await;
    assert_eq!(outcome.map(|outcome| outcome.counts.new_shows), Ok(0), "Spotify has the same");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k4_two_in_a_row_are_sent_once_each_in_order_and_each_failure_is_told() {
    let mut desk = synced().await;
    let (_, show, episode) = links(&mut desk).await;
    desk.demo.script("PUT /v1/me/library: 503").expect("a script");
    let before = desk.requests(LIBRARY);
    let first = desk.carry(|id| Effect::Keep(id, keep(&episode, true)));
    let second = desk.carry(|id| Effect::Keep(id, keep(&show, false)));
    let mut answers = Vec::new();
    while answers.len() < 2 {
        answers.push(
            desk.until(|kind| match kind {
                EventKind::Reply(id, Reply::Keep(answer)) => Some((id, answer.map_err(|refused| refused.why))),
                _ => None,
            })
            .await,
        );
    }
    assert_eq!(answers, [(first, Err(Refusal::Unknown)), (second, Ok(None))]);
    assert_eq!(desk.requests(LIBRARY), before + 2, "neither is repeated");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_show_and_an_episode_that_are_not_on_disk_are_fetched() {
    let (_, show, episode) = links(&mut synced().await).await;
    let mut desk = Desk::open(demo().await, profile());
    desk.log_in().await;
    let SpotifyLink::Show(id) = &show else { panic!("a show") };
    desk.demo.change(&Change::Unfollow { show: id.as_str().into() }).expect("it is followed");
    sync(&mut desk).await.0.expect("the login holds");
    assert_eq!(shows(&mut desk).await.len(), 4);
    assert_eq!(kept(&mut desk, keep(&episode, true)).await, Ok(()));
    let key = ShowKey::Id(id.clone());
    let row = episodes(&mut desk, &key).await.remove(0);
    assert_eq!((row.saved, row.episode.link()), (true, Some(episode)));
    assert_eq!(shows(&mut desk).await.len(), 4, "its show is not followed by that");
    assert_eq!(kept(&mut desk, keep(&show, true)).await, Ok(()));
    assert_eq!(shows(&mut desk).await[0].show.key, key);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k5_after_a_logout_nothing_is_sent() {
    let mut desk = synced().await;
    let (_, show, _) = links(&mut desk).await;
    desk.ask(|id| Effect::Login(id, Login::LogOut(LibraryFate::Keep))).await;
    let answer = desk.ask(|id| Effect::Keep(id, keep(&show, false))).await;
    assert_eq!((answer, desk.requests(LIBRARY)), (Reply::LoginLost(LoginLost::NotLoggedIn), 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k5_offline_it_is_refused_and_not_queued() {
    let mut desk = synced().await;
    let (key, _, episode) = links(&mut desk).await;
    let was_saved = episodes(&mut desk, &key).await[0].saved;
    let (demo, profile) = desk.finish().await;
    let mut desk = Desk::open_without_network(demo, profile);
    assert_eq!(kept(&mut desk, keep(&episode, !was_saved)).await, Err(Refusal::Other), "it was not sent");
    assert_eq!(episodes(&mut desk, &key).await[0].saved, was_saved);
    let (demo, profile) = desk.finish().await;
    let mut desk = Desk::open(demo, profile);
    sync(&mut desk).await.0.expect("the login holds");
    assert_eq!(desk.requests(LIBRARY), 0, "nothing of it is left to be sent");
}
