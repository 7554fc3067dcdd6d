//! The rows of lists: a show, an episode among those of its show or of all shows, something that was found.

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
    domain::{Episode, EpisodeState, Mark, Progress, ShelfEpisode, ShelfShow, Snippet, duration::length},
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
        (ItemRef::Show(item), _) => vec![show(pen, item, &row.hits, columns)],
        (ItemRef::Episode(item), RowStyle::Found { snippet }) => {
            vec![found_episode(pen, item, &row.hits, columns), notes(pen, item, snippet, columns)]
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
            let mark = if is_selected { pen.marks.picked } else { " " };
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

/// Title, what is unplayed and in progress, when the newest episode came out.
fn show<'a>(pen: Pen<'a>, item: &'a ShelfShow, hits: &[u32], columns: usize) -> Line<'a> {
    /// From how many columns on there is room for the newest date, and for the number in progress too.
    const NARROW: usize = 26;
    const ROOMY: usize = 32;
    let Pen { theme, marks, .. } = pen;
    let counts = item.counts;
    let mut right = Vec::new();
    if columns >= ROOMY && counts.in_progress > 0 {
        right.push(Span::styled(format!(" {}{}", marks.in_progress, counts.in_progress), theme.in_progress));
    }
    if counts.unplayed > 0 {
        right.push(Span::styled(format!(" {}{}", marks.unplayed, counts.unplayed), theme.unplayed));
    }
    if columns >= NARROW {
        let iso_dates = pen.state.cx.display.iso_dates;
        let latest = item
            .latest
            .map(|latest| if iso_dates { latest.to_string() } else { latest.short(pen.state.cx.now.date()) });
        let width = if iso_dates { 10 } else { 6 };
        right.push(Span::styled(format!(" {:>width$}", latest.unwrap_or_default()), theme.muted));
    }
    titled(pen, Vec::new(), (item.show.name.as_str(), hits), right, theme.text, columns)
}

/// How much an episode's row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Density {
    /// Whole dates and "12m left".
    Roomy,
    /// Short dates and "-12m".
    Short,
    /// Short dates and no length: the title is worth more.
    Tight,
}

impl Density {
    fn of(columns: usize) -> Self {
        match columns {
            44.. => Self::Roomy,
            36.. => Self::Short,
            _ => Self::Tight,
        }
    }

    /// The columns of date and length.
    fn columns(self, iso_dates: bool) -> (usize, usize) {
        let (date, length) = match self {
            Self::Roomy => (10, 10),
            Self::Short => (6, 7),
            Self::Tight => (6, 0),
        };
        if iso_dates { (10, length) } else { (date, length) }
    }
}

/// Mark, date, title, length: the longest title that still has all of them in columns.
fn of_show<'a>(pen: Pen<'a>, item: &'a ShelfEpisode, hits: &[u32], columns: usize) -> Line<'a> {
    let Pen { theme, marks, state, .. } = pen;
    let episode = &item.episode;
    let density = Density::of(columns);
    let is_roomy = density == Density::Roomy;
    let (style, title) = looks(pen, episode);
    let (date_columns, length_columns) = density.columns(state.cx.display.iso_dates);
    let date = date(pen, episode, is_roomy);
    let left =
        vec![Span::styled(mark(marks, item), style), Span::styled(format!(" {date:<date_columns$} "), theme.muted)];
    let (time, time_style) = match (density, is_begun(episode)) {
        (Density::Tight, _) => (String::new(), theme.muted),
        (Density::Roomy, true) => (format!("{} left", short_length(episode.remaining())), theme.in_progress),
        (Density::Short, true) => (format!("-{}", short_length(episode.remaining())), theme.in_progress),
        (Density::Roomy | Density::Short, false) => (length(episode.duration), theme.muted),
    };
    let mut right = explicit(pen, episode);
    right.push(Span::styled(format!("{time:>length_columns$}"), time_style));
    titled(pen, left, (episode.name.as_str(), hits), right, title, columns)
}

/// Mark, date, time, show, title: under headings of days the date goes first where there is little room.
fn of_feed<'a>(pen: Pen<'a>, item: &'a ShelfEpisode, hits: &[u32], by_day: bool, columns: usize) -> Line<'a> {
    let Pen { theme, marks, state, .. } = pen;
    let episode = &item.episode;
    let (date_columns, time_columns, show_columns) = match columns {
        56.. if state.cx.display.iso_dates => (10, 6, columns * 3 / 10),
        56.. => (6, 6, columns * 3 / 10),
        38.. => (0, 5, columns * 3 / 10),
        _ if !by_day => (0, 5, columns * 3 / 10),
        _ => (0, 0, columns / 3),
    };
    let (style, title) = looks(pen, episode);
    let mut left = vec![Span::styled(mark(marks, item), style), Span::raw(" ")];
    if date_columns > 0 {
        left.push(Span::styled(format!("{:<date_columns$} ", date(pen, episode, false)), theme.muted));
    }
    if time_columns > 0 {
        let style = if is_begun(episode) { theme.in_progress } else { theme.muted };
        left.push(Span::styled(format!("{:>time_columns$}  ", time(episode)), style));
    }
    let show = text::truncate(item.show_name.as_str(), show_columns, marks.ellipsis);
    let gap = show_columns.saturating_sub(text::width(&show)) + 1;
    left.extend([Span::styled(show, theme.muted), Span::raw(" ".repeat(gap))]);
    titled(pen, left, (episode.name.as_str(), hits), explicit(pen, episode), title, columns)
}

