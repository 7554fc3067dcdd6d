//! What ends a synchronisation before its time, and what stays as it was.

use pretty_assertions::assert_eq;
use spotpods_tui::{library::LibraryError, sync::SyncError};

use super::*;

#[tokio::test]
async fn h2_a_failed_synchronisation_changes_nothing_and_removes_nothing() {
    let case = Case::new(plain(60, 4)).await;
    case.sync(SyncIntent::Background).await;
    let before = case.state();
    case.change(&Change::Unfollow { show: ShowRef::Place(3) });
    case.demo.script("GET /v1/me/shows?offset=50: 500 forever").expect("reads");
    let outcome = case.sync(SyncIntent::Background).await;
    assert_eq!((outcome.end, outcome.counts.missing_pages), (SyncEnd::Complete, 1));
    assert_eq!(outcome.counts.listed_at, None, "not to its end");
    assert!(matches!(outcome.error, Some(SyncError::Api(ApiError::Server(500)))), "{outcome:?}");
    assert_eq!(case.state(), before);

    case.demo.script("GET /v1/me/shows?offset=0: html forever").expect("reads");
    let outcome = case.sync(SyncIntent::Background).await;
    assert_eq!(outcome.end, SyncEnd::Failed);
    assert!(matches!(outcome.error, Some(SyncError::Api(ApiError::SignInPage))), "{outcome:?}");
    assert_eq!(case.state(), before);
}

#[tokio::test]
async fn h2_a_failed_page_is_counted_the_others_are_fetched_and_it_is_fetched_next_time() {
    let case = Case::new(plain(3, 220)).await;
    case.list_only().await;
    let id = case.show(1).show.key.id().expect("an id").to_string();
    case.demo.script(&format!("GET /v1/shows/{id}/episodes?offset=50: 500 x5")).expect("reads");
    let outcome = case.sync(SyncIntent::Background).await;
    assert_eq!((outcome.end, outcome.counts.missing_pages), (SyncEnd::Complete, 1));
    assert_eq!((outcome.counts.remaining_pages, outcome.counts.remaining_episodes), (1, 50));
    assert_eq!(outcome.counts.requests as usize, case.asked().len());
    let outcome = case.sync(SyncIntent::Background).await;
    assert_eq!((case.asked().len(), outcome.counts.stored_episodes), (2, 50));
    assert_eq!(outcome.counts.remaining_pages, 0);
    assert!(case.rows().iter().all(|row| row.show.total_episodes == Some(row.counts.total)));
}

#[tokio::test]
async fn i3_a_wait_of_hours_ends_the_synchronisation_and_no_request_follows() {
    let case = Case::new(plain(5, 120)).await;
    case.list_only().await;
    let id = case.show(1).show.key.id().expect("an id").to_string();
    let route = format!("GET /v1/shows/{id}/episodes?offset=0");
    case.demo.script(&format!("{route}: 429 retry-after=48925 reason=QUOTA_EXCEEDED")).expect("reads");
    let outcome = case.sync(SyncIntent::Background).await;
    let until = *case.now.lock().expect("the clock") + SignedDuration::from_secs(48_925);
    assert_eq!(outcome.end, SyncEnd::Blocked { until });
    let first = case.asked();
    // Four were under way together; the next ones were not sent.
    assert!(first.len() <= 5, "{first:?}");
    assert_eq!(case.sync(SyncIntent::Asked).await.end, SyncEnd::Blocked { until });
    assert_eq!(case.visit(2, ShowVisit::Asked).await.end, SyncEnd::Blocked { until });
    assert_eq!(case.asked(), Vec::<String>::new());
    case.advance(SignedDuration::from_secs(48_925));
    assert_eq!(case.sync(SyncIntent::Background).await.end, SyncEnd::Complete);
    let mut all: Vec<_> = first.into_iter().chain(case.asked()).filter(|target| target.contains("episodes")).collect();
    all.sort();
    let repeated = all.windows(2).filter(|pair| pair[0] == pair[1]).count();
    assert_eq!(repeated, 1, "only the one that was refused");
}

