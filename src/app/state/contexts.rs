//! Which contexts of the keymap hold.

use super::{Screen, State};
use crate::app::{
    keymap::Context,
    layout,
    list::Filter,
    login::{LoginPhase, LoginReason, SetupField},
    overlay::Overlay,
    panes::Pane,
    tab::Tab,
};

impl State {
    /// The stack of contexts, the innermost first: what dispatch and footer go by.
    #[must_use]
    pub fn contexts(&self) -> Vec<Context> {
        let mut stack = match &self.overlay {
            Some(Overlay::Help(help)) if help.typing => vec![Context::HelpField],
            Some(Overlay::Help(_)) => vec![Context::Help],
            Some(Overlay::Links(_)) => vec![Context::Links],
            Some(Overlay::ConfirmLink { .. }) => vec![Context::ConfirmLink],
            Some(Overlay::Account(_)) => vec![Context::Account],
            None => self.screen_contexts(),
        };
        stack.push(Context::Global);
        stack
    }

    /// Whether details and notes are in view.
    pub(crate) fn notes_in_view(&self) -> bool {
        layout::geometry(self.size, self.main.tab, self.main.focus).pane(Pane::Notes).is_some()
    }

    /// Whether there are lists to go back to from a screen in front of them.
    pub(crate) fn has_rows(&self) -> bool {
        !self.main.shows.items.is_empty()
    }

    fn screen_contexts(&self) -> Vec<Context> {
        match &self.screen {
            Screen::Setup(setup) => match setup.focus {
                SetupField::None => vec![Context::Setup],
                SetupField::ClientId | SetupField::Secret => vec![Context::SetupField],
            },
            Screen::Login(login) => match &login.phase {
                LoginPhase::Idle => match login.reason {
                    LoginReason::Again { .. } => vec![Context::LoginAgain, Context::Login],
                    _ if self.has_rows() => vec![Context::LoginAgain, Context::Login],
                    LoginReason::First | LoginReason::Expired | LoginReason::LoggedOut | LoginReason::NotRemoved => {
                        vec![Context::Login]
                    }
                },
                LoginPhase::PortInUse { .. } => vec![Context::LoginPort],
                LoginPhase::Starting { .. } if self.session.demo => vec![Context::LoginDemo, Context::LoginBusy],
                LoginPhase::Starting { .. } | LoginPhase::Exchanging { .. } => vec![Context::LoginBusy],
                LoginPhase::Waiting(waiting) if waiting.paste.is_some() => vec![Context::PasteField],
                LoginPhase::Waiting(_) if self.session.demo => vec![Context::LoginDemo, Context::LoginWaiting],
                LoginPhase::Waiting(_) => vec![Context::LoginWaiting],
            },
            Screen::Main => self.pane_contexts(),
        }
    }

    fn pane_contexts(&self) -> Vec<Context> {
        match self.main.tab {
            Tab::Shows => {}
            Tab::New | Tab::InProgress | Tab::Search => return self.tab_contexts(),
        }
        let (pane, filter) = match self.main.focus {
            Pane::Notes => return vec![Context::Notes, Context::Main],
            Pane::Shows => (Context::Shows, Some(&self.main.shows.list.filter)),
            Pane::Episodes => (Context::Episodes, self.main.open_episodes().map(|episodes| &episodes.list.filter)),
        };
        match filter {
            Some(Filter::Typing(_)) => vec![Context::FilterField],
            Some(Filter::Off | Filter::Kept(_)) | None => vec![pane, Context::List, Context::Main],
        }
    }

    /// The contexts of a tab that is not the first.
    fn tab_contexts(&self) -> Vec<Context> {
        match (self.main.focus, self.main.tab) {
            (Pane::Notes, Tab::Search) => vec![Context::FoundNotes, Context::Notes, Context::Main],
            (Pane::Notes, _) => vec![Context::Notes, Context::Main],
            (_, Tab::Search) if self.main.search.typing => vec![Context::SearchField],
            (_, Tab::Search) => vec![Context::Found, Context::Main],
            (_, _) if self.main.is_typing() => vec![Context::FilterField],
            (_, Tab::InProgress) => vec![Context::Feed, Context::InProgress, Context::Main],
            (_, Tab::New | Tab::Shows) => vec![Context::Feed, Context::New, Context::Main],
        }
    }
}
