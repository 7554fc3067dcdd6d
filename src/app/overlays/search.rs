//! The search in an overlay: a filter that `/` opens, with the words that what is shown must have.

use super::popup::{Flow, Foot, SEARCH};
use crate::{
    app::{input::command::Command, list::Filter},
    domain::words::folded,
};

/// Whether a text has all words: as typed, such as a key, or without case, accents and punctuation.
pub(super) fn finds(search: &Filter) -> impl Fn(&str) -> bool {
    let word = |word: &str| (word.to_lowercase(), folded(word));
    let words: Vec<_> = search.text().split_whitespace().map(word).collect();
    move |text: &str| {
        let (lower, text) = (text.to_lowercase(), folded(text));
        words.iter().all(|(typed, word)| lower.contains(typed) || (!word.is_empty() && text.contains(word)))
    }
}

pub(super) fn foot(search: &Filter) -> Foot<'_> {
    match search {
        Filter::Off => Foot::None,
        Filter::Typing(field) | Filter::Kept(field) => Foot::Field(SEARCH, field, search.is_typing()),
    }
}

/// Types into the field, or leaves it.
pub(super) fn command(search: &mut Filter, command: Command) {
    match command {
        Command::Filter => search.edit(),
        Command::Accept => drop(search.keep()),
        _ => {}
    }
}

/// Clears and leaves the field; closes the overlay if there is nothing to clear.
pub(super) fn back(search: &mut Filter) -> Flow {
    if std::mem::take(search) == Filter::Off { Flow::Close } else { Flow::Stay }
}