fn found_show<'a>(pen: Pen<'a>, item: &'a ShelfShow, hits: &[u32], columns: usize) -> Line<'a> {
    let theme = pen.theme;
    let mut right = Vec::new();
    if item.counts.unplayed > 0 {
        right.push(Span::styled(format!(" {}{}", pen.marks.unplayed, item.counts.unplayed), theme.unplayed));
    }
    right.push(Span::styled(format!(" {} episodes", item.counts.total), theme.muted));
    let left = vec![Span::styled("Show ", theme.muted)];
    titled(pen, left, (item.show.name.as_str(), hits), right, theme.heading, columns)
}

fn found_episode<'a>(pen: Pen<'a>, item: &'a ShelfEpisode, hits: &[u32], columns: usize) -> Line<'a> {
    let theme = pen.theme;
    let episode = &item.episode;
    let (style, title) = looks(pen, episode);
    let date_columns = if pen.state.cx.display.iso_dates { 10 } else { 6 };
    let left = vec![
        Span::styled(mark(pen.marks, item), style),
        Span::styled(format!(" {:<date_columns$} ", date(pen, episode, false)), theme.muted),
    ];
    let right = vec![Span::styled(format!(" {:>5}", time(episode)), theme.muted)];
    titled(pen, left, (episode.name.as_str(), hits), right, title, columns)
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
    let taken: usize = left.iter().map(|span| text::width(&span.content)).sum();
    let skip = before_hit(text, &snippet.hits, columns.saturating_sub(taken));
    let hits: Vec<_> =
        snippet.hits.iter().map(|hit| hit.start.saturating_sub(skip)..hit.end.saturating_sub(skip)).collect();
    if skip > 0 {
        left.push(Span::styled(marks.ellipsis, theme.muted));
    }
    let text = text.get(skip..).unwrap_or_default();
    titled(pen, left, (text, &char_hits(text, &hits)), Vec::new(), theme.text, columns)
}

/// How many bytes to leave out in front, so that the first match is in view with some of what stands before it.
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

/// The title as wide as there is room between what stands left and right of it.
fn titled<'a>(
    pen: Pen<'_>,
    mut left: Vec<Span<'a>>,
    (title, hits): (&'a str, &[u32]),
    right: Vec<Span<'a>>,
    style: Style,
    columns: usize,
) -> Line<'a> {
    let taken: usize = left.iter().chain(&right).map(|span| text::width(&span.content)).sum();
    let room = columns.saturating_sub(taken);
    left.extend(text::highlight(title, hits, room, (style, pen.theme.hit), pen.marks.ellipsis));
    row(left, right, columns)
}

/// What stands at the left, and at the right end.
fn row<'a>(left: Vec<Span<'a>>, right: Vec<Span<'a>>, columns: usize) -> Line<'a> {
    let wide = |spans: &[Span<'_>]| spans.iter().map(|span| text::width(&span.content)).sum::<usize>();
    let gap = columns.saturating_sub(wide(&left) + wide(&right));
    let mut line = Line::from(left);
    line.push_span(Span::raw(" ".repeat(gap)));
    line.extend(right);
    line
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

fn explicit<'a>(pen: Pen<'_>, episode: &Episode) -> Vec<Span<'a>> {
    if episode.explicit { vec![Span::styled(" E", pen.theme.muted)] } else { Vec::new() }
}

fn date(pen: Pen<'_>, episode: &Episode, whole: bool) -> String {
    let Some(released) = episode.released else { return String::new() };
    let today = pen.state.cx.now.date();
    match (pen.state.cx.display.iso_dates, whole) {
        (true, _) => released.to_string(),
        (false, true) => released.relative_to(today),
        (false, false) => released.short(today),
    }
}

fn is_begun(episode: &Episode) -> bool {
    matches!(episode.progress, Progress::InProgress { .. }) && !episode.remaining().is_zero()
}

/// What is left of an episode in progress, the length of any other; five columns at most, and the sign.
fn time(episode: &Episode) -> String {
    match (is_begun(episode), episode.duration.is_zero()) {
        (true, _) => format!("-{}", short_length(episode.remaining())),
        (false, true) => String::new(),
        (false, false) => short_length(episode.duration),
    }
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
