//! The overlay on top: its title, its choices or its text, and the keys that answer.

use super::{
    text::{Document, plain},
    waiting,
};
use crate::{
    app::{
        State, hints, layout,
        overlays::{Foot, Open, popup::Line},
    },
    domain::count::grouped,
};

/// The columns in which no choice is cut.
const WIDEST: u16 = 1000;

/// An open overlay.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Over {
    /// How many overlays are open, and what it is about.
    depth: usize,
    pub(super) title: String,
    about: String,
    /// The selected choice, its number and how many there are.
    choice: Option<(usize, usize, String)>,
    /// What stands below about the selected choice.
    detail: String,
    /// What is read; below the choices, if there are some.
    text: Document,
    /// Whether there is more to read than is in view.
    is_scrolled: bool,
    /// Why there is nothing to read or to choose.
    empty: String,
    /// The pending result.
    pub(super) awaited: Option<String>,
    /// The keys that matter here.
    keys: String,
}

impl Over {
    pub(super) fn of(state: &State, open: &Open) -> Self {
        let (cx, popup) = (&state.cx, open.overlay.get());
        let text = |line: &Line| plain(&line.iter().map(|run| run.text.as_str()).collect::<String>());
        let height = cx.layout.overlay.map_or(0, |area| usize::from(layout::inside(area).height));
        let choices = popup.choices();
        let total = choices.unwrap_or(0);
        let top = if total > 0 { 0 } else { open.top() };
        let in_view = open.lines.iter().enumerate().skip(top.max(total)).take(height.max(1));
        let lines = in_view.map(|(number, line)| (number, text(line))).filter(|(_, text)| !text.is_empty()).collect();
        let empty = if open.lines.is_empty() { popup.empty(cx) } else { String::new() };
        let awaited = waiting::awaited(&empty, cx.ellipsis());
        let choice = open.selected().filter(|at| *at < total).and_then(|at| {
            // Whole: what is said has no columns.
            Some((at + 1, total, text(popup.lines(cx, WIDEST).get(at)?)))
        });
        let mut detail = open.detail.iter().map(text).collect::<Vec<_>>().join(" ").trim().to_owned();
        // It stands below for the columns it did not have beside the choice.
        if choice.as_ref().is_some_and(|(_, _, said)| said.contains(&detail)) {
            detail.clear();
        }
        let keys = match popup.foot(cx) {
            Foot::Answers(answers) => {
                let answer = |(command, does): &(_, &str)| format!("{} {does}", cx.key(&[popup.context()], *command));
                answers.iter().map(answer).collect::<Vec<_>>().join(", ")
            }
            Foot::Field(..) | Foot::None => hints::sentence(state).unwrap_or_default(),
        };
        let (title, about) = (popup.title().to_owned(), plain(&popup.about(cx)));
        let text = Document { of: title.clone(), lines, len: open.lines.len() };
        let is_scrolled = choices.is_none() && text.len > height.max(1);
        let empty = if awaited.is_some() { String::new() } else { plain(&empty) };
        Self { depth: state.overlays.len(), title, about, choice, detail, text, is_scrolled, empty, awaited, keys }
    }

    /// Whether this is the same overlay, before or after a change.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        (self.depth, &self.title) == (other.depth, &other.title)
    }

    pub(super) fn say(&self, was: Option<&Self>, lines: &mut Vec<String>) {
        let was = was.filter(|was| self.is_same(was));
        let place = self.is_scrolled.then(|| format!("{}, {}", self.title, self.text.place()));
        match (was, place) {
            (None, place) => lines.push(place.unwrap_or_else(|| self.title.clone())),
            (Some(was), Some(place)) if !was.is_scrolled => lines.push(place),
            (Some(_), _) => {}
        }
        let mut differs = |of: fn(&Self) -> &String| {
            lines.extend(Some(of(self)).filter(|is| was.map(of) != Some(is) && !is.is_empty()).cloned());
        };
        differs(|over| &over.about);
        differs(|over| &over.empty);
        lines.extend(self.text.came_into_view(was.map(|was| &was.text)));
        if let Some((number, total, text)) =
            self.choice.as_ref().filter(|choice| was.is_none_or(|was| was.choice.as_ref() != Some(choice)))
        {
            lines.push(format!("Choice {} of {}: {text}", grouped(*number), grouped(*total)));
        }
        if was.is_none_or(|was| was.detail != self.detail) && !self.detail.is_empty() {
            lines.push(self.detail.clone());
        }
        if was.is_none() && !self.keys.is_empty() {
            lines.push(self.keys.clone());
        }
    }
}

/// The text that is typed into it.
pub(super) fn field(state: &State) -> Option<String> {
    let popup = state.overlays.last()?.overlay.get();
    let Foot::Field(_, field, true) = popup.foot(&state.cx) else { return None };
    Some(match field.value() {
        "" => format!("{}, a field: type", popup.title()),
        text => format!("{}: {text}", popup.title()),
    })
}
