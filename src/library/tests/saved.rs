//! Your Episodes on disk.

use jiff::Timestamp;
use pretty_assertions::assert_eq;

use super::*;
use crate::domain::{
    EpisodeId, EpisodeState, FeedSort, FeedSource, Progress, Query, SavedEpisode, TitleFilter, Words as _,
};

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
    let total = u32::try_from(items.len()).ok();
    let written = library.apply_saved_page(pass, page(items), at(0)).wait().expect("it is written");
    (written.new, library.finish_saved_pass(pass, total, at(60)).wait().expect("it is written"))
}

#[test]
fn a_complete_pass_adds_and_removes_and_the_last_saved_comes_first() {
    let folder = folder();
    let (library, account, _) = filled(&path(&folder));
    assert_eq!(pass(&library, account, vec![saved(3, 5), saved(100, 9), saved(4, 1)]), (3, 0));
    assert_eq!(names(&library, account, None), ["Episode 100", "Episode 3", "Episode 4"]);
    assert_eq!(pass(&library, account, vec![saved(3, 5), saved(100, 9)]), (0, 1));
    let episode = EpisodeAt { show: ShowKey::from_remote("other"), episode: EpisodeKey::from_remote("episode100") };
    assert_eq!(
        library
            .mark_each(account, vec![(episode, Some(Mark::Played))], jiff::Timestamp::UNIX_EPOCH)
            .wait()
            .map(|undo| undo.len()),
        Ok(1)
    );
    assert_eq!(names(&library, account, Some(EpisodeState::Played)), ["Episode 100"]);
    let status = library.reader().expect("it opens").saved_status(account);
    assert_eq!(status, Ok(SavedStatus { read_at: Some(at(60)), length: 2 }));
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
    assert_eq!(library.finish_saved_pass(begun, None, at(0)).wait(), Ok(0));
    assert_eq!(names(&library, account, None), ["Episode 3"]);
    let unknown = SavedEpisode { show: None, ..saved(200, 0) };
    assert_eq!(library.save(account, unknown, at(7)).wait(), Ok(false), "without its show it has no place");
    library.begin_saved_pass(account).wait().expect("it is written");
    assert_eq!(library.finish_saved_pass(begun, None, at(0)).wait(), Err(LibraryError::Superseded));
}

#[test]
fn an_episode_removed_while_the_list_is_read_does_not_come_back_with_a_page_fetched_before() {
    let folder = folder();
    let (library, account, _) = filled(&path(&folder));
    pass(&library, account, vec![saved(3, 5), saved(100, 9)]);
    let [three, hundred] = ["episode3", "episode100"].map(|id| EpisodeId::parse(id).expect("an id"));
    let begun = library.begin_saved_pass(account).wait().expect("it is written");
    let fetched = || library.apply_saved_page(begun, page(vec![saved(3, 5), saved(100, 9)]), at(0)).wait();
    assert_eq!(library.unsave(account, three.clone()).wait(), Ok(true));
    assert_eq!(library.unsave(account, hundred).wait(), Ok(true));
    assert_eq!(fetched(), Ok(PageOutcome::default()));
    assert_eq!(names(&library, account, None), <[&str; 0]>::default());
    assert_eq!(library.save_known(account, three, at(7)).wait(), Ok(true));
    assert_eq!(library.save(account, saved(100, 9), at(7)).wait(), Ok(true));
    assert_eq!(fetched().map(|written| written.unchanged), Ok(2), "they were saved again since");
    assert_eq!(names(&library, account, None), ["Episode 100", "Episode 3"]);
    assert_eq!(library.unsave(account, EpisodeId::parse("episode3").expect("an id")).wait(), Ok(true));
    assert_eq!(pass(&library, account, vec![saved(3, 5), saved(100, 9)]), (1, 0), "the next pass is believed");
}

#[test]
fn wiping_an_account_forgets_what_it_saved() {
    let folder = folder();
    let (library, account, _) = filled(&path(&folder));
    pass(&library, account, vec![saved(3, 5)]);
    assert_eq!(library.wipe(account).wait(), Ok(()));
    assert_eq!(library.reader().expect("it opens").saved_status(account), Ok(SavedStatus::default()));
}

