//! Windows of filtered and sorted lists against the pure rule applied to all titles.

use std::{
    cmp::Reverse,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use pretty_assertions::assert_eq;
use proptest::prelude::*;

use super::*;
use crate::domain::Words as _;
use crate::{
    domain::{CleanText, EpisodeSort, Notes, StateFilter, ViewOptions},
    library::{RequestLog, ShowRef, schema, search::IndexText},
};

const ME: AccountRef = AccountRef(1);

/// The title, show, day, state and minutes left of an episode.
type Made = (String, i64, Option<i64>, i64, i64);

fn made() -> impl Strategy<Value = Made> {
    let title = "[abAé東京 ,.ßж]{0,10}|(harbour|Hárbour|東京|old|the) (walk|音楽|2026|Straße)";
    // The last day is far in the future.
    let day = prop::sample::select(vec![None, Some(20_000), Some(20_001), Some(20_002), Some(90_000)]);
    (title, 1..4_i64, day, 0..3_i64, 0..4_i64)
}

/// Three shows, the third of which left the lists.
fn library(episodes: &[Made]) -> Reader {
    let mut db = Connection::open_in_memory().expect("it opens");
    schema::migrate(&mut db).expect("it migrates");
    let step = db.transaction().expect("it begins");
    step.execute_batch("INSERT INTO accounts (id, key, used_at) VALUES (1, 'me', 0)").expect("it is written");
    for show in 1..4 {
        let columns = "id, account, key, position, name, folded, flags, media, languages, copyrights, seen, missed_at";
        let missed = if show == 3 { "1" } else { "NULL" };
        let values =
            format!("{show}, 1, CAST('oshow{show}' AS BLOB), {show}, 'Show', 'show', 0, 0, '', '', 0, {missed}");
        step.execute(&format!("INSERT INTO shows ({columns}) VALUES ({values})"), []).expect("it is written");
    }
    let mut rows: Vec<(i64, i64)> =
        (0..).zip(episodes).map(|(number, made)| (slot::day_span(ME, made.2).0 + number, number)).collect();
    rows.sort_unstable();
    for (id, number) in rows {
        let (title, show, day, state, left) = &episodes[usize::try_from(number).expect("few")];
        let title = CleanText::new(title);
        let columns =
            "id, show, key, name, day, precision, duration, position, state, remote, resumed, flags, languages,
                       seen, arrived";
        step.execute(
            &format!(
                "INSERT INTO episodes ({columns}) VALUES (?1, ?2, ?3, ?4, ?5, 2, ?6, ?7, ?8, ?8, 60000, 0, '', 0, 0)"
            ),
            params![
                id,
                show,
                format!("o{number}").as_bytes(),
                title.as_str(),
                day,
                left * 60_000 + 30_000,
                number,
                state
            ],
        )
        .expect("it is written");
        let text = IndexText::new(ShowRef(*show), [].into_iter(), title.as_str(), &Notes::default());
        search::index(&step, id, &text).expect("it is written");
    }
    let counts = "UPDATE shows SET (total, unplayed, in_progress) =
        (SELECT count(*), ifnull(sum(state = 0), 0), ifnull(sum(state = 1), 0) FROM episodes WHERE show = shows.id)";
    step.execute(counts, []).expect("it is written");
    step.commit().expect("it is written");
    Reader::new(db, None, RequestLog::default())
}

fn window(filter: &str) -> FeedWindow {
    FeedWindow {
        source: FeedSource::Followed,
        one_per_show: false,
        state: None,
        sort: FeedSort::Newest,
        filter: TitleFilter::new(filter),
        from_end: false,
        after: None,
        skip: 0,
        limit: 5,
    }
}

/// Every row, read window by window from an end, and the total and whether they are the closest, of the first one.
fn all(reader: &Reader, mut window: FeedWindow) -> (Vec<EpisodeRef>, u32, bool) {
    let first = reader.feed(ME, &window).expect("it reads");
    let (total, is_closest) = (first.total, first.is_closest);
    let (mut rows, mut part) = (Vec::new(), first);
    loop {
        let mut read: Vec<EpisodeRef> = part.rows.iter().map(|row| row.at).collect();
        if window.from_end {
            read.reverse();
        }
        rows.extend(&read);
        if !part.more || read.is_empty() {
            if window.from_end {
                rows.reverse();
            }
            return (rows, total, is_closest);
        }
        window.after = rows.last().copied();
        window.skip = u32::try_from(rows.len()).expect("few");
        part = reader.feed(ME, &window).expect("it reads");
    }
}

/// The same by the pure rule.
fn expected(reader: &Reader, window: &FeedWindow) -> (Vec<EpisodeRef>, bool) {
    let everything =
        FeedWindow { filter: TitleFilter::new(""), sort: FeedSort::Newest, limit: 1_000, ..window.clone() };
    let newest = reader.feed(ME, &everything).expect("it reads").rows;
    let (found, is_closest) = window.filter.list(newest.iter().map(|row| row.episode.name.as_str()));
    let mut rows: Vec<&EpisodeRow> = found.iter().map(|(at, _)| &newest[*at]).collect();
    match window.sort {
        FeedSort::Newest | FeedSort::Saved | FeedSort::SavedUp => {}
        FeedSort::Oldest => rows.sort_by_key(|row| (row.episode.released.is_none(), Reverse(row.at))),
        FeedSort::Remaining => rows.sort_by_key(|row| (row.episode.remaining(), row.at)),
        FeedSort::RemainingDown => rows.sort_by_key(|row| Reverse((row.episode.remaining(), row.at))),
    }
    (rows.into_iter().map(|row| row.at).collect(), is_closest)
}

proptest! {
    #[test]
    fn the_library_lists_what_the_rule_lists_of_all_titles(
        episodes in prop::collection::vec(made(), 0..40),
        typed in prop::collection::vec("[abé東 sж]{0,4}|har|HARB|walk the|京 音|str|hrbr|!", 1..4),
        state in prop::option::of(prop::sample::select(vec![EpisodeState::Unplayed, EpisodeState::InProgress])),
        sort in prop::sample::select(FeedSort::ALL.iter().map(|(sort, ..)| *sort).collect::<Vec<_>>()),
        one_per_show: bool,
    ) {
        let reader = library(&episodes);
        let sort = if is_remaining(sort) && state != Some(EpisodeState::InProgress) { FeedSort::Newest } else { sort };
        for filter in &typed {
            let window = FeedWindow { one_per_show, state, sort, ..window(filter) };
            let (rows, is_closest) = expected(&reader, &window);
            let (found, total, found_closest) = all(&reader, window.clone());
            prop_assert_eq!(&found, &rows, "{:?}", filter);
            prop_assert!(found.is_empty() || found_closest == is_closest);
            let has_all = window.filter.is_blank() || one_per_show;
            prop_assert!(!has_all || total as usize == rows.len(), "{} of {}", total, rows.len());
            let (found, total, found_closest) = all(&reader, FeedWindow { from_end: true, ..window });
            prop_assert_eq!(&found, &rows, "{:?} from its end", filter);
            prop_assert!(found.is_empty() || found_closest == is_closest);
            prop_assert!(total as usize >= rows.len(), "{} of {}", total, rows.len());
            prop_assert!(!has_all || total as usize == rows.len(), "{} of {}", total, rows.len());
        }
    }

    #[test]
    fn the_first_rows_of_a_show_are_those_of_the_whole_list(
        episodes in prop::collection::vec(made(), 0..30),
        sort in prop::sample::select(EpisodeSort::ALL.iter().map(|(sort, ..)| *sort).collect::<Vec<_>>()),
    ) {
        let reader = library(&episodes);
        let state = StateFilter::Only(EpisodeState::Unplayed);
        let options = ViewOptions::new(sort, state);
        let all = reader.first_episodes(ShowRef(1), options, 100).expect("it reads");
        let first = reader.first_episodes(ShowRef(1), options, 7).expect("it reads");
        prop_assert_eq!(&all[..all.len().min(7)], &first[..]);
        let mut whole = reader.episodes(ShowRef(1), Some(EpisodeState::Unplayed), 0..100).expect("it reads");
        prop_assert_eq!(all.len(), whole.len());
        whole.sort_by_key(|row| row.at);
        let mut sorted = all.clone();
        sorted.sort_by_key(|row| row.at);
        prop_assert_eq!(sorted, whole);
        let released = |row: &EpisodeRow| row.episode.released;
        let is_sorted = match sort {
            EpisodeSort::Newest => all.is_sorted_by_key(|row| Reverse(released(row))),
            EpisodeSort::Oldest => all.is_sorted_by_key(|row| (released(row).is_none(), released(row))),
            EpisodeSort::Shortest => all.is_sorted_by_key(|row| (row.episode.duration, Reverse(released(row)))),
            EpisodeSort::Longest => all.is_sorted_by_key(|row| (Reverse(row.episode.duration), Reverse(released(row)))),
        };
        prop_assert!(is_sorted);
    }
}

/// Episodes of one show, on different days.
fn many(count: i64) -> Vec<Made> {
    let title = |n: i64| format!("Episode {n} of the {}", if n % 2 == 0 { "harbour" } else { "hills" });
    (0..count).map(|n| (title(n), 1, Some(500 + n), n % 3, n % 50)).collect()
}

/// `SQLite` operations that a read takes.
fn operations<T>(reader: &mut Reader, read: impl Fn(&Reader) -> Result<T, LibraryError>) -> u64 {
    // The statements are prepared before.
    read(reader).expect("it reads");
    let count = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&count);
    let tick = move || {
        counter.fetch_add(1, Ordering::Relaxed);
        false
    };
    reader.db.progress_handler(1, Some(tick)).expect("it is set");
    read(reader).expect("it reads");
    reader.db.progress_handler(0, None::<fn() -> bool>).expect("it is set");
    count.load(Ordering::Relaxed)
}

