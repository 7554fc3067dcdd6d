//! Which rows of a feed are held, and which are read next.
//!
//! They are the first of the feed, or the last: going to the end of a feed of any size is one read. Start with [`Feed::loaded`].

use super::Feed;
use crate::{
    app::{
        Cx, Effect,
        input::step::Step,
        list::{AnyRows, Load},
        requests::{
            effect::{FeedQuery, Read, Remember},
            event::FeedPage,
        },
        views::View,
    },
    domain::{EpisodeAt, ShelfEpisode, StateFilter, count::grouped},
};

impl Feed {
    /// How many rows are read at once.
    pub const PART: usize = 200;
    /// Reads more once fewer rows than this lie between the view and the edge of what was read.
    const AHEAD: usize = 100;
    /// How many rows are read in another order, so that the selected one is usually among them.
    const SORTED: usize = 400;
    /// The most rows that one key reads: all of a large library would fill the memory.
    const MOST: usize = 20_000;

    /// Whether the last rows are held, and those before them are not.
    pub(super) fn is_from_end(&self) -> bool {
        self.rows.list.skipped > 0
    }

    /// Takes over a part that was read.
    pub fn loaded(&mut self, cx: &mut Cx, mut page: FeedPage) {
        let is_other_end = page.is_first && page.from_end != self.is_from_end();
        if is_other_end && self.is_current && self.rows.list.aimed().is_none() {
            // The selection was moved before its end was read.
            return;
        }
        let height = self.height(cx);
        self.is_current = true;
        let opened = !std::mem::replace(&mut self.is_visited, true);
        if opened {
            self.seen_at = page.seen_at.max(self.left_at);
            if self.spec.tracks_visits {
                cx.tell(Effect::Remember(Remember::Seen(self.spec.id.word())));
            }
        }
        self.rows.list.selection.refresh(page.rows.iter());
        self.rows.list.problem = None;
        let at_top = self.rows.list.lines().top() == 0 && !self.is_from_end();
        let before = self.take(&mut page);
        self.caught_up = self.find_caught_up(&cx.now);
        if opened && self.has_news() {
            self.rows.list.unchoose();
        }
        self.show(before.as_ref(), page.is_closest, height);
        self.rows.extend_range();
        self.part = page;
        // A feed at the top opens at the top, with the line in view.
        if opened && at_top {
            self.rows.list.scroll_to_top(height);
        }
    }

    /// Takes the rows of a part. Returns those of before, if it does not only add to them.
    fn take(&mut self, page: &mut FeedPage) -> Option<Vec<ShelfEpisode>> {
        let rows = std::mem::take(&mut page.rows);
        // A part without rows is the last: otherwise reading would never end.
        let more = page.more && !rows.is_empty();
        let before = if page.is_first {
            Some(std::mem::replace(&mut self.rows.items, rows))
        } else if page.from_end {
            self.rows.list.moved_on(rows.len());
            self.rows.items.splice(0..0, rows);
            None
        } else {
            self.rows.items.extend(rows);
            None
        };
        let list = &mut self.rows.list;
        list.total = usize::try_from(page.total).unwrap_or(usize::MAX);
        list.load = if more && !page.from_end { Load::Partial } else { Load::Whole };
        let unread = list.total.saturating_sub(self.rows.items.len()).max(1);
        list.skipped = if more && page.from_end { unread } else { 0 };
        before
    }

    /// Asks for a part from an end of the feed, or for the one after a row.
    pub(super) fn ask(&mut self, cx: &mut Cx, from_end: bool, after: Option<EpisodeAt>, limit: usize) {
        if !cx.may_read() {
            return;
        }
        let state = match self.options.state {
            StateFilter::Only(state) => Some(state),
            StateFilter::All => None,
        };
        let count = |rows: usize| u32::try_from(rows).unwrap_or(u32::MAX);
        cx.ask(Read::Feed(FeedQuery {
            feed: self.spec.id,
            source: self.spec.source,
            one_per_show: self.options.one_per_show,
            state: self.spec.state.or(state),
            sort: self.options.sort,
            filter: self.rows.list.filter.text().trim().to_owned(),
            from_end,
            skip: if after.is_some() { count(self.rows.items.len()) } else { 0 },
            after,
            limit: count(limit),
            visits_of: self.spec.tracks_visits.then_some(self.spec.id.word()),
        }));
    }

    /// Reads rows that are not those in view.
    pub(super) fn read_other(&mut self, cx: &mut Cx, from_end: bool) {
        self.is_current = false;
        self.read_again(cx, from_end, 0);
    }

    /// Reads from an end as far as the view is scrolled and a part more, `least` rows or more.
    pub(super) fn read_again(&mut self, cx: &mut Cx, from_end: bool, least: usize) {
        self.rows.list.reread = cx.asked_now();
        self.is_current &= from_end == self.is_from_end();
        let read = self.rows.items.len();
        // A range begins at a row that may be out of view.
        let ahead = if self.rows.list.selection.is_range() { 0 } else { self.ahead(cx) };
        let seen = read - ahead.min(read);
        let sorted = if self.spec.sorts.first() == Some(&self.options.sort) { 0 } else { Self::SORTED };
        let parts = (seen + Self::AHEAD).min(read).max(sorted).max(least).div_ceil(Self::PART).max(1);
        self.ask(cx, from_end, None, parts * Self::PART);
    }

    /// Reads on near the edge of what was read.
    pub(super) fn read_on(&mut self, cx: &mut Cx) {
        let has_more = self.is_from_end() || self.rows.list.load == Load::Partial;
        if has_more && self.ahead(cx) < Self::AHEAD {
            self.ask(cx, self.is_from_end(), self.edge(), Self::PART);
        }
    }

    /// Reads toward the row of a number, from the nearer end of the feed.
    pub(super) fn read_to(&mut self, cx: &mut Cx, number: usize) {
        let list = &self.rows.list;
        let rows = if self.part.is_least { usize::MAX } else { list.total };
        // A range has every row between its ends.
        let from_end = if list.selection.is_range() { self.is_from_end() } else { number >= rows / 2 };
        let (after, read) =
            if from_end == self.is_from_end() { (self.edge(), self.rows.items.len()) } else { (None, 0) };
        let wanted = if from_end { list.total.saturating_sub(number) } else { number.saturating_add(1).min(rows) };
        let most = read.max(Self::MOST);
        if wanted <= most {
            return self.ask(cx, from_end, after, wanted.saturating_sub(read).max(Self::PART));
        }
        let nearest = if from_end { list.total - most } else { most - 1 };
        if !self.part.is_least {
            cx.note(format!("Only the {} {} rows are read", if from_end { "last" } else { "first" }, grouped(most)));
        }
        let height = self.height(cx);
        self.rows.list.step(Step::Row(nearest), height, false);
        self.follow(cx);
    }

    /// The row beyond which the feed is not read.
    fn edge(&self) -> Option<EpisodeAt> {
        let row = if self.is_from_end() { self.rows.items.first() } else { self.rows.items.last() };
        row.map(ShelfEpisode::at)
    }

    /// How many rows were read between those in view and the edge.
    fn ahead(&self, cx: &Cx) -> usize {
        if self.is_from_end() { self.rows.list.above() } else { self.rows.list.below(self.height(cx)) }
    }
}
