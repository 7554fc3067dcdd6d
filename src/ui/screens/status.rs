//! The last row, as [`Footer`] lays it out.

use ratatui::{
    Frame,
    text::{Line, Span},
};

use super::roles;
use crate::{app::footer::Footer, ui::Pen};

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
