//! Where keys are looked up: the stack of contexts, and the sequence that was begun. And what a command is about: `targets`,
//! the episodes that are selected or read.

use std::borrow::Cow;

use super::{Screen, State};
use crate::{
    app::{
        Context,
        input::key::Key,
        list::Filter,
        sequence,
        session::{LoginPhase, SetupField},
    },
    domain::{ShelfEpisode, Subject},
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
                LoginPhase::Starting { .. } | LoginPhase::Exchanging => vec![Context::LoginBusy],
                LoginPhase::Waiting(waiting) if waiting.paste.is_some() => vec![Context::PasteField],
                LoginPhase::Waiting(_) if self.cx.session.is_demo => vec![Context::LoginDemo, Context::LoginWaiting],
                LoginPhase::Waiting(_) => vec![Context::LoginWaiting],
            },
            Screen::Main => self.main_contexts(),
        }
    }

    /// The contexts of the focused view, of its selection, and of what goes on beside it.
    fn main_contexts(&self) -> Vec<Context> {
        let view = self.views.focused();
        if view.filter().is_some_and(Filter::is_typing) {
            return vec![view.field_context()];
        }
        let mut stack = view.contexts();
        let is_episode = if self.views.is_reading() {
            self.views.is_on_disk() && matches!(view.subject(), Some(Subject::Episode(_)))
        } else {
            stack.contains(&Context::EpisodeList)
        };
        stack.extend(is_episode.then_some(Context::Episode));
        stack.push(Context::Main);
        let over = [
            (Context::Running, self.cx.own.piping.is_some()),
            (Context::Selection, view.list().is_some_and(|list| !list.selection.is_empty())),
            (Context::Playing, self.cx.player.has_line()),
        ];
        let over = over.into_iter().filter(|(_, holds)| *holds).map(|(context, _)| context);
        over.chain(stack).collect()
    }

    /// The episodes a command is about. Notifies the person if there is none.
    pub(in crate::app) fn targets(&mut self) -> Vec<ShelfEpisode> {
        let targets = self.views.targets();
        if targets.is_empty() {
            self.note_without_row("No episode is selected");
        }
        targets
    }

    /// Notifies the person why no row is selected.
    pub(in crate::app) fn note_without_row(&mut self, otherwise: &'static str) {
        let why = self.without_row(otherwise);
        self.cx.note(why);
    }

    /// Why no row is selected: `otherwise`, or that the rows are still to come from Spotify. No key waits for those.
    pub(in crate::app) fn without_row(&self, otherwise: &'static str) -> Cow<'static, str> {
        self.views.to_come(&self.cx).map_or(Cow::Borrowed(otherwise), Cow::Owned)
    }
}
