//! The pager against services that lie, repeat, skip and never end.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// A thing with a key.
#[derive(Debug, Clone, PartialEq)]
struct Thing(u32);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Next {
    Honest,
    Never,
    Always,
}

/// A service with quirks.
#[derive(Debug, Clone)]
struct Quirky {
    list: Vec<Option<u32>>,
    total: Option<u32>,
    next: Next,
    cap: u32,
    ignores_offset: bool,
    /// Offsets whose page is empty although the list is not.
    hiccups: BTreeSet<u32>,
}

impl Quirky {
    fn honest(length: u32) -> Self {
        let list = (0..length).map(Some).collect();
        Self { list, total: Some(length), next: Next::Honest, cap: 50, ignores_offset: false, hiccups: BTreeSet::new() }
    }

    fn answer(&self, ask: Ask) -> Page<Thing> {
        let limit = ask.limit.min(self.cap);
        let start = if self.ignores_offset { 0 } else { ask.offset };
        let (from, to) = (start as usize, start.saturating_add(limit) as usize);
        let served = self.list.get(from..to.min(self.list.len())).unwrap_or_default();
        let served = if self.hiccups.contains(&ask.offset) { &[] } else { served };
        let items: Vec<_> = (ask.offset..).zip(served).filter_map(|(p, i)| i.map(|i| (p, Thing(i)))).collect();
        let received = u32::try_from(served.len()).unwrap();
        Page {
            skipped: received - u32::try_from(items.len()).unwrap(),
            items,
            offset: ask.offset,
            limit,
            received,
            total: self.total,
            has_next: match self.next {
                Next::Honest => to < self.list.len(),
                Next::Never => false,
                Next::Always => true,
            },
        }
    }
}

/// Everything that happened while a list was fetched.
struct Fetched {
    asks: Vec<Ask>,
    keys: Vec<u32>,
    holes: u32,
}

/// Fetches with `in_flight` requests under way, whose answers arrive in an order chosen by `order`.
fn fetch(service: &Quirky, in_flight: usize, order: &[usize]) -> Fetched {
    let mut pager = Pager::default();
    let mut fetched = Fetched { asks: Vec::new(), keys: Vec::new(), holes: 0 };
    let mut flying = Vec::new();
    let mut order = order.iter().cycle();
    loop {
        while flying.len() < in_flight
            && let Some(ask) = pager.next_ask()
        {
            fetched.asks.push(ask);
            flying.push(ask);
        }
        if flying.is_empty() {
            fetched.holes = pager.holes();
            return fetched;
        }
        let ask = flying.remove(order.next().unwrap() % flying.len());
        let page = pager.arrived(ask, service.answer(ask), |thing| &thing.0);
        fetched.keys.extend(page.items.iter().map(|(_, thing)| thing.0));
    }
}

fn quirky() -> impl Strategy<Value = Quirky> {
    let item = prop_oneof![8 => Just(0_u8), 1 => Just(1), 1 => Just(2)];
    let total = prop_oneof![
        Just(None),
        Just(Some(0)),
        (0..1_000_u32).prop_map(Some),
        Just(Some(1_000_000)),
        Just(Some(u32::MAX))
    ];
    let next = prop_oneof![Just(Next::Honest), Just(Next::Never), Just(Next::Always)];
    (prop::collection::vec(item, 0..700), total, next, prop_oneof![Just(50_u32), 1..50_u32], prop::bool::weighted(0.2))
        .prop_map(|(kinds, total, next, cap, ignores_offset)| {
            let mut last = None;
            let items = (0..).zip(kinds).map(|(position, kind)| match kind {
                0 => {
                    last = Some(position);
                    last
                }
                1 => None,
                // No item comes three times in a row: small pages of nothing else would be repetitions by any measure.
                _ => last.take(),
            });
            Quirky { list: items.collect(), total, next, cap, ignores_offset, hiccups: BTreeSet::new() }
        })
}

