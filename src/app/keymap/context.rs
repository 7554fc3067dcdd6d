//! Where bindings hold, and what each place is called.

/// Where a binding holds. A state has a stack of contexts, the innermost first; the first one that knows a key wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// Everywhere; in text fields only the keys with Ctrl or Alt.
    Global,
    /// The setup screen, no field focused.
    Setup,
    /// A field of the setup screen.
    SetupField,
    /// The login screen before a login is started.
    Login,
    /// On top of it, when there are lists to go back to.
    LoginAgain,
    /// The login screen while something runs that can only be cancelled.
    LoginBusy,
    /// The login screen when the port is taken.
    LoginPort,
    /// The login screen while it waits for the browser.
    LoginWaiting,
    /// On top of it, in the demo.
    LoginDemo,
    /// The field for a pasted redirect URL.
    PasteField,
    /// The main screen.
    Main,
    /// A list of the main screen.
    List,
    /// The shows.
    Shows,
    /// The episodes.
    Episodes,
    /// New and In progress.
    Feed,
    /// New.
    New,
    /// In progress.
    InProgress,
    /// What was found.
    Found,
    /// A list of episodes, in any tab.
    EpisodeList,
    /// An episode, selected or read.
    Episode,
    /// Details and notes.
    Notes,
    /// On top of it, in the search.
    FoundNotes,
    /// The filter of a list, while it is typed.
    FilterField,
    /// The search, while it is typed.
    SearchField,
    /// The help.
    Help,
    /// The search of the help, while it is typed.
    HelpField,
    /// The list of links.
    Links,
    /// The question whether a link shall be opened.
    ConfirmLink,
    /// A question.
    Confirm,
    /// Where something was written to.
    Written,
    /// What was said lately.
    Messages,
    /// The account overlay.
    Account,
}

impl Context {
    /// All of them, in the order the help lists them: what is used most comes first.
    pub const ALL: [Self; 32] = [
        Self::Main,
        Self::List,
        Self::Shows,
        Self::Episodes,
        Self::Feed,
        Self::New,
        Self::InProgress,
        Self::Found,
        Self::EpisodeList,
        Self::Episode,
        Self::Notes,
        Self::FoundNotes,
        Self::FilterField,
        Self::SearchField,
        Self::Links,
        Self::ConfirmLink,
        Self::Confirm,
        Self::Written,
        Self::Messages,
        Self::Account,
        Self::Help,
        Self::HelpField,
        Self::Global,
        Self::Login,
        Self::LoginAgain,
        Self::LoginBusy,
        Self::LoginPort,
        Self::LoginWaiting,
        Self::LoginDemo,
        Self::PasteField,
        Self::Setup,
        Self::SetupField,
    ];

    /// What the help calls it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Global => "Everywhere",
            Self::Setup => "Setup",
            Self::SetupField => "Setup, in a field",
            Self::Login => "Login",
            Self::LoginAgain => "Login, with lists to go back to",
            Self::LoginBusy => "Login, while it starts and ends",
            Self::LoginPort => "Login, port in use",
            Self::LoginWaiting => "Login, waiting for the browser",
            Self::LoginDemo => "Login, in the demo",
            Self::PasteField => "Login, in the field for the URL",
            Self::Main => "Moving about",
            Self::List => "Lists",
            Self::Shows => "Shows",
            Self::Episodes => "Episodes",
            Self::Feed => "New and In progress",
            Self::New => "New",
            Self::InProgress => "In progress",
            Self::Found => "Search",
            Self::EpisodeList => "Any list of episodes",
            Self::Episode => "An episode, selected or read",
            Self::Notes => "Notes",
            Self::FoundNotes => "Notes of what was found",
            Self::FilterField => "Filter, while typing",
            Self::SearchField => "Search, while typing",
            Self::Help => "Help",
            Self::HelpField => "Help, while searching",
            Self::Links => "Links",
            Self::ConfirmLink => "Opening a link",
            Self::Confirm => "A question",
            Self::Written => "What was exported",
            Self::Messages => "Messages",
            Self::Account => "Account",
        }
    }

    /// Whether keys are text in it, unless bound.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Self::SetupField | Self::PasteField | Self::FilterField | Self::SearchField | Self::HelpField)
    }

    /// Its name in the config.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Setup => "setup",
            Self::SetupField => "setup-field",
            Self::Login => "login",
            Self::LoginAgain => "login-again",
            Self::LoginBusy => "login-busy",
            Self::LoginPort => "login-port",
            Self::LoginWaiting => "login-waiting",
            Self::LoginDemo => "login-demo",
            Self::PasteField => "paste-field",
            Self::Main => "main",
            Self::List => "list",
            Self::Shows => "shows",
            Self::Episodes => "episodes",
            Self::Feed => "feed",
            Self::New => "new",
            Self::InProgress => "in-progress",
            Self::Found => "found",
            Self::EpisodeList => "episode-list",
            Self::Episode => "episode",
            Self::Notes => "notes",
            Self::FoundNotes => "found-notes",
            Self::FilterField => "filter-field",
            Self::SearchField => "search-field",
            Self::Help => "help",
            Self::HelpField => "help-field",
            Self::Links => "links",
            Self::ConfirmLink => "confirm-link",
            Self::Confirm => "confirm",
            Self::Written => "written",
            Self::Messages => "messages",
            Self::Account => "account",
        }
    }
}
