//! Settings in the library, and other processes at the same file.

use spotpods_tui::{
    domain::{
        EpisodeAt, EpisodeKey, EpisodeSort, EpisodeState, FeedSort, Mark, ShowKey, ShowSort, StateFilter, ViewOptions,
    },
    library::{Library, LibraryError, SHOWS, Step},
    runtime::library_host::{Deleted, delete},
};

use super::*;

#[test]
fn stored_options_come_back_except_those_of_deleted_shows() {
    let shelf = Shelf::new();
    shelf.follow(shelf.me, &["One", "Two"], THEN);
    assert_eq!(shelf.reader.view(SHOWS), Ok(ViewOptions::<ShowSort>::default()));
    let played = ViewOptions::new(ShowSort::Name, StateFilter::Only(EpisodeState::Played));
    for view in [ViewOptions::new(ShowSort::Latest, StateFilter::All), played] {
        shelf.library.store_view(SHOWS, view).wait().expect("it is written");
    }
    assert_eq!(shelf.reader.view(SHOWS), Ok(played));
    let new = ViewOptions { one_per_show: true, ..ViewOptions::<FeedSort>::default() };
    shelf.library.store_view("new", new).wait().expect("it is written");
    assert_eq!(shelf.reader.view("new"), Ok(new));
    assert_eq!(shelf.reader.view("of a later version"), Ok(ViewOptions::<FeedSort>::default()));

    let one = shelf.show(shelf.me, "One");
    let longest = ViewOptions::new(EpisodeSort::Longest, StateFilter::All);
    for name in ["One", "Gone"] {
        let key = ShowKey::from_remote(name);
        shelf.library.store_show_view(shelf.me, &key, longest).wait().expect("it is written");
    }
    let views = [one, shelf.show(shelf.me, "Two")].map(|show| shelf.reader.show_view(show));
    assert_eq!(views, [Ok(longest), Ok(ViewOptions::default())]);
    // Pages that come later leave it alone.
    shelf.follow(shelf.me, &["One", "Two"], THEN);
    assert_eq!(shelf.reader.show_view(one), Ok(longest));

    assert_eq!(shelf.reader.feed_seen_at(shelf.me, "new"), Ok(None));
    shelf.library.see_feed(shelf.me, "new", THEN).wait().expect("it is written");
    assert_eq!(shelf.reader.feed_seen_at(shelf.me, "new"), Ok(Some(THEN)));
}

#[test]
fn the_first_shows_are_the_beginning_of_all_of_them_in_every_order() {
    let shelf = Shelf::new();
    let names: Vec<String> = (0..30).map(|n| format!("Show {}", n * 7 % 30)).collect();
    shelf.follow(shelf.me, &names.iter().map(String::as_str).collect::<Vec<_>>(), THEN);
    for sort in [ShowSort::Added, ShowSort::Name, ShowSort::Latest, ShowSort::Unplayed] {
        let all = shelf.reader.shows(shelf.me, sort).expect("it reads");
        let (first, total) = shelf.reader.first_shows(shelf.me, sort, 7).expect("it reads");
        assert_eq!((first.as_slice(), total), (&all[..7], 30), "{sort:?}");
    }
}

#[test]
fn an_episode_is_found_and_marked_by_its_keys() {
    let shelf = Shelf::new();
    shelf.follow(shelf.me, &["One", "Two"], THEN);
    let one = shelf.show(shelf.me, "One");
    let day = |n: u32| episode(&format!("e{n}"), &format!("2026-10-0{n}"), &format!("Episode {n}"), "");
    shelf.head(one, (1..4).map(day).collect());
    let episode = shelf.reader.episodes(one, None, 0..1).expect("it reads").remove(0);
    let at = EpisodeAt { show: ShowKey::from_remote("One"), episode: episode.episode.key.clone() };
    assert_eq!(shelf.reader.locate(shelf.me, &at), Ok(Some(episode)));
    let elsewhere = EpisodeAt { show: ShowKey::from_remote("Two"), ..at.clone() };
    let unknown = EpisodeAt { episode: EpisodeKey::from_remote("unknown"), ..at.clone() };
    for gone in [&elsewhere, &unknown] {
        assert_eq!(shelf.reader.locate(shelf.me, gone), Ok(None));
    }
    let marks = [at, elsewhere, unknown].map(|at| (at, Some(Mark::Played)));
    let marked = shelf.library.mark_each(shelf.me, marks.into(), THEN).wait();
    assert_eq!(marked.expect("it is written").len(), 1);
}

