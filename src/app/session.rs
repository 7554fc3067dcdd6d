//! The session, and the screens in front of the lists: setup and login.

use jiff::Timestamp;

use super::{
    Problem,
    input::text_field::{SecretField, TextField},
    requests::{
        effect::{LibraryFate, Restart},
        event::Browser,
    },
};
use crate::domain::{Account, LoginState, Private, Profile};

/// The login and its app.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Session {
    pub login: LoginState,
    pub client_id: Option<String>,
    /// The redirect URI to register.
    pub redirect_uri: String,
    pub profile: Profile,
    /// Whether the tour is still to be shown.
    pub tour: bool,
    /// Whether this is the demo, where `a` agrees without a browser.
    pub is_demo: bool,
    /// What quitting goes on with, in place of the shell.
    pub way_back: Option<Restart>,
    pub owner: Owner,
    /// Whether the library can only be read: nothing is asked by itself for what could not be kept.
    pub is_read_only: bool,
    /// The fate of the library after the logout in progress.
    pub leaving: Option<LibraryFate>,
}

/// The owner of the rows in the library.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Owner {
    #[default]
    None,
    Known(Account),
    /// There is a new login, perhaps to another account: no rows are shown until its account is known.
    Unconfirmed(Account),
}

/// The setup screen: there is no client ID yet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Setup {
    pub focus: SetupField,
    pub client_id: TextField,
    pub secret: SecretField,
    pub problem: Option<Problem>,
    pub is_saving: bool,
}

/// A field of the setup screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SetupField {
    #[default]
    None,
    ClientId,
    Secret,
}

/// The login screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Login {
    pub reason: LoginReason,
    pub phase: LoginPhase,
    pub problem: Option<Problem>,
}

/// Why the login screen is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginReason {
    /// There was no login before.
    First,
    /// Spotify ended the login.
    Expired,
    /// The person logged out, or another process did.
    LoggedOut,
    /// A logout failed to delete something.
    NotRemoved,
    /// On demand, with lists to go back to.
    Again { switch_account: bool },
}

/// How far a login is.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one, which is never moved")]
pub enum LoginPhase {
    /// Enter begins.
    Idle,
    /// Another program uses the port of the redirect URI.
    PortInUse { port: u16 },
    /// The listener is being started, then the browser.
    Starting {
        /// In the demo: agree as soon as the listener is there.
        is_approved: bool,
    },
    /// The browser is open.
    Waiting(Waiting),
    /// The code of the browser is exchanged for tokens.
    Exchanging,
}

/// A login that waits for the browser.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// Shown and copied, never logged.
    pub url: Private,
    pub deadline: Timestamp,
    /// When the screen says what may have gone wrong: after a while, or once a key is pressed that does nothing else.
    pub hints_at: Timestamp,
    pub browser: Browser,
    /// The field for a redirect URL, while it is open.
    pub paste: Option<SecretField>,
    pub problem: Option<Problem>,
}

impl Owner {
    /// Whether rows may be read and shown.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Known(_))
    }

    pub fn account(&self) -> Option<&Account> {
        match self {
            Self::None => None,
            Self::Known(account) | Self::Unconfirmed(account) => Some(account),
        }
    }
}

impl Login {
    pub fn new(reason: LoginReason, problem: Option<Problem>) -> Self {
        Self { reason, phase: LoginPhase::Idle, problem }
    }
}

pub fn timed_out_problem() -> Problem {
    Problem::new(
        "The browser did not come back in time",
        "Nothing was stored. If its page shows INVALID_CLIENT or another error, the client ID or the redirect URI is not \
         the registered one",
        "Log in again",
    )
}
