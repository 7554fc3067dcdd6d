//! The pane that is read: details above, notes below, one document that scrolls as a whole.

use ratatui::{
    Frame,
    layout::Rect,
    style::{Modifier, Style},
    text::{Line, Span, Text},
};

use super::pane::draw_empty;
use crate::{
    app::{
        artwork::picture::Block,
        list::Filter,
        views::{
            View as _,
            details::{HeaderKind, HeaderLine},
            matches::MatchPiece,
        },
    },
    domain::{
        Subject,
        rich::{self, BlockKind, Emphasis, Target, layout::NotesLine},
    },
    ui::{
        Pen, text,
        widgets::frame::{self, Head, Scroll},
    },
};

/// Draws the pane.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) {
    let notes = &pen.state.views.notes;
    let rows = pen.layout.text_of(area);
    let height = usize::from(rows.height);
    let len = notes.len();
    let top = notes.top().min(len.saturating_sub(height));
    let scroll = Some(Scroll { position: (top + height).min(len), top, len, height });
    let title = notes.heading(&pen.state.cx).title;
    let focused = pen.state.views.is_reading();
    let head = Head {
        focused,
        title: &title,
        about: &[],
        filter: notes.filter().filter(|filter| **filter != Filter::Off),
        notice: &[],
        scroll,
    };
    frame::pane(frame, pen, area, &head);
    if notes.is_empty() {
        return draw_empty(frame, pen, rows, &notes.empty(&pen.state.cx));
    }
    // Skipped before they are made into lines: long notes cost no more than short ones.
    let header = notes.header().iter().skip(top).map(|line| header_line(pen, line));
    let passed = top.saturating_sub(notes.header().len());
    let found = |at| notes.matches().map(|matches| (matches.on(at), matches.current));
    let lines = notes.lines().iter().enumerate().skip(passed).map(|(at, line)| notes_line(pen, line, found(at)));
    frame.render_widget(header.chain(lines).take(height).collect::<Text<'_>>(), rows);
    draw_chapter(frame, pen, rows, top);
    let under = usize::from(rows.y) + notes.header().len().saturating_sub(top);
    let sentence = match notes.problem() {
        Some(problem) => Some(problem.status_line(&pen.state.cx.keymap)),
        // The answer comes before a sentence about it could be read.
        None => notes.is_read().then(|| "There are no notes".into()),
    };
    if let Some(sentence) = sentence.filter(|_| notes.lines().is_empty() && under < usize::from(rows.bottom())) {
        let y = u16::try_from(under).unwrap_or(rows.y);
        let area = Rect { y, height: rows.bottom().saturating_sub(y), ..rows };
        let lines = text::flow(&sentence, usize::from(rows.width), (pen.theme.muted, pen.theme.key));
        frame.render_widget(Text::from(lines), area);
    }
}

/// Draws a cover of half blocks. Others are drawn by the terminal, over blank cells.
///
/// Beside an overlay it keeps its colours, as those do: it would be no picture without them.
pub(in crate::ui) fn draw_cover(frame: &mut Frame<'_>, pen: Pen<'_>) {
    let Some((area, blocks)) = pen.state.blocks() else { return };
    for (row, line) in area.intersection(frame.area()).rows().zip(blocks) {
        let block = |Block(symbol, fg, bg): &Block| Span::styled(symbol.to_string(), Style::new().fg(*fg).bg(*bg));
        frame.render_widget(line.iter().map(block).collect::<Line<'_>>(), row);
    }
}

/// Marks the chapter that plays, in the margin.
fn draw_chapter(frame: &mut Frame<'_>, pen: Pen<'_>, rows: Rect, top: usize) {
    let (notes, cx) = (&pen.state.views.notes, &pen.state.cx);
    let is_loaded = matches!(notes.shown(), Some(Subject::Episode(at)) if cx.player.plays_at(at));
    let position = cx.player.position(cx.now.timestamp()).filter(|_| is_loaded);
    let Some(chapter) = position.and_then(|position| notes.chapter_at(position)) else { return };
    let begins = |line: &NotesLine| line.runs.iter().any(|run| run.target == Target::Timestamp(chapter));
    let Some(line) = notes.lines().iter().position(begins) else { return };
    let Some(y) = (notes.header().len() + line).checked_sub(top).and_then(|y| u16::try_from(y).ok()) else { return };
    if y < rows.height && rows.x > 0 {
        let margin = Rect { x: rows.x - 1, y: rows.y + y, width: 1, height: 1 };
        frame.render_widget(Span::styled(pen.marks.playing, pen.theme.accent), margin);
    }
}

fn header_line<'a>(pen: Pen<'a>, line: &'a HeaderLine) -> Line<'a> {
    let theme = pen.theme;
    let style = match line.kind {
        HeaderKind::Title => theme.heading,
        HeaderKind::By => theme.text,
        HeaderKind::Progress => theme.in_progress,
        HeaderKind::Warning => theme.warning,
        HeaderKind::Facts | HeaderKind::Blank | HeaderKind::Link | HeaderKind::Copyright => theme.muted,
    };
    // Blanks around it belong to the row.
    Line::from(Span::styled(line.text.as_str(), pen.linked_details(style, line.kind)))
}

/// The matches on a line, and the number of the current match.
type Found<'a> = Option<(&'a [MatchPiece], usize)>;

