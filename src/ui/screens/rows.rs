//! The rows of lists: shows, episodes of one show or of all, results of a search.

use ratatui::{
    style::Style,
    text::{Line, Span},
};

use crate::{
    app::{
        list::{ItemRef, Selection},
        views::{
            feed::day_heading,
            search::char_hits,
            view::{Above, RowStyle, RowView},
        },
    },
    domain::{
        DateLocale, Episode, EpisodeState, Progress, ReleaseDate, ShelfEpisode, ShelfShow, Snippet,
        count::{counted, grouped},
        duration::length,
    },
    ui::{Pen, text},
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
    let above = above(pen, row.above, columns + 1);
    let columns = columns.saturating_sub(usize::from(marked));
    let mut own = match (row.item, row.style) {
        (ItemRef::Show(item), RowStyle::Found { .. }) => vec![found_show(pen, item, &row.hits, columns)],
        (ItemRef::Show(item), RowStyle::Catalogue { is_followed }) => {
            vec![offered_show(pen, item, is_followed, columns)]
        }
        (ItemRef::Show(item), RowStyle::Show | RowStyle::Episode | RowStyle::Feed { .. }) => {
            vec![show(pen, item, &row.hits, columns)]
        }
        (ItemRef::Episode(item), RowStyle::Found { snippet }) => {
            vec![episode(pen, item, &row.hits, columns, Columns::DATED), notes(pen, item, snippet, columns)]
        }
        (ItemRef::Episode(item), RowStyle::Feed { by_day, all_saved }) => {
            let shown = Columns { has_show: true, has_date: !by_day, has_star: !all_saved };
            vec![episode(pen, item, &row.hits, columns, shown)]
        }
        (ItemRef::Episode(item), RowStyle::Show | RowStyle::Episode | RowStyle::Catalogue { .. }) => {
            vec![episode(pen, item, &row.hits, columns, Columns::DATED)]
        }
    };
    if marked {
        for (number, line) in own.iter_mut().enumerate() {
            let is_selected = number == 0 && row.item.episode().is_some_and(|item| selection.contains(item));
            let mark = if is_selected { pen.marks.selected } else { " " };
            line.spans.insert(0, Span::styled(mark, pen.theme.accent));
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
        lines.push(Line::from(vec![Span::raw(" "), rule(left), Span::styled(TEXT, pen.theme.muted), rule(right)]));
    }
    if let Some(day) = above.day {
        let cx = &pen.state.cx;
        let heading = day_heading(day, cx.now.date(), &cx.display);
        lines.push(Line::from(vec![Span::raw(" "), Span::styled(heading, pen.theme.muted)]));
    }
    lines
}

/// Title, unplayed episodes, date of the newest; in a wide pane the episodes in progress too.
fn show<'a>(pen: Pen<'a>, item: &'a ShelfShow, hits: &[u32], columns: usize) -> Line<'a> {
    /// From these widths on there is room for the newest date, and for the episodes in progress.
    const DATED: usize = 26;
    const ROOMY: usize = 40;
    let theme = pen.theme;
    let counts = item.counts;
    let count = |count: u32, width: usize| {
        let text = if count == 0 { String::new() } else { count.to_string() };
        format!(" {text:>width$}")
    };
    let mut right = Vec::new();
    if columns >= ROOMY {
        let (mark, number) = (pen.marks.in_progress, counts.in_progress);
        let text = if number == 0 { String::new() } else { format!("{mark}{number}") };
        right.push(Span::styled(format!(" {text:>3}"), theme.in_progress));
    }
    right.push(Span::styled(count(counts.unplayed, 4), theme.text));
    if columns >= DATED {
        right.push(date(pen, item.latest, columns));
    }
    let is_over = counts.total > 0 && counts.unplayed == 0 && counts.in_progress == 0;
    titled(
        pen,
        Vec::new(),
        (item.show.name.as_str(), hits),
        right,
        if is_over { theme.muted } else { theme.text },
        columns,
    )
}

/// The columns of an episode beside mark, title and length.
#[derive(Debug, Clone, Copy)]
struct Columns {
    has_show: bool,
    has_date: bool,
    /// Where every row would have a star, none says anything: one that is being removed is muted.
    has_star: bool,
}

impl Columns {
    const DATED: Self = Self { has_show: false, has_date: true, has_star: true };
}

/// Mark, title, show, time left or length, date.
fn episode<'a>(
    pen: Pen<'a>,
    item: &'a ShelfEpisode,
    hits: &[u32],
    columns: usize,
    Columns { has_show, has_date, has_star }: Columns,
) -> Line<'a> {
    /// From these widths on there is room for the date, and for the show beside the title.
    const DATED: usize = 30;
    /// The most columns of the show, and the gap before it.
    const SHOW: usize = 22;
    const GAP: usize = 2;
    let roomy = if has_date { 56 } else { 40 };
    let Pen { theme, marks, .. } = pen;
    let episode = &item.episode;
    let (style, title) = looks(pen, episode);
    let title = if has_star || item.saved { title } else { theme.muted };
    let local = if item.mark.is_some() { marks.local } else { " " };
    let mark = match pen.state.cx.player.plays(item) {
        Some(true) => Span::styled(marks.playing, theme.accent),
        Some(false) => Span::styled(marks.paused, theme.accent),
        None => Span::styled(marks.of(episode.progress.state()), style),
    };
    let left = vec![mark, Span::styled(local, theme.muted)];
    let mut right = Vec::new();
    if item.saved && has_star {
        right.extend([Span::raw(" "), Span::styled(marks.kept, theme.muted)]);
    }
    if episode.explicit {
        right.push(Span::styled(" E", theme.muted));
    }
    let has_show = has_show && columns >= roomy;
    let mut end = at_end(pen, episode, columns, has_show);
    if has_date && columns >= DATED {
        end.push(date(pen, episode.released, columns));
    }
    if has_show {
        // Two fifths of the room, the gap included: the title is read first.
        let room = (columns.saturating_sub(wide(&left) + wide(&end)) * 2 / 5).saturating_sub(GAP).min(SHOW);
        let show = text::truncate(item.show_name.as_str(), room, marks.ellipsis);
        let gap = room.saturating_sub(text::width(&show));
        right.extend([Span::raw(" ".repeat(GAP)), Span::styled(show, theme.muted), Span::raw(" ".repeat(gap))]);
    }
    right.extend(end);
    titled(pen, left, (episode.name.as_str(), hits), right, title, columns)
}

