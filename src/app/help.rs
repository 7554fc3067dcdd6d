//! The rows of the help, generated from the keymap.

use super::{
    keymap::{Context, Keymap},
    overlay::Help,
};
use crate::domain::{width::width, wrap};

/// An entry of the help, before it is set in lines.
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

/// A line of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpLine {
    /// Where the keys below hold.
    Heading(&'static str),
    /// Keys, and what they do.
    Entry {
        /// The keys, padded to the width of their column; blank in a line that goes on.
        keys: String,
        /// What they do, as much of it as the line has room for.
        help: String,
    },
}

/// From how many columns on there is room for a margin.
const ROOMY: u16 = 60;
/// Blank columns between the keys and what they do.
const GAP: u16 = 2;

impl Help {
    /// The rows in lines of at most `columns`. The column of the keys is as wide as the widest, and never takes more than a
    /// good third; what does not fit into either column goes on in the next line.
    #[must_use]
    pub fn lines(&self, keymap: &Keymap, columns: u16) -> Vec<HelpLine> {
        let rows = self.rows(keymap);
        let columns = columns.saturating_sub(Self::margin(columns) + 1);
        let widest = rows.iter().map(|row| match row {
            HelpRow::Heading(_) => 0,
            HelpRow::Entry { keys, .. } => width(keys),
        });
        let of_keys = u16::try_from(widest.max().unwrap_or(0)).unwrap_or(u16::MAX).min(columns / 5 * 2).max(1);
        let of_help = columns.saturating_sub(of_keys + GAP).max(1);
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            match row {
                HelpRow::Heading(heading) => lines.push(HelpLine::Heading(heading)),
                HelpRow::Entry { keys, help } => {
                    let (keys, help) = (wrap::lines(&keys, of_keys), wrap::lines(help, of_help));
                    let line = |at: usize| {
                        let keys = keys.get(at).map_or("", String::as_str);
                        let gap = usize::from(of_keys).saturating_sub(width(keys));
                        let help = help.get(at).cloned().unwrap_or_default();
                        HelpLine::Entry { keys: format!("{keys}{}", " ".repeat(gap)), help }
                    };
                    lines.extend((0..keys.len().max(help.len())).map(line));
                }
            }
        }
        lines
    }

    /// Blank columns before the entries.
    #[must_use]
    pub fn margin(columns: u16) -> u16 {
        if columns < ROOMY { 1 } else { 3 }
    }

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
