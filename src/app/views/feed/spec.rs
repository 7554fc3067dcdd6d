//! The table of feeds. A new feed needs a row here, a query in the library, and keys.

use crate::{
    app::{Context, place::FeedId},
    domain::{EpisodeState, FeedSort, FeedSource, StateFilter, ViewOptions},
};

/// The definition of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedSpec {
    pub name: &'static str,
    /// The name on a narrow screen.
    pub short: &'static str,
    pub id: FeedId,
    pub source: FeedSource,
    /// The states it lists; `None` leaves the choice to the person.
    pub state: Option<EpisodeState>,
    /// The orders that `s` cycles through; the first is that of the library, and that of the first time.
    pub sorts: &'static [FeedSort],
    /// Whether headings of days divide its rows.
    pub by_day: bool,
    /// Whether a line divides new episodes from those of the last visit.
    pub tracks_visits: bool,
    /// Whether it can show only the newest episode of each show.
    pub can_be_one_per_show: bool,
    /// The contexts of its keys, the innermost first.
    pub contexts: &'static [Context],
    /// Why it is empty.
    pub none: &'static [&'static str],
}

impl FeedId {
    pub const NEW: Self = Self::new("new");
    pub const IN_PROGRESS: Self = Self::new("in-progress");
    pub const SAVED: Self = Self::new("saved");
}

impl FeedSpec {
    /// How it is displayed the first time.
    pub fn options(&self) -> ViewOptions<FeedSort> {
        ViewOptions::new(self.sorts.first().copied().unwrap_or_default(), StateFilter::All)
    }
}

/// Every feed, in the order of the tabs.
pub static FEEDS: [FeedSpec; 3] = [
    FeedSpec {
        name: "New",
        short: "New",
        id: FeedId::NEW,
        source: FeedSource::Followed,
        state: None,
        sorts: &[FeedSort::Newest],
        by_day: true,
        tracks_visits: true,
        can_be_one_per_show: true,
        contexts: &[Context::Feed, Context::New, Context::EpisodeList],
        none: &["No episodes on disk yet: `{sync}` fetches those of the shows you follow"],
    },
    FeedSpec {
        name: "In progress",
        short: "Progress",
        id: FeedId::IN_PROGRESS,
        source: FeedSource::Followed,
        state: Some(EpisodeState::InProgress),
        sorts: &[FeedSort::Newest, FeedSort::Oldest, FeedSort::Remaining],
        by_day: false,
        tracks_visits: false,
        can_be_one_per_show: false,
        contexts: &[Context::Feed, Context::InProgress, Context::EpisodeList],
        none: &[
            "Nothing is in progress.",
            "Episodes you stop in, on any device, are here after the next synchronisation: `{sync}` begins one",
        ],
    },
    FeedSpec {
        name: "Saved",
        short: "Saved",
        id: FeedId::SAVED,
        source: FeedSource::Saved,
        state: None,
        sorts: &[FeedSort::Saved, FeedSort::Newest, FeedSort::Oldest, FeedSort::Remaining],
        by_day: false,
        tracks_visits: false,
        can_be_one_per_show: false,
        contexts: &[Context::Feed, Context::Saved, Context::EpisodeList],
        none: &["Nothing saved yet: `{save}` on an episode saves it"],
    },
];