/// The titles of a window of the saved episodes, how many there are, and whether more follow.
fn window(library: &Library, account: AccountRef, of: &FeedWindow) -> (Vec<String>, u32, bool) {
    let found = library.reader().expect("it opens").feed(account, of).expect("it reads");
    let name = |row: EpisodeRow| row.episode.name.as_str().trim_start_matches("Episode ").to_owned();
    (found.rows.into_iter().map(name).collect(), found.total, found.more)
}

fn whole() -> FeedWindow {
    FeedWindow {
        source: FeedSource::Saved,
        one_per_show: false,
        state: None,
        sort: FeedSort::Saved,
        filter: TitleFilter::new(""),
        from_end: false,
        after: None,
        skip: 0,
        limit: 50,
    }
}

/// Saved episodes of three states: 100 and 101 are of a show that is not followed.
fn stocked(folder: &tempfile::TempDir) -> (Library, AccountRef) {
    let (library, account, _) = filled(&path(folder));
    let progress = |mut item: SavedEpisode, progress| {
        item.episode.progress = progress;
        item
    };
    let begun = |minutes: u64| Progress::InProgress { position: Duration::from_mins(minutes) };
    let items = vec![
        progress(saved(100, 90), begun(1)),
        progress(saved(3, 80), Progress::Played),
        progress(saved(9, 70), begun(2)),
        saved(101, 60),
        SavedEpisode { added_at: None, ..saved(5, 0) },
    ];
    assert_eq!(pass(&library, account, items), (5, 0));
    (library, account)
}

#[test]
fn a_feed_of_saved_episodes_is_sorted_and_limited_to_a_state() {
    let folder = folder();
    let (library, account) = stocked(&folder);
    let titles = |sort, state| window(&library, account, &FeedWindow { state, sort, ..whole() }).0;
    assert_eq!(titles(FeedSort::Saved, None), ["100", "3", "9", "101", "5"]);
    assert_eq!(titles(FeedSort::SavedUp, None), ["5", "101", "9", "3", "100"]);
    let newest = titles(FeedSort::Newest, None);
    let released = |title: &String| episodes(title.parse().map_or(0..0, |n: u32| n..n + 1)).remove(0).released;
    assert!(newest.is_sorted_by(|newer, older| released(newer) >= released(older)), "{newest:?}");
    assert_eq!(titles(FeedSort::Oldest, None), newest.into_iter().rev().collect::<Vec<_>>());
    // 9 has a minute less left than 100; played episodes come last.
    let left = titles(FeedSort::Remaining, None);
    assert_eq!((left.first().map(String::as_str), left.last().map(String::as_str)), (Some("9"), Some("3")));
    assert_eq!(titles(FeedSort::RemainingDown, None).last().map(String::as_str), Some("3"));
    for (state, titled) in [
        (EpisodeState::Unplayed, vec!["101", "5"]),
        (EpisodeState::InProgress, vec!["100", "9"]),
        (EpisodeState::Played, vec!["3"]),
    ] {
        let found = window(&library, account, &FeedWindow { state: Some(state), ..whole() });
        assert_eq!((found.0, found.1 as usize), (titled.iter().map(ToString::to_string).collect(), titled.len()));
    }
}

#[test]
fn from_its_end_a_feed_of_saved_episodes_is_the_same_in_every_order_state_and_filter() {
    let folder = folder();
    let (library, account) = stocked(&folder);
    let states = [None, Some(EpisodeState::Unplayed), Some(EpisodeState::InProgress), Some(EpisodeState::Played)];
    for ((sort, ..), state) in FeedSort::ALL.iter().flat_map(|sort| states.map(|state| (sort, state))) {
        for filter in ["", "episode 10", "epsd", "nothing"] {
            let of = FeedWindow { sort: *sort, state, filter: TitleFilter::new(filter), ..whole() };
            let (titles, total, _) = window(&library, account, &of);
            let mut read = Vec::new();
            for skip in (0..total).step_by(2) {
                let last = FeedWindow { from_end: true, skip, limit: 2, ..of.clone() };
                let (mut part, all, more) = window(&library, account, &last);
                assert_eq!((all, more), (total, skip + 2 < total), "{last:?}");
                part.append(&mut read);
                read = part;
            }
            assert_eq!(read, titles, "{of:?}");
        }
    }
}

