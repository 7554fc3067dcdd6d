//! Notes while they are parsed: blocks of lines with emphasis and anchors, cleaned, white space collapsed as in HTML.
//!
//! [`Draft::finish`] returns the blocks; bare URLs and timestamps are found later.

use super::{BlockKind, Emphasis};
use crate::domain::{
    WebLink,
    clean::{Edges, scrub},
};

/// The deepest list nesting shown.
const MAX_DEPTH: usize = 6;

/// Notes being parsed.
#[derive(Debug, Default)]
pub(super) struct Draft {
    blocks: Vec<DraftBlock>,
    /// The current block, line and text; `raw` has one emphasis and one link.
    kind: Option<BlockKind>,
    lines: Vec<DraftLine>,
    line: DraftLine,
    raw: String,
    strong: u32,
    emphasis: u32,
    link: Option<WebLink>,
    /// The next item number of each open list; `None` for unordered lists.
    lists: Vec<Option<u32>>,
    /// Open lists beyond [`MAX_DEPTH`].
    deeper: u32,
    in_item: bool,
}

/// A block without markup.
#[derive(Debug)]
pub(super) struct DraftBlock {
    pub(super) kind: BlockKind,
    pub(super) lines: Vec<DraftLine>,
}

/// A clean line and its consecutive parts.
#[derive(Debug, Default)]
pub(super) struct DraftLine {
    pub(super) text: String,
    pub(super) parts: Vec<DraftPart>,
}

/// A part of a line with one emphasis and one link.
#[derive(Debug)]
pub(super) struct DraftPart {
    /// Byte offset of its end in the line.
    pub(super) end: usize,
    pub(super) emphasis: Emphasis,
    pub(super) link: Option<WebLink>,
}

impl Draft {
    /// Adds text whose white space collapses.
    pub(super) fn text(&mut self, raw: &str) {
        self.raw.push_str(raw);
    }

    /// Adds text whose line breaks count; blank lines separate paragraphs.
    pub(super) fn lines(&mut self, raw: &str) {
        let mut lines = raw.split('\n');
        self.text(lines.next().unwrap_or_default());
        for line in lines {
            self.line_break();
            self.text(line);
        }
    }

    /// Ends the line. Two breaks in a row end the paragraph.
    pub(super) fn line_break(&mut self) {
        if !self.end_line() && !self.in_item {
            self.end_block();
        }
    }

    /// Ends the paragraph, or only the line in a list item.
    pub(super) fn part(&mut self) {
        if self.in_item {
            self.end_line();
        } else {
            self.end_block();
        }
    }

    pub(super) fn open_heading(&mut self) {
        self.part();
        if !self.in_item {
            self.kind = Some(BlockKind::Heading);
        }
    }

    /// Opens a list, ordered if it has a `first` number.
    pub(super) fn open_list(&mut self, first: Option<u32>) {
        self.close_item();
        if self.lists.len() < MAX_DEPTH {
            self.lists.push(first);
        } else {
            self.deeper = self.deeper.saturating_add(1);
        }
    }

    pub(super) fn close_list(&mut self) {
        self.close_item();
        if self.deeper > 0 {
            self.deeper -= 1;
        } else {
            self.lists.pop();
        }
    }

    pub(super) fn open_item(&mut self) {
        self.end_block();
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let ordinal = self.lists.last_mut().and_then(|next| {
            let ordinal = *next;
            *next = next.map(|number| number.saturating_add(1));
            ordinal
        });
        self.kind = Some(BlockKind::Item { depth, ordinal });
        self.in_item = true;
    }

    pub(super) fn close_item(&mut self) {
        self.end_block();
        self.in_item = false;
    }

    /// Begins a link, or ends the open one.
    pub(super) fn open_link(&mut self, link: Option<WebLink>) {
        self.end_part();
        self.link = link;
    }

    /// Begins or ends an element of emphasis; they nest.
    pub(super) fn emphasis(&mut self, is_strong: bool, begins: bool) {
        self.end_part();
        let depth = if is_strong { &mut self.strong } else { &mut self.emphasis };
        *depth = if begins { depth.saturating_add(1) } else { depth.saturating_sub(1) };
    }

    /// The blocks that contain text.
    pub(super) fn finish(mut self) -> Vec<DraftBlock> {
        self.end_block();
        self.blocks
    }

    /// Cleans the current text and appends it to the line. Cleans it as a whole: an emoji or a letter with marks may be
    /// made of several entities.
    fn end_part(&mut self) {
        if self.raw.is_empty() {
            return;
        }
        let clean = scrub(&self.raw, Edges::Kept, usize::MAX);
        self.raw.clear();
        let at_gap = self.line.text.is_empty() || self.line.text.ends_with(' ');
        let clean = if at_gap { clean.trim_start_matches(' ') } else { &clean };
        if clean.is_empty() {
            return;
        }
        self.line.text.push_str(clean);
        let emphasis = match (self.strong, self.emphasis) {
            (0, 0) => Emphasis::None,
            (0, _) => Emphasis::Emphasis,
            _ => Emphasis::Strong,
        };
        self.line.parts.push(DraftPart { end: self.line.text.len(), emphasis, link: self.link.clone() });
    }

    /// Ends the line; `false` if it was empty.
    fn end_line(&mut self) -> bool {
        self.end_part();
        let mut line = std::mem::take(&mut self.line);
        line.text.truncate(line.text.trim_end_matches(' ').len());
        for part in &mut line.parts {
            part.end = part.end.min(line.text.len());
        }
        let filled = !line.text.is_empty();
        if filled {
            self.lines.push(line);
        }
        filled
    }

    fn end_block(&mut self) {
        self.end_line();
        let kind = self.kind.take().unwrap_or(BlockKind::Paragraph);
        if !self.lines.is_empty() {
            self.blocks.push(DraftBlock { kind, lines: std::mem::take(&mut self.lines) });
        }
    }
}
