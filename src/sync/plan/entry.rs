//! One show in the plan: the pages that are due, and those under way.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{Ask, Class, DAY, FURTHEST, PAGE, Remaining, Rules};
use crate::library::{FetchState, Fetching, Step};

/// A show, and the pages that this synchronisation has requested.
#[derive(Debug)]
pub(in crate::sync) struct Entry {
    pub(in crate::sync) show: Fetching,
    /// The offsets of pages under way, and whether a page decides which others there are.
    under_way: BTreeMap<u32, bool>,
    /// The offsets of pages that failed.
    failed: BTreeSet<u32>,
    /// Whether no more pages of it are requested.
    stuck: bool,
    /// Whether its newest episodes were read.
    looked: bool,
    /// Whether a visit has fetched pages of it, so that its row must be read again first.
    pub(in crate::sync) stale: bool,
}

impl Entry {
    pub(super) fn new(show: Fetching) -> Self {
        let (under_way, failed) = (BTreeMap::new(), BTreeSet::new());
        Self { show, under_way, failed, stuck: false, looked: false, stale: false }
    }

    /// The next page that may be requested now.
    pub(super) fn due(&self, rules: &Rules) -> Option<(Class, Ask)> {
        if self.stale || self.under_way.values().any(|decides| *decides) {
            return None;
        }
        self.wanted(rules).filter(|(_, ask)| self.under_way.is_empty() || !decides(*ask))
    }

    /// The next page, whatever is under way.
    pub(super) fn wanted(&self, rules: &Rules) -> Option<(Class, Ask)> {
        let fetch_state = &self.show.fetch_state;
        let refused = rules.patient && self.show.failed_at.is_some_and(|at| is_recent(at, rules.now));
        if self.stuck || refused || self.show.key.id().is_none() {
            return None;
        }
        let page = |class, step, offset| Some((class, Ask { offset, limit: PAGE, step }));
        let changed = self.show.remote_total.is_some() && self.show.remote_total != fetch_state.read_remote;
        if rules.full_from.is_some_and(|from| fetch_state.pass_at.is_none_or(|at| at < from)) {
            return page(Class::Newest, Step::Pass(fetch_state.pass.saturating_add(1)), 0);
        }
        if !fetch_state.complete && fetch_state.next_offset == 0 && fetch_state.gaps.is_empty() {
            let class = if changed || fetch_state.read_at.is_none() { Class::Newest } else { Class::Back };
            return page(class, Step::Pass(fetch_state.pass.max(1)), 0);
        }
        if let Some(look) = fetch_state.look {
            return page(Class::Newest, Step::Look, look.offset);
        }
        let start = || look_start(fetch_state, self.show.remote_total.or(fetch_state.read_total));
        if (changed || rules.look) && !self.looked {
            return page(Class::Newest, Step::Look, start());
        }
        if rules.rotate && !self.looked && fetch_state.read_at.is_none_or(|at| !is_recent(at, rules.now)) {
            return page(Class::Rotation, Step::Look, start());
        }
        self.pass_page(rules.depth)
    }

    /// The next page of the pass that is not under way and has not failed.
    fn pass_page(&self, depth: Option<u32>) -> Option<(Class, Ask)> {
        let fetch_state = &self.show.fetch_state;
        if fetch_state.complete {
            return None;
        }
        let free = |offset: &u32| !self.under_way.contains_key(offset) && !self.failed.contains(offset);
        let step = Step::Pass(fetch_state.pass);
        let ask = |offset: u32| Ask { offset, limit: PAGE - offset % PAGE, step };
        if let Some(gap) = fetch_state.gaps.iter().copied().find(free) {
            return Some((Class::Back, ask(gap)));
        }
        if fetch_state.next_offset == FetchState::END {
            return None;
        }
        if fetch_state.oldest_first {
            let total = fetch_state.read_total.unwrap_or(0);
            let deep =
                |offset: &u32| depth.is_none_or(|depth| total.saturating_sub(offset.saturating_add(PAGE)) < depth);
            let mut pages = (1..=fetch_state.next_offset / PAGE).rev().map(|page| page * PAGE);
            let offset = pages.find(free).filter(deep)?;
            let newest = offset == fetch_state.next_offset && offset.saturating_add(PAGE) >= total;
            return Some((if newest { Class::Newest } else { Class::Back }, ask(offset)));
        }
        let end = fetch_state.read_total.unwrap_or(0).min(FURTHEST);
        let step_by = usize::try_from(PAGE).unwrap_or(1);
        let named = (fetch_state.next_offset..end).step_by(step_by).find(free);
        // Beyond its total the list is read page by page.
        let behind = || {
            let alone = self.under_way.is_empty() && fetch_state.next_offset >= end;
            Some(fetch_state.next_offset).filter(|offset| alone && *offset < FURTHEST && free(offset))
        };
        let offset = named.or_else(behind).filter(|offset| depth.is_none_or(|depth| *offset < depth))?;
        Some((Class::Back, ask(offset)))
    }

