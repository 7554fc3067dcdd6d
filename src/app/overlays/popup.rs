//! What every overlay can do.

use std::borrow::Cow;

use crate::{
    app::{
        cx::Cx,
        input::step::Step,
        input::{command::Command, keymap::Context, text_field::TextField},
        list::selection::Target,
        messages::Tone,
        requests::effect::LibraryFate,
    },
    domain::{WebLink, wrap::Run},
};

/// An overlay.
pub trait Popup {
    fn context(&self) -> Context;

    fn title(&self) -> &'static str;

    /// What follows the title.
    fn about(&self, _cx: &Cx) -> String {
        String::new()
    }

    /// Its text, no wider than `columns`. Choices come first, a line each.
    fn lines(&self, cx: &Cx, columns: u16) -> Vec<Line>;

    /// How many choices there are; `None` if it is only read.
    fn choices(&self) -> Option<usize> {
        None
    }

    /// Whether it takes the whole height, however many lines there are.
    fn is_tall(&self) -> bool {
        false
    }

    fn foot(&self, _cx: &Cx) -> Foot<'_> {
        Foot::None
    }

    /// What an overlay without lines says. Backticks set keys off.
    fn empty(&self, _cx: &Cx) -> String {
        String::new()
    }

    /// The text field that is typed into.
    fn field(&mut self) -> Option<&mut TextField> {
        None
    }

    /// A command, with the choice that is selected.
    fn command(&mut self, _cx: &mut Cx, _command: Command, _selected: Option<usize>) -> Flow {
        Flow::Stay
    }

    /// Esc.
    fn back(&mut self) -> Flow {
        Flow::Close
    }

    /// Another row was selected.
    fn moved(&mut self) {}
}

/// A line of text in several roles.
pub type Line = Vec<Run<Role>>;

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Text,
    Muted,
    Key,
    Heading,
    Warning,
    /// The part that matters: the host of a URL.
    Strong,
    Tone(Tone),
    /// The mark in front of a message.
    Mark(Tone),
}

/// The lower border.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Foot<'a> {
    None,
    /// The keys that answer, in two or more choices.
    Answers(&'static [(Command, &'static str)]),
    /// A text field, and whether it is typed into.
    Field(&'a TextField, bool),
}

/// What follows from a command.
#[derive(Debug, Clone, PartialEq)]
pub enum Flow {
    Stay,
    Close,
    /// Close this one, then do this.
    Do(Act),
    /// Ask this question first.
    Confirm(WebLink),
}

/// What an overlay has done by the state.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    OpenLink(WebLink),
    MarkPlayed(Vec<Target>),
    LogIn { switch_account: bool },
    LogOut(LibraryFate),
}

/// The selected choice, if there are choices, and the first line in view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    pub selected: Option<usize>,
    pub top: usize,
}

impl Cursor {
    pub fn step(&mut self, step: Step, len: usize, height: usize) {
        match self.selected {
            Some(selected) => self.select(step.target(selected, len.saturating_sub(1), height), len, height),
            None => self.top = step.target(self.top, len.saturating_sub(height.max(1)), height),
        }
    }

    pub fn select(&mut self, row: usize, len: usize, height: usize) {
        let height = height.max(1);
        let row = row.min(len.saturating_sub(1));
        self.top = self.top.clamp(row.saturating_sub(height - 1), row).min(len.saturating_sub(height));
        self.selected = Some(row);
    }

    pub fn scroll(&mut self, lines: isize, len: usize, height: usize) {
        let height = height.max(1);
        self.top = self.top.saturating_add_signed(lines).min(len.saturating_sub(height));
        if let Some(selected) = &mut self.selected {
            let bottom = (self.top + height - 1).min(len.saturating_sub(1));
            *selected = (*selected).clamp(self.top.min(bottom), bottom);
        }
    }
}

/// A piece of text in a role.
pub fn run<'a>(role: Role, text: impl Into<Cow<'a, str>>) -> Run<Role> {
    Run { text: text.into().into_owned(), look: role }
}

/// A text in one role, wrapped.
pub fn wrapped(role: Role, text: &str, columns: u16) -> Vec<Line> {
    crate::domain::wrap::lines(text, columns).into_iter().map(|line| vec![run(role, line)]).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_scrolls_from_its_first_line_to_its_last() {
        let mut cursor = Cursor::default();
        cursor.step(Step::Last, 30, 10);
        assert_eq!(cursor, Cursor { selected: None, top: 20 });
        cursor.step(Step::PageUp, 30, 10);
        assert_eq!(cursor.top, 11);
        cursor.scroll(-99, 30, 10);
        assert_eq!(cursor.top, 0);
    }

    proptest! {
        #[test]
        fn a_choice_stays_inside_and_in_view(
            moves in prop::collection::vec((0..11u8, 1..500usize, 0..60usize), 1..60)
        ) {
            let mut cursor = Cursor { selected: Some(0), top: 0 };
            for (kind, len, height) in moves {
                match kind {
                    0 => cursor.step(Step::Up, len, height),
                    1 => cursor.step(Step::Down, len, height),
                    2 => cursor.step(Step::HalfPageUp, len, height),
                    3 => cursor.step(Step::HalfPageDown, len, height),
                    4 => cursor.step(Step::PageUp, len, height),
                    5 => cursor.step(Step::PageDown, len, height),
                    6 => cursor.step(Step::First, len, height),
                    7 => cursor.step(Step::Last, len, height),
                    8 => cursor.scroll(3, len, height),
                    9 => cursor.scroll(-3, len, height),
                    _ => cursor.select(height, len, height),
                }
                let selected = cursor.selected.expect("a choice");
                prop_assert!(selected < len);
                prop_assert!(cursor.top <= selected && selected < cursor.top + height.max(1), "{:?}", cursor);
            }
        }
    }
}
