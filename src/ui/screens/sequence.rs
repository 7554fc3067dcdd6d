//! The keys that go on with a sequence, over the lower end of the panes.

use ratatui::{
    Frame,
    text::{Line, Span},
    widgets::Clear,
};

use crate::{
    app::{layout, sequence},
    ui::{Pen, text},
};

/// Draws them, once they are shown.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>) {
    let (Some(area), Some((begun, items))) = (pen.layout.keys, pen.state.continuations()) else { return };
    let area = area.intersection(frame.area());
    frame.render_widget(Clear, area);
    frame.buffer_mut().set_style(area, pen.theme.text);
    let mut rows = area.rows();
    if let Some(rule) = rows.next() {
        let title =
            [Span::styled(pen.marks.rule, pen.theme.border), Span::styled(format!(" {begun} "), pen.theme.accent)];
        let end = " Esc ends it ";
        let used: usize = title.iter().map(Span::width).sum::<usize>() + end.len() + 1;
        let between = pen.marks.rule.repeat(usize::from(rule.width).saturating_sub(used));
        let rest = [
            Span::styled(between, pen.theme.border),
            Span::styled(end, pen.theme.muted),
            Span::styled(pen.marks.rule, pen.theme.border),
        ];
        frame.render_widget(title.into_iter().chain(rest).collect::<Line<'_>>(), rule);
    }
    let columns = usize::from(layout::keys_columns(pen.layout.size));
    let (across, down) = sequence::grid(&items, columns);
    let room = columns / across;
    for (row, area) in (0..down).zip(rows) {
        let mut line = Line::raw(" ");
        for (key, help) in items.iter().skip(row).step_by(down.max(1)) {
            let rest = room.saturating_sub(text::width(key) + 1 + sequence::GAP);
            let help = text::truncate(help, rest, pen.marks.ellipsis).into_owned();
            let blank = room.saturating_sub(text::width(key) + 1 + text::width(&help));
            line.push_span(Span::styled(key.clone(), pen.theme.key));
            line.push_span(Span::styled(format!(" {help}{}", " ".repeat(blank)), pen.theme.text));
        }
        frame.render_widget(line, area);
    }
}
