//! What a page means for its show: where to go on, and whether everything is explained.

use jiff::Timestamp;

use super::{
    FURTHEST, PAGE,
    entry::{is_recent, look_start},
};
use crate::{
    domain::{Episode, Page, ReleaseDate},
    library::{FetchState, Look, Step},
};

/// A page as far as it matters for what comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sync) struct Facts {
    /// Its first position.
    pub(in crate::sync) offset: u32,
    /// How many items were asked for.
    pub(in crate::sync) limit: u32,
    /// How many were then served at most.
    pub(in crate::sync) applied: u32,
    /// How many came, good or not.
    pub(in crate::sync) received: u32,
    /// How many could not be read.
    pub(in crate::sync) skipped: u32,
    /// What Spotify says the list holds.
    pub(in crate::sync) total: Option<u32>,
    /// Whether it names a next page.
    pub(in crate::sync) has_next: bool,
    /// Whether its episodes run from old to new, where that can be told.
    pub(in crate::sync) oldest_first: Option<bool>,
    /// Whether another page of this pass held the same.
    pub(in crate::sync) repeats: bool,
    /// When it was read.
    pub(in crate::sync) at: Timestamp,
    /// What the list of shows said when it was asked for.
    pub(in crate::sync) remote: Option<u32>,
}

impl Facts {
    /// What matters of a page of which `limit` items were asked for.
    pub(in crate::sync) fn of(page: &Page<Episode>, limit: u32, at: Timestamp, remote: Option<u32>) -> Self {
        let days = || page.items.iter().filter_map(|(_, episode)| episode.released.map(ReleaseDate::first_day));
        let (mut up, mut down) = (0, 0);
        for (one, next) in days().zip(days().skip(1)) {
            up += u32::from(one < next);
            down += u32::from(one > next);
        }
        Self {
            offset: page.offset,
            limit,
            applied: page.limit.clamp(1, limit.max(1)),
            received: page.received,
            skipped: page.skipped,
            total: page.total,
            has_next: page.has_next,
            oldest_first: (up != down).then_some(up > down),
            repeats: false,
            at,
            remote,
        }
    }

    fn end(&self) -> u32 {
        self.offset.saturating_add(self.applied)
    }

    /// Whether the list goes on behind it.
    fn goes_on(&self) -> bool {
        let says_more = || self.total.map_or(self.received >= self.applied, |total| total > self.end());
        self.received > 0 && !self.repeats && (self.has_next || says_more())
    }

    /// What is left of it where fewer items were served than asked for.
    fn rest(&self) -> Option<u32> {
        Some(self.end()).filter(|_| self.applied < self.limit && self.goes_on())
    }

    /// Whether nothing comes behind it, or behind its rest.
    fn is_last(&self) -> bool {
        let rest_is_last =
            || self.rest().is_some() && self.total.is_some_and(|total| total <= self.offset + self.limit);
        !self.goes_on() || rest_is_last()
    }
}

/// Episodes of a page by whether they were on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sync) struct Found {
    pub(in crate::sync) new: u32,
    pub(in crate::sync) known: u32,
}

/// How far a show is after a page in which so many episodes were found.
pub(in crate::sync) fn landed(before: &FetchState, step: Step, facts: &Facts, found: Found) -> FetchState {
    match step {
        Step::Pass(_) if facts.offset == 0 => first_page(before.clone(), facts),
        Step::Pass(_) => pass_page(before.clone(), facts),
        Step::Look => look_page(before, facts, found),
    }
}

/// The page that a pass begins with: it says how many there are.
fn first_page(mut fetch_state: FetchState, facts: &Facts) -> FetchState {
    if fetch_state.next_offset != 0 || fetch_state.complete {
        // Somebody else read it at the same time, and is further.
        return fetch_state;
    }
    fetch_state.oldest_first = facts.oldest_first.unwrap_or(fetch_state.oldest_first) && facts.total.is_some();
    fetch_state.skipped = fetch_state.skipped.saturating_add(facts.skipped);
    fetch_state.read_at = Some(facts.at);
    fetch_state.read_total = facts.total;
    fetch_state.read_remote = facts.remote;
    fetch_state.look = None;
    fetch_state.gaps = facts.rest().into_iter().collect();
    fetch_state.next_offset = match facts.total {
        _ if facts.is_last() => FetchState::END,
        Some(total) if fetch_state.oldest_first && total > PAGE => (total.min(FURTHEST) - 1) / PAGE * PAGE,
        Some(_) | None => PAGE,
    };
    closed(fetch_state, facts)
}