fn found_show<'a>(pen: Pen<'a>, item: &'a ShelfShow, hits: &[u32], columns: usize) -> Line<'a> {
    let theme = pen.theme;
    let mut right = Vec::new();
    if item.counts.unplayed > 0 {
        right.push(Span::styled(format!(" {}", item.counts.unplayed), theme.text));
    }
    right.push(Span::styled(format!("  {}", counted(item.counts.total, "episode", "episodes")), theme.muted));
    let left = vec![Span::styled("Show ", theme.muted)];
    titled(pen, left, (item.show.name.as_str(), hits), right, theme.heading, columns)
}

/// A show of the catalogue: name, publisher, how many episodes, and whether it is followed.
fn offered_show<'a>(pen: Pen<'a>, item: &'a ShelfShow, is_followed: bool, columns: usize) -> Line<'a> {
    /// From these widths on there is room for the number of episodes, for the words, and for the publisher.
    const COUNTED: usize = 30;
    const WORDED: usize = 50;
    const ROOMY: usize = 60;
    /// The most columns of the publisher.
    const PUBLISHER: usize = 24;
    let Pen { theme, marks, .. } = pen;
    let mut right = Vec::new();
    if let Some(publisher) = item.show.publisher.as_ref().filter(|_| columns >= ROOMY) {
        let room = (columns * 3 / 10).min(PUBLISHER);
        let publisher = text::truncate(publisher.as_str(), room, marks.ellipsis);
        right.extend([Span::raw("  "), Span::styled(publisher, theme.muted)]);
    }
    if let Some(total) = item.show.total_episodes.filter(|_| columns >= COUNTED) {
        let count = if columns >= WORDED { counted(total, "episode", "episodes") } else { grouped(total) };
        right.push(Span::styled(format!("  {count}"), theme.muted));
    }
    if is_followed {
        let mark = if columns >= WORDED { format!("  {} followed", marks.kept) } else { format!(" {}", marks.kept) };
        right.push(Span::styled(mark, theme.text));
    }
    let left = vec![Span::styled("Show ", theme.muted)];
    titled(pen, left, (item.show.name.as_str(), &[]), right, theme.heading, columns)
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
    titled(pen, left, (text, &char_hits(text, &snippet.hits)), Vec::new(), theme.text, columns)
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
    left.extend(text::highlight(title, hits, room, (style, pen.theme.matched), pen.marks.ellipsis));
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

/// The styles of mark and title.
fn looks(pen: Pen<'_>, episode: &Episode) -> (Style, Style) {
    let theme = pen.theme;
    let (mark, title) = match episode.progress.state() {
        EpisodeState::Unplayed => (theme.unplayed, theme.unplayed),
        EpisodeState::InProgress => (theme.in_progress, theme.text),
        EpisodeState::Played => (theme.muted, theme.muted),
    };
    (mark, if episode.playable { title } else { theme.muted })
}

/// The length of an episode or what is left of it: in words, and drawn where there is room. In a column, as beside
/// shows, every row takes as much; elsewhere the title has the rest.
fn at_end<'a>(pen: Pen<'_>, episode: &Episode, columns: usize, is_column: bool) -> Vec<Span<'a>> {
    /// From these widths on the words have a column of their own, and there is room for the drawing.
    const WORDED: usize = 44;
    const DRAWN: usize = 56;
    /// The columns of the drawing, and of a length with the gap before it.
    const BAR: usize = 4;
    const LENGTH: usize = 5;
    let Pen { theme, marks, .. } = pen;
    let mut right = Vec::new();
    let (remaining, words) = (episode.remaining(), if columns >= WORDED { 10 } else { LENGTH });
    let bar = if columns >= DRAWN { BAR + 1 } else { 0 };
    let width = if is_column { bar + words } else { LENGTH };
    if matches!(episode.progress, Progress::InProgress { .. }) && !remaining.is_zero() {
        if bar > 0 {
            let whole = episode.duration.as_millis().max(1);
            let heard = whole.saturating_sub(remaining.as_millis()) * BAR as u128 / whole;
            let full = usize::try_from(heard).unwrap_or(BAR).clamp(1, BAR);
            right.push(Span::styled(format!(" {}", marks.gauge_full.repeat(full)), theme.in_progress));
            right.push(Span::styled(marks.gauge_empty.repeat(BAR - full), theme.border));
        }
        // Never the bare length: it would read as that of the episode.
        let left = length(remaining) + " left";
        right.push(Span::styled(format!(" {left:>0$}", words - 1), theme.in_progress));
    } else if !episode.duration.is_zero() {
        right.push(Span::styled(format!("{:>width$}", length(episode.duration)), theme.muted));
    } else {
        right.push(Span::raw(" ".repeat(width)));
    }
    right
}

/// The column of a date, at the right.
fn date<'a>(pen: Pen<'_>, released: Option<ReleaseDate>, columns: usize) -> Span<'a> {
    /// Below this width each column counts.
    const ROOMY: usize = 40;
    let cx = &pen.state.cx;
    // Names of other languages may need all seven columns.
    let is_narrow = columns < ROOMY && cx.display.locale == DateLocale::default();
    let width = if cx.display.iso_dates { 10 } else { 7 - usize::from(is_narrow) };
    let date = match released {
        None => String::new(),
        Some(released) if cx.display.iso_dates => released.to_string(),
        Some(released) if is_narrow => released.short(cx.now.date(), cx.display.locale).replace(" '", "'"),
        Some(released) => released.short(cx.now.date(), cx.display.locale),
    };
    Span::styled(format!(" {date:>width$}"), pen.theme.muted)
}
