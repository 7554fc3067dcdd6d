//! Pure: which pages of a list to ask for next, given those that came. No I/O.
//!
//! The first page is asked for alone. Its `total` names the others, which may then be asked for all at once. Beyond
//! that the list is followed page by page for as long as a page is full, names a next one, or says that there is more.
//! An empty page ends it where the service does not claim more items than that; else it is a hole, and it takes two of
//! them with nothing behind to stop asking. A page that holds the same items as another ends the list, too. Start with
//! [`Pager::next_ask`].

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
    ops::Range,
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

/// A page that is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Missing {
    /// The page.
    pub ask: Ask,
    /// Whether nothing after it was asked for: filling it may bring more than itself.
    pub last: bool,
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
    /// Parts of the list that are asked for and not left.
    windows: Vec<Range<u32>>,
    /// From where on the list is followed wherever it leads.
    open_from: Option<u32>,
    /// Whether pages repeat, so that no other is worth asking for.
    stopped: bool,
    /// Whether the page came whose `total` names the others.
    planned: bool,
    /// What the service said last of the list's length.
    total: Option<u32>,
    /// Where the last page starts that brought anything.
    furthest: Option<u32>,
    /// Whether that page was the end by its own word: not full, and with no next one.
    furthest_ends: bool,
    /// The pages that came empty, each with the limit asked for and the length of the list as it was said then.
    empty: BTreeMap<u32, Empty>,
    seen: HashSet<K>,
    /// What pages held, as a hash, and how many pages held that.
    held: HashMap<u64, u32>,
    repeated: u32,
}

/// A page without items.
#[derive(Debug, Clone, Copy)]
struct Empty {
    limit: u32,
    total: Option<u32>,
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
        Self::filling(&[Missing { ask: Ask { offset: 0, limit: Self::PAGE }, last: true }])
    }

    /// The pages that are missing of a list; after one that was the last, whatever follows it.
    #[must_use]
    pub fn filling(missing: &[Missing]) -> Self {
        let window = |ask: Ask| ask.offset..ask.offset.saturating_add(ask.limit);
        let asks = || missing.iter().map(|page| page.ask);
        Self {
            queue: asks().collect(),
            known: asks().map(|ask| ask.offset).collect(),
            asked: 0,
            windows: asks().map(window).collect(),
            open_from: missing.iter().filter(|page| page.last).map(|page| page.ask.offset).min(),
            stopped: false,
            planned: false,
            total: None,
            furthest: None,
            furthest_ends: false,
            empty: BTreeMap::new(),
            seen: HashSet::new(),
            held: HashMap::new(),
            repeated: 0,
        }
    }

    /// The next page to ask for; `None` when nothing is to be asked before another page comes. The list is whole when
    /// there is nothing to ask and nothing under way.
    pub fn next_ask(&mut self) -> Option<Ask> {
        if self.asked >= Self::MAX_PAGES || self.queue.first().is_none_or(|ask| self.is_over(ask.offset)) {
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

        self.total = page.total.or(self.total);
        if page.received == 0 {
            self.empty.insert(ask.offset, Empty { limit: ask.limit, total: self.total });
        } else if repeats {
            // The service does not look at the offset: every other page would be the same one again.
            self.stopped = true;
        } else {
            if self.furthest.is_none_or(|furthest| furthest <= ask.offset) {
                self.furthest = Some(ask.offset);
                self.furthest_ends = !page.has_next && page.received < applied;
            }
            self.follow(ask, applied, &page);
        }
        page
    }

    /// Takes note of a page that failed, and says what is missing with it: where nothing after it is known, the list
    /// may go on behind it.
    pub fn failed(&mut self, ask: Ask) -> Missing {
        let after = self.known.range(ask.offset.saturating_add(1)..).next();
        Missing { ask, last: self.is_open(ask.offset) && after.is_none() }
    }

    /// Gives up what is still to be asked for, and says what that was.
    pub fn abandon(&mut self) -> Vec<Missing> {
        let queue = std::mem::take(&mut self.queue);
        let asks: Vec<_> = queue.into_iter().filter(|ask| !self.is_over(ask.offset)).collect();
        asks.into_iter().map(|ask| self.failed(ask)).collect()
    }

    /// Pages that came empty although the list goes on behind them, or is said to. To be asked when nothing is under
    /// way any more.
    #[must_use]
    pub fn holes(&self) -> Vec<Missing> {
        let mut holes = Vec::new();
        for (&offset, empty) in self.empty.iter().filter(|(offset, empty)| self.is_hole(**offset, **empty)) {
            let last = self.is_open(offset) && !self.is_behind(offset);
            holes.push(Missing { ask: Ask { offset, limit: empty.limit }, last });
            if last {
                // Filling it goes on to the end of the list.
                break;
            }
        }
        holes
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
        if self.is_open(ask.offset) && !std::mem::replace(&mut self.planned, true) {
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
        let wanted = self.is_open(ask.offset) || self.windows.iter().any(|window| window.contains(&ask.offset));
        if wanted && self.known.insert(ask.offset) {
            self.queue.insert(ask);
        }
    }

    /// Whether the list is followed wherever it leads from here.
    fn is_open(&self, offset: u32) -> bool {
        self.open_from.is_some_and(|start| offset >= start)
    }

    /// Whether a page behind this one brought something.
    fn is_behind(&self, offset: u32) -> bool {
        self.furthest.is_some_and(|furthest| offset < furthest)
    }

    /// Whether an empty page is none that ends the list. In a window there was a reason to ask for it; behind a page
    /// that was the end by its own word there is nothing, and the `total` that says otherwise is wrong.
    fn is_hole(&self, offset: u32, empty: Empty) -> bool {
        let after_the_end = self.furthest_ends && self.is_open(offset);
        self.is_behind(offset) || !after_the_end && empty.total.map_or(!self.is_open(offset), |total| offset < total)
    }

    /// Whether nothing is to be expected from here on: an empty page was the end, or two were with nothing behind them,
    /// whatever the service says about the list's length. Pages under way may still prove the contrary.
    fn is_over(&self, offset: u32) -> bool {
        let mut before = self.empty.range(..=offset).filter(|(at, _)| self.is_open(**at) && !self.is_behind(**at));
        let first = before.next();
        self.stopped || first.is_some_and(|(at, empty)| !self.is_hole(*at, *empty)) || before.next().is_some()
    }
}
