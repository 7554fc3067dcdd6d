//! Answers of the library.

use jiff::Timestamp;

use crate::{
    app::problem::Problem,
    domain::{EpisodeAt, EpisodeSort, Notes, ShelfEpisode, ShelfShow, ShowKey, Snippet, StateFilter, Subject},
};

/// The result of a read.
#[derive(Debug, Clone, PartialEq)]
pub enum ReadReply {
    /// Every followed show, in Spotify's order.
    Shows(Vec<ShelfShow>),
    /// The first episodes of a show as they were displayed the last time, and how many there are. All of them follow.
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
    /// Whether the part begins at the start, requested so or not.
    pub from_start: bool,
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
