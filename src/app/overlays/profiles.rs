//! The profiles on this computer: one to go on with, or a new one.

use super::popup::{Act, Flow, Line, Popup, Role, run, wrapped};
use crate::{
    app::{
        cx::Cx,
        input::{command::Command, keymap::Context},
        requests::event::{ProfileAccount, ProfileEntry},
    },
    domain::width::width,
};

/// The list of profiles, the last row being a new one.
#[derive(Debug, Clone, PartialEq)]
pub struct Profiles(Vec<ProfileEntry>);

const NEW: &str = "New profile...";
const ABOUT: &str = "A profile has an account, a library and marks of its own. The configuration is shared.";

impl Profiles {
    pub fn new(entries: Vec<ProfileEntry>) -> Self {
        Self(entries)
    }
}

impl Popup for Profiles {
    fn context(&self) -> Context {
        Context::Profiles
    }

    fn title(&self) -> &'static str {
        "Profiles"
    }

    fn lines(&self, _cx: &Cx, columns: u16) -> Vec<Line> {
        let longest = self.0.iter().map(|entry| width(entry.profile.name())).max().unwrap_or(0);
        let row = |entry: &ProfileEntry| {
            let name = entry.profile.name();
            let account = match &entry.account {
                ProfileAccount::Named(name) => name.as_str(),
                ProfileAccount::Unnamed => "logged in",
                ProfileAccount::LoggedOut => "not logged in",
            };
            let gap = " ".repeat(longest.saturating_sub(width(name)) + 2);
            let open = if entry.is_open { "  (open)" } else { "" };
            vec![run(Role::Text, name), run(Role::Muted, format!("{gap}{account}{open}"))]
        };
        let mut lines: Vec<Line> = self.0.iter().map(row).collect();
        lines.extend([vec![run(Role::Text, NEW)], Vec::new()]);
        lines.extend(wrapped(Role::Muted, ABOUT, columns.saturating_sub(1)));
        lines
    }

    fn choices(&self) -> Option<usize> {
        Some(self.0.len() + 1)
    }

    fn command(&mut self, _cx: &mut Cx, command: Command, selected: Option<usize>) -> Flow {
        let Some(row) = selected.filter(|_| command == Command::Open) else { return Flow::Stay };
        match self.0.get(row) {
            Some(entry) if entry.is_open => Flow::Close,
            Some(entry) => Flow::Do(Act::UseProfile(entry.profile.clone())),
            None => Flow::Do(Act::NameProfile),
        }
    }

    /// The row of the profile in use.
    fn first(&self) -> usize {
        self.0.iter().position(|entry| entry.is_open).unwrap_or(0)
    }
}
