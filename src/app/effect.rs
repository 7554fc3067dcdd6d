//! What the program asks the outside for: plain data, carried out by `runtime`.

use super::RequestId;
use crate::domain::{Private, ShowId, SpotifyLink, WebLink};

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
    },
    /// Fetch the list of shows, page by page.
    LoadShows {
        /// Under which id it answers.
        id: RequestId,
        /// Which part of it.
        part: Part,
    },
    /// Fetch the episodes of a show, page by page.
    LoadEpisodes {
        /// Under which id it answers.
        id: RequestId,
        /// The show.
        show: ShowId,
        /// Which part of it.
        part: Part,
    },
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

/// Which port the listener takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortChoice {
    /// The one of the redirect URI, or any where it names none.
    AsConfigured,
    /// Any that is free.
    Dynamic,
}

/// Which part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// Pages that could not be had before.
    Pages(Vec<MissingPage>),
}

/// A page that could not be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingPage {
    /// Where it starts.
    pub offset: u32,
    /// How many items to ask for.
    pub limit: u32,
    /// Whether the list is followed from there to its end.
    pub last: bool,
}
