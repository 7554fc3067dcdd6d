//! Lists over all shows: the rows of [`FEEDS`].
//!
//! A feed holds the rows read so far, in the order of the library, and reads more near their end: never the whole library.
//! Start with [`Feed::loaded`].

use jiff::Timestamp;

use super::{
    texts,
    view::{Above, Heading, RowStyle, View},
};
use crate::{
    app::{
        Command, Context, Cx, Effect, Slot,
        input::command::{self, Main},
        list::{AnyRows, Filter, ItemRef, Load, Rows},
        requests::{
            effect::{FeedQuery, Read, Remember},
            event::FeedPage,
        },
    },
    domain::{EpisodeAt, FeedSort, FeedSource, ShelfEpisode, StateCounts, StateFilter, ViewOptions, Words as _},
};

mod rows;
mod spec;

pub use rows::day_heading;
pub use spec::{FEEDS, FeedSpec};

/// A feed as it is displayed.
#[derive(Debug, Clone, PartialEq)]
pub struct Feed {
    pub spec: &'static FeedSpec,
    /// The rows read so far.
    rows: Rows<ShelfEpisode>,
    options: ViewOptions<FeedSort>,
    /// How many rows had been read before there was a filter.
    unfiltered: usize,
    /// The part that was read last, without its rows.
    part: FeedPage,
    /// When the feed was looked at before it was opened; stays the same while it is open.
    seen_at: Option<Timestamp>,
    /// When it was left since the start: the library may not have written that yet.
    left_at: Option<Timestamp>,
    /// The row below the line between new and seen episodes.
    caught_up: Option<usize>,
    /// The number beside the name of its tab.
    pub count: u32,
    /// Whether [`Self::seen_at`] is known for this visit.
    is_visited: bool,
    /// Whether the rows are those of this visit, of the filter and of how the feed is displayed.
    is_current: bool,
}

impl Feed {
    /// How many rows are read at once.
    pub const PART: usize = 200;
    /// Prefetch distance: load more once fewer rows than this remain below the viewport.
    const AHEAD: usize = 100;
    /// How many rows are read in another order, so that the selected one is usually among them.
    const SORTED: usize = 400;
    /// The most rows that are read to select the last one.
    const TO_LAST: usize = 20_000;

    pub fn new(spec: &'static FeedSpec, options: ViewOptions<FeedSort>) -> Self {
        Self {
            spec,
            rows: Rows::default(),
            options,
            unfiltered: 0,
            part: FeedPage::default(),
            seen_at: None,
            left_at: None,
            caught_up: None,
            count: 0,
            is_visited: false,
            is_current: false,
        }
    }

    /// The same before anything was read. How it is displayed is the person's choice, not the account's.
    #[must_use]
    pub fn unread(&self) -> Self {
        Self::new(self.spec, self.options)
    }

    #[cfg(test)]
    pub fn items(&self) -> &[ShelfEpisode] {
        &self.rows.items
    }

    /// Counts its episodes by those of the shows, if it lists those of a state.
    pub fn count_states(&mut self, shows: impl Iterator<Item = StateCounts>) {
        if let Some(state) = self.spec.state {
            self.count = shows.map(|counts| counts.of(Some(state))).sum();
        }
    }

