//! The episodes of a show after releases and removals: runs of consecutive numbers.
//!
//! A number is never reused, as Spotify never reuses an id. The size of a change does not affect its cost.

use std::ops::Range;

use jiff::civil::Date;

use crate::demo::change::End;

/// The highest number of a show; the next one marks the show itself in an id.
const MAX: u32 = u32::MAX - 1;

/// The episodes of one show by number, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shelf {
    next: u32,
    runs: Vec<Run>,
}

/// Consecutive episodes, with their day if they came out after the start.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    numbers: Range<u32>,
    day: Option<Date>,
}

impl Shelf {
    pub(super) fn new(base: u32) -> Self {
        let next = base.min(MAX);
        Self { next, runs: vec![Run { numbers: 0..next, day: None }] }
    }

    pub(super) fn len(&self) -> u32 {
        self.runs.iter().map(Run::len).sum()
    }

    /// The number at `place`, counted from the oldest.
    pub(super) fn nth(&self, mut place: u32) -> Option<u32> {
        self.runs.iter().find_map(|run| {
            let found = (place < run.len()).then(|| run.numbers.start + place);
            place = place.saturating_sub(run.len());
            found
        })
    }

    /// The release day of an episode if it is there: `Some(None)` for one from the start.
    #[expect(clippy::option_option, reason = "whether it is there, and whether it has a day of its own")]
    pub(super) fn released(&self, number: u32) -> Option<Option<Date>> {
        self.runs.iter().find(|run| run.numbers.contains(&number)).map(|run| run.day)
    }

    /// Adds `count` episodes released on `day`; returns `None` and adds nothing if the numbers do not suffice.
    pub(super) fn gain(&mut self, count: u32, day: Date) -> Option<()> {
        let next = self.next.checked_add(count).filter(|next| *next <= MAX)?;
        self.runs.push(Run { numbers: self.next..next, day: Some(day) });
        self.next = next;
        Some(())
    }

    /// Removes `count` episodes from one end, or all.
    pub(super) fn lose(&mut self, mut count: u32, end: End) {
        let cut = |run: &mut Run| {
            let cut = count.min(run.len());
            count -= cut;
            match end {
                End::Oldest => run.numbers.start += cut,
                End::Newest => run.numbers.end -= cut,
            }
        };
        match end {
            End::Oldest => self.runs.iter_mut().for_each(cut),
            End::Newest => self.runs.iter_mut().rev().for_each(cut),
        }
        self.runs.retain(|run| run.len() > 0);
    }
}

impl Run {
    fn len(&self) -> u32 {
        self.numbers.end - self.numbers.start
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
        shelf.lose(1, End::Newest);
        assert_eq!(shelf.gain(2, day), Some(()));
        assert_eq!(numbers(&shelf), [0, 1, 2, 3, 5, 6]);
        shelf.lose(2, End::Oldest);
        assert_eq!(numbers(&shelf), [2, 3, 5, 6]);
        shelf.lose(3, End::Newest);
        assert_eq!(numbers(&shelf), [2]);
        assert_eq!(shelf.gain(1, day), Some(()));
        assert_eq!(numbers(&shelf), [2, 7]);
        shelf.lose(1, End::Newest);
        assert_eq!(numbers(&shelf), [2], "what was gone beside it stays gone");
        assert_eq!(shelf.gain(1, day), Some(()));
        let there: Vec<_> = (0..10).filter(|number| shelf.released(*number).is_some()).collect();
        assert_eq!(there, numbers(&shelf));
        shelf.lose(100, End::Oldest);
        assert_eq!((shelf.len(), shelf.nth(0), shelf.runs.len()), (0, None, 0));
    }

    #[test]
    fn what_came_later_knows_its_day_and_what_was_there_has_none() {
        let mut shelf = Shelf::new(2);
        assert_eq!(shelf.gain(2, date(2026, 11, 23)), Some(()));
        assert_eq!(shelf.gain(0, date(2026, 11, 24)), Some(()));
        assert_eq!(shelf.gain(1, date(2026, 11, 25)), Some(()));
        let days: Vec<_> = (0..6).map(|number| shelf.released(number).flatten().map(Date::day)).collect();
        assert_eq!(days, [None, None, Some(23), Some(23), Some(25), None]);
    }

    #[test]
    fn a_shelf_that_is_full_takes_nothing_more() {
        let mut shelf = Shelf::new(u32::MAX);
        assert_eq!((shelf.len(), shelf.gain(1, date(2026, 11, 23))), (MAX, None));
        assert_eq!(shelf.len(), MAX);
    }
}
