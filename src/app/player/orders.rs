//! Commands on their way to Spotify: one at a time, in their order, none of them twice.
//!
//! A key that is held would send a command for each repetition. Seeking and the volume therefore wait a moment, and only the
//! last of several goes out.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{Device, PlayerCommand, PlayingEpisode};

/// A command, and what is needed to claim its result.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    pub command: PlayerCommand,
    /// The episode that it plays.
    pub item: Option<PlayingEpisode>,
    /// `None` for the active device.
    pub device: Option<Device>,
}

/// The commands that were not sent yet, and the one in flight.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Orders {
    waiting: VecDeque<(Order, Timestamp)>,
    /// The one that Spotify has not answered.
    pub sent: Option<Order>,
}

impl Order {
    pub fn new(command: PlayerCommand) -> Self {
        Self { command, item: None, device: None }
    }

    /// What was not done, in a few words.
    pub fn refused(&self) -> &'static str {
        match self.command {
            PlayerCommand::Play { .. } | PlayerCommand::Resume => "Not played",
            PlayerCommand::Pause => "Not paused",
            PlayerCommand::Seek(_) => "Position not changed",
            PlayerCommand::Volume(_) => "Volume not changed",
            PlayerCommand::Queue(_) => "Not added to the queue",
            PlayerCommand::Transfer { .. } => "Device not changed",
        }
    }

    /// Whether several in a row are as good as the last.
    fn is_repeatable(&self) -> bool {
        matches!(self.command, PlayerCommand::Seek(_) | PlayerCommand::Volume(_))
    }
}

impl Orders {
    /// How long a repeatable command waits for another.
    const REST: SignedDuration = SignedDuration::from_millis(250);

    /// Adds a command. Any but those that add to the queue go before these.
    pub fn add(&mut self, order: Order, now: Timestamp) {
        let is_same = |last: &Order| std::mem::discriminant(&last.command) == std::mem::discriminant(&order.command);
        let pauses = |order: &Order| matches!(order.command, PlayerCommand::Pause | PlayerCommand::Resume);
        let replaces = |last: &Order| (order.is_repeatable() && is_same(last)) || (pauses(last) && pauses(&order));
        let adds = |order: &Order| matches!(order.command, PlayerCommand::Queue(_));
        let first_added = self.waiting.iter().position(|(waiting, _)| adds(waiting));
        let mut end = first_added.filter(|_| !adds(&order)).unwrap_or(self.waiting.len());
        if let Some(last) = end.checked_sub(1)
            && self.waiting.get(last).is_some_and(|(waiting, _)| replaces(waiting))
        {
            self.waiting.remove(last);
            end = last;
        }
        let rest = if order.is_repeatable() { Self::REST } else { SignedDuration::ZERO };
        if rest == SignedDuration::ZERO {
            // What was about to wait goes first.
            self.hurry(now);
        }
        self.waiting.insert(end, (order, now.saturating_add(rest).unwrap_or(now)));
    }

    /// The next command to send, if none is in flight.
    pub fn next(&mut self, now: Timestamp) -> Option<&Order> {
        if self.sent.is_some() || self.waiting.front().is_none_or(|(_, due)| *due > now) {
            return None;
        }
        self.sent = self.waiting.pop_front().map(|(order, _)| order);
        self.sent.as_ref()
    }

    /// When the next one is due.
    pub fn due(&self) -> Option<Timestamp> {
        self.waiting.front().filter(|_| self.sent.is_none()).map(|(_, due)| *due)
    }

    /// Whether Spotify has still to be sent a command, or to answer one.
    pub fn is_busy(&self) -> bool {
        self.sent.is_some() || !self.waiting.is_empty()
    }

    /// Takes what was not sent.
    pub fn take_waiting(&mut self) -> Vec<Order> {
        self.waiting.drain(..).map(|(order, _)| order).collect()
    }

    /// Nothing waits for another key any longer.
    pub fn hurry(&mut self, now: Timestamp) {
        for (_, due) in &mut self.waiting {
            *due = now.min(*due);
        }
    }
}
