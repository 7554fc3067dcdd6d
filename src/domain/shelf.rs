//! What the library holds, as lists show it: shows with their counts, episodes with their show.

use jiff::Timestamp;

use super::{Episode, EpisodeKey, EpisodeState, Progress, ReleaseDate, Show, ShowKey};
use crate::domain::CleanText;

/// A followed show in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfShow {
    /// The show, with [`Show::notes`] left empty: they are read when they are opened.
    pub show: Show,
    /// Its episodes on disk.
    pub counts: StateCounts,
    /// When its newest episode came out.
    pub latest: Option<ReleaseDate>,
    /// Whether all its episodes that can be read are on disk.
    pub complete: bool,
}

/// An episode in a list, of one show or of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfEpisode {
    /// Its show.
    pub show: ShowKey,
    /// The name of its show.
    pub show_name: CleanText,
    /// The episode, with [`Episode::notes`] left empty and with the progress that counts: the local mark, else
    /// Spotify's.
    pub episode: Episode,
    /// The local mark, where the person set one.
    pub mark: Option<Mark>,
    /// Where Spotify says somebody stopped, whatever the mark says.
    pub remote: Progress,
    /// When it came into the library.
    pub arrived: Timestamp,
}

/// Which episode: keys are unique within a show only, because odd ones may repeat.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EpisodeAt {
    /// Its show.
    pub show: ShowKey,
    /// Its key within the show.
    pub episode: EpisodeKey,
}

/// Episodes by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StateCounts {
    /// All.
    pub total: u32,
    /// Not started.
    pub unplayed: u32,
    /// Started.
    pub in_progress: u32,
}

/// Over how many titles a filter is fuzzy: over more, each word has to occur in the title as it is (docs/DECISIONS.md).
pub const FUZZY_TITLES: usize = 20_000;

/// A local mark. Spotify has no way to be told (see its Web API: resume points are read only), so it stays in the
/// library, is shown as local, and no synchronisation overwrites it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Heard, says the person.
    Played,
    /// Not heard, says the person.
    Unplayed,
}

/// On whose behalf a request is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RequestOrigin {
    /// The person, directly.
    #[default]
    Person,
    /// The synchronisation in the background, within its budget.
    Background,
}

impl ShelfEpisode {
    /// Which episode it is.
    pub fn at(&self) -> EpisodeAt {
        EpisodeAt { show: self.show.clone(), episode: self.episode.key.clone() }
    }

    /// Sets the mark, or takes it away, and the progress that counts with it.
    pub fn set_mark(&mut self, mark: Option<Mark>) {
        self.mark = mark;
        self.episode.progress = mark.map_or(self.remote, Mark::progress);
    }
}

impl StateCounts {
    /// Those in a state; all for `None`.
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
    /// The mark with which an episode counts as played, given what Spotify says of it: none where Spotify says so.
    pub fn to_play(remote: Progress) -> Option<Self> {
        (remote != Progress::Played).then_some(Self::Played)
    }

    /// The mark with which it does not: none where Spotify says so, be it unplayed or in progress.
    pub fn to_unplay(remote: Progress) -> Option<Self> {
        (remote == Progress::Played).then_some(Self::Unplayed)
    }

    /// The progress it stands for.
    pub fn progress(self) -> Progress {
        match self {
            Self::Played => Progress::Played,
            Self::Unplayed => Progress::Unplayed,
        }
    }
}
