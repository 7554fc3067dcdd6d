//! Changes of the world between two requests: new and removed episodes, shows followed and episodes played elsewhere, and
//! what happens to a listener's devices, subscription and player.

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
    /// Adds a device, or changes the one of this name.
    Device(DeviceChange),
    /// Removes a device. What played on the active one stops. A device of the same name that comes later has another id.
    Vanish {
        /// Its name or its id.
        device: String,
    },
    /// Subscribes to Premium or cancels it. Without it, every command to a player is refused.
    Premium(bool),
    /// Plays something from another app, on the active device or else on the first that accepts commands.
    Plays(Plays),
}

/// A device as it is from now on. What is left out stays; a new device is an unrestricted computer at 50 percent.
///
/// As JSON: `{"device":{"name":"tablet","type":"Tablet","volume":null,"active":true}}`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceChange {
    /// Its name, or the id of one that is there.
    pub name: String,
    /// Its kind, in Spotify's words: `Computer`, `Speaker`, `TV`.
    #[serde(rename = "type", default)]
    pub kind: Option<String>,
    /// Its volume.
    #[serde(default)]
    pub volume: VolumeChange,
    /// Whether it accepts no commands.
    #[serde(default)]
    pub restricted: Option<bool>,
    /// Whether it is the active one.
    #[serde(default)]
    pub active: Option<bool>,
}

/// The volume of a device. As JSON: a number of percent, or `null`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(from = "Option<u8>")]
pub enum VolumeChange {
    /// As it was.
    #[default]
    Unchanged,
    /// It cannot be set or read.
    Fixed,
    /// In percent. More than 100 is 100.
    Percent(u8),
}

impl From<Option<u8>> for VolumeChange {
    fn from(percent: Option<u8>) -> Self {
        percent.map_or(Self::Fixed, |percent| Self::Percent(percent.min(100)))
    }
}

/// What another app plays. As JSON: `"track"`, `"ad"`, `"unknown"`, `{"episode":{"id":"ID","at":MILLISECONDS}}`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Plays {
    /// A track of 3:35.
    Track,
    /// An advertisement of 30 seconds. What it interrupts goes on after it.
    Ad,
    /// Something that the API does not describe.
    Unknown,
    /// An episode.
    Episode {
        /// Its id.
        id: String,
        /// The position in milliseconds.
        #[serde(default)]
        at: u32,
    },
}

impl Change {
    /// What [`World::change`](super::World::change) returns the id of: `show`, `device` or `listener`.
    pub(super) fn subject(&self) -> &'static str {
        match self {
            Self::Gain { .. }
            | Self::Lose { .. }
            | Self::Swap { .. }
            | Self::Follow { .. }
            | Self::Unfollow { .. }
            | Self::Progress { .. } => "show",
            Self::Device(_) | Self::Vanish { .. } | Self::Plays(_) => "device",
            Self::Premium(_) => "listener",
        }
    }
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
    #[error("there is no such device")]
    UnknownDevice,
}
