//! The start from disk.

use super::{
    PATIENCE,
    desk::{Desk, at, demo, library_file, profile, show, stock},
};
use crate::{
    app::{
        Effect, Reply,
        requests::{
            effect::{Read, Remember, Write},
            event::{ReadReply, WriteReply},
        },
    },
    domain::{EpisodeState, Mark, ShowSort, StateFilter},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_frame_is_read_from_disk_and_asks_nothing() {
    let desk = Desk::stocked().await;
    let shelf = desk.startup.shelf.as_ref().expect("there is a library");
    assert_eq!(shelf.account.id.as_str(), "me");
    assert_eq!((shelf.shows.len(), shelf.total), (3, 3));
    assert_eq!(shelf.shows[0].show.name.as_str(), "Show 0");
    assert_eq!((shelf.shows[0].counts.total, shelf.shows[0].counts.unplayed), (8, 7));
    assert!(shelf.synced_at.is_some());
    assert_eq!(desk.demo.requests(), []);
}

#[tokio::test]
async fn of_many_shows_the_first_ones_are_read_and_all_are_counted() {
    let profile = profile();
    stock(profile.path(), "me", 300, 1).await;
    let desk = Desk::open(demo().await, profile);
    let shelf = desk.startup.shelf.as_ref().expect("there is a library");
    assert_eq!((shelf.shows.len(), shelf.total), (200, 300));
    assert_eq!(shelf.shows[199].show.key, show(199).key);
}

#[tokio::test]
async fn without_a_library_nothing_is_created_and_every_list_is_empty() {
    let mut desk = Desk::open(demo().await, profile());
    assert_eq!(desk.startup.shelf, None);
    assert_eq!(desk.ask(|id| Effect::Read(id, Read::Shows)).await, Reply::Read(ReadReply::Shows(Vec::new())));
    let marked = desk.ask(|id| Effect::Write(id, Write::Mark(vec![(at(0, 0), Some(Mark::Played))]))).await;
    assert_eq!(marked, Reply::Write(WriteReply::Marked(Ok(0))));
    let (_demo, profile) = desk.finish().await;
    assert!(!library_file(profile.path()).exists());
}

#[tokio::test]
async fn how_the_shows_are_listed_is_remembered() {
    let desk = Desk::stocked().await;
    let listed = |desk: &Desk| desk.startup.shelf.as_ref().map(|shelf| (shelf.sort, shelf.state));
    assert_eq!(listed(&desk), Some((ShowSort::Added, StateFilter::All)));
    let mut desk = desk;
    let unplayed = StateFilter::Only(EpisodeState::Unplayed);
    desk.carry(|_| Effect::Remember(Remember::Shows(ShowSort::Name, StateFilter::All)));
    desk.carry(|_| Effect::Remember(Remember::Shows(ShowSort::Unplayed, unplayed)));
    let (demo, profile) = desk.finish().await;
    let desk = Desk::open(demo, profile);
    assert_eq!(listed(&desk), Some((ShowSort::Unplayed, unplayed)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn h6_a_newer_library_is_shown_with_a_word_about_it_and_takes_no_marks() {
    let profile = profile();
    stock(profile.path(), "me", 2, 2).await;
    let file = rusqlite::Connection::open(library_file(profile.path())).expect("opens");
    file.pragma_update(None, "user_version", 99).expect("written");
    drop(file);
    let mut desk = Desk::open(demo().await, profile);
    let shelf = desk.startup.shelf.as_ref().expect("there is a library");
    assert_eq!(shelf.total, 2);
    let [notice] = shelf.notices.as_slice() else { panic!("{:?}", shelf.notices) };
    assert!(notice.starts_with("A newer version of this program wrote the library"), "{notice}");
    let marked = desk.ask(|id| Effect::Write(id, Write::Mark(vec![(at(0, 0), Some(Mark::Played))]))).await;
    assert!(
        matches!(marked, Reply::Write(WriteReply::Marked(Err(problem))) if problem.title.starts_with("A newer version"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d5_a_damaged_library_is_set_aside_and_named_and_the_program_opens() {
    let profile = profile();
    stock(profile.path(), "me", 2, 2).await;
    std::fs::write(library_file(profile.path()), "no library at all ".repeat(1_000)).expect("written");
    let desk = Desk::open(demo().await, profile);
    assert_eq!(desk.startup.shelf, None);
    let [warning] = desk.startup.warnings.as_slice() else { panic!("{:?}", desk.startup.warnings) };
    assert!(warning.contains("library.db.corrupt-"), "{warning}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d5_a_damaged_search_index_is_built_anew_while_the_program_runs() {
    let profile = profile();
    stock(profile.path(), "me", 2, 4).await;
    let file = rusqlite::Connection::open(library_file(profile.path())).expect("opens");
    file.execute_batch("DELETE FROM all_words_data; DELETE FROM title_words_idx").expect("damaged");
    drop(file);
    let mut desk = Desk::open(demo().await, profile);
    assert_eq!(desk.startup.shelf.as_ref().map(|shelf| shelf.total), Some(2));
    let all = tokio::time::timeout(PATIENCE, async {
        loop {
            let query = "kettles".to_owned();
            let found = desk
                .ask(|id| Effect::Read(id, Read::Search { query, today: jiff::civil::date(2026, 11, 23), limit: 50 }))
                .await;
            let Reply::Read(ReadReply::Found(found)) = found else { panic!("{found:?}") };
            if found.episodes.len() == 8 {
                break;
            }
        }
    });
    all.await.expect("all are found again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i6_without_a_network_the_library_is_shown_and_can_be_read() {
    let mut desk = Desk::open(demo().await, profile());
    let account = desk.log_in().await;
    let (demo, profile) = desk.finish().await;
    stock(profile.path(), account.id.as_str(), 3, 8).await;
    let asked = demo.requests().len();
    let mut desk = Desk::open_without_network(demo, profile);
    assert_eq!(desk.startup.shelf.as_ref().map(|shelf| shelf.total), Some(3));
    let Reply::Read(ReadReply::Shows(shows)) = desk.ask(|id| Effect::Read(id, Read::Shows)).await else {
        panic!("no shows")
    };
    assert_eq!((shows.len(), desk.demo.requests().len()), (3, asked));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_library_of_another_account_is_not_shown() {
    let profile = profile();
    let mut desk = Desk::open(demo().await, profile);
    desk.log_in().await;
    let (demo, profile) = desk.finish().await;
    stock(profile.path(), "somebody else", 2, 2).await;
    // The one who is logged in has nothing on disk, though another one was there last.
    let mut desk = Desk::open(demo, profile);
    assert_eq!(desk.startup.shelf, None);
    assert_eq!(desk.ask(|id| Effect::Read(id, Read::Shows)).await, Reply::Read(ReadReply::Shows(Vec::new())));
}
