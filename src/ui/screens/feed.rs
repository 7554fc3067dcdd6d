//! The list of New and of In progress.

use jiff::civil::Date;
use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use super::{
    episodes::{date, looks, mark, short_length, state_name},
    list, state,
};
use crate::{
    app::{
        Command, Context,
        feed::{Feed, FeedKind, FeedRow, FeedStage},
        layout,
        list::Filter,
        panes::Pane,
    },
    domain::{
        Episode, EpisodeState, FUZZY_TITLES, FeedSort, Progress, ReleaseDate, StateCounts, StateFilter, date::Precision,
    },
    ui::{
        Pen, text,
        widgets::{
            field,
            frame::{self, Border, Scroll},
        },
    },
};

/// Draws the pane of the open feed.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) {
    let main = &pen.state.main;
    let Some(feed) = main.feed() else { return };
    let focused = main.focus != Pane::Notes;
    let rows = layout::content(area);
    let title = match feed.kind {
        FeedKind::New => "New",
        FeedKind::InProgress => "In progress",
    };
    let about = about(pen, feed, frame::about_room(area, title));
    let border = Border { focused, title, about, scroll: scroll(feed, usize::from(rows.height)) };
    frame::border(frame, pen, area, &border);
    let foot = border.foot(area);
    match &feed.filter {
        Filter::Off => {}
        Filter::Typing(content) => field::in_border(frame, pen, foot, content, !pen.covered()),
        Filter::Kept(content) => field::in_border(frame, pen, foot, content, false),
    }
    if feed.list.is_empty() {
        list::draw_empty(frame, pen, rows, &empty(pen, feed));
        return;
    }
    let top = feed.list.top();
    let first = feed.list.row_at(top).unwrap_or(0);
    let mut y = rows.y;
    let mut skip = top.saturating_sub(feed.list.block(first).start);
    for at in first..feed.list.len() {
        let Some(row) = feed.row(at) else { break };
        let is_selected = feed.list.selected() == Some(at);
        let above = above(pen, feed, at, usize::from(rows.width));
        let columns = usize::from(rows.width).saturating_sub(2);
        let own = std::iter::once_with(|| {
            let mut line = list::with_pick(pen, &feed.picked, Some(&row.episode), columns, |columns| {
                line(pen, feed.kind, row, columns)
            });
            line.spans.insert(0, Span::raw(if is_selected { pen.marks.cursor } else { " " }));
            line
        });
        let lines = feed.list.block(at).len();
        for (number, line) in above.into_iter().chain(own).enumerate().skip(std::mem::take(&mut skip)) {
            if y >= rows.bottom() {
                return;
            }
            let area = Rect { y, height: 1, ..rows };
            frame.render_widget(line, area);
            if is_selected && number + 1 == lines {
                let style = if focused { pen.theme.selected } else { pen.theme.selected_elsewhere };
                frame.buffer_mut().set_style(area, style);
            }
            y += 1;
        }
    }
}

/// How many, which of them, in which order: what does not fit is left out, the least important first.
fn about(pen: Pen<'_>, feed: &Feed, room: usize) -> String {
    let count = if feed.total == 0 { String::new() } else { feed.total.to_string() };
    let one = if feed.one_per_show { "one per show" } else { "" };
    let state = match feed.kind {
        FeedKind::New => state_name(feed.state),
        FeedKind::InProgress => "",
    };
    let sort = match (feed.kind, feed.sort) {
        (FeedKind::New, _) => "",
        (FeedKind::InProgress, FeedSort::Newest) => "newest",
        (FeedKind::InProgress, FeedSort::Oldest) => "oldest",
        (FeedKind::InProgress, FeedSort::Remaining) => "least left",
    };
    let join = |parts: &[&str]| {
        let parts: Vec<_> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        parts.join(&format!(" {} ", pen.marks.dot))
    };
    let sort = if feed.list.is_empty() { "" } else { sort };
    let day = day_above(pen, feed).unwrap_or_default();
    let picks = &list::picks(&feed.picked);
    let wordings = [
        join(&[picks, &count, one, state, sort, &day]),
        join(&[picks, &count, state, &day]),
        join(&[picks, &count, &day]),
        join(&[picks, &count, state]),
        join(&[picks, &count]),
        picks.clone(),
    ];
    wordings.into_iter().find(|wording| text::width(wording) <= room).unwrap_or_default()
}

