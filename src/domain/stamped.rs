//! A mark with the time it was made, and which of two counts.
//!
//! Every copy of the marks, whatever order it hears of them in, ends with the same: of two marks of an episode the later
//! counts ([`StampedMark::latest`]), and a new one is later than the one it replaces ([`StampedMark::after`]), whatever the
//! clock says. So a clock that is a year ahead holds no mark for a year.

use jiff::{SignedDuration, Timestamp};

use super::Mark;

/// A mark of an episode, or that it has none any more, since a time in whole microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StampedMark {
    pub at: Timestamp,
    /// `None`: the mark was removed, and Spotify's progress counts.
    pub mark: Option<Mark>,
}

impl StampedMark {
    /// The last time a mark may have, 2999-12-31: a later one is damage. The first is 1970-01-01, for a mark from before
    /// marks had times.
    pub const LAST: Timestamp = Timestamp::constant(32_503_593_600, 0);
    const STEP: SignedDuration = SignedDuration::from_micros(1);

    /// A mark made now, after the one that the episode had.
    #[must_use]
    pub fn after(before: Option<Self>, mark: Option<Mark>, now: Timestamp) -> Self {
        let least = before.and_then(|before| before.at.checked_add(Self::STEP).ok()).unwrap_or(Timestamp::UNIX_EPOCH);
        Self { at: whole(now).max(least).min(Self::LAST), mark }
    }

    /// The one of two that counts. Of two of one time, a played one: a mark is lost sooner than found.
    #[must_use]
    pub fn latest(self, other: Self) -> Self {
        if other.beats(&self) { other } else { self }
    }

    /// Whether it counts instead of the other.
    pub fn beats(&self, other: &Self) -> bool {
        (self.at, self.weight()) > (other.at, other.weight())
    }

    /// Whether a time is one that a mark of another computer may have. One at the last time could never be replaced.
    pub fn may_come(at: Timestamp) -> bool {
        Self::is_time(at) && at < Self::LAST
    }

    /// Whether a time is one that a mark may have.
    pub fn is_time(at: Timestamp) -> bool {
        (Timestamp::UNIX_EPOCH..=Self::LAST).contains(&at)
    }

    fn weight(&self) -> u8 {
        match self.mark {
            None => 0,
            Some(Mark::Unplayed) => 1,
            Some(Mark::Played) => 2,
        }
    }
}

/// A time without what is below a microsecond.
fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_mark() -> impl Strategy<Value = StampedMark> {
        let mark = prop_oneof![Just(None), Just(Some(Mark::Played)), Just(Some(Mark::Unplayed))];
        (0_i64..5, mark).prop_map(|(at, mark)| StampedMark { at: Timestamp::from_second(at).expect("a time"), mark })
    }

    proptest! {
        #[test]
        fn k8_the_order_of_hearing_decides_nothing(a in any_mark(), b in any_mark(), c in any_mark()) {
            prop_assert_eq!(a.latest(b), b.latest(a));
            prop_assert_eq!(a.latest(b).latest(c), a.latest(b.latest(c)));
            prop_assert_eq!(a.latest(a), a);
        }

        #[test]
        fn k8_a_new_mark_counts_whatever_the_clocks_say(before in any_mark(), second in -10_i64..10, mark in any_mark()) {
            let now = Timestamp::from_second(second).expect("a time");
            let new = StampedMark::after(Some(before), mark.mark, now);
            prop_assert!(new.beats(&before) && StampedMark::is_time(new.at));
            prop_assert_eq!(new.mark, mark.mark);
        }
    }

    #[test]
    fn k8_a_mark_from_a_clock_a_year_ahead_is_replaced_by_the_next_one() {
        let now: Timestamp = "2026-11-03T12:00:00.0000009Z".parse().expect("a time");
        let ahead = StampedMark { at: "2027-11-03T12:00:00Z".parse().expect("a time"), mark: Some(Mark::Played) };
        let next = StampedMark::after(Some(ahead), None, now);
        assert_eq!(next.at.to_string(), "2027-11-03T12:00:00.000001Z");
        assert_eq!(ahead.latest(next), next);
        assert_eq!(StampedMark::after(None, None, now).at.to_string(), "2026-11-03T12:00:00Z");
        assert_eq!(StampedMark::LAST.to_string(), "2999-12-31T00:00:00Z");
    }
}
