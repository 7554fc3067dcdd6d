//! Lays out notes in lines of a given width.
//!
//! Start with [`RichText::lay_out`]. [`crate::domain::wrap`] decides where lines break.

use std::borrow::Cow;

use super::{Block, BlockKind, Emphasis, RichText, Span, Target};
use crate::domain::{
    CleanText,
    width::width,
    wrap::{Piece, Run, wrap},
};

#[cfg(test)]
mod tests;

/// One line of laid-out notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotesLine {
    /// Columns left blank before it.
    pub indent: u16,
    /// The block it belongs to; a blank line between blocks is an empty paragraph line.
    pub kind: BlockKind,
    pub runs: Vec<Span>,
}

#[cfg(test)]
impl NotesLine {
    /// Width in columns, indent included; at most the width it was laid out for.
    pub fn width(&self) -> usize {
        usize::from(self.indent) + self.runs.iter().map(|run| width(run.text.as_str())).sum::<usize>()
    }
}

impl RichText {
    /// Breaks the notes into lines of at most `columns` columns. Returns no lines for zero columns.
    ///
    /// Lines break at spaces, between characters of scripts written without spaces, and inside words longer than a line.
    /// List items hang behind their bullet or number, indented by depth as far as there is room. Each link is followed by
    /// its number, ` [1]`, with the same target. A blank line separates blocks, but not list items. In a single column a
    /// wide character becomes `…`.
    pub fn lay_out(&self, columns: u16) -> Vec<NotesLine> {
        let mut lines = Vec::new();
        if columns == 0 {
            return lines;
        }
        let mut before: Option<BlockKind> = None;
        for block in &self.blocks {
            if before.is_some_and(|before| !block.kind.is_close_to(before)) {
                lines.push(NotesLine { indent: 0, kind: BlockKind::Paragraph, runs: Vec::new() });
            }
            before = Some(block.kind);
            lay_out_block(block, columns, &mut lines);
        }
        lines
    }
}

fn lay_out_block(block: &Block, columns: u16, lines: &mut Vec<NotesLine>) {
    let Margin { indent, mut marker } = Margin::of(block.kind, columns);
    let hang = marker.as_ref().map_or(0, |marker| u16::try_from(width(marker.as_str())).unwrap_or(0));
    for line in &block.lines {
        for runs in wrap(&pieces(line), columns.saturating_sub(indent + hang)) {
            // `CleanText` drops a combining mark without its base, which may leave a run empty.
            let runs = runs.into_iter().map(span).filter(|run| !run.text.is_empty());
            lines.push(match marker.take() {
                Some(text) => {
                    let marker = Span { text, emphasis: Emphasis::None, target: Target::None };
                    NotesLine { indent, kind: block.kind, runs: std::iter::once(marker).chain(runs).collect() }
                }
                None => NotesLine { indent: indent + hang, kind: block.kind, runs: runs.collect() },
            });
        }
    }
}

/// Indent and marker before the text of a block.
#[derive(Default)]
struct Margin {
    indent: u16,
    marker: Option<CleanText>,
}

impl Margin {
    /// Leaves at least half of the width for the text.
    fn of(kind: BlockKind, columns: u16) -> Self {
        let (depth, ordinal) = match kind {
            BlockKind::Item { depth, ordinal } => (depth, ordinal),
            BlockKind::Line { indent, .. } => return Self { indent: u16::from(indent).min(columns / 2), marker: None },
            BlockKind::Paragraph | BlockKind::Heading => return Self::default(),
        };
        let marker = CleanText::span(&ordinal.map_or_else(|| "• ".to_owned(), |number| format!("{number}. ")));
        let Some(room) = usize::from(columns / 2).checked_sub(width(marker.as_str())) else { return Self::default() };
        let room = u16::try_from(room).unwrap_or(u16::MAX);
        Self { indent: (u16::from(depth) * 2).min(room), marker: Some(marker) }
    }
}

type Look = (Emphasis, Target);

fn span(Run { text, look: (emphasis, target) }: Run<Look>) -> Span {
    Span { text: CleanText::span(&text), emphasis, target }
}

/// The spans of a line, with the number after each link.
fn pieces(line: &[Span]) -> Vec<Piece<'_, Look>> {
    let mut pieces = Vec::with_capacity(line.len());
    let mut spans = line.iter().peekable();
    while let Some(span) = spans.next() {
        let text = Cow::Borrowed(span.text.as_str());
        pieces.push(Piece { text, look: (span.emphasis, span.target), glued: false });
        if let Target::Link(number) = span.target
            && spans.peek().is_none_or(|next| next.target != span.target)
        {
            let text = Cow::Owned(format!(" [{}]", number + 1));
            pieces.push(Piece { text, look: (Emphasis::None, span.target), glued: true });
        }
    }
    pieces
}
