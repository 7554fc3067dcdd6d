//! What a command printed.

use super::popup::{Line, Popup, Role, wrapped};
use crate::{
    app::{
        Context, Cx,
        own::{Printed, RunEnd},
    },
    domain::CleanText,
};

/// What it printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Output(pub Printed);

impl Popup for Output {
    fn name(&self) -> (Context, &'static str) {
        (Context::Output, "Output")
    }

    fn about(&self, _cx: &Cx) -> String {
        let how = self.0.failure().map(|how| format!(", {how}")).unwrap_or_default();
        format!("of {}{how}", self.0.name)
    }

    fn lines(&self, _cx: &Cx, columns: u16) -> Vec<Line> {
        let line = |line: &CleanText| {
            let lines = wrapped(Role::Text, line.as_str(), columns);
            if lines.is_empty() { vec![Line::default()] } else { lines }
        };
        let mut lines: Vec<_> = self.0.lines.iter().flat_map(line).collect();
        if let RunEnd::Cut(after) = self.0.end {
            lines.extend(wrapped(Role::Warning, &format!("Cut after {after}: the command was ended"), columns));
        }
        lines
    }
}
