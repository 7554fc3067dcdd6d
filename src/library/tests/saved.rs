//! Your Episodes on disk.

use jiff::Timestamp;
use pretty_assertions::assert_eq;

use super::*;
use crate::domain::{EpisodeId, EpisodeState, Query, SavedEpisode};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("a time")
}

/// Episode `n`, saved at a second, of a show that is not followed if n is 100 or more.
fn saved(n: u32, second: i64) -> SavedEpisode {
    let key = ShowKey::from_remote(if n < 100 { "show" } else { "other" });
    let episode = episodes(n..n + 1).remove(0);
    SavedEpisode { episode, show: Some(Show { key, ..show() }), added_at: Some(at(second)) }
}

fn names(library: &Library, account: AccountRef, state: Option<EpisodeState>) -> Vec<String> {
    let rows = library.reader().expect("it opens").saved(account, state).expect("it reads");
    rows.into_iter().map(|row| row.episode.name.as_str().to_owned()).collect()
}

/// Writes the whole list. Returns how many are new and how many were removed.
fn pass(library: &Library, account: AccountRef, items: Vec<SavedEpisode>) -> (u32, u32) {
    let pass = library.begin_saved_pass(account).wait().expect("it is written");
    let new = library.apply_saved_page(pass, page(items), at(0)).wait().expect("it is written");
    (new, library.finish_saved_pass(pass).wait().expect("it is written"))
}

#[test]
fn a_complete_pass_adds_and_removes_and_the_last_saved_comes_first() {
    let folder = folder();
    let (library, account, _) = filled(&path(&folder));
    assert_eq!(pass(&library, account, vec![saved(3, 5), saved(100, 9), saved(4, 1)]), (3, 0));
    assert_eq!(names(&library, account, None), ["Episode 100", "Episode 3", "Episode 4"]);
    assert_eq!(pass(&library, account, vec![saved(3, 5), saved(100, 9)]), (0, 1));
    let episode = EpisodeAt { show: ShowKey::from_remote("other"), episode: EpisodeKey::from_remote("episode100") };
    assert_eq!(library.mark_each(account, vec![(episode, Some(Mark::Played))]).wait().map(|undo| undo.len()), Ok(1));
    assert_eq!(names(&library, account, Some(EpisodeState::Played)), ["Episode 100"]);
    assert_eq!(library.reader().expect("it opens").saved_count(account), Ok(2));
    assert_eq!(check(&library), Ok(()));
}

#[test]
fn the_show_of_a_saved_episode_is_not_listed_counted_searched_or_fetched() {
    let folder = folder();
    let (library, account, _) = filled(&path(&folder));
    pass(&library, account, vec![saved(100, 9)]);
    let reader = library.reader().expect("it opens");
    assert_eq!(reader.shows(account, ShowSort::Added).map(|shows| shows.len()), Ok(1));
    assert_eq!(reader.fetching(account).map(|shows| shows.len()), Ok(1));
    assert_eq!(reader.counts(account).map(|counts| counts.total), Ok(40));
    assert_eq!(reader.search(account, &Query::parse("w100"), 9).map(|found| found.episodes.len()), Ok(0));
    let row = reader.saved(account, None).expect("it reads").remove(0);
    assert!(reader.notes(row.at).is_ok_and(|notes| notes != Notes::default()));
}

#[test]
fn the_show_of_a_saved_episode_is_deleted_once_none_is_saved() {
    let folder = folder();
    let (library, account, _) = filled(&path(&folder));
    pass(&library, account, vec![saved(100, 9)]);
    let later = at(0).checked_add(EXPIRY * 2).expect("a time");
    let list = || {
        let pass = library.begin_shows_pass(account).wait().expect("it is written");
        library.apply_shows_page(pass, page(vec![show()])).wait().expect("it is written");
        library.finish_shows_pass(pass, 0, later).wait().map(|outcome| outcome.expired)
    };
    assert_eq!(list(), Ok(0));
    let id = EpisodeId::parse("episode100").expect("an id");
    assert_eq!(library.unsave(account, id.clone()).wait(), Ok(true));
    assert_eq!(library.unsave(account, id).wait(), Ok(false));
    assert_eq!(list(), Ok(1));
}

#[test]
fn an_episode_saved_while_the_list_is_read_stays() {
    let folder = folder();
    let (library, account, _) = filled(&path(&folder));
    let begun = library.begin_saved_pass(account).wait().expect("it is written");
    assert_eq!(
        library.save(account, SavedEpisode { added_at: None, show: None, ..saved(3, 0) }, at(7)).wait(),
        Ok(true)
    );
    assert_eq!(library.finish_saved_pass(begun).wait(), Ok(0));
    assert_eq!(names(&library, account, None), ["Episode 3"]);
    let unknown = SavedEpisode { show: None, ..saved(200, 0) };
    assert_eq!(library.save(account, unknown, at(7)).wait(), Ok(false), "without its show it has no place");
    library.begin_saved_pass(account).wait().expect("it is written");
    assert_eq!(library.finish_saved_pass(begun).wait(), Err(LibraryError::Superseded));
}

#[test]
fn wiping_an_account_forgets_what_it_saved() {
    let folder = folder();
    let (library, account, _) = filled(&path(&folder));
    pass(&library, account, vec![saved(3, 5)]);
    assert_eq!(library.wipe(account).wait(), Ok(()));
    assert_eq!(library.reader().expect("it opens").saved_count(account), Ok(0));
}

#[test]
fn an_episode_on_disk_is_saved_without_a_copy_of_it_and_its_row_says_so() {
    let folder = folder();
    let (library, account, _) = filled(&path(&folder));
    let id = |n: u32| EpisodeId::parse(&format!("episode{n}")).expect("an id");
    let is_saved = || {
        let key = EpisodeKey::from_remote("episode3");
        library.reader().expect("it opens").find(account, &key).expect("it reads").remove(0).saved
    };
    assert!(!is_saved());
    let begun = library.begin_saved_pass(account).wait().expect("it is written");
    assert_eq!(library.save_known(account, id(3), at(7)).wait(), Ok(true));
    assert_eq!(library.finish_saved_pass(begun).wait(), Ok(0), "it stays, saved while the list is read");
    assert!(is_saved());
    assert_eq!(library.save_known(account, id(300), at(7)).wait(), Ok(false));
    assert_eq!(library.unsave(account, id(3)).wait(), Ok(true));
    assert!(!is_saved());
}
