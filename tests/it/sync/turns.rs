//! One synchronisation at a time, and how one is held up.

use std::os::unix::fs::PermissionsExt as _;

use pretty_assertions::assert_eq;
use spotpods_tui::sync::SyncLock;

use super::*;

#[tokio::test(start_paused = true)]
async fn h4_the_second_process_waits_for_the_lock_and_its_file_is_private() {
    let folder = tempfile::tempdir().expect("a folder");
    let turn = SyncLock::try_take(folder.path()).await.expect("a lock").expect("it is free");
    assert!(SyncLock::try_take(folder.path()).await.expect("a lock").is_none());
    let mode = folder.path().join("sync.lock").metadata().expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let waiting = SyncLock::wait(folder.path());
    tokio::pin!(waiting);
    // A minute of the paused clock, in which it tries again and again.
    assert!(tokio::time::timeout(Duration::from_mins(1), &mut waiting).await.is_err());
    drop(turn);
    drop(waiting.await.expect("its turn"));
    assert!(SyncLock::try_take(folder.path()).await.expect("a lock").is_some(), "it was given back");
}

#[tokio::test]
async fn h4_a_lock_file_that_is_a_link_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    std::os::unix::fs::symlink("/dev/null", folder.path().join("sync.lock")).expect("a link");
    assert!(SyncLock::try_take(folder.path()).await.is_err());
}

#[tokio::test]
async fn h4_a_process_that_waited_sees_that_another_one_synchronised() {
    let case = Case::new(plain(3, 10)).await;
    case.list_only().await;
    assert_eq!(case.reader.synced_at(case.me()), Ok(None), "one that was stopped is none");
    case.sync(SyncIntent::Asked).await;
    let now = *case.now.lock().expect("the clock");
    let done = case.reader.synced_at(case.me()).expect("it reads").map(Timestamp::as_millisecond);
    assert_eq!(done, Some(now.as_millisecond()));
}

#[tokio::test]
async fn a_pause_holds_up_the_next_request_until_it_ends() {
    let case = Case::new(plain(6, 60)).await;
    let (sender, paused) = watch::channel(true);
    let control = Control { cancel: CancellationToken::new(), paused, grace: GRACE };
    let running = sync::library(&case.deps, SyncIntent::Background, &control, |_| {});
    tokio::pin!(running);
    // The yardstick: another one that starts at the same time and is not paused.
    let other = Case::new(plain(6, 60)).await;
    tokio::select! {
        _ = &mut running => panic!("it is paused"),
        _ = other.sync(SyncIntent::Background) => {}
    }
    assert_eq!(case.asked(), Vec::<String>::new());
    sender.send(false).expect("the synchronisation listens");
    assert_eq!(running.await.end, SyncEnd::Complete);
    assert_eq!(case.asked().len(), 1 + floor(&case.rows()));
}

#[tokio::test]
async fn a_synchronisation_stopped_while_paused_makes_no_request() {
    let case = Case::new(plain(2, 10)).await;
    let (_sender, paused) = watch::channel(true);
    let control = Control { cancel: CancellationToken::new(), paused, grace: GRACE };
    control.cancel.cancel();
    let outcome = sync::library(&case.deps, SyncIntent::Background, &control, |_| {}).await;
    assert_eq!((outcome.end, case.asked().len()), (SyncEnd::Stopped, 0));
}
