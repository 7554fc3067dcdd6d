//! Notes as Markdown: headings, lists and links as such.

use super::{Block, BlockKind, Emphasis, RichText, Span, Target};
use crate::domain::markdown::escaped;

impl RichText {
    /// The notes as Markdown (`CommonMark`), their headings `level` levels below those of the first level.
    pub fn markdown(&self, level: usize) -> String {
        let mut text = String::new();
        let mut before: Option<BlockKind> = None;
        for block in &self.blocks {
            if let Some(before) = before.replace(block.kind) {
                // Rows and lines of preformatted text stay lines by the spaces at their end.
                text.push_str(if block.kind.is_close_to(before) { "\n" } else { "\n\n" });
            }
            self.block(block, level, &mut text);
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text
    }

    fn block(&self, block: &Block, level: usize, text: &mut String) {
        let (marker, hang) = match block.kind {
            BlockKind::Paragraph => (String::new(), 0),
            BlockKind::Heading => (format!("{} ", "#".repeat(level + 1)), 0),
            BlockKind::Item { depth, ordinal } => {
                let marker = ordinal.map_or_else(|| "- ".to_owned(), |number| format!("{number}. "));
                let indent = usize::from(depth) * 4;
                (format!("{:indent$}{marker}", ""), indent + marker.len())
            }
            // White space at the start of a line would not be shown.
            BlockKind::Line { indent, .. } => ("\u{a0}".repeat(indent.into()), 0),
        };
        text.push_str(&marker);
        let is_line = matches!(block.kind, BlockKind::Line { .. });
        for (number, line) in block.lines.iter().enumerate() {
            match block.kind {
                _ if number == 0 => {}
                // A heading has one line.
                BlockKind::Heading => text.push(' '),
                BlockKind::Paragraph | BlockKind::Item { .. } | BlockKind::Line { .. } => {
                    // Two spaces keep a line a line.
                    text.push_str("  \n");
                    text.extend(std::iter::repeat_n(' ', hang));
                }
            }
            for stretch in line.chunk_by(|a, b| a.target == b.target) {
                self.stretch(stretch, text);
            }
        }
        if is_line {
            text.push_str("  ");
        }
    }

    /// Spans of one target.
    fn stretch(&self, spans: &[Span], text: &mut String) {
        let target = spans.first().map_or(Target::None, |span| span.target);
        let url = match target {
            Target::Link(number) => self.links.get(number).and_then(|link| link.url.as_ref()),
            Target::None | Target::Timestamp(_) => None,
        };
        let label: String = spans.iter().map(emphasised).collect();
        match url {
            // In angle brackets, an address may have brackets.
            Some(url) if label == escaped(url.as_str()) => text.extend(["<", url.as_str(), ">"]),
            Some(url) => text.extend(["[", &label, "](<", url.as_str(), ">)"]),
            None => text.push_str(&label),
        }
    }
}

/// Emphasis does not begin or end at a space.
fn emphasised(span: &Span) -> String {
    let sign = match span.emphasis {
        Emphasis::None => "",
        Emphasis::Emphasis => "*",
        Emphasis::Strong => "**",
    };
    let whole = span.text.as_str();
    let inner = whole.trim_matches(' ');
    if inner.is_empty() {
        return whole.to_owned();
    }
    let (before, after) = whole.split_once(inner).unwrap_or_default();
    format!("{before}{sign}{}{sign}{after}", escaped(inner))
}
