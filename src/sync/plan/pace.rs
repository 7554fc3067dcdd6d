//! Estimates how long the rest takes.

use std::{collections::VecDeque, time::Duration};

use jiff::{SignedDuration, Timestamp};

/// The last pages, which the pace is computed from.
const PAGES: usize = 32;
/// The fewest pages that allow an estimate.
const FEWEST: usize = 4;
/// A longer time between two pages is a rate limit or a sleeping computer, and does not count.
const LONGEST: SignedDuration = SignedDuration::from_secs(30);

/// When the last pages arrived.
#[derive(Debug, Default)]
pub(in crate::sync) struct Pace(VecDeque<Timestamp>);

impl Pace {
    pub(in crate::sync) fn arrived(&mut self, at: Timestamp) {
        let since = self.0.back().map(|last| at.duration_since(*last));
        if since.is_some_and(|since| since.is_negative() || since > LONGEST) {
            self.0.clear();
        }
        if self.0.len() >= PAGES {
            self.0.pop_front();
        }
        self.0.push_back(at);
    }

    /// How long `pages` more take at the pace of the last ones.
    pub(in crate::sync) fn left(&self, pages: u32) -> Option<Duration> {
        let (first, last) = (self.0.front()?, self.0.back()?);
        let took = Duration::try_from(last.duration_since(*first)).ok()?;
        let steps = u32::try_from(self.0.len().checked_sub(1)?).ok()?;
        if self.0.len() < FEWEST {
            return None;
        }
        let millis = took.as_millis().saturating_mul(pages.into()) / u128::from(steps);
        Some(Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;

    use super::*;

    #[test]
    fn the_time_left_follows_the_last_pages() {
        let (mut pace, start) = (Pace::default(), Timestamp::UNIX_EPOCH);
        for second in 0..3 {
            pace.arrived(start + second.seconds());
        }
        assert_eq!(pace.left(10), None);
        pace.arrived(start + 3.seconds());
        assert_eq!(pace.left(10), Some(Duration::from_secs(10)));
        for second in 0..40 {
            pace.arrived(start + (100 + 2 * second).seconds());
        }
        assert_eq!(pace.left(10), Some(Duration::from_secs(20)));
    }

    #[test]
    fn a_long_wait_does_not_count() {
        let (mut pace, start) = (Pace::default(), Timestamp::UNIX_EPOCH);
        for second in 0..8 {
            pace.arrived(start + second.seconds());
        }
        pace.arrived(start + 3600.seconds());
        assert_eq!(pace.left(1000), None);
        for second in 3601..3604 {
            pace.arrived(start + second.seconds());
        }
        assert_eq!(pace.left(1000), Some(Duration::from_secs(1000)));
    }

    #[test]
    fn a_clock_that_is_set_back_allows_no_estimate() {
        let mut pace = Pace::default();
        for second in (0..8).rev() {
            pace.arrived(Timestamp::UNIX_EPOCH + second.seconds());
        }
        assert_eq!(pace.left(10), None);
    }
}
