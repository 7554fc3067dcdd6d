//! A list as a person looks at it: which items, in which order, filtered by what, and which one is selected.
//!
//! The items live elsewhere, in the order Spotify lists them; a [`ListView`] holds positions among them. Start with
//! [`ListView::show`], which every change of items, order or filter ends in.

use std::{collections::HashMap, hash::Hash};

use super::{
    cursor::{Cursor, Step},
    filter,
    login::Field,
};
use crate::domain::{EpisodeKey, ShelfEpisode, ShelfShow, ShowKey};

/// A view over items that live elsewhere. The selection is kept by key across refresh, sort and filter.
#[derive(Debug, Clone, PartialEq)]
pub struct ListView<K> {
    /// The rows in view order; rebuilt only when items, sort, state filter or filter text change.
    pub rows: Vec<Row>,
    /// Which row is selected, and what part is in view.
    pub cursor: Cursor,
    /// The key of the item that was chosen; the cursor is on it unless the filter hides it. `None` while a list is filled
    /// for the first time and nobody has chosen: the first row is selected then, whatever comes in above it.
    pub selected: Option<K>,
    /// The fuzzy filter.
    pub filter: Filter,
}

impl<K> Default for ListView<K> {
    fn default() -> Self {
        Self { rows: Vec::new(), cursor: Cursor::default(), selected: None, filter: Filter::Off }
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The item's position among the items.
    pub index: usize,
    /// Which characters of the title match the filter: positions of `char`s, ascending.
    pub hits: Vec<u32>,
}

/// The filter of a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Filter {
    /// There is none.
    #[default]
    Off,
    /// It is being typed; the list narrows with every key.
    Typing(Field),
    /// It was kept with Enter.
    Kept(Field),
}

impl Filter {
    /// What is filtered by; empty for nothing.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Off => "",
            Self::Typing(field) | Self::Kept(field) => field.0.value(),
        }
    }
}

/// What can be listed.
pub trait Item {
    /// What tells one from another.
    type Key: Clone + Eq + Hash;

    /// What tells it from the others.
    fn key(&self) -> &Self::Key;

    /// What its row says, and what the filter matches.
    fn title(&self) -> &str;
}

impl Item for ShelfShow {
    type Key = ShowKey;

    fn key(&self) -> &ShowKey {
        &self.show.key
    }

    fn title(&self) -> &str {
        self.show.name.as_str()
    }
}

/// Within a list of one show, where the key alone is enough.
impl Item for ShelfEpisode {
    type Key = EpisodeKey;

    fn key(&self) -> &EpisodeKey {
        &self.episode.key
    }

    fn title(&self) -> &str {
        self.episode.name.as_str()
    }
}

impl<K: Clone + Eq> ListView<K> {
    /// Shows `items` in this `order`, narrowed by the filter, with `height` rows in view.
    ///
    /// The selected item stays selected. Where filter or state hide it, another row is selected until it is back or
    /// somebody chooses; where it is gone for good, its neighbour is chosen.
    pub fn show<T: Item<Key = K>>(&mut self, items: &[T], order: &[usize], height: usize) {
        let old = std::mem::replace(&mut self.rows, filter::rank(items, order, self.filter.text()));
        let Some(key) = &self.selected else {
            return self.cursor.select(0, self.rows.len(), height);
        };
        let is_it = |index: usize| items.get(index).is_some_and(|item| item.key() == key);
        let found = self.rows.iter().position(|row| is_it(row.index));
        let hidden = found.is_none() && items.iter().any(|item| item.key() == key);
        let row = match &self.filter {
            _ if found.is_some() => found,
            // While somebody types, the best match is what they look for.
            Filter::Typing(_) => Some(0),
            Filter::Off | Filter::Kept(_) if hidden => self.neighbour(&old),
            Filter::Off | Filter::Kept(_) => None,
        };
        match row {
            Some(row) => self.cursor.select(row, self.rows.len(), height),
            None => self.cursor.fit(self.rows.len(), height),
        }
        if !hidden {
            self.choose(items);
        }
    }

    /// The row of the item that followed the selected one among the `old` rows, or else came before it.
    fn neighbour(&self, old: &[Row]) -> Option<usize> {
        let rows: HashMap<usize, usize> = self.rows.iter().enumerate().map(|(row, of)| (of.index, row)).collect();
        let (above, below) = old.split_at_checked(self.cursor.selected(old.len())?)?;
        below.iter().chain(above.iter().rev()).find_map(|row| rows.get(&row.index).copied())
    }

    /// The selected item's position among the items.
    #[must_use]
    pub fn selected_index(&self) -> Option<usize> {
        let row = self.cursor.selected(self.rows.len())?;
        self.rows.get(row).map(|row| row.index)
    }

    /// The selected item.
    #[must_use]
    pub fn selected_item<'a, T>(&self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.selected_index()?)
    }

    /// Moves the selection.
    pub fn step<T: Item<Key = K>>(&mut self, items: &[T], step: Step, height: usize) {
        self.cursor.step(step, self.rows.len(), height);
        self.choose(items);
    }

    /// Selects a row, or the nearest there is.
    pub fn select<T: Item<Key = K>>(&mut self, items: &[T], row: usize, height: usize) {
        self.cursor.select(row, self.rows.len(), height);
        self.choose(items);
    }

    /// Scrolls by `rows`, down where positive.
    pub fn scroll<T: Item<Key = K>>(&mut self, items: &[T], rows: isize, height: usize) {
        self.cursor.scroll(rows, self.rows.len(), height);
        self.choose(items);
    }

    /// Scrolls the selection into a view of another height.
    pub fn fit(&mut self, height: usize) {
        self.cursor.fit(self.rows.len(), height);
    }

    /// Holds on to the selected item from now on.
    pub fn choose<T: Item<Key = K>>(&mut self, items: &[T]) {
        if let Some(item) = self.selected_item(items) {
            self.selected = Some(item.key().clone());
        }
    }
}
