//! The trait of views. Each view is a file beside this one; [`super::Views`] holds them.

use std::borrow::Cow;

use jiff::SignedDuration;

use crate::{
    app::{
        Context, Cx, Problem, Slot, Step,
        input::command,
        list::{AnyRows, Filter, ItemRef, List, Reread},
        requests::{Policy, event::LibraryChange},
    },
    domain::{ReleaseDate, ShelfEpisode, Snippet, Subject, Words},
};

/// A pane of the main screen: a list, or the notes.
pub trait View {
    /// The contexts of its bindings, the innermost first.
    fn contexts(&self) -> Vec<Context>;

    /// The context of its text field.
    fn field_context(&self) -> Context {
        Context::FilterField
    }

    /// The slot its reads go through.
    fn slot(&self) -> Slot;

    /// Its list; `None` for a text, and while no show is open.
    fn rows(&self) -> Option<&dyn AnyRows>;

    fn rows_mut(&mut self) -> Option<&mut dyn AnyRows>;

    fn list(&self) -> Option<&List> {
        self.rows().map(AnyRows::list)
    }

    fn list_mut(&mut self) -> Option<&mut List> {
        self.rows_mut().map(AnyRows::list_mut)
    }

    /// What is typed with `/`: the filter of its list, or the text to find.
    fn filter(&self) -> Option<&Filter> {
        self.list().map(|list| &list.filter)
    }

    fn filter_mut(&mut self) -> Option<&mut Filter> {
        self.list_mut().map(|list| &mut list.filter)
    }

    /// Whether there is something to filter, or may come: a list without rows may be read or fetched.
    fn can_filter(&self) -> bool {
        self.filter().is_some()
    }

    /// The selected or read item.
    fn subject(&self) -> Option<Subject> {
        self.rows()?.item_at(self.list()?.selected()?).map(ItemRef::subject)
    }

    /// The selected episode, or the one that is read.
    fn episode(&self) -> Option<&ShelfEpisode> {
        self.episode_at(self.list()?.selected()?)
    }

    fn episode_at(&self, row: usize) -> Option<&ShelfEpisode> {
        self.rows()?.episode_at(row)
    }

