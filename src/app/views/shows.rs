//! The followed shows.

use std::cmp::Reverse;

use super::{
    texts::{self, About},
    view::{Heading, RowStyle, View, resorted},
};
use crate::{
    app::{
        Context, Cx, Effect, Slot,
        input::command,
        list::{
            AnyRows, Filter, ItemRef, List, Listing, Load, Reread, Rows,
            filter::{self, Narrowed},
        },
        requests::effect::{Read, Remember},
    },
    domain::{EpisodeState, ShelfShow, ShowKey, ShowSort, StateFilter, Subject, Words as _},
};

/// The list of shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shows {
    rows: Rows<ShelfShow>,
    sort: ShowSort,
    state: StateFilter,
}

impl Shows {
    /// The first shows, as the library sorts them: what the first frame shows.
    pub fn first(items: Vec<ShelfShow>, total: usize, sort: ShowSort, state: StateFilter, height: usize) -> Self {
        let mut shows = Self { rows: Rows { items, list: List::partial(total) }, sort, state };
        shows.rebuild(height);
        shows
    }

    /// The same before anything was read. How shows are displayed is the person's choice, not the account's.
    #[must_use]
    pub fn unread(&self) -> Self {
        Self { sort: self.sort, state: self.state, ..Self::default() }
    }

    pub fn items(&self) -> &[ShelfShow] {
        &self.rows.items
    }

    pub fn show(&self, key: &ShowKey) -> Option<&ShelfShow> {
        self.rows.list.listed(&self.rows.items, &Subject::Show(key.clone()))
    }

    pub fn loaded(&mut self, cx: &mut Cx, items: Vec<ShelfShow>) {
        let height = self.height(cx);
        if items.is_empty() {
            // The first ones are read as soon as they arrive.
            self.rows.list.reread.asked_at = None;
        }
        let before = std::mem::replace(&mut self.rows.items, items);
        let list = &mut self.rows.list;
        // From here on the order is made here: the library's was that of the first shows.
        (list.load, list.problem, list.total) = (Load::Whole, None, self.rows.items.len());
        let rows = self.sorted();
        self.rows.list.show(&before, &self.rows.items, rows, |_| 1, height);
        // While the list fills for the first time, its top stays in view until the person selects a row.
        if !cx.is_listing() {
            self.rows.list.settle();
        }
    }

    /// Adds or takes out what is followed or unfollowed. Nothing is done if `change` returns false.
    pub fn keep(&mut self, cx: &Cx, change: impl FnOnce(&mut Vec<ShelfShow>) -> bool) {
        let mut items = self.rows.items.clone();
        if change(&mut items) {
            let height = self.height(cx);
            let before = std::mem::replace(&mut self.rows.items, items);
            let (rows, total) = (self.sorted(), self.rows.list.total + self.rows.items.len());
            let list = &mut self.rows.list;
            list.total = total.saturating_sub(before.len());
            list.show(&before, &self.rows.items, rows, |_| 1, height);
        }
    }

    /// Selects a show, and clears a filter that hides it. A show that has not been read is selected once it is.
    pub fn reveal(&mut self, cx: &Cx, show: &ShowKey) {
        let height = self.height(cx);
        self.rows.list.want(Subject::Show(show.clone()));
        self.rebuild(height);
        if self.rows.list.is_hiding() {
            (self.state, self.rows.list.filter) = (StateFilter::All, Filter::Off);
            self.rebuild(height);
        }
    }

    pub fn narrowed(&self) -> Narrowed {
        Narrowed::of(&self.rows.list.filter, self.state)
    }

    /// Narrows the list down again, unless the person has done so since.
    pub fn narrow(&mut self, cx: &Cx, narrowed: Narrowed) {
        if self.narrowed() == Narrowed::default() {
            (self.rows.list.filter, self.state) = (narrowed.filter, narrowed.state);
            self.rebuild(self.height(cx));
        }
    }

    fn rebuild(&mut self, height: usize) {
        let rows = self.sorted();
        self.rows.list_again(rows, |_| 1, height);
    }

    /// The rows in view order. The first shows alone come in the right order.
    fn sorted(&self) -> Listing {
        let items = &self.rows.items;
        let listed = |index: &usize| items.get(*index).is_some_and(|show| self.state.lets_show_through(show));
        let mut order: Vec<usize> = (0..items.len()).filter(listed).collect();
        let item = |index: &usize| items.get(*index);
        let name = |index: &usize| item(index).map(|show| show.show.name.as_str().to_lowercase());
        if self.rows.list.load != Load::Partial {
            match if self.sort.is_reverse() { self.sort.reversed() } else { self.sort } {
                ShowSort::Name | ShowSort::NameDown => order.sort_by_cached_key(name),
                ShowSort::Latest | ShowSort::LatestUp => {
                    order.sort_by_cached_key(|index| (Reverse(item(index).and_then(|show| show.latest)), name(index)));
                }
                ShowSort::Unplayed | ShowSort::UnplayedUp => {
                    let unplayed = |index: &usize| Reverse(item(index).map(|show| show.counts.unplayed));
                    order.sort_by_cached_key(|index| (unplayed(index), name(index)));
                }
                ShowSort::Added | ShowSort::AddedUp => {}
            }
            if self.sort.is_reverse() {
                order.reverse();
            }
        }
        filter::list(items, &order, self.rows.list.filter.text())
    }

