//! The ledger of requests in flight: the one place where stale replies are dropped.

use crate::app::place::FeedId;

/// The number of a request. Every reply carries the one of its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u64);

/// The purpose of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    Login,
    Account,
    /// The profiles on this computer.
    Profiles,
    Logout,
    Client,
    Sync,
    Visit,
    Saved,
    Shows,
    Episodes,
    Notes,
    Feed(FeedId),
    Search,
    Snippets,
    Chapters,
    Unplayed,
    /// An episode on disk, to go to.
    Find,
    Mark,
    MarkShow,
    Undo,
    Progress,
    Export,
    Open,
    Copy,
    Playback,
    Devices,
    PlayerQueue,
    Send,
    StartHere,
    /// The search of the catalogue.
    Catalogue,
    /// The episodes of a show of the catalogue.
    CatalogueShow,
    /// A show or an episode that a link leads to.
    Fetch,
    Keep,
    /// A page about the program itself.
    Page,
    /// The keys of the configuration.
    Settings,
    /// A key that is saved.
    Setting,
    Report,
    /// The picture of a cover.
    Artwork,
    /// A command of the person's own.
    Run,
    /// One that the notes are piped to.
    Pipe,
}

/// What becomes of the earlier request of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// It is cancelled: only the latest counts.
    Latest,
    /// The same; the answer comes from disk, usually within milliseconds.
    LatestFromDisk,
    /// It is answered too, as the order of writes demands.
    Queue,
}

impl Slot {
    /// Whether its requests go to Spotify, which may find the login lost.
    pub fn needs_login(self) -> bool {
        let is_player =
            matches!(self, Self::Playback | Self::Devices | Self::PlayerQueue | Self::Send | Self::StartHere);
        let is_sync = matches!(self, Self::Account | Self::Sync | Self::Visit | Self::Saved | Self::Keep);
        is_player || is_sync || matches!(self, Self::Catalogue | Self::CatalogueShow | Self::Fetch)
    }

    /// A slot with a key, such as [`Slot::Feed`], is one slot per key.
    pub fn policy(self) -> Policy {
        use Slot::{
            Account, Artwork, Catalogue, CatalogueShow, Chapters, Client, Copy, Devices, Episodes, Export, Feed, Fetch,
            Find, Keep, Login, Logout, Mark, MarkShow, Notes, Open, Page, Pipe, Playback, PlayerQueue, Profiles,
            Progress, Report, Run, Saved, Search, Send, Setting, Settings, Shows, Snippets, StartHere, Sync, Undo,
            Unplayed, Visit,
        };
        match self {
            Mark | MarkShow | Undo | Progress | Export | Open | Copy | Send | Keep | Setting | Report | Run => {
                Policy::Queue
            }
            Shows | Episodes | Notes | Feed(_) | Search | Snippets | Chapters | Unplayed | Find => {
                Policy::LatestFromDisk
            }
            Login | Account | Profiles | Logout | Client | Sync | Visit | Saved | Playback | Devices | PlayerQueue
            | StartHere | Catalogue | CatalogueShow | Fetch | Page | Settings | Artwork | Pipe => Policy::Latest,
        }
    }
}

/// The requests in flight, in the order they were made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    last: u64,
    open: Vec<Request>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Request {
    id: RequestId,
    slot: Slot,
    /// Whether the answer changes nothing in view.
    is_behind: bool,
}

impl Ledger {
    /// Enters a request. Returns its id.
    pub fn begin(&mut self, slot: Slot) -> RequestId {
        self.last += 1;
        let id = RequestId(self.last);
        self.open.push(Request { id, slot, is_behind: false });
        id
    }

    pub fn slot_of(&self, id: RequestId) -> Option<Slot> {
        self.open.iter().find(|open| open.id == id).map(|open| open.slot)
    }

    pub fn runs(&self, slot: Slot) -> bool {
        self.id_of(slot).is_some()
    }

    /// Whether an answer from disk is due that may change what is in view.
    pub fn reads(&self) -> bool {
        self.open.iter().any(|open| open.slot.policy() == Policy::LatestFromDisk && !open.is_behind)
    }

    /// Lets frames be drawn before the answer comes.
    pub fn put_behind(&mut self, id: RequestId) {
        if let Some(open) = self.open.iter_mut().find(|open| open.id == id) {
            open.is_behind = true;
        }
    }

    /// The latest request in a slot.
    pub fn id_of(&self, slot: Slot) -> Option<RequestId> {
        self.open.iter().rev().find(|open| open.slot == slot).map(|open| open.id)
    }

    pub fn end(&mut self, id: RequestId) {
        self.open.retain(|open| open.id != id);
    }

    /// Removes every request in a slot and returns them.
    pub fn clear(&mut self, slot: Slot) -> Vec<RequestId> {
        self.open.extract_if(.., |open| open.slot == slot).map(|open| open.id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_feed_is_a_slot_of_its_own() {
        let mut ledger = Ledger::default();
        let new = ledger.begin(Slot::Feed(FeedId::NEW));
        ledger.begin(Slot::Feed(FeedId::IN_PROGRESS));
        assert!(ledger.clear(Slot::Feed(FeedId::SAVED)).is_empty());
        assert_eq!((ledger.clear(Slot::Feed(FeedId::NEW)), ledger.slot_of(new)), (vec![new], None));
    }

    #[test]
    fn a_read_behind_what_is_in_view_is_not_waited_for() {
        let mut ledger = Ledger::default();
        let id = ledger.begin(Slot::Episodes);
        assert!(ledger.reads());
        ledger.put_behind(id);
        assert_eq!((ledger.reads(), ledger.slot_of(id)), (false, Some(Slot::Episodes)));
        ledger.begin(Slot::Notes);
        assert!(ledger.reads());
    }

    #[test]
    fn an_ended_request_is_stale() {
        let mut ledger = Ledger::default();
        let id = ledger.begin(Slot::Login);
        ledger.end(id);
        assert_eq!((ledger.slot_of(id), ledger.runs(Slot::Login)), (None, false));
        let id = ledger.begin(Slot::Login);
        assert_eq!((ledger.clear(Slot::Login), ledger.slot_of(id)), (vec![id], None));
    }

    #[test]
    fn every_request_in_a_queue_counts() {
        let mut ledger = Ledger::default();
        let first = ledger.begin(Slot::Mark);
        let second = ledger.begin(Slot::Mark);
        ledger.end(second);
        assert_eq!((ledger.id_of(Slot::Mark), ledger.runs(Slot::Mark)), (Some(first), true));
    }
}
