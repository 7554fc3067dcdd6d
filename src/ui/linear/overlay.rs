//! The overlay on top: its title, its choices or its text, and the keys that answer.

use super::text::plain;
use crate::{
    app::{
        State, layout,
        overlays::{Foot, Open, popup::Line},
    },
    domain::count::grouped,
};

/// An open overlay.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Over {
    /// How many overlays are open, and what it is about.
    depth: usize,
    title: String,
    about: String,
    /// The selected choice, its number and how many there are.
    choice: Option<(usize, usize, String)>,
    /// What is read: the lines in view with their numbers, but the blank ones and the choices.
    lines: Vec<(usize, String)>,
    answers: String,
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
        let mut lines: Vec<_> =
            in_view.map(|(number, line)| (number, text(line))).filter(|(_, text)| !text.is_empty()).collect();
        if open.lines.is_empty() {
            lines.push((0, plain(&popup.empty(cx))));
        }
        let choice = open.selected().filter(|at| *at < total).and_then(|at| {
            let line = open.lines.get(at)?;
            Some((at + 1, total, text(line)))
        });
        let answers = match popup.foot(cx) {
            Foot::Answers(answers) => {
                let answer = |(command, does): &(_, &str)| format!("{} {does}", cx.key(&[popup.context()], *command));
                answers.iter().map(answer).collect::<Vec<_>>().join(", ")
            }
            Foot::Field(..) | Foot::None => String::new(),
        };
        let (title, about) = (popup.title().to_owned(), plain(&popup.about(cx)));
        Self { depth: state.overlays.len(), title, about, choice, lines, answers }
    }

    pub(super) fn title(&self) -> &str {
        &self.title
    }

    pub(super) fn say(&self, was: Option<&Self>, lines: &mut Vec<String>) {
        let was = was.filter(|was| (was.depth, &was.title) == (self.depth, &self.title));
        if was.is_none() {
            lines.push(self.title.clone());
        }
        if was.is_none_or(|was| was.about != self.about) && !self.about.is_empty() {
            lines.push(self.about.clone());
        }
        let is_new = |line: &&(usize, String)| was.is_none_or(|was| !was.lines.contains(line));
        lines.extend(self.lines.iter().filter(is_new).map(|(_, text)| text.clone()));
        if let Some((number, total, text)) =
            self.choice.as_ref().filter(|choice| was.is_none_or(|was| was.choice.as_ref() != Some(choice)))
        {
            lines.push(format!("Choice {} of {}: {text}", grouped(*number), grouped(*total)));
        }
        if was.is_none() && !self.answers.is_empty() {
            lines.push(self.answers.clone());
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
