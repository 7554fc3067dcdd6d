//! The rows of a feed: the days above them, the line below which nothing is new; and why there may be none.

use jiff::{ToSpan, ZonedDateTime, civil::Date};

use super::Feed;
use crate::{
    app::{
        Cx, Slot,
        display::DisplayOptions,
        list::{Load, Row, filter},
        views::{texts, view::Above},
    },
    domain::{FeedSource, ReleaseDate, ShelfEpisode, date::Precision},
};

impl Feed {
    /// Shows the rows; `before` are the rows until now, if these are others.
    pub(super) fn show(&mut self, before: Option<&Vec<ShelfEpisode>>, is_closest: bool, height: usize) {
        let listing = filter::found(&self.rows.items, self.rows.list.filter.text(), is_closest);
        let lines: Vec<usize> =
            (0..listing.rows.len()).map(|at| 1 + self.above_one(&listing.rows, at).lines()).collect();
        let lines = |at: usize| lines.get(at).copied().unwrap_or(1);
        self.rows.list.show(before.unwrap_or(&self.rows.items), &self.rows.items, listing, lines, height);
    }

    /// Whether something above the line is new: then the feed opens at the top, wherever the selection was.
    pub(super) fn has_news(&self) -> bool {
        !self.is_from_end() && self.seen_at.is_some() && self.rows.list.filter.is_blank() && self.caught_up != Some(0)
    }

    /// The row below the line between episodes that arrived since the last visit and the rest. Looks only at rows
    /// released late enough to be new; unknown while more of those may be read, or if it stands above the rows.
    pub(super) fn find_caught_up(&self, now: &ZonedDateTime) -> Option<usize> {
        let seen = self.seen_at.filter(|_| self.spec.tracks_visits && self.rows.list.filter.is_blank())?;
        let cutoff = seen.to_zoned_datetime(now.time_zone().clone()).date().saturating_sub(2.days());
        let recent = |row: &&ShelfEpisode| row.episode.released.is_some_and(|day| day.first_day() >= cutoff);
        let reached = self.rows.items.iter().take_while(recent).count();
        if reached == self.rows.items.len() && self.rows.list.load == Load::Partial {
            return None;
        }
        let newest = self.rows.items.get(..reached)?;
        let last = newest.iter().rposition(|row| row.arrived > seen);
        if last.is_none() && self.is_from_end() {
            return None;
        }
        let at = last.map_or(0, |last| last + 1);
        (at < self.rows.items.len()).then_some(at)
    }

    /// The day of the first row in view, if its heading is scrolled away.
    pub(super) fn day_above(&self, cx: &Cx) -> Option<String> {
        let lines = self.rows.list.lines();
        let first = lines.row_at(lines.top()).filter(|_| self.spec.by_day)?;
        let in_view =
            self.above_one(self.rows.list.rows(), first).day.is_some() && lines.block(first).end - lines.top() > 1;
        let row = self.rows.item(first).filter(|_| !in_view)?;
        Some(day_heading(row.episode.released, cx.now.date(), &cx.display))
    }

    /// The lines above one of `rows`. Looks at that row and the one before it only.
    pub(super) fn above_one(&self, rows: &[Row], at: usize) -> Above {
        let released = |at: usize| Some(self.rows.items.get(rows.get(at)?.index)?.episode.released);
        let caught_up = self.caught_up == Some(at);
        let before = at.checked_sub(1).and_then(released);
        let day = released(at).filter(|day| self.spec.by_day && (caught_up || before != Some(*day)));
        Above { caught_up, day }
    }

    /// Why a list of Spotify's may be empty although it is not.
    pub(super) fn not_fetched(&self, cx: &Cx) -> Option<Vec<String>> {
        // What was fetched is in view once it has been read from disk.
        let is_coming = cx.may_read() && (self.rows.list.reread.wanted || cx.ledger.runs(Slot::Feed(self.spec.id)));
        match self.spec.source {
            FeedSource::Followed => None,
            FeedSource::Saved if is_coming || cx.ledger.runs(Slot::Saved) => {
                Some(vec![format!("Fetching Your Episodes{}", cx.ellipsis())])
            }
            FeedSource::Saved if self.part.read_at.is_some() => None,
            FeedSource::Saved => texts::held_up(cx).or_else(|| {
                Some(vec![format!("Nothing fetched yet: `{}` fetches Your Episodes", texts::refresh_key(cx))])
            }),
        }
    }
}

/// The heading of a day.
pub fn day_heading(day: Option<ReleaseDate>, today: Date, display: &DisplayOptions) -> String {
    let Some(released) = day else { return "No date".into() };
    let day = released.first_day();
    match released.precision() {
        Precision::Year => released.to_string(),
        Precision::Month | Precision::Day if display.iso_dates => released.to_string(),
        Precision::Month => display.locale.month_heading(day),
        Precision::Day => match (today - day).get_days() {
            0 => "Today".into(),
            1 => "Yesterday".into(),
            _ => display.locale.heading(day, today.year()),
        },
    }
}
