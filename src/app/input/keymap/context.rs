//! The contexts of bindings, with their names.

/// One list for the variants and the table of their names.
macro_rules! contexts {
    ($($context:ident, $name:literal, $title:literal;)*) => {
        /// A place with bindings. A state has a stack of contexts, the innermost first; the first that binds a key wins.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Context {
            $($context,)*
        }

        /// Every context in the order of the help, with its name in the configuration and its title.
        const CONTEXTS: &[(Context, &str, &str)] = &[$((Context::$context, $name, $title),)*];
    };
}

contexts! {
    Main, "main", "Navigation";
    List, "list", "Lists";
    Shows, "shows", "Shows";
    Episodes, "episodes", "Episodes";
    Feed, "feed", "New, In progress and Saved";
    New, "new", "New";
    InProgress, "in-progress", "In progress";
    Saved, "saved", "Saved";
    Found, "found", "Search";
    Discover, "discover", "Discover";
    DiscoverShow, "discover-show", "Discover, a show";
    EpisodeList, "episode-list", "Any list of episodes";
    Selection, "selection", "Selected episodes";
    Episode, "episode", "Episode, selected or open";
    Notes, "notes", "Notes";
    Playing, "playing", "While something plays";
    Running, "running", "While a command runs";
    FilterField, "filter-field", "Filter, while typing";
    SearchField, "search-field", "Search, while typing";
    Prompt, "prompt", "Another field, while typing";
    Palette, "palette", "Commands by name";
    Links, "links", "Links";
    ConfirmLink, "confirm-link", "Opening a link";
    Confirm, "confirm", "A question";
    Written, "written", "What was exported";
    Messages, "messages", "Messages";
    Output, "output", "The output of a command";
    Account, "account", "Account";
    Profiles, "profiles", "Profiles";
    Devices, "devices", "Devices";
    Upcoming, "queue", "Queue";
    Settings, "settings", "Settings";
    Values, "values", "The values of a setting";
    Document, "document", "Pages about the program";
    Tour, "tour", "The welcome at the first start";
    Help, "help", "Help";
    HelpField, "help-field", "Help, while searching";
    Global, "global", "Everywhere";
    Login, "login", "Login";
    LoginFirst, "login-first", "Login, before the first one";
    LoginAgain, "login-again", "Login, with lists to go back to";
    LoginBusy, "login-busy", "Login, while it starts and ends";
    LoginPort, "login-port", "Login, port in use";
    LoginWaiting, "login-waiting", "Login, waiting for the browser";
    LoginDemo, "login-demo", "Login, in the demo";
    PasteField, "paste-field", "Login, in the field for the URL";
    Setup, "setup", "Setup";
    SetupField, "setup-field", "Setup, in a field";
}

/// The stacks of the views, without what is in each: [`Context::Main`] and [`Context::Global`].
pub(super) const VIEWS: &[&[Context]] = &[
    &[Context::Shows, Context::List],
    &[Context::Episodes, Context::List, Context::EpisodeList, Context::Episode],
    &[Context::Feed, Context::New, Context::EpisodeList, Context::Episode],
    &[Context::Feed, Context::InProgress, Context::EpisodeList, Context::Episode],
    &[Context::Feed, Context::Saved, Context::EpisodeList, Context::Episode],
    &[Context::Found, Context::EpisodeList, Context::Episode],
    &[Context::Discover],
    &[Context::DiscoverShow],
    &[Context::Notes, Context::Episode],
];

/// What can come before the stack of any view.
pub(super) const OVER_VIEWS: &[Context] = &[Context::Running, Context::Selection, Context::Playing];

/// The stacks of the login, without [`Context::Global`].
pub(super) const LOGINS: &[&[Context]] = &[
    &[Context::LoginFirst, Context::Login],
    &[Context::LoginAgain, Context::Login],
    &[Context::LoginDemo, Context::LoginBusy],
    &[Context::LoginDemo, Context::LoginWaiting],
];

impl Context {
    /// Every context, in the order of the help.
    pub fn all() -> impl Iterator<Item = Self> {
        CONTEXTS.iter().map(|(context, ..)| *context)
    }

    /// The heading in the help.
    pub fn title(self) -> &'static str {
        self.row().2
    }

    /// The name in the configuration.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// Whether plain keys are text here.
    pub fn is_text(self) -> bool {
        matches!(
            self,
            Self::SetupField
                | Self::PasteField
                | Self::FilterField
                | Self::SearchField
                | Self::HelpField
                | Self::Prompt
                | Self::Palette
        )
    }

    /// Whether it belongs to the main screen: a view, what is selected there, or what plays.
    pub fn is_on_main_screen(self) -> bool {
        self == Self::Main || OVER_VIEWS.contains(&self) || VIEWS.iter().any(|stack| stack.contains(&self))
    }

    /// Whether both can be in one stack.
    pub fn meets(&self, other: &Self) -> bool {
        let are_in = |stack: &&[Self]| stack.contains(self) && stack.contains(other);
        let is_open_with_all = |one: Self, two: Self| {
            let is_with_views = one == Self::Main || OVER_VIEWS.contains(&one);
            one == Self::Global || (is_with_views && two.is_on_main_screen())
        };
        self == other
            || is_open_with_all(*self, *other)
            || is_open_with_all(*other, *self)
            || VIEWS.iter().any(are_in)
            || LOGINS.iter().any(are_in)
    }

    fn row(self) -> (Self, &'static str, &'static str) {
        CONTEXTS.iter().copied().find(|(context, ..)| *context == self).unwrap_or((self, "", ""))
    }
}
