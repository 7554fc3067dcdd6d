//! Presets: other keys for the rows of the table, by command.

use super::{
    Binding,
    Context::{self, Global, Main},
    Keymap, TABLE,
};
use crate::{
    app::{
        Command,
        input::{
            chord::Chord,
            command::{App, Main as M},
            step::Step,
        },
    },
    domain::Preset,
};

/// The keys of a command in a preset.
#[derive(Debug, Clone, Copy)]
struct Override {
    command: Command,
    /// Everywhere if empty.
    within: &'static [Context],
    keys: &'static [&'static str],
    /// Whether the keys of the table stay.
    adds: bool,
}

const fn everywhere(command: Command, keys: &'static [&'static str]) -> Override {
    Override { command, within: &[], keys, adds: false }
}

const fn within(within: &'static [Context], command: Command, keys: &'static [&'static str]) -> Override {
    Override { command, within, keys, adds: false }
}

const fn also(command: Command, keys: &'static [&'static str]) -> Override {
    Override { command, within: &[], keys, adds: true }
}

/// The last one counts for a row.
const EMACS: &[Override] = &[
    everywhere(Command::Step(Step::Up), &["Ctrl-p", "Up"]),
    everywhere(Command::Step(Step::Down), &["Ctrl-n", "Down"]),
    everywhere(Command::Step(Step::First), &["Alt-<", "Home"]),
    everywhere(Command::Step(Step::Last), &["Alt->", "End"]),
    everywhere(Command::Step(Step::PageUp), &["Alt-v", "PgUp"]),
    everywhere(Command::Step(Step::PageDown), &["Ctrl-v", "PgDn"]),
    everywhere(Command::Main(M::PaneLeft), &["Ctrl-b", "Left"]),
    everywhere(Command::Main(M::PaneRight), &["Ctrl-f", "Right"]),
    everywhere(Command::Main(M::NextPane), &["Ctrl-x o", "Tab"]),
    everywhere(Command::Main(M::Zoom), &["Ctrl-x 1", "w"]),
    everywhere(Command::Main(M::Undo), &["Ctrl-x u", "U"]),
    everywhere(Command::Main(M::PauseSync), &["Ctrl-x s"]),
    everywhere(Command::Main(M::JumpBack), &["Alt-,", "Backspace"]),
    within(&[Main], Command::Copy, &["Alt-w", "y"]),
    everywhere(Command::Palette, &["Alt-x", ":"]),
    also(Command::Filter, &["Ctrl-s"]),
    // The key would lead out of a text field.
    within(&[Global], Command::Filter, &["/"]),
    also(Command::Back, &["Ctrl-g"]),
    also(Command::Main(M::CancelPipe), &["Ctrl-g"]),
    everywhere(Command::App(App::Quit), &["q", "Ctrl-x Ctrl-c", "Ctrl-c"]),
];

const ARROWS: &[Override] = &[
    everywhere(Command::Step(Step::Up), &["Up"]),
    everywhere(Command::Step(Step::Down), &["Down"]),
    everywhere(Command::Step(Step::First), &["Home"]),
    everywhere(Command::Step(Step::Last), &["End"]),
    everywhere(Command::Step(Step::PageUp), &["PgUp"]),
    everywhere(Command::Step(Step::PageDown), &["PgDn"]),
    everywhere(Command::Step(Step::HalfPageUp), &["Alt-Up"]),
    everywhere(Command::Step(Step::HalfPageDown), &["Alt-Down"]),
    everywhere(Command::Main(M::PaneLeft), &["Left"]),
    everywhere(Command::Main(M::PaneRight), &["Right"]),
    everywhere(Command::Main(M::JumpBack), &["Backspace"]),
    everywhere(Command::Main(M::PauseSync), &["P"]),
];

impl Preset {
    /// The keymap with its keys.
    pub fn keymap(self) -> Keymap {
        let overrides = self.overrides();
        let mut keymap = Keymap::default();
        for row in &mut keymap.rows {
            let is_for = |change: &&Override| {
                change.command == row.command && (change.within.is_empty() || change.within.contains(&row.context))
            };
            if let Some(change) = overrides.iter().rfind(is_for) {
                let keys = change.keys.iter().filter_map(|keys| keys.parse().ok());
                if change.adds {
                    row.chords.extend(keys);
                } else {
                    row.chords = keys.collect();
                }
            }
        }
        keymap
    }

    /// The rows whose keys differ from those of the table, with the keys they have.
    pub fn changes(self) -> Vec<(&'static Binding, Vec<Chord>)> {
        let rows = TABLE.iter().zip(self.keymap().rows).zip(Keymap::default().rows);
        rows.filter(|((_, row), usual)| row.chords != usual.chords)
            .map(|((binding, row), _)| (binding, row.chords))
            .collect()
    }

    fn overrides(self) -> &'static [Override] {
        match self {
            Self::Vim => &[],
            Self::Emacs => EMACS,
            Self::Arrows => ARROWS,
        }
    }
}
