//! How many requests it takes, on the service's own log.

use pretty_assertions::assert_eq;

use super::*;

/// Gives every show this many episodes.
fn even_out(case: &Case, shows: u32, episodes: u32) {
    for place in 0..shows {
        let has = case.show(place).show.total_episodes.expect("it says so");
        let show = ShowRef::Place(place);
        match has.cmp(&episodes) {
            std::cmp::Ordering::Less => case.change(&Change::Gain { show, episodes: episodes - has }),
            std::cmp::Ordering::Equal => {}
            std::cmp::Ordering::Greater => {
                case.change(&Change::Lose { show, episodes: has - episodes, end: End::Oldest });
            }
        }
    }
}

#[tokio::test]
async fn five_hundred_shows_take_510_requests_then_10_and_one_more_for_each_that_changed() {
    let case = Case::new(plain(500, 20)).await;
    // The daily news alone have more than a page.
    case.change(&Change::Lose { show: ShowRef::Place(0), episodes: NEWS - 20, end: End::Oldest });
    let outcome = case.sync(SyncIntent::Background).await;
    assert_eq!((case.asked().len(), outcome.counts.requests, outcome.end), (510, 510, SyncEnd::Complete));
    assert!(case.rows().iter().all(|row| row.show.total_episodes == Some(row.counts.total)), "all of it is there");
    for intent in [SyncIntent::Background, SyncIntent::Asked] {
        assert_eq!((case.sync(intent).await.counts.requests, case.asked().len()), (10, 10));
    }
    for place in 40..50 {
        case.gain(place, 1 + place % 3);
    }
    let outcome = case.sync(SyncIntent::Asked).await;
    assert_eq!((outcome.counts.requests, case.asked().len()), (20, 20));
    assert_eq!(outcome.counts.new_episodes, (40..50).map(|place| 1 + place % 3).sum::<u32>());
}

// 500 shows of 400 episodes are 10 + 500 × 8: pages that are full to the last one, of the list and of every show.
#[tokio::test]
async fn full_pages_cost_no_request_more_than_there_are_pages() {
    let (shows, pages) = (50, 3);
    let case = Case::new(plain(shows, 100)).await;
    case.list_only().await;
    even_out(&case, shows, pages * 50);
    let outcome = case.sync(SyncIntent::Background).await;
    let expected = 1 + shows * pages;
    assert_eq!((case.asked_count(), outcome.counts.requests, outcome.end), (expected, expected, SyncEnd::Complete));
    assert!(case.rows().iter().all(|row| row.counts.total == pages * 50));
}

#[tokio::test]
async fn i3_after_a_wait_only_refused_requests_are_repeated() {
    let case = Case::new(plain(6, 120)).await;
    case.list_only().await;
    let floor = 1 + floor(&case.rows());
    case.demo.script("GET /v1/shows/*/episodes: ok; ok; 429 retry-after=1; ok").expect("reads");
    let outcome = case.sync(SyncIntent::Background).await;
    let refused = case.demo.requests().iter().filter(|line| line.status == 429).count();
    assert_eq!((case.asked().len(), outcome.end), (floor + refused, SyncEnd::Complete));
    assert_eq!(refused, 1);
}
