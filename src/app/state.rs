//! Everything the program knows, by value.

use std::borrow::Cow;

use jiff::{Timestamp, ZonedDateTime};
use ratatui::layout::Size;

use super::{
    Keymap, Problem,
    event::Quota,
    ledger::Ledger,
    login::{Login, Setup},
    overlay::Overlay,
    panes::Main,
};
use crate::domain::{Account, Scope};

/// The whole state. The event loop owns it; [`super::update`] changes it; `ui` reads it.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// When the last event happened.
    pub now: ZonedDateTime,
    /// How large the terminal is.
    pub size: Size,
    /// Which screen is open.
    pub screen: Screen,
    /// The list of shows, the open show, the notes. Kept while a login screen is in front of it.
    pub main: Main,
    /// What is open on top of the screen.
    pub overlay: Option<Overlay>,
    /// Who is logged in.
    pub session: Session,
    /// Whether requests go out.
    pub quota: Quota,
    /// The last message, until it expires.
    pub message: Option<Message>,
    /// Requests in flight.
    pub ledger: Ledger,
    /// What the keys do.
    pub keymap: Keymap,
    /// How things are shown.
    pub look: Look,
}

/// Which screen is open.
#[derive(Debug, Clone, PartialEq)]
pub enum Screen {
    /// There is no client ID yet.
    Setup(Setup),
    /// There is no login, or another is being made.
    Login(Login),
    /// Shows, episodes, notes.
    Main,
}

/// Who is logged in, and what the program was told about itself at its start.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Whether there are tokens.
    pub login: LoginState,
    /// The client ID, as far as it may be shown.
    pub client_id: Option<String>,
    /// The redirect URI as it has to be registered.
    pub redirect_uri: String,
    /// Whether this is the demo, where `a` agrees without a browser.
    pub demo: bool,
}

/// Whether there is a login.
#[derive(Debug, Clone, PartialEq)]
pub enum LoginState {
    /// None.
    LoggedOut,
    /// There was one; Spotify ended it, or the tokens are gone. What it loaded stays usable.
    Ended {
        /// Whose lists these are.
        account: Option<Account>,
    },
    /// There is one.
    LoggedIn {
        /// Who; unknown when Spotify would not say.
        account: Option<Account>,
        /// What was not granted.
        missing: Vec<Scope>,
        /// When it ends for good.
        ends: Timestamp,
    },
}

/// One line that goes away by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What to say.
    pub text: Cow<'static, str>,
    /// How it is meant.
    pub tone: Tone,
    /// When it goes.
    pub until: Timestamp,
}

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Something was done.
    Info,
    /// Something wants attention.
    Warning,
    /// Something failed.
    Error,
}

/// How things are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// Only ASCII is drawn by the program itself (marks, borders, bullets).
    pub ascii: bool,
    /// Dates are never made relative.
    pub iso_dates: bool,
}

/// What the program knows when it starts.
#[derive(Debug, Clone, PartialEq)]
pub struct Startup {
    /// The moment, in the person's time zone.
    pub now: ZonedDateTime,
    /// How large the terminal is.
    pub size: Size,
    /// Who is logged in.
    pub session: Session,
    /// What the keys do.
    pub keymap: Keymap,
    /// How things are shown.
    pub look: Look,
    /// What was wrong with the configuration, a line each.
    pub warnings: Vec<String>,
    /// What the guard remembers of an earlier start.
    pub quota: Quota,
    /// What went wrong before the first screen, such as tokens that had to be set aside.
    pub problem: Option<Problem>,
}
