//! An episode, and where somebody stopped in it.

use std::time::Duration;

use super::{CleanText, EpisodeKey, Notes, ReleaseDate, SpotifyLink};

/// An episode of a show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Episode {
    /// Its identity.
    pub key: EpisodeKey,
    /// Its title.
    pub name: CleanText,
    /// When it came out, as precisely as known.
    pub released: Option<ReleaseDate>,
    /// How long it is; zero where Spotify does not say.
    pub duration: Duration,
    /// Where somebody stopped.
    pub progress: Progress,
    /// Whether it is marked explicit.
    pub explicit: bool,
    /// Whether Spotify lets this account play it; unknown counts as playable.
    pub playable: bool,
    /// Language tags such as `en` or `pt-BR`.
    pub languages: Vec<CleanText>,
    /// The show notes.
    pub notes: Notes,
    /// Its position in the list as Spotify orders it, for episodes of the same day.
    pub position: u32,
}

impl Episode {
    /// Its page on Spotify, where it is addressable.
    pub fn link(&self) -> Option<SpotifyLink> {
        self.key.id().cloned().map(SpotifyLink::Episode)
    }

    /// What is left to hear: the whole duration when unplayed, nothing when played.
    pub fn remaining(&self) -> Duration {
        match self.progress {
            Progress::Unplayed => self.duration,
            Progress::InProgress { position } => self.duration.saturating_sub(position),
            Progress::Played => Duration::ZERO,
        }
    }
}

/// Where somebody stopped, from `resume_point`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Progress {
    /// Not started, or Spotify did not say.
    #[default]
    Unplayed,
    /// Stopped at a position.
    InProgress {
        /// From the start of the episode; never zero.
        position: Duration,
    },
    /// Heard to its end.
    Played,
}

impl Progress {
    /// Reads Spotify's `resume_point`.
    pub fn from_resume_point(fully_played: bool, position: Duration) -> Self {
        if fully_played {
            Self::Played
        } else if position.is_zero() {
            Self::Unplayed
        } else {
            Self::InProgress { position }
        }
    }

    /// The state without the position.
    pub fn state(self) -> EpisodeState {
        match self {
            Self::Unplayed => EpisodeState::Unplayed,
            Self::InProgress { .. } => EpisodeState::InProgress,
            Self::Played => EpisodeState::Played,
        }
    }
}

/// The three states an episode can be filtered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EpisodeState {
    /// Not started.
    Unplayed,
    /// Started.
    InProgress,
    /// Heard to its end.
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
}