/// The day of the first row in view, where its heading has been scrolled away.
fn day_above(pen: Pen<'_>, feed: &Feed) -> Option<String> {
    let top = feed.list.top();
    let first = feed.list.row_at(top)?;
    let heading_in_view = feed.above(first).day.is_some() && feed.list.block(first).end - top > 1;
    let row = feed.row(first).filter(|_| feed.kind == FeedKind::New && !heading_in_view)?;
    Some(heading(pen, row.episode.episode.released))
}

/// What of the whole feed is in view, read or not.
fn scroll(feed: &Feed, height: usize) -> Option<Scroll> {
    let selected = feed.list.selected()?;
    let top = feed.list.row_at(feed.list.top()).unwrap_or(0);
    let bottom = feed.list.row_at(feed.list.top() + height).unwrap_or(feed.list.len());
    let total = usize::try_from(feed.total).unwrap_or(usize::MAX).max(feed.list.len());
    Some(Scroll { position: selected + 1, top, len: total, height: bottom.saturating_sub(top).max(1) })
}

/// The lines above a row.
fn above<'a>(pen: Pen<'_>, feed: &Feed, at: usize, columns: usize) -> Vec<Line<'a>> {
    let above = feed.above(at);
    let mut lines = Vec::new();
    if above.caught_up {
        const SAYS: &str = " You are caught up ";
        let dashes = columns.saturating_sub(SAYS.len() + 2);
        let (left, right) = (dashes / 2, dashes - dashes / 2);
        let rule = |columns: usize| Span::styled(pen.marks.gauge_empty.repeat(columns), pen.theme.muted);
        let says = Span::styled(SAYS, pen.theme.success);
        lines.push(Line::from(vec![Span::raw(" "), rule(left), says, rule(right)]));
    }
    if let Some(day) = above.day {
        let name = heading(pen, day);
        lines.push(Line::from(vec![Span::raw(" "), Span::styled(name, pen.theme.heading)]));
    }
    lines
}

/// What the heading of a day says: `Today`, `Yesterday`, `Friday 20 November`.
fn heading(pen: Pen<'_>, day: Option<ReleaseDate>) -> String {
    let Some(released) = day else { return "No date".into() };
    let today: Date = pen.state.now.date();
    let day = released.first_day();
    match released.precision() {
        Precision::Year => released.to_string(),
        Precision::Month | Precision::Day if pen.state.look.iso_dates => released.to_string(),
        Precision::Month => day.strftime("%B %Y").to_string(),
        Precision::Day => match (today - day).get_days() {
            0 => "Today".into(),
            1 => "Yesterday".into(),
            _ if day.year() == today.year() => day.strftime("%A %-d %B").to_string(),
            _ => day.strftime("%A %-d %B %Y").to_string(),
        },
    }
}

