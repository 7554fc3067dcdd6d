//! Single cases, with their cost.

use pretty_assertions::assert_eq;

use super::*;
use crate::sync::plan::spending::Spender;

fn quiet() -> Rules {
    Rules { rotate: false, ..RULES }
}

fn list(length: u32, oldest_first: bool) -> List {
    let episodes = if oldest_first { (0..length).collect() } else { (0..length).rev().collect() };
    List { episodes, oldest_first, lie: 0 }
}

#[test]
fn a_first_synchronisation_takes_as_many_pages_as_there_are_and_none_at_all_the_second_time() {
    for (length, pages) in [(0, 1), (1, 1), (49, 1), (50, 1), (51, 2), (100, 2), (101, 3), (400, 8)] {
        for oldest_first in [false, true] {
            let mut world = World::new(vec![list(length, oldest_first)]);
            assert_eq!((world.settle(RULES), world.settle(RULES)), (pages, 0), "{length} {oldest_first}");
            world.assert_settled();
            assert!(world.disks[0].fetch_state.complete);
        }
    }
}

#[test]
fn the_newest_pages_are_requested_first_at_whichever_end_they_are() {
    for (oldest_first, order) in [(false, [0, 50, 100, 150]), (true, [0, 150, 100, 50])] {
        let mut world = World::new(vec![list(190, oldest_first)]);
        world.settle(RULES);
        let offsets: Vec<_> = world.asked.iter().map(|(_, offset, _)| *offset).collect();
        assert_eq!(offsets, order);
    }
}

#[test]
fn what_is_new_costs_as_many_pages_as_it_fills() {
    for (gained, pages) in [(1, 1), (49, 1), (50, 2), (51, 2), (99, 2), (120, 3)] {
        for oldest_first in [false, true] {
            let mut world = World::new(vec![list(200, oldest_first)]);
            world.settle(RULES);
            world.lists[0].gain(1_000..1_000 + gained);
            assert_eq!((world.settle(RULES), world.settle(RULES)), (pages, 0), "{gained} {oldest_first}");
            world.assert_settled();
        }
    }
}

#[test]
fn what_is_gone_costs_one_pass_of_which_the_look_is_the_first_page() {
    let mut world = World::new(vec![list(180, false)]);
    world.settle(RULES);
    world.lists[0].episodes.truncate(175);
    assert_eq!(world.settle(quiet()), 4);
    world.assert_settled();
    world.lists[0].episodes.remove(0);
    assert_eq!(world.settle(quiet()), 4, "it added up, so another loss is looked for at once");
    world.assert_settled();
}

#[test]
fn h2_the_last_page_that_comes_before_others_does_not_end_a_pass() {
    let order = [200, 50, 100, 150];
    let mut world = World::new(vec![list(240, false)]);
    let ask = |offset| Ask { step: Step::Pass(1), offset, limit: PAGE };
    let mut fetch_state = world.land(0, ask(0));
    for offset in order {
        assert!(!fetch_state.complete, "before {offset}: {fetch_state:?}");
        fetch_state = world.land(0, ask(offset));
    }
    assert!(fetch_state.complete);
    world.assert_settled();
}

#[test]
fn a_short_list_that_lost_one_is_right_after_one_request() {
    let mut world = World::new(vec![list(30, false)]);
    world.settle(RULES);
    world.lists[0].episodes.remove(12);
    assert_eq!(world.settle(quiet()), 1);
    world.assert_settled();
}

#[test]
fn a_swap_waits_for_the_rotation_and_costs_a_pass() {
    let mut world = World::new(vec![list(120, false)]);
    world.settle(RULES);
    world.lists[0].episodes[0] = 999;
    assert_eq!(world.settle(RULES), 0);
    world.now += 24.hours();
    assert_eq!(world.settle(quiet()), 0);
    assert_eq!((world.settle(RULES), world.settle(RULES)), (3, 0));
    world.assert_settled();
}

