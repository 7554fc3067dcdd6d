//! A text field, and editing it with keys.

use std::fmt;

use tui_input::{Input, InputRequest};

use super::key::{Key, KeyCode};

/// A line of text with a cursor.
#[derive(Debug, Clone, Default)]
pub struct TextField(Input);

/// A field that never prints its text: a client secret, or a redirect URL with a code.
#[derive(Clone, Default, PartialEq)]
pub struct SecretField(pub TextField);

impl PartialEq for TextField {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value() && self.cursor() == other.cursor()
    }
}

impl fmt::Debug for SecretField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl TextField {
    /// The most characters a field takes.
    pub const MAX: usize = 4096;

    pub fn value(&self) -> &str {
        self.0.value()
    }

    /// The position of the cursor in characters.
    pub fn cursor(&self) -> usize {
        self.0.cursor()
    }

    /// Empties the field and returns its text.
    pub fn take(&mut self) -> String {
        self.0.value_and_reset()
    }

    /// Applies an editing key; returns whether the text changed.
    pub fn edit(&mut self, key: Key) -> bool {
        let full = self.value().chars().count() >= Self::MAX;
        let request = match (key.ctrl, key.code) {
            (false, KeyCode::Char(c)) if !key.alt && !full && !c.is_control() => InputRequest::InsertChar(c),
            (true, KeyCode::Char('w')) => InputRequest::DeletePrevWord,
            (true, KeyCode::Char('u')) => InputRequest::DeleteLine,
            (true, KeyCode::Char('k')) => InputRequest::DeleteTillEnd,
            (true, KeyCode::Char('a')) | (false, KeyCode::Home) => InputRequest::GoToStart,
            (true, KeyCode::Char('e')) | (false, KeyCode::End) => InputRequest::GoToEnd,
            (false, KeyCode::Backspace) => InputRequest::DeletePrevChar,
            (false, KeyCode::Delete) => InputRequest::DeleteNextChar,
            (false, KeyCode::Left) => InputRequest::GoToPrevChar,
            (false, KeyCode::Right) => InputRequest::GoToNextChar,
            (true, KeyCode::Left) => InputRequest::GoToPrevWord,
            (true, KeyCode::Right) => InputRequest::GoToNextWord,
            (true, KeyCode::Home | KeyCode::End | KeyCode::Backspace | KeyCode::Delete)
            | (
                true | false,
                KeyCode::Char(_)
                | KeyCode::Enter
                | KeyCode::Esc
                | KeyCode::Tab
                | KeyCode::BackTab
                | KeyCode::Up
                | KeyCode::Down
                | KeyCode::PageUp
                | KeyCode::PageDown,
            ) => return false,
        };
        self.0.handle(request).is_some_and(|changed| changed.value)
    }

    /// Inserts pasted words at the cursor, as a filter or a search takes them: a line break separates two words.
    pub fn insert_words(&mut self, text: &str) {
        self.insert(&text.replace("\r\n", " ").replace(['\r', '\n', '\t'], " "));
    }

    /// Inserts pasted text at the cursor, without line breaks and other control characters.
    pub fn insert(&mut self, text: &str) {
        let room = Self::MAX.saturating_sub(self.value().chars().count());
        for c in text.chars().filter(|c| !c.is_control()).take(room) {
            self.0.handle(InputRequest::InsertChar(c));
        }
    }
}
