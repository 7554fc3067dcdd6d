//! What the two lists share: rows, the filter's row, the row about missing pages, and what is said of an empty list.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use crate::{
    app::{
        Command, Context, layout,
        list::{Filter, ListView, Row},
        panes::{Loading, Stage},
    },
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
    /// What is listed, in the plural: "shows".
    pub(super) noun: &'static str,
    /// Whether it has the keys.
    pub(super) focused: bool,
    /// What is missing from it.
    pub(super) loading: &'a Loading,
}

impl<K> List<'_, K> {
    /// What of it is in view, for its border.
    fn scroll(&self, rows: Rect) -> Option<Scroll> {
        let len = self.view.rows.len();
        let selected = self.view.cursor.selected(len)?;
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
        about: About,
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

    /// What loading says about an empty list; `None` where it came to its end and there is nothing.
    pub(super) fn emptiness(&self, pen: Pen<'_>) -> Option<Vec<String>> {
        let noun = self.noun;
        let again = format!("`{}` tries again", refresh_key(pen));
        match &self.loading.stage {
            Stage::Running { received, total } => {
                let dots = pen.marks.ellipsis;
                Some(vec![match total {
                    Some(total) => format!("Loading {noun}{dots} {received}/{total}"),
                    None => format!("Loading {noun}{dots}"),
                }])
            }
            Stage::Failed(problem) => {
                let said = [&problem.title, &problem.detail, &problem.remedy];
                Some(said.into_iter().filter(|part| !part.is_empty()).map(ToString::to_string).chain([again]).collect())
            }
            Stage::Done(_) if !self.loading.gaps.is_empty() => {
                let why = self.loading.gaps.first().map(|gap| gap.problem.title.to_string());
                Some(
                    [Some(format!("The {noun} could not be loaded")), why, Some(again)].into_iter().flatten().collect(),
                )
            }
            Stage::Never | Stage::Done(_) => None,
        }
    }
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

/// What the title of a pane says after its name.
#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    /// How many items there are, listed or not.
    pub(super) items: usize,
    /// In which order they are.
    pub(super) sort: &'static str,
    /// Which of them are listed; empty for all.
    pub(super) state: &'static str,
}

/// How many, in which order, what is missing: what does not fit is left out, the least important first.
fn about<K>(pen: Pen<'_>, list: &List<'_, K>, about: About, room: usize) -> String {
    let About { items, sort, state } = about;
    let shown = list.view.rows.len();
    let count = match (shown == items, items) {
        (true, 0) => String::new(),
        (true, _) => items.to_string(),
        (false, _) => format!("{shown}/{items}"),
    };
    let sort = if items == 0 { "" } else { sort };
    let progress = match &list.loading.stage {
        Stage::Done(summary) if summary.skipped > 0 => format!("{} unreadable", summary.skipped),
        Stage::Running { received, total: Some(total) } => format!("loading {received}/{total}"),
        Stage::Running { total: None, .. } => "loading".into(),
        Stage::Done(_) | Stage::Never | Stage::Failed(_) => String::new(),
    };
    // With a filter in the lower border, the notice of what is missing has no other place.
    let gap = gap(list.loading, list.noun).filter(|_| list.view.filter != Filter::Off && items > 0);
    let gap = gap.map(|[_, short]| format!("{} {short}", pen.marks.warning)).unwrap_or_default();
    let join = |parts: &[&str]| {
        let parts: Vec<_> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        parts.join(&format!(" {} ", pen.marks.dot))
    };
    let wordings = [
        join(&[&count, sort, state, &progress, &gap]),
        join(&[&count, sort, state, &gap]),
        join(&[&count, state, &gap]),
        join(&[&count, &gap]),
    ];
    wordings.into_iter().find(|wording| text::width(wording) <= room).unwrap_or(count)
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

fn refresh_key(pen: Pen<'_>) -> String {
    pen.key(&[Context::Main], Command::Refresh)
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
    let Some(what) = gap(list.loading, list.noun).filter(|_| !list.view.rows.is_empty()) else { return };
    let key = refresh_key(pen);
    let wordings = what.map(|what| format!(" {} {what}: {key} tries again ", pen.marks.warning));
    if let Some(wording) = wordings.into_iter().find(|wording| text::width(wording) <= usize::from(foot.width)) {
        frame.render_widget(Line::styled(wording, pen.theme.warning), foot);
    }
}

/// What of a list could not be had, in two lengths; `None` where nothing is missing.
fn gap(loading: &Loading, noun: &str) -> Option<[String; 2]> {
    match (&loading.stage, loading.missing()) {
        (Stage::Failed(problem), _) => Some([problem.title.trim_end_matches('.').to_owned(), "incomplete".to_owned()]),
        (Stage::Never | Stage::Running { .. } | Stage::Done(_), Some(0)) => None,
        (Stage::Never | Stage::Running { .. } | Stage::Done(_), missing) => {
            let missing = missing.map_or_else(|| "some".to_owned(), |missing| missing.to_string());
            Some([format!("{missing} {noun} could not be loaded"), format!("{missing} missing")])
        }
    }
}
