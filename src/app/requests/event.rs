//! Events and replies.

mod catalogue;
mod login;
mod read;
mod upkeep;

use std::sync::Arc;

use jiff::{Timestamp, ZonedDateTime};
use ratatui::layout::Size;

use super::{RequestId, Slot};
use crate::{
    app::{
        artwork::Picture,
        input::key::{Key, Mouse},
        own::Ran,
        problem::Problem,
        terminal::Terminal,
    },
    domain::{
        CleanText, Device, LoginState, MediaKey, Playback, Private, Queued, Quota, ShelfEpisode, ShowKey, SpotifyLink,
        SyncCounts, SyncEnd, SyncProgress,
    },
};

pub use catalogue::{CatalogueReply, Fetched};
pub use login::{
    Browser, ClientSaved, LoggedIn, LoginLost, LoginNotStarted, LoginOpened, LoginReply, ProfileAccount, ProfileEntry,
};
pub use read::{FeedPage, ReadReply, SearchFound, Snippets};
pub use upkeep::{Changed, UpkeepReply};

/// An event and its time.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The moment, in the person's time zone: the only clock of the core.
    pub at: ZonedDateTime,
    pub kind: EventKind,
}

/// The kind of an event.
#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// The program starts. The first frame is drawn before its effects are carried out.
    Start,
    Key(Key),
    Mouse(Mouse),
    /// Bracketed paste. It may be a redirect URL with a code in it, so it is private.
    Paste(Private),
    Resize(Size),
    /// The moment of [`crate::app::State::wakeup`] has come.
    Wake,
    Reply(RequestId, Reply),
    /// The guard in front of all requests opened or closed.
    Quota(Quota),
    LibraryChanged(LibraryChange),
    /// The login, as it is after another process may have changed it.
    LoginSeen(LoginState),
    /// The terminal got the focus, or lost it.
    Focus(bool),
    /// What the terminal answered about itself.
    Terminal(Box<Terminal>),
    /// The person chose a light or a dark background for the terminal.
    Background {
        is_light: bool,
    },
    /// A media key of the desktop.
    Media(MediaKey),
    /// Something that runs by itself has a problem.
    Notice(Problem),
}

/// A change of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LibraryChange {
    /// The list of shows.
    Shows,
    /// Episodes of a show, and with them its counts.
    Episodes(ShowKey),
    /// Anything: another process wrote to it.
    Anything,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    Read(ReadReply),
    /// The next unplayed episode over all shows, towards newer or older ones; `None` if there is no other.
    NextUnplayed {
        found: Option<Box<ShelfEpisode>>,
        newer: bool,
    },
    /// An episode on disk that was looked for by its id, or nothing.
    Located(SpotifyLink, Option<Box<ShelfEpisode>>),
    Write(WriteReply),
    Login(LoginReply),
    Sync(SyncReply),
    Player(PlayerReply),
    Catalogue(CatalogueReply),
    /// The picture of a cover, or none.
    Artwork(Option<Arc<Picture>>),
    /// Spotify follows or saves it, or no longer. The problem is why the library does not have that yet.
    Keep(Result<Option<Problem>, Refused>),
    /// The result of the browser.
    System(Result<(), Problem>),
    Copied(Result<Copied, Problem>),
    Upkeep(UpkeepReply),
    /// A command of the person's own ended.
    Ran(Ran),
    /// The login ended during a request: revoked, six months old, replaced, or the tokens are gone.
    LoginLost(LoginLost),
}

/// How text was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Copied {
    /// It was sent to the terminal, which does not say whether it took it.
    Sent,
    /// With this program.
    With(&'static str),
    /// It was sent to the terminal; why the program failed.
    TerminalAlone(CleanText),
}

/// The result of a write.
#[derive(Debug, Clone, PartialEq)]
pub enum WriteReply {
    /// How many episodes were marked or unmarked.
    Marked(Result<usize, Problem>),
    /// Progress was stored. A failure is only logged: the next synchronisation brings the same.
    Progressed,
    Exported(Result<FileAnswer, Problem>),
    /// The last import of marks, if it can be undone.
    ImportFound(Option<ImportStep>),
}

/// An import of marks by the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportStep {
    pub made: Timestamp,
    /// The number of marks that it made.
    pub marks: u32,
}

/// The result of writing a file that was named. Paths are clean to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileAnswer {
    Written {
        path: String,
    },
    /// Nothing was written: there is a file of this name.
    Exists {
        path: String,
    },
}

/// Reports of a synchronisation; the last is an outcome.
#[derive(Debug, Clone, PartialEq)]
pub enum SyncReply {
    Progress(SyncProgress),
    Done(SyncOutcome),
    /// One show was visited.
    Visited(ShowKey, SyncOutcome),
    /// Your Episodes were read.
    SavedRead(SyncOutcome),
}

/// What Spotify answered about its players.
#[derive(Debug, Clone, PartialEq)]
pub enum PlayerReply {
    /// What plays; `None` if no device is active.
    Polled(Result<Option<Box<Playback>>, Refused>),
    Devices(Result<Vec<Device>, Refused>),
    Queue(Result<Vec<Queued>, Refused>),
    /// A command was taken, which does not say that the device obeyed.
    Sent(Result<(), Refused>),
    /// The player that was started on this computer.
    StartedHere(Result<Device, Problem>),
}

/// Why a request about a player, or to follow or save, failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub why: Refusal,
    pub problem: Problem,
}

