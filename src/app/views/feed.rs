//! Lists over all shows: the rows of [`FEEDS`].
//!
//! A feed holds the rows read so far, from the newest back, and reads more near their end: never the whole library.
//! Start with [`Feed::loaded`].

use std::borrow::Cow;

use jiff::Timestamp;

use super::{
    texts,
    view::{Heading, RowStyle, RowView, View},
};
use crate::{
    app::{
        cx::Cx,
        input::{
            command::{self, Command, Main},
            keymap::Context,
        },
        list::{AnyRows, Filter, Item, ItemRef, Load, Rows},
        requests::{
            Effect, Slot,
            effect::{FeedQuery, Read, Remember},
            event::{FeedPage, FeedRow, LibraryChange},
        },
    },
    domain::{EpisodeAt, FUZZY_TITLES, FeedSort, ShelfEpisode, StateFilter, ViewOptions, Words as _},
};

mod rows;
mod spec;

pub use rows::day_heading;
pub use spec::{FEEDS, FeedSpec};

/// A feed as it is displayed.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    pub spec: &'static FeedSpec,
    /// The rows read so far, from the newest back.
    rows: Rows<FeedRow>,
    options: ViewOptions<FeedSort>,
    /// How many rows had been read, and how many there were, before there was a filter.
    unfiltered: (usize, usize),
    /// When the feed was looked at before it was opened; stays the same while it is open.
    seen_at: Option<Timestamp>,
    /// When it was left since the start: the library may not have written that yet.
    left_at: Option<Timestamp>,
    /// The row below the line between new and seen episodes.
    caught_up: Option<usize>,
    /// Whether [`Self::seen_at`] is known for this visit.
    is_visited: bool,
}

impl Item for FeedRow {
    fn as_ref(&self) -> ItemRef<'_> {
        ItemRef::Episode(&self.episode)
    }

    fn episode_mut(&mut self) -> Option<&mut ShelfEpisode> {
        Some(&mut self.episode)
    }
}

impl Feed {
    /// How many rows are read at once.
    pub const PART: usize = 200;
    /// Prefetch distance: load more once fewer rows than this remain below the viewport.
    const AHEAD: usize = 100;

    pub fn new(spec: &'static FeedSpec, options: ViewOptions<FeedSort>) -> Self {
        Self {
            spec,
            rows: Rows::default(),
            options,
            unfiltered: (0, 0),
            seen_at: None,
            left_at: None,
            caught_up: None,
            is_visited: false,
        }
    }

    /// The same before anything was read. How it is displayed is the person's choice, not the account's.
    #[must_use]
    pub fn unread(&self) -> Self {
        Self::new(self.spec, self.options)
    }

    pub fn items(&self) -> &[FeedRow] {
        &self.rows.items
    }

    /// Takes over a part that was read.
    pub fn loaded(&mut self, cx: &mut Cx, page: FeedPage) {
        let height = self.height(cx);
        let opened = !std::mem::replace(&mut self.is_visited, true);
        if opened {
            self.seen_at = page.seen_at.max(self.left_at);
            if self.spec.tracks_visits {
                cx.tell(Effect::Remember(Remember::Seen(self.spec.id.word())));
            }
        }
        self.rows.list.selection.refresh(page.rows.iter().map(|row| &row.episode));
        // A part without rows is the last: otherwise reading would never end.
        self.rows.list.load = if page.more && !page.rows.is_empty() { Load::Partial } else { Load::Whole };
        self.rows.list.problem = None;
        self.rows.list.total = usize::try_from(page.total).unwrap_or(usize::MAX);
        if self.rows.list.filter.is_blank() {
            self.unfiltered.1 = self.rows.list.total;
        }
        let at_top = self.rows.list.lines().top() == 0;
        let before = if page.from_start {
            std::mem::replace(&mut self.rows.items, page.rows)
        } else {
            self.rows.items.extend(page.rows);
            Vec::new()
        };
        self.caught_up = self.find_caught_up(&cx.now);
        if opened && self.has_news() {
            self.rows.list.unchoose();
        }
        self.show(page.from_start.then_some(&before), height);
        // A feed at the top opens at the top, with the line in view.
        if opened && at_top {
            self.rows.list.scroll_to_top(height);
        }
    }

