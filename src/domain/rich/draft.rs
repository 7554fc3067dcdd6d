//! Notes while they are parsed: blocks of lines with emphasis and anchors, cleaned, white space collapsed as in HTML.
//!
//! [`Draft::finish`] returns the blocks; bare URLs and timestamps are found later.

use super::{BlockKind, Emphasis, href::Href};
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
    /// The address that follows the label, and the label so far.
    address: Option<(String, String)>,
    /// Open elements of preformatted text, and the white space at the start of its line; `None` within a line.
    preformatted: u32,
    margin: Option<u8>,
    /// Whether the next line of preformatted text or of a table is the first, or comes after a blank one.
    begins: bool,
    /// The next item number of each open list; `None` for unordered lists.
    lists: Vec<Option<u32>>,
    /// Open lists beyond [`MAX_DEPTH`].
    deeper: u32,
    in_item: bool,
    cell: Cell,
}

/// The cell of a table that is read. A paragraph around its text does not break the row; a second paragraph does.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Cell {
    #[default]
    None,
    Empty,
    Filled,
    /// A paragraph ended in it.
    Ended,
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
    /// Adds text whose white space collapses, unless it is preformatted.
    pub(super) fn text(&mut self, raw: &str) {
        if self.cell != Cell::None && !raw.trim().is_empty() {
            if self.cell == Cell::Ended {
                self.end_block();
            }
            self.cell = Cell::Filled;
        }
        if let Some((_, label)) = &mut self.address {
            label.push_str(raw);
        }
        if self.preformatted == 0 {
            return self.raw.push_str(raw);
        }
        for (number, line) in raw.split('\n').enumerate() {
            if number > 0 {
                self.begins |= self.margin.replace(0).is_some();
            }
            self.preformatted_line(line);
        }
    }

    /// Adds text within one line.
    fn preformatted_line(&mut self, raw: &str) {
        let text = raw.trim_start_matches([' ', '\t', '\r']);
        if let Some(margin) = self.margin {
            let columns =
                raw.chars().take(raw.len() - text.len()).map(|c| if c == '\t' { 4 } else { 1 }).sum::<usize>();
            let margin = margin.saturating_add(u8::try_from(columns).unwrap_or(u8::MAX));
            self.margin = Some(margin);
            if text.is_empty() {
                return;
            }
            self.open_line(margin);
            self.margin = None;
            self.raw.push_str(text);
        } else {
            self.raw.push_str(raw);
        }
    }

    pub(super) fn open_preformatted(&mut self) {
        self.open_lines();
        self.preformatted += 1;
        self.margin = Some(0);
    }

    pub(super) fn close_preformatted(&mut self) {
        self.part();
        self.preformatted = self.preformatted.saturating_sub(1);
    }

    /// Begins lines that stay close.
    pub(super) fn open_lines(&mut self) {
        self.close_row();
        self.begins = true;
    }

    /// Begins one of these lines.
    pub(super) fn open_line(&mut self, indent: u8) {
        self.close_row();
        if !self.in_item {
            self.kind = Some(BlockKind::Line { indent, begins: std::mem::take(&mut self.begins) });
        }
    }

    /// Begins a cell of a row.
    pub(super) fn open_cell(&mut self) {
        self.text(" ");
        self.cell = Cell::Empty;
    }

    /// Ends a row of a table, or the table.
    pub(super) fn close_row(&mut self) {
        self.cell = Cell::None;
        self.part();
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
        if self.preformatted > 0 {
            self.text("\n");
        } else if !self.end_line() && !self.in_item {
            self.end_block();
        }
    }

    /// Ends the paragraph, or only the line in a list item.
    pub(super) fn part(&mut self) {
        if self.in_item {
            self.end_line();
            return;
        }
        match self.cell {
            Cell::None => self.end_block(),
            Cell::Filled => self.cell = Cell::Ended,
            Cell::Empty | Cell::Ended => {}
        }
    }

    pub(super) fn open_heading(&mut self) {
        self.close_row();
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
    pub(super) fn open_link(&mut self, href: Href) {
        if let Some((address, label)) = self.address.take()
            && !label.contains(&address)
        {
            self.text(&format!(" ({address})"));
        }
        self.end_part();
        (self.link, self.address) = match href {
            Href::Page(link) => (Some(link), None),
            Href::Address(address) => (None, Some((address, String::new()))),
            Href::Nowhere => (None, None),
        };
    }

    /// Begins or ends an element of emphasis; they nest.
    pub(super) fn emphasis(&mut self, is_strong: bool, begins: bool) {
        self.end_part();
        let depth = if is_strong { &mut self.strong } else { &mut self.emphasis };
        *depth = if begins { depth.saturating_add(1) } else { depth.saturating_sub(1) };
    }

    /// The blocks that contain text.
    pub(super) fn finish(mut self) -> Vec<DraftBlock> {
        self.open_link(Href::Nowhere);
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
        let at_gap = self.line.text.is_empty() || self.line.text.ends_with(' ');
        let clean = if at_gap { clean.trim_start_matches(' ') } else { &clean };
        let is_empty = clean.is_empty();
        self.line.text.push_str(clean);
        self.raw.clear();
        if is_empty {
            return;
        }
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
        if self.lines.is_empty() {
            self.begins |= matches!(kind, BlockKind::Line { begins: true, .. });
        } else {
            self.blocks.push(DraftBlock { kind, lines: std::mem::take(&mut self.lines) });
        }
    }
}
