//! Pure: which pages of a list to ask for next, given those that came. No I/O.

use std::{collections::HashSet, hash::Hash};

use crate::domain::{Episode, EpisodeKey, Show, ShowKey};

/// One page to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ask {
    /// Its first position in the list.
    pub offset: u32,
    /// How many items, 1 to 50.
    pub limit: u32,
}

/// An item that can be told from others.
pub trait Keyed {
    /// What tells it from others.
    type Key: Clone + Eq + Hash;

    /// Its key.
    fn key(&self) -> &Self::Key;
}

impl Keyed for Show {
    type Key = ShowKey;

    fn key(&self) -> &ShowKey {
        &self.key
    }
}

impl Keyed for Episode {
    type Key = EpisodeKey;

    fn key(&self) -> &EpisodeKey {
        &self.key
    }
}

/// The state of fetching one list.
#[derive(Debug)]
pub struct Pager<K> {
    seen: HashSet<K>,
}

impl<K> Pager<K> {
    /// A whole list, from its start.
    #[must_use]
    pub fn new() -> Self {
        Self { seen: HashSet::new() }
    }

    /// A list from `ask` to its end.
    #[must_use]
    pub fn from(_ask: Ask) -> Self {
        Self { seen: HashSet::new() }
    }

    /// One page and nothing after it.
    #[must_use]
    pub fn only(_ask: Ask) -> Self {
        Self { seen: HashSet::new() }
    }
}
