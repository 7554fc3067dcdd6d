//! The episodes of a show after releases and removals: runs of consecutive numbers.
//!
//! A number is never reused, as Spotify never reuses an id. The size of a change does not affect its cost.

use std::ops::Range;

use jiff::civil::Date;

use crate::demo::change::{ChangeError, End};

/// The highest number of a show; the next one marks the show itself in an id.
const MAX: u32 = u32::MAX - 1;

/// The episodes of one show by number, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shelf {
    next: u32,
    runs: Vec<Run>,
}

/// Consecutive episodes, with their day if they were released after the start.
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

    /// The release day of an episode if it exists: `Some(None)` for one from the start.
    #[expect(clippy::option_option, reason = "whether it exists, and whether it was released later")]
    pub(super) fn released(&self, number: u32) -> Option<Option<Date>> {
        self.runs.iter().find(|run| run.numbers.contains(&number)).map(|run| run.day)
    }

    /// Adds `count` episodes released on `day`.
    ///
    /// # Errors
    /// [`ChangeError::TooMany`] if the numbers do not suffice; nothing is added.
    pub(crate) fn gain(&mut self, count: u32, day: Date) -> Result<(), ChangeError> {
        let next = self.next.checked_add(count).filter(|next| *next <= MAX).ok_or(ChangeError::TooMany)?;
        self.runs.push(Run { numbers: self.next..next, day: Some(day) });
        self.next = next;
        Ok(())
    }

    /// Replaces the newest episode with another one, released on `day`.
    ///
    /// # Errors
    /// [`ChangeError::NoEpisode`], [`ChangeError::TooMany`]; nothing is changed.
    pub(crate) fn swap(&mut self, day: Date) -> Result<(), ChangeError> {
        if self.len() == 0 {
            return Err(ChangeError::NoEpisode);
        }
        let mut changed = self.clone();
        changed.lose(1, End::Newest);
        changed.gain(1, day)?;
        *self = changed;
        Ok(())
    }

    /// Removes `count` episodes from one end, or all.
    pub(crate) fn lose(&mut self, mut count: u32, end: End) {
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
        assert_eq!(shelf.gain(2, day), Ok(()));
        assert_eq!(numbers(&shelf), [0, 1, 2, 3, 5, 6]);
        shelf.lose(2, End::Oldest);
        assert_eq!(numbers(&shelf), [2, 3, 5, 6]);
        shelf.lose(3, End::Newest);
        assert_eq!(numbers(&shelf), [2]);
        assert_eq!(shelf.gain(1, day), Ok(()));
        assert_eq!(numbers(&shelf), [2, 7]);
        shelf.lose(1, End::Newest);
        assert_eq!(numbers(&shelf), [2], "what was gone beside it stays gone");
        assert_eq!(shelf.gain(1, day), Ok(()));
        let there: Vec<_> = (0..10).filter(|number| shelf.released(*number).is_some()).collect();
        assert_eq!(there, numbers(&shelf));
        shelf.lose(100, End::Oldest);
        assert_eq!((shelf.len(), shelf.nth(0), shelf.runs.len()), (0, None, 0));
    }

    #[test]
    fn what_came_later_knows_its_day_and_what_was_there_has_none() {
        let mut shelf = Shelf::new(2);
        assert_eq!(shelf.gain(2, date(2026, 11, 23)), Ok(()));
        assert_eq!(shelf.gain(0, date(2026, 11, 24)), Ok(()));
        assert_eq!(shelf.gain(1, date(2026, 11, 25)), Ok(()));
        let days: Vec<_> = (0..6).map(|number| shelf.released(number).flatten().map(Date::day)).collect();
        assert_eq!(days, [None, None, Some(23), Some(23), Some(25), None]);
    }

    #[test]
    fn a_shelf_that_is_full_takes_nothing_more() {
        let mut shelf = Shelf::new(u32::MAX);
        assert_eq!((shelf.len(), shelf.gain(1, date(2026, 11, 23))), (MAX, Err(ChangeError::TooMany)));
        assert_eq!(shelf.len(), MAX);
    }
}
