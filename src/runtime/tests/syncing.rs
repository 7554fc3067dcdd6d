//! Synchronisations through the executor: real service, real library.

use super::desk::{Desk, demo, library_file, profile};
use crate::{
    app::{
        Effect, EventKind, Reply,
        requests::{
            effect::{LibraryFate, Login, Read, Sync},
            event::{LibraryChange, LoginLost, LoginReply, ReadReply, SyncOutcome, SyncReply},
        },
    },
    demo::Listener,
    domain::{ShelfShow, ShowVisit, SyncEnd, SyncIntent},
    sync::SyncLock,
};

const SYNC: SyncIntent = SyncIntent::Asked;

pub(super) async fn shows(desk: &mut Desk) -> Vec<ShelfShow> {
    match desk.ask(|id| Effect::Read(id, Read::Shows)).await {
        Reply::Read(ReadReply::Shows(shows)) => shows,
        other => panic!("{other:?}"),
    }
}

/// Synchronises; what it came to, and what changed meanwhile.
pub(super) async fn sync(desk: &mut Desk) -> (Result<SyncOutcome, LoginLost>, Vec<LibraryChange>) {
    let asked = desk.carry(|id| Effect::Sync(id, Sync::Library(SYNC)));
    let mut changes = Vec::new();
    let end = desk
        .until(|kind| match kind {
            EventKind::LibraryChanged(change) => {
                changes.push(change);
                None
            }
            EventKind::Reply(id, Reply::Sync(SyncReply::Done(outcome))) if id == asked => Some(Ok(outcome)),
            EventKind::Reply(id, Reply::LoginLost(lost)) if id == asked => Some(Err(lost)),
            _ => None,
        })
        .await;
    (end, changes)
}

