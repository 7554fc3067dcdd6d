//! What a command printed.

use super::popup::{Line, Popup, Role, wrapped};
use crate::{
    app::{cx::Cx, input::keymap::Context},
    domain::CleanText,
};

/// Its lines, and the name of the command.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    name: CleanText,
    lines: Vec<CleanText>,
}

impl Output {
    pub fn new(name: CleanText, lines: Vec<CleanText>) -> Self {
        Self { name, lines }
    }
}

impl Popup for Output {
    fn context(&self) -> Context {
        Context::Output
    }

    fn title(&self) -> &'static str {
        "Output"
    }

    fn about(&self, _cx: &Cx) -> String {
        format!("of {}", self.name)
    }

    fn lines(&self, _cx: &Cx, columns: u16) -> Vec<Line> {
        let line = |line: &CleanText| {
            let lines = wrapped(Role::Text, line.as_str(), columns);
            if lines.is_empty() { vec![Line::default()] } else { lines }
        };
        self.lines.iter().flat_map(line).collect()
    }
}
