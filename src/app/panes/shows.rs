//! The list of shows: its order and its rows.

use std::cmp::Reverse;

use super::{ShowSort, Shows, StateFilter, Stock};
use crate::domain::{EpisodeState, ShelfShow};

impl ShowSort {
    /// The next one that `s` goes to.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Added => Self::Name,
            Self::Name => Self::Latest,
            Self::Latest => Self::Unplayed,
            Self::Unplayed => Self::Added,
        }
    }

    /// How the list is sorted, as the end of "Sorted by …".
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Added => "date added",
            Self::Name => "name",
            Self::Latest => "latest release",
            Self::Unplayed => "unplayed episodes",
        }
    }
}

impl StateFilter {
    /// Which shows are listed, as a sentence.
    #[must_use]
    pub fn label_of_shows(self) -> &'static str {
        match self {
            Self::All => "All shows",
            Self::Only(EpisodeState::Unplayed) => "Shows with unplayed episodes",
            Self::Only(EpisodeState::InProgress) => "Shows with episodes in progress",
            Self::Only(EpisodeState::Played) => "Shows heard to the end",
        }
    }

    /// Whether a show is listed: with an episode in this state, or with nothing but played ones.
    #[must_use]
    pub fn lets_show_through(self, show: &ShelfShow) -> bool {
        let counts = show.counts;
        match self {
            Self::All => true,
            Self::Only(EpisodeState::Unplayed) => counts.unplayed > 0,
            Self::Only(EpisodeState::InProgress) => counts.in_progress > 0,
            Self::Only(EpisodeState::Played) => counts.total > 0 && counts.unplayed + counts.in_progress == 0,
        }
    }
}

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
