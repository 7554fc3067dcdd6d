//! Passes, marks, accounts, modes, two processes.

use std::{os::unix::fs::PermissionsExt as _, time::Duration};

use jiff::{SignedDuration, Timestamp};
use pretty_assertions::assert_eq;
use spotpods_tui::{
    domain::{Episode, EpisodeKey, EpisodeState, Notes, Page, Progress, Show, ShowSort, rich::Html},
    library::{
        Counts, EXPIRY, EpisodeRow, FetchState, Inspection, Library, LibraryError, Mark, PageOutcome, QuotaRecord,
        Reader, RequestOrigin, ShowsPassOutcome, Step, TimelineWindow, Toward,
    },
};

use super::{Shelf, THEN, account, episode, look, page, run_of, show};

#[test]
fn shows_and_episodes_come_back_as_they_were() {
    let shelf = Shelf::new();
    shelf.follow(shelf.me, &["One", "Two!"], THEN);
    let rows = shelf.reader.shows(shelf.me, ShowSort::Added).expect("it reads");
    for (row, name) in rows.iter().zip(["One", "Two!"]) {
        let notes = shelf.reader.show_notes(row.at).expect("they are there");
        let mut came_back = row.show.clone();
        came_back.notes = notes;
        assert_eq!(came_back, show(name));
    }
    let mut sent = run_of("One", 1..6);
    sent[1].progress = Progress::InProgress { position: Duration::from_millis(1234) };
    sent[2].progress = Progress::Played;
    sent[3].key = EpisodeKey::from_remote("../odd one");
    sent[4].released = None;
    sent[4].notes = Notes::Plain(Html::new("a\nb"));
    shelf.head(rows[0].at, sent.clone());
    let window = shelf.reader.episodes(rows[0].at, None, 0..10).expect("it reads");
    let came_back: Vec<Episode> = window
        .into_iter()
        .map(|row| Episode { notes: shelf.reader.notes(row.at).expect("they are there"), ..row.episode })
        .collect();
    assert_eq!(came_back, sent);
}

#[test]
fn h2_shows_leave_only_after_a_complete_pass_and_are_deleted_after_thirty_days() {
    let shelf = Shelf::new();
    shelf.follow(shelf.me, &["a", "b"], THEN);
    let a = shelf.show(shelf.me, "a");
    shelf.head(a, run_of("a", 1..4));
    let pass = shelf.library.begin_shows_pass(shelf.me).wait().expect("it is written");
    shelf.library.apply_shows_page(pass, page(0, vec![show("b")])).wait().expect("it is written");
    assert_eq!(shelf.names(shelf.me).len(), 2);
    let outcome = shelf.library.finish_shows_pass(pass, 0, THEN).wait();
    assert_eq!(outcome, Ok(ShowsPassOutcome { hidden: 1, expired: 0 }));
    assert_eq!(shelf.names(shelf.me), ["b"]);
    assert_eq!(shelf.reader.timeline(shelf.me, &TimelineWindow { limit: 9, ..TimelineWindow::default() }), Ok(vec![]));
    assert_eq!(shelf.reader.titles_after(shelf.me, None, 9), Ok(vec![]));
    let found = shelf.reader.search(shelf.me, &spotpods_tui::library::Query::parse("day"), 9).expect("it reads");
    assert_eq!(found.episodes, [], "a show that left is not searched");

    shelf.follow(shelf.me, &["b", "a"], THEN);
    assert_eq!(shelf.reader.show(a).map(|row| row.counts.total), Ok(3), "it came back with its episodes");

    shelf.follow(shelf.me, &["b"], THEN);
    shelf.follow(shelf.me, &["b"], THEN + EXPIRY - SignedDuration::from_secs(1));
    assert!(shelf.reader.show(a).is_ok());
    shelf.follow(shelf.me, &["b"], THEN + EXPIRY);
    assert_eq!(shelf.reader.show(a), Err(LibraryError::Gone));
}

