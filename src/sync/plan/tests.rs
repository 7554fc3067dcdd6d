//! The planner against a library and a service that are plain values.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use pretty_assertions::assert_eq;
use proptest::prelude::*;

use super::*;
use crate::{domain::ShowKey, library::FetchState};

mod cases;

/// A list of episodes as Spotify has it: the first is the one it lists first.
#[derive(Debug, Clone)]
struct List {
    episodes: Vec<u32>,
    oldest_first: bool,
    /// Added to the true length in every total.
    lie: i64,
}

/// A show on disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Disk {
    fetch_state: FetchState,
    /// Each episode with the pass that saw it last.
    episodes: BTreeMap<u32, u32>,
}

/// A service, a library and a clock.
#[derive(Debug, Clone)]
struct World {
    lists: Vec<List>,
    disks: Vec<Disk>,
    now: Timestamp,
    /// The requests: show, offset, and whether it was a look.
    asked: Vec<(usize, u32, bool)>,
}

const RULES: Rules =
    Rules { now: Timestamp::UNIX_EPOCH, rotate: true, look: false, full_from: None, depth: None, patient: true };

impl List {
    fn total(&self) -> u32 {
        u32::try_from(i64::try_from(self.episodes.len()).unwrap() + self.lie).unwrap_or(0)
    }

    fn truth(&self) -> BTreeSet<u32> {
        self.episodes.iter().copied().collect()
    }

    fn gain(&mut self, episodes: impl IntoIterator<Item = u32>) {
        for episode in episodes {
            if self.oldest_first { self.episodes.push(episode) } else { self.episodes.insert(0, episode) }
        }
    }
}

impl World {
    fn new(lists: Vec<List>) -> Self {
        let disks = vec![Disk::default(); lists.len()];
        // Far from the beginning of time, so that nothing was read a day before it.
        Self { lists, disks, now: Timestamp::UNIX_EPOCH + 10_000.hours(), asked: Vec::new() }
    }

    /// The plan as a synchronisation makes it after a pass over the list of shows.
    fn plan(&self) -> Plan {
        let show = |(place, (list, disk)): (usize, (&List, &Disk))| Fetching {
            at: ShowRef::sample(place),
            key: ShowKey::from_remote(&format!("show{place}")),
            remote_total: Some(list.total()),
            on_disk: u32::try_from(disk.episodes.len()).unwrap(),
            opened_at: None,
            failed_at: None,
            fetch_state: disk.fetch_state.clone(),
        };
        Plan::new(self.lists.iter().zip(&self.disks).enumerate().map(show).collect())
    }

    /// A synchronisation that is interrupted after `cut` requests; pages under way then are lost if `lose`. Returns the
    /// number of requests, and whether it was complete. Pages arrive in another order than they were requested.
    fn sync(&mut self, rules: Rules, mut spending: Spending, cut: usize, lose: bool) -> (usize, bool) {
        let mut plan = self.plan();
        let rules = Rules { now: self.now, ..rules };
        let (mut under_way, mut made) = (Vec::new(), 0);
        loop {
            while under_way.len() < 4 && made < cut {
                let Next::Ask { entry, ask, .. } = plan.next(&rules, &spending, |_| true) else { break };
                spending.background += 1;
                made += 1;
                assert!(spending.daily.is_none_or(|daily| spending.background <= daily), "over the budget");
                assert!(made < 2_000, "no end");
                self.asked.push((entry, ask.offset, ask.step == Step::Look));
                plan.entry(entry).unwrap().asked(ask);
                assert_is_the_sum(&mut plan, &rules);
                under_way.push((entry, ask));
            }
            if made == cut && lose {
                return (made, false);
            }
            if under_way.is_empty() {
                break;
            }
            // Neither in the order of requests nor in reverse.
            let (entry, ask) = under_way.swap_remove(made * 5 % under_way.len());
            let fetch_state = self.land(entry, ask);
            plan.entry(entry).unwrap().written(ask, fetch_state);
            assert_is_the_sum(&mut plan, &rules);
        }
        (made, made < cut && plan.next(&rules, &spending, |_| true) == Next::Idle)
    }

    /// One page arrives and is written, as by the library.
    fn land(&mut self, place: usize, ask: Ask) -> FetchState {
        let (list, disk) = (&self.lists[place], &mut self.disks[place]);
        let all = &list.episodes;
        let (from, to) = (all.len().min(ask.offset as usize), all.len().min((ask.offset + ask.limit) as usize));
        let page = &all[from..to];
        let facts = Facts {
            offset: ask.offset,
            limit: ask.limit,
            applied: ask.limit,
            received: u32::try_from(page.len()).unwrap(),
            skipped: 0,
            total: Some(list.total()),
            has_next: to < all.len(),
            oldest_first: (page.len() > 1).then_some(list.oldest_first),
            repeats: false,
            at: self.now,
            remote: Some(list.total()),
        };
        let before = match ask.step {
            Step::Pass(pass) if pass == disk.fetch_state.pass + 1 => disk.fetch_state.begun(self.now),
            Step::Pass(_) | Step::Look => disk.fetch_state.clone(),
        };
        let new = page.iter().filter(|episode| !disk.episodes.contains_key(episode)).count();
        let count = |n: usize| u32::try_from(n).unwrap();
        let mut after = landed(&before, ask.step, &facts, Found { new: count(new), known: count(page.len() - new) });
        disk.episodes.extend(page.iter().map(|episode| (*episode, after.pass)));
        if after.complete && (!before.complete || after.pass != before.pass) {
            let seen = disk.episodes.values().filter(|pass| **pass == after.pass).count();
            if seen >= list.total() as usize {
                disk.episodes.retain(|_, pass| *pass == after.pass);
                if seen == list.total() as usize {
                    after.repaired_at = None;
                }
            }
        }
        disk.fetch_state = after.clone();
        after
    }

