//! The tabs of the main screen, and where their names stand on its first row.

use ratatui::layout::Rect;

use super::{Command, Context, State, feed::FeedKind};
use crate::domain::width::width;

/// A tab of the main screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tab {
    /// Shows, episodes, notes.
    #[default]
    Shows,
    /// All episodes by date.
    New,
    /// What was begun.
    InProgress,
    /// The search over titles and notes.
    Search,
}

/// The name of a tab on the first row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TabLabel {
    /// Which tab.
    pub tab: Tab,
    /// Its key and its name.
    pub text: String,
    /// Where it stands, a blank column on either side included: a click in it opens the tab.
    pub area: Rect,
}

impl Tab {
    /// The tabs from left to right.
    pub const ALL: [Self; 4] = [Self::Shows, Self::New, Self::InProgress, Self::Search];

    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Shows => "Shows",
            Self::New => "New",
            Self::InProgress => "In progress",
            Self::Search => "Search",
        }
    }

    /// What it is called where there is little room.
    #[must_use]
    pub fn short_name(self) -> &'static str {
        match self {
            Self::InProgress => "Progress",
            Self::Shows | Self::New | Self::Search => self.name(),
        }
    }

    /// The command that opens it.
    #[must_use]
    pub fn command(self) -> Command {
        match self {
            Self::Shows => Command::ShowsTab,
            Self::New => Command::NewTab,
            Self::InProgress => Command::InProgressTab,
            Self::Search => Command::SearchTab,
        }
    }

    /// The feed it lists.
    #[must_use]
    pub fn feed(self) -> Option<FeedKind> {
        match self {
            Self::New => Some(FeedKind::New),
            Self::InProgress => Some(FeedKind::InProgress),
            Self::Shows | Self::Search => None,
        }
    }
}

/// The column the names begin at where the name of the program stands before them, and from which width on it does.
const AFTER_NAME: u16 = 14;
const ROOMY: u16 = 60;

impl State {
    /// The names of the tabs on the first row: whole where they fit, shortened where not.
    #[must_use]
    pub fn tab_labels(&self) -> Vec<TabLabel> {
        let row = self.size.width;
        let start = if row >= ROOMY { AFTER_NAME } else { 0 };
        let long = self.labels(Tab::name, start);
        let end = long.last().map_or(0, |label| label.area.right());
        let labels = if end <= row { long } else { self.labels(Tab::short_name, 0) };
        let visible = Rect { x: 0, y: 0, width: row, height: self.size.height.min(1) };
        labels.into_iter().map(|label| TabLabel { area: label.area.intersection(visible), ..label }).collect()
    }

    fn labels(&self, name: fn(Tab) -> &'static str, start: u16) -> Vec<TabLabel> {
        let mut x = start;
        let label = |tab: Tab| {
            let text = match self.keymap.key_of(&[Context::Main], tab.command()) {
                Some(key) => format!("{key} {}", name(tab)),
                None => name(tab).to_owned(),
            };
            let columns = u16::try_from(width(&text) + 2).unwrap_or(u16::MAX);
            let area = Rect { x, y: 0, width: columns, height: 1 };
            x = x.saturating_add(columns);
            TabLabel { tab, text, area }
        };
        Tab::ALL.into_iter().map(label).collect()
    }
}
