//! Effects: plain data, carried out by `runtime`.

use jiff::civil::Date;

use super::{RequestId, Slot, upkeep::Upkeep};
use crate::{
    app::{
        artwork::Cover,
        layout::{PaneSet, Shares},
        own::{OwnMode, Run},
        place::FeedId,
    },
    domain::{
        DeviceId, EpisodeAt, EpisodeId, EpisodeSort, EpisodeState, FeedSort, FeedSource, Mark, Playback, PlayerCommand,
        PreferredDevice, Private, Profile, Progress, ShowId, ShowKey, ShowSort, ShowVisit, SpotifyLink, StateFilter,
        Subject, SyncIntent, ViewOptions, WebLink,
    },
};

/// An effect. Replies carry the id.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    Read(RequestId, Read),
    Write(RequestId, Write),
    Login(RequestId, Login),
    /// The next step of the login that runs under this id.
    LoginStep(RequestId, LoginStep),
    Sync(RequestId, Sync),
    PauseSync(bool),
    Player(RequestId, Player),
    /// Tell the desktop what plays. Nothing answers.
    Announce(Option<Box<Playback>>),
    Catalogue(RequestId, Catalogue),
    /// Fetch and encode a cover.
    Artwork(RequestId, Cover),
    Keep(RequestId, Keep),
    System(RequestId, System),
    Upkeep(RequestId, Upkeep),
    /// Run a command of the person's own.
    Run(RequestId, Run),
    /// Stop what runs under this id; nothing answers after it.
    Cancel(RequestId),
    /// Store how a list is displayed. Nothing answers.
    Remember(Remember),
    /// Look for what other programs have changed. So does every other effect.
    Look,
    /// Suspend (Ctrl-Z); redraw everything on return.
    Suspend,
    /// Note that the tour was shown: it never comes back.
    TourSeen,
    /// Close everything, and begin again in the same terminal.
    Restart(Restart),
    Quit,
}

/// What the program begins again with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Restart {
    Profile(Profile),
    /// The demo, in a temporary profile.
    Demo,
    /// What was open before the demo.
    AfterDemo,
}

/// Read from the library.
#[derive(Debug, Clone, PartialEq)]
pub enum Read {
    /// Every followed show.
    Shows,
    /// The episodes of a show that are in view first, without notes; all of them if it has few.
    FirstEpisodes(ShowKey),
    /// All episodes of a show, without notes.
    Episodes(ShowKey),
    /// The notes of a show or an episode.
    Notes(Subject),
    /// A part of a list over all shows.
    Feed(FeedQuery),
    /// Shows and episodes whose titles or notes match.
    Search {
        query: String,
        /// The day that `yesterday` is counted from.
        today: Date,
        /// The most episodes.
        limit: u32,
    },
    /// Pieces of notes around the words of a search.
    Snippets { query: String, episodes: Vec<EpisodeAt> },
    /// The notes of the episode that is loaded, for its timestamps.
    Chapters(EpisodeAt),
    /// An episode on disk by its id.
    Find(EpisodeId),
    /// The next unplayed episode over all shows.
    NextUnplayed {
        /// `None` for the newest episode.
        from: Option<EpisodeAt>,
        newer: bool,
    },
}

/// A part of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedQuery {
    pub feed: FeedId,
    pub source: FeedSource,
    /// Only the newest episode of each show.
    pub one_per_show: bool,
    pub state: Option<EpisodeState>,
    pub sort: FeedSort,
    /// The text of a [`TitleFilter`](crate::domain::TitleFilter).
    pub filter: String,
    /// Whether it is read from its end upwards.
    pub from_end: bool,
    /// The row read last; `None` begins at that end, as does a row that no longer exists.
    pub after: Option<EpisodeAt>,
    /// How many rows have been read from that end.
    pub skip: u32,
    /// The most rows.
    pub limit: u32,
    /// The word of the feed, to learn when it was last seen.
    pub visits_of: Option<&'static str>,
}

/// Write to the library, or to a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// Mark episodes, or remove their marks (`None`). One undo takes back all of them.
    Mark(Vec<(EpisodeAt, Option<Mark>)>),
    /// Mark every episode of a show as played, as far as it is on disk.
    MarkShow(ShowKey),
    /// Take back what the request of this id marked.
    UndoMark(RequestId),
    /// Look for an import of marks by the command line, which can be undone as one step.
    FindImport,
    /// Take back what the last import marked.
    UndoImport,
    /// Store how far an episode was played, as the player reported it.
    Progress(EpisodeId, Progress),
    /// Write episodes to a file; the name is relative to the working directory.
    Export { episodes: Vec<EpisodeAt>, name: String, replace: bool },
}

/// Requests about the login.
#[derive(Debug, Clone, PartialEq)]
pub enum Login {
    /// Bind the listener, then open the browser.
    Start {
        port: PortChoice,
        /// Ask Spotify to show the account chooser (`show_dialog`).
        switch_account: bool,
    },
    AskAccount,
    /// List the profiles on this computer.
    ListProfiles,
    /// Write the client ID to the configuration and the secret beside the tokens, and use them.
    SaveClient {
        client_id: String,
        /// Empty for none.
        secret: Private,
    },
    /// Delete the tokens.
    LogOut(LibraryFate),
}

/// A step of a login that runs.
#[derive(Debug, Clone, PartialEq)]
pub enum LoginStep {
    /// Check a pasted redirect URL as if the browser had brought it.
    SubmitRedirect(Private),
    /// Exchange the code that arrived (the runtime holds it), and store the tokens.
    ExchangeCode,
    ReopenBrowser,
    ApproveInDemo,
}

