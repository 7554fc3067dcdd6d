//! What is read of a list over all shows, and the rows.

use std::{cmp::Reverse, ops::Range};

use super::is_remaining;
use crate::{
    domain::{EpisodeState, FeedSort, FeedSource, TitleFilter},
    library::{EpisodeRef, EpisodeRow},
};

/// A window of a list over all shows.
#[derive(Debug, Clone)]
pub struct FeedWindow {
    pub source: FeedSource,
    /// Only the newest episode of each show.
    pub one_per_show: bool,
    pub state: Option<EpisodeState>,
    /// Of followed shows, what is left needs the state in progress, and no order is by when an episode was saved: instead the
    /// order is [`FeedSort::Newest`].
    pub sort: FeedSort,
    pub filter: TitleFilter,
    /// Whether it is read from its end upwards. The rows are in the order of the list all the same.
    pub from_end: bool,
    /// The row that was read before the window; `None` begins at that end.
    pub after: Option<EpisodeRef>,
    /// How many rows were read before the window.
    pub skip: u32,
    /// The most rows.
    pub limit: u32,
}

/// The rows of a window.
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one answer")]
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeedRows {
    pub rows: Vec<EpisodeRow>,
    /// Whether there are rows further on.
    pub more: bool,
    /// How many rows the list has.
    pub total: u32,
    /// Whether there may be more than `total`.
    pub is_least: bool,
    /// Whether these are only the closest titles: none has the words of the filter.
    pub is_closest: bool,
    /// Whether only the first titles were filtered, because the index is not complete.
    pub is_cut_short: bool,
}

impl FeedRows {
    /// Rows that were read from the end come in the order of the list.
    pub(super) fn in_order(mut self, window: &FeedWindow) -> Self {
        if window.from_end {
            self.rows.reverse();
        }
        self
    }
}

impl FeedWindow {
    /// The rows that match, and whether these are only the closest.
    pub(super) fn filtered(&self, all: Vec<EpisodeRow>) -> (Vec<EpisodeRow>, bool) {
        let (found, is_closest) = self.filter.list(all.iter().map(|row| row.episode.name.as_str()));
        let mut found = found.into_iter().map(|(at, _)| at).peekable();
        let listed = all.into_iter().enumerate().filter(|(at, _)| found.next_if_eq(at).is_some());
        (listed.map(|(_, row)| row).collect(), is_closest)
    }

    /// The window, of all rows.
    pub(super) fn part_of(&self, mut rows: Vec<EpisodeRow>) -> FeedRows {
        let total = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let part = self.part(total);
        rows.truncate(part.end as usize);
        rows.drain(..part.start as usize);
        FeedRows { rows, more: self.is_more(total), total, ..FeedRows::default() }
    }

    /// The numbers of its rows in a list of `total` rows.
    pub(super) fn part(&self, total: u32) -> Range<u32> {
        let [near, far] = [self.skip, self.skip.saturating_add(self.limit)].map(|read| read.min(total));
        if self.from_end { total - far..total - near } else { near..far }
    }

    /// Whether a list of `total` rows has rows beyond it.
    pub(super) fn is_more(&self, total: u32) -> bool {
        self.skip.saturating_add(self.limit) < total
    }

    pub(super) fn sort(&self) -> FeedSort {
        match self.sort {
            FeedSort::Saved | FeedSort::SavedUp => FeedSort::Newest,
            sort if is_remaining(sort) && self.state != Some(EpisodeState::InProgress) => FeedSort::Newest,
            sort => sort,
        }
    }

    /// Rows from the newest back in the order of the list.
    pub(super) fn sorted(&self, mut rows: Vec<EpisodeRow>) -> Vec<EpisodeRow> {
        match self.sort() {
            FeedSort::Newest | FeedSort::Saved | FeedSort::SavedUp => {}
            FeedSort::Oldest => rows.sort_by_key(|row| (row.episode.released.is_none(), Reverse(row.at))),
            FeedSort::Remaining => rows.sort_by_key(|row| (row.episode.remaining(), row.at)),
            FeedSort::RemainingDown => rows.sort_by_key(|row| Reverse((row.episode.remaining(), row.at))),
        }
        rows
    }
}
