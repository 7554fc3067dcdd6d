//! Whole lists: how they stream, what a missing page costs, when they end.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use pretty_assertions::assert_eq;
use spotpods_tui::{
    domain::{Page, Show, ShowId},
    spotify::{
        ApiError, Client,
        paging::{Ask, Missing},
    },
    sync::{self, Gap, ListEvent, Summary},
};
use tokio_util::sync::CancellationToken;

use super::{
    Tokens, client, http, limits,
    service::{Reply, Seen, Service},
};

/// A page of a list of `total` items as `item` writes them.
fn page(seen: &Seen, total: u32, item: impl Fn(u32) -> String) -> Reply {
    let (offset, limit) = (seen.number_of("offset"), seen.number_of("limit"));
    let items: Vec<_> = (offset..(offset + limit).min(total)).map(item).collect();
    Reply::json(format!(r#"{{"items":[{}],"limit":{limit},"total":{total}}}"#, items.join(",")))
}

fn saved(n: u32) -> String {
    format!(r#"{{"added_at":"2026-01-01T00:00:00Z","show":{{"id":"show{n}","name":"Show {n}"}}}}"#)
}

fn missing(offset: u32) -> Missing {
    Missing { ask: Ask { offset, limit: 50 }, last: false }
}

async fn shows(client: &Client<Tokens>) -> (Vec<Page<Show>>, Vec<Gap>, Summary) {
    let mut events = Vec::new();
    sync::shows(client, |event| events.push(event), &CancellationToken::new()).await;
    sort(events)
}

fn sort<T>(events: Vec<ListEvent<T>>) -> (Vec<Page<T>>, Vec<Gap>, Summary) {
    let (mut pages, mut gaps, mut done) = (Vec::new(), Vec::new(), None);
    for event in events {
        assert_eq!(done, None, "nothing follows the end");
        match event {
            ListEvent::Page(page) => pages.push(page),
            ListEvent::Gap(gap) => gaps.push(gap),
            ListEvent::Done(summary) => done = Some(summary),
        }
    }
    (pages, gaps, done.expect("an end"))
}

fn positions<T>(pages: &[Page<T>]) -> Vec<u32> {
    let all: BTreeSet<_> = pages.iter().flat_map(|page| page.items.iter().map(|(at, _)| *at)).collect();
    all.into_iter().collect()
}

#[tokio::test]
async fn five_hundred_shows_take_three_round_trips() {
    let service = Service::start_in_waves(&[1, 8, 2], |seen| page(seen, 500, saved));
    let (pages, gaps, summary) = shows(&client(&service)).await;
    assert_eq!((positions(&pages), gaps), ((0..500).collect(), Vec::new()));
    let rounds: Vec<_> = service.seen().iter().map(|seen| seen.round).collect();
    assert_eq!(rounds, [1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3]);
    assert_eq!(summary, Summary { requests: 11, ..Summary::default() });
}

#[tokio::test]
async fn the_first_page_is_handed_on_before_the_others_are_asked_for() {
    let service = Service::start(|seen| page(seen, 120, saved));
    let mut seen_at_first = None;
    let sink = |event: ListEvent<Show>| {
        if let ListEvent::Page(page) = event {
            seen_at_first.get_or_insert((page.offset, service.seen().len()));
        }
    };
    sync::shows(&client(&service), sink, &CancellationToken::new()).await;
    assert_eq!(seen_at_first, Some((0, 1)));
}

#[tokio::test]
async fn episodes_stream_four_pages_at_a_time() {
    let service =
        Service::start_in_waves(&[1, 4], |seen| page(seen, 460, |n| format!(r#"{{"id":"e{n}","name":"E {n}"}}"#)));
    let show = ShowId::parse("abc").expect("an id");
    let mut events = Vec::new();
    sync::episodes(&client(&service), &show, |event| events.push(event), &CancellationToken::new()).await;
    let (pages, _, summary) = sort(events);
    assert_eq!((positions(&pages).len(), summary.requests), (460, 10));
    let second: Vec<_> = service.seen().iter().filter(|seen| seen.round == 2).map(|seen| seen.number).collect();
    assert_eq!(second, [1, 2, 3, 4]);
    assert!(pages.iter().flat_map(|page| &page.items).all(|(at, episode)| *at == episode.position));
}

#[tokio::test]
async fn a_failed_page_is_a_gap_that_can_be_filled() {
    let mended = Arc::new(AtomicBool::new(false));
    let service = Service::start({
        let mended = Arc::clone(&mended);
        move |seen| match seen.number_of("offset") {
            100 if !mended.load(Ordering::SeqCst) => Reply::http(500, &[], ""),
            _ => page(seen, 900, saved),
        }
    });
    let client = client(&service);
    let (pages, gaps, summary) = shows(&client).await;
    assert_eq!(gaps, [Gap { offset: 100, limit: 50, last: false, error: ApiError::Server(500) }]);
    assert_eq!((positions(&pages).len(), summary.gaps), (850, 1));

    mended.store(true, Ordering::SeqCst);
    let mut events = Vec::new();
    sync::fill_shows(&client, &[gaps[0].missing()], |event| events.push(event), &CancellationToken::new()).await;
    let (pages, gaps, summary) = sort(events);
    assert_eq!((positions(&pages), gaps, summary.requests), ((100..150).collect(), Vec::new(), 1));
}

#[tokio::test]
async fn a_page_that_comes_empty_inside_the_list_is_a_gap() {
    let service = Service::start(|seen| match seen.number_of("offset") {
        100 => Reply::json(r#"{"items":[],"limit":50,"total":460}"#),
        _ => page(seen, 460, saved),
    });
    let (pages, gaps, summary) = shows(&client(&service)).await;
    assert_eq!(positions(&pages), (0..100).chain(150..460).collect::<Vec<_>>());
    let places: Vec<_> = gaps.iter().map(|gap| (gap.offset, gap.limit, gap.last)).collect();
    assert_eq!((places, summary.gaps), (vec![(100, 50, false)], 1));
    assert!(matches!(&gaps[0].error, ApiError::Unreadable(why) if why.as_str().contains("empty")));
}

#[tokio::test]
async fn a_first_page_that_fails_is_a_gap_that_brings_the_whole_list() {
    let service =
        Service::start(|seen| if seen.number < 5 { Reply::http(500, &[], "") } else { page(seen, 120, saved) });
    let client = client(&service);
    let (pages, gaps, _) = shows(&client).await;
    assert_eq!((pages.len(), gaps[0].offset, gaps[0].last), (0, 0, true));
    let mut events = Vec::new();
    sync::fill_shows(&client, &[gaps[0].missing()], |event| events.push(event), &CancellationToken::new()).await;
    assert_eq!(positions(&sort(events).0).len(), 120);
}

#[tokio::test]
async fn what_concerns_every_page_is_asked_only_once() {
    let service = Service::start(|seen| match seen.number {
        0 => page(seen, 2_000, saved),
        _ => Reply::http(403, &[], "User not registered in the Developer Dashboard"),
    });
    let (pages, gaps, summary) = shows(&client(&service)).await;
    assert_eq!(positions(&pages).len(), 50);
    assert!(service.seen().len() <= 9, "{}", service.seen().len());
    assert_eq!((gaps.len(), summary.gaps), (40, 40));
    assert!(gaps.iter().all(|gap| gap.error == ApiError::UserNotRegistered));
}

#[tokio::test]
async fn gaps_are_filled_eight_at_a_time() {
    let service = Service::start_in_waves(&[8, 8], |seen| page(seen, 2_000, saved));
    let missing: Vec<_> = (0..16).map(|n| missing(n * 100)).collect();
    let mut events = Vec::new();
    sync::fill_shows(&client(&service), &missing, |event| events.push(event), &CancellationToken::new()).await;
    let (pages, gaps, summary) = sort(events);
    assert_eq!((positions(&pages).len(), gaps, summary.requests), (800, Vec::new(), 16));
    let rounds: Vec<_> = service.seen().iter().map(|seen| seen.round).collect();
    assert_eq!(rounds, [[1; 8], [2; 8]].concat());
}

#[tokio::test]
async fn what_concerns_every_page_ends_the_filling_of_gaps() {
    let service = Service::start(|_| Reply::http(403, &[], "User not registered in the Developer Dashboard"));
    let missing: Vec<_> = (0..40).map(|n| missing(n * 50)).collect();
    let mut events = Vec::new();
    sync::fill_shows(&client(&service), &missing, |event| events.push(event), &CancellationToken::new()).await;
    let (_, gaps, summary) = sort(events);
    assert_eq!((gaps.len(), summary.gaps), (40, 40));
    assert!(service.seen().len() <= 8, "{}", service.seen().len());
}

#[tokio::test]
async fn i5_good_items_are_kept_bad_ones_counted_and_repeated_ones_dropped() {
    let service = Service::start(|seen| {
        page(seen, 120, |n| match n {
            3 => "null".to_owned(),
            60 => r#"{"show":{"id":7,"name":[]}}"#.to_owned(),
            70 => saved(69),
            80 => r#"{"show":{"id":"odd id","name":"Odd","images":null,"total_episodes":"many"}}"#.to_owned(),
            n => saved(n),
        })
    });
    let (pages, _, summary) = shows(&client(&service)).await;
    assert_eq!(positions(&pages).len(), 117);
    assert_eq!((summary.skipped, summary.repeated, summary.requests), (2, 1, 3));
}

#[tokio::test]
async fn i5_one_byte_that_is_no_text_spoils_no_page() {
    let service =
        Service::start(|_| Reply::json(b"\xef\xbb\xbf{\"items\":[{\"show\":{\"id\":\"a\",\"name\":\"A\xff\"}}]}"));
    let (pages, _, _) = shows(&client(&service)).await;
    assert_eq!(pages[0].items[0].1.name.as_str(), "A\u{fffd}");
}

#[tokio::test]
async fn e10_a_list_whose_offset_is_ignored_ends() {
    let service = Service::start(|_| {
        let items: Vec<_> = (0..50).map(saved).collect();
        Reply::json(format!(r#"{{"items":[{}],"total":100000}}"#, items.join(",")))
    });
    let (pages, _, summary) = shows(&client(&service)).await;
    assert_eq!(positions(&pages).len(), 50);
    assert!(summary.requests <= 10, "{summary:?}");
}

#[tokio::test]
async fn c3_a_page_too_large_is_asked_again_with_a_smaller_limit_then_skipped() {
    // Show 7 alone is larger than is read; the others are not.
    let service = Service::start(|seen| {
        page(seen, 30, |n| if n == 7 { format!(r#"{{"show":"{}"}}"#, "x".repeat(9 << 20)) } else { saved(n) })
    });
    let (pages, gaps, summary) = shows(&client(&service)).await;
    let expected: Vec<_> = (0..30).filter(|n| *n != 7).collect();
    assert_eq!((positions(&pages), gaps), (expected, Vec::new()));
    assert_eq!(summary.skipped, 1);
    let limits: Vec<_> = service.seen().iter().take(4).map(|seen| seen.number_of("limit")).collect();
    assert_eq!(limits, [50, 25, 12, 6]);
}

#[tokio::test]
async fn a_cancelled_list_ends_at_once_and_says_nothing_more() {
    let service =
        Service::start(|seen| if seen.number == 0 { page(seen, 500, saved) } else { Reply::Hang(Vec::new()) });
    let cancel = CancellationToken::new();
    let mut events = Vec::new();
    let sink = |event| {
        events.push(event);
        cancel.cancel();
    };
    sync::shows(&client(&service), sink, &cancel).await;
    assert_eq!(events.len(), 1, "the first page only");
}

#[tokio::test]
async fn a_slow_list_can_be_fetched_from_a_task_of_its_own() {
    let service = Service::start(|_| Reply::Hang(Vec::new()));
    let client = Client::<Tokens>::new(http(&service.url(), limits()), Arc::default());
    let fetch = tokio::spawn(async move {
        let mut gaps = 0;
        sync::shows(&client, |event| gaps += u32::from(matches!(event, ListEvent::Gap(_))), &CancellationToken::new())
            .await;
        gaps
    });
    assert_eq!(fetch.await.expect("no panic"), 1);
}
