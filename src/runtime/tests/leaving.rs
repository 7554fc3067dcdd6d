//! Logging out, and the end of the program.

use std::time::Duration;

use tokio::time::{Instant, advance};

use super::desk::{Desk, at, demo, library_file, profile, stock};
use crate::{
    app::{
        Effect, EventKind, Reply,
        requests::{
            effect::{LibraryFate, Login, Write},
            event::{LibraryChange, LoginReply},
        },
    },
    domain::Mark,
    library::Library,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d9_a_logout_that_deletes_the_library_leaves_no_file_of_it() {
    let mut desk = Desk::open(demo().await, profile());
    desk.log_in().await;
    let data = desk.profile.path().join("data");
    std::fs::write(data.join("library.db.corrupt-1"), "of some earlier day").expect("written");
    let done = desk.ask(|id| Effect::Login(id, Login::LogOut(LibraryFate::Delete))).await;
    assert_eq!(done, Reply::Login(LoginReply::LoggedOut(Ok(()))));
    assert_eq!(desk.next().await, EventKind::LibraryChanged(LibraryChange::Anything));
    let left = std::fs::read_dir(&data).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let left: Vec<_> = left.map(|name| name.to_string_lossy().into_owned()).collect();
    assert!(left.iter().all(|name| !name.starts_with("library.db") || name == "library.db.lock"), "{left:?}");
    assert!(!left.contains(&"credentials.json".to_owned()), "{left:?}");

    let (demo, profile) = desk.finish().await;
    let desk = Desk::open(demo, profile);
    assert_eq!(desk.startup.shelf, None);
    assert_eq!(desk.startup.session.login, crate::domain::LoginState::LoggedOut);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d9_a_logout_that_keeps_the_library_keeps_it_readable() {
    let mut desk = Desk::stocked().await;
    let done = desk.ask(|id| Effect::Login(id, Login::LogOut(LibraryFate::Keep))).await;
    assert_eq!(done, Reply::Login(LoginReply::LoggedOut(Ok(()))));
    let (demo, profile) = desk.finish().await;
    let desk = Desk::open(demo, profile);
    assert_eq!(desk.startup.shelf.as_ref().map(|shelf| shelf.total), Some(3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d9_deleting_one_library_leaves_that_of_another_account() {
    let profile = profile();
    // Of two that were used in one moment the first is shown.
    stock(profile.path(), "me", 3, 3).await;
    stock(profile.path(), "somebody else", 2, 2).await;
    let mut desk = Desk::open(demo().await, profile);
    assert!(holds(&desk, b"Kettle 1 of cedar"));
    let done = desk.ask(|id| Effect::Login(id, Login::LogOut(LibraryFate::Delete))).await;
    assert_eq!(done, Reply::Login(LoginReply::LoggedOut(Ok(()))));
    assert!(!holds(&desk, b"Kettle 1 of cedar"), "it has three shows, the other two");
    let (demo, profile) = desk.finish().await;
    let desk = Desk::open(demo, profile);
    let shelf = desk.startup.shelf.as_ref().expect("there is a library");
    assert_eq!((shelf.account.id.as_str(), shelf.total), ("somebody else", 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d9_a_library_that_another_process_has_open_is_emptied_and_not_pulled_from_under_it() {
    let mut desk = Desk::stocked().await;
    let other = Library::open(&library_file(desk.profile.path())).expect("it opens").library;
    let reader = other.reader().expect("it opens");
    assert!(reader.last_account().expect("it reads").is_some());
    let done = desk.ask(|id| Effect::Login(id, Login::LogOut(LibraryFate::Delete))).await;
    assert_eq!(done, Reply::Login(LoginReply::LoggedOut(Ok(()))));
    assert!(library_file(desk.profile.path()).exists());
    assert_eq!(reader.last_account().expect("it reads"), None);
    assert!(!holds(&desk, b"Kettle 1 of alder"));
}

/// Whether the files of the library hold some bytes, wherever.
fn holds(desk: &Desk, bytes: &[u8]) -> bool {
    let file = library_file(desk.profile.path());
    let files = [file.clone(), file.with_extension("db-wal")];
    files.iter().filter_map(|file| std::fs::read(file).ok()).any(|all| all.windows(bytes.len()).any(|at| at == bytes))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h3_what_was_handed_to_the_library_is_written_before_the_end() {
    let mut desk = Desk::stocked().await;
    let all: Vec<_> = (0..3).flat_map(|show| (0..8).map(move |episode| at(show, episode))).collect();
    let marks = all.into_iter().map(|at| (at, Some(Mark::Played))).collect();
    desk.carry(|id| Effect::Write(id, Write::Mark(marks)));
    let (demo, profile) = desk.finish().await;
    // The last one to close it has folded everything into the one file.
    assert!(!profile.path().join("data/library.db-wal").exists());
    let desk = Desk::open(demo, profile);
    let shelf = desk.startup.shelf.as_ref().expect("there is a library");
    assert!(shelf.shows.iter().all(|show| (show.counts.unplayed, show.counts.in_progress) == (0, 0)));
}

#[tokio::test(start_paused = true)]
async fn g1_a_folder_of_marks_that_does_not_answer_is_waited_for_within_the_limit_of_the_end() {
    let profile = profile();
    stock(profile.path(), "me", 3, 8).await;
    let (data, shared) = (profile.path().join("data"), profile.path().join("shared"));
    for folder in [&shared, &profile.path().join("config")] {
        std::fs::create_dir(folder).expect("it is new");
    }
    let config = format!("[marks]\nfolder = {:?}\n", shared.to_str().expect("UTF-8"));
    std::fs::write(profile.path().join("config/config.toml"), config).expect("written");
    // Another process of this computer works in the folder, and does not end.
    let held = std::fs::File::create(data.join("computer-id")).expect("it is created");
    held.lock().expect("it is free");
    let desk = Desk::open(demo().await, profile);
    let (begun, limit) = (Instant::now(), Duration::from_millis(300));
    let end = tokio::spawn(desk.executor.finish(limit));
    // Time stands still unless this moves it.
    while !end.is_finished() {
        advance(Duration::from_millis(10)).await;
    }
    assert!(begun.elapsed() < limit + Duration::from_millis(100), "{:?}", begun.elapsed());
    assert_eq!(std::fs::read_dir(&shared).expect("a folder").count(), 0);
    drop(held);
}
