//! A message that is longer than the status line, and the overlay of what was said lately.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
    widgets::Clear,
};

use super::{list, status};
use crate::{
    app::{
        layout,
        state::{MARK, MessageRow, Tone},
    },
    ui::{
        Pen,
        widgets::frame::{self, Border, Scroll},
    },
};

/// Draws a message that takes more than one line, over what is there.
pub(in crate::ui) fn draw_long(frame: &mut Frame<'_>, pen: Pen<'_>) {
    let (Some(message), Some(lines)) = (&pen.state.message, pen.state.message_lines()) else { return };
    let area = layout::message(pen.state.size, lines.len()).intersection(frame.area());
    frame.render_widget(Clear, Rect { x: 0, width: frame.area().width, ..area });
    for ((number, line), row) in lines.into_iter().enumerate().zip(area.rows()) {
        frame.render_widget(said(pen, message.tone, &line, number == 0), row);
    }
}

/// Draws the overlay.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, scroll: usize) {
    let inside = layout::content(area);
    let rows = pen.state.message_rows(pen.state.overlay_columns());
    let height = usize::from(inside.height);
    let top = scroll.min(rows.len().saturating_sub(height));
    let scroll = Scroll { position: (top + height).min(rows.len()), top, len: rows.len(), height };
    let border = Border { focused: true, title: "Messages", scroll: Some(scroll), ..Border::default() };
    frame::overlay(frame, pen, area, &border);
    if rows.is_empty() {
        list::draw_empty(frame, pen, inside, &["Nothing was said so far".to_owned()]);
    }
    for (row, area) in rows.into_iter().skip(top).zip(inside.rows()) {
        let line = match row {
            MessageRow::Heading(heading) => Line::styled(heading, pen.theme.heading),
            MessageRow::First(tone, line) => said(pen, tone, &line, true),
            MessageRow::More(tone, line) => said(pen, tone, &line, false),
        };
        frame.render_widget(line, area);
    }
}

/// A line of a message, with its mark if it is the first.
fn said(pen: Pen<'_>, tone: Tone, line: &str, first: bool) -> Line<'static> {
    let (mark, style) = status::tone(pen, tone);
    let mark = if first { mark } else { "" };
    let width = usize::from(MARK);
    Line::from(vec![Span::styled(format!("{mark:<width$}"), style), Span::styled(line.to_owned(), style)])
}
