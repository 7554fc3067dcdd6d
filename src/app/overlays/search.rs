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
    if command == Command::Filter {
        search.edit();
    } else if command == Command::Accept {
        search.keep();
    }
}

/// Clears and leaves the field; closes the overlay if there is nothing to clear.
pub(super) fn back(search: &mut Filter) -> Flow {
    if std::mem::take(search) == Filter::Off { Flow::Close } else { Flow::Stay }
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
            let mut search = Filter::Off;
            search.edit();
            search.field_mut().expect("it is typed into").insert(typed);
            assert_eq!(finds(&search)(text), is_found, "{typed} in {text}");
        }
    }
}
