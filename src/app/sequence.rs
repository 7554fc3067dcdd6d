//! A sequence of keys that was begun, and the keys that go on with it.

use jiff::{SignedDuration, Timestamp};

use super::{
    Context, Cx,
    input::{
        key::{Key, KeyCode},
        keymap::Continuation,
    },
};
use crate::domain::width::width;

/// The keys pressed so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    pub keys: Vec<Key>,
    /// Where they were pressed: the sequence ends when another place opens.
    pub(super) contexts: Vec<Context>,
    /// When its continuations are shown. Who knows the keys is faster.
    pub(super) shown_at: Timestamp,
}

impl Sequence {
    /// How long the continuations wait.
    pub(super) const DELAY: SignedDuration = SignedDuration::from_millis(200);

    pub(super) fn new(keys: Vec<Key>, contexts: Vec<Context>, now: Timestamp) -> Self {
        let shown_at = now.saturating_add(Self::DELAY).unwrap_or(now);
        Self { keys, contexts, shown_at }
    }

    /// Whether its continuations are in sight.
    pub fn is_shown(&self, now: Timestamp) -> bool {
        self.shown_at <= now
    }

    /// The next keys and what each leads to.
    pub fn continuations(&self, cx: &Cx) -> Vec<(String, String)> {
        let text = |leads| match leads {
            Continuation::Command(help) => help.to_owned(),
            Continuation::More(1) => "1 longer sequence".to_owned(),
            Continuation::More(count) => format!("{count} longer sequences"),
        };
        let found = cx.keymap.continuations(&self.contexts, &self.keys);
        found.into_iter().map(|(key, leads)| (key.to_string(), text(leads))).collect()
    }
}

/// How keys are written after each other.
pub fn written(keys: &[Key]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// Says that a sequence ended without a command.
pub(super) fn ended(cx: &mut Cx, begun: &Sequence, key: Key, is_back: bool) {
    let text = if key.code == KeyCode::Esc || is_back {
        format!("{} was ended: nothing was run", written(&begun.keys))
    } else {
        format!("{} {key} is no command: nothing was run", written(&begun.keys))
    };
    cx.note(text);
}

/// The blank columns between two continuations.
pub const GAP: usize = 3;

/// In how many columns continuations stand, and how many rows they take, within this width of the terminal.
pub fn grid(items: &[(String, String)], columns: usize) -> (usize, usize) {
    let widest = items.iter().map(|(key, help)| width(key) + 1 + width(help)).max().unwrap_or(0);
    let across = ((columns + GAP) / (widest + GAP).max(1)).clamp(1, items.len().max(1));
    (across, items.len().div_ceil(across))
}
