//! Editing a text field with keys.

use tui_input::InputRequest;

use super::{
    key::{Key, KeyCode},
    login::Field,
};

impl Field {
    /// The most characters a field takes.
    pub const MAX: usize = 4096;

    /// Applies an editing key; says whether the text changed.
    pub fn edit(&mut self, key: Key) -> bool {
        let full = self.0.value().chars().count() >= Self::MAX;
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
            _ => return false,
        };
        self.0.handle(request).is_some_and(|changed| changed.value)
    }

    /// Inserts pasted words at the cursor, as a filter or a search takes them: a line break is a blank between two words.
    pub fn insert_words(&mut self, text: &str) {
        self.insert(&text.replace("\r\n", " ").replace(['\r', '\n', '\t'], " "));
    }

    /// Inserts pasted text at the cursor; line breaks and other control characters are left out.
    pub fn insert(&mut self, text: &str) {
        let room = Self::MAX.saturating_sub(self.0.value().chars().count());
        for c in text.chars().filter(|c| !c.is_control()).take(room) {
            self.0.handle(InputRequest::InsertChar(c));
        }
    }
}
