//! The rows of a feed: their order, the days above them, the line below which there is nothing new.

use std::{cmp::Reverse, collections::HashMap};

use jiff::ZonedDateTime;

use super::{Above, Feed, FeedKind, FeedRow};
use crate::domain::{EpisodeKey, FeedSort, ShowKey};

impl Feed {
    /// What stands above a row: looks at that row and the one before it, and at nothing else.
    #[must_use]
    pub fn above(&self, at: usize) -> Above {
        if self.kind == FeedKind::InProgress {
            return Above::default();
        }
        let caught_up = self.caught_up == Some(at);
        let day = |at: usize| self.row(at).map(|row| row.episode.episode.released);
        let before = at.checked_sub(1).and_then(day);
        let day = day(at).filter(|day| caught_up || before != Some(*day));
        Above { caught_up, day }
    }

    /// Sorts the rows and counts their lines anew, those before row `known` as they were where the order lets it.
    pub(super) fn arrange(&mut self, known: usize, now: &ZonedDateTime) {
        let caught_up = self.find_caught_up(now);
        let line = |at: Option<usize>| at.unwrap_or(usize::MAX);
        let moved = if caught_up == self.caught_up { usize::MAX } else { line(caught_up).min(line(self.caught_up)) };
        self.caught_up = caught_up;
        let known = match (self.kind, self.sort) {
            (FeedKind::New, _) | (FeedKind::InProgress, FeedSort::Newest) => known.min(moved),
            (FeedKind::InProgress, FeedSort::Oldest | FeedSort::Remaining) => 0,
        };
        self.order.truncate(known);
        self.order.extend(self.order.len()..self.rows.len());
        self.sort_rows();
        self.list.cut(known);
        for at in self.list.len()..self.order.len() {
            self.list.push(1 + self.above(at).lines());
        }
    }

    /// Lists the rows read so far in another order; the selected one stays selected.
    pub fn rearrange(&mut self, height: usize, now: &ZonedDateTime) {
        let selected = self.list.selected().and_then(|row| self.order.get(row).copied());
        self.order.clear();
        self.arrange(0, now);
        self.list.select(selected.and_then(|row| self.place(row)).unwrap_or(0), height);
    }

    fn sort_rows(&mut self) {
        if self.kind == FeedKind::New {
            return;
        }
        let Self { rows, order, sort, .. } = self;
        let episode = |at: &usize| rows.get(*at).map(|row| &row.episode.episode);
        match sort {
            FeedSort::Newest => {}
            FeedSort::Oldest => order.sort_by_key(|at| {
                let released = episode(at).and_then(|episode| episode.released);
                (released.is_none(), released, Reverse(*at))
            }),
            FeedSort::Remaining => order.sort_by_key(|at| (episode(at).map(crate::domain::Episode::remaining), *at)),
        }
    }

    /// Before which row stands the line between what arrived since New was looked at before and the rest. Only rows that
    /// came out late enough to be new are looked at; while more of those may be read, the line is not known.
    fn find_caught_up(&self, now: &ZonedDateTime) -> Option<usize> {
        let seen = self.seen_at.filter(|_| self.kind == FeedKind::New && self.filter.text().trim().is_empty())?;
        let cutoff = self.cutoff(now)?;
        let recent = |row: &&FeedRow| row.episode.episode.released.is_some_and(|day| day.first_day() >= cutoff);
        let reached = self.rows.iter().take_while(recent).count();
        if reached == self.rows.len() && self.more {
            return None;
        }
        let newest = self.rows.get(..reached)?;
        let at = newest.iter().rposition(|row| row.episode.arrived > seen).map_or(0, |last| last + 1);
        (at < self.rows.len()).then_some(at)
    }

    /// Where a row read stands in view order. Rows are in the order they were read unless they are sorted.
    pub(super) fn place(&self, row: usize) -> Option<usize> {
        if self.order.get(row) == Some(&row) {
            return Some(row);
        }
        self.order.iter().position(|at| *at == row)
    }

    /// Which of the rows is to be selected now that they were read anew: the chosen one, else the one that followed it
    /// among the `old` ones or came before it. While somebody types a filter, the first: it is what they look for.
    pub(super) fn kept(&self, old: &[FeedRow]) -> Option<usize> {
        let chosen = self.chosen.as_ref().filter(|_| !matches!(self.filter, crate::app::list::Filter::Typing(_)))?;
        let now: HashMap<(&ShowKey, &EpisodeKey), usize> =
            self.rows.iter().enumerate().map(|(at, row)| (key(row), at)).collect();
        if let Some(at) = now.get(&(&chosen.show, &chosen.episode)) {
            return Some(*at);
        }
        // The rows of the old order, from the selected one on and then back.
        let selected = self.list.selected()?;
        let (above, below) = self.order.split_at_checked(selected)?;
        below.iter().chain(above.iter().rev()).find_map(|at| now.get(&key(old.get(*at)?)).copied())
    }
}

fn key(row: &FeedRow) -> (&ShowKey, &EpisodeKey) {
    (&row.episode.show, &row.episode.episode.key)
}