#[tokio::test]
async fn i3_the_daily_quota_of_the_service_ends_it_and_it_is_whole_after_some_days() {
    let case = Case::new(DemoOptions { daily_quota: 6, ..plain(4, 150) }).await;
    let mut days = 0;
    while case.sync(SyncIntent::Background).await.end != SyncEnd::Complete {
        let asked = case.asked();
        let refused = case.demo.requests().iter().rev().take(asked.len()).filter(|line| line.status == 429).count();
        assert!((1..=4).contains(&refused), "{refused}");
        case.advance(SignedDuration::from_hours(24));
        days += 1;
        assert!(days < 10);
    }
    assert!(days >= 1);
    assert!(case.rows().iter().all(|row| row.show.total_episodes == Some(row.counts.total)));
}

#[tokio::test]
async fn the_background_stops_at_its_budget_and_resumes_after_a_day() {
    let case = Case::new(plain(8, 300)).await.with_budget(10, 5);
    let start = *case.now.lock().expect("the clock");
    let outcome = case.sync(SyncIntent::Background).await;
    assert_eq!((outcome.counts.requests, case.asked().len()), (10, 10));
    let SyncEnd::Budget { until: Some(until) } = outcome.end else { panic!("{outcome:?}") };
    assert!(until > start + SignedDuration::from_hours(24) && until <= start + SignedDuration::from_hours(25));
    assert!(outcome.counts.remaining_pages > 20 && outcome.counts.remaining_episodes > 1_000, "{outcome:?}");

    assert_eq!(case.sync(SyncIntent::Background).await.counts.requests, 0);
    case.gain(2, 1);
    let outcome = case.sync(SyncIntent::Asked).await;
    assert_eq!((outcome.counts.requests, outcome.counts.new_episodes), (2, 1), "within the reserve");
    let large = (0..8).max_by_key(|place| case.show(*place).show.total_episodes).expect("there are some");
    assert_eq!(case.visit(large, ShowVisit::Asked).await.counts.requests, 3, "the rest of the reserve");
    assert_eq!(case.sync(SyncIntent::Asked).await.counts.requests, 0);
    let quota = case.reader.quota(start);
    assert_eq!((quota.background(), quota.person()), (10, 5));
    case.advance(SignedDuration::from_hours(25));
    assert_eq!(case.sync(SyncIntent::Background).await.counts.requests, 10);
}

#[tokio::test]
async fn h4_requests_of_another_process_count_against_the_budget() {
    let case = Case::new(plain(8, 300)).await.with_budget(40, 5);
    let (mut written, library, now) = (0, case.deps.library.clone(), case.now());
    let told = |told| {
        if matches!(told, SyncEvent::Episodes(..)) {
            written += 1;
            if written == 1 {
                // As if it had asked for that much; it is handed in before anything that is written after this.
                drop(library.count_requests(RequestOrigin::Background, 20, now));
            }
        }
    };
    let outcome = case.sync_told(SyncIntent::Background, told).await;
    assert!(matches!(outcome.end, SyncEnd::Budget { until: Some(_) }), "{outcome:?}");
    // It is noticed within some requests, and no more than those go beyond.
    let spent = case.reader.quota(now).background();
    assert_eq!(spent, outcome.counts.requests + 20);
    assert!((40..=45).contains(&spent), "{spent}");
}

#[tokio::test]
async fn every_attempt_counts_and_those_for_tokens_do_not() {
    let case = Case::new(plain(2, 10)).await;
    case.demo.script("GET /v1/me/shows: 502; 503").expect("reads");
    let outcome = case.sync(SyncIntent::Background).await;
    assert_eq!((outcome.end, outcome.counts.requests as usize), (SyncEnd::Complete, case.asked().len()));
    let quota = case.reader.quota(*case.now.lock().expect("the clock"));
    assert_eq!(quota.background(), outcome.counts.requests);
}

