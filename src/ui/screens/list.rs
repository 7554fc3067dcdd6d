//! What lists share: rows, the filter's row, the row about what is missing, and what is said of an empty list.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use crate::{
    app::{
        Command, Context, layout,
        list::{Filter, ListView, Row},
        picked::Picked,
    },
    domain::ShelfEpisode,
    ui::{
        Pen, text,
        widgets::{
            field,
            frame::{self, Border, Scroll},
        },
    },
};

/// A list ready to be drawn.
pub(super) struct List<'a, K> {
    /// Which rows, and what part of them is in view.
    pub(super) view: &'a ListView<K>,
    /// Whether it has the keys.
    pub(super) focused: bool,
    /// How many items there are, listed or not.
    pub(super) items: usize,
    /// Whether only the first of them are there yet.
    pub(super) part: bool,
    /// What is missing from it, in two lengths.
    pub(super) gap: Option<[String; 2]>,
}

impl<K> List<'_, K> {
    /// How many rows there are, read or not.
    fn len(&self) -> usize {
        if self.part { self.items } else { self.view.rows.len() }
    }

    /// What of it is in view, for its border.
    fn scroll(&self, rows: Rect) -> Option<Scroll> {
        let selected = self.view.cursor.selected(self.view.rows.len())?;
        // The first frame shows the first rows of a list that is longer.
        let len = self.len();
        let height = usize::from(rows.height);
        Some(Scroll { position: selected + 1, top: top(self.view, height), len, height })
    }

    /// Draws the border, with what is filtered by or missing on its lower side, and gives back where the rows go.
    pub(super) fn draw_border(
        &self,
        frame: &mut Frame<'_>,
        pen: Pen<'_>,
        area: Rect,
        title: &str,
        about: &About,
    ) -> Rect {
        let rows = layout::content(area);
        let about = self::about(pen, self, about, frame::about_room(area, title));
        let border = Border { focused: self.focused, title, about, scroll: self.scroll(rows) };
        frame::border(frame, pen, area, &border);
        let foot = border.foot(area);
        match &self.view.filter {
            Filter::Off => draw_notice(frame, pen, foot, self),
            Filter::Typing(content) => field::in_border(frame, pen, foot, content, !pen.covered()),
            Filter::Kept(content) => field::in_border(frame, pen, foot, content, false),
        }
        rows
    }

    /// Draws the rows, each by `draw`, which is told how many columns it has after the mark of the selection.
    pub(super) fn draw<'a>(
        &self,
        frame: &mut Frame<'_>,
        pen: Pen<'a>,
        rows: Rect,
        draw: impl Fn(&Row, usize) -> Option<Line<'a>>,
    ) {
        let Pen { theme, marks, .. } = pen;
        let selected = self.view.cursor.selected(self.view.rows.len());
        let top = top(self.view, usize::from(rows.height));
        let columns = usize::from(rows.width).saturating_sub(2);
        let visible = self.view.rows.iter().enumerate().skip(top);
        for (area, (number, row)) in rows.rows().zip(visible) {
            let Some(mut line) = draw(row, columns) else { continue };
            let is_selected = selected == Some(number);
            line.spans.insert(0, Span::raw(if is_selected { marks.cursor } else { " " }));
            frame.render_widget(line, area);
            if is_selected {
                let style = if self.focused { theme.selected } else { theme.selected_elsewhere };
                frame.buffer_mut().set_style(area, style);
            }
        }
    }
}

/// How a row begins once episodes are picked: with a mark where it is one of them. `draw` is told how many columns are left.
pub(super) fn with_pick<'a>(
    pen: Pen<'_>,
    picked: &Picked,
    item: Option<&ShelfEpisode>,
    columns: usize,
    draw: impl FnOnce(usize) -> Line<'a>,
) -> Line<'a> {
    if picked.is_empty() {
        return draw(columns);
    }
    let mut line = draw(columns.saturating_sub(1));
    let mark = if item.is_some_and(|item| picked.contains(item)) { pen.marks.picked } else { " " };
    line.spans.insert(0, Span::styled(mark, pen.theme.key));
    line
}

/// How many are picked; empty for none.
pub(super) fn picks(picked: &Picked) -> String {
    if picked.is_empty() { String::new() } else { format!("{} selected", picked.len()) }
}

/// Says what an empty list means and what to do about it. Backticks set keys off.
pub(super) fn draw_empty(frame: &mut Frame<'_>, pen: Pen<'_>, rows: Rect, sentences: &[String]) {
    let margin = 2.min(rows.width / 4);
    let area = Rect { x: rows.x + margin, width: rows.width - 2 * margin, ..rows };
    let lines: Vec<Line<'_>> = sentences
        .iter()
        .flat_map(|sentence| text::flow(sentence, usize::from(area.width), (pen.theme.muted, pen.theme.key)))
        .collect();
    let top = area.y + area.height.saturating_sub(u16::try_from(lines.len()).unwrap_or(u16::MAX)) / 3;
    for (line, y) in lines.into_iter().zip(top..area.bottom()) {
        frame.render_widget(line.centered(), Rect { y, height: 1, ..area });
    }
}

