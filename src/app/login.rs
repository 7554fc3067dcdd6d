//! The screens before there is anything to list: setup and login.

use std::fmt;

use jiff::Timestamp;
use tui_input::Input;

use super::{Problem, RequestId, event::Browser};
use crate::domain::Private;

/// The setup screen: there is no client ID yet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Setup {
    /// Which field is typed into.
    pub focus: SetupField,
    /// The client ID as typed so far.
    pub client_id: Field,
    /// The client secret as typed so far, drawn as dots.
    pub secret: SecretField,
    /// What is wrong with what was typed, or why it could not be saved.
    pub problem: Option<Problem>,
    /// Whether it is being saved.
    pub saving: bool,
}

/// The fields of the setup screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SetupField {
    /// No field: keys are commands (`o` opens the dashboard, `y` copies the redirect URI, `q` quits).
    #[default]
    None,
    /// The client ID.
    ClientId,
    /// The client secret, which may stay empty.
    Secret,
}

/// The login screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Login {
    /// Why it is open.
    pub reason: LoginReason,
    /// How far the login is.
    pub phase: LoginPhase,
    /// How the last attempt ended, if badly.
    pub problem: Option<Problem>,
}

/// Why the login screen is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginReason {
    /// Nobody has logged in here yet.
    First,
    /// Spotify ended the login: revoked, or six months old.
    Expired,
    /// The person logged out.
    LoggedOut,
    /// The person wants to log out, and the login could not be deleted: the next start finds it.
    NotRemoved,
    /// The person wants to log in again or as somebody else; Esc goes back to the list.
    Again {
        /// Whether Spotify shows its account chooser.
        switch_account: bool,
    },
}

/// How far a login is.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one of them, and it is never moved about")]
pub enum LoginPhase {
    /// Enter starts it.
    Idle,
    /// The port of the redirect URI is taken: Enter tries again, `p` takes a dynamic one.
    PortInUse {
        /// The port.
        port: u16,
    },
    /// The listener is being bound.
    Starting {
        /// Its request.
        id: RequestId,
        /// In the demo: consent was already given with a key, to be used as soon as the listener is there.
        approved: bool,
    },
    /// The browser is open, or the URL is shown; callback and paste are both awaited.
    Waiting(Waiting),
    /// The code is being exchanged.
    Exchanging {
        /// Its request.
        id: RequestId,
    },
}

/// A login that waits for the browser or a paste.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// Its request.
    pub id: RequestId,
    /// The authorize URL.
    pub url: Private,
    /// When the wait ends.
    pub deadline: Timestamp,
    /// What became of the browser.
    pub browser: Browser,
    /// The field for a pasted redirect URL; `None` while keys are commands.
    pub paste: Option<SecretField>,
    /// Why the last paste was refused.
    pub problem: Option<Problem>,
}

/// Nothing came back in time: often a mistake that Spotify shows in the browser only.
#[must_use]
pub fn timed_out_problem() -> Problem {
    Problem::new(
        "The browser did not come back in time",
        "Nothing was stored. If its page shows INVALID_CLIENT or another error, the client ID or the redirect URI is not \
         the registered one",
        "Log in again",
    )
}

/// A text field.
#[derive(Debug, Clone, Default)]
pub struct Field(pub Input);

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.0.value() == other.0.value() && self.0.cursor() == other.0.cursor()
    }
}

/// A text field whose content nobody else may read; `Debug` prints `[redacted]`.
#[derive(Clone, Default, PartialEq)]
pub struct SecretField(pub Field);

impl fmt::Debug for SecretField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