    /// Takes over a part that was read.
    pub fn loaded(&mut self, cx: &mut Cx, mut page: FeedPage) {
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
        // A part without rows is the last: otherwise reading would never end.
        self.rows.list.load = if page.more && !page.rows.is_empty() { Load::Partial } else { Load::Whole };
        self.rows.list.problem = None;
        self.rows.list.total = usize::try_from(page.total).unwrap_or(usize::MAX);
        let at_top = self.rows.list.lines().top() == 0;
        let rows = std::mem::take(&mut page.rows);
        let before = if page.from_start {
            std::mem::replace(&mut self.rows.items, rows)
        } else {
            self.rows.items.extend(rows);
            Vec::new()
        };
        self.caught_up = self.find_caught_up(&cx.now);
        if opened && self.has_news() {
            self.rows.list.unchoose();
        }
        self.show(page.from_start.then_some(&before), page.is_closest, height);
        self.part = page;
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
            source: self.spec.source,
            one_per_show: self.options.one_per_show,
            state: self.spec.state.or(state),
            sort: self.options.sort,
            filter: self.rows.list.filter.text().trim().to_owned(),
            skip: if after.is_some() { count(self.rows.items.len()) } else { 0 },
            after,
            limit: count(limit),
            visits_of: self.spec.tracks_visits.then_some(self.spec.id.word()),
        }));
    }

    fn sort_by(&mut self, cx: &mut Cx, sort: FeedSort) {
        self.options.sort = sort;
        self.rows.list.settle();
        self.display(cx, format!("Sorted by {}", sort.label()));
    }

    /// The orders it can be sorted in, and their reverse orders.
    fn sorts(&self) -> impl Iterator<Item = &'static (FeedSort, &'static str, &'static str)> {
        let sorts = self.spec.sorts;
        FeedSort::ALL.iter().filter(|(sort, ..)| sorts.contains(sort) || sorts.contains(&sort.reversed()))
    }

    /// Remembers how the feed is displayed, and reads it so.
    fn display(&mut self, cx: &mut Cx, note: String) {
        cx.note(note);
        cx.tell(Effect::Remember(Remember::Feed(self.spec.id.word(), self.options)));
        self.read_other(cx);
    }

    /// Reads rows that are not those in view.
    fn read_other(&mut self, cx: &mut Cx) {
        self.is_current = false;
        self.read(cx);
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
            command::View::Sort | command::View::ReverseSort | command::View::SortBy(_)
                if self.spec.sorts.len() < 2 =>
            {
                cx.note(format!("{} is always sorted by {}", self.spec.name, self.options.sort.label()));
            }
            command::View::Sort => {
                let (sorts, now) = (self.spec.sorts, self.options.sort);
                let in_cycle = if now.is_reverse() { now.reversed() } else { now };
                let at = sorts.iter().position(|sort| *sort == in_cycle).unwrap_or(0);
                self.sort_by(cx, sorts.get(at + 1).or(sorts.first()).copied().unwrap_or_default());
            }
            command::View::ReverseSort => self.sort_by(cx, self.options.sort.reversed()),
            command::View::SortBy(at) => {
                let sort = self.sorts().nth(at).map_or(self.options.sort, |(sort, ..)| *sort);
                self.sort_by(cx, sort);
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
            command::View::StateFilter | command::View::OnePerShow => {}
        }
    }

    fn orders(&self) -> Vec<(&'static str, &'static str)> {
        let is_one = self.spec.sorts.len() < 2;
        self.sorts().filter(|_| !is_one).map(|(_, word, label)| (*word, *label)).collect()
    }

    fn has_use(&self) -> bool {
        !self.rows.items.is_empty() || self.rows.list.filter != Filter::Off || self.options.state != StateFilter::All
    }

    fn filtered(&mut self, cx: &mut Cx) {
        if self.unfiltered == 0 {
            self.unfiltered = self.rows.items.len();
        }
        self.is_current = false;
        self.ask(cx, None, Self::PART);
    }

    fn back(&mut self, cx: &mut Cx) -> bool {
        let filter = std::mem::take(&mut self.rows.list.filter);
        if !filter.is_blank() || self.unfiltered > 0 {
            self.read_other(cx);
        }
        filter != Filter::Off
    }

    fn enter(&mut self, cx: &mut Cx, again: bool) {
        if !again {
            self.is_visited = false;
            if self.spec.tracks_visits {
                self.count = 0;
            }
            self.read_other(cx);
        }
    }

    fn is_awaited(&self, cx: &Cx, all: bool) -> bool {
        cx.ledger.runs(self.slot()) && (!self.is_current || self.rows.list.lacks(all))
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
        let sorted = if self.spec.sorts.first() == Some(&self.options.sort) { 0 } else { Self::SORTED };
        let unfiltered = if self.rows.list.filter == Filter::Off { std::mem::take(&mut self.unfiltered) } else { 0 };
        let parts = (seen + Self::AHEAD).min(read).max(sorted).max(unfiltered).div_ceil(Self::PART).max(1);
        self.ask(cx, None, parts * Self::PART);
    }

    fn shifts(&self) -> bool {
        true
    }

    fn follow(&mut self, cx: &mut Cx) {
        if cx.ledger.runs(self.slot()) || self.rows.list.problem.is_some() {
            return;
        }
        let rest = self.rows.list.total.saturating_sub(self.rows.items.len());
        let is_to_last = self.rows.list.wants_last() && !self.part.is_least && rest <= Self::TO_LAST;
        match self.rows.list.load {
            // A feed that was opened before the account was known has not been read at all.
            Load::Never => self.read(cx),
            Load::Partial if is_to_last || self.rows.list.below(self.height(cx)) < Self::AHEAD => {
                let last = self.rows.items.last().map(ShelfEpisode::at);
                self.ask(cx, last, if is_to_last { rest.max(Self::PART) } else { Self::PART });
            }
            Load::Partial | Load::Whole => {}
        }
    }

    fn heading(&self, cx: &Cx) -> Heading {
        // Beside the position, which names the number that is known.
        let more = if self.part.is_least { "more match" } else { "" };
        let closest = texts::closest(&self.rows.list);
        let one = if self.options.one_per_show { "one per show" } else { "" };
        let state = if self.spec.state.is_none() { texts::state_name(self.options.state) } else { "" };
        let sort = match self.options.sort {
            FeedSort::Newest => "newest",
            FeedSort::Oldest => "oldest",
            FeedSort::Remaining => "least left",
            FeedSort::RemainingDown => "most left",
            FeedSort::Saved => "last saved",
            FeedSort::SavedUp => "first saved",
        };
        let sort = if self.rows.list.is_empty() || self.spec.sorts.len() < 2 { "" } else { sort };
        let day = self.day_above(cx).unwrap_or_default();
        let selected = texts::selected(&self.rows.list);
        let about = vec![
            cx.join(&[&selected, closest, more, one, state, sort, &day]),
            cx.join(&[&selected, closest, one, state, sort]),
            cx.join(&[&selected, closest, state, sort]),
            cx.join(&[&selected, closest]),
            closest.to_owned(),
        ];
        let cut_short = ["among the first 20,000: the index is being rebuilt", "among the first 20,000"];
        let is_cut_short = self.part.is_cut_short && !self.rows.list.filter.is_blank();
        let notice = cut_short.iter().filter(|_| is_cut_short).map(|text| format!("{} {text}", cx.warning()));
        Heading { title: self.spec.name.into(), about, notice: notice.collect() }
    }

    fn above(&self, row: usize) -> Above {
        self.above_one(self.rows.list.rows(), row)
    }

    fn style(&self, _item: ItemRef<'_>) -> RowStyle<'_> {
        RowStyle::Feed { by_day: self.spec.by_day, all_saved: self.spec.source == FeedSource::Saved }
    }

    fn to_come(&self, cx: &Cx) -> Option<&'static str> {
        let is_narrowed = !self.rows.list.filter.is_blank() || self.options.state != StateFilter::All;
        if is_narrowed || !self.rows.items.is_empty() {
            return None;
        }
        match self.spec.source {
            FeedSource::Followed => {
                (cx.sync.synced_at.is_none() && cx.ledger.runs(Slot::Sync)).then_some("The episodes of your shows")
            }
            FeedSource::Saved => {
                (self.part.read_at.is_none() && cx.ledger.runs(Slot::Saved)).then_some("Your Episodes")
            }
        }
    }

    fn empty(&self, cx: &Cx) -> Vec<String> {
        if let Some(problem) = &self.rows.list.problem {
            return texts::problem(cx, problem);
        }
        if self.rows.list.load == Load::Never {
            return vec![format!("Reading the library{}", cx.ellipsis())];
        }
        if !self.rows.list.filter.is_blank() {
            let none = texts::no_match(cx, "episodes", &self.rows.list.filter);
            let cut_short = "The index of titles is not complete: only the first 20,000 were looked at";
            let cut_short = self.part.is_cut_short.then(|| cut_short.to_owned());
            return std::iter::once(none).chain(cut_short).collect();
        }
        if self.options.state != StateFilter::All {
            return vec![texts::no_state(
                cx,
                &format!("No {} episodes", texts::state_name(self.options.state)),
                self.spec.contexts,
            )];
        }
        if let Some(why) = self.not_fetched(cx) {
            return why;
        }
        let key = |command| cx.key(&[Context::Main], Command::Main(command));
        let (sync, save) = (key(Main::RefreshAll), key(Main::Save));
        let filled = |sentence: &&str| sentence.replace("{sync}", &sync).replace("{save}", &save);
        self.spec.none.iter().map(filled).collect()
    }

    fn needs_shows(&self) -> bool {
        self.rows.list.problem.is_none() && self.spec.source == FeedSource::Followed
    }
}
