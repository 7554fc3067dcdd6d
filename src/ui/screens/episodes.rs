//! The pane of the open show's episodes.

use std::time::Duration;

use ratatui::{
    Frame,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};

use super::{
    list::{self, About, List},
    state,
};
use crate::{
    app::{
        Command, Context, layout,
        list::Row,
        panes::{Episodes, Pane, Stock},
    },
    domain::{
        CleanText, Episode, EpisodeSort, EpisodeState, Mark, Progress, ShelfEpisode, StateFilter, SyncEnd,
        duration::length,
    },
    ui::{
        Marks, Pen, text,
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
    let list =
        List { view: &episodes.list, focused, items: episodes.items.len(), part: false, gap: gap(pen, episodes) };
    let sort = match episodes.sort {
        EpisodeSort::Newest => "newest",
        EpisodeSort::Oldest => "oldest",
        EpisodeSort::Longest => "longest",
    };
    let picked = &episodes.picked;
    let (state, extent) = (state_name(episodes.state), extent(pen, episodes));
    let about = About { sort, state, extent, picks: list::picks(picked) };
    // Without its name a single pane of episodes would not say whose they are.
    let name = main.open_name.as_ref().map_or("Episodes", CleanText::as_str);
    let name = text::truncate(name, usize::from(area.width) * 3 / 5, pen.marks.ellipsis);
    let rows = list.draw_border(frame, pen, area, &name, &about);
    if episodes.list.rows.is_empty() {
        list::draw_empty(frame, pen, rows, &empty(pen, episodes));
        return;
    }
    list.draw(frame, pen, rows, |row, columns| {
        let item = episodes.items.get(row.index)?;
        Some(list::with_pick(pen, picked, Some(item), columns, |columns| line(pen, item, row, columns)))
    });
}

/// How much of the show is on disk, where older episodes are still to come: after a complete pass, none are, though Spotify
/// may count some that cannot be read.
fn extent(pen: Pen<'_>, episodes: &Episodes) -> String {
    let have = episodes.items.len();
    if pen.state.main.open_complete {
        return String::new();
    }
    match pen.state.main.open_total.and_then(|total| usize::try_from(total).ok()) {
        Some(total) if have < total && episodes.stock == Stock::Whole && have > 0 => {
            format!("{have} of {total} on disk")
        }
        Some(_) | None => String::new(),
    }
}

/// What the last look at the show could not have, or that the library cannot be read.
fn gap(pen: Pen<'_>, episodes: &Episodes) -> Option<[String; 2]> {
    if let Stock::Failed(problem) = &episodes.stock {
        return Some([problem.title.to_string(), "not read".into()]);
    }
    let visit = episodes.visit.as_ref()?;
    match &visit.problem {
        // What concerns all requests is said on the status line.
        Some(problem) if visit.end == SyncEnd::Failed && pen.state.sync.trouble.as_ref() != Some(problem) => {
            Some([problem.title.to_string(), "not looked at".into()])
        }
        Some(_) | None => list::missing_pages(visit.counts.missing_pages),
    }
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

pub(super) fn state_name(filter: StateFilter) -> &'static str {
    match filter {
        StateFilter::All => "",
        StateFilter::Only(EpisodeState::Unplayed) => "unplayed",
        StateFilter::Only(EpisodeState::InProgress) => "in progress",
        StateFilter::Only(EpisodeState::Played) => "played",
    }
}

fn empty(pen: Pen<'_>, episodes: &Episodes) -> Vec<String> {
    if episodes.items.is_empty() {
        return state::no_episodes(pen, episodes);
    }
    if !episodes.list.filter.text().is_empty() {
        return vec![format!("No episodes match: `{}` clears the filter", list::clear_key(pen, &episodes.list.filter))];
    }
    let key = pen.key(&[Context::Episodes], Command::StateFilter);
    vec![format!("No {} episodes: `{key}` shows others", state_name(episodes.state))]
}

/// The mark of an episode: of its state, or of what the person said of it.
pub(super) fn mark(marks: &'static Marks, item: &ShelfEpisode) -> &'static str {
    match item.mark {
        Some(Mark::Played) => marks.marked_played,
        Some(Mark::Unplayed) => marks.marked_unplayed,
        None => marks.of(item.episode.progress.state()),
    }
}

/// Mark, date, title, length: the title takes what the others leave.
fn line<'a>(pen: Pen<'a>, item: &'a ShelfEpisode, row: &Row, columns: usize) -> Line<'a> {
    let Pen { theme, marks, state } = pen;
    let episode = &item.episode;
    let density = Density::of(columns);
    let roomy = density == Density::Roomy;
    let (style, title) = looks(pen, episode);
    let (date_columns, length_columns) = density.columns(state.look.iso_dates);
    let date = date(pen, episode, roomy);
    let mut left =
        vec![Span::styled(mark(marks, item), style), Span::styled(format!(" {date:<date_columns$} "), theme.muted)];
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

/// How the mark of an episode's state and its title look.
pub(super) fn looks(pen: Pen<'_>, episode: &Episode) -> (Style, Style) {
    let theme = pen.theme;
    let (mark, title) = match episode.progress.state() {
        EpisodeState::Unplayed => (theme.unplayed, theme.text),
        EpisodeState::InProgress => (theme.in_progress, theme.text),
        EpisodeState::Played => (theme.played, theme.muted),
    };
    (mark, if episode.playable { title } else { theme.muted })
}

pub(super) fn date(pen: Pen<'_>, episode: &Episode, whole: bool) -> String {
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
pub(super) fn short_length(duration: Duration) -> String {
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
