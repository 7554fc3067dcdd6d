//! Which commands have something to act on: the footer promises nothing else.

use super::{Screen, State};
use crate::{
    app::{
        Command,
        feed::Feed,
        list::Filter,
        panes::{Pane, Reading, Subject},
        search::HitRow,
        tab::Tab,
    },
    domain::{LoginState, StateFilter},
};

impl State {
    /// Whether a command does something here and now, as far as that can be told without trying.
    #[must_use]
    pub fn has_use(&self, command: Command) -> bool {
        if self.overlay.is_some() || self.screen != Screen::Main {
            return true;
        }
        let main = &self.main;
        match command {
            Command::Open | Command::Details | Command::OpenOnSpotify | Command::CopyLink => main.current().is_some(),
            Command::GoToShow | Command::Mark | Command::MarkDown | Command::Pick | Command::Export => {
                matches!(main.current(), Some(Subject::Episode(..)))
                    || matches!(main.search.selected(), Some(HitRow::Show(_))) && command == Command::GoToShow
            }
            Command::Links => {
                let none = main.notes.read == Reading::Done && main.notes.text.links.is_empty();
                main.current().is_some() && !(main.focus == Pane::Notes && none)
            }
            Command::Filter | Command::Sort | Command::StateFilter | Command::OnePerShow => self.is_listed(),
            Command::NextMatch | Command::PreviousMatch => {
                main.notes.matches.as_ref().is_some_and(|matches| !matches.is_empty())
            }
            Command::NextUnplayed | Command::PreviousUnplayed => !main.shows.items.is_empty(),
            Command::Refresh => matches!(self.session.login, LoginState::LoggedIn { .. }),
            _ => true,
        }
    }

    /// Whether the list that has the keys lists anything, or would if it were looked at otherwise.
    fn is_listed(&self) -> bool {
        let main = &self.main;
        match (main.tab, main.focus) {
            (Tab::Search, _) => true,
            (Tab::Shows, Pane::Shows) => !main.shows.items.is_empty(),
            (Tab::Shows, _) => main.open_episodes().is_some_and(|episodes| !episodes.items.is_empty()),
            (Tab::New | Tab::InProgress, _) => main.feed().is_some_and(|Feed { rows, filter, state, .. }| {
                !rows.is_empty() || *filter != Filter::Off || *state != StateFilter::All
            }),
        }
    }
}