fn notes_line<'a>(pen: Pen<'a>, line: &'a NotesLine, found: Found<'_>) -> Line<'a> {
    let (base, is_item) = match line.kind {
        BlockKind::Heading => (pen.theme.heading, false),
        BlockKind::Paragraph | BlockKind::Line { .. } => (pen.theme.text, false),
        BlockKind::Item { .. } => (pen.theme.text, true),
    };
    let mut spans = Vec::with_capacity(line.runs.len() + 1);
    if line.indent > 0 {
        spans.push(Span::raw(" ".repeat(usize::from(line.indent))));
    }
    let mut start = 0;
    for run in &line.runs {
        let style = run_style(pen, base, run);
        let text = run.text.as_str();
        if is_item && text == "• " {
            spans.push(Span::styled(pen.marks.bullet, style));
        } else {
            set_off(pen, &mut spans, (text, start), style, found);
        }
        start += text.len();
    }
    Line::from(spans)
}

/// A run that begins at byte `start` of its line, with its matches set off.
fn set_off<'a>(
    pen: Pen<'_>,
    spans: &mut Vec<Span<'a>>,
    (text, start): (&'a str, usize),
    style: Style,
    found: Found<'_>,
) {
    let (pieces, current) = found.unwrap_or_default();
    let mut done = 0;
    for piece in pieces {
        let from = piece.range.start.saturating_sub(start).clamp(done, text.len());
        let to = piece.range.end.saturating_sub(start).clamp(from, text.len());
        let (Some(before), Some(hit)) = (text.get(done..from), text.get(from..to)) else { continue };
        let look = if piece.number == current { pen.theme.selected } else { pen.theme.matched };
        for (text, style) in [(before, style), (hit, style.patch(look))] {
            if !text.is_empty() {
                spans.push(Span::styled(text, style));
            }
        }
        done = to;
    }
    spans.extend(text.get(done..).filter(|rest| !rest.is_empty()).map(|rest| Span::styled(rest, style)));
}

fn run_style(pen: Pen<'_>, base: Style, run: &rich::Span) -> Style {
    let target = match run.target {
        Target::None => base,
        Target::Link(number) if is_number(run.text.as_str(), number) => base.patch(pen.theme.muted),
        Target::Link(_) => base.patch(pen.theme.link),
        Target::Timestamp(_) => base.patch(pen.theme.timestamp),
    };
    let target = pen.linked_to(target, run.target);
    match run.emphasis {
        Emphasis::None => target,
        Emphasis::Emphasis => target.add_modifier(Modifier::ITALIC),
        Emphasis::Strong => target.add_modifier(Modifier::BOLD),
    }
}

/// Whether a run is the number that follows a link, ` [1]`.
fn is_number(text: &str, number: usize) -> bool {
    let digits = text.trim_start().strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    digits.is_some_and(|digits| digits.parse() == Ok(number + 1))
}