#[test]
fn a_window_takes_as_long_in_a_large_library_as_in_a_small_one() {
    let in_progress = Some(EpisodeState::InProgress);
    // With the operations for each match beyond the window, which is only counted: of three, one is in progress.
    let windows = [
        (window(""), 0),
        (window("h"), 10),
        (window("the har"), 10),
        (FeedWindow { sort: FeedSort::Oldest, ..window("har") }, 10),
        (FeedWindow { state: in_progress, ..window("hil") }, 60),
        (FeedWindow { state: in_progress, sort: FeedSort::Oldest, ..window("") }, 0),
        (FeedWindow { state: in_progress, sort: FeedSort::Remaining, ..window("") }, 0),
        (FeedWindow { state: in_progress, sort: FeedSort::Remaining, ..window("har") }, 0),
        (FeedWindow { from_end: true, ..window("") }, 0),
        (FeedWindow { from_end: true, ..window("the har") }, 10),
        (FeedWindow { from_end: true, state: in_progress, sort: FeedSort::Oldest, ..window("") }, 0),
        (FeedWindow { from_end: true, state: in_progress, sort: FeedSort::Remaining, ..window("") }, 0),
    ];
    let (mut small, mut large) = (library(&many(600)), library(&many(6_000)));
    for (window, each) in windows {
        let read = |reader: &Reader| reader.feed(ME, &FeedWindow { limit: 50, ..window.clone() });
        let counted = u64::from(read(&large).expect("it reads").total - read(&small).expect("it reads").total);
        let (few, most) = (operations(&mut small, read), operations(&mut large, read));
        assert!(few > 0 && most <= few + few / 10 + counted * each, "{window:?}: {few}, then {most} and {counted}");
    }
    let read = |reader: &Reader| reader.first_episodes(ShowRef(1), ViewOptions::default(), 100);
    assert_eq!(operations(&mut large, read), operations(&mut small, read));
}

