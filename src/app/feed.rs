//! Lists over all shows by date: New and In progress.
//!
//! A feed holds the rows that were read so far, from the newest back, and asks for more as the cursor nears their end:
//! never the whole library. Start with [`Feed::take`].

use jiff::{Timestamp, ToSpan, ZonedDateTime};

use super::{Problem, blocks::Blocks, list::Filter, panes::Subject, picked::Picked, sync::Reread};
use crate::domain::{EpisodeAt, EpisodeState, FeedSort, ReleaseDate, ShelfEpisode, StateFilter};

mod rows;

/// Which feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FeedKind {
    /// Everything by date.
    New,
    /// What was begun.
    InProgress,
}

/// A part of a feed to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedQuery {
    /// Which feed.
    pub kind: FeedKind,
    /// Only the newest of each show.
    pub one_per_show: bool,
    /// Only episodes in this state; of [`FeedKind::InProgress`] always those in progress.
    pub state: Option<EpisodeState>,
    /// Only titles that match, fuzzily up to 20,000 episodes, word by word beyond; blank for all.
    pub filter: String,
    /// The last row that is there already; `None` for the beginning. Where it is gone, the beginning is read.
    pub after: Option<EpisodeAt>,
    /// How many rows are there already.
    pub skip: u32,
    /// The most rows.
    pub limit: u32,
}

/// A part of a feed.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedPage {
    /// The rows, from the newest back.
    pub rows: Vec<FeedRow>,
    /// Whether the part begins at the beginning, asked so or not.
    pub from_start: bool,
    /// Whether there are more.
    pub more: bool,
    /// When New was looked at before, where it was.
    pub seen_at: Option<Timestamp>,
    /// How many episodes there are in all: of a filter, that match.
    pub total: u32,
}

/// A row of a feed.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedRow {
    /// The episode.
    pub episode: ShelfEpisode,
    /// Which characters of the title match the filter: positions of `char`s, ascending.
    pub hits: Vec<u32>,
}

/// The two feeds.
#[derive(Debug, Clone, PartialEq)]
pub struct Feeds {
    /// Everything by date.
    pub new: Feed,
    /// What was begun.
    pub in_progress: Feed,
}

/// A feed as it is looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    /// Which one.
    pub kind: FeedKind,
    /// The rows read so far, from the newest back.
    pub rows: Vec<FeedRow>,
    /// The rows in view order: positions among them.
    pub order: Vec<usize>,
    /// Which row is selected, and what part is in view.
    pub list: Blocks,
    /// The episode that was chosen, which stays selected; `None` while nobody has chosen, when the first row is selected
    /// whatever comes in above it.
    pub chosen: Option<EpisodeAt>,
    /// Which episodes are picked.
    pub picked: Picked,
    /// The filter by title.
    pub filter: Filter,
    /// How many rows had been read before there was one: as many are read when it goes, so that the selection is among
    /// them again.
    pub unfiltered: usize,
    /// Only the newest of each show.
    pub one_per_show: bool,
    /// Which states are listed.
    pub state: StateFilter,
    /// In which order the rows read so far are listed.
    pub sort: FeedSort,
    /// Whether there are more rows than were read.
    pub more: bool,
    /// How many episodes there are in all, as the last part had it.
    pub total: u32,
    /// When New was looked at before it was opened; stays what it is while it is open.
    pub seen_at: Option<Timestamp>,
    /// When New was left since the start: the library may not have written it yet.
    pub left_at: Option<Timestamp>,
    /// Before which row stands the line between what is new and what was there: none while it is not known, or where
    /// everything is new.
    pub caught_up: Option<usize>,
    /// What is known of it.
    pub stage: FeedStage,
    /// Whether [`Self::seen_at`] is the one of this visit.
    pub visited: bool,
    /// Whether it is to be read again, because the library holds something else now.
    pub reread: Reread,
}

/// What is known of a feed.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum FeedStage {
    /// Nothing was read yet.
    #[default]
    Never,
    /// Its rows.
    Read,
    /// It could not be read.
    Failed(Problem),
}

/// What stands above a row of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Above {
    /// The line below which there is nothing new.
    pub caught_up: bool,
    /// The heading of the day: its date, where it is known.
    pub day: Option<Option<ReleaseDate>>,
}

impl Above {
    /// How many lines that is.
    #[must_use]
    pub fn lines(self) -> usize {
        usize::from(self.caught_up) + usize::from(self.day.is_some())
    }
}

impl Default for Feeds {
    fn default() -> Self {
        Self { new: Feed::new(FeedKind::New), in_progress: Feed::new(FeedKind::InProgress) }
    }
}

