//! The list of shows: its order and its rows.

use std::cmp::Reverse;

use super::{Shows, Stock};
use crate::domain::ShowSort;

impl Shows {
    /// How many shows there are, read or not.
    #[must_use]
    pub fn total(&self) -> usize {
        match self.stock {
            Stock::First { total } => usize::try_from(total).unwrap_or(usize::MAX).max(self.items.len()),
            Stock::Never | Stock::Whole | Stock::Failed(_) => self.items.len(),
        }
    }

    /// Makes the rows anew after items, order or filter changed. The first rows alone come in the right order.
    pub fn rebuild(&mut self, height: usize) {
        let listed = |index: &usize| self.items.get(*index).is_some_and(|show| self.state.lets_show_through(show));
        let mut order: Vec<usize> = (0..self.items.len()).filter(listed).collect();
        let item = |index: &usize| self.items.get(*index);
        let name = |index: &usize| item(index).map(|show| show.show.name.as_str().to_lowercase());
        match self.sort {
            _ if matches!(self.stock, Stock::First { .. }) => {}
            ShowSort::Added => {}
            ShowSort::Name => order.sort_by_cached_key(name),
            ShowSort::Latest => {
                order.sort_by_cached_key(|index| (Reverse(item(index).and_then(|show| show.latest)), name(index)));
            }
            ShowSort::Unplayed => {
                let unplayed = |index: &usize| Reverse(item(index).map(|show| show.counts.unplayed));
                order.sort_by_cached_key(|index| (unplayed(index), name(index)));
            }
        }
        self.list.show(&self.items, &order, height);
    }
}