/// Mark, date, length, show, title: the title takes what the others leave.
fn line<'a>(pen: Pen<'a>, kind: FeedKind, row: &'a FeedRow, columns: usize) -> Line<'a> {
    let Pen { theme, marks, state } = pen;
    let episode = &row.episode.episode;
    let (date_columns, time_columns, show_columns) = match (columns, kind) {
        (56.., _) if state.look.iso_dates => (10, 6, columns * 3 / 10),
        (56.., _) => (6, 6, columns * 3 / 10),
        (38.., _) | (_, FeedKind::InProgress) => (0, 5, columns * 3 / 10),
        (_, FeedKind::New) => (0, 0, columns / 3),
    };
    let (look, title) = looks(pen, episode);
    let mut left = vec![Span::styled(mark(marks, &row.episode), look), Span::raw(" ")];
    if date_columns > 0 {
        left.push(Span::styled(format!("{:<date_columns$} ", date(pen, episode, false)), theme.muted));
    }
    if time_columns > 0 {
        let style = if is_begun(episode) { theme.in_progress } else { theme.muted };
        left.push(Span::styled(format!("{:>time_columns$}  ", time(episode)), style));
    }
    let show = text::truncate(row.episode.show_name.as_str(), show_columns, marks.ellipsis);
    let gap = show_columns.saturating_sub(text::width(&show)) + 1;
    left.extend([Span::styled(show, theme.muted), Span::raw(" ".repeat(gap))]);
    let right = if episode.explicit { vec![Span::styled(" E", theme.muted)] } else { Vec::new() };
    let taken: usize = left.iter().chain(&right).map(|span| text::width(&span.content)).sum();
    let room = columns.saturating_sub(taken);
    left.extend(text::highlight(episode.name.as_str(), &row.hits, room, (title, theme.hit), marks.ellipsis));
    list::row(left, right, columns)
}

fn is_begun(episode: &Episode) -> bool {
    matches!(episode.progress, Progress::InProgress { .. }) && !episode.remaining().is_zero()
}

/// The length, or after a minus what is left of an episode somebody stopped in.
pub(super) fn time(episode: &Episode) -> String {
    match (is_begun(episode), episode.duration.is_zero()) {
        (true, _) => format!("-{}", short_length(episode.remaining())),
        (false, true) => String::new(),
        (false, false) => short_length(episode.duration),
    }
}

/// How many titles the filter of a feed goes through.
fn titles(pen: Pen<'_>, feed: &Feed) -> usize {
    let of = |counts: StateCounts| match (feed.kind, feed.state) {
        (FeedKind::InProgress, _) | (FeedKind::New, StateFilter::Only(EpisodeState::InProgress)) => counts.in_progress,
        (FeedKind::New, StateFilter::All) => counts.total,
        (FeedKind::New, StateFilter::Only(EpisodeState::Unplayed)) => counts.unplayed,
        (FeedKind::New, StateFilter::Only(EpisodeState::Played)) => {
            counts.total.saturating_sub(counts.unplayed).saturating_sub(counts.in_progress)
        }
    };
    let shows = &pen.state.main.shows.items;
    shows.iter().map(|show| usize::try_from(of(show.counts)).unwrap_or(0)).sum()
}

fn empty(pen: Pen<'_>, feed: &Feed) -> Vec<String> {
    let all = pen.key(&[Context::Main], Command::RefreshAll);
    match (&feed.stage, feed.kind, feed.state) {
        (FeedStage::Failed(problem), ..) => state::said(problem, &format!("`{}` tries again", list::refresh_key(pen))),
        // Without shows there are no episodes either, and what holds the shows up is the reason.
        (FeedStage::Never | FeedStage::Read, ..) if pen.state.main.shows.items.is_empty() => state::no_shows(pen),
        (FeedStage::Never, ..) => vec![format!("Reading the library{}", pen.marks.ellipsis)],
        (FeedStage::Read, ..) if !feed.filter.text().trim().is_empty() => {
            let words = "Among so many titles it is not fuzzy: each word has to be in the title as it is typed";
            let none = format!("No episodes match: `{}` clears the filter", list::clear_key(pen, &feed.filter));
            [none].into_iter().chain((titles(pen, feed) > FUZZY_TITLES).then(|| words.to_owned())).collect()
        }
        (FeedStage::Read, FeedKind::New, only @ StateFilter::Only(_)) => {
            let key = pen.key(&[Context::New], Command::StateFilter);
            vec![format!("No {} episodes: `{key}` shows others", state_name(only))]
        }
        (FeedStage::Read, FeedKind::New, StateFilter::All) => {
            vec![format!("No episodes on disk yet: `{all}` fetches those of the shows you follow")]
        }
        (FeedStage::Read, FeedKind::InProgress, _) => vec![
            "Nothing is in progress.".into(),
            format!("What you stop in, on any device, is here after the next synchronisation: `{all}` begins one"),
        ],
    }
}
