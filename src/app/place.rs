//! The tabs, and the views in them.
//!
//! A feed has no variant of its own: it is a row of the table of [`super::views::FeedSpec`].

/// A feed, by its word in the library. Only the table of feeds makes ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FeedId(&'static str);

impl FeedId {
    pub(super) const fn new(word: &'static str) -> Self {
        Self(word)
    }

    pub fn word(self) -> &'static str {
        self.0
    }
}

/// A tab of the main screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Tab {
    #[default]
    Shows,
    Feed(FeedId),
    Search,
    /// Spotify's catalogue.
    Discover,
}

/// A pane of the main screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum ViewId {
    #[default]
    Shows,
    /// The episodes of the open show.
    Episodes,
    Feed(FeedId),
    Search,
    Discover,
    Notes,
}