/// Any other page of a pass. Pages may come in any order: what lies between them is a gap until it comes.
fn pass_page(mut fetch_state: FetchState, facts: &Facts) -> FetchState {
    let next = fetch_state.next_offset;
    fetch_state.skipped = fetch_state.skipped.saturating_add(facts.skipped);
    fetch_state.gaps.retain(|gap| *gap != facts.offset);
    let step = usize::try_from(PAGE).unwrap_or(1);
    if fetch_state.oldest_first {
        if next != FetchState::END && facts.offset <= next {
            fetch_state.gaps.extend((facts.offset.saturating_add(PAGE)..=next).step_by(step));
            fetch_state.next_offset = if facts.offset > PAGE { facts.offset - PAGE } else { FetchState::END };
        }
        fetch_state.gaps.extend(facts.rest());
    } else {
        if next != FetchState::END && facts.offset >= next {
            fetch_state.gaps.extend((next..facts.offset).step_by(step));
            fetch_state.next_offset = facts.offset.saturating_add(PAGE);
        }
        fetch_state.gaps.extend(facts.rest());
        let too_far = fetch_state.next_offset != FetchState::END && fetch_state.next_offset >= FURTHEST;
        if facts.is_last() || too_far {
            let last = facts.rest().unwrap_or(facts.offset);
            fetch_state.gaps.retain(|gap| *gap <= last);
            fetch_state.next_offset = FetchState::END;
        }
    }
    closed(fetch_state, facts)
}

/// Notes that a pass has every page, and has the newest ones looked at once more where the list has moved meanwhile.
fn closed(mut fetch_state: FetchState, facts: &Facts) -> FetchState {
    fetch_state.complete = fetch_state.next_offset == FetchState::END && fetch_state.gaps.is_empty();
    let moved = facts.total.is_some() && fetch_state.read_total.is_some() && facts.total != fetch_state.read_total;
    if fetch_state.complete && moved && fetch_state.look.is_none() {
        fetch_state.look = Some(Look { offset: look_start(&fetch_state, facts.total), new: 0, total: None });
    }
    fetch_state
}

/// A page of the newest episodes. Where what is new explains how the total changed, the show is up to date; where it does
/// not, something is gone or was changed for another, and only a new pass finds out what.
fn look_page(before: &FetchState, facts: &Facts, Found { new, known }: Found) -> FetchState {
    if before.look.is_some_and(|look| look.offset != facts.offset) {
        return before.clone();
    }
    let first = before.look.is_none();
    let found = before.look.unwrap_or_default().new.saturating_add(new);
    let total = facts.total.or(before.read_total);
    // Behind a page that holds something known, nothing new is to be expected.
    let further = further(before, facts).filter(|_| new > 0 && known == 0);
    // Only a page that reaches what was known says how many are new.
    let reached = known > 0 || further.is_none();
    // Where the list moved between two pages, an episode may have slipped past the look.
    let told = before.look.and_then(|look| look.total);
    let moved = told.is_some() && facts.total.is_some() && told != facts.total;
    let explained = match (before.read_total, total) {
        _ if moved => false,
        (Some(before), Some(now)) => reached && i64::from(now) - i64::from(before) == i64::from(found),
        (None, _) | (_, None) => true,
    };
    let mut fetch_state = FetchState { look: None, ..before.clone() };
    let further = further.filter(|_| !explained && !moved);
    let on = turned(before, facts, first, total).or(further.filter(|offset| is_covered(before, *offset)));
    if let Some(offset) = on {
        fetch_state.look = Some(Look { offset, new: found, total: facts.total });
        return fetch_state;
    }
    fetch_state.read_at = Some(facts.at);
    fetch_state.read_remote = facts.remote;
    // What lies behind is the running pass's.
    if explained || further.is_some() {
        fetch_state.read_total = total;
        return fetch_state;
    }
    if before.repaired_at.is_some_and(|at| is_recent(at, facts.at)) {
        // It does not add up so soon again. The total it should have had stays: a look after a day finds it wanting.
        return fetch_state;
    }
    fetch_state = FetchState { repaired_at: Some(facts.at), read_total: total, ..fetch_state.begun(facts.at) };
    // A look at the first page is the first page of that pass.
    if first && facts.offset == 0 { first_page(fetch_state, facts) } else { fetch_state }
}

/// The next page back in time.
fn further(before: &FetchState, facts: &Facts) -> Option<u32> {
    if before.oldest_first {
        (facts.offset > 0).then(|| facts.offset.saturating_sub(PAGE))
    } else {
        Some(facts.end()).filter(|end| facts.goes_on() && *end < FURTHEST)
    }
}

/// Whether the running pass has been there: else it comes there anyway.
fn is_covered(before: &FetchState, offset: u32) -> bool {
    let all = before.complete || before.next_offset == FetchState::END;
    all || if before.oldest_first { offset > before.next_offset } else { offset < before.next_offset }
}

/// Where a list that begins with the oldest ends elsewhere than was thought, the page at its end.
fn turned(before: &FetchState, facts: &Facts, first: bool, total: Option<u32>) -> Option<u32> {
    let total = total.filter(|_| before.oldest_first && first)?.min(FURTHEST);
    let start = total.saturating_sub(PAGE);
    (total > facts.end() || total <= facts.offset && facts.offset > 0).then_some(start).filter(|to| *to != facts.offset)
}
