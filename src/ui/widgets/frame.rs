//! What stands around content: the head and the edge of a pane, the border of an overlay.

use ratatui::{
    Frame,
    layout::{Alignment, Rect},
    style::{Color, Modifier, Style},
    text::{Line, Span},
    widgets::{Block, Clear, Scrollbar, ScrollbarOrientation, ScrollbarState},
};

use super::{
    border::over_border,
    field::{self, Content},
};
use crate::{
    app::list::Filter,
    domain::count::grouped,
    ui::{Pen, text},
};

/// The texts of a pane above its rows.
#[derive(Debug)]
pub(in crate::ui) struct Head<'a> {
    pub(in crate::ui) focused: bool,
    /// For example "Shows".
    pub(in crate::ui) title: &'a str,
    /// Follows the title: "by name", in several wordings, the longest first.
    pub(in crate::ui) about: &'a [String],
    /// Between title and `about`.
    pub(in crate::ui) filter: Option<&'a Filter>,
    /// A warning, in several wordings, the longest first.
    pub(in crate::ui) notice: &'a [String],
    /// The part in view.
    pub(in crate::ui) scroll: Option<Scroll>,
}

/// The part of a list or text in view.
#[derive(Debug, Clone, Copy)]
pub(in crate::ui) struct Scroll {
    /// The row or line to name, from 1.
    pub(in crate::ui) position: usize,
    /// The first row in view, from 0.
    pub(in crate::ui) top: usize,
    /// How many rows there are.
    pub(in crate::ui) len: usize,
    /// How many rows fit.
    pub(in crate::ui) height: usize,
}

/// Draws title, rule and edge of a pane, and its scroll thumb.
pub(in crate::ui) fn pane(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, head: &Head<'_>) {
    let rows = pen.layout.rows_of(area);
    let is_last = area.right() == pen.layout.size.width;
    draw_edge(frame, pen, area, is_last);
    let title = Rect { height: area.height.min(1), width: rows.width, ..area };
    draw_title(frame, pen, title, head);
    if rows.y > title.bottom() {
        let rule = Rect { y: title.bottom(), height: 1, width: area.width, ..area };
        draw_rule(frame, pen, rule, head, is_last);
    }
    if let Some(scroll) = head.scroll {
        thumb(frame, pen, Rect { x: rows.right(), width: area.right() - rows.right(), ..rows }, scroll);
    }
}

fn draw_edge(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, is_last: bool) {
    if is_last || area.width == 0 {
        return;
    }
    for row in (Rect { x: area.right() - 1, width: 1, ..area }).rows() {
        frame.render_widget(Span::styled(pen.marks.edge, pen.theme.border), row);
    }
}

/// The title and what follows it; at the right the position.
fn draw_title(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, head: &Head<'_>) {
    let Pen { theme, marks, .. } = pen;
    let position = head.scroll.filter(|scroll| scroll.len > 0).map(position).unwrap_or_default();
    // A line would give its style to the whole row.
    let position = Line::from(Span::styled(position, theme.muted));
    let room = usize::from(area.width).saturating_sub(1 + position.width() + usize::from(position.width() > 0));
    let most = title_columns(pen, head, room);
    let name = text::truncate(head.title, most, marks.ellipsis);
    let style = if head.focused { theme.accent } else { theme.text };
    let mut line = Line::from(vec![Span::raw(" "), Span::styled(name, style)]);
    if let Some(Filter::Typing(field) | Filter::Kept(field)) = head.filter {
        line.push_span(Span::styled(" /", theme.accent));
        // The cursor stands after the text.
        let is_typing = head.filter.is_some_and(Filter::is_typing);
        let columns = text::width(field.value()) + usize::from(is_typing);
        let columns = columns.min((room + 1).saturating_sub(line.width()));
        let x = area.x.saturating_add(u16::try_from(line.width()).unwrap_or(u16::MAX));
        line.push_span(Span::raw(" ".repeat(columns)));
        add_about(pen, &mut line, head.about, room + 1);
        frame.render_widget(line, area);
        let width = u16::try_from(columns).unwrap_or(u16::MAX);
        let has_cursor = is_typing && !pen.is_covered();
        field::field(frame, pen, Rect { x, width, ..area }.intersection(area), field, Content::Plain, has_cursor);
    } else {
        add_about(pen, &mut line, head.about, room + 1);
        frame.render_widget(line, area);
    }
    frame.render_widget(position.alignment(Alignment::Right), area);
}

/// The most columns of the title of `room`: what follows has a part, if its shortest wording fits into that.
fn title_columns(pen: Pen<'_>, head: &Head<'_>, room: usize) -> usize {
    /// Less of a title says nothing.
    const LEAST: usize = 12;
    let most = (room * 3 / 5).max(room.saturating_sub(24));
    if head.filter.is_some() {
        return most;
    }
    let shortest = head.about.iter().filter(|about| !about.is_empty()).map(|about| text::width(about)).min();
    let beside = shortest.map(|columns| room.saturating_sub(columns + text::width(pen.marks.dot) + 2));
    beside.filter(|beside| *beside >= LEAST).map_or(room, |beside| most.min(beside))
}

