//! The rows of the help, generated from the keymap.

use super::{
    keymap::{Context, Keymap},
    overlay::Help,
};

/// A row of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpRow {
    /// Where the keys below hold.
    Heading(&'static str),
    /// One entry of the keymap.
    Entry {
        /// Its keys, separated by spaces; empty when it was left without one.
        keys: String,
        /// What it does.
        help: &'static str,
    },
}

impl Help {
    /// The rows that match the search, headings of empty sections left out; what holds where the help was opened comes
    /// first.
    #[must_use]
    pub fn rows(&self, keymap: &Keymap) -> Vec<HelpRow> {
        let wanted = self.search.0.value().trim().to_lowercase();
        let words: Vec<_> = wanted.split_whitespace().collect();
        let mut rows = Vec::new();
        let elsewhere = Context::ALL.into_iter().filter(|context| !self.opened_in.contains(context));
        for context in self.opened_in.iter().copied().chain(elsewhere) {
            let entries: Vec<_> = keymap
                .bindings(context)
                .map(|(binding, keys)| {
                    let keys: Vec<_> = keys.iter().map(ToString::to_string).collect();
                    (keys.join(" "), binding.help)
                })
                .filter(|(keys, help)| {
                    let text = format!("{} {keys} {help}", context.title()).to_lowercase();
                    words.iter().all(|word| text.contains(word))
                })
                .map(|(keys, help)| HelpRow::Entry { keys, help })
                .collect();
            if !entries.is_empty() {
                rows.push(HelpRow::Heading(context.title()));
                rows.extend(entries);
            }
        }
        rows
    }
}
