//! Pure: which pages of a list to ask for next, given those that came. No I/O.
//!
//! The first page is asked for alone. Its `total` names the others, which may then be asked for all at once. Beyond
//! that the list is followed page by page for as long as a page names a next one, says that there is more, or is full
//! and does not say that the list ends with it. An empty page ends it where the service does not claim more items than that; else it is a hole, and it takes two of
//! them with nothing behind to stop asking. A page that holds the same items as another ends the list, too. Start with
//! [`Pager::next_ask`].

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
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
    /// Whether pages repeat, so that no other is worth asking for.
    stopped: bool,
    /// Whether the page came whose `total` names the others.
    planned: bool,
    /// What the service said last of the list's length.
    total: Option<u32>,
    /// Where the last page starts that brought anything.
    furthest: Option<u32>,
    /// Whether that page was the end by its own word: with no next one, and not full or the last that `total` names.
    furthest_ends: bool,
    /// The pages that came empty, each with the length of the list as it was said then.
    empty: BTreeMap<u32, Option<u32>>,
    seen: HashSet<K>,
    /// What pages held, as a hash, and how many pages held that.
    held: HashMap<u64, u32>,
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
        let first = Ask { offset: 0, limit: Self::PAGE };
        Self {
            queue: BTreeSet::from([first]),
            known: BTreeSet::from([first.offset]),
            asked: 0,
            stopped: false,
            planned: false,
            total: None,
            furthest: None,
            furthest_ends: false,
            empty: BTreeMap::new(),
            seen: HashSet::new(),
            held: HashMap::new(),
        }
    }

    /// Whether [`Pager::next_ask`] would give a page.
    #[must_use]
    pub fn has_next(&self) -> bool {
        self.asked < Self::MAX_PAGES && self.queue.first().is_some_and(|ask| !self.is_over(ask.offset))
    }

    /// The next page to ask for; `None` when nothing is to be asked before another page comes. The list is whole when
    /// there is nothing to ask and nothing under way.
    pub fn next_ask(&mut self) -> Option<Ask> {
        if !self.has_next() {
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
        page.items.retain(|(_, item)| self.seen.insert(item.key().clone()));

        self.total = page.total.or(self.total);
        if page.received == 0 {
            self.empty.insert(ask.offset, self.total);
        } else if repeats {
            // The service does not look at the offset: every other page would be the same one again.
            self.stopped = true;
        } else {
            if self.furthest.is_none_or(|furthest| furthest <= ask.offset) {
                self.furthest = Some(ask.offset);
                self.furthest_ends = !goes_on(&page, ask.offset.saturating_add(applied), applied);
            }
            self.follow(ask, applied, &page);
        }
        page
    }

    /// How many pages came empty although the list goes on behind them, or is said to: where two are missing at its end,
    /// they are one. To be asked when nothing is under way any more.
    #[must_use]
    pub fn holes(&self) -> u32 {
        let holes = || self.empty.iter().filter(|(offset, total)| self.is_hole(**offset, **total));
        let behind = holes().filter(|(offset, _)| self.is_behind(**offset)).count();
        let at_the_end = usize::from(holes().any(|(offset, _)| !self.is_behind(*offset)));
        u32::try_from(behind + at_the_end).unwrap_or(u32::MAX)
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
        if !goes_on(page, end, applied) && page.total.is_none_or(|total| total <= end) {
            return;
        }
        // A smaller page than asked for leaves a rest; after a whole one the next begins.
        let rest = ask.limit.saturating_sub(applied);
        self.queue(Ask { offset: end, limit: if rest > 0 { rest } else { Self::PAGE } });
        if !std::mem::replace(&mut self.planned, true) {
            self.plan(ask.offset.saturating_add(ask.limit), page.total.unwrap_or(0));
        }
    }

    /// Queues all pages that `total` names from `start` on.
    fn plan(&mut self, start: u32, total: u32) {
        let step = usize::try_from(Self::PAGE).unwrap_or(usize::MAX);
        let pages = usize::try_from(Self::MAX_PAGES).unwrap_or(usize::MAX);
        for offset in (start..total).step_by(step).take(pages) {
            self.queue(Ask { offset, limit: Self::PAGE });
        }
    }

    fn queue(&mut self, ask: Ask) {
        if self.known.insert(ask.offset) {
            self.queue.insert(ask);
        }
    }

    /// Whether a page behind this one brought something.
    fn is_behind(&self, offset: u32) -> bool {
        self.furthest.is_some_and(|furthest| offset < furthest)
    }

    /// Whether an empty page is none that ends the list, of which such a `total` was said then. Behind a page that was the
    /// end by its own word there is nothing, and a `total` that says otherwise is wrong.
    fn is_hole(&self, offset: u32, total: Option<u32>) -> bool {
        self.is_behind(offset) || !self.furthest_ends && total.is_some_and(|total| offset < total)
    }

    /// Whether nothing is to be expected from here on: an empty page was the end, or two were with nothing behind them,
    /// whatever the service says about the list's length. Pages under way may still prove the contrary.
    fn is_over(&self, offset: u32) -> bool {
        let mut before = self.empty.range(..=offset).filter(|(at, _)| !self.is_behind(**at));
        let first = before.next();
        self.stopped || first.is_some_and(|(at, total)| !self.is_hole(*at, *total)) || before.next().is_some()
    }
}

/// Whether something follows a page that ends there, by its own word: it names a next one, or it is full. A full page
/// is believed to be the last only where `total` says exactly that, too.
fn goes_on<T>(page: &Page<T>, end: u32, applied: u32) -> bool {
    page.has_next || page.received >= applied && page.total != Some(end)
}
