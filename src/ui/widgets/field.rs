//! A text field of one line, scrolled so that the cursor is in view.

use ratatui::{
    Frame,
    layout::{Position, Rect},
    style::Style,
    text::{Line, Span},
    widgets::Clear,
};
use unicode_segmentation::UnicodeSegmentation;

use super::border::over_border;
use crate::{
    app::input::text_field::TextField,
    domain::CleanText,
    ui::{Pen, text},
};

/// How the content of a field is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Content {
    /// As it is typed.
    Plain,
    /// A dot for each character.
    Hidden,
}

/// Draws a field into the first row of `area`; with `cursor`, the terminal's cursor stands in it.
pub(in crate::ui) fn field(
    frame: &mut Frame<'_>,
    pen: Pen<'_>,
    area: Rect,
    field: &TextField,
    content: Content,
    cursor: bool,
) {
    let area = Rect { height: area.height.min(1), ..area };
    if area.is_empty() {
        return;
    }
    let shown = shown(pen, field, content);
    let room = usize::from(area.width).saturating_sub(1).max(1);
    let skip = if cursor { shown.cursor.saturating_sub(room) } else { 0 };
    let (mut line, mut passed, mut cut) = (Line::default(), 0, 0);
    frame.render_widget(Clear, area);
    frame.buffer_mut().set_style(area, pen.theme.text);
    for (piece, columns) in shown.pieces {
        if passed >= skip {
            line.push_span(Span::styled(piece, Style::new()));
        } else {
            cut = passed + columns;
        }
        passed += columns;
        if passed > skip + usize::from(area.width) {
            break;
        }
    }
    frame.render_widget(line.style(pen.theme.text), area);
    if cursor {
        let x = u16::try_from(shown.cursor.saturating_sub(cut.max(skip))).unwrap_or(u16::MAX);
        let x = area.x.saturating_add(x.min(area.width - 1));
        frame.set_cursor_position(Position::new(x, area.y));
    }
}

struct Shown<'a> {
    pieces: Vec<(&'a str, usize)>,
    cursor: usize,
}

/// Typed and pasted text is not clean: characters that cleaning would remove are drawn as replacements.
fn shown<'a>(pen: Pen<'a>, field: &'a TextField, content: Content) -> Shown<'a> {
    let mut pieces = Vec::new();
    let (mut passed, mut columns_before) = (0, 0);
    for grapheme in field.value().graphemes(true) {
        let piece = match content {
            Content::Hidden => pen.marks.hidden,
            Content::Plain if grapheme == " " || CleanText::new(grapheme).as_str() == grapheme => grapheme,
            Content::Plain => pen.marks.replacement,
        };
        let columns = text::grapheme_width(piece);
        if passed < field.cursor() {
            columns_before += columns;
        }
        passed += grapheme.chars().count();
        pieces.push((piece, columns));
    }
    Shown { pieces, cursor: columns_before }
}

/// Draws a label and a field in a lower border, as long as its text: ` /text `.
pub(in crate::ui) fn in_border(
    frame: &mut Frame<'_>,
    pen: Pen<'_>,
    foot: Rect,
    (label, content): (&str, &TextField),
    cursor: bool,
) {
    let style = if cursor { pen.theme.accent } else { pen.theme.text };
    let label = Line::styled(format!(" {label}"), style);
    let before = u16::try_from(label.width()).unwrap_or(u16::MAX);
    let Some(room) = foot.width.checked_sub(before + 1) else { return };
    over_border(frame, pen, foot, label);
    let wanted = shown(pen, content, Content::Plain).pieces.iter().map(|(_, columns)| columns).sum::<usize>() + 1;
    let width = u16::try_from(wanted).unwrap_or(u16::MAX).min(room + 1);
    let area = Rect { x: foot.x + before, width, ..foot };
    field(frame, pen, area, content, Content::Plain, cursor);
}
