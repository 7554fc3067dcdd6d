//! Changes of the world between two requests: new and removed episodes, shows followed and episodes played elsewhere.

use serde::Deserialize;

/// One change. As JSON: `{"gain":{"show":0,"episodes":3}}`, `{"swap":{"show":"ID"}}`, `{"follow":{}}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Change {
    /// Releases episodes, today by the service's clock.
    Gain {
        show: ShowRef,
        /// The number of episodes.
        episodes: u32,
    },
    /// Removes this number of episodes, or all.
    Lose {
        show: ShowRef,
        /// The number of episodes.
        episodes: u32,
        /// The end they are removed from, by default the oldest.
        #[serde(default)]
        end: End,
    },
    /// Replaces the newest episode with another: the count stays.
    Swap { show: ShowRef },
    /// Follows a show from another device. It comes first in the list.
    Follow {
        /// By default a show that was never followed.
        #[serde(default)]
        show: Option<ShowRef>,
    },
    /// Unfollows a show from another device.
    Unfollow { show: ShowRef },
    /// Sets the resume point from another device.
    Progress {
        /// Its id.
        episode: String,
        /// The new resume point.
        progress: Progress,
    },
}

/// A show, by its place in the data (0 is the daily news; the first listener follows 0 to N-1, last followed first) or
/// by its id.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum ShowRef {
    /// The place in the data.
    Place(u32),
    /// The id.
    Id(String),
}

impl From<u32> for ShowRef {
    fn from(place: u32) -> Self {
        Self::Place(place)
    }
}

impl From<&str> for ShowRef {
    fn from(id: &str) -> Self {
        Self::Id(id.to_owned())
    }
}

/// An end of the list of episodes, by age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// The old end, where shows cut their back catalogue.
    #[default]
    Oldest,
    /// The new end, where shows withdraw episodes.
    Newest,
}

/// The resume point of an episode. As JSON: `"unplayed"`, `{"at":MILLISECONDS}`, `"played"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Progress {
    /// Not at all.
    Unplayed,
    /// Up to this point, in milliseconds.
    At(u32),
    /// To the end.
    Played,
}

/// Why a change was refused. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    #[error("there is no such show")]
    UnknownShow,
    #[error("there is no such episode")]
    UnknownEpisode,
    #[error("the show has no episode")]
    NoEpisode,
    /// A show holds 4,294,967,294 episodes at most, gone ones counted.
    #[error("the show cannot hold so many episodes")]
    TooMany,
    #[error("the show is followed already")]
    Followed,
    #[error("the show is not followed")]
    NotFollowed,
}