/// Adds the longest wording that fits.
fn add_about<'a>(pen: Pen<'_>, line: &mut Line<'a>, about: &'a [String], room: usize) {
    let separator = format!(" {} ", pen.marks.dot);
    let left = room.saturating_sub(line.width() + text::width(&separator));
    if let Some(about) = about.iter().find(|about| !about.is_empty() && text::width(about) <= left) {
        line.extend([Span::styled(separator, pen.theme.muted), Span::styled(about.as_str(), pen.theme.muted)]);
    }
}

/// The line below the title: in the accent for the pane with the focus.
fn draw_rule(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, head: &Head<'_>, is_last: bool) {
    let Pen { theme, marks, .. } = pen;
    let style = if head.focused { Style { add_modifier: Modifier::empty(), ..theme.accent } } else { theme.border };
    let columns = usize::from(area.width).saturating_sub(1);
    let end = if is_last { Span::styled(marks.rule, style) } else { Span::styled(marks.crossing, theme.border) };
    frame.render_widget(Line::from(vec![Span::styled(marks.rule.repeat(columns), style), end]), area);
    let fits = |wording: &&String| text::width(wording) + 4 <= columns;
    if let Some(notice) = head.notice.iter().find(fits) {
        let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        frame.render_widget(Span::styled(format!(" {notice} "), theme.warning), area);
    }
}

fn position(scroll: Scroll) -> String {
    format!("{}/{}", grouped(scroll.position.min(scroll.len)), grouped(scroll.len))
}

/// Draws the thumb, if not everything is in view.
fn thumb(frame: &mut Frame<'_>, pen: Pen<'_>, track: Rect, scroll: Scroll) {
    let hidden = scroll.len.saturating_sub(scroll.height);
    if hidden == 0 || track.is_empty() {
        return;
    }
    let bar = Scrollbar::new(ScrollbarOrientation::VerticalRight)
        .begin_symbol(None)
        .end_symbol(None)
        .track_symbol(None)
        .thumb_symbol(pen.marks.thumb)
        .thumb_style(pen.theme.border);
    let mut state =
        ScrollbarState::new(hidden + 1).position(scroll.top.min(hidden)).viewport_content_length(scroll.height);
    frame.render_stateful_widget(bar, track, &mut state);
}

/// Draws the border of an overlay over everything else, which is dimmed. Returns the part of the lower border that is free
/// for a field or for answers.
pub(in crate::ui) fn popup(
    frame: &mut Frame<'_>,
    pen: Pen<'_>,
    area: Rect,
    (title, about): (&str, &str),
    scroll: Option<Scroll>,
) -> Rect {
    let theme = pen.theme;
    // The keys of the overlay stand in the status line.
    let whole = Rect { height: pen.layout.status.y, ..frame.area() };
    let (text, ground) = (theme.muted.fg.unwrap_or(Color::Reset), theme.text.bg.unwrap_or(Color::Reset));
    let dimmed = theme.muted.fg(text).bg(ground).remove_modifier(Modifier::BOLD | Modifier::REVERSED);
    frame.buffer_mut().set_style(whole, dimmed);
    frame.render_widget(Clear, area);
    frame.buffer_mut().set_style(area, theme.text);
    let mut head = vec![Span::raw(" "), Span::styled(title, theme.accent)];
    if !about.is_empty() {
        let room = usize::from(area.width).saturating_sub(5 + text::width(title));
        head.extend([Span::raw(" "), Span::styled(text::truncate(about, room, pen.marks.ellipsis), theme.muted)]);
    }
    head.push(Span::raw(" "));
    frame.render_widget(Block::bordered().border_set(pen.marks.border).border_style(theme.border), area);
    let within = Rect { x: area.x.saturating_add(1), width: area.width.saturating_sub(2), ..area };
    over_border(frame, pen, within, Line::from(head));
    let y = area.bottom().saturating_sub(1);
    let foot = Rect { y, height: area.height.min(1), ..within };
    let shown = scroll.filter(|scroll| scroll.len > 0).map(|scroll| format!(" {} ", position(scroll)));
    let taken = u16::try_from(shown.as_deref().map_or(0, text::width)).unwrap_or(u16::MAX).min(foot.width);
    if let Some(shown) = shown {
        let at = Rect { x: foot.right() - taken, width: taken, ..foot };
        over_border(frame, pen, at, Line::styled(shown, theme.muted));
    }
    if let Some(scroll) = scroll {
        let track = Rect { y: area.y.saturating_add(1), height: area.height.saturating_sub(2), ..area };
        thumb(frame, pen, track, scroll);
    }
    Rect { width: foot.width - taken, ..foot }
}

/// Gives a row the style of the selection. What has a colour of its own keeps it, unless the style has one; nothing on it
/// is dim, which is hard to read on another background.
pub(in crate::ui) fn select(frame: &mut Frame<'_>, pen: Pen<'_>, row: Rect, style: Style) {
    let text = pen.theme.text.fg.unwrap_or(Color::Reset);
    let buffer = frame.buffer_mut();
    let is_set = style != Style::new();
    for position in row.intersection(buffer.area).positions() {
        if let Some(cell) = buffer.cell_mut(position) {
            let own = cell.fg;
            if is_set && cell.modifier.contains(Modifier::DIM) {
                cell.modifier.remove(Modifier::DIM);
            }
            cell.set_style(style);
            if style.fg.is_none() && own != text && own != Color::Reset {
                cell.fg = own;
            }
        }
    }
}
