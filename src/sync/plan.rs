//! Pure: which page of which show to fetch next, given what the library holds, the time, the budget and the intent.
//!
//! The newest pages of all shows come first, then those that a slow rotation looks at again, then older pages; within
//! each the shows that were opened last. No I/O, no clock: the library is a plain value here, and the same planner runs
//! in the tests against one. Start with [`Plan::next`], then [`entry`].
//!
//! What a page means for its show is decided by [`landed::landed`]. `run::pages` hands it to
//! [`Library::apply_episodes_step`](crate::library::Library::apply_episodes_step), which calls it within the transaction
//! that writes the page: only there is it known how many of the episodes are new, and only so are page and cursor one
//! transaction. It runs on the library's thread, so it must be quick and depend on its arguments alone.

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

/// How many episodes a page holds.
pub(super) const PAGE: u32 = Pager::<()>::PAGE;
/// No list is followed further, whatever is said of it.
pub(super) const FURTHEST: u32 = PAGE * Pager::<()>::MAX_PAGES;
/// A show is looked at again, repaired again, and asked again after a refusal, once in this time at most.
pub(super) const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What a page is fetched for, in the order of urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// The newest episodes of a show that is new, changed, or to be read anew.
    Newest,
    /// A show that nothing is known to have happened to.
    Rotation,
    /// Older episodes.
    Back,
}

/// A page to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ask {
    /// Its first position in the list.
    pub(super) offset: u32,
    /// How many episodes.
    pub(super) limit: u32,
    /// What it is asked for as.
    pub(super) step: Step,
}

/// What decides beside the state of the shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rules {
    /// The time.
    pub(super) now: Timestamp,
    /// Whether shows are looked at again that were not for a day.
    pub(super) rotate: bool,
    /// Whether every show is looked at, whatever is known.
    pub(super) look: bool,
    /// Passes that began before this are begun anew.
    pub(super) full_from: Option<Timestamp>,
    /// How many episodes of a show are fetched; `None` for all.
    pub(super) depth: Option<u32>,
    /// Whether a show is left alone for a day after Spotify refused a page of it.
    pub(super) patient: bool,
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Ask for a page.
    Ask {
        /// Whose, as a place in [`Plan::entries`].
        entry: usize,
        /// The page.
        ask: Ask,
        /// What for.
        class: Class,
        /// On whose behalf.
        asker: RequestOrigin,
    },
    /// There is something to ask, and no budget for it.
    OverBudget,
    /// There is nothing to ask before something under way comes back, or nothing at all.
    Idle,
}

/// How much there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Remaining {
    /// Shows whose newest page is due.
    pub(super) newest: u32,
    /// Pages that are not on disk.
    pub(super) pages: u32,
    /// Pages there are.
    pub(super) all_pages: u32,
    /// About how many episodes are not on disk.
    pub(super) episodes: u32,
}

impl Remaining {
    /// The total after one share of it has changed.
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
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) entries: Vec<Entry>,
    total: Total,
}

/// What remains of all shows, kept up to date show by show: it is asked for after every page.
#[derive(Debug, Default)]
struct Total {
    sum: Remaining,
    /// The share of each entry.
    shares: Vec<Remaining>,
    /// Entries that may have changed since.
    changed: Vec<usize>,
    /// The rules it was counted by; `None` before the first count.
    rules: Option<Rules>,
}

/// Shows become due as time passes: after this, all are counted again.
const COUNT_HOLDS: SignedDuration = SignedDuration::from_mins(1);

impl Plan {
    pub(super) fn new(shows: Vec<Fetching>) -> Self {
        Self { entries: shows.into_iter().map(Entry::new).collect(), total: Total::default() }
    }

    /// The next page to ask for, among the shows that `may` be asked for.
    pub(super) fn next(&self, rules: &Rules, spending: &Spending, may: impl Fn(ShowRef) -> bool) -> Next {
        let (mut rotation, mut back) = (None, None);
        for (index, entry) in self.entries.iter().enumerate() {
            let Some((class, ask)) = entry.due(rules).filter(|_| may(entry.show.at)) else { continue };
            match class {
                Class::Newest => return spending.allow(index, ask, class),
                // The one that was not looked at for longest.
                Class::Rotation => {
                    let read_at = entry.show.fetch_state.read_at;
                    if spending.rotates() && rotation.is_none_or(|(_, _, before)| read_at < before) {
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

    /// An entry, to be changed.
    pub(super) fn entry(&mut self, index: usize) -> Option<&mut Entry> {
        self.total.changed.push(index);
        self.entries.get_mut(index)
    }

    /// How much there is to do, pages under way included.
    pub(super) fn remaining(&mut self, rules: &Rules) -> Remaining {
        let Total { sum, shares, changed, rules: counted_by } = &mut self.total;
        match counted_by {
            Some(counted_by) if holds(counted_by, rules) => {
                for index in changed.drain(..) {
                    if let (Some(entry), Some(share)) = (self.entries.get(index), shares.get_mut(index)) {
                        let new = entry.remaining(counted_by);
                        sum.replace(std::mem::replace(share, new), new);
                    }
                }
            }
            Some(_) | None => {
                changed.clear();
                *shares = self.entries.iter().map(|entry| entry.remaining(rules)).collect();
                *sum = Remaining::default();
                for share in shares.iter() {
                    sum.replace(Remaining::default(), *share);
                }
                *counted_by = Some(*rules);
            }
        }
        *sum
    }
}

/// Whether a count by some rules is one by others, but for a little time that has passed.
fn holds(counted_by: &Rules, rules: &Rules) -> bool {
    let age = rules.now.duration_since(counted_by.now);
    Rules { now: counted_by.now, ..*rules } == *counted_by && (SignedDuration::ZERO..COUNT_HOLDS).contains(&age)
}
