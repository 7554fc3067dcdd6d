//! Messages on the status line, and the latest ones.
//!
//! A message that is longer than the line takes as many lines as it needs, over the panes, until the next key. Earlier
//! messages can be read in an overlay. Start with [`Messages::notify`].

use std::{borrow::Cow, collections::VecDeque};

use jiff::{SignedDuration, Timestamp};

use crate::domain::{width::width, wrap};

/// A message on the status line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub text: Cow<'static, str>,
    pub tone: Tone,
    pub until: Timestamp,
    pub topic: Topic,
    /// Whether it takes the status line alone: a key was pressed since.
    pub is_collapsed: bool,
}

/// The topic of a message, if it matters: a notice of the same topic is not shown beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Topic {
    #[default]
    Other,
    /// A login was made; the message names its account once it is known.
    Greeting,
    /// The login is missing, over, or about to end.
    Login,
    /// The error that keeps every request from working.
    Trouble,
    /// The budget of requests is used up.
    Budget,
    /// Another process is synchronising.
    Busy,
    /// A command of the person's own runs.
    Command,
}

/// How much a message matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// How something is displayed: seen at once, not kept.
    Note,
    Info,
    Warning,
    Error,
}

/// The current message, and the latest ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Messages {
    current: Option<Message>,
    latest: VecDeque<Sent>,
    /// How many messages were shown.
    sent: u64,
}

/// A message that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub text: Cow<'static, str>,
    pub tone: Tone,
    pub at: Timestamp,
}

/// The columns of the mark in front of a message.
pub const MARK: u16 = 2;

impl Messages {
    const KEPT: usize = 50;

    pub fn current(&self) -> Option<&Message> {
        self.current.as_ref()
    }

    /// How many messages were shown so far.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// The newest first.
    pub fn latest(&self) -> impl Iterator<Item = &Sent> {
        self.latest.iter().rev()
    }

    pub fn notify(&mut self, text: impl Into<Cow<'static, str>>, tone: Tone, topic: Topic, now: Timestamp) {
        let text = text.into();
        if tone != Tone::Note {
            self.keep(text.clone(), tone, now);
        }
        self.show(text, tone, topic, now);
    }

    /// Shows a message that is not kept among the latest.
    pub fn show(&mut self, text: impl Into<Cow<'static, str>>, tone: Tone, topic: Topic, now: Timestamp) {
        let seconds = match tone {
            Tone::Note | Tone::Info => 4,
            Tone::Warning | Tone::Error => 10,
        };
        let until = now.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX);
        self.sent += 1;
        self.current = Some(Message { text: text.into(), tone, until, topic, is_collapsed: false });
    }

    /// Whether the current message has this topic.
    pub fn is_about(&self, topic: Topic) -> bool {
        self.current.as_ref().is_some_and(|message| message.topic == topic)
    }

    /// Removes the message: it is shown elsewhere.
    pub fn dismiss(&mut self) {
        self.current = None;
    }

    pub fn expire(&mut self, now: Timestamp) {
        self.current.take_if(|message| message.until <= now);
    }

    /// After a key: removes a note or an info; keeps a warning or an error on one line.
    pub fn collapse(&mut self) {
        self.current.take_if(|message| matches!(message.tone, Tone::Note | Tone::Info));
        if let Some(message) = &mut self.current {
            message.is_collapsed = true;
        }
    }

    pub fn forget(&mut self) {
        self.latest.clear();
    }

    /// The lines of a message that is longer than the status line, `columns` wide.
    pub fn long_lines(&self, columns: u16) -> Option<Vec<String>> {
        let message = self.current.as_ref().filter(|message| !message.is_collapsed)?;
        let columns = columns.saturating_sub(MARK);
        (width(&message.text) > usize::from(columns)).then(|| wrap::lines(&message.text, columns))
    }

    /// Keeps a message among the latest. One that begins with the text of an earlier one replaces it.
    pub fn keep(&mut self, text: Cow<'static, str>, tone: Tone, at: Timestamp) {
        self.latest.retain(|sent| !text.starts_with(&*sent.text));
        self.latest.push_back(Sent { text, tone, at });
        if self.latest.len() > Self::KEPT {
            self.latest.pop_front();
        }
    }
}
