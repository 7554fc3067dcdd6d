//! The table of feeds: a new feed is a row in here, a query that the library answers, and its keys.

use crate::{
    app::input::keymap::Context,
    domain::{EpisodeState, FeedSort},
};

/// What sets one feed apart from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedSpec {
    pub name: &'static str,
    /// The name where there is little room.
    pub short: &'static str,
    /// Under which word the library remembers how it is displayed.
    pub word: &'static str,
    /// The states it lists; `None` leaves the choice to the person.
    pub state: Option<EpisodeState>,
    /// The orders that `s` goes through, the first one as the library reads them.
    pub sorts: &'static [FeedSort],
    /// Headings of days, a line above what was there at the last visit, and one episode per show on demand.
    pub by_day: bool,
    /// The contexts of its keys, the innermost first.
    pub contexts: &'static [Context],
    /// What it means that there is nothing.
    pub none: &'static [&'static str],
}

/// Every feed, in the order of the tabs. A [`FeedId`](crate::app::place::FeedId) is a position in here.
pub static FEEDS: [FeedSpec; 2] = [
    FeedSpec {
        name: "New",
        short: "New",
        word: "new",
        state: None,
        sorts: &[FeedSort::Newest],
        by_day: true,
        contexts: &[Context::Feed, Context::New, Context::EpisodeList],
        none: &["No episodes on disk yet: `{sync}` fetches those of the shows you follow"],
    },
    FeedSpec {
        name: "In progress",
        short: "Progress",
        word: "in-progress",
        state: Some(EpisodeState::InProgress),
        sorts: &[FeedSort::Newest, FeedSort::Oldest, FeedSort::Remaining],
        by_day: false,
        contexts: &[Context::Feed, Context::InProgress, Context::EpisodeList],
        none: &[
            "Nothing is in progress.",
            "Episodes you stop in, on any device, are here after the next synchronisation: `{sync}` begins one",
        ],
    },
];
