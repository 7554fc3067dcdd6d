//! The commands of the keymap.
//!
//! Each group belongs to the place that carries it out, which matches it exhaustively.

use super::step::Step;
use crate::{
    app::{page::Page, place::Tab},
    domain::ThemeName,
};

/// A command of the keymap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Command {
    /// Move the selection or the text.
    Step(Step),
    /// Open the selected item.
    Open,
    /// Step back.
    Back,
    /// Finish typing and keep the text.
    Accept,
    /// Copy the link, address or path at hand.
    Copy,
    /// Type into the filter or the search.
    Filter,
    /// Choose a command by its name.
    Palette,
    /// Answer yes.
    Confirm,
    App(App),
    Main(Main),
    View(View),
    Notes(Notes),
    Player(Player),
    Login(Login),
    Setup(Setup),
    /// A command of the person's own, by its position.
    Own(u16),
}

/// Commands of every screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum App {
    Help,
    Messages,
    Suspend,
    /// Draw with another theme, until the program ends.
    Theme(ThemeName),
    /// Draw with the configured theme, which has styles of its own.
    OwnTheme,
    Page(Page),
    Quit,
}

/// Commands of the main screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Main {
    Tab(Tab),
    JumpBack,
    PaneLeft,
    PaneRight,
    NextPane,
    PreviousPane,
    Details,
    GoToShow,
    Select,
    SelectRange,
    Mark,
    MarkDown,
    Save,
    Follow,
    Undo,
    Export,
    /// Pipe the notes to a command that is typed.
    Pipe,
    /// End the command that the notes are piped to.
    CancelPipe,
    /// Show what the last command of the person's own printed.
    Output,
    /// Show the tour again.
    Welcome,
    NextUnplayed,
    PreviousUnplayed,
    Links,
    OpenOnSpotify,
    Refresh,
    RefreshAll,
    PauseSync,
    Zoom,
    Account,
}

/// Commands that each list carries out in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum View {
    Sort,
    ReverseSort,
    /// Sort in the order of this position among those of the list.
    SortBy(usize),
    StateFilter,
    OnePerShow,
}

/// Commands of the notes, which need not have the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Notes {
    NextMatch,
    PreviousMatch,
    NextTimestamp,
}

/// Commands to the player.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Player {
    /// Play the selected episode, or pause and resume what is loaded.
    Toggle,
    FromStart,
    Back,
    Forward,
    PreviousChapter,
    NextChapter,
    VolumeDown,
    VolumeUp,
    Devices,
    Enqueue,
    Queue,
}

/// Commands of the login screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Login {
    LogIn,
    LogInDynamicPort,
    ChangeClient,
    ReopenBrowser,
    PasteRedirect,
    ApproveInDemo,
    Profiles,
}

/// Commands of the setup screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Setup {
    EditField,
    NextField,
    PreviousField,
    OpenDashboard,
    Demo,
    Profiles,
}
