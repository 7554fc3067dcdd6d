//! What opens on top of a screen. Esc closes it.
//!
//! Each overlay is a file below behind the trait [`Popup`]; [`Overlay::get`] is the one match over them. An overlay holds
//! what it shows, gives it as lines, and returns what is to be done as a [`Flow`].

mod account;
mod help;
mod links;
mod message_list;
pub mod popup;
mod question;

pub use account::Account;
pub use help::Help;
pub use links::Links;
pub use message_list::MessageList;
pub use popup::{Act, Flow, Foot, Popup, Role};
pub use question::Question;

use self::popup::{Cursor, Line};
use super::{
    cx::Cx,
    input::{command::Command, step::Step},
    layout::content,
};

/// An overlay.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    Help(Help),
    Links(Links),
    Account(Account),
    Question(Question),
    Messages(MessageList),
}

/// An open overlay and its scroll position.
#[derive(Debug, Clone, PartialEq)]
pub struct Open {
    pub overlay: Overlay,
    pub cursor: Cursor,
    /// Its text, wrapped once per event while it is on top.
    pub lines: Vec<Line>,
}

impl Overlay {
    pub fn get(&self) -> &dyn Popup {
        match self {
            Self::Help(help) => help,
            Self::Links(links) => links,
            Self::Account(account) => account,
            Self::Question(question) => question,
            Self::Messages(messages) => messages,
        }
    }

    pub fn get_mut(&mut self) -> &mut dyn Popup {
        match self {
            Self::Help(help) => help,
            Self::Links(links) => links,
            Self::Account(account) => account,
            Self::Question(question) => question,
            Self::Messages(messages) => messages,
        }
    }
}

impl Open {
    pub fn new(overlay: Overlay) -> Self {
        let selected = overlay.get().choices().map(|_| 0);
        Self { overlay, cursor: Cursor { selected, top: 0 }, lines: Vec::new() }
    }

    /// Wraps its text.
    pub fn wrap(&mut self, cx: &Cx, columns: u16) {
        self.lines = self.overlay.get().lines(cx, columns);
    }

    /// How many rows it takes.
    pub fn rows(&self) -> usize {
        if self.overlay.get().is_tall() { usize::MAX } else { self.lines.len().max(1) }
    }

    /// A command while this overlay is on top.
    pub fn command(&mut self, cx: &mut Cx, command: Command) -> Flow {
        match command {
            Command::Step(step) => self.step(cx, step),
            Command::Back => self.overlay.get_mut().back(),
            Command::Open
            | Command::Accept
            | Command::Copy
            | Command::Filter
            | Command::App(_)
            | Command::Main(_)
            | Command::View(_)
            | Command::Overlay(_)
            | Command::Login(_)
            | Command::Setup(_) => self.overlay.get_mut().command(cx, command, self.cursor.selected),
        }
    }

    fn step(&mut self, cx: &Cx, step: Step) -> Flow {
        let (len, height) = self.extent(cx);
        self.cursor.step(step, len, height);
        self.overlay.get_mut().moved();
        Flow::Stay
    }

    /// Scrolls by lines, down if positive; none scrolls back into view after the size changed.
    pub fn scroll(&mut self, cx: &Cx, lines: isize) -> Flow {
        let (len, height) = self.extent(cx);
        self.cursor.scroll(lines, len, height);
        self.overlay.get_mut().moved();
        Flow::Stay
    }

    /// A click on a line: selects its row, or opens it if it is selected.
    pub fn click(&mut self, cx: &mut Cx, line: usize) -> Flow {
        let (len, height) = self.extent(cx);
        let row = self.cursor.top + line;
        match self.cursor.selected {
            Some(selected) if selected == row => self.command(cx, Command::Open),
            Some(_) if row < len => {
                self.cursor.select(row, len, height);
                self.overlay.get_mut().moved();
                Flow::Stay
            }
            Some(_) | None => Flow::Stay,
        }
    }

    /// How many rows can be selected or scrolled through, and how many lines are in view.
    fn extent(&self, cx: &Cx) -> (usize, usize) {
        let height = cx.layout.overlay.map_or(0, |area| usize::from(content(area).height));
        (self.overlay.get().choices().unwrap_or(self.lines.len()), height)
    }
}
