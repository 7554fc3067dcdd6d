//! The keymap: one table of contexts, keys, commands, hints and help.
//!
//! Dispatch, footer, help, the default config and the docs are projections of [`TABLE`]; a key that is not in it does
//! nothing.

use std::borrow::Cow;

use super::{
    command::{App, Command},
    key::Key,
};

mod context;
mod table;

pub use context::Context;
pub use table::TABLE;

/// One entry of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    pub context: Context,
    pub command: Command,
    /// Its name in the config.
    pub name: &'static str,
    /// The keys unless rebound, as [`Key`] parses them; the first one is shown.
    pub keys: &'static [&'static str],
    /// The text of the footer; empty to leave it out there.
    pub hint: &'static str,
    /// The text of the help.
    pub help: &'static str,
}

/// The table with the person's own keys applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    rows: Cow<'static, [Binding]>,
    keys: Vec<Vec<Key>>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self::of(Cow::Borrowed(TABLE))
    }
}

impl Keymap {
    /// The keymap of these rows, with the keys they name.
    pub fn of(rows: Cow<'static, [Binding]>) -> Self {
        let keys = rows.iter().map(|binding| parse(binding.keys.iter().copied()).unwrap_or_default()).collect();
        Self { rows, keys }
    }

    /// Applies the person's rows, all of them before any is checked against another, so that two commands can exchange
    /// their keys. Returns a result for each row, in their order; a row with an error is left out.
    pub fn rebound(&self, changes: &[Rebinding<'_>]) -> (Self, Vec<Result<(), String>>) {
        let mut read: Vec<Result<(usize, Vec<Key>), String>> =
            changes.iter().map(|change| change.read(&self.rows)).collect();
        loop {
            let mut keys = self.keys.clone();
            for (row, bound) in read.iter().flatten() {
                if let Some(slot) = keys.get_mut(*row) {
                    slot.clone_from(bound);
                }
            }
            // A row that is left out gives its command the usual keys back, which may clash with another row's.
            let clash = |change: &Result<(usize, Vec<Key>), String>| {
                let row = change.as_ref().ok()?.0;
                locks_in(&self.rows, row, &keys).or_else(|| clash(&self.rows, row, &keys))
            };
            let Some((at, why)) = read.iter().enumerate().rev().find_map(|(at, row)| Some((at, clash(row)?))) else {
                let results = read.into_iter().map(|row| row.map(|_| ())).collect();
                return (Self { rows: self.rows.clone(), keys }, results);
            };
            if let Some(row) = read.get_mut(at) {
                *row = Err(why);
            }
        }
    }

    /// The command of a key in a stack of contexts, the innermost first.
    pub fn command(&self, contexts: &[Context], key: Key) -> Option<Command> {
        let text = contexts.first().is_some_and(|context| context.is_text());
        contexts
            .iter()
            .filter(|context| !text || context.is_text() || key.ctrl || key.alt)
            .find_map(|context| self.bindings(*context).find(|(_, keys)| keys.contains(&key)))
            .map(|(binding, _)| binding.command)
    }

    /// The bindings of a context with the keys they have now, in the order of the table.
    pub fn bindings(&self, context: Context) -> impl Iterator<Item = (&Binding, &[Key])> {
        self.rows
            .iter()
            .zip(&self.keys)
            .filter(move |(binding, _)| binding.context == context)
            .map(|(binding, keys)| (binding, keys.as_slice()))
    }

    /// The first key of a command in the given contexts, for texts that name it.
    pub fn key_of(&self, contexts: &[Context], command: Command) -> Option<Key> {
        contexts.iter().find_map(|context| {
            self.bindings(*context)
                .find(|(binding, keys)| binding.command == command && !keys.is_empty())
                .and_then(|(_, keys)| keys.first().copied())
        })
    }
}

/// The person's keys for one row.
#[derive(Debug, Clone, Copy)]
pub struct Rebinding<'a> {
    /// The name of the context.
    pub context: &'a str,
    /// The name of the command in it.
    pub name: &'a str,
    /// Empty to leave the command without a key.
    pub keys: &'a [String],
}

impl Rebinding<'_> {
    /// The position of the row, and its keys.
    fn read(&self, rows: &[Binding]) -> Result<(usize, Vec<Key>), String> {
        let known = |binding: &Binding| binding.context.name() == self.context && binding.name == self.name;
        let row = rows.iter().position(known).ok_or_else(|| unknown(rows, self.context, self.name))?;
        let keys = parse(self.keys.iter().map(String::as_str)).map_err(|key| format!("`{key}` is not a key"))?;
        Ok((row, keys))
    }
}

/// An error if no key would end the program.
fn locks_in(rows: &[Binding], row: usize, keys: &[Vec<Key>]) -> Option<String> {
    let quits = rows.get(row)?.command == Command::App(App::Quit);
    (quits && keys.get(row)?.is_empty()).then(|| "`quit` needs a key: there is no other way out".to_owned())
}

/// An error if a key of the row belongs to another row of the same context.
fn clash(rows: &[Binding], row: usize, keys: &[Vec<Key>]) -> Option<String> {
    let (context, own) = (rows.get(row)?.context, keys.get(row)?);
    rows.iter().zip(keys).enumerate().find_map(|(other, (binding, bound))| {
        let key = bound.iter().find(|key| own.contains(key))?;
        (other != row && binding.context == context)
            .then(|| format!("`{key}` is already `{}` in {}", binding.name, context.name()))
    })
}

