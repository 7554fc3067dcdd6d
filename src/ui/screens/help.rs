//! The help: every key, as the keymap has it now.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use super::list;
use crate::{
    app::{Command, Context, help::HelpRow, layout, overlay::Help},
    ui::{
        Pen, text,
        widgets::{
            field,
            frame::{self, Border, Scroll},
        },
    },
};

/// Draws the overlay.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, help: &Help) {
    let rows = help.rows(&pen.state.keymap);
    let inside = layout::content(area);
    let height = usize::from(inside.height);
    let top = help.scroll.min(rows.len().saturating_sub(height));
    let scroll = Scroll { position: (top + height).min(rows.len()), top, len: rows.len(), height };
    let border = Border { focused: true, title: "Keys", about: String::new(), scroll: Some(scroll) };
    frame::overlay(frame, pen, area, &border);
    let searched = !help.search.0.value().is_empty();
    let foot = border.foot(area);
    if help.typing || searched {
        field::in_border(frame, pen, foot, &help.search, help.typing);
    }
    if rows.is_empty() {
        let contexts: &[_] = if help.typing { &[Context::HelpField] } else { &[Context::Help] };
        let sentence = format!("No key does that: `{}` clears the search", pen.key(contexts, Command::Back));
        list::draw_empty(frame, pen, inside, &[sentence]);
        return;
    }
    let columns = key_columns(&rows, usize::from(inside.width));
    for (row, area) in rows.iter().skip(top).zip(inside.rows()) {
        frame.render_widget(line(pen, row, columns, usize::from(inside.width)), area);
    }
}

/// The keys' column is as wide as the widest, and never takes more than a good third.
fn key_columns(rows: &[HelpRow], room: usize) -> usize {
    let widest = rows.iter().map(|row| match row {
        HelpRow::Heading(_) => 0,
        HelpRow::Entry { keys, .. } => text::width(keys),
    });
    widest.max().unwrap_or(0).min(room * 2 / 5)
}

fn line<'a>(pen: Pen<'a>, row: &'a HelpRow, columns: usize, room: usize) -> Line<'a> {
    match row {
        HelpRow::Heading(title) => Line::from(vec![Span::raw(" "), Span::styled(*title, pen.theme.heading)]),
        HelpRow::Entry { keys, help } => {
            let keys = text::truncate(keys, columns, pen.marks.ellipsis);
            let gap = columns.saturating_sub(text::width(&keys));
            let help = text::truncate(help, room.saturating_sub(columns + 6), pen.marks.ellipsis);
            Line::from(vec![
                Span::raw(" ".repeat(3)),
                Span::styled(keys, pen.theme.key),
                Span::raw(" ".repeat(gap + 2)),
                Span::styled(help, pen.theme.text),
            ])
        }
    }
}
