//! The last row, as [`Footer`] lays it out, and a message that is longer than it.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
    widgets::Clear,
};

use super::roles;
use crate::{
    app::{footer::Footer, layout, messages::MARK},
    ui::Pen,
};

/// Draws the row.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>) {
    let footer = Footer::of(pen.state, pen.layout);
    for (hint, area) in &footer.hints {
        let key = Span::styled(hint.chord.to_string(), pen.theme.key);
        let label = Span::styled(format!(" {}", hint.label), pen.theme.muted);
        frame.render_widget(Line::from_iter([key, label]), area.intersection(pen.layout.status));
    }
    frame.render_widget(roles::line(pen, &footer.right), footer.right_area);
}

/// Draws a message that is longer than the row, over the panes.
pub(in crate::ui) fn draw_message(frame: &mut Frame<'_>, pen: Pen<'_>) {
    let cx = &pen.state.cx;
    let (Some(area), Some(message)) = (pen.layout.message, cx.messages.current()) else { return };
    let Some(lines) = cx.messages.long_lines(layout::message_columns(pen.layout.size)) else { return };
    let area = area.intersection(frame.area());
    let whole = Rect { x: 0, width: frame.area().width, ..area };
    frame.render_widget(Clear, whole);
    frame.buffer_mut().set_style(whole, pen.theme.text);
    let (mark, style) = roles::tone(pen, message.tone);
    let width = usize::from(MARK);
    for ((number, line), row) in lines.into_iter().enumerate().zip(area.rows()) {
        let mark = if number == 0 { mark } else { "" };
        let line = Line::from(vec![Span::styled(format!("{mark:<width$}"), style), Span::styled(line, style)]);
        frame.render_widget(line, row);
    }
}
