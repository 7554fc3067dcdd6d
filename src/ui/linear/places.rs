//! Where the person is on the main screen: the tab, the pane, the row or the lines that are read.

use super::{
    text::{Document, plain, sentences},
    waiting, words,
};
use crate::{
    app::{
        Context, State, hints,
        list::{Filter, ItemRef},
        requests::Slot,
        views::{
            View,
            matches::MatchKind,
            view::{Heading, RowStyle},
        },
    },
    domain::{count::grouped, rich::BlockKind},
    ui::{marks, title},
};

/// A place on the main screen.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    tab: String,
    /// The name of the pane, and how its rows are listed.
    pane: String,
    about: String,
    /// What was there last: what is awaited changes nothing until it comes.
    at: Option<At>,
    /// The pending result.
    pub(super) awaited: Option<String>,
    /// The keys that matter here.
    keys: String,
    /// Whether something was there to be said, here or before.
    is_settled: bool,
}

/// Where in the pane.
#[derive(Debug, Clone, PartialEq)]
enum At {
    /// A row in words. Counts in the row of a show change while a synchronisation runs, and are said with the next step.
    Row { said: String, of: String },
    /// Why there are no rows.
    Empty(String),
    /// The notes, and the match or the timestamp that is stepped to.
    Text(Document, Option<String>),
}

impl Place {
    pub(super) fn of(state: &State, before: Option<&Self>) -> Self {
        let (views, cx) = (&state.views, &state.cx);
        let view = views.focused();
        let Heading { title, about, notice } = view.heading(cx);
        // The number of rows is said with each row, and changes while something is typed or fetched.
        let is_number = |part: &&str| !part.contains(|c: char| c.is_ascii_digit());
        let about = about.first().map(|about| about.split(" - ").filter(is_number).collect::<Vec<_>>().join(", "));
        let about: Vec<_> = about.iter().chain(notice.first()).map(|text| plain(text)).collect();
        let about: Vec<_> = about.into_iter().filter(|text| !text.is_empty()).collect();
        let at = if views.is_reading() { text(state) } else { row(state, view, &title) };
        let (tab, pane) = (title::tab(state).to_owned(), plain(&title));
        let before_here = before.filter(|before| (&before.tab, &before.pane) == (&tab, &pane));
        let (at, awaited) = match at {
            Ok(at) => (Some(at), None),
            Err(awaited) => (before_here.and_then(|before| before.at.clone()), Some(awaited)),
        };
        let is_settled = at.is_some() || before.is_some_and(|before| before.is_settled);
        let keys = hints::sentence(state).unwrap_or_default();
        Self { tab, pane, about: about.join(", "), at, awaited, keys, is_settled }
    }

    /// Says what differs; all of it after an overlay was closed, but for a text.
    pub(super) fn say(&self, was: Option<&Self>, is_back: bool, lines: &mut Vec<String>) {
        let is_other = |of: fn(&Self) -> &String| was.is_none_or(|was| of(was) != of(self));
        if is_other(|place| &place.tab) {
            lines.push(format!("Tab {}", self.tab));
        }
        let is_other_pane = is_other(|place| &place.pane);
        if (is_other_pane || is_other(|place| &place.about)) && !self.about.is_empty() {
            lines.push(format!("{}: {}", self.pane, self.about));
        }
        if let Some(at) = self.at.as_ref().filter(|_| self.awaited.is_none()) {
            at.say(was.and_then(|was| was.at.as_ref()), is_back, &self.pane, lines);
        }
        if self.is_settled && was.is_none_or(|was| !was.is_settled) {
            lines.push(self.keys.clone());
        }
    }
}

