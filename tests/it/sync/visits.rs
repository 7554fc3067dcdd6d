//! Synchronising one show, because the person opened it.

use pretty_assertions::assert_eq;

use super::*;

#[tokio::test]
async fn opening_a_show_that_is_up_to_date_costs_nothing_within_a_day_and_one_request_after() {
    let case = Case::new(plain(3, 120)).await;
    case.sync(SyncIntent::Background).await;
    case.asked();
    let outcome = case.visit(1, ShowVisit::Opened).await;
    assert_eq!((outcome.end, case.asked().len()), (SyncEnd::Complete, 0));
    case.advance(SignedDuration::from_hours(25));
    let outcome = case.visit(1, ShowVisit::Opened).await;
    assert_eq!((outcome.counts.requests, case.asked().len()), (1, 1));
    assert_eq!(case.visit(1, ShowVisit::Opened).await.counts.requests, 0);
    assert_eq!(case.visit(1, ShowVisit::Asked).await.counts.requests, 1);
    let quota = case.reader.quota(*case.now.lock().expect("the clock"));
    assert_eq!((quota.background(), quota.person()), (0, 2));
    let fetching = case.reader.fetching_of(case.me(), &case.show(1).show.key).expect("it reads").expect("it is there");
    assert_eq!(fetching.opened_at.map(Timestamp::as_second), Some(case.now().as_second()));
}

#[tokio::test]
async fn opening_a_show_that_is_not_there_yet_fetches_it_whole() {
    let case = Case::new(plain(3, 250)).await;
    case.list_only().await;
    let mut told = Vec::new();
    let key = case.show(1).show.key;
    let outcome =
        sync::show(&case.deps, &key, ShowVisit::Opened, |one| told.push(one), &CancellationToken::new()).await;
    let row = case.show(1);
    assert_eq!((outcome.end, row.show.total_episodes), (SyncEnd::Complete, Some(row.counts.total)));
    assert_eq!(case.asked_count(), row.counts.total.div_ceil(50));
    assert!(told.contains(&SyncEvent::Episodes(key, 0)));
    case.sync(SyncIntent::Background).await;
    let asked = case.asked();
    assert!(asked.iter().all(|target| !target.contains(row.show.key.id().expect("an id").as_str())), "{asked:?}");
}

#[tokio::test]
async fn a_requested_visit_finds_new_episodes_before_the_list_counts_them() {
    let case = Case::new(plain(3, 70)).await;
    case.sync(SyncIntent::Background).await;
    case.gain(2, 2);
    case.asked();
    let outcome = case.visit(2, ShowVisit::Asked).await;
    assert_eq!((outcome.counts.new_episodes, case.asked().len()), (2, 1));
    // The list of shows counts two more then, which is a change and costs one look.
    assert_eq!(case.sync(SyncIntent::Asked).await.counts.requests, 2);
    assert_eq!(case.sync(SyncIntent::Asked).await.counts.requests, 1);
}

#[tokio::test]
async fn h4_a_visit_and_a_synchronisation_fetch_no_page_twice() {
    let case = Case::new(plain(4, 200)).await;
    case.list_only().await;
    let (deps, key, news) = (case.deps.clone(), case.show(1).show.key, case.show(0).show.key);
    let cancel = CancellationToken::new();
    let (synced, visited, opened) = tokio::join!(
        case.sync(SyncIntent::Background),
        sync::show(&deps, &key, ShowVisit::Opened, |_| {}, &cancel),
        sync::show(&deps, &news, ShowVisit::Opened, |_| {}, &cancel),
    );
    assert_eq!((synced.end, visited.end, opened.end), (SyncEnd::Complete, SyncEnd::Complete, SyncEnd::Complete));
    let asked = case.asked();
    assert_eq!(asked.iter().collect::<BTreeSet<_>>().len(), asked.len(), "{asked:#?}");
    assert_eq!(asked.len(), 1 + floor(&case.rows()));
    assert!(case.rows().iter().all(|row| row.show.total_episodes == Some(row.counts.total)));
}

#[tokio::test]
async fn only_as_many_episodes_are_fetched_as_wanted_and_the_rest_when_more_are() {
    let mut case = Case::new(plain(5, 30)).await;
    case.gain(4, 190);
    case.deps.budget.depth = Some(100);
    assert_eq!(case.sync(SyncIntent::Background).await.counts.remaining_pages, 0);
    assert_eq!((case.ids(0).len(), case.asked().len()), (100, 1 + 2 + 1 + 1 + 1 + 3));
    let newest = case.ids(0);
    assert_eq!(case.sync(SyncIntent::Background).await.counts.requests, 1);
    case.asked();
    case.deps.budget.depth = None;
    case.sync(SyncIntent::Background).await;
    assert_eq!((case.ids(0).len(), case.asked().len()), (140, 1 + 1 + 1));
    assert_eq!(case.ids(0)[..100], newest);
    assert_eq!(case.ids(4).len(), 200);
}