#[test]
fn h4_writes_of_other_processes_differ_from_own_writes() {
    let shelf = Shelf::new();
    let number = |library: &Library| library.others_wrote().wait().expect("it tells");
    let before = number(&shelf.library);
    shelf.follow(shelf.me, &["One"], THEN);
    assert_eq!(number(&shelf.library), before);
    let other = Library::open(&shelf.path()).expect("it opens").library;
    other.store_view(SHOWS, ViewOptions::<ShowSort>::default()).wait().expect("it is written");
    assert_ne!(number(&shelf.library), before);
}

#[test]
fn d9_a_library_is_erased_with_its_quarantined_files_once_no_process_has_it_open() {
    let shelf = Shelf::new();
    shelf.follow(shelf.me, &["One"], THEN);
    let path = shelf.path();
    std::fs::write(path.with_file_name("library.db.corrupt-1"), "of an earlier day").expect("written");
    assert_eq!(Library::erase_unless_open(&path), Ok(false));
    assert_eq!(shelf.names(shelf.me), ["One"]);
    let Shelf { folder, library, reader, me: _ } = shelf;
    drop(reader);
    drop(library);
    assert_eq!(Library::erase_unless_open(&path), Ok(true));
    let left = std::fs::read_dir(folder.path().join("data")).expect("a folder");
    let left: Vec<_> = left.map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(left, ["library.db.lock"]);
    assert_eq!(Library::erase_unless_open(&folder.path().join("nowhere/library.db")), Ok(true));
}

#[test]
fn d9_deleting_an_account_keeps_the_others_and_erases_quarantined_files() {
    let shelf = Shelf::new();
    let other = shelf.library.use_account(&account("other"), THEN).wait().expect("it is written");
    shelf.follow(shelf.me, &["One"], THEN);
    shelf.follow(other, &["Theirs"], THEN);
    let path = shelf.path();
    let quarantined = path.with_file_name("library.db.corrupt-1");
    std::fs::write(&quarantined, "of an earlier day").expect("written");
    assert_eq!(delete(&path, Some(&account("stranger"))), Ok(Deleted::Nothing));
    assert!(quarantined.exists());
    assert_eq!(delete(&path, Some(&account("me"))), Ok(Deleted::Account));
    assert!(!quarantined.exists());
    assert_eq!((shelf.names(shelf.me), shelf.names(other)), (Vec::new(), vec!["Theirs".to_owned()]));

    std::fs::write(&quarantined, "of an earlier day").expect("written");
    assert_eq!(delete(&path, Some(&account("other"))), Ok(Deleted::Contents), "this test has it open");
    assert!(!quarantined.exists() && path.exists());
    let Shelf { folder: _folder, library, reader, me: _ } = shelf;
    drop((reader, library));
    assert_eq!(delete(&path, None), Ok(Deleted::Files));
    assert!(!path.exists());
}

#[test]
fn no_account_gets_the_number_of_a_deleted_one() {
    let shelf = Shelf::new();
    shelf.follow(shelf.me, &["One"], THEN);
    let mine = shelf.show(shelf.me, "One");
    shelf.library.wipe(shelf.me).wait().expect("it is written");
    let other = shelf.library.use_account(&account("other"), THEN).wait().expect("it is written");
    shelf.follow(other, &["Theirs"], THEN);
    // A stale reference to the deleted account reaches no rows of the new one.
    assert_ne!(shelf.me, other);
    assert_ne!(mine, shelf.show(other, "Theirs"));
    assert!(matches!(shelf.library.begin_shows_pass(shelf.me).wait(), Err(LibraryError::Gone)));
    let page = page(0, Vec::new());
    let written = shelf.library.apply_episodes_step(mine, page, Step::Look, THEN, |before, _| before.clone()).wait();
    assert!(matches!(written, Err(LibraryError::Gone)), "{written:?}");
}
