//! Where keys are looked up: the stack of contexts, and the sequence that was begun.

use super::{Screen, State};
use crate::app::{
    input::{key::Key, keymap::Context},
    sequence,
    session::{LoginPhase, SetupField},
};

impl State {
    /// The stack of contexts, the innermost first: dispatch and footer go by it.
    pub fn contexts(&self) -> Vec<Context> {
        let mut stack = match self.overlays.last() {
            Some(open) => vec![open.overlay.get().context()],
            None => self.screen_contexts(),
        };
        stack.push(Context::Global);
        stack
    }

    /// Whether plain keys are text.
    pub fn is_typing(&self) -> bool {
        self.contexts().first().is_some_and(|context| context.is_text())
    }

    /// A key after those of the sequence that was begun.
    pub(in crate::app) fn pressed(&self, key: Key) -> Vec<Key> {
        let begun = self.sequence.iter().flat_map(|begun| begun.keys.iter().copied());
        begun.chain([key]).collect()
    }

    /// The keys of a sequence that was begun, and those that go on with it, once they are shown.
    pub fn continuations(&self) -> Option<(String, Vec<(String, String)>)> {
        let begun = self.sequence.as_ref().filter(|begun| begun.is_shown(self.cx.now.timestamp()))?;
        let count = self.count.map(|count| format!("{count} ")).unwrap_or_default();
        Some((count + &sequence::written(&begun.keys), begun.continuations(&self.cx)))
    }

    fn screen_contexts(&self) -> Vec<Context> {
        match &self.screen {
            Screen::Setup(setup) => match setup.focus {
                SetupField::None => vec![Context::Setup],
                SetupField::ClientId | SetupField::Secret => vec![Context::SetupField],
            },
            Screen::Login(login) => match &login.phase {
                LoginPhase::Idle if self.has_lists(login) => vec![Context::LoginAgain, Context::Login],
                LoginPhase::Idle if self.can_try_demo(login) => vec![Context::LoginFirst, Context::Login],
                LoginPhase::Idle => vec![Context::Login],
                LoginPhase::PortInUse { .. } => vec![Context::LoginPort],
                LoginPhase::Starting { .. } if self.cx.session.is_demo => vec![Context::LoginDemo, Context::LoginBusy],
                LoginPhase::Starting { .. } | LoginPhase::Exchanging { .. } => vec![Context::LoginBusy],
                LoginPhase::Waiting(waiting) if waiting.paste.is_some() => vec![Context::PasteField],
                LoginPhase::Waiting(_) if self.cx.session.is_demo => vec![Context::LoginDemo, Context::LoginWaiting],
                LoginPhase::Waiting(_) => vec![Context::LoginWaiting],
            },
            Screen::Main => {
                let mut contexts = self.views.contexts();
                let is_text = contexts.first().is_some_and(|context| context.is_text());
                if self.cx.player.has_line() && !is_text {
                    let at = usize::from(contexts.first() == Some(&Context::Selection));
                    contexts.insert(at, Context::Playing);
                }
                if self.cx.own.piping.is_some() && !is_text {
                    contexts.insert(0, Context::Running);
                }
                contexts
            }
        }
    }
}
