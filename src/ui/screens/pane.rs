//! A list in its border: rows, heading, filter, the meaning of an empty list.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span, Text},
};

use super::rows;
use crate::{
    app::{
        Command,
        list::{Filter, List},
        place::ViewId,
        views::{View, view::Heading},
    },
    ui::{
        Pen, text,
        widgets::{
            field::{self, Content},
            frame::{self, Head, Scroll},
        },
    },
};

/// Draws a list, or a sentence if there is none.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, id: ViewId) {
    let views = &pen.state.views;
    let view = views.get(id);
    let is_focused = views.focus() == id;
    let rows = pen.layout.rows_of(area);
    let Heading { title, about, notice } = view.heading(&pen.state.cx);
    let lines_above = view.head_lines(usize::from(rows.height));
    let below_head = below(rows, lines_above);
    let filter = view.list().map(|list| &list.filter).filter(|filter| lines_above == 0 && **filter != Filter::Off);
    let scroll = view.list().and_then(|list| scroll(list, below_head));
    let head = Head { focused: is_focused, title: &title, about: &about, filter, notice: &notice, scroll };
    frame::pane(frame, pen, area, &head);
    let Some(list) = view.list() else { return draw_empty(frame, pen, rows, &nothing_open(pen, view)) };
    if lines_above > 0 {
        let area = Rect { height: rows.height.min(u16::try_from(lines_above).unwrap_or(0)), ..rows };
        draw_head(frame, pen, area, view, list);
    }
    if list.is_empty() {
        let needs_shows = view.needs_shows() && views.shows.items().is_empty();
        let sentences = if needs_shows { views.shows.empty(&pen.state.cx) } else { view.empty(&pen.state.cx) };
        return draw_empty(frame, pen, below_head, &sentences);
    }
    draw_rows(frame, pen, below_head, view, list, is_focused && (lines_above == 0 || !list.filter.is_typing()));
}

fn below(rows: Rect, head: usize) -> Rect {
    let head = u16::try_from(head).unwrap_or(u16::MAX).min(rows.height);
    Rect { y: rows.y + head, height: rows.height - head, ..rows }
}

/// Draws the rows in view.
fn draw_rows(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, view: &dyn View, list: &List, is_active: bool) {
    let columns = usize::from(area.width).saturating_sub(1);
    let top = list.lines().top();
    let first = list.lines().row_at(top).unwrap_or(0);
    let mut skip = top.saturating_sub(list.lines().block(first).start);
    let mut y = area.y;
    for at in first..list.len() {
        let Some(row) = view.row(at) else { break };
        let is_selected = list.selected() == Some(at);
        let is_picked = row.item.episode().is_some_and(|item| list.selection.contains(item));
        let (above, own) = rows::lines(pen, &row, &list.selection, columns);
        let above = above.into_iter().map(|line| (line, false));
        let own = own.into_iter().map(|mut line| {
            let style = if is_active { pen.theme.accent } else { pen.theme.border };
            line.spans.insert(0, Span::styled(if is_selected { pen.marks.cursor } else { " " }, style));
            (line, is_selected || is_picked)
        });
        for (line, is_set_off) in above.chain(own).skip(std::mem::take(&mut skip)) {
            if y >= area.bottom() {
                return;
            }
            let row = Rect { y, height: 1, ..area };
            frame.render_widget(line, row);
            if is_set_off {
                let style = if is_active && is_selected { pen.theme.selected } else { pen.theme.selected_elsewhere };
                frame::select(frame, pen, row, style);
                if is_active && is_selected {
                    // The mark tells which of two selected rows has the focus.
                    frame.buffer_mut().set_style(Rect { width: row.width.min(1), ..row }, pen.theme.accent);
                }
            }
            y += 1;
        }
    }
}

/// The part of the list in view, of all rows, read or not.
fn scroll(list: &List, rows: Rect) -> Option<Scroll> {
    let height = usize::from(rows.height);
    let selected = list.selected()?;
    let top = list.above();
    let bottom = list.lines().row_at(list.lines().top() + height).unwrap_or(list.len());
    let (position, in_view) = (list.number(selected) + 1, bottom.saturating_sub(top).max(1));
    Some(Scroll { position, top: list.number(top), len: list.extent(), height: in_view })
}

/// The text field above the rows, and the names of the filters that can be typed into it.
fn draw_head(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, view: &dyn View, list: &List) {
    const SIGN: u16 = 3;
    let is_typing = list.filter.is_typing();
    let room =
        |margin: u16| Rect { x: area.x + margin.min(area.width), width: area.width.saturating_sub(margin), ..area };
    match &list.filter {
        Filter::Off => {
            let (key, room) = (pen.key(&view.contexts(), Command::Filter), room(1));
            let hint = format!("`{key}` types a search");
            let lines = text::flow(&hint, usize::from(room.width), (pen.theme.muted, pen.theme.key));
            if let Some(line) = lines.first() {
                frame.render_widget(line, room);
            }
        }
        Filter::Typing(text) | Filter::Kept(text) => {
            let style = if is_typing { pen.theme.key } else { pen.theme.muted };
            frame.render_widget(Line::styled(" / ", style), area);
            let room = room(SIGN);
            field::field(frame, pen, room, text, Content::Plain, is_typing && !pen.is_covered());
        }
    }
    if area.height > 1 && !list.is_empty() {
        draw_filters(frame, pen, Rect { y: area.y + 1, height: 1, ..area });
    }
}

fn draw_filters(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) {
    let wordings = [
        "show: after: before: unplayed longer: shorter: lang: \"phrase\" -word",
        "show: after: before: unplayed longer: shorter: lang: \"phrase\"",
        "show: after: before: unplayed longer: lang:",
        "show: after: unplayed longer: lang: \"…\"",
        "show: after: unplayed longer: lang:",
    ];
    let room = usize::from(area.width).saturating_sub(4);
    let fits = |wording: &&str| text::width(wording) <= room && (wording.is_ascii() || pen.marks.ellipsis == "…");
    if let Some(wording) = wordings.into_iter().find(fits) {
        frame.render_widget(Line::from(vec![Span::raw("   "), Span::styled(wording, pen.theme.muted)]), area);
    }
}

/// The sentence of a pane without a list.
fn nothing_open(pen: Pen<'_>, view: &dyn View) -> Vec<String> {
    if pen.state.views.shows.items().is_empty() {
        return vec!["The episodes of a show appear here".into()];
    }
    view.empty(&pen.state.cx)
}

/// Draws the meaning of an empty list. Backticks set keys off.
pub(super) fn draw_empty(frame: &mut Frame<'_>, pen: Pen<'_>, rows: Rect, sentences: &[String]) {
    let margin = 2.min(rows.width / 4);
    let area = Rect { x: rows.x + margin, width: rows.width - 2 * margin, ..rows };
    let lines: Vec<Line<'_>> = sentences
        .iter()
        .flat_map(|sentence| text::balanced(sentence, usize::from(area.width), (pen.theme.muted, pen.theme.key)))
        .collect();
    let top = area.y + area.height.saturating_sub(u16::try_from(lines.len()).unwrap_or(u16::MAX)) / 3;
    frame.render_widget(Text::from(lines).centered(), Rect { y: top, height: area.bottom() - top, ..area });
}