    /// An item of this view.
    fn item(&self, subject: &Subject) -> Option<ItemRef<'_>> {
        self.rows()?.item_of(subject)
    }

    /// Shows pending marks on every episode.
    fn mark(&mut self, cx: &Cx) {
        if let Some(rows) = self.rows_mut() {
            rows.mark(&cx.marking);
        }
    }

    /// Carries out a command in its own way.
    fn command(&mut self, _cx: &mut Cx, _command: command::View) {}

    /// The orders it can be sorted in: their words and labels.
    fn orders(&self) -> Vec<(&'static str, &'static str)> {
        Vec::new()
    }

    /// Whether its items are in the library, where they can be marked and exported.
    fn is_on_disk(&self) -> bool {
        true
    }

    /// Whether its commands have something to act on.
    fn has_use(&self) -> bool {
        false
    }

    /// The text of the filter changed.
    fn filtered(&mut self, _cx: &mut Cx) {}

    /// Esc with the focus here: clears the filter. Returns whether there was one.
    fn back(&mut self, cx: &mut Cx) -> bool {
        let was_on = self.filter_mut().is_some_and(|filter| std::mem::take(filter) != Filter::Off);
        if was_on {
            self.filtered(cx);
        }
        was_on
    }

    /// Leaves what was opened within this view. Returns whether there was something.
    fn step_out(&mut self, _cx: &mut Cx) -> bool {
        false
    }

    fn step(&mut self, cx: &mut Cx, step: Step) {
        let height = self.height(cx);
        if let Some(list) = self.list_mut() {
            list.step(step, height, cx.is_held);
        }
    }

    /// Scrolls by lines, down if positive.
    fn scroll(&mut self, cx: &Cx, lines: isize) {
        let height = self.height(cx);
        if let Some(list) = self.list_mut() {
            list.scroll(lines, height);
        }
    }

    /// Scrolls the selection back into view after the size changed.
    fn fit(&mut self, cx: &Cx) {
        let height = self.height(cx);
        if let Some(list) = self.list_mut() {
            list.fit(height);
        }
    }

    /// Lines above the rows, in a pane of `rows` lines.
    fn head_lines(&self, _rows: usize) -> usize {
        0
    }

    /// How many lines of rows are in view.
    fn height(&self, cx: &Cx) -> usize {
        cx.layout.rows().saturating_sub(self.head_lines(cx.layout.rows()))
    }

    /// Its tab was opened, or its key pressed `again`.
    fn enter(&mut self, _cx: &mut Cx, _again: bool) {}

    /// Its tab is left.
    fn leave(&mut self, _cx: &mut Cx) {}

    /// Reads what it shows from the library.
    fn read(&mut self, cx: &mut Cx);

    /// Whether the rows that a key is about are still being read from disk; with `all`, those that are not in view too.
    fn is_awaited(&self, cx: &Cx, all: bool) -> bool {
        let is_from_disk = self.slot().policy() == Policy::LatestFromDisk;
        is_from_disk
            && cx.ledger.runs(self.slot())
            && self.list().is_some_and(|list| list.lacks(all || !list.filter.is_blank()))
    }

    /// Repeats a failed read.
    fn retry(&mut self, cx: &mut Cx) {
        if self.list().is_some_and(|list| list.problem.is_some()) && !cx.ledger.runs(self.slot()) {
            self.read(cx);
        }
    }

    /// A read failed. Earlier rows stay.
    fn failed(&mut self, problem: Problem) {
        if let Some(list) = self.list_mut() {
            list.problem = Some(problem);
        }
    }

    /// The library changed: it is read again.
    fn stale(&mut self, _change: &LibraryChange) {
        if let Some(list) = self.list_mut() {
            list.reread.wanted = true;
        }
    }

    fn reread(&mut self) -> Option<&mut Reread> {
        self.list_mut().map(|list| &mut list.reread)
    }

    /// When the next read is due. On the way to a row it would begin that way again.
    fn due(&self, cx: &Cx) -> Option<jiff::Timestamp> {
        let list = self.list()?;
        let is_on_its_way = list.aimed().is_some() && list.problem.is_none();
        list.reread.due_after(self.pause(cx)).filter(|_| !is_on_its_way && !cx.ledger.runs(self.slot()))
    }

    fn is_due(&self, cx: &Cx) -> bool {
        self.due(cx).is_some_and(|due| due <= cx.now.timestamp())
    }

    /// The pause between two reads.
    fn pause(&self, cx: &Cx) -> SignedDuration {
        let is_full = self.list().is_some_and(|list| list.len() >= self.height(cx));
        if self.shifts() && is_full && cx.ledger.runs(Slot::Sync) { Reread::LONG_PAUSE } else { Reread::PAUSE }
    }

    /// Whether new or changed rows push those in view aside.
    fn shifts(&self) -> bool {
        false
    }

    /// Reads more if the scroll position needs it, while the view is in sight.
    fn follow(&mut self, _cx: &mut Cx) {}

    /// The texts in the border.
    fn heading(&self, cx: &Cx) -> Heading;

    /// A row, ready to be drawn.
    fn row(&self, row: usize) -> Option<RowView<'_>> {
        let rows = self.rows()?;
        let item = rows.item_at(row)?;
        let hits = Cow::Borrowed(rows.list().rows().get(row)?.hits.as_slice());
        Some(RowView { above: self.above(row), item, hits, style: self.style(item) })
    }

    /// The lines above a row.
    fn above(&self, _row: usize) -> Above {
        Above::default()
    }

    /// The columns of the row of an item.
    fn style(&self, _item: ItemRef<'_>) -> RowStyle<'_> {
        RowStyle::Episode
    }

    /// What its first rows are, while they are still to come from Spotify.
    fn to_come(&self, _cx: &Cx) -> Option<&'static str> {
        None
    }

    /// Why the list is empty, and the way out. Backticks set keys off.
    fn empty(&self, cx: &Cx) -> Vec<String>;

    /// Whether the list is empty without shows.
    fn needs_shows(&self) -> bool {
        false
    }
}

/// The order after a command; `None` if the command is about something else.
pub(super) fn resorted<S: Words>(sort: S, command: command::View) -> Option<S> {
    match command {
        command::View::Sort => Some(sort.next()),
        command::View::ReverseSort => Some(sort.reversed()),
        command::View::SortBy(at) => Some(S::ALL.get(at).map_or(sort, |(sort, ..)| *sort)),
        command::View::StateFilter | command::View::OnePerShow => None,
    }
}

/// The texts in the border of a pane.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heading {
    pub title: String,
    /// After the title, from the longest wording to the shortest.
    pub about: Vec<String>,
    /// A warning at the foot, from the longest wording to the shortest.
    pub notice: Vec<String>,
}

/// A row, ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct RowView<'a> {
    pub above: Above,
    pub item: ItemRef<'a>,
    /// The characters of the title to set off.
    pub hits: Cow<'a, [u32]>,
    pub style: RowStyle<'a>,
}

/// The columns of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RowStyle<'a> {
    /// A show with its counts.
    Show,
    /// An episode among those of its show.
    Episode,
    /// An episode among those of all shows; under headings of days or not.
    Feed { by_day: bool, all_saved: bool },
    /// What a search found, with a piece of the notes.
    Found { snippet: Option<&'a Snippet> },
    /// What Spotify's catalogue has; a show can be one that is followed.
    Catalogue { is_followed: bool },
}

/// The lines above a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Above {
    /// The line below which nothing is new.
    pub caught_up: bool,
    /// The heading of a day; `Some(None)` for episodes without a date.
    pub day: Option<Option<ReleaseDate>>,
}

impl Above {
    pub fn lines(self) -> usize {
        usize::from(self.caught_up) + usize::from(self.day.is_some())
    }
}