/// Bring the library to what Spotify has. Answers with progress, then with the outcome.
#[derive(Debug, Clone, PartialEq)]
pub enum Sync {
    Library(SyncIntent),
    Show(ShowKey, ShowVisit),
    /// Your Episodes.
    Saved(ShowVisit),
}

/// Ask Spotify about its players, or command one. These requests count as the person's.
#[derive(Debug, Clone, PartialEq)]
pub enum Player {
    /// What plays, and where.
    Poll,
    /// What could play.
    Devices,
    /// What plays next.
    Queue,
    /// Send a command, once: to this device, or to the active one.
    Send { command: PlayerCommand, device: Option<DeviceId> },
    /// Start a player on this computer and wait until its device appears. The person has agreed.
    StartHere,
}

/// Ask Spotify's catalogue, beyond what is followed. These requests count as the person's, and nothing of the answers is kept
/// on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Catalogue {
    /// A page of shows and episodes.
    Search { query: String, offset: u32 },
    /// A page of the episodes of a show.
    Episodes { show: ShowId, offset: u32 },
    /// A show, or an episode with its show.
    Fetch(SpotifyLink),
}

/// Follow shows or save episodes on Spotify, or take it back; then write it to the library. Requests are carried out one
/// after the other, and are not repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keep {
    /// Of one kind, at most [`Keep::MOST`]. They need not be on disk.
    pub links: Vec<SpotifyLink>,
    pub keep: bool,
}

impl Keep {
    /// The most items of one request to Spotify.
    pub const MOST: usize = 40;
}

/// Ask the desktop or the terminal.
#[derive(Debug, Clone, PartialEq)]
pub enum System {
    OpenSpotify(SpotifyLink),
    /// Open a link from notes; the person has confirmed it.
    OpenWeb(WebLink),
    OpenDashboard,
    /// Put text on the clipboard (OSC 52). It may be the authorize URL, so it is private.
    Copy(Private),
}

/// What is restored at the next start: how lists are displayed, and what was searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remember {
    Shows(ShowSort, StateFilter),
    Episodes(ShowKey, EpisodeSort, StateFilter),
    /// Under the word of the feed.
    Feed(&'static str, ViewOptions<FeedSort>),
    /// The latest queries of the search, the newest first.
    Searches(Vec<String>),
    /// The device that was chosen last.
    Device(PreferredDevice),
    /// How a set of panes shares the width; `None` for as usual.
    Panes(PaneSet, Option<Shares>),
    /// The feed of this word was seen: later arrivals are new the next time.
    Seen(&'static str),
}

/// The fate of the library at a logout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LibraryFate {
    Keep,
    Delete,
}

/// The port of the listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortChoice {
    /// The one of the redirect URI, or any if it names none.
    AsConfigured,
    /// Any free port.
    Dynamic,
}

/// An effect that gets an id and is answered.
pub trait Request: Sized {
    const EFFECT: fn(RequestId, Self) -> Effect;

    fn slot(&self) -> Slot;
}

/// One list of the requests, each of which is an effect of its name, and of the slots that they run in.
macro_rules! requests {
    ($($request:ident { $($pattern:pat => $slot:expr,)* })*) => {$(
        impl Request for $request {
            const EFFECT: fn(RequestId, Self) -> Effect = Effect::$request;

            fn slot(&self) -> Slot {
                match self {
                    $($pattern => $slot,)*
                }
            }
        }
    )*};
}

requests! {
    Read {
        Self::Shows => Slot::Shows,
        Self::FirstEpisodes(_) | Self::Episodes(_) => Slot::Episodes,
        Self::Notes(_) => Slot::Notes,
        Self::Feed(query) => Slot::Feed(query.feed),
        Self::Search { .. } => Slot::Search,
        Self::Snippets { .. } => Slot::Snippets,
        Self::Chapters(_) => Slot::Chapters,
        Self::Find(_) => Slot::Find,
        Self::NextUnplayed { .. } => Slot::Unplayed,
    }
    Write {
        Self::Mark(_) => Slot::Mark,
        Self::MarkShow(_) => Slot::MarkShow,
        Self::UndoMark(_) | Self::FindImport | Self::UndoImport => Slot::Undo,
        Self::Progress(..) => Slot::Progress,
        Self::Export { .. } => Slot::Export,
    }
    Login {
        Self::Start { .. } => Slot::Login,
        Self::AskAccount => Slot::Account,
        Self::ListProfiles => Slot::Profiles,
        Self::SaveClient { .. } => Slot::Client,
        Self::LogOut(_) => Slot::Logout,
    }
    Sync {
        Self::Library(_) => Slot::Sync,
        Self::Show(..) => Slot::Visit,
        Self::Saved(_) => Slot::Saved,
    }
    Player {
        Self::Poll => Slot::Playback,
        Self::Devices => Slot::Devices,
        Self::Queue => Slot::PlayerQueue,
        Self::Send { .. } => Slot::Send,
        Self::StartHere => Slot::StartHere,
    }
    Catalogue {
        Self::Search { .. } => Slot::Catalogue,
        Self::Episodes { .. } => Slot::CatalogueShow,
        Self::Fetch(_) => Slot::Fetch,
    }
    Keep {
        Self { .. } => Slot::Keep,
    }
    System {
        Self::OpenSpotify(_) | Self::OpenWeb(_) | Self::OpenDashboard => Slot::Open,
        Self::Copy(_) => Slot::Copy,
    }
    Upkeep {
        Self::Page(_) => Slot::Page,
        Self::Settings => Slot::Settings,
        Self::Set { .. } => Slot::Setting,
        Self::Report { .. } => Slot::Report,
    }
    Run {
        Self { mode: OwnMode::Background | OwnMode::Terminal, .. } => Slot::Run,
        Self { mode: OwnMode::Pipe, .. } => Slot::Pipe,
    }
}
