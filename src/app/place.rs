//! Where a person can be: the tabs, and the views they are made of.
//!
//! A feed has no variant of its own: it is a row of the table of [`super::views::FeedSpec`], and [`FeedId`] is its place
//! in it.

/// A feed, by its position in the table of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FeedId(pub u8);

impl FeedId {
    pub const NEW: Self = Self(0);
    pub const IN_PROGRESS: Self = Self(1);
}

/// A tab of the main screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Tab {
    #[default]
    Shows,
    Feed(FeedId),
    Search,
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
    Notes,
}
