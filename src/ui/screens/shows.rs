//! The pane of shows.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use super::{
    list::{self, About, List},
    state,
};
use crate::{
    app::{
        Command, Context,
        list::Row,
        panes::{Pane, Shows, Stock},
    },
    domain::{EpisodeState, ShelfShow, ShowSort, StateFilter},
    ui::{Pen, text},
};

/// Draws the pane.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) {
    let shows = &pen.state.main.shows;
    let list = List {
        view: &shows.list,
        focused: pen.state.main.focus == Pane::Shows,
        items: shows.total(),
        part: matches!(shows.stock, Stock::First { .. }) && shows.state == StateFilter::All,
        gap: gap(pen),
    };
    let sort = match shows.sort {
        ShowSort::Added => "by date added",
        ShowSort::Name => "by name",
        ShowSort::Latest => "by latest release",
        ShowSort::Unplayed => "by unplayed",
    };
    let rows = list.draw_border(
        frame,
        pen,
        area,
        "Shows",
        &About { sort, state: state_name(shows.state), ..About::default() },
    );
    if !shows.list.rows.is_empty() {
        list.draw(frame, pen, rows, |row, columns| {
            shows.items.get(row.index).map(|show| line(pen, show, row, columns))
        });
    } else if shows.items.is_empty() {
        list::draw_empty(frame, pen, rows, &state::no_shows(pen));
    } else {
        list::draw_empty(frame, pen, rows, &[empty(pen, shows)]);
    }
}

/// Why no show is listed though there are some.
fn empty(pen: Pen<'_>, shows: &Shows) -> String {
    if !shows.list.filter.text().is_empty() {
        return format!("No shows match: `{}` clears the filter", list::clear_key(pen, &shows.list.filter));
    }
    let key = pen.key(&[Context::Shows], Command::StateFilter);
    let what = match shows.state {
        StateFilter::All => "No shows",
        StateFilter::Only(EpisodeState::Unplayed) => "No show has unplayed episodes",
        StateFilter::Only(EpisodeState::InProgress) => "No show has episodes in progress",
        StateFilter::Only(EpisodeState::Played) => "No show is heard to the end",
    };
    format!("{what}: `{key}` shows others")
}

/// Which of them are listed, for the title.
fn state_name(filter: StateFilter) -> &'static str {
    match filter {
        StateFilter::Only(EpisodeState::Played) => "heard",
        StateFilter::All | StateFilter::Only(_) => super::episodes::state_name(filter),
    }
}

/// What the last synchronisation could not have, or that the library cannot be read.
fn gap(pen: Pen<'_>) -> Option<[String; 2]> {
    match &pen.state.main.shows.stock {
        Stock::Failed(problem) => Some([problem.title.to_string(), "not read".into()]),
        Stock::Never | Stock::First { .. } | Stock::Whole => {
            list::missing_pages(pen.state.sync.last.as_ref()?.counts.missing_pages)
        }
    }
}

/// From how many columns on a row has room for the newest date beside a title worth reading.
const NARROW: usize = 26;

/// From how many columns on it has room for the number in progress too.
const ROOMY: usize = 32;

/// Title, what is unplayed and in progress, when the newest came out, how many there are.
fn line<'a>(pen: Pen<'a>, item: &'a ShelfShow, row: &Row, columns: usize) -> Line<'a> {
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
        let latest = item.latest.map(|latest| {
            if pen.state.look.iso_dates { latest.to_string() } else { latest.short(pen.state.now.date()) }
        });
        let width = if pen.state.look.iso_dates { 10 } else { 6 };
        right.push(Span::styled(format!(" {:>width$}", latest.unwrap_or_default()), theme.muted));
    }
    let taken: usize = right.iter().map(|span| text::width(&span.content)).sum();
    let room = columns.saturating_sub(taken);
    let title = text::highlight(item.show.name.as_str(), &row.hits, room, (theme.text, theme.hit), marks.ellipsis);
    list::row(title, right, columns)
}
