//! Key hints, a projection of the keymap: the keys that matter where the person is.

use super::{
    Command, Context, State,
    input::{chord::Chord, command::App},
};

/// The most hints, help and quit included.
pub const MOST: usize = 6;

pub const HELP: Command = Command::App(App::Help);
pub const QUIT: Command = Command::App(App::Quit);

/// A key and what it does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub chord: Chord,
    /// What it does, in a word or two.
    pub label: &'static str,
    /// The command behind it.
    pub command: Command,
}

/// The hints of the contexts that hold, the innermost first; only keys that reach their command from here,
/// and commands that have something to act on.
pub fn hints(state: &State) -> Vec<Hint> {
    let contexts = state.contexts();
    let mut hints: Vec<Hint> = Vec::new();
    for context in contexts.iter().copied() {
        for binding in state.cx.keymap.rows_in(context) {
            let reaches = |key: &&Chord| state.cx.keymap.reaches(&contexts, **key, binding.command);
            let known = hints.iter().any(|hint| hint.command == binding.command);
            if binding.hint.is_empty() || known || !state.has_use(binding.command) {
                continue;
            }
            if let Some(key) = binding.chords.iter().find(reaches) {
                hints.push(Hint { chord: *key, label: binding.hint, command: binding.command });
            }
        }
    }
    hints
}

/// The hints in a sentence, for screen readers.
pub fn sentence(state: &State) -> Option<String> {
    let (here, everywhere) = split(&hints(state));
    let here = here.iter().take(MOST.saturating_sub(everywhere.len()));
    let hints: Vec<_> = here.chain(&everywhere).map(|hint| format!("{} {}", hint.chord, hint.label)).collect();
    (!hints.is_empty()).then(|| format!("Keys: {}", hints.join(", ")))
}

/// The hints that matter here, and those that hold everywhere: help and quit.
pub fn split(hints: &[Hint]) -> (Vec<Hint>, Vec<Hint>) {
    hints.iter().cloned().partition(|hint| ![HELP, QUIT].contains(&hint.command))
}

/// Whether the person types, waits for the browser or has an overlay open.
pub fn is_modal(state: &State) -> bool {
    let innermost = state.contexts().first().copied();
    !state.overlays.is_empty() || innermost.is_some_and(|context| context.is_text() || context == Context::LoginWaiting)
}
