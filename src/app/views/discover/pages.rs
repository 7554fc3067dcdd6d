//! How far a list of the catalogue was read.

use std::collections::HashSet;

use crate::{
    app::list::{Item, Load, Rows},
    domain::{Page, Subject},
};

/// The pages of a list. Nothing depends on Spotify's totals, which may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Pages {
    /// The offset of the next page.
    pub(super) next: u32,
    /// How many pages in a row had no readable item.
    blank: u8,
}

/// What a page says about the list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    pub(super) next: u32,
    pub(super) has_next: bool,
    /// Whether all its items were `null` or unreadable.
    pub(super) is_blank: bool,
}

impl Pages {
    /// The most pages in a row without a readable item.
    const BLANK: u8 = 3;
    /// Prefetch distance: ask for more once fewer rows than this remain below the selected one.
    pub(super) const AHEAD: usize = 5;

    /// Adds the items of a page to the rows, without those that are listed already.
    pub(super) fn add<T: Item>(&mut self, rows: &mut Rows<T>, items: impl Iterator<Item = T>, turn: Turn) {
        let have = rows.items.len();
        let mut known: HashSet<Subject> = rows.items.iter().map(Item::subject).collect();
        rows.items.extend(items.filter(|item| known.insert(item.subject())));
        rows.list.load = self.turn(turn, rows.items.len() - have);
        (rows.list.problem, rows.list.total) = (None, rows.items.len());
    }

    /// Takes note of a page with this number of new items. Returns whether there is more: a page that repeats what is listed ends
    /// the list.
    fn turn(&mut self, turn: Turn, new: usize) -> Load {
        self.next = turn.next;
        self.blank = if turn.is_blank { self.blank.saturating_add(1) } else { 0 };
        let goes_on = new > 0 || (turn.is_blank && self.blank < Self::BLANK);
        if turn.has_next && goes_on { Load::Partial } else { Load::Whole }
    }
}

/// The offset after a page.
pub(super) fn after<T>(page: &Page<T>) -> u32 {
    page.offset.saturating_add(page.limit.max(1))
}

/// Whether items were received, and none of them could be read.
pub(super) fn is_blank<T>(page: &Page<T>) -> bool {
    page.received > 0 && page.items.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(is_blank: bool) -> Turn {
        Turn { next: 10, has_next: true, is_blank }
    }

    #[test]
    fn a_list_ends_on_a_page_that_repeats_and_on_the_third_blank_one() {
        let mut pages = Pages::default();
        assert_eq!(pages.turn(turn(false), 3), Load::Partial);
        assert_eq!(pages.turn(turn(false), 0), Load::Whole);
        let mut pages = Pages::default();
        assert_eq!([0, 0, 0].map(|new| pages.turn(turn(true), new)), [Load::Partial, Load::Partial, Load::Whole]);
        assert_eq!(pages.turn(Turn { has_next: false, ..turn(false) }, 3), Load::Whole);
    }
}
