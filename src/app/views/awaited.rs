//! Which commands are about rows or notes that are still being read from disk.

use super::{View, Views};
use crate::app::{
    Command, Context, Cx, Slot,
    input::command::{Main, Player, View as ViewCommand},
    list::List,
};

impl Views {
    /// Whether what a command is about is still being read from disk, or the key before leads elsewhere once it is.
    pub fn awaits(&self, cx: &Cx, command: Command) -> bool {
        // What the program itself does is done at once.
        let is_elsewhere = matches!(command, Command::App(_));
        self.is_led_on(cx) && !is_elsewhere || self.awaits_its_own(cx, command)
    }

    fn awaits_its_own(&self, cx: &Cx, command: Command) -> bool {
        let view = self.focused();
        match command {
            Command::Notes(_) => view.is_awaited(cx, false) || self.awaits_beside(cx, &self.notes),
            // It chooses the row that matches best; a search begins at its first.
            Command::Accept => view.field_context() == Context::FilterField && view.is_awaited(cx, false),
            Command::View(command) if self.in_shows() => view.is_awaited(cx, command == ViewCommand::StateFilter),
            // A feed is sorted and limited by the library. It keeps the row that is selected in its first rows.
            Command::View(_) => view.list().is_some_and(List::is_empty) && view.is_awaited(cx, false),
            Command::Step(_)
            | Command::Open
            | Command::Copy
            | Command::Own(_)
            | Command::Player(Player::Toggle | Player::FromStart | Player::Enqueue) => view.is_awaited(cx, false),
            Command::Main(command) => self.awaits_main(cx, command),
            Command::Back
            | Command::Filter
            | Command::Palette
            | Command::Confirm
            | Command::App(_)
            | Command::Login(_)
            | Command::Setup(_)
            | Command::Player(
                Player::Back
                | Player::Forward
                | Player::PreviousChapter
                | Player::NextChapter
                | Player::VolumeDown
                | Player::VolumeUp
                | Player::Devices
                | Player::Queue,
            ) => false,
        }
    }

    /// That the first rows in focus are still to come from Spotify. No key waits for these.
    pub fn to_come(&self, cx: &Cx) -> Option<String> {
        let view = self.focused();
        view.list().filter(|list| list.is_empty() && list.problem.is_none())?;
        let needs_shows = view.needs_shows() && self.shows.items().is_empty();
        let what = if needs_shows { self.shows.to_come(cx) } else { view.to_come(cx) };
        what.map(|what| format!("{what} are still being fetched from Spotify"))
    }

    fn awaits_main(&self, cx: &Cx, command: Main) -> bool {
        let view = self.focused();
        match command {
            Main::NextUnplayed | Main::PreviousUnplayed if self.is_choosing_show() => {
                self.awaits_beside(cx, &self.episodes)
            }
            Main::NextUnplayed | Main::PreviousUnplayed if self.in_shows() => self.episodes.is_awaited(cx, true),
            Main::MarkDown => view.is_awaited(cx, true),
            // Of a feed to the notes, which stay with their episode while they are read.
            Main::NextPane | Main::PreviousPane => !self.in_shows() && view.is_awaited(cx, false),
            Main::PaneRight
            | Main::Details
            | Main::GoToShow
            | Main::Select
            | Main::SelectRange
            | Main::Mark
            | Main::Save
            | Main::Follow
            | Main::Export
            | Main::Pipe
            | Main::NextUnplayed
            | Main::PreviousUnplayed
            | Main::Links
            | Main::OpenOnSpotify => view.is_awaited(cx, false),
            Main::Tab(_)
            | Main::JumpBack
            | Main::PaneLeft
            | Main::Undo
            | Main::CancelPipe
            | Main::Output
            | Main::Welcome
            | Main::Refresh
            | Main::RefreshAll
            | Main::PauseSync
            | Main::Zoom
            | Main::Account => false,
        }
    }

    /// Whether the key before leads elsewhere once the library has answered: to an episode, or to the links of notes.
    fn is_led_on(&self, cx: &Cx) -> bool {
        cx.ledger.runs(Slot::Unplayed) || cx.ledger.runs(Slot::Find) || self.notes.awaits_links(cx)
    }

    /// Whether a pane that need not have the focus is being read, or waits for the selection to rest.
    fn awaits_beside(&self, cx: &Cx, view: &dyn View) -> bool {
        self.preview.due().is_some() || view.is_awaited(cx, true)
    }
}
