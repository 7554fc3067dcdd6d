//! A folder that comes and goes, and an account that is deleted beside it.

use std::{fs, time::Duration};

use jiff::Timestamp;

use super::*;
use crate::{
    domain::{Account, EpisodeId, Mark, StampedMark},
    library::Library,
};

/// A library with a mark, and a folder for it that does not exist yet.
fn place() -> (tempfile::TempDir, LibraryHost, SharedMarks, PathBuf) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("library.db");
    let library = Library::open(&path).expect("it opens").library;
    let me = Account { id: CleanText::new("me"), display_name: None, premium: None };
    let at = library.use_account(&me, Timestamp::UNIX_EPOCH).wait().expect("it is written");
    let mark = StampedMark { at: Timestamp::UNIX_EPOCH, mark: Some(Mark::Played) };
    let id = EpisodeId::parse("one").expect("an id");
    library.merge_marks(at, vec![(id, mark)], None).wait().expect("it is written");
    drop(library);
    let (host, error) = LibraryHost::open(&path, Duration::from_secs(5));
    assert_eq!(error, None);
    let folder = dir.path().join("marks");
    let marks = SharedMarks::new(Some(folder.clone()), dir.path().to_owned());
    (dir, host, marks, folder)
}

#[tokio::test]
async fn k8_marks_made_while_the_folder_was_away_are_written_once_it_is_back() {
    let (_dir, host, marks, folder) = spawn_blocking(place).await.expect("it is made");
    fs::create_dir(&folder).expect("it is new");
    assert!(marks.exchange(&host).await.0.wrote);
    // Away, and back as it was: only the mark made meanwhile tells that it is to be written.
    let away = folder.with_extension("away");
    fs::rename(&folder, &away).expect("it is moved");
    let (held, owner) = host.found_account().await.expect("it is whole").expect("an account");
    let mark = StampedMark { at: Timestamp::UNIX_EPOCH, mark: Some(Mark::Played) };
    let id = EpisodeId::parse("two").expect("an id");
    held.library().merge_marks(owner.at, vec![(id, mark)], None).await.expect("it is written");
    marks.marked();
    assert!(!marks.exchange(&host).await.0.is_complete());
    fs::rename(&away, &folder).expect("it is moved");
    assert!(marks.exchange(&host).await.0.wrote);
    assert!(marks.exchange(&host).await.0.is_unchanged());
}

#[tokio::test]
async fn k8_a_library_that_cannot_be_read_leaves_marks_to_be_written() {
    let (_dir, host, marks, folder) = spawn_blocking(place).await.expect("it is made");
    fs::create_dir(&folder).expect("it is new");
    host.close().await;
    assert!(!marks.exchange(&host).await.0.wrote);
    assert!(marks.0.as_ref().expect("it is set").is_due());
}

#[tokio::test]
async fn d9_an_exchange_waits_while_an_account_is_deleted_and_finds_it_gone() {
    let (_dir, host, marks, folder) = spawn_blocking(place).await.expect("it is made");
    fs::create_dir(&folder).expect("it is new");
    let paused = marks.pause().await.expect("no exchange runs");
    let beside = tokio::spawn({
        let (marks, host) = (marks.clone(), host.clone());
        async move { marks.exchange(&host).await.0 }
    });
    tokio::task::yield_now().await;
    host.forget().await.expect("it is deleted");
    assert!(!beside.is_finished(), "it waits");
    drop(paused);
    assert_eq!(beside.await.expect("it ends"), Exchange::default());
    assert_eq!(fs::read_dir(&folder).expect("it is there").count(), 0, "nothing was written");
}

#[tokio::test(start_paused = true)]
async fn k8_a_mark_of_another_computer_arrives_while_nothing_happens() {
    let (_dir, host, marks, folder) = spawn_blocking(place).await.expect("it is made");
    fs::create_dir(&folder).expect("it is new");
    assert!(marks.exchange(&host).await.0.wrote);
    let own = fs::read_dir(&folder).expect("it is there").next().expect("a file").expect("an entry").path();
    let (send, _events) = tokio::sync::mpsc::unbounded_channel();
    let replies = Replies::new(send, crate::runtime::clock::system());
    let ended = CancellationToken::new();
    let keeping = tokio::spawn(marks.clone().keep(host.clone(), replies, ended.clone()));
    // What locks after it waits for the look of the start, and below for the next one.
    tokio::task::yield_now().await;
    let last = &marks.0.as_ref().expect("it is set").last;
    drop(last.lock().await);
    let line = "{\"episode\":\"spotify:episode:two\",\"state\":\"played\",\"time\":\"2026-11-03T12:00:00Z\"}\n";
    fs::write(own.with_extension("other.jsonl"), line).expect("it is written");
    sleep(IDLE * 2).await;
    drop(last.lock().await);
    let (held, owner) = host.found_account().await.expect("it is whole").expect("an account");
    let known = held.library().reader().and_then(|reader| reader.marks(owner.at)).expect("it reads");
    assert!(known.iter().any(|(id, _)| id.as_str() == "two"), "{known:?}");
    ended.cancel();
    keeping.await.expect("it ends");
}
