//! The keymap: one table of contexts, keys, commands, hints and help.
//!
//! Dispatch, footer, help, the default config and the docs are projections of [`TABLE`]; a key that is not in it does
//! nothing. A [`Preset`] and the person's rows change its keys ([`rebound`](Keymap::rebound)), and the person's own commands
//! add rows. A key leads to a command, or begins a sequence ([`Keymap::lookup`]).

use std::borrow::Cow;

use super::{chord::Chord, command::Command, key::Key};

mod context;
mod preset;
mod rebind;
mod table;

pub use crate::domain::Preset;
pub use context::Context;
pub use rebind::{OwnRow, Rebinding};
pub use table::TABLE;

/// One entry of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    pub context: Context,
    pub command: Command,
    /// Its name in the config.
    pub name: &'static str,
    /// The keys unless rebound, as [`Chord`] parses them; the first one is shown.
    pub keys: &'static [&'static str],
    /// The text of the footer; empty to leave it out there.
    pub hint: &'static str,
    /// The text of the help.
    pub help: &'static str,
}

/// The table with a preset, the person's own keys and own commands applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    rows: Vec<Row>,
}

/// A row with the keys it has now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub context: Context,
    pub command: Command,
    /// Its name in the config.
    pub name: Cow<'static, str>,
    /// The text of the footer; empty to leave it out there.
    pub hint: &'static str,
    /// The text of the help.
    pub help: Cow<'static, str>,
    pub chords: Vec<Chord>,
}

/// What keys lead to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    Command(Command),
    /// They begin a sequence.
    Begun,
    Unbound,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::of(TABLE)
    }
}

impl Keymap {
    /// The keymap of these rows, with the keys they name.
    pub fn of(rows: &[Binding]) -> Self {
        let row = |binding: &Binding| Row {
            context: binding.context,
            command: binding.command,
            name: Cow::Borrowed(binding.name),
            hint: binding.hint,
            help: Cow::Borrowed(binding.help),
            chords: binding.keys.iter().filter_map(|keys| keys.parse().ok()).collect(),
        };
        Self { rows: rows.iter().map(row).collect() }
    }

    /// What these keys lead to in a stack of contexts, the innermost first. No sequence begins in a text field, where only
    /// keys with Ctrl or Alt lead out of the field's own context.
    pub fn lookup(&self, contexts: &[Context], pressed: &[Key]) -> Lookup {
        let is_text = contexts.first().is_some_and(|context| context.is_text());
        let leads_out = pressed.iter().all(|key| key.ctrl || key.alt);
        let rows = || {
            let contexts = contexts.iter().filter(move |context| !is_text || context.is_text() || leads_out);
            contexts.flat_map(|context| self.rows_in(*context))
        };
        if let Some(row) = rows().find(|row| row.chords.iter().any(|chord| chord.is(pressed))) {
            return Lookup::Command(row.command);
        }
        let goes_on = |row: &Row| row.chords.iter().any(|chord| chord.after(pressed).is_some());
        if !is_text && rows().any(goes_on) { Lookup::Begun } else { Lookup::Unbound }
    }

    /// The command of a key in a stack of contexts.
    #[cfg(test)]
    pub fn command(&self, contexts: &[Context], key: Key) -> Option<Command> {
        match self.lookup(contexts, &[key]) {
            Lookup::Command(command) => Some(command),
            Lookup::Begun | Lookup::Unbound => None,
        }
    }

    /// Whether a sequence leads to a command in a stack of contexts.
    pub fn reaches(&self, contexts: &[Context], chord: Chord, command: Command) -> bool {
        let keys: Vec<_> = chord.keys().collect();
        self.lookup(contexts, &keys) == Lookup::Command(command)
    }

    /// The keys that go on with a sequence, each once and in the order of the table, with what it leads to: a command, or a
    /// number of longer sequences.
    pub fn continuations(&self, contexts: &[Context], pressed: &[Key]) -> Vec<(Key, Continuation<'_>)> {
        let mut found: Vec<(Key, Continuation<'_>)> = Vec::new();
        for row in contexts.iter().flat_map(|context| self.rows_in(*context)) {
            for chord in &row.chords {
                let Some(key) = chord.after(pressed) else { continue };
                let leads = if chord.count() == pressed.len() + 1 {
                    Continuation::Command(&row.help)
                } else {
                    Continuation::More(1)
                };
                match (found.iter_mut().find(|(known, _)| *known == key), leads) {
                    (Some((_, Continuation::More(count))), Continuation::More(_)) => *count += 1,
                    // An inner context came first.
                    (Some(_), Continuation::Command(_) | Continuation::More(_)) => {}
                    (None, leads) => found.push((key, leads)),
                }
            }
        }
        found
    }

    /// The bindings of a context with the keys they have now, in the order of the table; own commands last.
    pub fn rows_in(&self, context: Context) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.context == context)
    }

    /// The first key of a command in the given contexts, for texts that name it.
    pub fn key_of(&self, contexts: &[Context], command: Command) -> Option<Chord> {
        let rows = contexts.iter().flat_map(|context| self.rows_in(*context));
        rows.filter(|row| row.command == command).find_map(|row| row.chords.first().copied())
    }
}

/// What a key leads to that goes on with a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Continuation<'a> {
    /// The help of a command.
    Command(&'a str),
    /// This number of longer sequences.
    More(usize),
}

#[cfg(test)]
mod tests;
