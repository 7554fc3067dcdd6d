//! What is said on the status line for a while, and what was said lately.
//!
//! A message that is longer than the line takes as many lines as it needs, over the panes, until the next key: no row is
//! hidden from somebody who goes on. What was said can be read again in an overlay, below what holds now. Start with
//! [`State::say`].

use std::{borrow::Cow, collections::VecDeque};

use jiff::{SignedDuration, Timestamp};

use super::State;
use crate::{
    app::{Command, Context, layout},
    domain::{Quota, moment::clock_time, width::width, wrap},
};

/// A message that goes away by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What to say.
    pub text: Cow<'static, str>,
    /// How it is meant.
    pub tone: Tone,
    /// When it goes.
    pub until: Timestamp,
    /// Whether it keeps to one line: a key was pressed since.
    pub folded: bool,
}

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// How things are: nothing was done.
    Note,
    /// Something was done.
    Info,
    /// Something wants attention.
    Warning,
    /// Something failed.
    Error,
}

/// What was said lately, the latest last.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Messages(VecDeque<Said>);

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    text: Cow<'static, str>,
    tone: Tone,
    at: Timestamp,
}

/// A row of the overlay of messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageRow {
    /// What the rows below have in common.
    Heading(&'static str),
    /// The first line of a message.
    First(Tone, String),
    /// A further line of it.
    More(Tone, String),
}

/// The columns a mark takes before a message.
pub const MARK: u16 = 2;

impl Message {
    /// A message that begins now and stays as long as its tone asks for.
    #[must_use]
    pub fn new(text: impl Into<Cow<'static, str>>, tone: Tone, now: Timestamp) -> Self {
        let seconds = match tone {
            Tone::Note | Tone::Info => 4,
            Tone::Warning | Tone::Error => 10,
        };
        let until = now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
        Self { text: text.into(), tone, until, folded: false }
    }

    /// A key was pressed: what was done has been read by who goes on, what went wrong stays its time on one line.
    pub(crate) fn went_on(message: &mut Option<Self>) {
        message.take_if(|message| matches!(message.tone, Tone::Note | Tone::Info));
        if let Some(message) = message {
            message.folded = true;
        }
    }
}

impl Messages {
    /// The most that are kept.
    const KEPT: usize = 50;

    /// Keeps what was said; what is said again, or said with more to it, moves to the end.
    fn keep(&mut self, text: Cow<'static, str>, tone: Tone, at: Timestamp) {
        self.0.retain(|said| !text.starts_with(&*said.text));
        self.0.push_back(Said { text, tone, at });
        if self.0.len() > Self::KEPT {
            self.0.pop_front();
        }
    }
}

impl State {
    /// Says something on the status line until it expires.
    pub fn say(&mut self, text: impl Into<Cow<'static, str>>, tone: Tone) {
        let (text, now) = (text.into(), self.now.timestamp());
        // How a list is looked at is seen, and nothing to come back to.
        if tone != Tone::Note {
            self.said.keep(text.clone(), tone, now);
        }
        self.message = Some(Message::new(text, tone, now));
    }

    /// Says what somebody should know at the start: the first of it, and that there is more.
    pub(super) fn warn(&mut self, warnings: Vec<String>) {
        let more = warnings.len().saturating_sub(1);
        let first = warnings.first().cloned();
        // The first is the last to be kept, and stands on top of the others.
        for warning in warnings.into_iter().rev() {
            self.say(warning, Tone::Warning);
        }
        if let (Some(first), 1..) = (first, more) {
            let key = self.keymap.key_of(&[Context::Global], Command::Messages);
            let way = key.map_or_else(|| "see the log".into(), |key| format!("{key} shows them"));
            self.message =
                Some(Message::new(format!("{first}, and {more} more: {way}"), Tone::Warning, self.now.timestamp()));
        }
    }

    /// The lines of the message where one is not enough for it, without its mark.
    #[must_use]
    pub fn message_lines(&self) -> Option<Vec<String>> {
        let message = self.message.as_ref().filter(|message| !message.folded)?;
        let columns = layout::message(self.size, 1).width.saturating_sub(MARK);
        (width(&message.text) > usize::from(columns)).then(|| wrap::lines(&message.text, columns))
    }

    /// What holds now, and what was said lately, the latest first, in lines of at most `columns`.
    #[must_use]
    pub fn message_rows(&self, columns: u16) -> Vec<MessageRow> {
        let mut rows = Vec::new();
        let mut push = |heading, tone, text: &str| {
            let mut lines = wrap::lines(text, columns.saturating_sub(MARK)).into_iter();
            let Some(first) = lines.next() else { return };
            if !rows.contains(&MessageRow::Heading(heading)) {
                rows.push(MessageRow::Heading(heading));
            }
            rows.push(MessageRow::First(tone, first));
            rows.extend(lines.map(|line| MessageRow::More(tone, line)));
        };
        let pause = match self.quota {
            Quota::Open | Quota::Retrying => None,
            Quota::Waiting { until } | Quota::Blocked { until } => Some(clock_time(until, &self.now)),
        };
        if let Some(until) = pause {
            let text = format!("Spotify asked to be left alone until {until}. All that is on disk works");
            push("Now", Tone::Warning, &text);
        }
        for notice in self.notices() {
            push("Now", notice.tone, &notice.text);
        }
        if let Some(trouble) = &self.sync.trouble {
            push("Now", Tone::Warning, &trouble.line());
        }
        for Said { text, tone, at } in self.said.0.iter().rev() {
            push("Lately", *tone, &format!("{} {text}", clock_time(*at, &self.now)));
        }
        rows
    }
}
