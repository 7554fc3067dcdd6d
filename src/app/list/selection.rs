//! Episodes selected one by one.
//!
//! A selection belongs to its list and is kept by show and key: refresh, order and filter do not change it.

use std::collections::{HashMap, HashSet};

use crate::domain::{EpisodeAt, ShelfEpisode};

/// Episodes selected one by one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// With the order of selection.
    of: Selected,
    last: usize,
    range: Option<Range>,
}

type Selected = HashMap<EpisodeAt, (usize, ShelfEpisode)>;

/// A range that follows the selected row.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Range {
    /// The row it began at.
    anchor: EpisodeAt,
    /// What was selected before, and the number of the last of it.
    before: Selected,
    last: usize,
    /// The row of the anchor and the one it spans to, while the list has the same rows.
    rows: Option<(usize, usize)>,
}

impl Selection {
    pub fn len(&self) -> usize {
        self.of.len()
    }

    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    pub fn contains(&self, item: &ShelfEpisode) -> bool {
        !self.of.is_empty() && self.of.contains_key(&item.at())
    }

    pub fn toggle(&mut self, item: &ShelfEpisode) {
        if self.of.remove(&item.at()).is_none() {
            self.last += 1;
            self.of.insert(item.at(), (self.last, item.clone()));
        }
    }

    /// Begins a range at a row, and ends the one before.
    pub fn begin_range(&mut self, item: &ShelfEpisode) {
        self.range = Some(Range { anchor: item.at(), before: self.of.clone(), last: self.last, rows: None });
        self.last += 1;
        self.of.entry(item.at()).or_insert((self.last, item.clone()));
    }

    /// Ends the range; what is selected stays. Returns whether there was one.
    pub fn end_range(&mut self) -> bool {
        self.range.take().is_some()
    }

    pub fn is_range(&self) -> bool {
        self.range.is_some()
    }

    /// The row that the range began at.
    pub fn anchor(&self) -> Option<&EpisodeAt> {
        self.range.as_ref().map(|range| &range.anchor)
    }

    /// The row of the anchor and the one the range spans to, unless the list has other rows since.
    pub fn spanned(&self) -> Option<(usize, usize)> {
        self.range.as_ref()?.rows
    }

    /// The list has other rows.
    pub fn rows_changed(&mut self) {
        if let Some(range) = &mut self.range {
            range.rows = None;
        }
    }

    /// Selects what the range spans now, beside what was selected before it. `changed` are the rows from the one it spanned to
    /// until now, or from the anchor, to the new one.
    pub fn span(&mut self, anchor: usize, to: usize, changed: Vec<(usize, ShelfEpisode)>) {
        let Some(range) = &mut self.range else { return };
        if range.rows.replace((anchor, to)).is_none() {
            self.of.clone_from(&range.before);
        }
        let rows = anchor.min(to)..=anchor.max(to);
        for (row, episode) in changed {
            let at = episode.at();
            if rows.contains(&row) {
                self.of.entry(at).or_insert((range.last + 1 + row, episode));
            } else if !range.before.contains_key(&at) {
                self.of.remove(&at);
            }
        }
        self.last = self.last.max(range.last + 1 + rows.end());
    }

    /// Returns whether something was selected.
    pub fn clear(&mut self) -> bool {
        let some = !self.is_empty();
        *self = Self::default();
        some
    }

    /// In the order they were selected.
    pub fn episodes(&self) -> Vec<ShelfEpisode> {
        let mut all: Vec<_> = self.of.values().collect();
        all.sort_by_key(|(number, _)| *number);
        all.into_iter().map(|(_, episode)| episode.clone()).collect()
    }

    /// Takes over marks, progress and what is saved from the library.
    pub fn refresh<'a>(&mut self, items: impl Iterator<Item = &'a ShelfEpisode>) {
        if self.is_empty() {
            return;
        }
        for item in items {
            if let Some((_, episode)) = self.of.get_mut(&item.at()) {
                *episode = item.clone();
            }
        }
    }

    /// Drops the episodes that `items` does not contain.
    pub fn retain_among(&mut self, items: &[ShelfEpisode]) {
        if !self.is_empty() {
            let there: HashSet<EpisodeAt> = items.iter().map(ShelfEpisode::at).collect();
            self.of.retain(|at, _| there.contains(at));
        }
    }

    /// The selected episodes, to be changed.
    pub fn episodes_mut(&mut self) -> impl Iterator<Item = &mut ShelfEpisode> {
        self.of.values_mut().map(|(_, episode)| episode)
    }
}
