//! A show: a podcast, or an audiobook that turned up among the saved shows.

use jiff::Timestamp;

use super::{CleanText, Notes, ShowKey, SpotifyLink};

/// A show somebody follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Show {
    /// Its identity.
    pub key: ShowKey,
    /// Its title.
    pub name: CleanText,
    /// Who publishes it, where Spotify says so.
    pub publisher: Option<CleanText>,
    /// What it says about itself.
    pub notes: Notes,
    /// How many episodes it has; Spotify may leave it out.
    pub total_episodes: Option<u32>,
    /// Whether it is marked explicit.
    pub explicit: bool,
    /// Language tags such as `en` or `pt-BR`.
    pub languages: Vec<CleanText>,
    /// What its episodes are.
    pub media: MediaType,
    /// Podcast or audiobook.
    pub kind: ShowKind,
    /// Copyright lines.
    pub copyrights: Vec<CleanText>,
    /// When it was saved.
    pub added_at: Option<Timestamp>,
}

impl Show {
    /// Its page on Spotify, where it is addressable.
    pub fn link(&self) -> Option<SpotifyLink> {
        self.key.id().cloned().map(SpotifyLink::Show)
    }
}

/// Spotify's `media_type`; a value that is not known yet is [`MediaType::Other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MediaType {
    /// Audio only.
    Audio,
    /// Video.
    Video,
    /// Audio and video.
    Mixed,
    /// Missing, or a value from the future.
    #[default]
    Other,
}

/// What a saved show is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShowKind {
    /// A podcast.
    #[default]
    Podcast,
    /// An audiobook, whose episodes are chapters.
    Audiobook,
}
