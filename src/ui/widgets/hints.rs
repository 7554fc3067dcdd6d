//! Key hints, drawn from the keymap. A hint is shown whole or not at all.

use ratatui::text::{Line, Span};

use crate::{
    app::{
        Command, Context, State,
        input::{chord::Chord, command::App},
    },
    ui::{Pen, text},
};

/// The columns between two hints.
pub(in crate::ui) fn gap(columns: u16) -> usize {
    /// From this width on.
    const ROOMY: u16 = 60;
    if columns < ROOMY { 2 } else { 3 }
}

/// The most hints, help and quit included.
pub(in crate::ui) const MOST: usize = 6;

const HELP: Command = Command::App(App::Help);
const QUIT: Command = Command::App(App::Quit);

/// A key and what it does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::ui) struct Hint {
    /// The key as it is written.
    pub(in crate::ui) key: String,
    /// What it does, in a word or two.
    pub(in crate::ui) label: &'static str,
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
            let reaches = |key: &&Chord| state.cx.keymap.reaches(&contexts, **key, binding.command);
            let known = hints.iter().any(|hint| hint.command == binding.command);
            if binding.hint.is_empty() || known || !state.has_use(binding.command) {
                continue;
            }
            if let Some(key) = keys.iter().find(reaches) {
                hints.push(Hint { key: key.to_string(), label: binding.hint, command: binding.command });
            }
        }
    }
    hints
}

/// The hints in a sentence, for screen readers.
pub(in crate::ui) fn sentence(state: &State) -> Option<String> {
    let (here, everywhere) = split(&hints(state));
    let here = here.iter().take(MOST.saturating_sub(everywhere.len()));
    let hints: Vec<_> = here.chain(&everywhere).map(|hint| format!("{} {}", hint.key, hint.label)).collect();
    (!hints.is_empty()).then(|| format!("Keys: {}", hints.join(", ")))
}

/// The hints that matter here, and those that hold everywhere: help and quit.
pub(in crate::ui) fn split(hints: &[Hint]) -> (Vec<Hint>, Vec<Hint>) {
    hints.iter().cloned().partition(|hint| ![HELP, QUIT].contains(&hint.command))
}

/// Whether the person types, waits for the browser or has an overlay open.
pub(in crate::ui) fn is_modal(state: &State) -> bool {
    let innermost = state.contexts().first().copied();
    !state.overlays.is_empty() || innermost.is_some_and(|context| context.is_text() || context == Context::LoginWaiting)
}

/// The columns of the hints that a notice leaves in place: the first, the way back and help; of an overlay, all but quit.
pub(in crate::ui) fn needed(state: &State, hints: &[Hint]) -> usize {
    let has_overlay = !state.overlays.is_empty();
    let is_needed = |(position, hint): &(usize, &Hint)| {
        *position == 0 || [HELP, Command::Back].contains(&hint.command) || (has_overlay && hint.command != QUIT)
    };
    let gap = gap(state.cx.layout.size.width);
    let needed = hints.iter().enumerate().filter(is_needed);
    needed.map(|(_, hint)| wide(hint) + gap).sum::<usize>().saturating_sub(gap)
}

/// The columns of a hint.
fn wide(hint: &Hint) -> usize {
    text::width(&hint.key) + 1 + text::width(hint.label)
}

/// As many hints as fit, in their order. Help is kept before all others, then the first, the way back, and quit.
pub(in crate::ui) fn line(pen: Pen<'_>, hints: &[Hint], max: usize, most: usize) -> Line<'static> {
    let first = hints.first().map(|hint| hint.command);
    let order = [Some(HELP), first, Some(Command::Back), Some(QUIT)];
    let rank = |(position, hint): &(usize, &Hint)| {
        order.iter().position(|command| *command == Some(hint.command)).unwrap_or(order.len() + position)
    };
    let mut ranked: Vec<_> = hints.iter().enumerate().collect();
    ranked.sort_by_key(rank);
    let gap = gap(pen.layout.size.width);
    let mut room = max + gap;
    let (mut kept, mut crowded) = (Vec::new(), false);
    for (_, hint) in ranked {
        if kept.len() == most {
            break;
        }
        // The way back is short, and fits where others do not.
        if crowded && hint.command != Command::Back {
            continue;
        }
        if let Some(rest) = room.checked_sub(wide(hint) + gap) {
            room = rest;
            kept.push(hint);
        } else if hint.command != QUIT {
            crowded = true;
        }
    }
    let mut line = Line::default();
    for hint in hints.iter().filter(|hint| kept.contains(hint)) {
        if !line.spans.is_empty() {
            line.push_span(Span::raw(" ".repeat(gap)));
        }
        line.push_span(Span::styled(hint.key.clone(), pen.theme.key));
        line.push_span(Span::styled(format!(" {}", hint.label), pen.theme.muted));
    }
    line
}