#[test]
fn matches_beyond_a_window_are_counted_up_to_a_bound() {
    let reader = library(&many(300));
    let read = |filter: &str| {
        let found = reader.feed(ME, &window(filter)).expect("it reads");
        (found.rows.len(), found.total, found.more, found.is_least)
    };
    assert_eq!(read("har"), (5, 150, true, false));
    assert_eq!(read("299"), (1, 1, false, false));
    let left = FeedWindow { state: Some(EpisodeState::InProgress), sort: FeedSort::Remaining, ..window("har") };
    let found = reader.feed(ME, &left).expect("it reads");
    assert_eq!((found.rows.len(), found.total, found.is_least), (5, 5, true));
    let last = reader.feed(ME, &FeedWindow { from_end: true, ..left }).expect("it reads");
    assert_eq!((last.rows.len(), last.total, last.is_least), (5, 50, false), "the end is known once all are");
}

#[test]
fn while_the_index_is_rebuilt_or_damaged_the_first_titles_are_filtered() {
    let change = |statement: &str| {
        let reader = library(&many(40));
        reader.run(|db| Ok(db.execute_batch(statement)?)).expect("it is changed");
        let found = reader.feed(ME, &window("har")).expect("it reads");
        (found.rows.len(), found.total, found.is_least, found.is_cut_short)
    };
    let rebuilt =
        "INSERT INTO settings VALUES ('index_begun', 1); INSERT INTO title_words (title_words) VALUES ('delete-all')";
    assert_eq!(change(rebuilt), (5, 5, true, false));
    assert_eq!(change("DELETE FROM title_words_data WHERE id > 10"), (5, 5, true, false));
    let many = library(&many(i64::try_from(TitleFilter::FUZZY).expect("few") + 9));
    many.run(|db| Ok(db.execute_batch(rebuilt)?)).expect("it is changed");
    let found = many.feed(ME, &window("3")).expect("it reads");
    assert!(found.is_least && !found.is_cut_short);
    let oldest = many.feed(ME, &window("episode 0 harbour")).expect("it reads");
    assert!(oldest.is_cut_short, "it may be further on");
    let last = many.feed(ME, &FeedWindow { from_end: true, ..window("episode 1 hills") }).expect("it reads");
    let more = many.feed(ME, &FeedWindow { limit: u32::MAX, ..window("episode 1 hills") }).expect("it reads");
    assert!(last.is_cut_short && last.rows[..] == more.rows[more.rows.len() - 5..], "of the same titles");
}

#[test]
fn a_cancelled_filter_ends_and_spoils_nothing() {
    let mut reader = library(&many(400));
    let whole = reader.feed(ME, &window("har"));
    reader.db.progress_handler(100, Some(|| true)).expect("it is set");
    for filter in ["har", "hrbr"] {
        assert_eq!(reader.feed(ME, &window(filter)), Err(LibraryError::Cancelled));
    }
    reader.db.progress_handler(0, None::<fn() -> bool>).expect("it is set");
    assert_eq!(reader.feed(ME, &window("har")), whole);
}
