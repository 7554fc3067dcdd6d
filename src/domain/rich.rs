//! Show notes parsed into paragraphs, headings, list items, numbered links and timestamps.

use std::{fmt, sync::Arc, time::Duration};

use super::{CleanText, WebLink};

mod draft;
mod href;
mod html;
pub mod layout;
mod markdown;
mod markup;
mod simple;
#[cfg(test)]
mod tests;
mod timestamp;

/// HTML as received. It has no `Display`, so nothing can draw it; only [`RichText`] parses it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Html(Arc<str>);

impl Html {
    pub const MAX_BYTES: usize = 64 * 1024;

    /// Keeps at most [`Html::MAX_BYTES`], cut at a character boundary.
    pub fn new(raw: &str) -> Self {
        let end = raw.floor_char_boundary(Self::MAX_BYTES);
        Self(raw.get(..end).unwrap_or_default().into())
    }

    /// The text as received, for parsers only.
    pub fn untrusted(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Html({} bytes)", self.0.len())
    }
}

/// The unparsed notes of a show or an episode: `html_description`, or `description` if that is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notes {
    /// `html_description`.
    Html(Html),
    /// `description`: Spotify stripped the tags; line breaks count.
    Plain(Html),
}

impl Default for Notes {
    fn default() -> Self {
        Self::Plain(Html::default())
    }
}

impl Notes {
    /// The text without numbers and addresses of links. A blank line separates blocks, a line break items and lines.
    pub fn words(&self) -> String {
        let simple = match self {
            Self::Html(html) => simple::read(html.untrusted()),
            Self::Plain(_) => None,
        };
        words(&simple.map_or_else(|| self.draft(false), draft::Draft::finish))
    }

    fn draft(&self, with_links: bool) -> Vec<draft::DraftBlock> {
        let draft = match self {
            Self::Html(html) => html::read(html, with_links),
            Self::Plain(text) => {
                let mut draft = draft::Draft::default();
                draft.lines(text.untrusted());
                draft
            }
        };
        draft.finish()
    }
}

fn words(blocks: &[draft::DraftBlock]) -> String {
    let mut text = String::new();
    let mut before: Option<BlockKind> = None;
    for block in blocks {
        if let Some(before) = before.replace(block.kind) {
            text.push_str(if block.kind.is_close_to(before) { "\n" } else { "\n\n" });
        }
        text.extend(std::iter::repeat_n(' ', block.kind.indent()));
        for (number, line) in block.lines.iter().enumerate() {
            text.push_str(if number == 0 { "" } else { "\n" });
            text.push_str(&line.text);
        }
    }
    text
}

/// Parsed notes, to be laid out at any width.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RichText {
    pub blocks: Vec<Block>,
    /// In the order of their numbers: the first is `[1]`.
    pub links: Vec<Link>,
    /// In reading order.
    pub timestamps: Vec<Duration>,
}

/// One block of notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub kind: BlockKind,
    /// Lines as broken by the author (`<br>`); each is wrapped separately.
    pub lines: Vec<Vec<Span>>,
}

/// The kind of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    Paragraph,
    /// `<h1>` to `<h6>`.
    Heading,
    Item {
        /// Nesting depth, from 0; bounded.
        depth: u8,
        /// The number in an ordered list.
        ordinal: Option<u32>,
    },
    /// A line of preformatted text, or a row of a table.
    Line {
        /// Columns of white space before it.
        indent: u8,
        /// Whether it is the first, or comes after a blank line.
        begins: bool,
    },
}

/// A run of text with one emphasis and one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Leading and trailing white space counts.
    pub text: CleanText,
    pub emphasis: Emphasis,
    pub target: Target,
}

/// The emphasis of a run of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Emphasis {
    #[default]
    None,
    /// `<em>`, `<i>`.
    Emphasis,
    /// `<strong>`, `<b>`.
    Strong,
}

/// What a run of text links to. Numbers are indexes into [`RichText::links`] and [`RichText::timestamps`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Target {
    #[default]
    None,
    Link(usize),
    Timestamp(usize),
}

/// A link found in notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub label: CleanText,
    /// `None` for a link that is only shown. [`RichText::read`] numbers http(s) links only, so it always sets this.
    pub url: Option<WebLink>,
}

impl BlockKind {
    /// Whether no blank line separates it from the block before.
    fn is_close_to(self, before: Self) -> bool {
        match self {
            Self::Item { .. } => matches!(before, Self::Item { .. }),
            Self::Line { begins, .. } => !begins,
            Self::Paragraph | Self::Heading => false,
        }
    }

    /// The indentation that belongs to the text.
    fn indent(self) -> usize {
        match self {
            Self::Line { indent, .. } => indent.into(),
            Self::Paragraph | Self::Heading | Self::Item { .. } => 0,
        }
    }
}

impl RichText {
    /// Parses notes. `duration` is the episode's length (zero if unknown): it decides whether `12:34` is minutes or
    /// hours.
    ///
    /// HTML is read as a browser shows it, without scripts, styles and pictures; table rows become lines. In plain notes
    /// line breaks count. Bare URLs that begin with `http(s)://` or `www.` become links in both. After a link to an address
    /// that no web page has, such as one of mail, the address follows as text; one that is a script or a file is left out. `rich/timestamp.rs` defines timestamps. Nothing in notes is executed or fetched.
    pub fn read(notes: &Notes, duration: Duration) -> Self {
        markup::mark_up(notes.draft(true), duration)
    }

    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }
}
