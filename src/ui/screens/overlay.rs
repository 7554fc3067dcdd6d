//! Any overlay, drawn from its lines.

use ratatui::{Frame, layout::Rect, text::Span};

use super::{pane::draw_empty, roles};
use crate::{
    app::{
        Command, Context, layout,
        overlays::{Foot, Open},
    },
    ui::{
        Pen,
        widgets::{
            border, field,
            frame::{self, Scroll},
        },
    },
};

/// Draws an overlay.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, open: &Open) {
    let cx = &pen.state.cx;
    let popup = open.overlay.get();
    let inside = layout::inside(area);
    let lines = &open.lines;
    let selected = open.selected();
    let height = usize::from(inside.height).saturating_sub(open.detail.len());
    let choices = popup.choices().unwrap_or(0);
    // Below choices there may be a text, and the last choice leads to it.
    let has_text = lines.len() > choices;
    let len = lines.len();
    let top = open.top().min(len.saturating_sub(height));
    let position = selected.filter(|_| !has_text).map_or((top + height).min(len), |selected| selected + 1);
    // A position says how far there is to scroll.
    let scroll = (len > height).then_some(Scroll { position, top, len, height });
    let foot = frame::popup(frame, pen, area, (popup.title(), &popup.about(cx)), scroll);
    draw_foot(frame, pen, foot, popup.context(), popup.foot(cx));
    for (line, row) in open.detail.iter().zip(inside.rows().skip(height)) {
        frame.render_widget(roles::line(pen, line), row);
    }
    if lines.is_empty() {
        return draw_empty(frame, pen, inside, &[popup.empty(cx)]);
    }
    for ((number, line), row) in lines.iter().enumerate().skip(top).zip(inside.rows().take(height)) {
        let is_selected = selected == Some(number);
        let mut line = roles::line(pen, line);
        if popup.choices().is_some() {
            line.spans.insert(0, Span::styled(if is_selected { pen.marks.cursor } else { " " }, pen.theme.accent));
        }
        frame.render_widget(line, row);
        if is_selected {
            frame::select(frame, pen, row, pen.theme.selected);
        }
    }
}

fn draw_foot(frame: &mut Frame<'_>, pen: Pen<'_>, foot: Rect, context: Context, text: Foot<'_>) {
    match text {
        Foot::None => {}
        Foot::Field(label, typed, is_typing) => field::in_border(frame, pen, foot, (label, typed), is_typing),
        Foot::Answers(answers) => {
            let answer = |(command, does): &(Command, &str)| format!("`{}` {does}", pen.key(&[context], *command));
            let sentence = answers.iter().map(answer).collect::<Vec<_>>().join(", ");
            let lines = pen.flow(&sentence, foot.width);
            if let [line] = lines.as_slice() {
                let margin = || [Span::raw(" ")].into_iter();
                border::over_border(frame, pen, foot, margin().chain(line.clone()).chain(margin()).collect());
            }
        }
    }
}
