//! Key hints: what can be pressed here, drawn from the keymap. A hint is shown whole or not at all.

use ratatui::text::{Line, Span};

use crate::{
    app::{Command, Context, State, key::Key},
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

/// The hints of the contexts that hold, the innermost first; only keys that reach their command from here.
pub(in crate::ui) fn hints(state: &State) -> Vec<Hint> {
    let contexts = state.contexts();
    let mut hints: Vec<Hint> = Vec::new();
    for context in contexts.iter().copied() {
        for (binding, keys) in state.keymap.bindings(context) {
            let reaches = |key: &&Key| state.keymap.command(&contexts, **key) == Some(binding.command);
            let known = hints.iter().any(|hint| hint.command == binding.command);
            if binding.hint.is_empty() || known || !applies(state, context, binding.command) {
                continue;
            }
            if let Some(key) = keys.iter().find(reaches) {
                hints.push(Hint { key: key.to_string(), says: binding.hint, command: binding.command });
            }
        }
    }
    hints
}

/// Whether a command does anything just now: a hint for what does nothing would be a lie.
fn applies(state: &State, context: Context, command: Command) -> bool {
    match (context, command) {
        (_, Command::ApproveInDemo) => state.session.demo,
        (Context::Login | Context::LoginPort, Command::Back) => !state.main.shows.items.is_empty(),
        _ => true,
    }
}

/// As many hints as fit; help and quit keep their place before all others.
pub(in crate::ui) fn line(pen: Pen<'_>, hints: &[Hint], max: usize) -> Line<'static> {
    let last = |hint: &&Hint| matches!(hint.command, Command::Help | Command::Quit);
    let wide = |hint: &Hint| text::width(&hint.key) + 1 + text::width(hint.says) + 2;
    let mut room = max + 2;
    let mut kept = Vec::new();
    for hint in hints.iter().filter(last).chain(hints.iter().filter(|hint| !last(hint))) {
        match room.checked_sub(wide(hint)) {
            Some(rest) => (room, _) = (rest, kept.push(hint)),
            None if last(&hint) => {}
            None => break,
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
