//! Whether a command has something to act on.

use super::{Screen, State};
use crate::{
    app::input::command::{Command, Login, Main, Player},
    domain::Subject,
};

impl State {
    /// Whether a command has something to act on; the footer shows only such commands.
    pub fn has_use(&self, command: Command) -> bool {
        if command == Command::Login(Login::ChangeClient) {
            return !self.cx.session.is_demo;
        }
        if !self.overlays.is_empty() || self.screen != Screen::Main {
            return true;
        }
        let views = &self.views;
        let subject = views.subject();
        match command {
            Command::Open if views.is_reading() => views.notes.chosen_timestamp().is_some(),
            Command::Open | Command::Copy => subject.is_some(),
            Command::Filter => views.focused().has_use() || views.is_reading(),
            Command::View(_) => views.focused().has_use(),
            Command::Notes(command) => views.notes.can_step_through(command),
            Command::Main(command) => self.has_use_of_main(command, subject.as_ref()),
            Command::Player(player) => self.has_use_of_player(player),
            Command::Own(_) => matches!(subject, Some(Subject::Episode(_))),
            Command::Step(_)
            | Command::Back
            | Command::Accept
            | Command::Palette
            | Command::App(_)
            | Command::Confirm
            | Command::Login(_)
            | Command::Setup(_) => true,
        }
    }

    fn has_use_of_main(&self, command: Main, subject: Option<&Subject>) -> bool {
        use Main::{
            Account, CancelPipe, Details, Export, Follow, GoToShow, JumpBack, Links, Mark, MarkDown, NextPane,
            NextUnplayed, OpenOnSpotify, Output, PaneLeft, PaneRight, PauseSync, Pipe, PreviousPane, PreviousUnplayed,
            Refresh, RefreshAll, Save, Select, SelectRange, Tab, Undo, Welcome, Zoom,
        };
        let views = &self.views;
        match command {
            Details | OpenOnSpotify | GoToShow | Follow => subject.is_some(),
            Mark | MarkDown | Select | SelectRange | Save | Export | Pipe => {
                matches!(subject, Some(Subject::Episode(_)))
            }
            Links => subject.is_some() && (!views.is_reading() || views.notes.has_links()),
            NextUnplayed | PreviousUnplayed => self.has_rows(),
            Refresh => self.cx.is_logged_in(),
            CancelPipe => self.cx.own.piping.is_some(),
            Tab(_) | JumpBack | PaneLeft | PaneRight | NextPane | PreviousPane | Undo | RefreshAll | PauseSync
            | Zoom | Account | Output | Welcome => true,
        }
    }

    fn has_use_of_player(&self, command: Player) -> bool {
        let shown = self.cx.player.shown();
        let is_episode = self.views.focused().episode().is_some();
        match command {
            Player::Toggle => shown.is_some() || is_episode,
            Player::FromStart | Player::Enqueue => is_episode,
            Player::Back | Player::Forward => shown.is_some(),
            Player::PreviousChapter | Player::NextChapter => self.cx.player.chapters().is_some(),
            Player::VolumeDown | Player::VolumeUp => shown.is_some_and(|shown| shown.device.volume.is_some()),
            Player::Devices | Player::Queue => self.cx.is_logged_in(),
        }
    }
}
