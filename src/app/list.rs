//! A list as a person looks at it: which items, in which order, filtered by what, and which one is selected.

use super::{cursor::Cursor, login::Field};

/// A view over items that live elsewhere. The selection is kept by key across refresh, sort and filter.
#[derive(Debug, Clone, PartialEq)]
pub struct ListView<K> {
    /// The rows in view order; rebuilt only when items, sort, state filter or filter text change.
    pub rows: Vec<Row>,
    /// Which row is selected, and what part is in view.
    pub cursor: Cursor,
    /// The key of the selected item.
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
