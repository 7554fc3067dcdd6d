//! The contexts of bindings, with their names.

/// A place with bindings. A state has a stack of contexts, the innermost first; the first that binds a key wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    Global,
    Setup,
    SetupField,
    Login,
    LoginFirst,
    LoginAgain,
    LoginBusy,
    LoginPort,
    LoginWaiting,
    LoginDemo,
    PasteField,
    Main,
    List,
    Shows,
    Episodes,
    Feed,
    New,
    InProgress,
    Saved,
    Found,
    Discover,
    DiscoverShow,
    EpisodeList,
    Selection,
    Episode,
    Notes,
    Prompt,
    Palette,
    FilterField,
    SearchField,
    Help,
    HelpField,
    Links,
    ConfirmLink,
    Confirm,
    Written,
    Messages,
    Account,
    Profiles,
    Values,
    Playing,
    Running,
    Devices,
    Upcoming,
    Output,
    Document,
    Settings,
    Tour,
}

/// Every context in the order of the help, with its name in the configuration and its title.
const CONTEXTS: &[(Context, &str, &str)] = &[
    (Context::Main, "main", "Navigation"),
    (Context::List, "list", "Lists"),
    (Context::Shows, "shows", "Shows"),
    (Context::Episodes, "episodes", "Episodes"),
    (Context::Feed, "feed", "New, In progress and Saved"),
    (Context::New, "new", "New"),
    (Context::InProgress, "in-progress", "In progress"),
    (Context::Saved, "saved", "Saved"),
    (Context::Found, "found", "Search"),
    (Context::Discover, "discover", "Discover"),
    (Context::DiscoverShow, "discover-show", "Discover, a show"),
    (Context::EpisodeList, "episode-list", "Any list of episodes"),
    (Context::Selection, "selection", "Selected episodes"),
    (Context::Episode, "episode", "Episode, selected or open"),
    (Context::Notes, "notes", "Notes"),
    (Context::Playing, "playing", "While something plays"),
    (Context::Running, "running", "While a command runs"),
    (Context::FilterField, "filter-field", "Filter, while typing"),
    (Context::SearchField, "search-field", "Search, while typing"),
    (Context::Prompt, "prompt", "Another field, while typing"),
    (Context::Palette, "palette", "Commands by name"),
    (Context::Links, "links", "Links"),
    (Context::ConfirmLink, "confirm-link", "Opening a link"),
    (Context::Confirm, "confirm", "A question"),
    (Context::Written, "written", "What was exported"),
    (Context::Messages, "messages", "Messages"),
    (Context::Output, "output", "The output of a command"),
    (Context::Account, "account", "Account"),
    (Context::Profiles, "profiles", "Profiles"),
    (Context::Devices, "devices", "Devices"),
    (Context::Upcoming, "queue", "Queue"),
    (Context::Settings, "settings", "Settings"),
    (Context::Values, "values", "The values of a setting"),
    (Context::Document, "document", "Pages about the program"),
    (Context::Tour, "tour", "The welcome at the first start"),
    (Context::Help, "help", "Help"),
    (Context::HelpField, "help-field", "Help, while searching"),
    (Context::Global, "global", "Everywhere"),
    (Context::Login, "login", "Login"),
    (Context::LoginFirst, "login-first", "Login, before the first one"),
    (Context::LoginAgain, "login-again", "Login, with lists to go back to"),
    (Context::LoginBusy, "login-busy", "Login, while it starts and ends"),
    (Context::LoginPort, "login-port", "Login, port in use"),
    (Context::LoginWaiting, "login-waiting", "Login, waiting for the browser"),
    (Context::LoginDemo, "login-demo", "Login, in the demo"),
    (Context::PasteField, "paste-field", "Login, in the field for the URL"),
    (Context::Setup, "setup", "Setup"),
    (Context::SetupField, "setup-field", "Setup, in a field"),
];

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

#[cfg(test)]
mod tests {
    #[test]
    fn every_context_of_the_table_has_a_name_and_a_title() {
        for binding in super::super::TABLE {
            assert!(!binding.context.name().is_empty() && !binding.context.title().is_empty(), "{binding:?}");
        }
    }
}
