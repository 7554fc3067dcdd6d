//! Answers about the login.

use jiff::Timestamp;

use crate::{
    app::problem::Problem,
    domain::{Account, CleanText, LoginState, Private, Profile, Scope},
};

/// The progress of a login.
#[derive(Debug, Clone, PartialEq)]
pub enum LoginReply {
    /// The listener accepts connections, and the browser is being opened.
    Opened(LoginOpened),
    Browser(Browser),
    NotStarted(LoginNotStarted),
    /// A pasted redirect URL was refused; the login keeps waiting.
    PasteRefused(Problem),
    /// The code waits in the runtime to be exchanged.
    CallbackArrived,
    Done(Result<LoggedIn, Problem>),
    /// `None` if `/me` failed, which does not undo the login.
    Account(Option<Account>),
    /// The profiles on this computer, the default one first.
    Profiles(Vec<ProfileEntry>),
    /// `Err` names what could not be deleted.
    LoggedOut(Result<(), Problem>),
    ClientSaved(Result<ClientSaved, Problem>),
}

/// A profile on this computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileEntry {
    pub profile: Profile,
    pub account: ProfileAccount,
    /// Whether it is the one in use.
    pub is_open: bool,
}

/// The account that a profile is logged in to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProfileAccount {
    Named(CleanText),
    /// Spotify has not named it yet.
    Unnamed,
    LoggedOut,
}

/// A login that waits for the browser.
#[derive(Debug, Clone, PartialEq)]
pub struct LoginOpened {
    /// The authorize URL, printable ASCII; shown and copied, never logged, because it holds the state.
    pub url: Private,
    pub deadline: Timestamp,
    pub browser: Browser,
}

/// Whether the browser opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Browser {
    /// The desktop is starting it.
    Opening,
    Opened,
    /// Not started in a remote session (`SSH_CONNECTION`).
    Remote,
    /// Not started: `$BROWSER` names a program that needs this terminal.
    TextBrowser(String),
    Failed(String),
}

/// Why the listener did not start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginNotStarted {
    /// Another program uses the port of the redirect URI; a dynamic one can be tried.
    PortInUse { port: u16 },
    /// Nothing was opened.
    Failed(Problem),
}
/// A login that succeeded: its tokens are stored, its account is unknown yet.
#[derive(Debug, Clone, PartialEq)]
pub struct LoggedIn {
    /// The scopes that were requested and not granted.
    pub missing: Vec<Scope>,
    /// When the login ends, six months after consent.
    pub ends: Timestamp,
    /// What is to be known of the store of the tokens, as a sentence.
    pub notice: Option<String>,
}

/// The result of saving client ID and secret.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientSaved {
    /// The redirect URI to register for it.
    pub redirect_uri: String,
    /// The file the client ID was written to.
    pub path: String,
    /// The login stored for this client ID.
    pub login: LoginState,
}

/// Why a login was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginLost {
    /// There are no tokens.
    NotLoggedIn,
    Expired,
    /// Another process has logged in to another account.
    AnotherAccount,
}

impl Browser {
    /// Whether the browser opened, as a sentence for the login screen.
    pub fn sentence(&self) -> String {
        match self {
            Self::Opening => "Opening your browser; agree there and come back.".into(),
            Self::Opened => "Your browser was asked to open; agree there and come back.".into(),
            Self::Remote => "This is a remote session: open the URL in the browser of the computer in front of you, \
                             then paste the address it ends on."
                .into(),
            Self::TextBrowser(name) => {
                format!("Your browser {} needs this terminal: open the URL in another one.", CleanText::new(name))
            }
            Self::Failed(why) => format!("{}: open the URL yourself.", CleanText::new(why)),
        }
    }
}
