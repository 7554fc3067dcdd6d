//! Bordered areas: panes and what opens above them.

use ratatui::{
    Frame,
    layout::{Alignment, Rect},
    text::{Line, Span},
    widgets::{Block, Scrollbar, ScrollbarOrientation, ScrollbarState},
};

use crate::ui::{Pen, text};

/// What a border carries.
#[derive(Debug, Default)]
pub(in crate::ui) struct Border<'a> {
    /// Whether it has the focus.
    pub(in crate::ui) focused: bool,
    /// For example "Shows".
    pub(in crate::ui) title: &'a str,
    /// Follows the title: "12/60 · by name".
    pub(in crate::ui) about: String,
    /// The part in view.
    pub(in crate::ui) scroll: Option<Scroll>,
}

impl Border<'_> {
    /// The part of the lower border that is free for a field or a notice. Rows of the content stay rows of the content:
    /// paging and the mouse count on it.
    pub(in crate::ui) fn foot(&self, area: Rect) -> Rect {
        let position = self.scroll.map_or(0, |scroll| text::width(&position(scroll)) + 1);
        let width = usize::from(area.width).saturating_sub(3 + position);
        let y = area.bottom().saturating_sub(1);
        Rect { x: area.x.saturating_add(1), y, width: u16::try_from(width).unwrap_or(0), height: area.height.min(1) }
    }
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

/// Draws a border with its titles and its scrollbar. The content is `area` less one cell on every side.
pub(in crate::ui) fn border(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, border: &Border<'_>) {
    let Pen { theme, marks, .. } = pen;
    let (set, line, title) = if border.focused {
        (marks.border_focused, theme.border_focused, theme.pane_title_focused)
    } else {
        (marks.border, theme.border, theme.pane_title)
    };
    let name = text::truncate(border.title, usize::from(area.width).saturating_sub(4), marks.ellipsis);
    let about = text::truncate(&border.about, about_room(area, &name), marks.ellipsis);
    let mut head = vec![Span::styled(" ", line), Span::styled(name, title)];
    if !about.is_empty() {
        head.extend([Span::styled(" ", line), Span::styled(about, theme.muted)]);
    }
    head.push(Span::styled(" ", line));
    let mut block = Block::bordered().border_set(set).border_style(line).title_top(Line::from(head));
    if let Some(scroll) = border.scroll.filter(|scroll| scroll.len > 0) {
        block = block.title_bottom(Line::styled(position(scroll), theme.muted).alignment(Alignment::Right));
    }
    frame.render_widget(block, area);
    if let Some(scroll) = border.scroll {
        scrollbar(frame, pen, area, scroll);
    }
}

/// How many columns are left after a title.
pub(in crate::ui) fn about_room(area: Rect, title: &str) -> usize {
    usize::from(area.width).saturating_sub(5 + text::width(title))
}

fn position(scroll: Scroll) -> String {
    if scroll.len == 0 { String::new() } else { format!(" {}/{} ", scroll.position.min(scroll.len), scroll.len) }
}

/// The thumb on the right border, where not everything is in view.
fn scrollbar(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, scroll: Scroll) {
    let hidden = scroll.len.saturating_sub(scroll.height);
    let track = Rect { y: area.y.saturating_add(1), height: area.height.saturating_sub(2), ..area };
    if hidden == 0 || track.height == 0 || area.width == 0 {
        return;
    }
    let bar = Scrollbar::new(ScrollbarOrientation::VerticalRight)
        .begin_symbol(None)
        .end_symbol(None)
        .track_symbol(None)
        .thumb_symbol(pen.marks.thumb)
        .thumb_style(pen.theme.thumb);
    let mut state =
        ScrollbarState::new(hidden + 1).position(scroll.top.min(hidden)).viewport_content_length(scroll.height);
    frame.render_stateful_widget(bar, track, &mut state);
}
