//! An episode and its progress.

use std::time::Duration;

use super::{CleanText, EpisodeKey, Notes, ReleaseDate, SpotifyLink};

/// An episode of a show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Episode {
    pub key: EpisodeKey,
    pub name: CleanText,
    /// Release date, as precise as known.
    pub released: Option<ReleaseDate>,
    /// Zero if unknown.
    pub duration: Duration,
    pub progress: Progress,
    pub explicit: bool,
    /// Whether this account may play it. Unknown counts as playable.
    pub playable: bool,
    /// Language tags such as `en` or `pt-BR`.
    pub languages: Vec<CleanText>,
    pub notes: Notes,
    /// Position in Spotify's list, which orders episodes of one day.
    pub position: u32,
}

impl Episode {
    /// Its page on Spotify, unless its id is invalid.
    pub fn link(&self) -> Option<SpotifyLink> {
        self.key.id().cloned().map(SpotifyLink::Episode)
    }

    /// The time left: the whole duration if unplayed, zero if played.
    pub fn remaining(&self) -> Duration {
        match self.progress {
            Progress::Unplayed => self.duration,
            Progress::InProgress { position } => self.duration.saturating_sub(position),
            Progress::Played => Duration::ZERO,
        }
    }
}

/// How much was played, from Spotify's `resume_point`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Progress {
    /// Not started, or unknown.
    #[default]
    Unplayed,
    /// Stopped at a position, which is never zero.
    InProgress { position: Duration },
    /// Played to the end.
    Played,
}

impl Progress {
    pub fn from_resume_point(fully_played: bool, position: Duration) -> Self {
        if fully_played {
            Self::Played
        } else if position.is_zero() {
            Self::Unplayed
        } else {
            Self::InProgress { position }
        }
    }

    pub fn state(self) -> EpisodeState {
        match self {
            Self::Unplayed => EpisodeState::Unplayed,
            Self::InProgress { .. } => EpisodeState::InProgress,
            Self::Played => EpisodeState::Played,
        }
    }

    /// The position to resume from. An episode that was played to its end starts again.
    pub fn resume_at(self) -> Duration {
        match self {
            Self::InProgress { position } => position,
            Self::Unplayed | Self::Played => Duration::ZERO,
        }
    }
}

/// [`Progress`] without the position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EpisodeState {
    Unplayed,
    InProgress,
    Played,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resume_point_at_zero_is_unplayed() {
        assert_eq!(Progress::from_resume_point(false, Duration::ZERO), Progress::Unplayed);
    }

    #[test]
    fn fully_played_wins_over_a_position() {
        assert_eq!(Progress::from_resume_point(true, Duration::from_secs(9)), Progress::Played);
    }

    #[test]
    fn only_an_episode_in_progress_resumes_later_than_its_start() {
        let position = Duration::from_secs(9);
        let resumed =
            [Progress::Unplayed, Progress::InProgress { position }, Progress::Played].map(Progress::resume_at);
        assert_eq!(resumed, [Duration::ZERO, position, Duration::ZERO]);
    }
}
