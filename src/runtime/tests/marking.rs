//! What the person says of episodes, from the key to the file and back to the screen.

use super::{
    App,
    desk::{self, Desk, at, stock},
    syncing::{shows, sync, synced},
};
use crate::{
    app::{
        Effect, Reply,
        requests::{
            effect::{Read, Sync, Write},
            event::{ReadReply, WriteReply},
        },
    },
    domain::{EpisodeAt, Mark, Progress, ShelfEpisode, ShowKey, ShowVisit, StateCounts},
};

async fn counts(desk: &mut Desk) -> Vec<StateCounts> {
    shows(desk).await.into_iter().map(|show| show.counts).collect()
}

async fn episodes(desk: &mut Desk, show: &ShowKey) -> Vec<ShelfEpisode> {
    match desk.ask(|id| Effect::Read(id, Read::Episodes(show.clone()))).await {
        Reply::Read(ReadReply::Episodes(_, episodes, ..)) => episodes,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counts_follow_marks_of_each_kind_and_are_as_before_once_all_are_taken_back_as_one() {
    let mut desk = Desk::stocked().await;
    let before = counts(&mut desk).await;
    let marks = vec![(at(0, 0), Some(Mark::Played)), (at(0, 2), Some(Mark::Unplayed)), (at(1, 2), Some(Mark::Played))];
    assert_eq!(desk.ask(|id| Effect::Write(id, Write::Mark(marks))).await, Reply::Write(WriteReply::Marked(Ok(3))));
    let marks = desk.latest();
    let after = counts(&mut desk).await;
    assert_eq!((after[0].unplayed, after[0].in_progress), (before[0].unplayed, before[0].in_progress - 1));
    assert_eq!((after[1].unplayed, after[1].in_progress), (before[1].unplayed, before[1].in_progress - 1));
    assert_eq!(after[2], before[2]);
    let undone = desk.ask(|id| Effect::Write(id, Write::UndoMark(marks))).await;
    assert_eq!(undone, Reply::Write(WriteReply::Marked(Ok(3))));
    assert_eq!(counts(&mut desk).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn progress_of_the_player_is_stored_for_the_lists() {
    let mut desk = Desk::stocked().await;
    let before = counts(&mut desk).await;
    let EpisodeAt { show, episode } = at(0, 2);
    let id = episode.id().cloned().expect("an id");
    let wrote = desk.ask(|request| Effect::Write(request, Write::Progress(id, Progress::Played))).await;
    assert_eq!(wrote, Reply::Write(WriteReply::Progressed));
    assert_eq!(counts(&mut desk).await[0].in_progress, before[0].in_progress - 1);
    let row = episodes(&mut desk, &show).await.into_iter().find(|item| item.episode.key == episode);
    assert_eq!(row.map(|item| (item.remote, item.mark)), Some((Progress::Played, None)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_synchronisation_takes_a_mark_away() {
    let mut desk = synced().await;
    let show = shows(&mut desk).await[0].show.key.clone();
    let all = episodes(&mut desk, &show).await;
    let marks: Vec<(EpisodeAt, Option<Mark>)> =
        all.iter().map(|item| (item.at(), Mark::to_play(item.remote).or(Mark::to_unplay(item.remote)))).collect();
    let marked = marks.clone();
    assert_eq!(
        desk.ask(|id| Effect::Write(id, Write::Mark(marked))).await,
        Reply::Write(WriteReply::Marked(Ok(all.len())))
    );
    let before = counts(&mut desk).await;
    sync(&mut desk).await.0.expect("the login holds");
    desk.ask(|id| Effect::Sync(id, Sync::Show(show.clone(), ShowVisit::Asked))).await;
    let after: Vec<_> = episodes(&mut desk, &show).await.iter().map(|item| (item.at(), item.mark)).collect();
    assert_eq!(after, marks);
    assert_eq!(counts(&mut desk).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_mark_take_back_and_export_without_a_login() {
    let profile = tempfile::tempdir().expect("a folder");
    stock(profile.path(), "me", 3, 8).await;
    let demo = desk::demo().await;
    let mut app = App::open(demo, profile);
    app.shows("7 unplayed, 1 in progress").await;
    app.press("Enter");
    app.shows("Kettle 0 of alder").await;
    app.press("m k");
    app.shows("played (local").await;
    app.shows("6 31 Oct").await;
    app.press("U");
    app.shows("Undone: 1 episode").await;
    app.shows_when("as before", |screen| !screen.contains("6 31 Oct") && !screen.contains("✓·")).await;
    app.press("v v x Enter");
    app.shows("Written to").await;
    let (_demo, profile) = app.quit().await;
    let exports = std::fs::read_dir(profile.path()).expect("a folder");
    let exports: Vec<_> = exports.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    assert_eq!(exports.iter().filter(|name| name.starts_with("podcast-episodes-")).count(), 1, "{exports:?}");
}
