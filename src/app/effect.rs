//! What the program asks the outside for: plain data, carried out by `runtime`.

use super::{
    RequestId,
    feed::{FeedKind, FeedQuery},
    panes::Subject,
};
use jiff::civil::Date;

use crate::domain::{
    EpisodeAt, EpisodeSort, Mark, Private, ShowKey, ShowSort, ShowVisit, SpotifyLink, StateFilter, SyncIntent, WebLink,
};

/// One thing to do outside. Where it carries an id, replies come back under it.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Bind the listener, then open the browser.
    StartLogin {
        /// Under which id it answers.
        id: RequestId,
        /// Which port to listen on.
        port: PortChoice,
        /// Ask Spotify to show the account chooser (`show_dialog`).
        switch_account: bool,
    },
    /// Check a pasted redirect URL as if the browser had brought it.
    SubmitRedirect {
        /// The login it belongs to.
        id: RequestId,
        /// What was pasted.
        url: Private,
    },
    /// Exchange the code that arrived (the runtime holds it), store the tokens.
    ExchangeCode {
        /// The login it belongs to.
        id: RequestId,
    },
    /// Ask whose login it is.
    AskAccount {
        /// Under which id it answers.
        id: RequestId,
    },
    /// Open the browser on the authorize URL once more.
    ReopenBrowser {
        /// The login it belongs to.
        id: RequestId,
    },
    /// In the demo: agree in the person's place, without a browser.
    ApproveInDemo {
        /// The login it belongs to.
        id: RequestId,
    },
    /// Stop whatever runs under this id; nothing answers after it.
    Cancel(RequestId),
    /// Write the client ID to the config and the secret beside the tokens, and use them.
    SaveClient {
        /// Under which id it answers.
        id: RequestId,
        /// The client ID, its shape checked.
        client_id: String,
        /// The client secret; empty for none.
        secret: Private,
    },
    /// Delete the tokens.
    LogOut {
        /// Under which id it answers.
        id: RequestId,
        /// What becomes of the library.
        library: LibraryFate,
    },
    /// Synchronise the library. Answers with progress, then [`super::Reply::Synced`].
    Sync {
        /// Under which id it answers.
        id: RequestId,
        /// What for.
        intent: SyncIntent,
    },
    /// Pause the synchronisation that runs, or let it go on.
    PauseSync(bool),
    /// Look at one show now: what changed, else its newest page unless that was read lately; a show that was opened
    /// goes before all others from now on.
    SyncShow {
        /// Under which id it answers.
        id: RequestId,
        /// The show.
        show: ShowKey,
        /// Why.
        visit: ShowVisit,
    },
    /// Read the shows from the library.
    ReadShows {
        /// Under which id it answers.
        id: RequestId,
    },
    /// Read the episodes of a show from the library, without notes.
    ReadEpisodes {
        /// Under which id it answers.
        id: RequestId,
        /// The show.
        show: ShowKey,
    },
    /// Read the notes of a show or an episode from the library.
    ReadNotes {
        /// Under which id it answers.
        id: RequestId,
        /// Whose.
        subject: Subject,
    },
    /// Read a part of a feed from the library. A newer one for the same feed ends it.
    ReadFeed {
        /// Under which id it answers.
        id: RequestId,
        /// Which part.
        query: FeedQuery,
    },
    /// Search the library. A newer search ends it.
    Search {
        /// Under which id it answers.
        id: RequestId,
        /// What was typed.
        query: String,
        /// The day that `yesterday` is counted from.
        today: Date,
        /// The most episodes.
        limit: u32,
    },
    /// Read pieces of notes around the words of a search.
    ReadSnippets {
        /// Under which id it answers.
        id: RequestId,
        /// What was typed.
        query: String,
        /// The rows in view.
        episodes: Vec<EpisodeAt>,
    },
    /// Find the next unplayed episode across all shows, from one on.
    NextUnplayed {
        /// Under which id it answers.
        id: RequestId,
        /// The episode to go on from; `None` from the newest.
        from: Option<EpisodeAt>,
        /// Whether to go to newer ones.
        newer: bool,
    },
    /// Mark episodes in the library, or take their marks away (`None`).
    Mark {
        /// Under which id it answers.
        id: RequestId,
        /// Which, and how each is marked. All of them are taken back as one.
        marks: Vec<(EpisodeAt, Option<Mark>)>,
    },
    /// Take the last marks back.
    UndoMark {
        /// Under which id it answers.
        id: RequestId,
    },
    /// Write episodes to a file in the working directory, a new one each time.
    Export {
        /// Under which id it answers.
        id: RequestId,
        /// Which.
        episodes: Vec<EpisodeAt>,
    },
    /// Keep how a list is looked at. Nothing is answered.
    Remember(Remember),
    /// Open a page of Spotify's in the browser.
    OpenSpotify {
        /// Under which id it answers.
        id: RequestId,
        /// Which.
        link: SpotifyLink,
    },
    /// Open a link from notes in the browser; the person has confirmed it.
    OpenWeb {
        /// Under which id it answers.
        id: RequestId,
        /// Which.
        link: WebLink,
    },
    /// Open the dashboard where apps are registered.
    OpenDashboard {
        /// Under which id it answers.
        id: RequestId,
    },
    /// Put text on the clipboard (OSC 52).
    Copy {
        /// Under which id it answers.
        id: RequestId,
        /// Printable ASCII or clean text. It may be the authorize URL, so it is private.
        text: Private,
    },
    /// Give the terminal back and stop, as Ctrl-Z asks; redraw everything on return.
    Suspend,
    /// Leave the program.
    Quit,
}

/// What is remembered of how lists are looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remember {
    /// Order of the shows, and which of them are listed.
    Shows(ShowSort, StateFilter),
    /// Order and states of a show's episodes.
    Episodes(ShowKey, EpisodeSort, StateFilter),
    /// How a feed is looked at: one per show, states.
    Feed(FeedKind, bool, StateFilter),
    /// That New was looked at: what comes from now on is new the next time.
    NewSeen,
}

/// What becomes of the library at a logout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LibraryFate {
    /// It stays, and can be read without a login.
    Keep,
    /// It is deleted.
    Delete,
}

/// Which port the listener takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortChoice {
    /// The one of the redirect URI, or any where it names none.
    AsConfigured,
    /// Any that is free.
    Dynamic,
}
