//! The search in an overlay: a field that `/` opens, and the words that what is shown must have.

use super::popup::{Flow, Foot, SEARCH};
use crate::{
    app::input::{command::Command, text_field::TextField},
    domain::words::folded,
};

/// The field, and whether it is typed into.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Search {
    field: TextField,
    is_typing: bool,
}

impl Search {
    pub fn is_typing(&self) -> bool {
        self.is_typing
    }

    pub fn is_blank(&self) -> bool {
        self.field.value().trim().is_empty()
    }

    /// Whether a text has all words: as typed, such as a key, or without case, accents and punctuation.
    pub fn finds(&self) -> impl Fn(&str) -> bool {
        let word = |word: &str| (word.to_lowercase(), folded(word));
        let words: Vec<_> = self.field.value().split_whitespace().map(word).collect();
        move |text: &str| {
            let (lower, text) = (text.to_lowercase(), folded(text));
            words.iter().all(|(typed, word)| lower.contains(typed) || (!word.is_empty() && text.contains(word)))
        }
    }

    pub fn foot(&self) -> Foot<'_> {
        if self.is_typing || !self.is_blank() { Foot::Field(SEARCH, &self.field, self.is_typing) } else { Foot::None }
    }

    pub fn field(&mut self) -> Option<&mut TextField> {
        self.is_typing.then_some(&mut self.field)
    }

    /// Types into the field, or leaves it.
    pub fn command(&mut self, command: Command) {
        if matches!(command, Command::Filter | Command::Accept) {
            self.is_typing = command == Command::Filter;
        }
    }

    /// Clears and leaves the field; closes the overlay if there is nothing to clear.
    pub fn back(&mut self) -> Flow {
        let is_off = !self.is_typing && self.is_blank();
        *self = Self::default();
        if is_off { Flow::Close } else { Flow::Stay }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_order_and_a_key_as_it_is_written() {
        for (typed, text, is_found) in [
            ("", "anything", true),
            ("BUDGET sync", "sync.daily_budget", true),
            ("daily_budget", "sync.daily_budget", true),
            ("daily_budget", "The daily budget of requests", true),
            ("daily_budget", "budget, daily", false),
            ("cafe", "The café", true),
            ("/", "/  Search", true),
            ("/", "Search", false),
            ("ctrl-d", "Ctrl-d  Scroll down", true),
        ] {
            let mut search = Search::default();
            search.field.insert(typed);
            assert_eq!(search.finds()(text), is_found, "{typed} in {text}");
        }
    }
}