/// What a refusal means for what comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No device is active: the person chooses one.
    NoDevice,
    /// The device is gone, or has another id: the person chooses one.
    DeviceGone,
    /// The player is in that state already, or does not allow the command now.
    AlreadySo,
    /// The command may have been carried out: there was no answer.
    Unknown,
    /// Every request like this one is refused until the login changes.
    Lasting,
    Other,
}

/// The result of a synchronisation.
#[derive(Debug, Clone, PartialEq)]
pub struct SyncOutcome {
    pub counts: SyncCounts,
    pub end: SyncEnd,
    pub problem: Option<Problem>,
}

impl Reply {
    /// Whether this answers a request in this slot.
    pub fn answers(&self, slot: Slot) -> bool {
        use Slot::{
            Account, Artwork, Catalogue, CatalogueShow, Chapters, Client, Copy, Devices, Episodes, Export, Feed, Fetch,
            Find, Keep, Login, Logout, Mark, MarkShow, Notes, Open, Pipe, Playback, PlayerQueue, Profiles, Progress,
            Run, Saved, Search, Send, Shows, Snippets, StartHere, Sync, Undo, Unplayed, Visit,
        };
        let reads = matches!(slot, Shows | Episodes | Notes | Feed(_) | Search | Snippets | Chapters | Unplayed | Find);
        match self {
            Self::Read(ReadReply::Shows(_)) => slot == Shows,
            Self::Read(ReadReply::FirstEpisodes(..) | ReadReply::Episodes(..)) => slot == Episodes,
            Self::Read(ReadReply::Notes(..)) => slot == Notes,
            Self::Read(ReadReply::Feed(_)) => matches!(slot, Feed(_)),
            Self::Read(ReadReply::Found(_)) => slot == Search,
            Self::Read(ReadReply::Snippets(_)) => slot == Snippets,
            Self::Read(ReadReply::Chapters(..)) => slot == Chapters,
            Self::NextUnplayed { .. } => slot == Unplayed,
            Self::Located(..) => slot == Find,
            Self::Read(ReadReply::Failed(_)) => reads,
            Self::Write(WriteReply::Marked(_)) => matches!(slot, Mark | MarkShow | Undo),
            Self::Write(WriteReply::ImportFound(_)) => slot == Undo,
            Self::Write(WriteReply::Progressed) => slot == Progress,
            Self::Write(WriteReply::Exported(_)) => slot == Export,
            Self::Login(LoginReply::Account(_)) => slot == Account,
            Self::Login(LoginReply::Profiles(_)) => slot == Profiles,
            Self::Login(LoginReply::LoggedOut(_)) => slot == Logout,
            Self::Login(LoginReply::ClientSaved(_)) => slot == Client,
            Self::Login(
                LoginReply::Opened(_)
                | LoginReply::Browser(_)
                | LoginReply::NotStarted(_)
                | LoginReply::PasteRefused(_)
                | LoginReply::CallbackArrived
                | LoginReply::Done(_),
            ) => slot == Login,
            Self::Sync(SyncReply::Progress(_)) => matches!(slot, Sync | Saved),
            Self::Sync(SyncReply::Done(_)) => slot == Sync,
            Self::Sync(SyncReply::Visited(..)) => slot == Visit,
            Self::Sync(SyncReply::SavedRead(_)) => slot == Saved,
            Self::Player(PlayerReply::Polled(_)) => slot == Playback,
            Self::Player(PlayerReply::Devices(_)) => slot == Devices,
            Self::Player(PlayerReply::Queue(_)) => slot == PlayerQueue,
            Self::Player(PlayerReply::Sent(_)) => slot == Send,
            Self::Player(PlayerReply::StartedHere(_)) => slot == StartHere,
            Self::Artwork(_) => slot == Artwork,
            Self::Keep(_) => slot == Keep,
            Self::Catalogue(CatalogueReply::Saved(_)) => matches!(slot, Catalogue | CatalogueShow | Fetch),
            Self::Catalogue(CatalogueReply::Found(_)) => slot == Catalogue,
            Self::Catalogue(CatalogueReply::Episodes(..)) => slot == CatalogueShow,
            Self::Catalogue(CatalogueReply::Fetched(_)) => slot == Fetch,
            Self::System(_) => slot == Open,
            Self::Copied(_) => slot == Copy,
            Self::Upkeep(reply) => reply.answers(slot),
            Self::Ran(_) => matches!(slot, Run | Pipe),
            Self::LoginLost(_) => {
                let is_player = matches!(slot, Playback | Devices | PlayerQueue | Send | StartHere);
                is_player || matches!(slot, Account | Sync | Visit | Saved | Keep | Catalogue | CatalogueShow | Fetch)
            }
        }
    }

    /// Whether nothing more answers the request after this.
    pub fn is_last(&self) -> bool {
        match self {
            Self::Read(ReadReply::FirstEpisodes(..)) | Self::Catalogue(CatalogueReply::Saved(_)) => false,
            Self::Read(_)
            | Self::NextUnplayed { .. }
            | Self::Located(..)
            | Self::Write(_)
            | Self::Player(_)
            | Self::Catalogue(_)
            | Self::Artwork(_)
            | Self::Keep(_)
            | Self::System(_)
            | Self::Copied(_)
            | Self::Upkeep(_)
            | Self::Ran(_)
            | Self::LoginLost(_) => true,
            Self::Login(reply) => !matches!(
                reply,
                LoginReply::Opened(_)
                    | LoginReply::Browser(_)
                    | LoginReply::PasteRefused(_)
                    | LoginReply::CallbackArrived
            ),
            Self::Sync(reply) => !matches!(reply, SyncReply::Progress(_)),
        }
    }
}