    /// Asks for a part.
    fn ask(&mut self, cx: &mut Cx, after: Option<EpisodeAt>, limit: usize) {
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
            one_per_show: self.options.one_per_show,
            state: self.spec.state.or(state),
            filter: self.rows.list.filter.text().trim().to_owned(),
            skip: if after.is_some() { count(self.rows.items.len()) } else { 0 },
            after,
            limit: count(limit),
            visits_of: self.spec.tracks_visits.then_some(self.spec.id.word()),
        }));
    }

    /// Remembers how the feed is displayed, and reads it so.
    fn display(&mut self, cx: &mut Cx, note: String) {
        cx.note(note);
        self.remember(cx);
        self.read(cx);
    }

    fn remember(&self, cx: &mut Cx) {
        cx.tell(Effect::Remember(Remember::Feed(self.spec.id.word(), self.options)));
    }
}

impl View for Feed {
    fn contexts(&self) -> Vec<Context> {
        self.spec.contexts.to_vec()
    }

    fn slot(&self) -> Slot {
        Slot::Feed(self.spec.id)
    }

    fn rows(&self) -> Option<&dyn AnyRows> {
        Some(&self.rows)
    }

    fn rows_mut(&mut self) -> Option<&mut dyn AnyRows> {
        Some(&mut self.rows)
    }

    fn command(&mut self, cx: &mut Cx, command: command::View) {
        match command {
            command::View::Sort => {
                let sorts = self.spec.sorts;
                let at = sorts.iter().position(|sort| *sort == self.options.sort).unwrap_or(0);
                let next = sorts.get(at + 1).or(sorts.first()).copied().unwrap_or_default();
                if next != self.options.sort {
                    self.options.sort = next;
                    self.rows.list.settle();
                    self.show(None, self.height(cx));
                    cx.note(format!("Sorted by {}", next.label()));
                    self.remember(cx);
                }
            }
            command::View::StateFilter if self.spec.state.is_none() => {
                self.options.state = self.options.state.next();
                self.display(cx, format!("{} episodes", self.options.state.label()));
            }
            command::View::OnePerShow if self.spec.can_be_one_per_show => {
                self.options.one_per_show = !self.options.one_per_show;
                let all = "All episodes of each show";
                let note = if self.options.one_per_show { "Only the newest episode of each show" } else { all };
                self.display(cx, note.to_owned());
            }
            command::View::StateFilter
            | command::View::OnePerShow
            | command::View::NextMatch
            | command::View::PreviousMatch => {}
        }
    }

    fn has_use(&self, _command: command::View) -> bool {
        !self.rows.items.is_empty() || self.rows.list.filter != Filter::Off || self.options.state != StateFilter::All
    }

    fn filtered(&mut self, cx: &mut Cx) {
        if self.unfiltered.0 == 0 {
            self.unfiltered.0 = self.rows.items.len();
        }
        self.ask(cx, None, Self::PART);
    }

    fn back(&mut self, cx: &mut Cx) -> bool {
        let filter = std::mem::take(&mut self.rows.list.filter);
        if !filter.is_blank() {
            self.read(cx);
        }
        filter != Filter::Off
    }

    fn enter(&mut self, cx: &mut Cx, again: bool) {
        if !again {
            self.is_visited = false;
            self.read(cx);
        }
    }

    /// Remembers that the feed was seen.
    fn leave(&mut self, cx: &mut Cx) {
        if self.spec.tracks_visits && self.is_visited && !self.rows.items.is_empty() {
            self.left_at = Some(cx.now.timestamp());
            cx.tell(Effect::Remember(Remember::Seen(self.spec.id.word())));
        }
    }

