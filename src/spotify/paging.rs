//! Decides which pages of a list to request. Pure.
//!
//! The first page is requested alone. Its `total` names the others, which may then be requested at once. Beyond `total`,
//! the next page is requested as long as a page has a `next`, or is full and is not the last by `total`. An empty page
//! ends the list unless `total` claims more items; then it is a hole, and two holes with nothing behind end the list. A
//! page that repeats the items of another ends it too. Start with [`Pager::next_ask`].

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use crate::domain::Page;

/// A page to request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ask {
    /// Position of its first item in the list.
    pub offset: u32,
    /// Number of items, 1 to 50.
    pub limit: u32,
}

/// The state of fetching one list, whose items have keys of type `K`.
#[derive(Debug)]
pub struct Pager<K> {
    /// Pages to request, in the order of the list.
    queue: BTreeSet<Ask>,
    /// Every offset ever queued: none is requested twice.
    known: BTreeSet<u32>,
    /// Pages handed out.
    asked: u32,
    /// Pages repeat: request no other.
    stopped: bool,
    /// The pages that `total` names are queued.
    planned: bool,
    /// The latest `total`.
    total: Option<u32>,
    /// Offset of the last page with items.
    furthest: Option<u32>,
    /// That page claims to be the last: it has no `next`, and is not full or is the last by `total`.
    furthest_ends: bool,
    /// Offsets of empty pages, each with the `total` known then.
    empty: BTreeMap<u32, Option<u32>>,
    seen: HashSet<K>,
    /// Hashes of the items of pages, and how many pages had them.
    held: HashMap<u64, u32>,
}

impl<K: Clone + Eq + Hash> Default for Pager<K> {
    fn default() -> Self {
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
}

impl<K: Clone + Eq + Hash> Pager<K> {
    /// Items per page.
    pub const PAGE: u32 = 50;
    /// Most pages requested of a list.
    pub const MAX_PAGES: u32 = 10_000;

    /// Whether [`Pager::next_ask`] would return a page.
    pub fn has_next(&self) -> bool {
        self.asked < Self::MAX_PAGES && self.queue.first().is_some_and(|ask| !self.is_over(ask.offset))
    }

    /// The next page to request. `None` until another page arrives. The list is whole when there is none to request and
    /// none under way.
    pub fn next_ask(&mut self) -> Option<Ask> {
        if !self.has_next() {
            return None;
        }
        let ask = self.queue.pop_first()?;
        self.asked += 1;
        Some(ask)
    }

    /// Takes in a page. Returns it without the items, told apart by `key`, that came before.
    pub fn arrived<T>(&mut self, ask: Ask, mut page: Page<T>, key: impl Fn(&T) -> &K) -> Page<T> {
        let applied = page.limit.clamp(1, ask.limit.max(1));
        let repeats = self.repeats(ask, &page, &key);
        page.items.retain(|(_, item)| self.seen.insert(key(item).clone()));

        self.total = page.total.or(self.total);
        if page.received == 0 {
            self.empty.insert(ask.offset, self.total);
        } else if repeats {
            // The service ignores the offset: every other page would be the same.
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

    /// Empty pages that should have had items. Several at the end count as one. Valid once no page is under way.
    pub fn holes(&self) -> u32 {
        let holes = || self.empty.iter().filter(|(offset, total)| self.is_hole(**offset, **total));
        let behind = holes().filter(|(offset, _)| self.is_behind(**offset)).count();
        let at_the_end = usize::from(holes().any(|(offset, _)| !self.is_behind(*offset)));
        u32::try_from(behind + at_the_end).unwrap_or(u32::MAX)
    }

    /// Whether another page had the same items in the same places, which different offsets must not return. Two pages of
    /// one item may agree by chance if the list has that item twice; three may not.
    fn repeats<T>(&mut self, ask: Ask, page: &Page<T>, key: impl Fn(&T) -> &K) -> bool {
        let chance = match page.items.len() {
            0 => return false,
            1 => 2,
            _ => 1,
        };
        let mut hash = DefaultHasher::new();
        for (position, item) in &page.items {
            (position.saturating_sub(ask.offset), key(item)).hash(&mut hash);
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
        // After a smaller page than requested, request the rest.
        let rest = ask.limit.saturating_sub(applied);
        self.queue(Ask { offset: end, limit: if rest > 0 { rest } else { Self::PAGE } });
        if !std::mem::replace(&mut self.planned, true) {
            self.plan(ask.offset.saturating_add(ask.limit), page.total.unwrap_or(0));
        }
    }

    /// Queues the pages from `start` up to `total`.
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

    /// Whether a later page had items.
    fn is_behind(&self, offset: u32) -> bool {
        self.furthest.is_some_and(|furthest| offset < furthest)
    }

    /// Whether an empty page should have had items. After a page that claims to be the last there are none, whatever `total`
    /// says.
    fn is_hole(&self, offset: u32, total: Option<u32>) -> bool {
        self.is_behind(offset) || !self.furthest_ends && total.is_some_and(|total| offset < total)
    }

    /// Whether the list has ended before this offset: one empty page is its end, or two have nothing behind them. Pages under
    /// way may still prove otherwise.
    fn is_over(&self, offset: u32) -> bool {
        let mut before = self.empty.range(..=offset).filter(|(at, _)| !self.is_behind(**at));
        let first = before.next();
        self.stopped || first.is_some_and(|(at, total)| !self.is_hole(*at, *total)) || before.next().is_some()
    }
}

/// Whether a page claims that more follow: it has a `next`, or it is full and `total` does not name it as the last.
fn goes_on<T>(page: &Page<T>, end: u32, applied: u32) -> bool {
    page.has_next || page.received >= applied && page.total != Some(end)
}
