//! The pane of shows.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use super::list::{self, About, List};
use crate::{
    app::{
        Command, Context,
        list::Row,
        panes::{Pane, ShowSort, Stage},
        state::LoginState,
    },
    domain::Show,
    ui::{Pen, text},
};

/// Draws the pane.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) {
    let shows = &pen.state.main.shows;
    let focused = pen.state.main.focus == Pane::Shows;
    let list = List { view: &shows.list, noun: "shows", focused, loading: &shows.loading };
    let sort = match shows.sort {
        ShowSort::Added => "by date added",
        ShowSort::Name => "by name",
        ShowSort::Latest => "by latest release",
        ShowSort::Unplayed => "by unplayed",
    };
    let about = About { items: shows.items.len(), sort, state: "" };
    let rows = list.draw_border(frame, pen, area, "Shows", about);
    if shows.list.rows.is_empty() {
        list::draw_empty(frame, pen, rows, &empty(pen, &list));
    } else {
        list.draw(frame, pen, rows, |row, columns| {
            shows.items.get(row.index).map(|show| line(pen, show, row, columns))
        });
    }
}

/// From how many columns on a row has room for the newest date beside a title worth reading.
const ROOMY: usize = 36;

fn line<'a>(pen: Pen<'a>, show: &'a Show, row: &Row, columns: usize) -> Line<'a> {
    let theme = pen.theme;
    let mut right = Vec::new();
    if let Some(unplayed) = unplayed(pen, show).filter(|unplayed| *unplayed > 0) {
        right.push(Span::styled(format!(" {}{unplayed}", pen.marks.unplayed), theme.unplayed));
    }
    if columns >= ROOMY {
        right.extend(newest(pen, show).map(|date| Span::styled(format!(" {date:>6}"), theme.muted)));
    }
    let count = show.total_episodes.map(|count| count.to_string()).unwrap_or_default();
    right.push(Span::styled(format!(" {count:>5}"), theme.muted));
    let taken: usize = right.iter().map(|span| text::width(&span.content)).sum();
    let room = columns.saturating_sub(taken);
    let title = text::highlight(show.name.as_str(), &row.hits, room, (theme.text, theme.hit), pen.marks.ellipsis);
    list::row(title, right, columns)
}

/// When the newest of the episodes that were loaded came out.
fn newest(pen: Pen<'_>, show: &Show) -> Option<String> {
    let latest = pen.state.main.episodes.get(&show.key)?.counts.latest?;
    Some(if pen.state.look.iso_dates { latest.to_string() } else { latest.short(pen.state.now.date()) })
}

/// How many episodes are unplayed, once all of them are known.
fn unplayed(pen: Pen<'_>, show: &Show) -> Option<usize> {
    let episodes = pen.state.main.episodes.get(&show.key)?;
    let whole = matches!(episodes.loading.stage, Stage::Done(_)) && episodes.loading.gaps.is_empty();
    whole.then_some(episodes.counts.unplayed)
}

fn empty<K>(pen: Pen<'_>, list: &List<'_, K>) -> Vec<String> {
    if !list.view.filter.text().is_empty() && !pen.state.main.shows.items.is_empty() {
        return vec![format!("No shows match: `{}` clears the filter", list::clear_key(pen, &list.view.filter))];
    }
    let all = pen.key(&[Context::Main], Command::RefreshAll);
    list.emptiness(pen).unwrap_or_else(|| match (&list.loading.stage, &pen.state.session.login) {
        (Stage::Never, LoginState::LoggedOut | LoginState::Ended { .. }) => {
            vec![format!("Not logged in: `{}` opens the account", pen.key(&[Context::Main], Command::Account))]
        }
        (Stage::Never, LoginState::LoggedIn { .. }) => vec![format!("Nothing loaded yet: `{all}` loads your shows")],
        _ => vec![format!("You follow no shows yet. Follow one in a Spotify app, then press `{all}`")],
    })
}
