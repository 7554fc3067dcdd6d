//! The command that the notes are piped to, typed once; Up brings back earlier ones.

use super::popup::{Act, Flow, Foot, Line, Popup, Role, wrapped};
use crate::{
    app::{
        cx::Cx,
        input::{command::Command, keymap::Context, step::Step, text_field::TextField},
    },
    domain::CleanText,
};

/// The field, and what was typed into it before.
#[derive(Debug, Clone, PartialEq)]
pub struct PipePrompt {
    about: String,
    field: TextField,
    /// The newest last.
    typed: Vec<String>,
    /// The position of the one in the field; past the end for a new one.
    at: usize,
}

impl PipePrompt {
    pub fn new(typed: Vec<String>, episode: &CleanText) -> Self {
        let about = format!("It gets the notes of \"{episode}\" as Markdown. Its output is shown.");
        let at = typed.len();
        Self { about, field: TextField::default(), typed, at }
    }
}

impl Popup for PipePrompt {
    fn context(&self) -> Context {
        Context::Prompt
    }

    fn title(&self) -> &'static str {
        "Pipe the notes to which command?"
    }

    fn lines(&self, _cx: &Cx, columns: u16) -> Vec<Line> {
        wrapped(Role::Muted, &self.about, columns)
    }

    fn foot(&self, _cx: &Cx) -> Foot<'_> {
        Foot::Field("| ", &self.field, true)
    }

    fn field(&mut self) -> Option<&mut TextField> {
        Some(&mut self.field)
    }

    fn step(&mut self, step: Step) -> bool {
        let to = match step {
            Step::Up | Step::HalfPageUp | Step::PageUp => self.at.saturating_sub(1),
            Step::Down | Step::HalfPageDown | Step::PageDown => (self.at + 1).min(self.typed.len()),
            Step::First => 0,
            Step::Last => self.typed.len(),
        };
        if to != self.at {
            self.at = to;
            self.field.take();
            self.field.insert(self.typed.get(to).map_or("", String::as_str));
        }
        true
    }

    fn command(&mut self, cx: &mut Cx, command: Command, _selected: Option<usize>) -> Flow {
        if command != Command::Accept {
            return Flow::Stay;
        }
        let text = self.field.value().trim();
        if text.is_empty() {
            cx.note("Type the command first, such as wc -w");
            return Flow::Stay;
        }
        Flow::Do(Act::Pipe(text.to_owned()))
    }
}