#[test]
fn a_page_again_changes_nothing_and_counters_hold() {
    let shelf = Shelf::new();
    shelf.follow(shelf.me, &["a"], THEN);
    let a = shelf.show(shelf.me, "a");
    let mut episodes = run_of("a", 1..11);
    let apply = |episodes: &[Episode]| look(&shelf.library, a, episodes.to_vec());
    assert_eq!(apply(&episodes), PageOutcome { new: 10, ..PageOutcome::default() });
    assert_eq!(apply(&episodes), PageOutcome { unchanged: 10, ..PageOutcome::default() });
    episodes[0].progress = Progress::InProgress { position: Duration::from_mins(1) };
    episodes[1].progress = Progress::Played;
    episodes[2].released = spotpods_tui::domain::ReleaseDate::parse("2026-11-20");
    assert_eq!(apply(&episodes), PageOutcome { changed: 3, unchanged: 7, ..PageOutcome::default() });
    let row = shelf.reader.show(a).expect("it is there");
    assert_eq!(row.counts, Counts { total: 10, unplayed: 8, in_progress: 1 });
    assert_eq!(row.latest, episodes[2].released);
    let counted = |state| shelf.reader.episodes(a, Some(state), 0..99).map(|rows| rows.len());
    assert_eq!(counted(EpisodeState::Unplayed), Ok(8));
    assert_eq!(counted(EpisodeState::Played), Ok(1));
    let in_progress = shelf.reader.timeline(
        shelf.me,
        &TimelineWindow { state: Some(EpisodeState::InProgress), limit: 9, ..TimelineWindow::default() },
    );
    assert_eq!(in_progress.map(|rows| rows.len()), Ok(1));
}

#[test]
fn h2_episodes_are_removed_only_by_a_complete_pass_that_saw_them_all() {
    let shelf = Shelf::new();
    shelf.follow(shelf.me, &["a"], THEN);
    let a = shelf.show(shelf.me, "a");
    shelf.head(a, run_of("a", 1..6));
    // Pages of a pass, with the offset behind each; `None` behind the last.
    let apply = |pass, page, next: Option<u32>| {
        let judge = move |before: &FetchState, _: &PageOutcome| FetchState {
            next_offset: next.unwrap_or(FetchState::END),
            complete: next.is_none(),
            ..before.clone()
        };
        let written = shelf.library.apply_episodes_step(a, page, Step::Pass(pass), THEN, judge).wait();
        written.map(|(outcome, fetch_state)| (outcome.removed, fetch_state.pass))
    };
    let days = |offset, days| page(offset, run_of("a", days));
    let complete = || shelf.reader.show(a).map(|row| (row.counts.total, row.complete));
    assert_eq!(apply(1, days(0, 4..6), Some(2)), Ok((0, 1)));
    assert_eq!(complete(), Ok((5, false)));
    // Something was taken away before it: one fewer than Spotify says was seen.
    let short = Page { total: Some(5), ..days(2, 1..3) };
    assert_eq!(apply(1, short, None), Ok((0, 1)));
    assert_eq!(apply(2, days(0, 4..6), Some(2)), Ok((0, 2)), "the next pass decides");
    assert_eq!(apply(2, days(2, 1..3), None), Ok((1, 2)));
    assert_eq!(complete(), Ok((4, true)));
    assert_eq!(apply(1, days(2, 1..2), None), Err(LibraryError::Superseded));
    assert_eq!(apply(4, days(0, 1..2), None), Err(LibraryError::Superseded), "no pass is left out");
}

