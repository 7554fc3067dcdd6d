//! A list that somebody keeps: what stood in it from the start, which is computed, less what went, after what came.

use std::collections::BTreeSet;

use jiff::Timestamp;

/// A list of things named by `K`, the one added last first.
#[derive(Debug)]
pub(super) struct Collection<K> {
    /// How many stood in it from the start; who asks knows which.
    base: u32,
    /// The positions of those that went.
    gone: BTreeSet<u32>,
    /// What came since, the latest last.
    added: Vec<(K, Timestamp)>,
}

/// What stands at a place of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept<K> {
    /// This, added then.
    Added(K, Timestamp),
    /// What stood at this position at the start.
    Base(u32),
}

impl<K: Copy + PartialEq> Collection<K> {
    pub(super) fn new(base: u32) -> Self {
        Self { base, gone: BTreeSet::new(), added: Vec::new() }
    }

    pub(super) fn len(&self) -> u32 {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        (self.base - count(self.gone.len())).saturating_add(count(self.added.len()))
    }

    pub(super) fn at(&self, place: u32) -> Option<Kept<K>> {
        let added = self.added.iter().rev().nth(place as usize);
        if let Some((key, at)) = added {
            return Some(Kept::Added(*key, *at));
        }
        let place = place.checked_sub(u32::try_from(self.added.len()).ok()?)?;
        let position = self.gone.iter().fold(place, |at, gone| if *gone <= at { at.saturating_add(1) } else { at });
        (position < self.base).then_some(Kept::Base(position))
    }

    /// Whether it holds `key`, which stood at `position` at the start, if it did.
    pub(super) fn has(&self, key: K, position: Option<u32>) -> bool {
        let still = position.is_some_and(|position| position < self.base && !self.gone.contains(&position));
        still || self.added.iter().any(|(added, _)| *added == key)
    }

    /// Puts `key` on top; false where it was there.
    pub(super) fn add(&mut self, key: K, position: Option<u32>, at: Timestamp) -> bool {
        let new = !self.has(key, position);
        if new {
            self.added.push((key, at));
        }
        new
    }

    /// Takes `key` out; false where it was not there.
    pub(super) fn remove(&mut self, key: K, position: Option<u32>) -> bool {
        let there = self.has(key, position);
        self.added.retain(|(added, _)| *added != key);
        self.gone.extend(position.filter(|position| *position < self.base));
        there
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_stands_on_top_and_what_goes_leaves_no_hole() {
        // Position and key are the same here.
        let mut list = Collection::new(4);
        let at = Timestamp::UNIX_EPOCH;
        assert!(list.remove(1, Some(1)) && !list.remove(1, Some(1)));
        assert!(list.add(9, None, at) && !list.add(9, None, at) && !list.add(2, Some(2), at));
        let all = |list: &Collection<u32>| (0..9).filter_map(|place| list.at(place)).collect::<Vec<_>>();
        assert_eq!(all(&list), [Kept::Added(9, at), Kept::Base(0), Kept::Base(2), Kept::Base(3)]);
        assert!(list.add(1, Some(1), at), "what went can come again");
        assert_eq!(list.at(0), Some(Kept::Added(1, at)));
        assert!(list.remove(9, None) && list.remove(0, Some(0)));
        assert_eq!(all(&list), [Kept::Added(1, at), Kept::Base(2), Kept::Base(3)]);
        assert_eq!(list.len(), 3);
    }
}
