//! How lists are sorted and filtered by state.

use super::{Episode, EpisodeState, ShelfShow};

/// The orders of the list of shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ShowSort {
    /// Last added first, as Spotify lists them.
    #[default]
    Added,
    Name,
    /// By the newest episode, newest first.
    Latest,
    /// Most unplayed episodes first.
    Unplayed,
}

/// The orders of the episodes of a show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum EpisodeSort {
    #[default]
    Newest,
    Oldest,
    Longest,
}

/// The orders of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FeedSort {
    #[default]
    Newest,
    Oldest,
    /// Least left to hear first.
    Remaining,
}

/// Which episodes a list holds, or which shows, by the states of their episodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum StateFilter {
    #[default]
    All,
    Only(EpisodeState),
}

impl ShowSort {
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Added => Self::Name,
            Self::Name => Self::Latest,
            Self::Latest => Self::Unplayed,
            Self::Unplayed => Self::Added,
        }
    }

    /// The end of "Sorted by …".
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Added => "date added",
            Self::Name => "name",
            Self::Latest => "latest release",
            Self::Unplayed => "unplayed episodes",
        }
    }
}

impl EpisodeSort {
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Newest => Self::Oldest,
            Self::Oldest => Self::Longest,
            Self::Longest => Self::Newest,
        }
    }

    /// The end of "Sorted by …".
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Newest => "date, newest first",
            Self::Oldest => "date, oldest first",
            Self::Longest => "length, longest first",
        }
    }
}

impl FeedSort {
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Newest => Self::Oldest,
            Self::Oldest => Self::Remaining,
            Self::Remaining => Self::Newest,
        }
    }

    /// The end of "Sorted by …".
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Newest => "date, newest first",
            Self::Oldest => "date, oldest first",
            Self::Remaining => "what is left, least first",
        }
    }
}

impl StateFilter {
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::All => Self::Only(EpisodeState::Unplayed),
            Self::Only(EpisodeState::Unplayed) => Self::Only(EpisodeState::InProgress),
            Self::Only(EpisodeState::InProgress) => Self::Only(EpisodeState::Played),
            Self::Only(EpisodeState::Played) => Self::All,
        }
    }

    /// The start of "… episodes".
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Only(EpisodeState::Unplayed) => "Unplayed",
            Self::Only(EpisodeState::InProgress) => "In progress",
            Self::Only(EpisodeState::Played) => "Played",
        }
    }

    /// The label over a list of shows.
    #[must_use]
    pub fn label_of_shows(self) -> &'static str {
        match self {
            Self::All => "All shows",
            Self::Only(EpisodeState::Unplayed) => "Shows with unplayed episodes",
            Self::Only(EpisodeState::InProgress) => "Shows with episodes in progress",
            Self::Only(EpisodeState::Played) => "Shows heard to the end",
        }
    }

    #[must_use]
    pub fn lets_through(self, episode: &Episode) -> bool {
        match self {
            Self::All => true,
            Self::Only(state) => episode.progress.state() == state,
        }
    }

    /// A show passes with one episode in this state; under [`EpisodeState::Played`], with played ones only.
    #[must_use]
    pub fn lets_show_through(self, show: &ShelfShow) -> bool {
        let counts = show.counts;
        match self {
            Self::All => true,
            Self::Only(EpisodeState::Unplayed) => counts.unplayed > 0,
            Self::Only(EpisodeState::InProgress) => counts.in_progress > 0,
            Self::Only(EpisodeState::Played) => counts.total > 0 && counts.unplayed + counts.in_progress == 0,
        }
    }
}
