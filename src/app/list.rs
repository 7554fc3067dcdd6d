//! A list: the order, filter and selection of items.
//!
//! The items live in the view that owns the list; a [`List`] holds positions among them. Start with [`List::show`], which
//! every change of items, order or filter ends in.

use std::collections::HashMap;

use super::{input::step::Step, problem::Problem};
use crate::domain::Subject;

pub mod filter;
mod item;
mod lines;
mod reread;
pub mod rows;
pub mod selection;

pub use filter::{Filter, Listing};
pub use item::{Item, ItemRef, OwnedItem};
pub use lines::Lines;
pub use reread::Reread;
pub use rows::{AnyRows, Rows};
pub use selection::Selection;

/// Positions among items, in view order, with their selection.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct List {
    rows: Vec<Row>,
    lines: Lines,
    /// Whether the person has moved the selection. Until then the first row stays selected.
    is_chosen: bool,
    /// The chosen item while another row is selected: it is selected again once a row shows it.
    hidden: Option<Subject>,
    aim: Aim,
    /// Whether only the titles closest to the filter are listed: none has its words.
    pub is_closest: bool,
    pub filter: Filter,
    pub selection: Selection,
    pub load: Load,
    /// Why the last read failed. Earlier rows stay.
    pub problem: Option<Problem>,
    /// How many items there are, read or not.
    pub total: usize,
    /// How many of them come before those that were read: the last ones were read without these.
    pub skipped: usize,
    pub reread: Reread,
}

/// What is selected when other rows are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Aim {
    /// The chosen item.
    #[default]
    Item,
    /// The best match, while the filter is typed.
    Best,
    /// The row of this number, from 0 on, once it is read; the last row if there are fewer.
    Row(usize),
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The position of its item.
    pub index: usize,
    /// Which characters of the title match the filter: positions of `char`s, ascending.
    pub hits: Vec<u32>,
}

/// How much of the items has been read from the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Load {
    #[default]
    Never,
    /// There are more below those that were read.
    Partial,
    /// As far as the last one.
    Whole,
}

impl List {
    /// A list of which only the first of `total` items have been read.
    pub fn partial(total: usize) -> Self {
        Self { load: Load::Partial, total, ..Self::default() }
    }

    /// Shows the rows of `listing`, positions among `items`, where `before` were the items until now. `lines` says how many
    /// lines a row takes, and `height` how many are in view.
    ///
    /// The chosen item stays selected, at the same distance from the top. If no row shows it, the row that followed it or
    /// came before it is selected. While a filter is typed, the best match is, until the selection is moved.
    pub fn show<T: Item>(
        &mut self,
        before: &[T],
        items: &[T],
        listing: Listing,
        lines: impl Fn(usize) -> usize,
        height: usize,
    ) {
        let wanted = self.wanted(before);
        let selected = self.lines.selected();
        let offset = self.lines.offset();
        let Listing { rows, best, is_closest } = listing;
        self.is_closest = is_closest;
        let old = std::mem::replace(&mut self.rows, rows);
        self.selection.rows_changed();
        self.lines.cut(0);
        (0..self.rows.len()).for_each(|row| self.lines.push(lines(row)));
        if let Aim::Row(number) = self.aim
            && !self.is_unread(number)
        {
            return self.select(number.saturating_sub(self.skipped), height);
        }
        if self.aim == Aim::Best && self.filter.is_typing() {
            self.hidden = wanted;
            return self.lines.select_at(best, usize::MAX, height);
        }
        let Some(wanted) = wanted else { return self.lines.select_at(0, 0, height) };
        let found = self.find(items, &wanted, selected);
        self.hidden = found.is_none().then_some(wanted);
        let row = found.or_else(|| self.neighbour(before, &old, selected?, items)).or(selected);
        self.lines.select_at(row.unwrap_or(0), offset, height);
    }

    /// The item that is to stay selected; `None` until the person has chosen one.
    fn wanted<T: Item>(&self, items: &[T]) -> Option<Subject> {
        match &self.hidden {
            Some(hidden) => Some(hidden.clone()),
            None if self.is_chosen => self.selected_item(items).map(Item::subject),
            None => None,
        }
    }

    /// The row of a subject; the likely one is looked at first.
    fn find<T: Item>(&self, items: &[T], subject: &Subject, likely: Option<usize>) -> Option<usize> {
        let is_it = |row: &Row| items.get(row.index).is_some_and(|item| item.is(subject));
        let at_likely = likely.filter(|row| self.rows.get(*row).is_some_and(is_it));
        at_likely.or_else(|| self.rows.iter().position(is_it))
    }

    /// The new row of the item that stood nearest to the selected one, below it rather than above.
    fn neighbour<T: Item>(&self, before: &[T], old: &[Row], selected: usize, items: &[T]) -> Option<usize> {
        let subject = |items: &[T], row: &Row| items.get(row.index).map(Item::subject);
        let rows: HashMap<Subject, usize> =
            self.rows.iter().enumerate().filter_map(|(at, row)| Some((subject(items, row)?, at))).collect();
        let (above, below) = old.split_at_checked(selected)?;
        below.iter().chain(above.iter().rev()).find_map(|row| rows.get(&subject(before, row)?).copied())
    }