#[tokio::test]
async fn without_a_login_it_fails_at_once_and_says_so() {
    let case = Case::new(plain(2, 10)).await;
    *case.tokens.0.lock().expect("the token") = None;
    let outcome = case.sync(SyncIntent::Background).await;
    assert_eq!((outcome.end, outcome.counts.requests), (SyncEnd::Failed, 0));
    assert!(matches!(outcome.error, Some(SyncError::Api(ApiError::LoggedOut))));
}

#[tokio::test]
async fn h6_nothing_is_requested_that_could_not_be_stored() {
    let case = Case::new(plain(2, 10)).await;
    let path = case.folder.path().join("newer.db");
    drop(Library::open(&path).expect("it opens"));
    let db = rusqlite::Connection::open(&path).expect("it opens");
    db.pragma_update(None, "user_version", 99).expect("it is written");
    drop(db);
    let library = Library::open(&path).expect("it opens").library;
    let (_sender, paused) = watch::channel(false);
    let control = Control { cancel: CancellationToken::new(), paused, grace: GRACE };
    let deps = Deps { library, ..case.deps.clone() };
    let outcome = sync::library(&deps, SyncIntent::Asked, &control, |_| {}).await;
    assert!(matches!(outcome.error, Some(SyncError::Library(LibraryError::ReadOnly(_)))), "{outcome:?}");
    assert_eq!((outcome.end, case.asked().len()), (SyncEnd::Failed, 0));
}

#[tokio::test]
async fn a_show_that_spotify_refuses_is_not_requested_for_a_day_unless_the_person_asks() {
    let case = Case::new(plain(3, 10)).await;
    case.list_only().await;
    let id = case.show(1).show.key.id().expect("an id").to_string();
    case.demo.script(&format!("GET /v1/shows/{id}/episodes: 403 x3")).expect("reads");
    let outcome = case.sync(SyncIntent::Background).await;
    assert_eq!((outcome.end, outcome.counts.missing_pages), (SyncEnd::Complete, 1));
    assert_eq!(case.sync(SyncIntent::Background).await.counts.requests, 1);
    assert_eq!(case.sync(SyncIntent::Asked).await.counts.requests, 2);
    case.advance(SignedDuration::from_hours(23));
    assert_eq!(case.sync(SyncIntent::Background).await.counts.requests, 1);
    case.advance(SignedDuration::from_hours(2));
    assert_eq!(case.sync(SyncIntent::Background).await.counts.missing_pages, 1);
    assert_eq!(case.visit(1, ShowVisit::Opened).await.counts.requests, 1);
    assert_eq!(case.show(1).show.total_episodes, Some(case.show(1).counts.total));
}

#[tokio::test]
async fn the_background_reads_a_long_list_no_more_than_twice_a_day() {
    // Three requests for the list, and six a day for such lists: every twelve hours.
    let case = Case::new(plain(120, 20)).await.with_budget(12, 500);
    let outcome = case.sync(SyncIntent::Asked).await;
    let listed_at = case.now();
    assert_eq!((outcome.counts.new_shows, outcome.counts.listed_at), (120, Some(listed_at)));
    case.asked();
    case.advance(SignedDuration::from_hours(11));
    let outcome = case.sync(SyncIntent::Background).await;
    assert!(case.asked().iter().all(|target| !target.starts_with("/v1/me/shows")));
    let known = outcome.counts.listed_at.map(Timestamp::as_millisecond);
    assert_eq!(known, Some(listed_at.as_millisecond()), "it was not read again");
    case.sync(SyncIntent::Asked).await;
    assert_eq!(case.asked().iter().filter(|target| target.starts_with("/v1/me/shows")).count(), 3);
    case.advance(SignedDuration::from_hours(25));
    case.sync(SyncIntent::Background).await;
    assert_eq!(case.asked().iter().filter(|target| target.starts_with("/v1/me/shows")).count(), 3);
}
