//! When Spotify is asked what plays.
//!
//! Never while nothing plays, while the terminal has no focus, or while requests are refused. While something plays every 40
//! seconds, once at its predicted end, and about a second after each own command; at most 120 times in any hour.

use std::{collections::VecDeque, time::Duration};

use jiff::{SignedDuration, Timestamp};

use crate::domain::Playback;

/// When the next poll is due, and the polls of the last hour.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Polls {
    due: Option<Timestamp>,
    made: VecDeque<Timestamp>,
    /// Whether Spotify has ever answered one.
    was_answered: bool,
    /// Whether Spotify refuses polls until the login changes.
    pub is_refused: bool,
    /// Whether the terminal lost the focus. One that does not report it always has it.
    pub is_hidden: bool,
}

impl Polls {
    /// While something plays.
    const REGULAR: SignedDuration = SignedDuration::from_secs(40);
    /// After a command, and after the predicted end.
    const SOON: SignedDuration = SignedDuration::from_secs(1);
    /// The least time to a predicted end: a device may stay at the end of what it plays.
    const END: SignedDuration = SignedDuration::from_secs(5);
    const HOUR: SignedDuration = SignedDuration::from_hours(1);
    /// The most in an hour, and how many of them are left to commands.
    const MOST: usize = 120;
    const FOR_COMMANDS: usize = 25;

    /// Spotify is to be asked now.
    pub fn now(&mut self, now: Timestamp) {
        self.due = Some(now);
    }

    /// Spotify is to be asked shortly: a command was answered.
    pub fn soon(&mut self, now: Timestamp) {
        let soon = self.permitted(after(now, Self::SOON), Self::MOST);
        self.due = Some(self.due.map_or(soon, |due| due.min(soon)).max(now));
    }

    /// The terminal is looked at again: asks now, unless Spotify was asked a moment ago, or never: the first poll has a
    /// cause of its own.
    pub fn refresh(&mut self, now: Timestamp) {
        let Some(made) = self.made.back() else { return };
        let again = after(*made, Self::REGULAR).max(now);
        let again = self.permitted(again, Self::MOST - Self::FOR_COMMANDS);
        self.due = Some(self.due.map_or(again, |due| due.min(again)));
    }

    /// Plans the next poll after an answer.
    pub fn plan(&mut self, playback: Option<&Playback>, now: Timestamp) {
        self.was_answered = true;
        self.due = playback.filter(|playback| playback.is_playing).map(|playback| {
            let regular = after(now, Self::REGULAR);
            let left = playback.duration().saturating_sub(playback.position_at(now));
            let due = if left.is_zero() { regular } else { regular.min(end(now, left)) };
            self.permitted(due, Self::MOST - Self::FOR_COMMANDS)
        });
    }

    /// Plans the next poll after one that failed: what plays may not be known at all yet.
    pub fn plan_again(&mut self, playback: Option<&Playback>, now: Timestamp) {
        let was_answered = self.was_answered;
        self.plan(playback, now);
        self.was_answered = was_answered;
        if !was_answered {
            self.due = Some(self.permitted(after(now, Self::REGULAR), Self::MOST - Self::FOR_COMMANDS));
        }
    }

    /// A poll is made.
    pub fn made(&mut self, now: Timestamp) {
        self.due = None;
        self.made.push_back(now);
        let begin = now.saturating_sub(Self::HOUR).unwrap_or(now);
        while self.made.front().is_some_and(|made| *made < begin) || self.made.len() > Self::MOST {
            self.made.pop_front();
        }
    }

    /// When the next one is due. One that is to confirm a command is due out of sight too.
    pub fn due(&self, confirms: bool) -> Option<Timestamp> {
        self.due.filter(|_| (!self.is_hidden || confirms) && !self.is_refused)
    }

    /// A moment, or the first one after it that respects the hourly limit.
    fn permitted(&self, moment: Timestamp, most: usize) -> Timestamp {
        let oldest = self.made.len().checked_sub(most).and_then(|at| self.made.get(at));
        oldest.map_or(moment, |oldest| moment.max(after(*oldest, Self::HOUR)))
    }
}

fn after(moment: Timestamp, time: SignedDuration) -> Timestamp {
    moment.saturating_add(time).unwrap_or(moment)
}

/// Just after the end of what plays.
fn end(now: Timestamp, left: Duration) -> Timestamp {
    let left = SignedDuration::try_from(left).unwrap_or(SignedDuration::MAX);
    after(now, left.saturating_add(Polls::SOON).max(Polls::END))
}
