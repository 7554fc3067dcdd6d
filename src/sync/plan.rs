//! Decides which page of which show to fetch next, given the library, the time, the budget and the intent. Pure.
//!
//! The newest pages of all shows come first, then a slow rotation over the first pages, then older pages; within each, the
//! shows opened last. No I/O, no clock: the library is a plain value here, and tests run the planner against one. Start
//! with [`Plan::next`], then [`entry`].
//!
//! [`landed::landed`] decides what a page means for its show. `run::pages` passes it to
//! [`Library::apply_episodes_step`](crate::library::Library::apply_episodes_step), which calls it within the transaction
//! that writes the page: only there the number of new episodes is known, and page and cursor are one transaction. It runs
//! on the library's thread, so it must be quick and depend on its arguments alone.

pub(super) mod entry;
pub(super) mod landed;
pub(super) mod pace;
pub(super) mod spending;
#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp};

use crate::{
    domain::RequestOrigin,
    library::{Fetching, ShowRef, Step},
    spotify::paging::Pager,
};
pub(super) use entry::Entry;
pub(super) use landed::{Facts, Found, landed};
pub(super) use pace::Pace;
pub(super) use spending::Spending;

/// Episodes per page.
pub(super) const PAGE: u32 = Pager::<()>::PAGE;
/// No list is read beyond this position, whatever its total.
pub(super) const FURTHEST: u32 = PAGE * Pager::<()>::MAX_PAGES;
/// A show is looked at, repaired, and requested after a refusal at most once in this time.
pub(super) const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Why a page is fetched, in order of urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// The newest episodes of a show that is new, has changed, or is read again in full.
    Newest,
    /// A show without a known change.
    Rotation,
    /// Older episodes.
    Back,
}

/// A page to request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ask {
    /// Its first position in the list.
    pub(super) offset: u32,
    pub(super) limit: u32,
    pub(super) step: Step,
}

/// What the plan depends on beside the shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rules {
    pub(super) now: Timestamp,
    /// Whether shows that were not read for a day are looked at.
    pub(super) rotate: bool,
    /// Whether every show is looked at, changed or not.
    pub(super) look: bool,
    /// Passes that began before this begin again.
    pub(super) full_from: Option<Timestamp>,
    /// The most episodes of a show; `None` for all.
    pub(super) depth: Option<u32>,
    /// Whether a show is skipped for a day after Spotify refused a page of it.
    pub(super) patient: bool,
}

/// The next thing to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Request a page.
    Ask {
        /// The index of its show in [`Plan::entries`].
        entry: usize,
        ask: Ask,
        class: Class,
        origin: RequestOrigin,
    },
    /// A page is due, but the budget is spent.
    OverBudget,
    /// No page is due, at least until one under way arrives.
    Idle,
}

/// How much is left to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Remaining {
    /// Shows whose newest page is due.
    pub(super) newest: u32,
    /// Pages that are not on disk.
    pub(super) pages: u32,
    /// Pages in all.
    pub(super) all_pages: u32,
    /// Estimated number of episodes that are not on disk.
    pub(super) episodes: u32,
}

impl Remaining {
    /// Updates a total after one share of it has changed.
    fn replace(&mut self, old: Self, new: Self) {
        let change = |total: u32, old: u32, new: u32| total.saturating_sub(old).saturating_add(new);
        *self = Self {
            newest: change(self.newest, old.newest, new.newest),
            pages: change(self.pages, old.pages, new.pages),
            all_pages: change(self.all_pages, old.all_pages, new.all_pages),
            episodes: change(self.episodes, old.episodes, new.episodes),
        };
    }
}

/// The shows in the order in which they are fetched, with the pages under way.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) entries: Vec<Entry>,
    total: Option<Total>,
    /// Entries that may have changed since the total was taken.
    changed: Vec<usize>,
}

/// A running total of [`Plan::remaining`], which is read after every page.
#[derive(Debug)]
struct Total {
    sum: Remaining,
    /// The share of each entry.
    shares: Vec<Remaining>,
    rules: Rules,
}

/// Shows become due as time passes, so a total counts for this long.
const TOTAL_HOLDS: SignedDuration = SignedDuration::from_mins(1);

impl Total {
    fn new(entries: &[Entry], rules: &Rules) -> Self {
        let shares: Vec<_> = entries.iter().map(|entry| entry.remaining(rules)).collect();
        let mut sum = Remaining::default();
        for share in &shares {
            sum.replace(Remaining::default(), *share);
        }
        Self { sum, shares, rules: *rules }
    }

    fn holds(&self, rules: &Rules) -> bool {
        let age = rules.now.duration_since(self.rules.now);
        Rules { now: self.rules.now, ..*rules } == self.rules && (SignedDuration::ZERO..TOTAL_HOLDS).contains(&age)
    }
}

impl Plan {
    pub(super) fn new(shows: Vec<Fetching>) -> Self {
        Self { entries: shows.into_iter().map(Entry::new).collect(), total: None, changed: Vec::new() }
    }

    /// An entry, to be changed.
    pub(super) fn entry(&mut self, index: usize) -> Option<&mut Entry> {
        self.changed.push(index);
        self.entries.get_mut(index)
    }

    /// The next page, among the shows that `may` be fetched.
    pub(super) fn next(&self, rules: &Rules, spending: &Spending, may: impl Fn(ShowRef) -> bool) -> Next {
        let (mut rotation, mut back) = (None, None);
        for (index, entry) in self.entries.iter().enumerate() {
            let Some((class, ask)) = entry.due(rules).filter(|_| may(entry.show.at)) else { continue };
            match class {
                Class::Newest => return spending.allow(index, ask, class),
                // The show that was read the longest ago.
                Class::Rotation => {
                    let read_at = entry.show.fetch_state.read_at;
                    if spending.rotation != Some(0) && rotation.is_none_or(|(_, _, before)| read_at < before) {
                        rotation = Some((index, ask, read_at));
                    }
                }
                Class::Back => back = back.or(Some((index, ask))),
            }
        }
        match (rotation, back) {
            (Some((index, ask, _)), _) => spending.allow(index, ask, Class::Rotation),
            (None, Some((index, ask))) => spending.allow(index, ask, Class::Back),
            (None, None) => Next::Idle,
        }
    }

    /// How much is left to do, with the pages under way.
    pub(super) fn remaining(&mut self, rules: &Rules) -> Remaining {
        let changed = std::mem::take(&mut self.changed);
        let Some(total) = self.total.as_mut().filter(|total| total.holds(rules)) else {
            return self.total.insert(Total::new(&self.entries, rules)).sum;
        };
        for index in changed {
            if let (Some(entry), Some(share)) = (self.entries.get(index), total.shares.get_mut(index)) {
                let new = entry.remaining(&total.rules);
                total.sum.replace(std::mem::replace(share, new), new);
            }
        }
        total.sum
    }
}
