//! What a person can ask for with one key.
//!
//! Commands come in groups, one for each place that carries them out, so that every place can match its own group
//! exhaustively.

use super::step::Step;
use crate::app::place::Tab;

/// A command of the keymap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Command {
    /// Move the selection or the text.
    Step(Step),
    /// Open what is selected.
    Open,
    /// Step out of what is open.
    Back,
    /// Finish typing and keep the text.
    Accept,
    /// Copy the link, address or path at hand.
    Copy,
    /// Type into the filter or the search.
    Filter,
    /// Answer yes.
    Confirm,
    App(App),
    Main(Main),
    View(View),
    Login(Login),
    Setup(Setup),
}

/// What works on every screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum App {
    Help,
    Messages,
    Suspend,
    Quit,
}

/// What the main screen does, whatever view has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Main {
    Tab(Tab),
    PaneLeft,
    PaneRight,
    NextPane,
    PreviousPane,
    Details,
    GoToShow,
    Select,
    Mark,
    MarkDown,
    UndoMark,
    Export,
    NextUnplayed,
    PreviousUnplayed,
    Links,
    OpenOnSpotify,
    Refresh,
    RefreshAll,
    PauseSync,
    Account,
}

/// What each view does in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum View {
    Sort,
    StateFilter,
    OnePerShow,
    NextMatch,
    PreviousMatch,
}

/// What the login screen does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Login {
    LogIn,
    LogInDynamicPort,
    ChangeClient,
    ReopenBrowser,
    PasteRedirect,
    ApproveInDemo,
}

/// What the setup screen does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Setup {
    EditField,
    NextField,
    PreviousField,
    OpenDashboard,
}
