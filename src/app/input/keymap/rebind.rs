//! The person's rows: other keys for commands, and commands of their own. What cannot be is reported and left out.

use std::borrow::Cow;

use super::{Context, Keymap, Row};
use crate::{
    app::{
        Command,
        input::{
            chord::{Chord, ChordError},
            command::App,
            key::Key,
        },
    },
    domain::near::{did_you_mean, nearest, one_of},
};

/// The most contexts of a command that a message names.
const FEW: usize = 3;
const ALL_COMMANDS: &str = "docs/KEYS.md lists all commands";

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

/// A command of the person's own, in one context.
#[derive(Debug, Clone, Copy)]
pub struct OwnRow<'a> {
    pub context: Context,
    pub command: Command,
    pub name: &'a str,
    pub help: &'a str,
    pub keys: &'a [String],
}

/// The position of a row and its keys; else everything that is wrong.
type ReadRow = Result<(usize, Vec<Chord>), Vec<String>>;

impl Keymap {
    /// Applies the person's rows, all of them before any is checked against another, so that two commands can exchange
    /// their keys. Returns a result for each row, in their order; a row with an error is left out.
    pub fn rebound(&self, changes: &[Rebinding<'_>]) -> (Self, Vec<Result<(), Vec<String>>>) {
        let mut read: Vec<ReadRow> = changes.iter().map(|change| change.read(&self.rows)).collect();
        loop {
            let mut rows = self.rows.clone();
            for (row, bound) in read.iter().flatten() {
                if let Some(row) = rows.get_mut(*row) {
                    row.chords.clone_from(bound);
                }
            }
            // A row that is left out gives its command the usual keys back, which may clash with another row's.
            let clash = |change: &ReadRow| {
                let at = change.as_ref().ok()?.0;
                locks_in(&rows, at).or_else(|| clash(&rows, at, Context::eq))
            };
            let Some((at, why)) = read.iter().enumerate().rev().find_map(|(at, row)| Some((at, clash(row)?))) else {
                let results = read.into_iter().map(|row| row.map(|_| ())).collect();
                return (Self { rows }, results);
            };
            if let Some(row) = read.get_mut(at) {
                *row = Err(vec![why]);
            }
        }
    }

    /// Adds commands of the person's own. Their keys must be free wherever the context can be, which is why they are added
    /// after [`Self::rebound`]. Returns what is wrong with each; a command whose keys are not free is added without them.
    pub fn with_own(mut self, own: &[OwnRow<'_>]) -> (Self, Vec<Vec<String>>) {
        let add = |row: &OwnRow<'_>| {
            if self.rows_in(row.context).any(|known| known.name == row.name) {
                return vec![format!("there is a command `{}` in {} already", row.name, row.context.name())];
            }
            let (chords, mut wrong) = chords(row.context, row.keys);
            let at = self.rows.len();
            self.rows.push(Row {
                context: row.context,
                command: row.command,
                name: Cow::Owned(row.name.to_owned()),
                hint: "",
                help: Cow::Owned(row.help.to_owned()),
                chords: Vec::new(),
            });
            // One key after the other, so that none hides what is wrong with the next.
            for chord in chords {
                if let Some(row) = self.rows.get_mut(at) {
                    row.chords.push(chord);
                }
                let clash = clash(&self.rows, at, Context::meets);
                if let (Some(_), Some(row)) = (&clash, self.rows.get_mut(at)) {
                    row.chords.pop();
                }
                wrong.extend(clash);
            }
            if let Some(row) = self.rows.get_mut(at).filter(|_| !wrong.is_empty()) {
                row.chords.clear();
            }
            wrong
        };
        let results = own.iter().map(add).collect();
        (self, results)
    }
}

impl Rebinding<'_> {
    /// The position of the row, and its keys; else everything that is wrong.
    fn read(&self, rows: &[Row]) -> ReadRow {
        let known = |row: &Row| row.context.name() == self.context && row.name == self.name;
        let at = rows.iter().position(known).ok_or_else(|| vec![unknown(rows, self.context, self.name)])?;
        let context = rows.get(at).map_or(Context::Global, |row| row.context);
        let (chords, wrong) = chords(context, self.keys);
        if wrong.is_empty() { Ok((at, chords)) } else { Err(wrong) }
    }
}