impl At {
    fn say(&self, was: Option<&Self>, is_back: bool, pane: &str, lines: &mut Vec<String>) {
        match (self, was) {
            (at, Some(before)) if at == before && !is_back => {}
            (Self::Row { of, .. }, Some(Self::Row { of: before, .. })) if of == before && !is_back => {}
            (Self::Row { said, .. } | Self::Empty(said), _) => lines.push(said.clone()),
            (Self::Text(text, found), before) => {
                let (seen, last) = match before {
                    Some(Self::Text(text, found)) => (Some(text), found.as_ref()),
                    Some(Self::Row { .. } | Self::Empty(_)) | None => (None, None),
                };
                match found.as_ref().filter(|found| Some(*found) != last) {
                    Some(found) if seen.is_some_and(|seen| seen.of == text.of) => lines.push(found.clone()),
                    Some(_) | None => {
                        if seen.is_none_or(|seen| seen.of != text.of) {
                            lines.push(format!("{pane}, {}", text.place()));
                        }
                        lines.extend(text.came_into_view(seen));
                    }
                }
            }
        }
    }
}

/// The text that is typed into the pane.
pub(super) fn field(state: &State) -> Option<String> {
    let view = state.views.focused();
    let Some(Filter::Typing(field)) = view.filter().filter(|_| state.screen == crate::app::state::Screen::Main) else {
        return None;
    };
    let name = if view.field_context() == Context::SearchField { "Search" } else { "Filter" };
    Some(match field.value() {
        "" => format!("{name}, a field: type, Enter keeps it, Esc leaves"),
        text => format!("{name}: {text}"),
    })
}

/// Where in a list, or what is awaited.
fn row(state: &State, view: &dyn View, title: &str) -> Result<At, String> {
    let title = plain(title);
    let found = view.list().and_then(|list| Some((list, list.selected()?, view.row(list.selected()?)?)));
    let Some((list, at, row)) = found else {
        return empty(state, view, &title);
    };
    if matches!(row.style, RowStyle::Found { snippet: None }) && state.cx.ledger.runs(Slot::Snippets) {
        // The piece of its notes comes next.
        return Err("Searching".into());
    }
    let place = format!("{title}, row {} of {}", grouped(list.number(at) + 1), grouped(list.extent()));
    let said = format!("{place}: {}", words::row(state, list, &row));
    let of = match row.item {
        ItemRef::Show(show) => format!("{place}: {}", show.show.name),
        ItemRef::Episode(_) => said.clone(),
    };
    Ok(At::Row { said, of })
}

/// Why there is nothing, or that it is not there yet.
fn empty(state: &State, view: &dyn View, title: &str) -> Result<At, String> {
    let texts = view.empty(&state.cx);
    let awaited = texts.first().and_then(|text| waiting::awaited(text, state.cx.ellipsis()));
    awaited.map_or_else(|| Ok(At::Empty(format!("{title}: {}", sentences(&texts)))), Err)
}

/// The lines of the notes in view.
fn text(state: &State) -> Result<At, String> {
    let (notes, cx) = (&state.views.notes, &state.cx);
    if notes.is_empty() {
        return empty(state, notes, "Notes");
    }
    let header = notes.header().iter().map(|line| plain(&line.text));
    let body = notes.lines().iter().map(|line| {
        let text: String = line.runs.iter().map(|run| run.text.as_str()).collect();
        let text = plain(&text.replace('\u{2022}', marks::ASCII.bullet));
        match line.kind {
            BlockKind::Heading if !text.is_empty() => format!("Heading: {text}"),
            BlockKind::Heading | BlockKind::Paragraph | BlockKind::Line { .. } | BlockKind::Item { .. } => text,
        }
    });
    let none = (notes.lines().is_empty() && notes.is_read()).then(|| "There are no notes".to_owned());
    let top = notes.top();
    let in_view = header.chain(body).chain(none).enumerate().skip(top).take(cx.layout.rows());
    let lines = in_view.filter(|(_, text)| !text.is_empty()).collect();
    let found = notes.matches().and_then(|matches| {
        let piece = matches.pieces.iter().find(|piece| piece.number == matches.current)?;
        let line = notes.lines().get(piece.line)?;
        let text: String = line.runs.iter().map(|run| run.text.as_str()).collect();
        let what = if matches.kind == MatchKind::Timestamps { "Timestamp" } else { "Match" };
        let (number, total) = (grouped(piece.number + 1), grouped(matches.len()));
        Some(format!("{what} {number} of {total}: {}", plain(&text)))
    });
    let of = format!("{:?}", notes.shown());
    Ok(At::Text(Document { of, lines, len: notes.len() }, found))
}
