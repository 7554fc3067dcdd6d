//! A question before many episodes are marked, and the path of what was written.

use ratatui::{Frame, layout::Rect};

use crate::{
    app::{Command, Context, layout},
    domain::wrap,
    ui::{
        Pen, text,
        widgets::frame::{self, Border},
    },
};

/// Asks whether episodes shall be marked as played.
pub(in crate::ui) fn draw_mark_down(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, question: &str) {
    let [yes, no] = [Command::Confirm, Command::Back].map(|command| pen.key(&[Context::Confirm], command));
    let answer = format!("`{yes}` marks them, `{no}` does not");
    draw(frame, pen, area, ("Mark as played?", question), &answer);
}

/// Says where something was written to, whole.
pub(in crate::ui) fn draw_written(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, path: &str) {
    let [copy, close] = [Command::CopyLink, Command::Back].map(|command| pen.key(&[Context::Written], command));
    let answer = format!("`{copy}` copies the path, `{close}` closes");
    draw(frame, pen, area, ("Written to", path), &answer);
}

/// A text, and in the lower border what can be pressed. How many lines it takes was counted by
/// [`State::overlay_rows`](crate::app::State::overlay_rows).
fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, (title, said): (&str, &str), answer: &str) {
    let inside = layout::content(area);
    let border = Border { focused: true, title, ..Border::default() };
    frame::overlay(frame, pen, area, &border);
    for (line, row) in wrap::lines(said, inside.width).into_iter().zip(inside.rows()) {
        frame.render_widget(ratatui::text::Line::styled(line, pen.theme.text), row);
    }
    let foot = border.foot(area);
    let answer = format!(" {answer}");
    if let [line] = text::flow(&answer, usize::from(foot.width), (pen.theme.text, pen.theme.key)).as_mut_slice() {
        line.spans.insert(0, ratatui::text::Span::raw(" "));
        line.push_span(ratatui::text::Span::raw(" "));
        frame.render_widget(&*line, foot);
    }
}
