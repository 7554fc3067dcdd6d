//! Texts in a border.

use ratatui::{Frame, layout::Rect, text::Line, widgets::Clear};

use crate::ui::Pen;

/// Draws a text over a border, whose style it does not take.
pub(in crate::ui) fn over_border(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, text: Line<'_>) {
    let width = u16::try_from(text.width()).unwrap_or(u16::MAX).min(area.width);
    let area = Rect { width, height: area.height.min(1), ..area };
    frame.render_widget(Clear, area);
    frame.buffer_mut().set_style(area, pen.theme.text);
    frame.render_widget(text, area);
}
