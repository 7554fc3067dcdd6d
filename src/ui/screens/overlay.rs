//! Any overlay, drawn from its lines.

use ratatui::{
    Frame,
    layout::Rect,
    style::{Modifier, Style},
    text::{Line, Span},
};

use super::{pane::draw_empty, status};
use crate::{
    app::{
        Command, Context, layout,
        overlays::{Foot, Open, Role, popup},
    },
    domain::wrap::Run,
    ui::{
        Pen, text,
        widgets::{
            field,
            frame::{self, Border, Scroll},
        },
    },
};

/// Draws an overlay.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, open: &Open) {
    let cx = &pen.state.cx;
    let popup = open.overlay.get();
    let inside = layout::content(area);
    let lines = popup.lines(cx, pen.layout.overlay_columns());
    let (height, cursor) = (usize::from(inside.height), open.cursor);
    let len = popup.choices().unwrap_or(lines.len());
    let top = cursor.top.min(lines.len().saturating_sub(height));
    let position = cursor.selected.map_or((top + height).min(len), |selected| selected + 1);
    // A question is read whole, and so is what stands below choices.
    let is_counted = popup.choices().map_or(!matches!(popup.foot(cx), Foot::Answers(_)), |len| len == lines.len());
    let scroll = (is_counted || len > height).then_some(Scroll { position, top, len, height });
    let border = Border { focused: true, title: popup.title(), about: popup.about(cx), scroll };
    frame::overlay(frame, pen, area, &border);
    draw_foot(frame, pen, border.foot(area), popup.context(), popup.foot(cx));
    if lines.is_empty() {
        return draw_empty(frame, pen, inside, &[popup.empty(cx)]);
    }
    for ((number, line), row) in lines.into_iter().enumerate().skip(top).zip(inside.rows()) {
        let is_selected = cursor.selected == Some(number);
        let mut line = line.into_iter().map(|run| styled(pen, run)).collect::<Line<'_>>();
        if popup.choices().is_some() {
            line.spans.insert(0, Span::raw(if is_selected { pen.marks.cursor } else { " " }));
        }
        frame.render_widget(line, row);
        if is_selected {
            frame.buffer_mut().set_style(row, pen.theme.selected);
        }
    }
}

fn draw_foot(frame: &mut Frame<'_>, pen: Pen<'_>, foot: Rect, context: Context, text: Foot<'_>) {
    match text {
        Foot::None => {}
        Foot::Field(typed, is_typing) => field::in_border(frame, pen, foot, typed, is_typing),
        Foot::Answers(answers) => {
            let said = |(command, says): &(Command, &str)| format!("`{}` {says}", pen.key(&[context], *command));
            let sentence = answers.iter().map(said).collect::<Vec<_>>().join(", ");
            let lines = text::flow(&sentence, usize::from(foot.width), (pen.theme.text, pen.theme.key));
            if let [line] = lines.as_slice() {
                let mut line = line.clone();
                line.spans.insert(0, Span::raw(" "));
                line.push_span(Span::raw(" "));
                frame.render_widget(line, foot);
            }
        }
    }
}

fn styled(pen: Pen<'_>, run: Run<popup::Role>) -> Span<'static> {
    let theme = pen.theme;
    let style: Style = match run.look {
        Role::Text => theme.text,
        Role::Muted => theme.muted,
        Role::Key => theme.key,
        Role::Heading => theme.heading,
        Role::Warning => theme.warning,
        Role::Strong => theme.text.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        Role::Tone(tone) => status::tone(pen, tone).1,
        Role::Mark(tone) => {
            let (mark, style) = status::tone(pen, tone);
            let columns = run.text.len();
            return Span::styled(format!("{mark:<columns$}"), style);
        }
    };
    Span::styled(run.text, style)
}
