//! Items with the list over them.

use super::{Item, ItemRef, List, Listing};
use crate::{
    app::marks::Marking,
    domain::{ShelfEpisode, Subject},
};

/// Items in the order the library gives them, and how they are listed.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows<T> {
    pub items: Vec<T>,
    pub list: List,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { items: Vec::new(), list: List::default() }
    }
}

impl<T: Item> Rows<T> {
    /// Lists the same items in other rows: see [`List::show`].
    pub fn list_again(&mut self, listing: Listing, lines: impl Fn(usize) -> usize, height: usize) {
        self.list.show(&self.items, &self.items, listing, lines, height);
    }

    /// Forgets what was read; the filter and the selection one by one stay.
    pub fn forget(&mut self) {
        let List { filter, selection, .. } = std::mem::take(&mut self.list);
        *self = Self { items: Vec::new(), list: List { filter, selection, ..List::default() } };
    }

    pub fn item(&self, row: usize) -> Option<&T> {
        self.list.item(&self.items, row)
    }
}

/// Rows of any item.
pub trait AnyRows {
    fn list(&self) -> &List;

    fn list_mut(&mut self) -> &mut List;

    fn item_at(&self, row: usize) -> Option<ItemRef<'_>>;

    /// The item of a subject.
    fn item_of(&self, subject: &Subject) -> Option<ItemRef<'_>>;

    /// Shows pending marks on every episode.
    fn mark(&mut self, marking: &Marking);

    /// Extends the range, if one was begun, to the selected row. Looks only at the rows between that and the one before.
    fn extend_range(&mut self) {
        let selection = &self.list().selection;
        let (Some(anchor), Some(to)) = (selection.anchor(), self.list().selected()) else { return };
        let subject = Subject::Episode(anchor.clone());
        let is_anchor = |row: &usize| self.item_at(*row).is_some_and(|item| item.is(&subject));
        let find = || (0..self.list().len()).find(is_anchor).map(|row| (row, row));
        let Some((anchor, before)) = selection.spanned().or_else(find) else { return };
        let changed = before.min(to)..=before.max(to);
        let changed = changed.filter_map(|row| Some((row, self.episode_at(row)?.clone()))).collect();
        self.list_mut().selection.span(anchor, to, changed);
    }

    fn episode_at(&self, row: usize) -> Option<&ShelfEpisode> {
        self.item_at(row)?.episode()
    }
}

impl<T: Item> AnyRows for Rows<T> {
    fn list(&self) -> &List {
        &self.list
    }

    fn list_mut(&mut self) -> &mut List {
        &mut self.list
    }

    fn item_at(&self, row: usize) -> Option<ItemRef<'_>> {
        self.item(row).map(Item::as_ref)
    }

    fn item_of(&self, subject: &Subject) -> Option<ItemRef<'_>> {
        self.list.listed(&self.items, subject).map(Item::as_ref)
    }

    fn mark(&mut self, marking: &Marking) {
        let listed = self.items.iter_mut().filter_map(Item::episode_mut);
        listed.chain(self.list.selection.episodes_mut()).for_each(|episode| marking.apply(episode));
    }
}
