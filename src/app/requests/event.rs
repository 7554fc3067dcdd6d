//! Events and replies.

mod login;
mod upkeep;

use std::sync::Arc;

use jiff::{Timestamp, ZonedDateTime};
use ratatui::layout::Size;

use super::{Policy, RequestId, Slot};
use crate::{
    app::{
        artwork::Picture,
        input::key::{Key, Mouse},
        own::Ran,
        problem::Problem,
        terminal::Terminal,
    },
    domain::{
        CleanText, Device, Episode, EpisodeAt, EpisodeId, EpisodeSort, Found, LoginState, MediaKey, Notes, Page,
        Playback, Private, Queued, Quota, ShelfEpisode, ShelfShow, Show, ShowId, ShowKey, Snippet, SpotifyLink,
        StateFilter, Subject, SyncCounts, SyncEnd, SyncProgress,
    },
};

pub use login::{
    Browser, ClientSaved, LoggedIn, LoginLost, LoginNotStarted, LoginOpened, LoginReply, ProfileAccount, ProfileEntry,
};
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

/// An answer of the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub enum CatalogueReply {
    /// Which episodes of the answer that follows are saved, as far as the library knows.
    Saved(Vec<EpisodeId>),
    /// A page of shows and episodes.
    Found(Result<Box<Found>, Problem>),
    /// A page of the episodes of a show.
    Episodes(ShowId, Result<Page<Episode>, Problem>),
    /// Where a link leads to.
    Fetched(Result<Fetched, Problem>),
}

/// Where a link leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Fetched {
    Show(Box<Show>),
    /// An episode, and its show if Spotify named it.
    Episode(Box<Episode>, Option<Box<Show>>),
}

/// The result of a read.
#[derive(Debug, Clone, PartialEq)]
pub enum ReadReply {
    /// Every followed show, in Spotify's order.
    Shows(Vec<ShelfShow>),
    /// The first episodes of a show as they were displayed the last time, and how many there are.
    FirstEpisodes(ShowKey, Vec<ShelfEpisode>, u32, EpisodeSort, StateFilter),
    /// All episodes of a show, the newest first, and how they were displayed the last time.
    Episodes(ShowKey, Vec<ShelfEpisode>, EpisodeSort, StateFilter),
    Notes(Subject, Notes),
    Feed(FeedPage),
    Found(SearchFound),
    Snippets(Snippets),
    Chapters(EpisodeAt, Notes),
    Failed(Problem),
}

/// A part of a feed.
#[expect(clippy::struct_excessive_bools, reason = "independent facts about one answer")]
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FeedPage {
    /// In the order requested.
    pub rows: Vec<ShelfEpisode>,
    /// Whether it was read from the end of the feed upwards.
    pub from_end: bool,
    /// Whether the part begins at the end that it was read from, requested so or not.
    pub is_first: bool,
    /// Whether there are rows further on.
    pub more: bool,
    /// Whether only the titles closest to the filter are listed: none has its words.
    pub is_closest: bool,
    /// Whether titles further on were not filtered, because their index is not complete.
    pub is_cut_short: bool,
    /// When the feed was looked at before.
    pub seen_at: Option<Timestamp>,
    /// How many episodes there are in all; with a filter, how many match.
    pub total: u32,
    /// Whether there may be more than `total`.
    pub is_least: bool,
    /// When Your Episodes were last read from Spotify; `None` if never, and for other feeds.
    pub read_at: Option<Timestamp>,
}

/// The results of a search.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SearchFound {
    pub shows: Vec<ShelfShow>,
    pub episodes: Vec<ShelfEpisode>,
    /// Whether older episodes that may match were not searched.
    pub cut_short: bool,
}

/// Pieces of notes around the words of a search.
pub type Snippets = Vec<(EpisodeAt, Snippet)>;

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
    /// The file is there, with what was to be written.
    Written { path: String },
    /// Nothing was written: there is a file of this name.
    Exists { path: String },
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

/// What a reply is to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It answers another one.
    None,
    /// More of the answer follows.
    Part,
    Last,
}

