//! Everything the program knows, by value.

use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use ratatui::layout::Size;

use super::{
    Keymap, Problem,
    effect::LibraryFate,
    feed::Feeds,
    layout,
    ledger::Ledger,
    login::{Login, LoginPhase, LoginReason, Setup},
    overlay::Overlay,
    panes::{Main, Shows, Stock},
    sync::{Rereads, Sync},
};
use crate::domain::{Account, LoginState, Quota, ShelfShow, ShowSort, StateFilter};

mod contexts;
mod messages;
mod notices;
mod verbs;
mod wakeup;

pub use messages::{MARK, Message, MessageRow, Messages, Tone};
pub use notices::Notice;

/// The whole state. The event loop owns it; [`super::update()`] changes it; `ui` reads it.
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
    /// Whose rows these are; `None` while there are none that may be shown.
    pub owner: Option<Account>,
    /// The rows of the owner while it is not known whether the login is theirs: nobody may see those of another account.
    pub aside: Option<Box<Main>>,
    /// The synchronisation.
    pub sync: Sync,
    /// What is read from the library again.
    pub rereads: Rereads,
    /// Whether the library goes with the next Enter in the account overlay: it was warned that marks go with it.
    pub delete_asked: bool,
    /// What becomes of the library once the logout that was asked for is done.
    pub leaving: Option<LibraryFate>,
    /// What is open on top of the screen.
    pub overlay: Option<Overlay>,
    /// Who is logged in.
    pub session: Session,
    /// Whether requests go out.
    pub quota: Quota,
    /// The last message, until it expires.
    pub message: Option<Message>,
    /// What was said lately, to be read again.
    pub said: Messages,
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

/// How things are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// Only ASCII is drawn by the program itself (marks, borders, bullets).
    pub ascii: bool,
    /// Dates are never made relative.
    pub iso_dates: bool,
}

/// What the first frame shows of the library.
#[derive(Debug, Clone, PartialEq)]
pub struct Shelf {
    /// Whose it is.
    pub account: Account,
    /// In which order the shows were listed the last time.
    pub sort: ShowSort,
    /// Which of them were listed, by the states of their episodes.
    pub state: StateFilter,
    /// How New was looked at: one per show, states.
    pub new: (bool, StateFilter),
    /// The first shows in that order, as many as any screen shows; all of them are read after the first frame.
    pub shows: Vec<ShelfShow>,
    /// How many shows there are.
    pub total: u32,
    /// When the list of shows was read from Spotify to its end the last time.
    pub synced_at: Option<Timestamp>,
    /// What the person should be told of the library once, such as that it was damaged.
    pub notices: Vec<String>,
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
    /// What is on disk, where there is a library.
    pub shelf: Option<Shelf>,
    /// After how long the library is synchronised again by itself; `None` for never.
    pub interval: Option<SignedDuration>,
    /// What went wrong before the first screen, such as tokens that had to be set aside.
    pub problem: Option<Problem>,
}

impl State {
    /// The state before the first event. The lists where there are shows on disk, whatever the login is; else setup where
    /// there is no client ID, login where there is no login. A login whose end has passed is tried all the same: the
    /// clock may be wrong, and Spotify says what is true (security E9). It can be drawn at once; requests start with
    /// [`super::EventKind::Start`].
    #[must_use]
    pub fn new(startup: Startup) -> Self {
        let Startup { now, size, session, keymap, look, warnings, quota, shelf, interval, problem } = startup;
        let account = session.login.account().cloned();
        // What is on disk of another account than the one that is logged in is not this person's to see.
        let shelf = shelf.filter(|shelf| account.as_ref().is_none_or(|account| account.id == shelf.account.id));
        let listed = shelf.as_ref().is_some_and(|shelf| !shelf.shows.is_empty());
        let reason = match session.login {
            _ if listed => None,
            LoginState::LoggedOut => Some(LoginReason::First),
            LoginState::Ended { .. } => Some(LoginReason::Expired),
            LoginState::LoggedIn { .. } => None,
        };
        let notices = shelf.iter().flat_map(|shelf| shelf.notices.iter().cloned()).chain(warnings).collect();
        let mut failed = None;
        let screen = match (&session.client_id, reason) {
            (None, _) if !listed => Screen::Setup(Setup { problem, ..Setup::default() }),
            (_, Some(reason)) => Screen::Login(Login { reason, phase: LoginPhase::Idle, problem }),
            (_, None) => {
                failed = problem;
                Screen::Main
            }
        };
        let synced_at = shelf.as_ref().and_then(|shelf| shelf.synced_at);
        let owner = shelf.as_ref().map(|shelf| shelf.account.clone()).or(account);
        let mut state = Self {
            main: Main {
                feeds: first_feeds(shelf.as_ref()),
                shows: first_rows(shelf, layout::rows(size)),
                ..Main::default()
            },
            sync: Sync { synced_at, interval, ..Sync::default() },
            rereads: Rereads::default(),
            ledger: Ledger::default(),
            aside: None,
            overlay: None,
            leaving: None,
            delete_asked: false,
            now,
            size,
            screen,
            owner,
            session,
            quota,
            said: Messages::default(),
            message: None,
            keymap,
            look,
        };
        state.warn(notices);
        if let Some(problem) = failed {
            state.say(problem.status_line(), Tone::Error);
        }
        state
    }
}

/// New as it was looked at the last time.
fn first_feeds(shelf: Option<&Shelf>) -> Feeds {
    let mut feeds = Feeds::default();
    if let Some(shelf) = shelf {
        (feeds.new.one_per_show, feeds.new.state) = shelf.new;
    }
    feeds
}

/// The rows of the first frame, as they come.
fn first_rows(shelf: Option<Shelf>, height: usize) -> Shows {
    let Some(Shelf { sort, state, shows: items, total, .. }) = shelf else { return Shows::default() };
    let mut shows = Shows { items, sort, state, stock: Stock::First { total }, ..Shows::default() };
    shows.rebuild(height);
    shows
}