    pub(in crate::sync) fn asked(&mut self, ask: Ask) {
        self.under_way.insert(ask.offset, decides(ask));
    }

    pub(in crate::sync) fn written(&mut self, ask: Ask, fetch_state: FetchState) {
        self.under_way.remove(&ask.offset);
        self.looked |= ask.offset == 0 || ask.step == Step::Look && fetch_state.look.is_none();
        self.show.failed_at = None;
        self.show.fetch_state = fetch_state;
    }

    /// After a failed page that decides which others there are, no more are requested.
    pub(in crate::sync) fn failed(&mut self, ask: Ask) {
        self.under_way.remove(&ask.offset);
        self.failed.insert(ask.offset);
        self.stuck |= decides(ask);
    }

    /// The show was deleted, or another pass over it has begun.
    pub(in crate::sync) fn lost(&mut self, ask: Ask) {
        self.under_way.remove(&ask.offset);
        self.stuck = true;
    }

    /// Replaces the row; `None` if the show was deleted.
    pub(in crate::sync) fn refresh(&mut self, show: Option<Fetching>) {
        self.stale = false;
        match show {
            Some(show) => self.show = show,
            None => self.stuck = true,
        }
    }

    /// Whether no page is under way.
    pub(in crate::sync) fn is_idle(&self) -> bool {
        self.under_way.is_empty()
    }

    /// How much is left to do.
    pub(super) fn remaining(&self, rules: &Rules) -> Remaining {
        let due = self.wanted(rules).is_some_and(|(class, _)| class != Class::Back);
        let (pages, all_pages) = self.pages(rules.depth);
        Remaining { newest: u32::from(due), pages, all_pages, episodes: self.episodes_left(rules.depth) }
    }

    /// The pages of the current pass that are not on disk, and all its pages.
    fn pages(&self, depth: Option<u32>) -> (u32, u32) {
        let fetch_state = &self.show.fetch_state;
        if self.show.key.id().is_none() {
            return (0, 0);
        }
        let total = self.total();
        let all = total.min(depth.unwrap_or(u32::MAX)).div_ceil(PAGE).max(1);
        let gaps = u32::try_from(fetch_state.gaps.len()).unwrap_or(u32::MAX);
        let left = if fetch_state.complete {
            0
        } else if fetch_state.next_offset == 0 && fetch_state.gaps.is_empty() {
            all
        } else if fetch_state.next_offset == FetchState::END {
            gaps
        } else if fetch_state.oldest_first {
            // Without those that the depth leaves out. The first page was read.
            let left_out = total.saturating_sub(depth.unwrap_or(u32::MAX)) / PAGE;
            gaps + (fetch_state.next_offset / PAGE).saturating_sub(left_out.saturating_sub(1))
        } else {
            let end = total.min(depth.unwrap_or(u32::MAX));
            let behind =
                u32::from(fetch_state.next_offset >= total && depth.is_none_or(|d| fetch_state.next_offset < d));
            gaps + end.saturating_sub(fetch_state.next_offset).div_ceil(PAGE).max(behind)
        };
        (left, all.max(left))
    }

    /// The estimated number of episodes that are not on disk.
    fn episodes_left(&self, depth: Option<u32>) -> u32 {
        if self.show.fetch_state.complete || self.show.key.id().is_none() {
            return 0;
        }
        let wanted = self.total().min(depth.unwrap_or(u32::MAX));
        wanted.saturating_sub(self.show.on_disk.saturating_add(self.show.fetch_state.skipped))
    }

    fn total(&self) -> u32 {
        self.show.fetch_state.read_total.or(self.show.remote_total).unwrap_or(0).min(FURTHEST)
    }
}

/// The offset at which a look at the newest episodes of a list begins.
pub(super) fn look_start(fetch_state: &FetchState, total: Option<u32>) -> u32 {
    if fetch_state.oldest_first { total.unwrap_or(0).min(FURTHEST).saturating_sub(PAGE) } else { 0 }
}

/// Whether a page decides which others there are.
fn decides(ask: Ask) -> bool {
    ask.offset == 0 || ask.step == Step::Look
}

/// Whether a time is less than a day ago. One in the future was stored by a clock that has been set back since.
pub(in crate::sync) fn is_recent(at: Timestamp, now: Timestamp) -> bool {
    at <= now && now.duration_since(at) < DAY
}
