//! The list of shows: its order and its rows.

use super::{ShowSort, Shows};

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

impl Shows {
    /// Makes the rows anew after items, order or filter changed.
    pub fn rebuild(&mut self, height: usize) {
        let mut order: Vec<usize> = (0..self.items.len()).collect();
        match self.sort {
            ShowSort::Added => {}
            ShowSort::Name | ShowSort::Latest | ShowSort::Unplayed => {
                let name = |index: &usize| self.items.get(*index).map(|show| show.name.as_str().to_lowercase());
                order.sort_by_cached_key(name);
            }
        }
        self.list.show(&self.items, &order, height);
    }
}
