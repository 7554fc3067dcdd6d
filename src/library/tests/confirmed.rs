//! What Spotify confirmed between two synchronisations.

use std::time::Duration;

use jiff::Timestamp;
use pretty_assertions::assert_eq;

use super::*;
use crate::domain::EpisodeId;

const BEGUN: Progress = Progress::InProgress { position: Duration::from_mins(9) };

fn row_of(library: &Library, account: AccountRef, episode: &str) -> EpisodeRow {
    let reader = library.reader().expect("it opens");
    reader.find(account, &EpisodeKey::from_remote(episode)).expect("it reads").remove(0)
}

fn set(library: &Library, account: AccountRef, episode: &str, progress: Progress) -> Vec<ShowKey> {
    let id = EpisodeId::parse(episode).expect("an id");
    library.set_progress(account, id, progress).wait().expect("it is written")
}

fn counts(library: &Library, account: AccountRef) -> (u32, u32, u32) {
    let counts = library.reader().expect("it opens").counts(account).expect("it reads");
    (counts.total, counts.unplayed, counts.in_progress)
}

#[test]
fn progress_reaches_the_row_and_the_counts_of_its_show() {
    let folder = folder();
    let (library, account, _) = filled(&path(&folder));
    let key = ShowKey::from_remote("show");
    assert_eq!(set(&library, account, "episode3", BEGUN), std::slice::from_ref(&key));
    assert_eq!(row_of(&library, account, "episode3").episode.progress, BEGUN);
    assert_eq!(counts(&library, account), (40, 39, 1));
    assert_eq!(set(&library, account, "episode3", BEGUN), [], "the same once more changes nothing");
    assert_eq!(set(&library, account, "episode3", Progress::Played), [key]);
    assert_eq!(counts(&library, account), (40, 39, 0));
    assert_eq!(set(&library, account, "unknown", BEGUN), []);
    assert_eq!(check(&library), Ok(()));
}

#[test]
fn a_mark_outlasts_progress() {
    let folder = folder();
    let (library, account, _) = filled(&path(&folder));
    assert_eq!(mark_played(&library, account, &row_of(&library, account, "episode3")), Ok(1));
    set(&library, account, "episode3", BEGUN);
    let row = row_of(&library, account, "episode3");
    assert_eq!((row.mark, row.remote, row.episode.progress), (Some(Mark::Played), BEGUN, Progress::Played));
    assert_eq!(counts(&library, account), (40, 39, 0));
}

#[test]
fn an_unfollowed_show_leaves_the_lists_and_comes_back_on_top_with_its_marks() {
    let folder = folder();
    let (library, account, _) = filled(&path(&folder));
    let other = Show { key: ShowKey::from_remote("other"), added_at: Some(Timestamp::UNIX_EPOCH), ..show() };
    let at = |second| Timestamp::from_second(second).expect("a time");
    assert_eq!(library.follow(account, other, at(10)).wait(), Ok(true));
    assert_eq!(mark_played(&library, account, &row_of(&library, account, "episode3")), Ok(1));
    let [key, other] = ["show", "other"].map(ShowKey::from_remote);
    let shows = || {
        let shows = library.reader().expect("it opens").shows(account, ShowSort::Added).expect("it reads");
        shows.into_iter().map(|row| row.show.key).collect::<Vec<_>>()
    };
    assert_eq!(library.unfollow(account, key.clone(), at(20)).wait(), Ok(true));
    assert_eq!((shows(), counts(&library, account)), (vec![other.clone()], (0, 0, 0)));
    assert_eq!(library.unfollow(account, key.clone(), at(20)).wait(), Ok(false));
    assert_eq!(library.follow(account, show(), at(30)).wait(), Ok(true));
    assert_eq!((shows(), counts(&library, account)), (vec![key, other], (40, 39, 0)));
    assert_eq!(row_of(&library, account, "episode3").mark, Some(Mark::Played));
    assert_eq!(library.follow(account, show(), at(40)).wait(), Ok(false));
}

#[test]
fn a_show_followed_while_the_list_is_read_stays() {
    let folder = folder();
    let (library, account, _) = filled(&path(&folder));
    let pass = library.begin_shows_pass(account).wait().expect("it is written");
    library.apply_shows_page(pass, page(vec![show()])).wait().expect("it is written");
    let other = Show { key: ShowKey::from_remote("other"), ..show() };
    assert_eq!(library.follow(account, other, Timestamp::UNIX_EPOCH).wait(), Ok(true));
    let ended = library.finish_shows_pass(pass, 0, Timestamp::UNIX_EPOCH).wait().expect("it is written");
    assert_eq!(ended.hidden, 0);
}

#[test]
fn a_show_unfollowed_while_the_list_is_read_does_not_come_back_with_a_page_fetched_before() {
    let folder = folder();
    let (library, account, _) = filled(&path(&folder));
    let key = ShowKey::from_remote("show");
    let shows = || library.reader().expect("it opens").shows(account, ShowSort::Added).expect("it reads").len();
    let pass = library.begin_shows_pass(account).wait().expect("it is written");
    assert_eq!(library.unfollow(account, key.clone(), Timestamp::UNIX_EPOCH).wait(), Ok(true));
    assert_eq!(library.apply_shows_page(pass, page(vec![show()])).wait(), Ok(0));
    assert_eq!(shows(), 0);
    assert_eq!(library.follow_known(account, key.clone(), Timestamp::UNIX_EPOCH).wait(), Ok(true));
    assert_eq!(library.apply_shows_page(pass, page(vec![show()])).wait(), Ok(0));
    assert_eq!(shows(), 1, "it was followed again since");
    assert_eq!(library.unfollow(account, key, Timestamp::UNIX_EPOCH).wait(), Ok(true));
    let ended = library.finish_shows_pass(pass, 0, Timestamp::UNIX_EPOCH).wait().expect("it is written");
    assert_eq!((ended.hidden, shows()), (0, 0));
    let next = library.begin_shows_pass(account).wait().expect("it is written");
    assert_eq!(library.apply_shows_page(next, page(vec![show()])).wait(), Ok(1), "the next pass is believed");
}

#[test]
fn a_show_on_disk_is_followed_again_without_a_copy_of_it() {
    let folder = folder();
    let (library, account, _) = filled(&path(&folder));
    let key = ShowKey::from_remote("show");
    let shows = || library.reader().expect("it opens").shows(account, ShowSort::Added).expect("it reads").len();
    assert_eq!(library.unfollow(account, key.clone(), Timestamp::UNIX_EPOCH).wait(), Ok(true));
    assert_eq!(shows(), 0);
    assert_eq!(library.follow_known(account, key, Timestamp::UNIX_EPOCH).wait(), Ok(true));
    assert_eq!((shows(), counts(&library, account)), (1, (40, 40, 0)));
    assert_eq!(library.follow_known(account, ShowKey::from_remote("other"), Timestamp::UNIX_EPOCH).wait(), Ok(false));
}