fn parse<'a>(keys: impl Iterator<Item = &'a str>) -> Result<Vec<Key>, String> {
    keys.map(|key| key.parse().map_err(|_| key.escape_debug().to_string())).collect()
}

fn unknown(rows: &[Binding], context: &str, name: &str) -> String {
    let names: Vec<_> = rows.iter().filter(|b| b.context.name() == context).map(|b| b.name).collect();
    if names.is_empty() {
        let mut contexts: Vec<_> = rows.iter().map(|binding| binding.context.name()).collect();
        contexts.dedup();
        format!("there is no context `{}`; there are {}", context.escape_debug(), contexts.join(", "))
    } else {
        format!("there is no `{}` in {context}; there are {}", name.escape_debug(), names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{super::command::View, *};

    #[test]
    fn every_key_of_the_table_reads_and_is_unique_in_its_context() {
        let mut seen = HashSet::new();
        for binding in TABLE {
            for name in binding.keys {
                let key: Key = name.parse().expect("a key");
                assert_eq!(key.to_string(), *name);
                assert!(seen.insert((binding.context, key)), "{name} twice in {:?}", binding.context);
            }
        }
    }

    #[test]
    fn every_command_has_a_name_of_its_own_and_help() {
        let mut names = HashSet::new();
        for binding in TABLE {
            assert!(names.insert((binding.context, binding.name)), "{} twice", binding.name);
            assert!(!binding.help.is_empty(), "{binding:?}");
        }
    }

    #[test]
    fn the_innermost_context_wins() {
        let keymap = Keymap::default();
        let key = "y".parse().expect("a key");
        assert_eq!(keymap.command(&[Context::LoginWaiting, Context::Global], key), Some(Command::Copy));
        assert_eq!(keymap.command(&[Context::Episodes, Context::List, Context::Main], key), Some(Command::Copy));
    }

    #[test]
    fn plain_keys_are_text_in_a_field_and_ctrl_keys_are_not() {
        let keymap = Keymap::default();
        let stack = [Context::FilterField, Context::Main, Context::Global];
        assert_eq!(keymap.command(&stack, "q".parse().expect("a key")), None);
        assert_eq!(keymap.command(&stack, "Ctrl-c".parse().expect("a key")), Some(Command::App(App::Quit)));
        assert_eq!(keymap.command(&stack, "Esc".parse().expect("a key")), Some(Command::Back));
    }

    /// The keymap with commands of the lists rebound, and what is wrong with them.
    fn rebound(rows: &[(&str, &str)]) -> (Keymap, Vec<Result<(), String>>) {
        let keys: Vec<_> = rows.iter().map(|(_, key)| [(*key).to_owned()]).collect();
        let row = |((name, _), keys)| Rebinding { context: "list", name, keys };
        Keymap::default()
            .rebound(&rows.iter().copied().zip(keys.iter().map(<[_; 1]>::as_slice)).map(row).collect::<Vec<_>>())
    }

    fn in_list(keymap: &Keymap, key: &str) -> Option<Command> {
        keymap.command(&[Context::Shows, Context::List], key.parse().expect("a key"))
    }

    #[test]
    fn a_rebound_command_loses_its_old_key() {
        let (keymap, said) = rebound(&[("sort", "S")]);
        assert_eq!(said, [Ok(())]);
        assert_eq!((in_list(&keymap, "s"), in_list(&keymap, "S")), (None, Some(Command::View(View::Sort))));
    }

    #[test]
    fn two_commands_can_exchange_their_keys() {
        let (keymap, said) = rebound(&[("sort", "/"), ("filter", "s")]);
        assert_eq!(said, [Ok(()), Ok(())]);
        assert_eq!(
            (in_list(&keymap, "/"), in_list(&keymap, "s")),
            (Some(Command::View(View::Sort)), Some(Command::Filter))
        );
    }

    #[test]
    fn of_two_rows_that_want_one_key_the_first_has_it() {
        let (keymap, said) = rebound(&[("sort", "S"), ("filter", "S")]);
        assert_eq!(said, [Ok(()), Err("`S` is already `sort` in list".into())]);
        assert_eq!(
            (in_list(&keymap, "S"), in_list(&keymap, "/")),
            (Some(Command::View(View::Sort)), Some(Command::Filter))
        );
    }

    #[test]
    fn a_row_that_counted_on_one_left_out_is_left_out_too() {
        let (keymap, said) = rebound(&[("sort", "/"), ("filter", "SS")]);
        assert_eq!(said, [Err("`/` is already `filter` in list".into()), Err("`SS` is not a key".into())]);
        assert_eq!(keymap, Keymap::default());
    }

    #[test]
    fn a_wrong_rebinding_says_what_is_wrong_and_changes_nothing() {
        for (context, name, key, said) in [
            ("lists", "sort", "S", "there is no context `lists`"),
            ("list", "sorted", "S", "there is no `sorted` in list"),
            ("list", "sort", "SS", "`SS` is not a key"),
            ("list", "sort", "/", "`/` is already `filter` in list"),
        ] {
            let (keymap, found) = Keymap::default().rebound(&[Rebinding { context, name, keys: &[key.into()] }]);
            assert!(matches!(&found[..], [Err(why)] if why.starts_with(said)), "{found:?}");
            assert_eq!(keymap, Keymap::default());
        }
    }
}
