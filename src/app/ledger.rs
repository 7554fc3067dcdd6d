//! The ledger of requests in flight: the one place where stale replies are dropped.

use std::collections::HashMap;

/// The number of a request. Every reply carries the one of the request that asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u64);

/// What a request is for. Of each purpose only the latest request counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Purpose {
    /// A login, from its listener to the stored tokens.
    Login,
    /// Whose login it is.
    Account,
    /// Logging out.
    Logout,
    /// The synchronisation.
    Sync,
    /// A look at one show.
    SyncShow,
    /// Reading the shows from the library.
    ReadShows,
    /// Reading the episodes of the open show from the library.
    ReadEpisodes,
    /// Reading notes from the library.
    ReadNotes,
    /// Reading New from the library.
    ReadNew,
    /// Reading In progress from the library.
    ReadInProgress,
    /// Searching the library.
    Search,
    /// Reading pieces of notes for the search.
    Snippets,
    /// Finding the next unplayed episode.
    NextUnplayed,
    /// Marking episodes.
    Mark,
    /// Taking marks back.
    UndoMark,
    /// Writing episodes to a file.
    Export,
    /// Writing the client ID and secret down.
    SaveClient,
    /// Handing a link to the browser.
    Open,
    /// Putting text on the clipboard.
    Copy,
}

/// Requests that were asked and not finished.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    last: u64,
    current: HashMap<Purpose, RequestId>,
}

impl Ledger {
    /// Opens a request. Whatever ran for the same purpose is stale from now on.
    pub fn begin(&mut self, purpose: Purpose) -> RequestId {
        self.last += 1;
        let id = RequestId(self.last);
        self.current.insert(purpose, id);
        id
    }

    /// The request that runs for a purpose.
    #[must_use]
    pub fn current(&self, purpose: Purpose) -> Option<RequestId> {
        self.current.get(&purpose).copied()
    }

    /// Whether a request runs for a purpose.
    #[must_use]
    pub fn runs(&self, purpose: Purpose) -> bool {
        self.current.contains_key(&purpose)
    }

    /// What a reply is for; `None` when it is stale.
    #[must_use]
    pub fn purpose_of(&self, id: RequestId) -> Option<Purpose> {
        self.current.iter().find_map(|(purpose, current)| (*current == id).then_some(*purpose))
    }

    /// Closes a request: no later reply to it counts. Gives back the id it had.
    pub fn end(&mut self, purpose: Purpose) -> Option<RequestId> {
        self.current.remove(&purpose)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_request_of_a_purpose_wins() {
        let mut ledger = Ledger::default();
        let first = ledger.begin(Purpose::ReadShows);
        let second = ledger.begin(Purpose::ReadShows);
        assert_ne!(first, second);
        assert_eq!(ledger.purpose_of(first), None);
        assert_eq!(ledger.purpose_of(second), Some(Purpose::ReadShows));
    }

    #[test]
    fn an_ended_request_is_stale() {
        let mut ledger = Ledger::default();
        let id = ledger.begin(Purpose::Login);
        assert_eq!(ledger.end(Purpose::Login), Some(id));
        assert_eq!(ledger.purpose_of(id), None);
    }
}