#[test]
fn marks_are_kept_whatever_spotify_says_and_can_be_taken_back() {
    let shelf = Shelf::new();
    shelf.follow(shelf.me, &["a"], THEN);
    let a = shelf.show(shelf.me, "a");
    let mut episodes = run_of("a", 1..4);
    shelf.head(a, episodes.clone());
    let rows = || shelf.reader.episodes(a, None, 0..9).expect("it reads");
    let undo = shelf.mark(&rows()[..2], Some(Mark::Played)).expect("it is written");
    assert_eq!((undo.len(), shelf.reader.show(a).map(|row| row.counts.unplayed)), (2, Ok(1)));
    episodes[0].progress = Progress::InProgress { position: Duration::from_mins(9) };
    episodes[1].released = spotpods_tui::domain::ReleaseDate::parse("2026-10-30");
    shelf.head(a, episodes.clone());
    assert!(
        rows().iter().take(2).all(|row| row.mark == Some(Mark::Played) && row.episode.progress == Progress::Played)
    );
    let redo = shelf.library.undo(undo, THEN).wait().expect("it is written");
    assert!(rows().iter().all(|row| row.mark.is_none()));
    assert_eq!(shelf.reader.show(a).map(|row| row.counts), Ok(Counts { total: 3, unplayed: 2, in_progress: 1 }));
    shelf.library.undo(redo, THEN).wait().expect("it is written");
    assert_eq!(shelf.reader.show(a).map(|row| row.counts.of(Some(EpisodeState::Played))), Ok(2));
}

#[test]
fn undoing_an_episode_that_was_marked_twice_restores_its_first_state() {
    let shelf = Shelf::new();
    shelf.follow(shelf.me, &["a"], THEN);
    let a = shelf.show(shelf.me, "a");
    shelf.head(a, run_of("a", 1..2));
    let row = || shelf.reader.episodes(a, None, 0..9).expect("it reads").remove(0);
    let undo = shelf.mark(&[row(), row()], Some(Mark::Played)).expect("it is written");
    assert_eq!((undo.len(), row().mark), (2, Some(Mark::Played)));
    shelf.library.undo(undo, THEN).wait().expect("it is written");
    assert_eq!(row().mark, None);
}

#[test]
fn a_page_without_the_publisher_keeps_the_known_one() {
    let shelf = Shelf::new();
    shelf.follow(shelf.me, &["a"], THEN);
    let pass = shelf.library.begin_shows_pass(shelf.me).wait().expect("it is written");
    let bare = Show { publisher: None, total_episodes: None, added_at: None, ..show("a") };
    shelf.library.apply_shows_page(pass, page(0, vec![bare])).wait().expect("it is written");
    let kept = shelf.reader.show(shelf.show(shelf.me, "a")).expect("it reads").show;
    let Show { publisher, total_episodes, added_at, .. } = show("a");
    assert_eq!((kept.publisher, kept.total_episodes, kept.added_at), (publisher, total_episodes, added_at));
}

#[test]
fn accounts_never_mix_and_one_is_wiped_alone() {
    let shelf = Shelf::new();
    let other = shelf
        .library
        .use_account(&account("other"), THEN + SignedDuration::from_secs(1))
        .wait()
        .expect("it is written");
    for (who, days) in [(shelf.me, 1..4), (other, 1..6)] {
        shelf.follow(who, &["a"], THEN);
        shelf.head(shelf.show(who, "a"), run_of("a", days));
    }
    let count = |who| {
        let window = TimelineWindow { limit: 99, ..TimelineWindow::default() };
        let found = shelf.reader.search(who, &spotpods_tui::library::Query::parse("day"), 99).expect("it reads");
        (shelf.reader.timeline(who, &window).expect("it reads").len(), found.episodes.len())
    };
    assert_eq!((count(shelf.me), count(other)), ((3, 3), (5, 5)));
    assert_eq!(shelf.reader.last_account(), Ok(Some((other, account("other")))));
    shelf.library.see_feed(other, "new", THEN).wait().expect("it is written");
    shelf.library.wipe(other).wait().expect("it is written");
    assert_eq!((count(shelf.me), count(other)), ((3, 3), (0, 0)));
    let left = |table: &str| shelf.number(&format!("SELECT count(*) FROM {table}"));
    assert_eq!(["accounts", "shows", "show_notes", "feeds_seen"].map(left), [1, 1, 1, 0]);
    assert_eq!(["episodes", "notes", "title_words_docsize", "all_words_docsize"].map(left), [3; 4]);
    assert_eq!(shelf.reader.last_account(), Ok(Some((shelf.me, account("me")))));
    shelf.library.wipe(shelf.me).wait().expect("it is written");
    assert_eq!(shelf.reader.last_account(), Ok(None));
}