pub(super) async fn synced() -> Desk {
    let mut desk = Desk::open(demo().await, profile());
    desk.log_in().await;
    let (outcome, changes) = sync(&mut desk).await;
    let outcome = outcome.expect("the login holds");
    assert_eq!((outcome.end, outcome.problem), (SyncEnd::Complete, None));
    assert!(!changes.is_empty());
    desk
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_login_everything_comes_to_disk_and_the_next_start_asks_nothing() {
    let mut desk = synced().await;
    assert_eq!(desk.requests("/v1/me"), 1, "whose login it is, is asked once");
    let before = shows(&mut desk).await;
    assert_eq!(before.len(), 5);
    assert!(before.iter().all(|show| show.counts.total > 0));
    let asked = desk.demo.requests().len();
    let (demo, profile) = desk.finish().await;

    let mut desk = Desk::open(demo, profile);
    let shelf = desk.startup.shelf.clone().expect("there is a library");
    assert_eq!((shelf.shows.as_slice(), shelf.total), (before.as_slice(), 5));
    assert!(shelf.synced_at.is_some());
    assert_eq!(shows(&mut desk).await, before);
    assert_eq!(desk.demo.requests().len(), asked);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_are_counted_in_the_file_of_the_client_id() {
    let desk = synced().await;
    let asked = desk.demo.requests().iter().filter(|request| request.bearer).count();
    let (demo, profile) = desk.finish().await;
    let requests = crate::config::Paths::below(profile.path()).requests_file(Some(demo.client_id()));
    let quota = crate::library::RequestLog::at(requests).record(jiff::Timestamp::now());
    assert_eq!(quota.background() + quota.person(), u32::try_from(asked).expect("few"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h4_of_two_programs_on_one_profile_one_synchronises_and_both_are_usable() {
    let mut first = synced().await;
    let mut second = Desk::open(first.demo.clone(), first.profile.clone());
    let turn = SyncLock::try_take(&first.profile.path().join("data")).await.expect("a file").expect("nobody has it");
    let (outcome, _) = sync(&mut second).await;
    assert_eq!(outcome.expect("the login holds").end, SyncEnd::Busy);
    assert_eq!(shows(&mut second).await, shows(&mut first).await);
    drop(turn);
    let (outcome, _) = sync(&mut second).await;
    assert_eq!(outcome.expect("the login holds").end, SyncEnd::Complete);
}

// On one thread a task begins when this one waits: it is paused before its first request.
#[tokio::test]
async fn a_paused_synchronisation_waits_and_goes_on() {
    let mut desk = Desk::open(demo().await, profile());
    desk.log_in().await;
    let asked = desk.carry(|id| Effect::Sync(id, Sync::Library(SYNC)));
    desk.carry(|_| Effect::PauseSync(true));
    // An answer to something else comes meanwhile.
    assert_eq!(desk.ask(|id| Effect::Read(id, Read::Notes(nobody()))).await.clone(), gone());
    assert_eq!(desk.requests("/v1/me/shows"), 0);
    desk.carry(|_| Effect::PauseSync(false));
    let end = desk
        .until(|kind| match kind {
            EventKind::Reply(id, Reply::Sync(SyncReply::Done(outcome))) if id == asked => Some(outcome.end),
            _ => None,
        })
        .await;
    assert_eq!(end, SyncEnd::Complete);
}

fn nobody() -> crate::domain::Subject {
    crate::domain::Subject::Show(super::desk::show(99).key)
}

fn gone() -> Reply {
    Reply::Read(ReadReply::Failed(crate::runtime::problem::library(&crate::library::LibraryError::Gone)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_show_that_is_up_to_date_costs_at_most_one_request() {
    let mut desk = synced().await;
    let show = shows(&mut desk).await[0].show.key.clone();
    let asked = desk.demo.requests().len();
    let visit = |visit| {
        let show = show.clone();
        move |id| Effect::Sync(id, Sync::Show(show, visit))
    };
    for (why, most) in [(ShowVisit::Opened, 0), (ShowVisit::Asked, 1)] {
        let id = desk.carry(visit(why));
        let end = desk
            .until(|kind| match kind {
                EventKind::Reply(to, Reply::Sync(SyncReply::Visited(of, outcome))) if to == id => {
                    Some((of, outcome.end))
                }
                _ => None,
            })
            .await;
        assert_eq!(end, (show.clone(), SyncEnd::Complete));
        assert_eq!(desk.demo.requests().len() - asked, most);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn e5_a_login_that_spotify_ended_is_told_and_the_library_stays() {
    let mut desk = synced().await;
    let before = shows(&mut desk).await;
    desk.demo.live().world.revoke_logins();
    let (lost, changes) = sync(&mut desk).await;
    assert_eq!((lost, changes.as_slice()), (Err(LoginLost::Expired), [].as_slice()));
    assert_eq!(shows(&mut desk).await, before);
    // Nobody is asked any more.
    let asked = desk.demo.requests().len();
    assert_eq!(sync(&mut desk).await.0, Err(LoginLost::Expired));
    assert_eq!(desk.demo.requests().len(), asked);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_login_there_is_nothing_to_synchronise_and_no_file_is_made() {
    let mut desk = Desk::open(demo().await, profile());
    assert_eq!(sync(&mut desk).await.0, Err(LoginLost::NotLoggedIn));
    assert!(!library_file(desk.profile.path()).exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i1_without_a_network_a_synchronisation_says_so_and_changes_nothing() {
    let mut desk = synced().await;
    let before = shows(&mut desk).await;
    let (demo, profile) = desk.finish().await;
    let mut desk = Desk::open_without_network(demo, profile);
    let (outcome, changes) = sync(&mut desk).await;
    let outcome = outcome.expect("the login is kept");
    assert_eq!((outcome.end, changes.as_slice()), (SyncEnd::Failed, [].as_slice()));
    assert_eq!(outcome.problem.map(|problem| problem.title), Some("Spotify cannot be reached".into()));
    assert_eq!(shows(&mut desk).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_account_sees_its_own_rows_only_and_the_first_one_its_own_again() {
    let mut desk = synced().await;
    let first: Vec<_> = shows(&mut desk).await.into_iter().map(|show| show.show.key).collect();
    desk.demo.live().world.browse_as(Listener::Second);
    desk.log_in().await;
    assert_eq!(shows(&mut desk).await, []);
    sync(&mut desk).await.0.expect("the login holds");
    let second: Vec<_> = shows(&mut desk).await.into_iter().map(|show| show.show.key).collect();
    assert!(!second.is_empty() && second != first);
    desk.demo.live().world.browse_as(Listener::First);
    desk.log_in().await;
    let again: Vec<_> = shows(&mut desk).await.into_iter().map(|show| show.show.key).collect();
    assert_eq!(again, first);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h4_nothing_is_written_under_an_account_with_the_login_of_another_that_another_process_made() {
    let mut first = synced().await;
    let before = shows(&mut first).await;
    let mut second = Desk::open(first.demo.clone(), first.profile.clone());
    first.demo.live().world.browse_as(Listener::Second);
    let other = second.log_in().await;
    first.demo.live().world.expire_access_tokens();
    let asked = first.requests("/v1/me/shows");
    let (lost, changes) = sync(&mut first).await;
    assert_eq!((lost, changes.as_slice()), (Err(LoginLost::AnotherAccount), [].as_slice()));
    assert_eq!(first.requests("/v1/me/shows"), asked, "it is noticed before the next request");
    assert_eq!(shows(&mut first).await, before);
    // Whoever asks whose login it is now gets theirs.
    assert_eq!(
        first.ask(|id| Effect::Login(id, Login::AskAccount)).await,
        Reply::Login(LoginReply::Account(Some(other)))
    );
    sync(&mut first).await.0.expect("the login holds");
    let theirs = shows(&mut first).await;
    assert!(!theirs.is_empty() && theirs.iter().all(|show| !before.contains(show)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g1_leaving_within_a_synchronisation_keeps_the_pages_that_came() {
    let mut desk = Desk::open(demo().await, profile());
    desk.log_in().await;
    desk.demo.script("GET /v1/shows/*/episodes: ok; ok; hang forever").expect("reads");
    desk.carry(|id| Effect::Sync(id, Sync::Library(SYNC)));
    desk.until(|kind| matches!(kind, EventKind::LibraryChanged(LibraryChange::Episodes(_))).then_some(())).await;
    let (demo, profile) = desk.finish().await;
    let desk = Desk::open(demo, profile);
    let shelf = desk.startup.shelf.as_ref().expect("there is a library");
    assert_eq!(shelf.total, 5);
    assert!(shelf.shows.iter().any(|show| show.counts.total > 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d9_a_logout_within_a_synchronisation_stops_it_and_leaves_nothing() {
    let mut desk = Desk::open(demo().await, profile());
    desk.log_in().await;
    desk.demo.script("GET /v1/shows/*/episodes: ok; hang forever").expect("reads");
    desk.carry(|id| Effect::Sync(id, Sync::Library(SYNC)));
    desk.until(|kind| matches!(kind, EventKind::LibraryChanged(LibraryChange::Episodes(_))).then_some(())).await;
    let library = LibraryFate::Delete;
    let done = desk.ask(|id| Effect::Login(id, Login::LogOut(library))).await;
    assert_eq!(done, Reply::Login(LoginReply::LoggedOut(Ok(()))));
    assert!(!library_file(desk.profile.path()).exists());
    assert_eq!(shows(&mut desk).await, []);
}