#[test]
fn a_total_that_lies_costs_a_look_for_each_change_and_one_pass_a_day_at_most() {
    let mut world = World::new(vec![List { lie: 40, ..list(90, false) }]);
    world.settle(RULES);
    for day in 0..10 {
        world.now += 25.hours();
        world.lists[0].lie = 40 + day % 3;
        let made = world.settle(RULES);
        assert!(made <= 4, "{made} on day {day}");
        assert_eq!(world.settle(RULES), 0);
    }
    assert_eq!(world.on_disk(0).len(), 90);
    let before = world.asked.len();
    for hour in 0..20 {
        world.lists[0].lie = 10 + hour % 5;
        world.now += 1.hours();
        world.settle(RULES);
    }
    let made = world.asked.len() - before;
    assert!(made <= 20 + 4, "{made}");
}

#[test]
fn a_list_that_moves_while_it_is_read_is_looked_at_once_more() {
    let mut world = World::new(vec![list(300, false)]);
    world.sync(RULES, unbounded(), 3, false);
    world.lists[0].episodes.drain(..4);
    world.settle(RULES);
    world.now += 25.hours();
    world.settle(RULES);
    world.assert_settled();
}

#[test]
fn the_newest_pages_of_all_come_first() {
    let mut world = World::new(vec![list(120, false), list(120, true), list(120, false)]);
    world.sync(RULES, unbounded(), 3, false);
    world.settle(RULES);
    let newest: Vec<_> = world.asked.iter().take(4).copied().collect();
    assert_eq!(newest, [(0, 0, false), (1, 0, false), (2, 0, false), (1, 100, false)]);
}

#[test]
fn only_so_many_episodes_are_fetched_as_wanted() {
    for oldest_first in [false, true] {
        let mut world = World::new(vec![list(400, oldest_first)]);
        let rules = Rules { depth: Some(120), ..RULES };
        world.settle(rules);
        assert!((280..400).all(|episode| world.on_disk(0).contains(&episode)));
        assert_eq!(world.plan().remaining(&rules).pages, 0);
        assert!(world.on_disk(0).len() <= 200);
        world.settle(RULES);
        world.assert_settled();
    }
}

#[test]
fn an_episode_that_slips_past_a_look_while_the_list_moves_is_found() {
    for oldest_first in [false, true] {
        let mut world = World::new(vec![list(0, oldest_first)]);
        world.settle(RULES);
        world.lists[0].gain(1_000..1_101);
        world.sync(RULES, unbounded(), 2, false);
        // One comes and two of the newest go between the second page of the look and the third.
        world.lists[0].gain([2_000]);
        let newest = if oldest_first { 100..102 } else { 0..2 };
        drop(world.lists[0].episodes.drain(newest));
        world.settle(RULES);
        world.assert_settled();
    }
}

#[test]
fn what_remains_is_counted_in_pages_and_episodes() {
    let mut world = World::new(vec![list(130, false), list(20, false)]);
    let remaining = |world: &World| world.plan().remaining(&Rules { now: world.now, ..RULES });
    assert_eq!(remaining(&world), Remaining { newest: 2, pages: 4, all_pages: 4, episodes: 150 });
    world.sync(RULES, unbounded(), 2, false);
    assert_eq!(remaining(&world), Remaining { newest: 0, pages: 2, all_pages: 4, episodes: 80 });
    world.settle(RULES);
    assert_eq!(remaining(&world), Remaining { newest: 0, pages: 0, all_pages: 4, episodes: 0 });
}

#[test]
fn the_reserve_is_for_what_the_person_asked_for() {
    let origins = |spender, background, person| {
        let spending = Spending { spender, daily: Some(10), reserve: 5, background, person, rotation: None };
        [Class::Newest, Class::Rotation, Class::Back].map(|class| spending.origin(class))
    };
    let (background, person) = (Some(RequestOrigin::Background), Some(RequestOrigin::Person));
    assert_eq!(origins(Spender::Background, 9, 0), [background; 3]);
    assert_eq!(origins(Spender::Background, 10, 0), [None; 3]);
    assert_eq!(origins(Spender::Asked, 9, 0), [background; 3]);
    assert_eq!(origins(Spender::Asked, 10, 4), [person, None, None]);
    assert_eq!(origins(Spender::Asked, 10, 5), [None; 3]);
    assert_eq!(origins(Spender::Visit, 10, 4), [person; 3]);
    assert_eq!(origins(Spender::Visit, 0, 15), [None; 3]);
    assert_eq!(origins(Spender::Background, 0, 15), [None; 3]);
}
