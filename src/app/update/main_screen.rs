//! Commands of the main screen.

use super::{marks, navigate, sync};
use crate::{
    app::{
        Command, State,
        input::command::{Main, View},
        messages::Tone,
        overlays::{Account, Overlay},
        place::{Tab, ViewId},
        requests::effect::System,
    },
    domain::{Private, SpotifyLink, Subject},
};

/// A command on the main screen.
pub(super) fn command(state: &mut State, command: Command) {
    match command {
        Command::Step(step) => state.views.focused_mut().step(&state.cx, step),
        Command::Open => navigate::open(state),
        Command::Back => state.views.back(&mut state.cx),
        Command::Accept => state.views.keep_typed(),
        Command::Copy => {
            if let Some(link) = link(state) {
                state.cx.ask(System::Copy(Private::new(link.to_string())));
            }
        }
        Command::Filter => edit_filter(state),
        Command::View(command) => view_command(state, command),
        Command::Main(command) => main(state, command),
        Command::App(_) | Command::Overlay(_) | Command::Login(_) | Command::Setup(_) => {}
    }
}

fn main(state: &mut State, command: Main) {
    match command {
        Main::Tab(tab) => state.views.open_tab(&mut state.cx, tab),
        Main::PaneLeft => state.views.focus_left(&state.cx),
        Main::PaneRight => navigate::open(state),
        Main::NextPane => state.views.focus_next(true),
        Main::PreviousPane => state.views.focus_next(false),
        Main::Details => navigate::details(state),
        Main::GoToShow => navigate::go_to_show(state),
        Main::Select => marks::select(state),
        Main::Mark => marks::mark(state),
        Main::MarkDown => marks::ask_down(state),
        Main::UndoMark => marks::undo(state),
        Main::Export => marks::export(state),
        Main::NextUnplayed => navigate::next_unplayed(state, false),
        Main::PreviousUnplayed => navigate::next_unplayed(state, true),
        Main::Links => {
            if state.views.notes.ask_links() {
                navigate::list_links(state);
            }
        }
        Main::OpenOnSpotify => {
            if let Some(link) = link(state) {
                state.cx.ask(System::OpenSpotify(link));
            }
        }
        Main::Refresh => sync::refresh(state),
        Main::RefreshAll => sync::asked(state),
        Main::PauseSync => sync::pause(state),
        Main::Account => state.open(Overlay::Account(Account::new(&state.cx.session.login))),
    }
}

/// Matches are stepped through in the notes, whatever has the focus.
fn view_command(state: &mut State, command: View) {
    match command {
        View::NextMatch | View::PreviousMatch => state.views.get_mut(ViewId::Notes).command(&mut state.cx, command),
        View::Sort | View::StateFilter | View::OnePerShow => {
            state.views.focused_mut().command(&mut state.cx, command);
        }
    }
}

/// Types into the filter of the focused list; from the notes of a search, into the search.
fn edit_filter(state: &mut State) {
    if state.views.is_reading() && state.views.tab() == Tab::Search {
        state.views.set_focus(ViewId::Search);
    }
    if let Some(list) = state.views.focused_mut().list_mut() {
        list.filter.edit();
    }
}

/// The link of what is selected; tells the person if there is none.
fn link(state: &mut State) -> Option<SpotifyLink> {
    let (what, link) = match state.views.subject() {
        Some(Subject::Show(key)) => ("show", key.id().cloned().map(SpotifyLink::Show)),
        Some(Subject::Episode(at)) => ("episode", at.episode.id().cloned().map(SpotifyLink::Episode)),
        None => {
            state.cx.note("Nothing is selected");
            return None;
        }
    };
    if link.is_none() {
        state.cx.notify(format!("This {what} has no link: Spotify gave it an invalid id"), Tone::Warning);
    }
    link
}