    /// Reads from the start, as far as the view is scrolled and a part more.
    fn read(&mut self, cx: &mut Cx) {
        self.rows.list.reread = cx.asked_now();
        let read = self.rows.items.len();
        let seen = read - self.rows.list.below(self.height(cx)).min(read);
        let scrolled = if self.options.sort == FeedSort::Newest { (seen + Self::AHEAD).min(read) } else { read };
        let unfiltered = if self.rows.list.filter == Filter::Off { std::mem::take(&mut self.unfiltered.0) } else { 0 };
        let parts = scrolled.max(unfiltered).div_ceil(Self::PART).max(1);
        self.ask(cx, None, parts * Self::PART);
    }

    fn stale(&mut self, _change: &LibraryChange) {
        self.rows.list.reread.wanted = true;
    }

    fn shifts(&self) -> bool {
        true
    }

    fn follow(&mut self, cx: &mut Cx) {
        if cx.ledger.runs(self.slot()) || self.rows.list.problem.is_some() {
            return;
        }
        match self.rows.list.load {
            // A feed that was opened before the account was known has not been read at all.
            Load::Never => self.read(cx),
            Load::Partial if self.rows.list.below(self.height(cx)) < Self::AHEAD => {
                let last = self.rows.items.last().map(|row| row.episode.at());
                self.ask(cx, last, Self::PART);
            }
            Load::Partial | Load::Whole => {}
        }
    }

    fn heading(&self, cx: &Cx) -> Heading {
        let total = self.rows.list.total;
        let count = if total == 0 { String::new() } else { total.to_string() };
        let one = if self.options.one_per_show { "one per show" } else { "" };
        let state = if self.spec.state.is_none() { texts::state_name(self.options.state) } else { "" };
        let sort = match self.options.sort {
            FeedSort::Newest => "newest",
            FeedSort::Oldest => "oldest",
            FeedSort::Remaining => "least left",
        };
        let sort = if self.rows.list.is_empty() || self.spec.sorts.len() < 2 { "" } else { sort };
        let day = self.day_above(cx).unwrap_or_default();
        let selected = texts::selected(&self.rows.list);
        let about = vec![
            cx.join(&[&selected, &count, one, state, sort, &day]),
            cx.join(&[&selected, one, state, sort, &day]),
            cx.join(&[&selected, one, state, sort]),
            cx.join(&[&selected, state, sort]),
            selected,
            count,
        ];
        Heading { title: self.spec.name.into(), about, notice: Vec::new() }
    }

    fn row(&self, row: usize) -> Option<RowView<'_>> {
        let item = self.rows.item(row)?;
        Some(RowView {
            above: self.above(self.rows.list.rows(), row),
            item: ItemRef::Episode(&item.episode),
            hits: Cow::Borrowed(&item.hits),
            style: RowStyle::Feed { by_day: self.spec.by_day },
        })
    }

    fn empty(&self, cx: &Cx) -> Vec<String> {
        if let Some(problem) = &self.rows.list.problem {
            return texts::problem(cx, problem);
        }
        if self.rows.list.load == Load::Never {
            return vec![format!("Reading the library{}", cx.ellipsis())];
        }
        if !self.rows.list.filter.is_blank() {
            let words = "With more than 20,000 episodes the filter is not fuzzy: type each word exactly";
            let many = (self.unfiltered.1 > FUZZY_TITLES).then(|| words.to_owned());
            return std::iter::once(texts::no_match(cx, "episodes", &self.rows.list.filter)).chain(many).collect();
        }
        if self.options.state != StateFilter::All {
            return vec![texts::no_state(
                cx,
                &format!("No {} episodes", texts::state_name(self.options.state)),
                self.spec.contexts,
            )];
        }
        let sync = cx.key(&[Context::Main], Command::Main(Main::RefreshAll));
        self.spec.none.iter().map(|sentence| sentence.replace("{sync}", &sync)).collect()
    }

    fn needs_shows(&self) -> bool {
        self.rows.list.problem.is_none()
    }
}
