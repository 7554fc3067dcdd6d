//! Changes of the world between two requests: episodes come and go, a listener follows shows or plays episodes elsewhere.

use serde::Deserialize;

/// One change. As JSON: `{"gain":{"show":0,"episodes":3}}`, `{"swap":{"show":"ID"}}`, `{"follow":{}}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Change {
    /// Episodes come out, today by the service's clock.
    Gain {
        /// Where.
        show: ShowRef,
        /// How many.
        episodes: u32,
    },
    /// Removes this number of episodes, or all.
    Lose {
        /// Where.
        show: ShowRef,
        /// How many.
        episodes: u32,
        /// From which end, by default the oldest.
        #[serde(default)]
        end: End,
    },
    /// The newest episode is taken back and another comes out: the count stays.
    Swap {
        /// Where.
        show: ShowRef,
    },
    /// A show is followed elsewhere: it comes first then.
    Follow {
        /// By default a new one.
        #[serde(default)]
        show: Option<ShowRef>,
    },
    /// A show is unfollowed elsewhere.
    Unfollow {
        /// Which.
        show: ShowRef,
    },
    /// Sets the resume point from another device.
    Progress {
        /// The id of the episode.
        episode: String,
        /// How far.
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
    /// The new end, where mistakes are taken back.
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

/// Why a change cannot be made; nothing has changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// There is no such show.
    #[error("there is no such show")]
    UnknownShow,
    /// There is no such episode.
    #[error("there is no such episode")]
    UnknownEpisode,
    /// A swap needs an episode to swap.
    #[error("the show has no episode")]
    NoEpisode,
    /// A show holds 4,294,967,294 episodes at most, gone ones counted.
    #[error("the show cannot hold so many episodes")]
    TooMany,
    /// It is followed already.
    #[error("the show is followed already")]
    Followed,
    /// It is not followed.
    #[error("the show is not followed")]
    NotFollowed,
}