proptest! {
    #[test]
    fn e10_every_list_ends_and_no_request_is_repeated(
        service in quirky(), in_flight in 1..9_usize, order in prop::collection::vec(0..8_usize, 1..40),
    ) {
        let fetched = fetch(&service, in_flight, &order);
        let offsets: BTreeSet<_> = fetched.asks.iter().map(|ask| ask.offset).collect();
        prop_assert_eq!(offsets.len(), fetched.asks.len());
        // What an honest fetch takes, and the speculative requests that were already under way when the end was seen.
        let needed = service.list.len().div_ceil(service.cap.min(50) as usize);
        let bound = needed * 2 + 2 * in_flight + 3;
        // A service that repeats itself with nothing but empty items cannot be distinguished from a long list of empty items.
        let visible = !service.ignores_offset || !service.answer(Ask { offset: 0, limit: 50 }).items.is_empty();
        prop_assert!(!visible || fetched.asks.len() <= bound, "{} requests, {bound} at most", fetched.asks.len());
        prop_assert!(fetched.asks.len() <= 10_000);
        let distinct: BTreeSet<_> = fetched.keys.iter().collect();
        prop_assert_eq!(distinct.len(), fetched.keys.len(), "an item came twice");
    }

    #[test]
    fn no_item_is_lost_whatever_the_service_says_about_its_length(
        service in quirky(), in_flight in 1..9_usize, order in prop::collection::vec(0..8_usize, 1..40),
    ) {
        let mut service = Quirky { ignores_offset: false, ..service };
        if service.next == Next::Never && service.total.is_some_and(|total| (total as usize) < service.list.len()) {
            // Two lies that confirm each other at the end of a full page cannot be distinguished from the end.
            service.next = Next::Honest;
        }
        let fetched = fetch(&service, in_flight, &order);
        let got: BTreeSet<_> = fetched.keys.iter().copied().collect();
        let all: BTreeSet<_> = service.list.iter().flatten().copied().collect();
        prop_assert_eq!(got, all);
    }

    #[test]
    fn a_list_with_empty_pages_inside_is_known_not_to_be_whole(
        length in 1..900_u32, empty in prop::collection::btree_set(0..18_u32, 0..6), says_total in prop::bool::ANY,
        in_flight in 1..9_usize, order in prop::collection::vec(0..8_usize, 1..40),
    ) {
        let hiccups: BTreeSet<_> = empty.into_iter().map(|page| page * 50).filter(|at| *at < length).collect();
        // A service that names no length and nothing next cannot be distinguished from one whose list ends there.
        let total = says_total.then_some(length);
        let service = Quirky { hiccups: hiccups.clone(), total, ..Quirky::honest(length) };
        let fetched = fetch(&service, in_flight, &order);
        let got: BTreeSet<_> = fetched.keys.iter().copied().collect();
        if says_total {
            prop_assert_eq!(fetched.holes == 0, hiccups.is_empty());
        }
        let lost = got.last().map_or(0, |last| (0..*last).filter(|at| !got.contains(at)).count().div_ceil(50));
        prop_assert!(fetched.holes as usize >= lost, "{lost} pages are lost, {} holes", fetched.holes);
        prop_assert!(fetched.holes as usize <= hiccups.len());
    }
}

#[test]
fn an_empty_page_inside_costs_that_page_only() {
    let service = Quirky { hiccups: BTreeSet::from([100]), ..Quirky::honest(460) };
    let fetched = fetch(&service, 1, &[0]);
    assert_eq!((fetched.keys.len(), fetched.asks.len(), fetched.holes), (410, 10, 1));
}

#[test]
fn a_list_shorter_than_its_total_is_not_requested_to_the_end() {
    let service = Quirky { total: Some(1_000_000), ..Quirky::honest(120) };
    let fetched = fetch(&service, 1, &[0]);
    assert_eq!((fetched.keys.len(), fetched.asks.len()), (120, 4));
    assert_eq!(fetched.holes, 0, "the third page was the end by its own word");
}

