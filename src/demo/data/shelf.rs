//! Which episodes of a show are there after some came and some went: the numbers given out, less those that are gone.
//!
//! A number is never given twice, as an id at Spotify is not. Whatever the amounts, a change costs one entry.

use std::ops::Range;

use jiff::civil::Date;

/// The most numbers of a show; the one above stands for the show itself in an id.
const MAX: u32 = u32::MAX - 1;

/// The episodes of one show, by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shelf {
    /// How many there were from the start, numbered from 0.
    base: u32,
    /// The number the next one gets.
    next: u32,
    /// The numbers that are gone: in order, none twice.
    lost: Vec<Range<u32>>,
    /// Where each later delivery begins, and its day.
    gained: Vec<(u32, Date)>,
}

impl Shelf {
    pub(super) fn new(base: u32) -> Self {
        let base = base.min(MAX);
        Self { base, next: base, lost: Vec::new(), gained: Vec::new() }
    }

    /// How many there are.
    pub(super) fn len(&self) -> u32 {
        self.next - self.lost.iter().map(|gone| gone.end - gone.start).sum::<u32>()
    }

    /// The number of the one at `place`, counted from the oldest.
    pub(super) fn nth(&self, place: u32) -> Option<u32> {
        (place < self.len()).then(|| {
            let skip = |number, gone: &Range<u32>| {
                if gone.start <= number { number + (gone.end - gone.start) } else { number }
            };
            self.lost.iter().fold(place, skip)
        })
    }

    /// Whether the one with this number is there.
    pub(super) fn has(&self, number: u32) -> bool {
        number < self.next && !self.lost.iter().any(|gone| gone.contains(&number))
    }

    /// The day one came out that was not there from the start.
    pub(super) fn gained_on(&self, number: u32) -> Option<Date> {
        let held = number >= self.base && number < self.next;
        held.then(|| self.gained.iter().rev().find(|(first, _)| *first <= number).map(|(_, day)| *day))?
    }

    /// Adds `count` that came out on `day`; `None` and nothing added where there are no numbers left for them.
    pub(super) fn gain(&mut self, count: u32, day: Date) -> Option<()> {
        let next = self.next.checked_add(count).filter(|next| *next <= MAX)?;
        if count > 0 {
            self.gained.push((self.next, day));
        }
        self.next = next;
        Some(())
    }

    /// Takes the oldest `count` away, or all.
    pub(super) fn lose_oldest(&mut self, count: u32) {
        let end = self.nth(count).unwrap_or(self.next);
        self.lose(0..end);
    }

    /// Takes the newest `count` away, or all.
    pub(super) fn lose_newest(&mut self, count: u32) {
        let kept = self.len().saturating_sub(count);
        let start = self.nth(kept).unwrap_or(self.next);
        self.lose(start..self.next);
    }

    /// `range` begins or ends with all there is, so that it swallows what it meets and overlaps none of the rest.
    fn lose(&mut self, range: Range<u32>) {
        if range.is_empty() {
            return;
        }
        self.lost.retain(|gone| gone.end <= range.start || gone.start >= range.end);
        self.lost.push(range);
        self.lost.sort_by_key(|gone| gone.start);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn numbers(shelf: &Shelf) -> Vec<u32> {
        (0..shelf.len()).filter_map(|place| shelf.nth(place)).collect()
    }

    #[test]
    fn no_number_comes_back_whatever_goes_and_comes() {
        let (mut shelf, day) = (Shelf::new(5), date(2026, 11, 23));
        shelf.lose_newest(1);
        assert_eq!(shelf.gain(2, day), Some(()));
        assert_eq!(numbers(&shelf), [0, 1, 2, 3, 5, 6]);
        shelf.lose_oldest(2);
        assert_eq!(numbers(&shelf), [2, 3, 5, 6]);
        shelf.lose_newest(3);
        assert_eq!(numbers(&shelf), [2]);
        assert_eq!(shelf.gain(1, day), Some(()));
        assert_eq!(numbers(&shelf), [2, 7]);
        shelf.lose_newest(1);
        assert_eq!(numbers(&shelf), [2], "what was gone beside it stays gone");
        assert_eq!(shelf.gain(1, day), Some(()));
        let there: Vec<_> = (0..10).filter(|number| shelf.has(*number)).collect();
        assert_eq!(there, numbers(&shelf));
        shelf.lose_oldest(100);
        assert_eq!((shelf.len(), shelf.nth(0), shelf.lost.len()), (0, None, 1));
    }

    #[test]
    fn what_came_later_knows_its_day_and_what_was_there_has_none() {
        let mut shelf = Shelf::new(2);
        assert_eq!(shelf.gain(2, date(2026, 11, 23)), Some(()));
        assert_eq!(shelf.gain(0, date(2026, 11, 24)), Some(()));
        assert_eq!(shelf.gain(1, date(2026, 11, 25)), Some(()));
        let days: Vec<_> = (0..6).map(|number| shelf.gained_on(number).map(Date::day)).collect();
        assert_eq!(days, [None, None, Some(23), Some(23), Some(25), None]);
    }

    #[test]
    fn a_shelf_that_is_full_takes_nothing_more() {
        let mut shelf = Shelf::new(u32::MAX);
        assert_eq!((shelf.len(), shelf.gain(1, date(2026, 11, 23))), (MAX, None));
        assert_eq!(shelf.len(), MAX);
    }
}