/// The keys that can be read, and what is wrong with each other one.
fn chords(context: Context, keys: &[String]) -> (Vec<Chord>, Vec<String>) {
    let (mut chords, mut wrong) = (Vec::new(), Vec::new());
    for key in keys {
        match chord(context, key) {
            Ok(chord) => chords.push(chord),
            Err(why) => wrong.push(why),
        }
    }
    (chords, wrong)
}

fn chord(context: Context, text: &str) -> Result<Chord, String> {
    let shown = text.escape_debug();
    let refused = |why: ChordError| {
        let described = match why {
            ChordError::Key | ChordError::NeverSent => Chord::meant(text).map_or_else(
                || format!(": a key is a character or {}, with `Ctrl-` or `Alt-` before it; ", one_of(&Key::names())),
                |keys| format!("; did you mean `{keys}`? "),
            ),
            ChordError::TooLong | ChordError::Esc => return format!("`{shown}` {why}"),
        };
        format!("`{shown}` {why}{described}docs/KEYS.md describes keys")
    };
    let chord: Chord = text.parse().map_err(refused)?;
    if chord.count() > 1 && context.is_text() {
        return Err(format!("`{shown}` has several keys, which are text in {}", context.name()));
    }
    Ok(chord)
}

/// An error if no key would end the program.
fn locks_in(rows: &[Row], at: usize) -> Option<String> {
    let row = rows.get(at)?;
    let quits = row.command == Command::App(App::Quit);
    (quits && row.chords.is_empty()).then(|| "`quit` needs a key: there is no other way out".to_owned())
}

/// An error if a key of the row belongs to another row of a context that `shares` keys, or if one of the two begins a longer
/// sequence of the other, in a context that can be open at the same time.
fn clash(rows: &[Row], at: usize, shares: fn(&Context, &Context) -> bool) -> Option<String> {
    let own = rows.get(at)?;
    rows.iter().enumerate().find_map(|(other, row)| {
        let owner = || format!("`{}` in {}", row.name, row.context.name());
        let is_same = |key: &&Chord| {
            other != at && row.command != own.command && shares(&own.context, &row.context) && own.chords.contains(key)
        };
        let is_own_context = other != at && row.context == own.context;
        let same = row.chords.iter().find(|key| is_same(key) || (is_own_context && own.chords.contains(key)));
        if let Some(key) = same {
            return Some(format!("`{key}` is already {}", owner()));
        }
        let pairs = || own.chords.iter().flat_map(|own| row.chords.iter().map(move |key| (*own, *key)));
        let (own, key) =
            pairs().find(|(one, two)| (one.begins(*two) || two.begins(*one)) && own.context.meets(&row.context))?;
        Some(if own.begins(key) {
            format!("`{own}` begins `{key}`, which is {}", owner())
        } else {
            format!("`{own}` begins with `{key}`, which is {}", owner())
        })
    })
}

/// The message about a context or a command that is unknown. A command of this name, or of one near to it, in other contexts is
/// likely meant.
fn unknown(rows: &[Row], context: &str, name: &str) -> String {
    let names = || rows.iter().filter(|row| row.context.name() == context).map(|row| &*row.name);
    if names().next().is_none() {
        let meant = did_you_mean(context, rows.iter().map(|row| row.context.name()), "docs/KEYS.md lists all contexts");
        return format!("there is no context `{}`; {meant}", context.escape_debug());
    }
    let places = |name: &str| {
        let mut places: Vec<_> = rows.iter().filter(|row| row.name == name).map(|row| row.context.name()).collect();
        places.dedup();
        (1..=FEW).contains(&places.len()).then(|| one_of(&places))
    };
    let elsewhere = || {
        let near = nearest(name, rows.iter().map(|row| &*row.name)).into_iter().next()?;
        places(near).map(|places| format!("did you mean `{near}` in {places}? {ALL_COMMANDS}"))
    };
    let meant = match places(name) {
        Some(places) => format!("it is in {places}; {ALL_COMMANDS}"),
        None if nearest(name, names()).is_empty() => elsewhere().unwrap_or_else(|| ALL_COMMANDS.to_owned()),
        None => did_you_mean(name, names(), ALL_COMMANDS),
    };
    format!("there is no `{}` in {context}; {meant}", name.escape_debug())
}