#[test]
fn an_episode_whose_day_has_not_come_is_neither_new_nor_the_newest_of_its_show() {
    let shelf = Shelf::new();
    shelf.follow(shelf.me, &["a"], THEN);
    let far = episode("far", "2931-01-01", "Far", "");
    shelf.head(shelf.show(shelf.me, "a"), [vec![far], run_of("a", 1..3)].concat());
    let keys = |rows: Result<Vec<EpisodeRow>, LibraryError>| -> Vec<String> {
        rows.expect("it reads").iter().map(|row| row.episode.key.as_str().to_owned()).collect()
    };
    let timeline = |released, state| {
        let window = TimelineWindow { released, state, limit: 9, ..TimelineWindow::default() };
        keys(shelf.reader.timeline(shelf.me, &window))
    };
    assert_eq!(timeline(false, None), ["far", "a2", "a1"]);
    assert_eq!(timeline(true, None), ["a2", "a1"]);
    assert_eq!(timeline(true, Some(EpisodeState::Unplayed)), ["a2", "a1"]);
    assert_eq!(keys(shelf.reader.newest_per_show(shelf.me, None)), ["a2"]);
    let next = shelf.reader.next_unplayed(shelf.me, None, Toward::Older).expect("it reads").expect("there is one");
    assert_eq!(next.episode.key.as_str(), "a2");
    for sort in [ShowSort::Added, ShowSort::Latest] {
        let latest = shelf.reader.shows(shelf.me, sort).expect("it reads")[0].latest;
        assert_eq!(latest.map(|date| date.to_string()).as_deref(), Some("2026-10-02"));
    }
}

#[test]
fn the_timeline_runs_over_all_shows_both_ways() {
    let shelf = Shelf::new();
    shelf.follow(shelf.me, &["a", "b"], THEN);
    shelf.head(shelf.show(shelf.me, "a"), run_of("a", 1..5));
    shelf.head(shelf.show(shelf.me, "b"), run_of("b", 3..7));
    let keys = |window: TimelineWindow| -> Vec<String> {
        let rows = shelf.reader.timeline(shelf.me, &window).expect("it reads");
        rows.iter().map(|row| row.episode.key.id().map(ToString::to_string).unwrap_or_default()).collect()
    };
    let all = keys(TimelineWindow { limit: 99, ..TimelineWindow::default() });
    assert_eq!(all, ["b6", "b5", "a4", "b4", "a3", "b3", "a2", "a1"]);
    let third = shelf.reader.find(shelf.me, &EpisodeKey::from_remote("a4")).expect("it reads")[0].at;
    let from = |toward| keys(TimelineWindow { after: Some(third), toward, limit: 2, ..TimelineWindow::default() });
    assert_eq!(
        (from(Toward::Older), from(Toward::Newer)),
        (vec!["b4".into(), "a3".into()], vec!["b5".into(), "b6".into()])
    );
    let since = Some(jiff::civil::date(2026, 10, 5));
    assert_eq!(keys(TimelineWindow { since, limit: 9, ..TimelineWindow::default() }), ["b6", "b5"]);
    let per_show = shelf.reader.newest_per_show(shelf.me, None).expect("it reads");
    assert_eq!(per_show.iter().map(|row| row.show_name.as_str()).collect::<Vec<_>>(), ["b", "a"]);
    let next =
        || shelf.reader.next_unplayed(shelf.me, Some(third), Toward::Older).expect("it reads").expect("there is one");
    let b4 = next();
    assert_eq!(b4.episode.key, EpisodeKey::from_remote("b4"));
    shelf.mark(&[b4], Some(Mark::Played)).expect("it is written");
    assert_eq!(next().episode.key, EpisodeKey::from_remote("a3"), "b4 is played");
}

