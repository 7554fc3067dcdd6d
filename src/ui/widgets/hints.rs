//! Key hints: what can be pressed here, drawn from the keymap. A hint is shown whole or not at all.

use ratatui::text::{Line, Span};

use crate::{
    app::{
        Command, Context, State,
        input::{command::App, key::Key},
    },
    ui::{Pen, text},
};

/// A key and what it does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct Hint {
    /// The key as it is written.
    pub(in crate::ui) key: String,
    /// What it does, in a word or two.
    pub(in crate::ui) says: &'static str,
    /// The command behind it.
    pub(in crate::ui) command: Command,
}

/// The hints of the contexts that hold, the innermost first; only keys that reach their command from here,
/// and commands that have something to act on.
pub(in crate::ui) fn hints(state: &State) -> Vec<Hint> {
    let contexts = state.contexts();
    let mut hints: Vec<Hint> = Vec::new();
    for context in contexts.iter().copied() {
        for (binding, keys) in state.cx.keymap.bindings(context) {
            let reaches = |key: &&Key| state.cx.keymap.command(&contexts, **key) == Some(binding.command);
            let known = hints.iter().any(|hint| hint.command == binding.command);
            if binding.hint.is_empty() || known || !state.has_use(binding.command) {
                continue;
            }
            if let Some(key) = keys.iter().find(reaches) {
                hints.push(Hint { key: key.to_string(), says: binding.hint, command: binding.command });
            }
        }
    }
    hints
}

/// The columns that Enter, Esc and the help need while one types, waits for the browser or has
/// opened something: they are the ways out.
pub(in crate::ui) fn ways_out(state: &State, hints: &[Hint]) -> usize {
    let innermost = state.contexts().first().copied();
    let entered = innermost.is_some_and(|context| context.is_text() || context == Context::LoginWaiting);
    if !entered && state.overlays.is_empty() {
        return 0;
    }
    let ways =
        hints.iter().filter(|hint| matches!(hint.command, Command::Accept | Command::Back | Command::App(App::Help)));
    ways.map(|hint| wide(hint) + 2).sum::<usize>().saturating_sub(2)
}

/// The columns of a hint.
fn wide(hint: &Hint) -> usize {
    text::width(&hint.key) + 1 + text::width(hint.says)
}

/// As many hints as fit, in their order. Help keeps its place before all others, then the first of them, then the way
/// back, then quit.
pub(in crate::ui) fn line(pen: Pen<'_>, hints: &[Hint], max: usize) -> Line<'static> {
    let rank = |(position, hint): &(usize, &Hint)| match (hint.command, position) {
        (Command::App(App::Help), _) => 0,
        (_, 0) => 1,
        (Command::Back, _) => 2,
        (Command::App(App::Quit), _) => 3,
        (_, position) => position + 4,
    };
    let mut ranked: Vec<_> = hints.iter().enumerate().collect();
    ranked.sort_by_key(rank);
    let mut room = max + 2;
    let (mut kept, mut crowded) = (Vec::new(), false);
    for (_, hint) in ranked {
        // The way back is short, and fits where others do not.
        if crowded && hint.command != Command::Back {
            continue;
        }
        if let Some(rest) = room.checked_sub(wide(hint) + 2) {
            room = rest;
            kept.push(hint);
        } else if hint.command != Command::App(App::Quit) {
            crowded = true;
        }
    }
    let mut line = Line::default();
    for hint in hints.iter().filter(|hint| kept.contains(hint)) {
        if !line.spans.is_empty() {
            line.push_span(Span::raw("  "));
        }
        line.push_span(Span::styled(hint.key.clone(), pen.theme.key));
        line.push_span(Span::styled(format!(" {}", hint.says), pen.theme.muted));
    }
    line
}