impl Feeds {
    /// The same without what was read: how they are looked at stays.
    #[must_use]
    pub fn unread(&self) -> Self {
        let mut feeds = Self::default();
        for kind in [FeedKind::New, FeedKind::InProgress] {
            let Feed { one_per_show, state, sort, .. } = *self.of(kind);
            let feed = feeds.of_mut(kind);
            (feed.one_per_show, feed.state, feed.sort) = (one_per_show, state, sort);
        }
        feeds
    }

    /// One of them.
    #[must_use]
    pub fn of(&self, kind: FeedKind) -> &Feed {
        match kind {
            FeedKind::New => &self.new,
            FeedKind::InProgress => &self.in_progress,
        }
    }

    /// One of them, to change it.
    pub fn of_mut(&mut self, kind: FeedKind) -> &mut Feed {
        match kind {
            FeedKind::New => &mut self.new,
            FeedKind::InProgress => &mut self.in_progress,
        }
    }
}

impl Feed {
    /// How many rows are read at once.
    pub const PART: usize = 200;

    fn new(kind: FeedKind) -> Self {
        Self {
            kind,
            rows: Vec::new(),
            order: Vec::new(),
            list: Blocks::default(),
            chosen: None,
            picked: Picked::default(),
            filter: Filter::Off,
            unfiltered: 0,
            one_per_show: false,
            state: StateFilter::All,
            sort: FeedSort::Newest,
            more: false,
            total: 0,
            seen_at: None,
            left_at: None,
            caught_up: None,
            stage: FeedStage::Never,
            visited: false,
            reread: Reread::default(),
        }
    }

    /// A row in view order.
    #[must_use]
    pub fn row(&self, at: usize) -> Option<&FeedRow> {
        self.rows.get(*self.order.get(at)?)
    }

    /// The selected row.
    #[must_use]
    pub fn selected(&self) -> Option<&FeedRow> {
        self.row(self.list.selected()?)
    }

    /// The selected episode.
    #[must_use]
    pub fn subject(&self) -> Option<Subject> {
        let row = &self.selected()?.episode;
        Some(Subject::Episode(row.show.clone(), row.episode.key.clone()))
    }

    /// Holds on to the selected episode from now on: somebody acted on it.
    pub fn choose(&mut self) {
        if let Some(row) = self.selected() {
            self.chosen = Some(row.episode.at());
        }
    }

    /// An episode, where it is listed. The selected one is found without a look at the others.
    #[must_use]
    pub fn episode(&self, at: &EpisodeAt) -> Option<&ShelfEpisode> {
        let is_it = |row: &&FeedRow| row.episode.show == at.show && row.episode.episode.key == at.episode;
        self.selected().filter(is_it).or_else(|| self.rows.iter().find(is_it)).map(|row| &row.episode)
    }

    /// Takes in a part that was read, with `height` lines in view.
    pub fn take(&mut self, page: FeedPage, height: usize, now: &ZonedDateTime) {
        self.more = page.more;
        self.total = page.total;
        self.stage = FeedStage::Read;
        let opened = !std::mem::replace(&mut self.visited, true);
        if opened {
            self.seen_at = page.seen_at.max(self.left_at);
        }
        // One that was at the top opens at the top, with the line that says how far somebody was caught up.
        let offset = if opened && self.list.top() == 0 { usize::MAX } else { self.list.offset() };
        if page.from_start {
            let old = std::mem::replace(&mut self.rows, page.rows);
            let row = self.kept(&old);
            self.arrange(0, now);
            let row = row.filter(|_| !(opened && self.has_news()));
            self.chosen.take_if(|_| row.is_none() && opened);
            self.list.select_at(row.and_then(|row| self.place(row)).unwrap_or(0), offset, height);
        } else {
            let known = self.rows.len();
            let selected = self.list.selected().and_then(|row| self.order.get(row).copied());
            self.rows.extend(page.rows);
            self.arrange(known, now);
            let row = selected.and_then(|row| self.place(row)).unwrap_or(0);
            self.list.select_at(row, offset, height);
        }
    }

    /// Whether something above the line is new: who opens the list wants to see that, wherever they were before.
    fn has_news(&self) -> bool {
        self.seen_at.is_some() && self.filter.text().trim().is_empty() && self.caught_up != Some(0)
    }

    /// From which day on an episode that arrived counts as new, given when New was looked at before.
    fn cutoff(&self, now: &ZonedDateTime) -> Option<jiff::civil::Date> {
        let seen = self.seen_at?.to_zoned_datetime(now.time_zone().clone()).date();
        Some(seen.saturating_sub(2.days()))
    }
}
