//! Which contexts of the keymap hold.

use super::{Screen, State};
use crate::app::{
    keymap::Context,
    layout,
    list::Filter,
    login::{LoginPhase, LoginReason, SetupField},
    overlay::Overlay,
    panes::{Pane, Subject},
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
            Some(Overlay::MarkDown { .. }) => vec![Context::Confirm],
            Some(Overlay::Messages { .. }) => vec![Context::Messages],
            Some(Overlay::Written(_)) => vec![Context::Written],
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
        use Context::{
            Episode, EpisodeList, Episodes, Feed, Found, FoundNotes, InProgress, List, Main, New, Notes, Shows,
        };
        let main = &self.main;
        let mut stack = match (main.focus, main.tab) {
            (Pane::Notes, Tab::Search) => vec![FoundNotes, Notes],
            (Pane::Notes, Tab::Shows | Tab::New | Tab::InProgress) => vec![Notes],
            (Pane::Shows | Pane::Episodes, Tab::Search) if main.search.typing => return vec![Context::SearchField],
            _ if self.filter_is_typed() => return vec![Context::FilterField],
            (Pane::Shows, Tab::Shows) => vec![Shows, List],
            (Pane::Episodes, Tab::Shows) => vec![Episodes, List, EpisodeList],
            (Pane::Shows | Pane::Episodes, Tab::New) => vec![Feed, New, EpisodeList],
            (Pane::Shows | Pane::Episodes, Tab::InProgress) => vec![Feed, InProgress, EpisodeList],
            (Pane::Shows | Pane::Episodes, Tab::Search) => vec![Found, EpisodeList],
        };
        let of_episodes = match main.focus {
            Pane::Notes => matches!(main.notes.subject, Some(Subject::Episode(..))),
            Pane::Shows | Pane::Episodes => stack.contains(&EpisodeList),
        };
        stack.extend(of_episodes.then_some(Episode));
        stack.push(Main);
        stack
    }

    /// Whether the filter of the list that has the keys is being typed.
    fn filter_is_typed(&self) -> bool {
        let filter = match (self.main.tab, self.main.focus) {
            (Tab::Shows, Pane::Shows) => Some(&self.main.shows.list.filter),
            (Tab::Shows, _) => self.main.open_episodes().map(|episodes| &episodes.list.filter),
            (Tab::New | Tab::InProgress, _) => self.main.feed().map(|feed| &feed.filter),
            (Tab::Search, _) => None,
        };
        matches!(filter, Some(Filter::Typing(_)))
    }
}
