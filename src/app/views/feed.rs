//! Lists over all shows: the rows of [`FEEDS`].
//!
//! A feed holds rows from its start on or up to its end, in the order of the library, and reads more near the edge of these:
//! never the whole library. Start with [`Feed::loaded`].

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
        requests::{effect::Remember, event::FeedPage},
    },
    domain::{FeedSort, FeedSource, ShelfEpisode, StateCounts, StateFilter, ViewOptions, Words as _},
};

mod parts;
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
    /// Whether the last rows had been read before there was a filter, and how many.
    unfiltered: Option<(bool, usize)>,
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
    pub fn new(spec: &'static FeedSpec, options: ViewOptions<FeedSort>) -> Self {
        Self {
            spec,
            rows: Rows::default(),
            options,
            unfiltered: None,
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

    fn sort_by(&mut self, cx: &mut Cx, sort: FeedSort) {
        self.options.sort = sort;
        self.rows.list.settle();
        self.remember(cx, format!("Sorted by {}", sort.label()));
        self.read_other(cx, false);
    }

    /// The orders it can be sorted in, and their reverse orders.
    fn sorts(&self) -> impl Iterator<Item = &'static (FeedSort, &'static str, &'static str)> {
        let sorts = self.spec.sorts;
        FeedSort::ALL.iter().filter(|(sort, ..)| sorts.contains(sort) || sorts.contains(&sort.reversed()))
    }

    /// Remembers how the feed is displayed.
    fn remember(&self, cx: &mut Cx, note: String) {
        cx.note(note);
        cx.tell(Effect::Remember(Remember::Feed(self.spec.id.word(), self.options)));
    }

    /// Reads other episodes in the same order.
    fn narrow(&mut self, cx: &mut Cx, note: String) {
        self.remember(cx, note);
        self.read_other(cx, self.is_from_end());
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
                self.narrow(cx, format!("{} episodes", self.options.state.label()));
            }
            command::View::OnePerShow if self.spec.can_be_one_per_show => {
                self.options.one_per_show = !self.options.one_per_show;
                let all = "All episodes of each show";
                let note = if self.options.one_per_show { "Only the newest episode of each show" } else { all };
                self.narrow(cx, note.to_owned());
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
        self.unfiltered = self.unfiltered.or(Some((self.is_from_end(), self.rows.items.len())));
        self.is_current = false;
        self.ask(cx, false, None, Self::PART);
    }

    fn back(&mut self, cx: &mut Cx) -> bool {
        let filter = std::mem::take(&mut self.rows.list.filter);
        if !filter.is_blank() || self.unfiltered.is_some() {
            self.is_current = false;
            self.read(cx);
        }
        filter != Filter::Off
    }

    fn enter(&mut self, cx: &mut Cx, again: bool) {
        if !again {
            self.is_visited = false;
            let news = if self.spec.tracks_visits { std::mem::take(&mut self.count) } else { 0 };
            let from_end = self.is_from_end();
            // What is new is at the start.
            if from_end && news > 0 {
                self.rows.list.unchoose();
            }
            self.read_other(cx, from_end && news == 0);
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

    fn read(&mut self, cx: &mut Cx) {
        let is_back = self.rows.list.filter == Filter::Off;
        let unfiltered = if is_back { self.unfiltered.take() } else { None };
        let (from_end, rows) = unfiltered.unwrap_or((self.is_from_end(), 0));
        self.read_again(cx, from_end, rows);
    }

    fn shifts(&self) -> bool {
        true
    }

    fn follow(&mut self, cx: &mut Cx) {
        if cx.ledger.runs(self.slot()) || self.rows.list.problem.is_some() {
            return;
        }
        match self.rows.list.aimed() {
            // A feed that was opened before the account was known has not been read at all.
            None if self.rows.list.load == Load::Never => self.read(cx),
            Some(number) => self.read_to(cx, number),
            None => self.read_on(cx),
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