impl Reply {
    /// What this is to a request in this slot.
    pub fn answers(&self, slot: Slot) -> Answer {
        use Answer::{Last, Part};
        use Slot::{
            Account, Artwork, Catalogue, CatalogueShow, Chapters, Client, Copy, Devices, Episodes, Export, Feed, Fetch,
            Find, Keep, Login, Logout, Mark, MarkShow, Notes, Open, Page, Pipe, Playback, PlayerQueue, Profiles,
            Progress, Report, Run, Saved, Search, Send, Setting, Settings, Shows, Snippets, StartHere, Sync, Undo,
            Unplayed, Visit,
        };
        let (is_answer, answer) = match self {
            Self::Read(ReadReply::Shows(_)) => (slot == Shows, Last),
            Self::Read(ReadReply::FirstEpisodes(..) | ReadReply::Episodes(..)) => (slot == Episodes, Last),
            Self::Read(ReadReply::Notes(..)) => (slot == Notes, Last),
            Self::Read(ReadReply::Feed(_)) => (matches!(slot, Feed(_)), Last),
            Self::Read(ReadReply::Found(_)) => (slot == Search, Last),
            Self::Read(ReadReply::Snippets(_)) => (slot == Snippets, Last),
            Self::Read(ReadReply::Chapters(..)) => (slot == Chapters, Last),
            Self::NextUnplayed { .. } => (slot == Unplayed, Last),
            Self::Located(..) => (slot == Find, Last),
            Self::Read(ReadReply::Failed(_)) => (slot.policy() == Policy::LatestFromDisk, Last),
            Self::Write(WriteReply::Marked(_)) => (matches!(slot, Mark | MarkShow | Undo), Last),
            Self::Write(WriteReply::ImportFound(_)) => (slot == Undo, Last),
            Self::Write(WriteReply::Progressed) => (slot == Progress, Last),
            Self::Write(WriteReply::Exported(_)) => (slot == Export, Last),
            Self::Login(LoginReply::Account(_)) => (slot == Account, Last),
            Self::Login(LoginReply::Profiles(_)) => (slot == Profiles, Last),
            Self::Login(LoginReply::LoggedOut(_)) => (slot == Logout, Last),
            Self::Login(LoginReply::ClientSaved(_)) => (slot == Client, Last),
            Self::Login(
                LoginReply::Opened(_)
                | LoginReply::Browser(_)
                | LoginReply::PasteRefused(_)
                | LoginReply::CallbackArrived,
            ) => (slot == Login, Part),
            Self::Login(LoginReply::NotStarted(_) | LoginReply::Done(_)) => (slot == Login, Last),
            Self::Sync(SyncReply::Progress(_)) => (matches!(slot, Sync | Saved), Part),
            Self::Sync(SyncReply::Done(_)) => (slot == Sync, Last),
            Self::Sync(SyncReply::Visited(..)) => (slot == Visit, Last),
            Self::Sync(SyncReply::SavedRead(_)) => (slot == Saved, Last),
            Self::Player(PlayerReply::Polled(_)) => (slot == Playback, Last),
            Self::Player(PlayerReply::Devices(_)) => (slot == Devices, Last),
            Self::Player(PlayerReply::Queue(_)) => (slot == PlayerQueue, Last),
            Self::Player(PlayerReply::Sent(_)) => (slot == Send, Last),
            Self::Player(PlayerReply::StartedHere(_)) => (slot == StartHere, Last),
            Self::Artwork(_) => (slot == Artwork, Last),
            Self::Keep(_) => (slot == Keep, Last),
            Self::Catalogue(CatalogueReply::Saved(_)) => (matches!(slot, Catalogue | CatalogueShow | Fetch), Part),
            Self::Catalogue(CatalogueReply::Found(_)) => (slot == Catalogue, Last),
            Self::Catalogue(CatalogueReply::Episodes(..)) => (slot == CatalogueShow, Last),
            Self::Catalogue(CatalogueReply::Fetched(_)) => (slot == Fetch, Last),
            Self::System(_) => (slot == Open, Last),
            Self::Copied(_) => (slot == Copy, Last),
            Self::Upkeep(UpkeepReply::Page(..)) => (slot == Page, Last),
            Self::Upkeep(UpkeepReply::Settings(_)) => (slot == Settings, Last),
            Self::Upkeep(UpkeepReply::Set(_)) => (slot == Setting, Last),
            Self::Upkeep(UpkeepReply::Report(_)) => (slot == Report, Last),
            Self::Ran(_) => (matches!(slot, Run | Pipe), Last),
            Self::LoginLost(_) => (slot.needs_login(), Last),
        };
        if is_answer { answer } else { Answer::None }
    }
}
