//! Pure: which pages of a list to ask for next, given those that came. No I/O.
//!
//! The first page is asked for alone. Its `total` names the others, which may then be asked for all at once. Beyond
//! that the list is followed page by page for as long as a page is full, names a next one, or says that there is more;
//! an empty page ends it, and so does one that holds the same items as another. Start with
//! [`Pager::next_ask`].

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use crate::domain::{Episode, EpisodeKey, Page, Show, ShowKey};

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

/// The state of fetching one list, whose items have keys of type `K`.
#[derive(Debug)]
pub struct Pager<K> {
    /// To be asked for, in the order of the list.
    queue: BTreeSet<Ask>,
    /// Every offset that was ever queued: none is asked for twice.
    known: BTreeSet<u32>,
    /// How many were handed out.
    asked: u32,
    reach: Reach,
    /// Whether the page came whose `total` names the others.
    planned: bool,
    seen: HashSet<K>,
    /// What pages held, as a hash, and how many pages held that.
    held: HashMap<u64, u32>,
    repeated: u32,
}

/// How far a list is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Wherever it leads.
    Open,
    /// Up to this position: the window's end, an empty page, or a repeated one.
    Before(u32),
}

impl<K: Clone + Eq + Hash> Default for Pager<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Clone + Eq + Hash> Pager<K> {
    /// How many items a page holds.
    pub const PAGE: u32 = 50;
    /// The most pages asked for, whatever the service says.
    pub const MAX_PAGES: u32 = 10_000;

    /// A whole list, from its start.
    #[must_use]
    pub fn new() -> Self {
        Self::starting(Ask { offset: 0, limit: Self::PAGE }, Reach::Open)
    }

    /// A list from `ask` to its end.
    #[must_use]
    pub fn from(ask: Ask) -> Self {
        Self::starting(ask, Reach::Open)
    }

    /// The items of `ask` and nothing after them.
    #[must_use]
    pub fn only(ask: Ask) -> Self {
        Self::starting(ask, Reach::Before(ask.offset.saturating_add(ask.limit)))
    }

    fn starting(ask: Ask, reach: Reach) -> Self {
        Self {
            queue: BTreeSet::from([ask]),
            known: BTreeSet::from([ask.offset]),
            asked: 0,
            reach,
            planned: false,
            seen: HashSet::new(),
            held: HashMap::new(),
            repeated: 0,
        }
    }

    /// The next page to ask for; `None` when nothing is to be asked before another page comes. The list is whole when
    /// there is nothing to ask and nothing under way.
    pub fn next_ask(&mut self) -> Option<Ask> {
        if self.asked >= Self::MAX_PAGES {
            return None;
        }
        let ask = self.queue.pop_first()?;
        self.asked += 1;
        Some(ask)
    }

    /// Takes in a page and returns it without the items that came before.
    pub fn arrived<T: Keyed<Key = K>>(&mut self, ask: Ask, mut page: Page<T>) -> Page<T> {
        let applied = page.limit.clamp(1, ask.limit.max(1));
        let repeats = self.repeats(ask, &page);
        let before = page.items.len();
        page.items.retain(|(_, item)| self.seen.insert(item.key().clone()));
        let dropped = before - page.items.len();
        self.repeated = self.repeated.saturating_add(u32::try_from(dropped).unwrap_or(u32::MAX));

        if page.received == 0 {
            self.end_at(ask.offset);
        } else if repeats {
            // The service does not look at the offset: every other page would be the same one again.
            self.end_at(0);
        } else {
            self.follow(ask, applied, &page);
        }
        page
    }

    /// Takes note of a page that failed: whether nothing after it is known, so that the list may go on behind it.
    pub fn failed(&mut self, ask: Ask) -> bool {
        let after = self.known.range(ask.offset.saturating_add(1)..).next();
        self.reach == Reach::Open && after.is_none()
    }

    /// Gives up what is still to be asked for, and says what that was.
    pub fn abandon(&mut self) -> Vec<Ask> {
        std::mem::take(&mut self.queue).into_iter().collect()
    }

    /// How many pages were asked for.
    #[must_use]
    pub fn asked(&self) -> u32 {
        self.asked
    }

    /// How many items came again.
    #[must_use]
    pub fn repeated(&self) -> u32 {
        self.repeated
    }

    /// Whether other pages held the same items in the same places. No offset is asked for twice, so that must not be.
    /// Two pages of a single item may be alike by chance, when the list holds that item twice; three are not believed.
    fn repeats<T: Keyed<Key = K>>(&mut self, ask: Ask, page: &Page<T>) -> bool {
        let chance = match page.items.len() {
            0 => return false,
            1 => 2,
            _ => 1,
        };
        let mut hash = DefaultHasher::new();
        for (position, item) in &page.items {
            (position.saturating_sub(ask.offset), item.key()).hash(&mut hash);
        }
        let pages = self.held.entry(hash.finish()).or_insert(0);
        *pages += 1;
        *pages > chance
    }

    fn follow<T>(&mut self, ask: Ask, applied: u32, page: &Page<T>) {
        let Some(end) = ask.offset.checked_add(applied) else { return };
        let says_more = page.total.is_some_and(|total| total > end);
        if !(page.has_next || page.received >= applied || says_more) {
            return;
        }
        // A smaller page than asked for leaves a rest; after a whole one the next begins.
        let rest = ask.limit.saturating_sub(applied);
        self.queue(Ask { offset: end, limit: if rest > 0 { rest } else { Self::PAGE } });
        if !std::mem::replace(&mut self.planned, true) {
            self.plan(ask.offset.saturating_add(ask.limit), page.total.unwrap_or(0));
        }
    }

    /// Queues all pages that `total` names from `start` on. Where the last of them would be full, the one after it too:
    /// a full page is followed whatever `total` says, and so that costs no further round trip.
    fn plan(&mut self, start: u32, total: u32) {
        let step = usize::try_from(Self::PAGE).unwrap_or(usize::MAX);
        let pages = usize::try_from(Self::MAX_PAGES).unwrap_or(usize::MAX);
        for offset in (start..=total).step_by(step).take(pages) {
            self.queue(Ask { offset, limit: Self::PAGE });
        }
    }

    fn queue(&mut self, ask: Ask) {
        let within = match self.reach {
            Reach::Open => true,
            Reach::Before(end) => ask.offset < end,
        };
        if within && self.known.insert(ask.offset) {
            self.queue.insert(ask);
        }
    }

    fn end_at(&mut self, offset: u32) {
        let end = match self.reach {
            Reach::Open => offset,
            Reach::Before(end) => end.min(offset),
        };
        self.reach = Reach::Before(end);
        self.queue.retain(|ask| ask.offset < end);
    }
}
