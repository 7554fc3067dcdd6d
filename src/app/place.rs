//! Where a person can be: the tabs, and the views they are made of.
//!
//! A feed has no variant of its own: it is a row of the table of [`super::views::FeedSpec`].

/// A feed, by the word that stands for it in the library. Rows of the table of feeds make one, and nothing else.
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