#[test]
fn a_feed_of_saved_episodes_is_filtered_and_read_in_windows_with_their_total() {
    let folder = folder();
    let (library, account) = stocked(&folder);
    let part = |filter, skip, limit| {
        window(&library, account, &FeedWindow { filter: TitleFilter::new(filter), skip, limit, ..whole() })
    };
    let titles = |titles: &[&str]| titles.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(part("", 0, 2), (titles(&["100", "3"]), 5, true));
    assert_eq!(part("", 2, 3), (titles(&["9", "101", "5"]), 5, false));
    assert_eq!(part("episode 10", 0, 1), (titles(&["100"]), 2, true));
    assert_eq!(part("episode 10", 1, 1), (titles(&["101"]), 2, false));
    assert_eq!(part("nothing", 0, 9).0, titles(&[]));
    let last = |filter, skip, limit| {
        let window_of = FeedWindow { filter: TitleFilter::new(filter), from_end: true, skip, limit, ..whole() };
        window(&library, account, &window_of)
    };
    assert_eq!(last("", 0, 2), (titles(&["101", "5"]), 5, true));
    assert_eq!(last("", 2, 3), (titles(&["100", "3", "9"]), 5, false));
    assert_eq!(last("", 4, 3), (titles(&["100"]), 5, false));
    assert_eq!(last("episode 10", 0, 1), (titles(&["101"]), 2, true));
    assert_eq!(last("episode 10", 1, 1), (titles(&["100"]), 2, false));
    // None has the words: the closest are listed instead.
    let reader = library.reader().expect("it opens");
    let closest = reader.feed(account, &FeedWindow { filter: TitleFilter::new("epsd"), ..whole() }).expect("it reads");
    assert_eq!((closest.rows.len(), closest.is_closest), (5, true));
    let row = &reader.feed(account, &FeedWindow { limit: 1, ..whole() }).expect("it reads").rows[0];
    assert_eq!((row.show_key.as_str(), row.show_name.as_str()), ("other", "A show"));
}

#[test]
fn a_page_brings_how_far_known_episodes_were_played() {
    let folder = folder();
    let (library, account) = stocked(&folder);
    let begun = library.begin_saved_pass(account).wait().expect("it is written");
    let mut further = saved(101, 60);
    further.episode.progress = Progress::Played;
    let items = vec![further, saved(102, 5), saved(5, 1)];
    let written = library.apply_saved_page(begun, page(items), at(0)).wait().expect("it is written");
    assert_eq!((written.new, written.changed, written.unchanged), (1, 1, 1));
    assert!(names(&library, account, Some(EpisodeState::Played)).contains(&"Episode 101".to_owned()));
    assert_eq!(check(&library), Ok(()));
}

#[test]
fn items_that_are_not_on_disk_count_in_the_length_of_the_list() {
    let folder = folder();
    let (library, account) = stocked(&folder);
    let status = || library.reader().expect("it opens").saved_status(account).expect("it reads");
    let begun = library.begin_saved_pass(account).wait().expect("it is written");
    library.apply_saved_page(begun, page(vec![saved(3, 1), saved(9, 1)]), at(0)).wait().expect("it is written");
    assert_eq!(library.end_saved_pass(begun, at(70)).wait(), Ok(()));
    assert_eq!(status(), SavedStatus { read_at: Some(at(70)), length: 5 }, "nothing is removed");
    assert_eq!(library.finish_saved_pass(begun, Some(4), at(80)).wait(), Ok(3));
    assert_eq!(status(), SavedStatus { read_at: Some(at(80)), length: 4 }, "two could not be read");
    assert_eq!(library.save(account, saved(7, 9), at(9)).wait(), Ok(true));
    assert_eq!(status().length, 5);
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
    assert_eq!(library.finish_saved_pass(begun, None, at(8)).wait(), Ok(0), "it stays, saved while the list is read");
    assert!(is_saved());
    let among = library.reader().expect("it opens").saved_among(account, vec![id(2), id(3), id(300)]);
    assert_eq!(among, Ok(vec![id(3)]));
    assert_eq!(library.save_known(account, id(300), at(7)).wait(), Ok(false));
    assert_eq!(library.unsave(account, id(3)).wait(), Ok(true));
    assert!(!is_saved());
}