    /// The number of a row among all that there are, read or not, from 0 on.
    pub fn number(&self, row: usize) -> usize {
        self.skipped + row
    }

    /// How many rows there are, read or not.
    pub fn extent(&self) -> usize {
        let read = self.number(self.len());
        if self.load == Load::Partial { self.total.max(read) } else { read }
    }

    /// Whether the row of a number has still to be read.
    fn is_unread(&self, number: usize) -> bool {
        number < self.skipped || (self.load == Load::Partial && number >= self.number(self.len()))
    }

    /// Items were put in front of the others: the rows stay with theirs until the next [`Self::show`].
    pub fn moved_on(&mut self, items: usize) {
        self.rows.iter_mut().for_each(|row| row.index += items);
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The heights of the rows, and which of their lines are in view.
    pub fn lines(&self) -> &Lines {
        &self.lines
    }

    /// The position of the selected row.
    pub fn selected(&self) -> Option<usize> {
        self.lines.selected()
    }

    /// The item of a row.
    pub fn item<'a, T>(&self, items: &'a [T], row: usize) -> Option<&'a T> {
        items.get(self.rows.get(row)?.index)
    }

    pub fn selected_item<'a, T>(&self, items: &'a [T]) -> Option<&'a T> {
        self.item(items, self.selected()?)
    }

    /// The item of a subject. The selected one is found without a look at the others.
    pub fn listed<'a, T: Item>(&self, items: &'a [T], subject: &Subject) -> Option<&'a T> {
        let selected = self.selected_item(items).filter(|item| item.is(subject));
        selected.or_else(|| items.iter().find(|item| item.is(subject)))
    }

    /// Keeps the selected item selected from now on.
    pub fn choose(&mut self) {
        if !self.is_empty() {
            (self.is_chosen, self.hidden, self.aim) = (true, None, Aim::Item);
        }
    }

    /// Keeps the selected item selected, unless it replaces a hidden one.
    pub fn settle(&mut self) {
        if self.hidden.is_none() {
            self.choose();
        }
    }

    /// Selects the best match from now on: a filter is typed.
    pub fn follow_best(&mut self) {
        self.aim = Aim::Best;
    }

    /// Scrolls to the top, as far as the selected row stays in view.
    pub fn scroll_to_top(&mut self, height: usize) {
        self.lines.select_at(self.lines.selected().unwrap_or(0), usize::MAX, height);
    }

    /// Selects the first row again.
    pub fn unchoose(&mut self) {
        (self.is_chosen, self.hidden) = (false, None);
    }

    /// Selects an item with the next [`Self::show`], or as soon as a later one has it.
    pub fn want(&mut self, subject: Subject) {
        (self.is_chosen, self.hidden, self.aim) = (true, Some(subject), Aim::Item);
    }

    /// The number of the row that is to be selected once it is read.
    pub fn aimed(&self) -> Option<usize> {
        match self.aim {
            Aim::Row(number) => Some(number).filter(|number| self.is_unread(*number)),
            Aim::Item | Aim::Best => None,
        }
    }

    /// Whether the wanted item is not in view.
    pub fn is_hiding(&self) -> bool {
        self.hidden.is_some()
    }

    /// Whether rows that a key is about have not been read; with `all`, those below that are not in view too.
    pub fn lacks(&self, all: bool) -> bool {
        match self.load {
            Load::Never => true,
            Load::Partial => all || self.aimed().is_some(),
            Load::Whole => self.aimed().is_some(),
        }
    }

    /// Moves the selection: see [`Lines::step`]. To a row that is not read yet it moves once that is.
    pub fn step(&mut self, step: Step, height: usize, is_held: bool) {
        match step.row() {
            Some(number) if self.is_unread(number) => self.aim = Aim::Row(number),
            Some(number) => self.select(number.saturating_sub(self.skipped), height),
            None => {
                self.lines.step(step, height, is_held);
                self.choose();
            }
        }
    }

    pub fn select(&mut self, row: usize, height: usize) {
        self.lines.select(row, height);
        self.choose();
    }

    /// Scrolls by lines, down if positive; the selection stays in view.
    pub fn scroll(&mut self, lines: isize, height: usize) {
        self.lines.scroll(lines, height);
        self.choose();
    }

    /// Scrolls the selection back into view after the height changed.
    pub fn fit(&mut self, height: usize) {
        self.lines.fit(height);
    }

    /// How many rows that were read lie above those in view.
    pub fn above(&self) -> usize {
        self.lines.row_at(self.lines.top()).unwrap_or(0)
    }

    /// How many rows lie below those in view.
    pub fn below(&self, height: usize) -> usize {
        let seen = self.lines.row_at(self.lines.top() + height).unwrap_or(self.len());
        self.len() - seen
    }
}

#[cfg(test)]
mod tests;
