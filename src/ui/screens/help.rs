//! The help: every key, as the keymap has it now.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use super::list;
use crate::{
    app::{Command, Context, help::HelpLine, layout, overlay::Help},
    ui::{
        Pen,
        widgets::{
            field,
            frame::{self, Border, Scroll},
        },
    },
};

/// Draws the overlay.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, help: &Help) {
    let inside = layout::content(area);
    let lines = help.lines(&pen.state.keymap, pen.state.overlay_columns());
    let height = usize::from(inside.height);
    let top = help.scroll.min(lines.len().saturating_sub(height));
    let scroll = Scroll { position: (top + height).min(lines.len()), top, len: lines.len(), height };
    let border = Border { focused: true, title: "Keys", about: String::new(), scroll: Some(scroll) };
    frame::overlay(frame, pen, area, &border);
    let searched = !help.search.0.value().is_empty();
    let foot = border.foot(area);
    if help.typing || searched {
        field::in_border(frame, pen, foot, &help.search, help.typing);
    }
    if lines.is_empty() {
        let contexts: &[_] = if help.typing { &[Context::HelpField] } else { &[Context::Help] };
        let sentence = format!("No key does that: `{}` clears the search", pen.key(contexts, Command::Back));
        list::draw_empty(frame, pen, inside, &[sentence]);
        return;
    }
    let margin = " ".repeat(usize::from(Help::margin(inside.width)));
    for (line, area) in lines.into_iter().skip(top).zip(inside.rows()) {
        let line = match line {
            HelpLine::Heading(heading) => Line::from(vec![Span::raw(" "), Span::styled(heading, pen.theme.heading)]),
            HelpLine::Entry { keys, help } => Line::from(vec![
                Span::raw(margin.as_str()),
                Span::styled(keys, pen.theme.key),
                Span::raw("  "),
                Span::styled(help, pen.theme.text),
            ]),
        };
        frame.render_widget(line, area);
    }
}
