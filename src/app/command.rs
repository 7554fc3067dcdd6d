//! What a person can ask for with one key.

/// A command. The keymap maps keys to commands, `update` carries them out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Command {
    /// One row or line up.
    Up,
    /// One row or line down.
    Down,
    /// Half a page up.
    HalfPageUp,
    /// Half a page down.
    HalfPageDown,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the first row or line.
    First,
    /// To the last row or line.
    Last,
    /// Opens what is selected, or goes on.
    Open,
    /// To the pane on the left.
    PaneLeft,
    /// To the pane on the right, opening what is selected.
    PaneRight,
    /// To the list of shows.
    ShowsTab,
    /// To New.
    NewTab,
    /// To In progress.
    InProgressTab,
    /// To the search, typing into it.
    SearchTab,
    /// To the show of the selected episode, in the list of shows.
    GoToShow,
    /// Lists only the newest of each show, or all again.
    OnePerShow,
    /// To the next match in the notes.
    NextMatch,
    /// To the match before it in the notes.
    PreviousMatch,
    /// To the next pane.
    NextPane,
    /// To the previous pane.
    PreviousPane,
    /// Steps out of whatever is open; never quits.
    Back,
    /// Filters the list.
    Filter,
    /// The next order of the list.
    Sort,
    /// The next state filter.
    StateFilter,
    /// Marks as played what is picked, selected or read; or as it was.
    Mark,
    /// Marks as played everything from the selected row down, after a question.
    MarkDown,
    /// Takes the last marks back.
    UndoMark,
    /// Picks the selected row, or leaves it out again, and goes on to the next.
    Pick,
    /// Writes what is picked, selected or read to a file.
    Export,
    /// To the next unplayed episode of any show, toward older ones.
    NextUnplayed,
    /// To the unplayed episode before it, toward newer ones.
    PreviousUnplayed,
    /// Details of the selected show or episode.
    Details,
    /// Lists the links of the notes.
    Links,
    /// Opens it on Spotify.
    OpenOnSpotify,
    /// Copies its link.
    CopyLink,
    /// Asks Spotify whether this has changed.
    Refresh,
    /// Synchronises the library.
    RefreshAll,
    /// Pauses the synchronisation, or lets it go on.
    PauseSync,
    /// Opens the account overlay.
    Account,
    /// Opens the help.
    Help,
    /// Leaves the program.
    Quit,
    /// Stops the program as Ctrl-Z does.
    Suspend,
    /// Takes what was typed.
    Accept,
    /// To the next field.
    NextField,
    /// To the previous field.
    PreviousField,
    /// Types into the first field.
    EditField,
    /// Opens the dashboard where apps are registered.
    OpenDashboard,
    /// Copies the redirect URI.
    CopyRedirectUri,
    /// Goes back to the setup, for another client ID.
    ChangeClient,
    /// Starts the login.
    LogIn,
    /// Starts the login on a dynamic port.
    LogInDynamicPort,
    /// Copies the authorize URL.
    CopyLoginUrl,
    /// Opens the browser once more.
    ReopenBrowser,
    /// Opens the field for a pasted redirect URL.
    PasteRedirect,
    /// In the demo: agrees without a browser.
    ApproveInDemo,
    /// Shows what was said lately, whole.
    Messages,
    /// Searches the help.
    SearchHelp,
    /// Opens the link.
    ConfirmLink,
    /// Says yes to a question.
    Confirm,
}
