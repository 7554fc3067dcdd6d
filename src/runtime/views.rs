//! How lists are looked at, as the library keeps it: numbers that mean the same in every version.
//!
//! A number nobody knows any more is read as what a newcomer gets.

use crate::domain::{EpisodeSort, EpisodeState, ShowSort, StateFilter};

/// How many numbers an order of episodes has room for: one for each filter by state.
const STATES: u8 = 4;

/// How many numbers a filter of shows has room for: one for each order.
const ORDERS: u8 = 4;

/// Order of the shows and which of them are listed, as a number: the order alone where all are.
#[must_use]
pub(super) fn of_shows(sort: ShowSort, state: StateFilter) -> u8 {
    let sort = match sort {
        ShowSort::Added => 0,
        ShowSort::Name => 1,
        ShowSort::Latest => 2,
        ShowSort::Unplayed => 3,
    };
    of_state(state) * ORDERS + sort
}

/// The number of order and filter of the shows, read.
#[must_use]
pub(super) fn shows(number: Option<u8>) -> (ShowSort, StateFilter) {
    let number = number.filter(|number| *number < STATES * ORDERS).unwrap_or_default();
    let sort = match number % ORDERS {
        1 => ShowSort::Name,
        2 => ShowSort::Latest,
        3 => ShowSort::Unplayed,
        _ => ShowSort::Added,
    };
    (sort, state(number / ORDERS))
}

/// Order and states of a show's episodes as a number.
#[must_use]
pub(super) fn of_episodes(sort: EpisodeSort, state: StateFilter) -> u8 {
    let sort = match sort {
        EpisodeSort::Newest => 0,
        EpisodeSort::Oldest => 1,
        EpisodeSort::Longest => 2,
    };
    sort * STATES + of_state(state)
}

/// The number of order and states, read.
#[must_use]
pub(super) fn episodes(number: u8) -> (EpisodeSort, StateFilter) {
    let sort = match number / STATES {
        1 => EpisodeSort::Oldest,
        2 => EpisodeSort::Longest,
        _ => EpisodeSort::Newest,
    };
    (sort, state(number))
}

/// How a feed is looked at, as a number: one per show, states.
#[must_use]
pub(super) fn of_feed(one_per_show: bool, state: StateFilter) -> u8 {
    u8::from(one_per_show) * STATES + of_state(state)
}

/// The number of a feed, read.
#[must_use]
pub(super) fn feed(number: Option<u8>) -> (bool, StateFilter) {
    let number = number.unwrap_or_default();
    (number / STATES == 1, state(number))
}

fn of_state(state: StateFilter) -> u8 {
    match state {
        StateFilter::All => 0,
        StateFilter::Only(EpisodeState::Unplayed) => 1,
        StateFilter::Only(EpisodeState::InProgress) => 2,
        StateFilter::Only(EpisodeState::Played) => 3,
    }
}

fn state(number: u8) -> StateFilter {
    match number % STATES {
        1 => StateFilter::Only(EpisodeState::Unplayed),
        2 => StateFilter::Only(EpisodeState::InProgress),
        3 => StateFilter::Only(EpisodeState::Played),
        _ => StateFilter::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_look_at_a_list_comes_back_as_it_was() {
        let states = [EpisodeState::Unplayed, EpisodeState::InProgress, EpisodeState::Played].map(StateFilter::Only);
        for state in states.into_iter().chain([StateFilter::All]) {
            for sort in [ShowSort::Added, ShowSort::Name, ShowSort::Latest, ShowSort::Unplayed] {
                assert_eq!(shows(Some(of_shows(sort, state))), (sort, state));
            }
            for sort in [EpisodeSort::Newest, EpisodeSort::Oldest, EpisodeSort::Longest] {
                assert_eq!(episodes(of_episodes(sort, state)), (sort, state));
            }
            for one_per_show in [false, true] {
                assert_eq!(feed(Some(of_feed(one_per_show, state))), (one_per_show, state));
            }
        }
    }

    #[test]
    fn numbers_nobody_knows_are_what_a_newcomer_gets() {
        assert_eq!(shows(Some(200)), (ShowSort::default(), StateFilter::default()));
        assert_eq!(episodes(252), (EpisodeSort::default(), StateFilter::default()));
        assert_eq!(feed(None), (false, StateFilter::default()));
    }
}