    fn settle(&mut self, rules: Rules) -> usize {
        let (made, ended) = self.sync(rules, unbounded(), usize::MAX, false);
        assert!(ended);
        made
    }

    fn on_disk(&self, place: usize) -> BTreeSet<u32> {
        self.disks[place].episodes.keys().copied().collect()
    }

    fn assert_settled(&self) {
        for (place, list) in self.lists.iter().enumerate() {
            assert_eq!(self.on_disk(place), list.truth(), "show {place}: {:?}", self.disks[place].fetch_state);
        }
    }
}

/// The running total is the sum over all shows.
fn assert_is_the_sum(plan: &mut Plan, rules: &Rules) {
    let mut sum = Remaining::default();
    for share in plan.entries.iter().map(|entry| entry.remaining(rules)) {
        sum.newest += share.newest;
        sum.pages += share.pages;
        sum.all_pages += share.all_pages;
        sum.episodes += share.episodes;
    }
    assert_eq!(plan.remaining(rules), sum);
    // It is taken again once it no longer holds.
    let later = Rules { now: rules.now + 25.hours(), ..*rules };
    let due = plan.entries.iter().filter(|entry| entry.remaining(&later).newest > 0).count();
    if due % 3 == 1 {
        assert_eq!(plan.remaining(&later).newest, u32::try_from(due).unwrap());
    }
}

fn unbounded() -> Spending {
    let spender = spending::Spender::Background;
    Spending { spender, daily: None, reserve: 0, background: 0, person: 0, rotation: None }
}

fn lists() -> impl Strategy<Value = Vec<List>> {
    let list = (0_u32..260, any::<bool>(), 0_u32..10).prop_map(|(length, oldest_first, lie)| List {
        episodes: if oldest_first { (0..length).collect() } else { (0..length).rev().collect() },
        oldest_first,
        // One in ten lies about its length.
        lie: if lie == 0 { 7 } else { 0 },
    });
    proptest::collection::vec(list, 1..5)
}

/// What happens between two synchronisations: gains, then losses at an end.
fn changes() -> impl Strategy<Value = Vec<(prop::sample::Index, u32, usize, bool)>> {
    proptest::collection::vec((any::<prop::sample::Index>(), 0_u32..130, 0_usize..4, any::<bool>()), 0..4)
}

/// Applies changes. Losses at the old end of a list that begins with it are left out if `unseen`: during a pass they move
/// items onto its first page, and as many gains at the other end hide them.
fn change(world: &mut World, changes: &[(prop::sample::Index, u32, usize, bool)], from: u32, unseen: bool) {
    for (number, (show, gained, lost, front)) in (0_u32..).zip(changes) {
        let count = world.lists.len();
        let list = &mut world.lists[show.index(count)];
        let first = from + number * 1_000;
        list.gain(first..first + gained);
        let gone = if unseen && list.oldest_first { 0 } else { (*lost).min(list.episodes.len()) };
        if *front { drop(list.episodes.drain(..gone)) } else { list.episodes.truncate(list.episodes.len() - gone) }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn h1_any_interruption_comes_to_the_same_end(
        lists in lists(), changes in changes(), cuts in proptest::collection::vec((1_usize..12, any::<bool>()), 0..8),
    ) {
        let (mut whole, mut broken) = (World::new(lists.clone()), World::new(lists));
        whole.settle(RULES);
        for (cut, lose) in &cuts {
            broken.sync(RULES, unbounded(), *cut, *lose);
        }
        broken.settle(RULES);
        prop_assert_eq!(&whole.disks, &broken.disks);
        for world in [&mut whole, &mut broken] {
            change(world, &changes, 1_000, false);
            world.now += 25.hours();
        }
        for (cut, lose) in &cuts {
            broken.sync(RULES, unbounded(), *cut, *lose);
        }
        for world in [&mut whole, &mut broken] {
            world.settle(RULES);
            for (place, list) in world.lists.iter().enumerate().filter(|(_, list)| list.lie == 0) {
                prop_assert_eq!(world.on_disk(place), list.truth(), "show {}: {:?}", place, world.disks[place].fetch_state);
            }
        }
    }

    #[test]
    fn h2_whatever_moves_while_it_is_read_is_right_after_two_quiet_days(
        lists in lists(), steps in proptest::collection::vec((1_usize..9, changes()), 0..6),
    ) {
        let mut world = World::new(lists);
        for (number, (cut, changes)) in (1_u32..).zip(&steps) {
            world.sync(RULES, unbounded(), *cut, false);
            change(&mut world, changes, number * 10_000, true);
        }
        for _ in 0..3 {
            world.settle(RULES);
            world.now += 25.hours();
        }
        let missing = |place: usize, list: &List| list.truth().difference(&world.on_disk(place)).count();
        for (place, list) in world.lists.iter().enumerate() {
            prop_assert!(list.lie != 0 || missing(place, list) == 0, "show {}: {:?}", place, world.disks[place].fetch_state);
        }
    }

    #[test]
    fn the_budget_holds_and_each_day_brings_it_further(lists in lists(), daily in 1_u32..20) {
        let mut world = World::new(lists);
        let spending = Spending { daily: Some(daily), ..unbounded() };
        let rules = Rules { rotate: false, ..RULES };
        for day in 0.. {
            let (made, ended) = world.sync(rules, spending, usize::MAX, false);
            if ended {
                break;
            }
            prop_assert_eq!(u32::try_from(made).unwrap(), daily, "day {}", day);
            world.now += 25.hours();
        }
        let mut asked = world.asked.clone();
        asked.sort_unstable();
        asked.dedup();
        prop_assert_eq!(asked.len(), world.asked.len(), "a page was requested twice");
    }
}
