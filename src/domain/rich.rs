//! Show notes as a small document: paragraphs, headings, list items, numbered links and timestamps.

use std::{fmt, sync::Arc, time::Duration};

use super::{CleanText, WebLink};

mod draft;
mod html;
pub mod layout;
mod markup;
#[cfg(test)]
mod tests;
mod timestamp;

/// HTML as received. Nothing can draw it: it has no `Display`, and only [`RichText`] reads it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Html(Arc<str>);

impl Html {
    /// The most bytes kept; the rest is cut at a character.
    pub const MAX_BYTES: usize = 64 * 1024;

    /// Keeps at most [`Html::MAX_BYTES`] of it.
    #[must_use]
    pub fn new(raw: &str) -> Self {
        let end = raw.floor_char_boundary(Self::MAX_BYTES);
        Self(raw.get(..end).unwrap_or_default().into())
    }

    /// The bytes as received, for parsers only.
    #[must_use]
    pub fn untrusted(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Html({} bytes)", self.0.len())
    }
}

/// The notes of a show or an episode, unread: `html_description`, or `description` where there is no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notes {
    /// `html_description`.
    Html(Html),
    /// `description`, for want of the other: tags stripped by Spotify, line breaks meant.
    Plain(Html),
}

impl Default for Notes {
    fn default() -> Self {
        Self::Plain(Html::default())
    }
}

/// Notes ready to be laid out at any width.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RichText {
    /// Paragraphs, headings and list items in reading order.
    pub blocks: Vec<Block>,
    /// The links, in the order of their numbers: the first is `[1]`.
    pub links: Vec<Link>,
    /// The timestamps, in reading order.
    pub timestamps: Vec<Duration>,
}

/// One block of notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its lines as the author broke them (`<br>`); each is wrapped on its own.
    pub lines: Vec<Vec<Span>>,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// `<h1>` to `<h6>`.
    Heading,
    /// A list item.
    Item {
        /// Nesting, from 0; bounded.
        depth: u8,
        /// Its number in an ordered list.
        ordinal: Option<u32>,
    },
}

/// A run of text of one look and one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text. White space at its ends is meant.
    pub text: CleanText,
    /// How it looks.
    pub emphasis: Emphasis,
    /// Where it leads.
    pub target: Target,
}

/// How a run of text is stressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Emphasis {
    /// Not at all.
    #[default]
    None,
    /// `<em>`, `<i>`.
    Emphasis,
    /// `<strong>`, `<b>`.
    Strong,
}

/// Where a run of text leads. Numbers are positions in [`RichText::links`] and [`RichText::timestamps`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Target {
    /// Nowhere.
    #[default]
    None,
    /// A link.
    Link(usize),
    /// A point in the episode.
    Timestamp(usize),
}

/// A link found in notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What the author called it.
    pub label: CleanText,
    /// Where it leads. [`RichText::read`] gives a number only to what leads to http(s), and so always sets it; `None`
    /// is for a link that is only shown.
    pub url: Option<WebLink>,
}

impl RichText {
    /// Reads notes. `duration` is the episode's length, by which `12:34` is read as minutes or hours; zero if unknown.
    ///
    /// HTML is read as a browser shows it, but for what cannot be text: scripts, styles and pictures are left out,
    /// tables become lines. In plain notes line breaks are meant. Bare `http(s)://` URLs are links in both, `www.` is
    /// not. A link that leads anywhere but to http(s) is only its label, without a number. What counts as a timestamp
    /// is told in `rich/timestamp.rs`. Nothing in notes is executed or fetched.
    #[must_use]
    pub fn read(notes: &Notes, duration: Duration) -> Self {
        let draft = match notes {
            Notes::Html(html) => html::read(html),
            Notes::Plain(text) => {
                let mut draft = draft::Draft::default();
                draft.lines(text.untrusted());
                draft
            }
        };
        markup::mark_up(draft.finish(), duration)
    }

    /// The notes as plain text: links followed by their number, and a list of them at the end. Lines are as long as
    /// their author made them.
    #[must_use]
    pub fn plain_text(&self) -> String {
        let mut text = String::new();
        for line in self.lay_out(u16::MAX) {
            text.extend(std::iter::repeat_n(' ', usize::from(line.indent)));
            text.extend(line.runs.iter().map(|run| run.text.as_str()));
            text.push('\n');
        }
        for (index, link) in self.links.iter().enumerate() {
            let Some(url) = &link.url else { continue };
            if index == 0 {
                text.push('\n');
            }
            text.extend(["[", &(index + 1).to_string(), "] ", url.as_str(), "\n"]);
        }
        text
    }

    /// The words alone, without numbers and addresses of links: as a description in a list. Blocks are parted by a blank
    /// line, items and lines by a line break.
    #[must_use]
    pub fn words_only(&self) -> String {
        let mut text = String::new();
        let mut before: Option<BlockKind> = None;
        for block in &self.blocks {
            let listed = |kind| matches!(kind, BlockKind::Item { .. });
            if let Some(before) = before {
                text.push_str(if listed(before) && listed(block.kind) { "\n" } else { "\n\n" });
            }
            before = Some(block.kind);
            for (number, line) in block.lines.iter().enumerate() {
                if number > 0 {
                    text.push('\n');
                }
                text.extend(line.iter().map(|span| span.text.as_str()));
            }
        }
        text
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }
}
