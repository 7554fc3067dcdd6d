//! The rows of lists: shows, episodes of one show or of all, results of a search.

use std::{ops::Range, time::Duration};

use ratatui::{
    style::Style,
    text::{Line, Span},
};
use unicode_segmentation::UnicodeSegmentation;

use crate::{
    app::{
        list::{ItemRef, Selection},
        views::{
            feed::day_heading,
            search::char_hits,
            view::{Above, RowStyle, RowView},
        },
    },
    domain::{Episode, EpisodeState, Mark, Progress, ReleaseDate, ShelfEpisode, ShelfShow, Snippet, count::counted},
    ui::{Marks, Pen, text},
};

/// The lines above a row, and its own, `columns` wide without the mark of the selected row.
pub(super) fn lines<'a>(
    pen: Pen<'a>,
    row: &RowView<'a>,
    selection: &Selection,
    columns: usize,
) -> (Vec<Line<'a>>, Vec<Line<'a>>) {
    // Once episodes are selected one by one, every row begins with a column for their mark.
    let marked = !selection.is_empty();
    let above = above(pen, row.above, columns + 2);
    let columns = columns.saturating_sub(usize::from(marked));
    let mut own = match (row.item, row.style) {
        (ItemRef::Show(item), RowStyle::Found { .. }) => vec![found_show(pen, item, &row.hits, columns)],
        (ItemRef::Show(item), RowStyle::Show | RowStyle::Episode | RowStyle::Feed { .. }) => {
            vec![show(pen, item, &row.hits, columns)]
        }
        (ItemRef::Episode(item), RowStyle::Found { snippet }) => {
            vec![dated(pen, item, &row.hits, columns, (false, true)), notes(pen, item, snippet, columns)]
        }
        (ItemRef::Episode(item), RowStyle::Feed { by_day }) => vec![of_feed(pen, item, &row.hits, by_day, columns)],
        (ItemRef::Episode(item), RowStyle::Show | RowStyle::Episode) => vec![of_show(pen, item, &row.hits, columns)],
    };
    if marked {
        for (number, line) in own.iter_mut().enumerate() {
            let is_selected = match row.item {
                ItemRef::Episode(item) => number == 0 && selection.contains(item),
                ItemRef::Show(_) => false,
            };
            let mark = if is_selected { pen.marks.selected } else { " " };
            line.spans.insert(0, Span::styled(mark, pen.theme.key));
        }
    }
    (above, own)
}

/// The line above which everything is new, and the heading of a day.
fn above<'a>(pen: Pen<'_>, above: Above, columns: usize) -> Vec<Line<'a>> {
    const TEXT: &str = " You are caught up ";
    let mut lines = Vec::new();
    if above.caught_up {
        let dashes = columns.saturating_sub(TEXT.len() + 2);
        let (left, right) = (dashes / 2, dashes - dashes / 2);
        let rule = |columns: usize| Span::styled(pen.marks.gauge_empty.repeat(columns), pen.theme.muted);
        lines.push(Line::from(vec![Span::raw(" "), rule(left), Span::styled(TEXT, pen.theme.success), rule(right)]));
    }
    if let Some(day) = above.day {
        let cx = &pen.state.cx;
        let heading = day_heading(day, cx.now.date(), cx.display.iso_dates);
        lines.push(Line::from(vec![Span::raw(" "), Span::styled(heading, pen.theme.heading)]));
    }
    lines
}

/// Title, unplayed episodes, date of the newest. The number in progress is left out before the title is cut.
fn show<'a>(pen: Pen<'a>, item: &'a ShelfShow, hits: &[u32], columns: usize) -> Line<'a> {
    /// From this width on there is room for the newest date.
    const ROOMY: usize = 26;
    let Pen { theme, marks, .. } = pen;
    let (name, counts) = (item.show.name.as_str(), item.counts);
    let mut right = Vec::new();
    if counts.unplayed > 0 {
        right.push(Span::styled(format!(" {}{}", marks.unplayed, counts.unplayed), theme.unplayed));
    }
    if columns >= ROOMY {
        let (date, width) = date(pen, item.latest, false);
        right.push(Span::styled(format!(" {date:>width$}"), theme.muted));
    }
    let in_progress = Span::styled(format!(" {}{}", marks.in_progress, counts.in_progress), theme.in_progress);
    if counts.in_progress > 0 && text::width(name) + wide(&right) + in_progress.width() <= columns {
        right.insert(0, in_progress);
    }
    titled(pen, Vec::new(), (name, hits), right, theme.text, columns)
}