    /// What the last synchronisation could not fetch, or that the library cannot be read.
    fn gap(&self, cx: &Cx) -> Option<[String; 2]> {
        match &self.rows.list.problem {
            Some(problem) => Some([problem.title.to_string(), "not read".into()]),
            None => texts::missing_pages(cx.sync.last.as_ref()?.counts.missing_pages),
        }
    }
}

impl View for Shows {
    fn contexts(&self) -> Vec<Context> {
        vec![Context::Shows, Context::List]
    }

    fn slot(&self) -> Slot {
        Slot::Shows
    }

    fn rows(&self) -> Option<&dyn AnyRows> {
        Some(&self.rows)
    }

    fn rows_mut(&mut self) -> Option<&mut dyn AnyRows> {
        Some(&mut self.rows)
    }

    fn command(&mut self, cx: &mut Cx, command: command::View) {
        if let Some(sort) = resorted(self.sort, command) {
            self.sort = sort;
            self.rebuild(self.height(cx));
            cx.note(format!("Sorted by {}", sort.label()));
        } else if command == command::View::StateFilter {
            self.state = self.state.next();
            self.rebuild(self.height(cx));
            cx.note(format!("{}: {}", self.state.label_of_shows(), self.rows.list.len()));
        } else {
            return;
        }
        cx.tell(Effect::Remember(Remember::Shows(self.sort, self.state)));
    }

    fn orders(&self) -> Vec<(&'static str, &'static str)> {
        ShowSort::ALL.iter().map(|(_, word, label)| (*word, *label)).collect()
    }

    fn has_use(&self) -> bool {
        !self.rows.items.is_empty()
    }

    fn filtered(&mut self, cx: &mut Cx) {
        self.rebuild(self.height(cx));
    }

    fn read(&mut self, cx: &mut Cx) {
        if cx.may_read() {
            self.rows.list.reread = cx.asked_now();
            cx.ask(Read::Shows);
        }
    }

    fn due(&self, cx: &Cx) -> Option<jiff::Timestamp> {
        let pause = if cx.is_listing() { Reread::SHORT_PAUSE } else { self.pause(cx) };
        self.rows.list.reread.due_after(pause).filter(|_| !cx.ledger.runs(self.slot()))
    }

    fn shifts(&self) -> bool {
        matches!(self.sort, ShowSort::Latest | ShowSort::LatestUp | ShowSort::Unplayed | ShowSort::UnplayedUp)
    }

    fn heading(&self, cx: &Cx) -> Heading {
        let (sort, short_sort) = match self.sort {
            ShowSort::Added => ("by date added", "added"),
            ShowSort::Name => ("by name", "name"),
            ShowSort::Latest => ("by latest release", "latest"),
            ShowSort::Unplayed => ("by unplayed", "by unplayed"),
            ShowSort::AddedUp => ("first added first", "first added"),
            ShowSort::NameDown => ("by name, Z to A", "name, Z to A"),
            ShowSort::LatestUp => ("latest release last", "latest last"),
            ShowSort::UnplayedUp => ("fewest unplayed first", "fewest unplayed"),
        };
        let state = texts::state_name(self.state);
        let items = self.rows.list.total.max(self.rows.items.len());
        let is_part = self.rows.list.load == Load::Partial && self.state == StateFilter::All;
        let rows = if is_part { items } else { self.rows.list.len() };
        let gap = self.gap(cx);
        let notice = texts::notice(cx, &self.rows.list, gap.as_ref());
        let about = About { items, rows, sort, short_sort, state, gap, ..About::default() };
        Heading { title: "Shows".into(), about: texts::about(cx, &self.rows.list, &about), notice }
    }

    fn style(&self, _item: ItemRef<'_>) -> RowStyle<'_> {
        RowStyle::Show
    }

    fn to_come(&self, cx: &Cx) -> Option<&'static str> {
        let is_first = cx.sync.synced_at.is_none() && cx.ledger.runs(Slot::Sync);
        let is_asked = is_first || cx.ledger.runs(Slot::Account);
        (self.rows.items.is_empty() && is_asked).then_some("Your shows")
    }

    fn empty(&self, cx: &Cx) -> Vec<String> {
        if self.rows.items.is_empty() {
            return texts::no_shows(cx, &self.rows.list);
        }
        if !self.rows.list.filter.text().is_empty() {
            return vec![texts::no_match(cx, "shows", &self.rows.list.filter)];
        }
        let what = match self.state {
            StateFilter::All => "No shows",
            StateFilter::Only(EpisodeState::Unplayed) => "No show has unplayed episodes",
            StateFilter::Only(EpisodeState::InProgress) => "No show has episodes in progress",
            StateFilter::Only(EpisodeState::Played) => "No show is fully played",
        };
        vec![texts::no_state(cx, what, &[Context::Shows])]
    }
}
