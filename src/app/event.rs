//! What can happen to the program.

use jiff::{Timestamp, ZonedDateTime};
use ratatui::layout::Size;

use super::{
    Problem, RequestId,
    feed::{FeedKind, FeedPage},
    key::{Key, Mouse},
    panes::Subject,
    search::{SearchFound, Snippets},
    sync::SyncOutcome,
};
use crate::domain::{
    Account, CleanText, EpisodeSort, LoginState, Notes, Private, Quota, Scope, ShelfEpisode, ShelfShow, ShowKey,
    StateFilter, SyncProgress,
};

/// Something that happened, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The moment, in the person's time zone. The only clock there is in here.
    pub at: ZonedDateTime,
    /// What happened.
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// The program starts. Its effects are the first requests; the first frame is drawn before any of them.
    Start,
    /// A key was pressed.
    Key(Key),
    /// The mouse was used.
    Mouse(Mouse),
    /// Text was pasted (bracketed paste). It may be a redirect URL with a code in it, so it is private.
    Paste(Private),
    /// The terminal has this size now.
    Resize(Size),
    /// The moment that [`super::State::wakeup`] named has come.
    Wake,
    /// An answer to a request.
    Reply(RequestId, Reply),
    /// The guard in front of all requests opened or closed.
    Quota(Quota),
    /// The library holds something else now than what was read.
    LibraryChanged(LibraryChange),
}

/// What changed in the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LibraryChange {
    /// The list of shows.
    Shows,
    /// Episodes of a show, and with them its counts.
    Episodes(ShowKey),
    /// Anything: another program wrote to it.
    Anything,
}

/// An answer. A synchronisation answers many times and ends with [`Reply::Synced`].
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// The listener accepts connections, and the browser is being opened.
    LoginOpened(LoginOpened),
    /// What became of an attempt to open the browser on the login's page.
    LoginBrowser(Browser),
    /// The listener could not start.
    LoginNotStarted(LoginNotStarted),
    /// A pasted redirect URL was refused; the login goes on waiting.
    PasteRefused(Problem),
    /// The browser came back with the person's consent; the code waits in the runtime to be exchanged.
    CallbackArrived,
    /// The login is over, well or not.
    LoginDone(Result<LoggedIn, Problem>),
    /// Whose login it is; `None` where Spotify would not say just now, which does not undo the login.
    Account(Option<Account>),
    /// The tokens are gone; `Err` says what could not be deleted.
    LoggedOut(Result<(), Problem>),
    /// Client ID and secret were written down (or not), and the program uses them now.
    ClientSaved(Result<ClientSaved, Problem>),
    /// Every followed show, in Spotify's order.
    Shows(Vec<ShelfShow>),
    /// The episodes of a show, the newest first, all of them; how they were looked at the last time.
    Episodes(ShowKey, Vec<ShelfEpisode>, EpisodeSort, StateFilter),
    /// Notes of a show or an episode.
    Notes(Subject, Notes),
    /// A part of a feed.
    Feed(FeedKind, FeedPage),
    /// What a search found.
    Found(SearchFound),
    /// Pieces of notes for rows of the search.
    Snippets(Snippets),
    /// The next unplayed episode; `None` where there is no other. Whether a newer one was looked for.
    NextUnplayed(Option<Box<ShelfEpisode>>, bool),
    /// Episodes were marked, or marks were taken back: how many.
    Marked(Result<usize, Problem>),
    /// Episodes were written to the file at this path, which is clean to be shown.
    Exported(Result<String, Problem>),
    /// The library could not be read.
    ReadFailed(Problem),
    /// How far the synchronisation is.
    SyncProgress(SyncProgress),
    /// The synchronisation ended.
    Synced(SyncOutcome),
    /// A show was looked at.
    ShowSynced(ShowKey, SyncOutcome),
    /// The login ended while something was asked for: revoked, six months old, replaced, or the tokens are gone.
    LoginLost(LoginLost),
    /// A link was handed to the browser, or not.
    Opened(Result<(), Problem>),
    /// Text went to the clipboard, or not.
    Copied(Result<(), Problem>),
}

/// A login that waits for the browser.
#[derive(Debug, Clone, PartialEq)]
pub struct LoginOpened {
    /// The authorize URL, printable ASCII; shown and copied, never logged, for it holds the state.
    pub url: Private,
    /// When the wait ends.
    pub deadline: Timestamp,
    /// What became of the browser.
    pub browser: Browser,
}

/// What became of the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Browser {
    /// It is being asked to open; the desktop takes a moment.
    Opening,
    /// It was asked to open.
    Opened,
    /// It was not asked: this is a remote session (`SSH_CONNECTION`), its browser is not the person's.
    Remote,
    /// It was not asked: `$BROWSER` names a program that wants this terminal for itself.
    TextBrowser(String),
    /// It could not be opened.
    Failed(String),
}

/// Why the listener did not start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginNotStarted {
    /// Another program uses the port of the redirect URI; a dynamic one can be tried.
    PortInUse {
        /// The port.
        port: u16,
    },
    /// Anything else.
    Failed(Problem),
}

/// A login that succeeded: its tokens are stored. Whose it is has still to be asked.
#[derive(Debug, Clone, PartialEq)]
pub struct LoggedIn {
    /// What was asked for and not granted.
    pub missing: Vec<Scope>,
    /// When the login ends for good, six months after it was given.
    pub ends: Timestamp,
}

/// Client ID and secret as they are used now.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientSaved {
    /// The redirect URI that has to be registered for it.
    pub redirect_uri: String,
    /// Where the client ID was written.
    pub path: String,
    /// The login that is kept for this client ID.
    pub login: LoginState,
}

/// Why a login was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginLost {
    /// There are no tokens.
    NotLoggedIn,
    /// Spotify ended it.
    Expired,
    /// Another process has logged in as somebody else.
    AnotherAccount,
}

impl Browser {
    /// What became of the browser, as a sentence for the login screen.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Opening => "Your browser is being opened; agree there and come back.".into(),
            Self::Opened => "Your browser has been asked to open; agree there and come back.".into(),
            Self::Remote => "This is a remote session: open the URL in the browser of the computer in front of you, \
                             then paste the address it ends on."
                .into(),
            Self::TextBrowser(name) => format!(
                "Your browser {} would need this terminal for itself: open the URL in another one.",
                CleanText::new(name)
            ),
            Self::Failed(why) => {
                format!("No browser could be opened ({}): open the URL yourself.", CleanText::new(why))
            }
        }
    }
}
