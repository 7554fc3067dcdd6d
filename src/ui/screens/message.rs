//! A message that is longer than the status line, over the panes.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
    widgets::Clear,
};

use super::roles;
use crate::{
    app::{layout, messages::MARK},
    ui::Pen,
};

/// Draws it, if there is one.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>) {
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