/// An episode among those of its show.
fn of_show<'a>(pen: Pen<'a>, item: &'a ShelfEpisode, hits: &[u32], columns: usize) -> Line<'a> {
    /// From these widths on there is room for whole dates, and for lengths.
    const ROOMY: usize = 44;
    const TIMED: usize = 36;
    dated(pen, item, hits, columns, (columns >= ROOMY, columns >= TIMED))
}

/// Mark, date, title, time left or length.
fn dated<'a>(
    pen: Pen<'a>,
    item: &'a ShelfEpisode,
    hits: &[u32],
    columns: usize,
    (is_whole_date, is_timed): (bool, bool),
) -> Line<'a> {
    let episode = &item.episode;
    let (style, title) = looks(pen, episode);
    let (date, width) = date(pen, episode.released, is_whole_date);
    let date = Span::styled(format!(" {date:<width$} "), pen.theme.muted);
    let left = vec![Span::styled(mark(pen.marks, item), style), date];
    titled(pen, left, (episode.name.as_str(), hits), at_end(pen, episode, is_timed), title, columns)
}

/// Mark, date, show, title, time left or length. Under headings of days the date is left out first.
fn of_feed<'a>(pen: Pen<'a>, item: &'a ShelfEpisode, hits: &[u32], by_day: bool, columns: usize) -> Line<'a> {
    /// From these widths on there is room for dates, and for lengths.
    const ROOMY: usize = 56;
    const TIMED: usize = 38;
    let Pen { theme, marks, .. } = pen;
    let episode = &item.episode;
    let is_timed = columns >= TIMED || !by_day;
    let show_columns = if is_timed { columns * 3 / 10 } else { columns / 3 };
    let (style, title) = looks(pen, episode);
    let mut left = vec![Span::styled(mark(marks, item), style), Span::raw(" ")];
    if columns >= ROOMY {
        let (date, width) = date(pen, episode.released, false);
        left.push(Span::styled(format!("{date:<width$} "), theme.muted));
    }
    let show = text::truncate(item.show_name.as_str(), show_columns, marks.ellipsis);
    let gap = show_columns.saturating_sub(text::width(&show)) + 1;
    left.extend([Span::styled(show, theme.muted), Span::raw(" ".repeat(gap))]);
    titled(pen, left, (episode.name.as_str(), hits), at_end(pen, episode, is_timed), title, columns)
}

fn found_show<'a>(pen: Pen<'a>, item: &'a ShelfShow, hits: &[u32], columns: usize) -> Line<'a> {
    let theme = pen.theme;
    let mut right = Vec::new();
    if item.counts.unplayed > 0 {
        right.push(Span::styled(format!(" {}{}", pen.marks.unplayed, item.counts.unplayed), theme.unplayed));
    }
    right.push(Span::styled(format!(" {}", counted(item.counts.total, "episode", "episodes")), theme.muted));
    let left = vec![Span::styled("Show ", theme.muted)];
    titled(pen, left, (item.show.name.as_str(), hits), right, theme.heading, columns)
}

/// The show, and the piece of the notes around the first match.
fn notes<'a>(pen: Pen<'a>, item: &'a ShelfEpisode, snippet: Option<&'a Snippet>, columns: usize) -> Line<'a> {
    let Pen { theme, marks, .. } = pen;
    let name_columns = if snippet.is_some() { columns / 3 } else { columns.saturating_sub(2) };
    let name = text::truncate(item.show_name.as_str(), name_columns, marks.ellipsis);
    let mut left = vec![Span::raw("  "), Span::styled(name, theme.muted)];
    let Some(snippet) = snippet else { return row(left, Vec::new(), columns) };
    left.push(Span::styled(format!(" {} ", marks.dot), theme.muted));
    let text = snippet.text.as_str();
    let skip = before_hit(text, &snippet.hits, columns.saturating_sub(wide(&left)));
    let hits: Vec<_> =
        snippet.hits.iter().map(|hit| hit.start.saturating_sub(skip)..hit.end.saturating_sub(skip)).collect();
    if skip > 0 {
        left.push(Span::styled(marks.ellipsis, theme.muted));
    }
    let text = text.get(skip..).unwrap_or_default();
    titled(pen, left, (text, &char_hits(text, &hits)), Vec::new(), theme.text, columns)
}

