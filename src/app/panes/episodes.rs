//! The episodes of one show: their order, their states, their rows.

use std::cmp::Reverse;

use super::{Episodes, Filter};
use crate::domain::{Episode, EpisodeKey, EpisodeSort, ShelfEpisode, StateFilter};

impl Episodes {
    /// Selects an episode; what hides it is cleared.
    pub fn reveal(&mut self, key: &EpisodeKey, height: usize) {
        let is_it = |item: &ShelfEpisode| item.episode.key == *key;
        self.list.selected = Some(key.clone());
        self.rebuild(height);
        let selected = self.list.selected_item(&self.items).is_some_and(is_it);
        if !selected && self.items.iter().any(is_it) {
            (self.state, self.list.filter) = (StateFilter::All, Filter::Off);
            self.rebuild(height);
        }
    }

    /// Makes the rows anew after items, order, state filter or filter changed.
    pub fn rebuild(&mut self, height: usize) {
        let listed = |item: &&ShelfEpisode| self.state.lets_through(&item.episode);
        let mut order: Vec<(usize, &Episode)> = self
            .items
            .iter()
            .enumerate()
            .filter(|(_, item)| listed(item))
            .map(|(at, item)| (at, &item.episode))
            .collect();
        let up = if self.starts_with_the_oldest() { -1 } else { 1 };
        let place = |episode: &Episode| i64::from(episode.position) * up;
        let newest = |episode: &Episode| (Reverse(episode.released), place(episode));
        match self.sort {
            EpisodeSort::Newest => order.sort_by_key(|(_, episode)| newest(episode)),
            EpisodeSort::Oldest => {
                order.sort_by_key(|(_, episode)| (episode.released.is_none(), episode.released, -place(episode)));
            }
            EpisodeSort::Longest => {
                order.sort_by_key(|(_, episode)| (Reverse(episode.duration), newest(episode)));
            }
        }
        let order: Vec<usize> = order.into_iter().map(|(index, _)| index).collect();
        self.list.show(&self.items, &order, height);
    }

    /// Whether Spotify lists these the oldest first, as it does for serials: then later in its list is newer, which
    /// decides between episodes of one day.
    fn starts_with_the_oldest(&self) -> bool {
        let dated = || self.items.iter().map(|item| &item.episode).filter(|episode| episode.released.is_some());
        let first = dated().min_by_key(|episode| episode.position);
        let last = dated().max_by_key(|episode| episode.position);
        first.map(|episode| episode.released) < last.map(|episode| episode.released)
    }
}
