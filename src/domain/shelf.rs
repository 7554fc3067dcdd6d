//! Rows of the library: shows with counts, episodes with their show.

use jiff::Timestamp;

use super::{Episode, EpisodeKey, EpisodeState, Progress, ReleaseDate, Show, ShowKey};
use crate::domain::CleanText;

/// A followed show in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfShow {
    /// [`Show::notes`] is empty until the show is opened.
    pub show: Show,
    /// Of its episodes on disk.
    pub counts: StateCounts,
    /// Release date of its newest episode.
    pub latest: Option<ReleaseDate>,
    /// Whether all readable episodes are on disk.
    pub complete: bool,
}

/// An episode in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfEpisode {
    pub show: ShowKey,
    pub show_name: CleanText,
    /// [`Episode::notes`] is empty. Its progress is that of the local mark, or else Spotify's.
    pub episode: Episode,
    pub mark: Option<Mark>,
    /// Progress according to Spotify.
    pub remote: Progress,
    /// When it was added to the library.
    pub arrived: Timestamp,
    /// Whether it is in Your Episodes.
    pub saved: bool,
}

/// Identifies an episode. Keys are unique only within a show, because odd ones may repeat.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EpisodeAt {
    pub show: ShowKey,
    pub episode: EpisodeKey,
}

/// What a row, the notes or a command is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    Show(ShowKey),
    Episode(EpisodeAt),
}

/// Numbers of episodes by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StateCounts {
    pub total: u32,
    pub unplayed: u32,
    pub in_progress: u32,
}

/// A local mark. Spotify's resume points are read-only, so a mark stays in the library, is shown as local, and survives
/// every synchronisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    Played,
    Unplayed,
}

/// What caused a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RequestOrigin {
    /// An action of the person.
    #[default]
    Person,
    /// The background synchronisation, within its budget.
    Background,
}

impl ShelfEpisode {
    pub fn at(&self) -> EpisodeAt {
        EpisodeAt { show: self.show.clone(), episode: self.episode.key.clone() }
    }

    pub fn is_played(&self) -> bool {
        self.episode.progress == Progress::Played
    }

    /// Sets or removes the mark, and updates the progress.
    pub fn set_mark(&mut self, mark: Option<Mark>) {
        self.mark = mark;
        self.episode.progress = mark.map_or(self.remote, Mark::progress);
    }
}

impl StateCounts {
    /// The number in a state, or the total for `None`.
    pub fn of(self, state: Option<EpisodeState>) -> u32 {
        match state {
            None => self.total,
            Some(EpisodeState::Unplayed) => self.unplayed,
            Some(EpisodeState::InProgress) => self.in_progress,
            Some(EpisodeState::Played) => self.total.saturating_sub(self.unplayed).saturating_sub(self.in_progress),
        }
    }
}

impl Mark {
    /// The mark that makes an episode played. None if Spotify has it as played.
    pub fn to_play(remote: Progress) -> Option<Self> {
        (remote != Progress::Played).then_some(Self::Played)
    }

    /// The mark that makes an episode unplayed. None unless Spotify has it as played.
    pub fn to_unplay(remote: Progress) -> Option<Self> {
        (remote == Progress::Played).then_some(Self::Unplayed)
    }

    pub fn progress(self) -> Progress {
        match self {
            Self::Played => Progress::Played,
            Self::Unplayed => Progress::Unplayed,
        }
    }
}
