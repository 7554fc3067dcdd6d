use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_util::sync::CancellationToken;

use super::*;
use crate::{
    app::{Event, RequestId, requests::event::SyncReply},
    domain::SyncStage,
    runtime::{clock, executor::Replies},
};

fn progress(done: u32) -> SyncEvent {
    let stage = SyncStage::Newest { done, total: 9 };
    SyncEvent::Progress(SyncProgress { stage, requests: done, left: None })
}

fn episodes(show: u32) -> SyncEvent {
    SyncEvent::Episodes(ShowKey::from_remote(&format!("show{show}")), 1)
}

/// Runs a relay beside a sender. Returns the events passed on.
async fn passed_on<F: Future<Output = ()>>(events_of: impl FnOnce(UnboundedSender<SyncEvent>) -> F) -> Vec<EventKind> {
    let (send, mut events) = unbounded_channel::<Event>();
    let job = Job { id: RequestId(1), replies: Replies::new(send, clock::system()), cancel: CancellationToken::new() };
    let (queue, queued) = unbounded_channel();
    tokio::join!(events_of(queue), relay(queued, &job));
    let mut kinds = Vec::new();
    while let Ok(event) = events.try_recv() {
        kinds.push(event.kind);
    }
    kinds
}

#[tokio::test(start_paused = true)]
async fn a_thousand_pages_in_a_second_are_a_few_events() {
    let kinds = passed_on(|sender| async move {
        for page in 0..1_000 {
            drop((sender.send(episodes(page % 5)), sender.send(progress(page))));
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
    let reports = kinds.iter().filter(|kind| matches!(kind, EventKind::Reply(..))).count();
    assert!((2..=4).contains(&reports), "{reports}");
    assert!(kinds.len() <= 4 * 6, "{}", kinds.len());
    let last = SyncProgress { stage: SyncStage::Newest { done: 999, total: 9 }, requests: 999, left: None };
    assert_eq!(kinds.last(), Some(&EventKind::Reply(RequestId(1), Reply::Sync(SyncReply::Progress(last)))));
}

#[tokio::test(start_paused = true)]
async fn many_shows_at_once_are_anything_and_a_few_are_named_once() {
    let few = passed_on(|sender| async move {
        for event in [SyncEvent::Shows, episodes(1), episodes(2), episodes(1)] {
            drop(sender.send(event));
        }
    })
    .await;
    let changed = |change| EventKind::LibraryChanged(change);
    let named = |show| changed(LibraryChange::Episodes(ShowKey::from_remote(show)));
    assert_eq!(few, [changed(LibraryChange::Shows), named("show1"), named("show2")]);
    let many = passed_on(|sender| async move {
        (0..20).for_each(|show| drop(sender.send(episodes(show))));
    })
    .await;
    assert_eq!(many, [changed(LibraryChange::Anything)]);
}

#[tokio::test(start_paused = true)]
async fn a_first_change_is_reported_at_once_and_the_next_progress_later() {
    let (send, mut events) = unbounded_channel::<Event>();
    let job = Job { id: RequestId(1), replies: Replies::new(send, clock::system()), cancel: CancellationToken::new() };
    let (queue, queued) = unbounded_channel();
    let start = Instant::now();
    let sender = async move {
        let mut next = async |event| {
            queue.send(event).expect("the relay runs");
            let kind = events.recv().await.expect("an event").kind;
            (matches!(kind, EventKind::LibraryChanged(_)), start.elapsed())
        };
        assert_eq!(next(progress(1)).await, (false, Duration::ZERO));
        assert_eq!(next(SyncEvent::Shows).await, (true, Duration::ZERO));
        assert_eq!(next(progress(2)).await, (false, GAUGE));
        assert_eq!(next(SyncEvent::Shows).await, (true, GAUGE));
    };
    tokio::join!(sender, relay(queued, &job));
}