/// What the title of a pane says after its name and the number of items.
#[derive(Debug, Clone, Default)]
pub(super) struct About {
    /// In which order they are.
    pub(super) sort: &'static str,
    /// Which of them are listed; empty for all.
    pub(super) state: &'static str,
    /// How much of it is there, or on its way; empty where it is all there.
    pub(super) extent: String,
    /// How many are picked; empty for none.
    pub(super) picks: String,
}

/// How many, in which order, what is missing: what does not fit is left out, the least important first.
fn about<K>(pen: Pen<'_>, list: &List<'_, K>, about: &About, room: usize) -> String {
    let About { sort, state, extent, picks } = about;
    let items = list.items;
    let shown = list.len();
    let count = match (shown == items, items) {
        // The extent says the number already.
        _ if shown == items && !extent.is_empty() => String::new(),
        (true, 0) => String::new(),
        (true, _) => items.to_string(),
        (false, _) => format!("{shown}/{items}"),
    };
    let sort = if items == 0 { "" } else { sort };
    // With a filter in the lower border, the notice of what is missing has no other place.
    let gap = list.gap.as_ref().filter(|_| list.view.filter != Filter::Off && items > 0);
    let gap = gap.map(|[_, short]| format!("{} {short}", pen.marks.warning)).unwrap_or_default();
    let join = |parts: &[&str]| {
        let parts: Vec<_> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        parts.join(&format!(" {} ", pen.marks.dot))
    };
    let wordings = [
        join(&[picks, &count, extent, sort, state, &gap]),
        join(&[picks, &count, extent, state, &gap]),
        join(&[picks, &count, state, &gap]),
        join(&[picks, &count, &gap]),
        join(&[picks, &count]),
    ];
    let shortest = if picks.is_empty() { count } else { picks.clone() };
    wordings.into_iter().find(|wording| text::width(wording) <= room).unwrap_or(shortest)
}

/// A row: the title as wide as there is room, then what stands at the right end.
pub(super) fn row<'a>(left: Vec<Span<'a>>, right: Vec<Span<'a>>, columns: usize) -> Line<'a> {
    let wide = |spans: &[Span<'_>]| spans.iter().map(|span| text::width(&span.content)).sum::<usize>();
    let gap = columns.saturating_sub(wide(&left) + wide(&right));
    let mut line = Line::from(left);
    line.push_span(Span::raw(" ".repeat(gap)));
    line.extend(right);
    line
}

/// The first row to draw: the cursor's, moved where fewer rows fit than the cursor knew of.
fn top<K>(view: &ListView<K>, height: usize) -> usize {
    let selected = view.cursor.selected(view.rows.len()).unwrap_or(0);
    view.cursor.top().clamp((selected + 1).saturating_sub(height.max(1)), selected)
}

/// The key that asks Spotify again.
pub(super) fn refresh_key(pen: Pen<'_>) -> String {
    pen.key(&[Context::Main], Command::Refresh)
}

/// How many pages could not be had, in two lengths.
pub(super) fn missing_pages(pages: u32) -> Option<[String; 2]> {
    match pages {
        0 => None,
        1 => Some(["1 page is missing".into(), "1 missing".into()]),
        pages => Some([format!("{pages} pages are missing"), format!("{pages} missing")]),
    }
}

/// The key that clears the filter, which depends on whether it is being typed.
pub(super) fn clear_key(pen: Pen<'_>, filter: &Filter) -> String {
    match filter {
        Filter::Typing(_) => pen.key(&[Context::FilterField], Command::Back),
        Filter::Kept(_) | Filter::Off => pen.key(&[Context::Main], Command::Back),
    }
}

/// What is missing from a list that is not empty, and the way to it: the longest wording that fits.
fn draw_notice<K>(frame: &mut Frame<'_>, pen: Pen<'_>, foot: Rect, list: &List<'_, K>) {
    let Some(what) = list.gap.as_ref().filter(|_| !list.view.rows.is_empty()) else { return };
    let key = refresh_key(pen);
    let wordings = what.each_ref().map(|what| format!(" {} {what}: {key} asks again ", pen.marks.warning));
    if let Some(wording) = wordings.into_iter().find(|wording| text::width(wording) <= usize::from(foot.width)) {
        frame.render_widget(Line::styled(wording, pen.theme.warning), foot);
    }
}
