//! The pane of the open show's episodes.

use std::time::Duration;

use ratatui::{
    Frame,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};

use super::list::{self, About, List};
use crate::{
    app::{
        Command, Context, layout,
        list::Row,
        panes::{EpisodeSort, Episodes, Pane, Stage, StateFilter},
    },
    domain::{Episode, EpisodeState, Progress, duration::length},
    ui::{
        Pen, text,
        widgets::frame::{self, Border},
    },
};

/// How much a row can say.
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

/// Draws the pane.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) {
    let main = &pen.state.main;
    let focused = main.focus == Pane::Episodes;
    let Some(episodes) = main.open_episodes() else {
        draw_closed(frame, pen, area, focused);
        return;
    };
    let list = List { view: &episodes.list, noun: "episodes", focused, loading: &episodes.loading };
    let sort = match episodes.sort {
        EpisodeSort::Newest => "newest",
        EpisodeSort::Oldest => "oldest",
        EpisodeSort::Longest => "longest",
    };
    let about = About { items: episodes.items.len(), sort, state: state_name(episodes.state) };
    let rows = list.draw_border(frame, pen, area, "Episodes", about);
    if episodes.list.rows.is_empty() {
        list::draw_empty(frame, pen, rows, &empty(pen, &list, episodes));
        return;
    }
    list.draw(frame, pen, rows, |row, columns| {
        episodes.items.get(row.index).map(|episode| line(pen, episode, row, columns))
    });
}

/// No show is open yet.
fn draw_closed(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, focused: bool) {
    frame::border(frame, pen, area, &Border { focused, title: "Episodes", ..Border::default() });
    let sentence = if pen.state.main.shows.items.is_empty() {
        "The episodes of a show appear here".into()
    } else {
        format!("`{}` opens the episodes of the selected show", pen.key(&[Context::Shows], Command::Open))
    };
    list::draw_empty(frame, pen, layout::content(area), &[sentence]);
}

fn state_name(filter: StateFilter) -> &'static str {
    match filter {
        StateFilter::All => "",
        StateFilter::Only(EpisodeState::Unplayed) => "unplayed",
        StateFilter::Only(EpisodeState::InProgress) => "in progress",
        StateFilter::Only(EpisodeState::Played) => "played",
    }
}

fn empty<K>(pen: Pen<'_>, list: &List<'_, K>, episodes: &Episodes) -> Vec<String> {
    if !episodes.items.is_empty() && !list.view.filter.text().is_empty() {
        return vec![format!("No episodes match: `{}` clears the filter", list::clear_key(pen, &list.view.filter))];
    }
    if !episodes.items.is_empty() {
        let key = pen.key(&[Context::Episodes], Command::StateFilter);
        return vec![format!("No {} episodes: `{key}` shows others", state_name(episodes.state))];
    }
    list.emptiness(pen).unwrap_or_else(|| match list.loading.stage {
        Stage::Never => {
            vec![format!("Not loaded yet: `{}` loads the episodes", pen.key(&[Context::Main], Command::Refresh))]
        }
        _ => vec!["This show has no episodes".into()],
    })
}

/// Mark, date, title, length: the title takes what the others leave.
fn line<'a>(pen: Pen<'a>, episode: &'a Episode, row: &Row, columns: usize) -> Line<'a> {
    let Pen { theme, marks, state } = pen;
    let density = Density::of(columns);
    let roomy = density == Density::Roomy;
    let progress = episode.progress.state();
    let (mark, title) = match progress {
        EpisodeState::Unplayed => (theme.unplayed, theme.text),
        EpisodeState::InProgress => (theme.in_progress, theme.text),
        EpisodeState::Played => (theme.played, theme.muted),
    };
    let title = if episode.playable { title } else { theme.muted };
    let (date_columns, length_columns) = density.columns(state.look.iso_dates);
    let date = date(pen, episode, roomy);
    let mut left =
        vec![Span::styled(marks.of(progress), mark), Span::styled(format!(" {date:<date_columns$} "), theme.muted)];
    let (time, time_style) = time(episode, roomy, theme.in_progress, theme.muted);
    let time = if density == Density::Tight { String::new() } else { time };
    let mut right = vec![Span::styled(format!("{time:>length_columns$}"), time_style)];
    if episode.explicit {
        right.insert(0, Span::styled(" E", theme.muted));
    }
    let taken: usize = left.iter().chain(&right).map(|span| text::width(&span.content)).sum();
    let room = columns.saturating_sub(taken);
    left.extend(text::highlight(episode.name.as_str(), &row.hits, room, (title, theme.hit), marks.ellipsis));
    list::row(left, right, columns)
}

fn date(pen: Pen<'_>, episode: &Episode, whole: bool) -> String {
    let Some(released) = episode.released else { return String::new() };
    let today = pen.state.now.date();
    match (pen.state.look.iso_dates, whole) {
        (true, _) => released.to_string(),
        (false, true) => released.relative_to(today),
        (false, false) => released.short(today),
    }
}

/// The length, or what is left of an episode somebody stopped in.
fn time(episode: &Episode, roomy: bool, left: Style, whole: Style) -> (String, Style) {
    match episode.progress {
        Progress::InProgress { .. } if !episode.remaining().is_zero() => {
            let remaining = short_length(episode.remaining());
            (if roomy { format!("{remaining} left") } else { format!("-{remaining}") }, left)
        }
        Progress::InProgress { .. } | Progress::Unplayed | Progress::Played => (length(episode.duration), whole),
    }
}

/// A length in at most five columns: `12m`, `1h40`, `12h`.
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