#[test]
fn h4_two_handles_write_at_once_and_neither_fails_as_busy() {
    let shelf = Shelf::new();
    shelf.follow(shelf.me, &["a", "b"], THEN);
    let shows = ["a", "b"].map(|name| shelf.show(shelf.me, name));
    let path = shelf.path();
    std::thread::scope(|scope| {
        for (name, show) in ["a", "b"].into_iter().zip(shows) {
            let path = &path;
            scope.spawn(move || {
                let library = Library::open(path).expect("it opens").library;
                let reader = library.reader().expect("it opens");
                for day in 1..29 {
                    let episode = episode(&format!("{name}{day}"), "2026-10-01", "Title", "<p>Notes</p>");
                    look(&library, show, vec![episode]);
                    library.count_requests(RequestOrigin::Background, 1, THEN).wait().expect("it is written");
                    assert_eq!(reader.show(show).map(|row| row.counts.total), Ok(day));
                }
            });
        }
    });
    assert_eq!(shelf.reader.counts(shelf.me).map(|counts| counts.total), Ok(56));
    assert_eq!(shelf.reader.quota(THEN).background(), 56);
    let mut inspection = Inspection::open(&shelf.path()).expect("it reads").expect("it is there");
    assert_eq!(inspection.check(|_| ()), Ok(()));
}

#[test]
fn the_requests_of_a_day_are_kept() {
    let shelf = Shelf::new();
    let at = |hours: i64| THEN + SignedDuration::from_hours(hours);
    for (asker, hours) in [(RequestOrigin::Background, 0), (RequestOrigin::Person, 20), (RequestOrigin::Background, 24)]
    {
        shelf.library.count_requests(asker, 5, at(hours)).wait().expect("it is written");
    }
    // What was asked at the end of the first hour is not a day old then.
    let quota = shelf.reader.quota(at(24));
    assert_eq!((quota.background(), quota.person()), (10, 5));
    let first = quota.hours.first().expect("three hours").hour;
    let quota = |at| shelf.reader.quota(at);
    assert_eq!(quota(first + QuotaRecord::COUNTS - SignedDuration::from_secs(1)).background(), 10);
    assert_eq!(quota(first + QuotaRecord::COUNTS).background(), 5);
    let hours = || {
        let stored = std::fs::read(shelf.path().with_file_name("requests.json")).expect("it is there");
        serde_json::from_slice::<Vec<(i64, u32, u32)>>(&stored).expect("it reads").len()
    };
    assert_eq!(hours(), 3);
    shelf.library.count_requests(RequestOrigin::Person, 1, at(24 + 49)).wait().expect("it is written");
    assert_eq!(hours(), 1, "older hours are deleted");
    assert_eq!(shelf.reader.quota(Timestamp::MAX).hours.len(), 0);
}

#[test]
fn a_held_reader_reads_one_moment() {
    let shelf = Shelf::new();
    shelf.follow(shelf.me, &["One"], THEN);
    let still = shelf.library.reader().expect("it opens");
    still.hold_still().expect("it reads");
    shelf.follow(shelf.me, &["One", "Two"], THEN);
    let shows = |reader: &Reader| reader.shows(shelf.me, ShowSort::Added).expect("it reads").len();
    assert_eq!((shows(&still), shows(&shelf.reader)), (1, 2));
}

#[test]
fn an_account_is_found_by_its_id() {
    let shelf = Shelf::new();
    let other = shelf.library.use_account(&account("other"), THEN).wait().expect("it is written");
    for (id, at) in [("me", Some(shelf.me)), ("other", Some(other)), ("ME", None), ("", None)] {
        assert_eq!(shelf.reader.find_account(&id.into()), Ok(at), "{id}");
    }
}

#[test]
fn d1_every_file_is_for_this_user_alone() {
    let shelf = Shelf::new();
    let mode = |path: &std::path::Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(&shelf.folder.path().join("data")), 0o700);
    let files: Vec<_> = std::fs::read_dir(shelf.folder.path().join("data")).expect("it is there").flatten().collect();
    assert!(files.len() >= 3, "{files:?}");
    for file in &files {
        assert_eq!(mode(&file.path()), 0o600, "{file:?}");
    }
}