/// The bytes to leave out in front, so that the first match and some text before it are in view.
fn before_hit(text: &str, hits: &[Range<usize>], room: usize) -> usize {
    let Some(first) = hits.first() else { return 0 };
    let (Some(through), Some(before)) = (text.get(..first.end), text.get(..first.start)) else { return 0 };
    if text::width(through) < room {
        return 0;
    }
    let mut columns = 0;
    let kept = before.grapheme_indices(true).rev().take_while(|(_, grapheme)| {
        columns += text::grapheme_width(grapheme);
        columns <= room / 3
    });
    kept.last().map_or(first.start, |(at, _)| at)
}

/// A row whose title takes the room between `left` and `right`.
fn titled<'a>(
    pen: Pen<'_>,
    mut left: Vec<Span<'a>>,
    (title, hits): (&'a str, &[u32]),
    right: Vec<Span<'a>>,
    style: Style,
    columns: usize,
) -> Line<'a> {
    let room = columns.saturating_sub(wide(&left) + wide(&right));
    left.extend(text::highlight(title, hits, room, (style, pen.theme.hit), pen.marks.ellipsis));
    row(left, right, columns)
}

/// A row with a gap between `left` and `right`.
fn row<'a>(left: Vec<Span<'a>>, right: Vec<Span<'a>>, columns: usize) -> Line<'a> {
    let gap = columns.saturating_sub(wide(&left) + wide(&right));
    let mut line = Line::from(left);
    line.push_span(Span::raw(" ".repeat(gap)));
    line.extend(right);
    line
}

fn wide(spans: &[Span<'_>]) -> usize {
    spans.iter().map(|span| text::width(&span.content)).sum()
}

fn mark(marks: &'static Marks, item: &ShelfEpisode) -> &'static str {
    match item.mark {
        Some(Mark::Played) => marks.marked_played,
        Some(Mark::Unplayed) => marks.marked_unplayed,
        None => marks.of(item.episode.progress.state()),
    }
}

/// The styles of mark and title.
fn looks(pen: Pen<'_>, episode: &Episode) -> (Style, Style) {
    let theme = pen.theme;
    let (mark, title) = match episode.progress.state() {
        EpisodeState::Unplayed => (theme.unplayed, theme.text),
        EpisodeState::InProgress => (theme.in_progress, theme.text),
        EpisodeState::Played => (theme.played, theme.muted),
    };
    (mark, if episode.playable { title } else { theme.muted })
}

/// The right end of an episode: whether it is explicit; if there is room, the time left or the length.
fn at_end<'a>(pen: Pen<'_>, episode: &Episode, is_timed: bool) -> Vec<Span<'a>> {
    let theme = pen.theme;
    let mut right = Vec::new();
    if episode.explicit {
        right.push(Span::styled(" E", theme.muted));
    }
    let remaining = episode.remaining();
    if is_timed && matches!(episode.progress, Progress::InProgress { .. }) && !remaining.is_zero() {
        right.push(Span::styled(format!(" {} left", short_length(remaining)), theme.in_progress));
    } else if is_timed && !episode.duration.is_zero() {
        right.push(Span::styled(format!(" {}", short_length(episode.duration)), theme.muted));
    }
    right
}

/// A date, and the width of its column.
fn date(pen: Pen<'_>, released: Option<ReleaseDate>, is_whole: bool) -> (String, usize) {
    let cx = &pen.state.cx;
    let date = released.map(|released| match (cx.display.iso_dates, is_whole) {
        (true, true | false) => released.to_string(),
        (false, true) => released.relative_to(cx.now.date()),
        (false, false) => released.short(cx.now.date()),
    });
    let is_wide = is_whole || cx.display.iso_dates;
    (date.unwrap_or_default(), if is_wide { 10 } else { 6 })
}

fn short_length(duration: Duration) -> String {
    let minutes = duration.as_secs().div_ceil(60);
    match minutes / 60 {
        0 => format!("{minutes}m"),
        hours @ 1..10 => format!("{hours}h{:02}", minutes % 60),
        hours => format!("{hours}h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_takes_five_columns() {
        let left = |minutes: u64| short_length(Duration::from_secs(minutes * 60));
        assert_eq!(
            (left(1), left(59), left(100), left(6000)),
            ("1m".into(), "59m".into(), "1h40".into(), "100h".into())
        );
    }
}
