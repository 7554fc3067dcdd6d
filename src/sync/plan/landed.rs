//! What a page means for its show: the next page, and whether its total is explained.

use jiff::Timestamp;

use super::{
    FURTHEST, PAGE,
    entry::{is_recent, look_start},
};
use crate::{
    domain::{Episode, Page, ReleaseDate},
    library::{FetchState, Look, Step},
};

/// The properties of a page that decide the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sync) struct Facts {
    /// Its first position.
    pub(in crate::sync) offset: u32,
    /// The number of items requested.
    pub(in crate::sync) limit: u32,
    /// The limit that Spotify applied.
    pub(in crate::sync) applied: u32,
    /// The number of items received, readable or not.
    pub(in crate::sync) received: u32,
    /// The number of items that could not be read.
    pub(in crate::sync) skipped: u32,
    pub(in crate::sync) total: Option<u32>,
    /// Whether it names a next page.
    pub(in crate::sync) has_next: bool,
    /// Whether its episodes are in order of date; `None` if unknown.
    pub(in crate::sync) oldest_first: Option<bool>,
    /// Whether another page of this pass had the same items.
    pub(in crate::sync) repeats: bool,
    /// When it was read.
    pub(in crate::sync) at: Timestamp,
    /// The total of its show in the list of shows.
    pub(in crate::sync) remote: Option<u32>,
}

impl Facts {
    /// The facts of a page for which `limit` items were requested.
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

    /// Whether the list goes on after it.
    fn goes_on(&self) -> bool {
        let says_more = || self.total.map_or(self.received >= self.applied, |total| total > self.end());
        self.received > 0 && !self.repeats && (self.has_next || says_more())
    }

    /// The offset of the rest, if the limit applied was smaller than requested.
    fn rest(&self) -> Option<u32> {
        Some(self.end()).filter(|_| self.applied < self.limit && self.goes_on())
    }

    /// Whether the list ends with it, or with its rest.
    fn is_last(&self) -> bool {
        let rest_is_last =
            || self.rest().is_some() && self.total.is_some_and(|total| total <= self.offset + self.limit);
        !self.goes_on() || rest_is_last()
    }
}

/// Numbers of episodes of a page that were on disk or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sync) struct Found {
    pub(in crate::sync) new: u32,
    pub(in crate::sync) known: u32,
}

/// The fetch state of a show after a page.
pub(in crate::sync) fn landed(before: &FetchState, step: Step, facts: &Facts, found: Found) -> FetchState {
    match step {
        Step::Pass(_) if facts.offset == 0 => first_page(before.clone(), facts),
        Step::Pass(_) => pass_page(before.clone(), facts),
        Step::Look => look_page(before, facts, found),
    }
}

/// The first page of a pass, which has the total.
fn first_page(mut fetch_state: FetchState, facts: &Facts) -> FetchState {
    if fetch_state.next_offset != 0 || fetch_state.complete {
        // Another task read it at the same time, and has read more.
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

/// Any other page of a pass. Pages may arrive in any order: those between them are gaps until they arrive.
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

/// Completes a pass that has every page, and begins a look at the newest episodes if the list has moved meanwhile.
fn closed(mut fetch_state: FetchState, facts: &Facts) -> FetchState {
    fetch_state.complete = fetch_state.next_offset == FetchState::END && fetch_state.gaps.is_empty();
    let moved = facts.total.is_some() && fetch_state.read_total.is_some() && facts.total != fetch_state.read_total;
    if fetch_state.complete && moved && fetch_state.look.is_none() {
        fetch_state.look = Some(Look { offset: look_start(&fetch_state, facts.total), new: 0, total: None });
    }
    fetch_state
}

/// A page of the newest episodes. If the new ones explain the change of the total, the show is up to date. If not, episodes
/// were removed or replaced, and only a new pass finds them.
fn look_page(before: &FetchState, facts: &Facts, Found { new, known }: Found) -> FetchState {
    if before.look.is_some_and(|look| look.offset != facts.offset) {
        return before.clone();
    }
    let first = before.look.is_none();
    let found = before.look.unwrap_or_default().new.saturating_add(new);
    let total = facts.total.or(before.read_total);
    // After a page with a known episode, no new ones are expected.
    let further = further(before, facts).filter(|_| new > 0 && known == 0);
    // The number of new episodes is known only if the look reaches a known one.
    let reached = known > 0 || further.is_none();
    // If the list moved between two pages, the look may have missed an episode.
    let look_total = before.look.and_then(|look| look.total);
    let moved = look_total.is_some() && facts.total.is_some() && look_total != facts.total;
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
    // The current pass reads the rest.
    if explained || further.is_some() {
        fetch_state.read_total = total;
        return fetch_state;
    }
    if before.repaired_at.is_some_and(|at| is_recent(at, facts.at)) {
        // Already repaired within a day. The old total stays, so that a look after a day repairs again.
        return fetch_state;
    }
    fetch_state = FetchState { repaired_at: Some(facts.at), read_total: total, ..fetch_state.begun(facts.at) };
    // The first page of the look is also that of the pass.
    if first && facts.offset == 0 { first_page(fetch_state, facts) } else { fetch_state }
}

/// The offset of the next older page.
fn further(before: &FetchState, facts: &Facts) -> Option<u32> {
    if before.oldest_first {
        (facts.offset > 0).then(|| facts.offset.saturating_sub(PAGE))
    } else {
        Some(facts.end()).filter(|end| facts.goes_on() && *end < FURTHEST)
    }
}

/// Whether the current pass has read this page. If not, it will.
fn is_covered(before: &FetchState, offset: u32) -> bool {
    let all = before.complete || before.next_offset == FetchState::END;
    all || if before.oldest_first { offset > before.next_offset } else { offset < before.next_offset }
}

/// The page at the end of a list that begins with the oldest, if that is not where the look began.
fn turned(before: &FetchState, facts: &Facts, first: bool, total: Option<u32>) -> Option<u32> {
    let total = total.filter(|_| before.oldest_first && first)?.min(FURTHEST);
    let start = total.saturating_sub(PAGE);
    (total > facts.end() || total <= facts.offset && facts.offset > 0).then_some(start).filter(|to| *to != facts.offset)
}