#[test]
fn empty_pages_behind_a_full_one_are_believed_to_be_the_end_only_if_nothing_more_is_claimed() {
    let service = Quirky { total: Some(1_000_000), next: Next::Never, ..Quirky::honest(150) };
    let fetched = fetch(&service, 1, &[0]);
    assert_eq!((fetched.keys.len(), fetched.asks.len()), (150, 5));
    assert_eq!(fetched.holes, 1);
}

#[test]
fn a_full_page_is_the_last_only_where_everything_says_so() {
    let asks = |service: Quirky| fetch(&service, 1, &[0]).asks.len();
    let whole = Quirky::honest(100);
    assert_eq!(asks(whole.clone()), 2);
    assert_eq!(asks(Quirky { total: None, ..whole.clone() }), 3, "no page claims more");
    assert_eq!(asks(Quirky { total: Some(70), ..whole.clone() }), 3, "it held more than that");
    assert_eq!(asks(Quirky { next: Next::Always, ..whole }), 3, "it names a next one");
}

#[test]
fn an_empty_page_behind_a_list_that_became_shorter_is_its_end() {
    let mut pager = Pager::<u32>::default();
    let first = pager.next_ask().unwrap();
    pager.arrived(first, Quirky::honest(51).answer(first), |thing| &thing.0);
    let second = pager.next_ask().unwrap();
    pager.arrived(second, Quirky::honest(50).answer(second), |thing| &thing.0);
    assert_eq!((pager.next_ask(), pager.holes()), (None, 0));
}

#[test]
fn the_first_page_goes_alone_and_all_others_follow_at_once() {
    let service = Quirky::honest(500);
    let mut pager = Pager::default();
    let first = pager.next_ask().unwrap();
    assert_eq!(first, Ask { offset: 0, limit: 50 });
    assert_eq!(pager.next_ask(), None);
    pager.arrived(first, service.answer(first), |thing| &thing.0);
    let others: Vec<_> = std::iter::from_fn(|| pager.next_ask()).map(|ask| ask.offset).collect();
    assert_eq!(others, [50, 100, 150, 200, 250, 300, 350, 400, 450]);
}

#[test]
fn an_honest_list_costs_no_request_too_many() {
    for (length, requests) in [(0, 1), (1, 1), (50, 1), (51, 2), (500, 10), (1_499, 30)] {
        let fetched = fetch(&Quirky::honest(length), 8, &[0]);
        assert_eq!(fetched.asks.len(), requests, "{length}");
        assert_eq!(fetched.keys, (0..length).collect::<Vec<_>>());
    }
}

#[test]
fn e10_a_service_that_ignores_the_offset_is_noticed() {
    let service = Quirky { ignores_offset: true, total: Some(5_000), next: Next::Always, ..Quirky::honest(50) };
    let fetched = fetch(&service, 1, &[0]);
    assert_eq!(fetched.asks.len(), 2);
    assert_eq!(fetched.keys.len(), 50);
}

#[test]
fn e10_no_list_is_longer_than_ten_thousand_pages() {
    let list = vec![None; 50];
    let service = Quirky { list, ignores_offset: true, next: Next::Always, ..Quirky::honest(0) };
    assert_eq!(fetch(&service, 8, &[0]).asks.len(), 10_000);
}

#[test]
fn an_item_that_comes_again_at_the_edge_of_a_small_page_ends_nothing() {
    // Position 50 holds what 49 holds, and pages are served by 7: 49 stands alone on its page.
    let mut service = Quirky { cap: 7, total: Some(400), ..Quirky::honest(380) };
    service.list[50] = Some(49);
    let order: Vec<_> = (0..7).rev().collect();
    assert_eq!(fetch(&service, 7, &order).keys.len(), 379);
}

#[test]
fn a_page_cut_short_is_completed() {
    let service = Quirky { cap: 20, ..Quirky::honest(60) };
    let fetched = fetch(&service, 1, &[0]);
    assert_eq!(fetched.keys.len(), 60);
    assert_eq!(fetched.asks[1], Ask { offset: 20, limit: 30 });
}
