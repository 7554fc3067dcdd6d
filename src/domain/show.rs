//! A show: a podcast, or an audiobook among the saved shows.

use jiff::Timestamp;

use super::{CleanText, Images, Notes, ShowKey, SpotifyLink};

/// A followed show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Show {
    pub key: ShowKey,
    pub name: CleanText,
    pub publisher: Option<CleanText>,
    pub notes: Notes,
    pub total_episodes: Option<u32>,
    pub explicit: bool,
    /// Language tags such as `en` or `pt-BR`.
    pub languages: Vec<CleanText>,
    pub media: MediaType,
    pub kind: ShowKind,
    pub copyrights: Vec<CleanText>,
    /// Its cover.
    pub images: Images,
    pub added_at: Option<Timestamp>,
}

impl Show {
    /// Its page on Spotify, unless its id is invalid.
    pub fn link(&self) -> Option<SpotifyLink> {
        self.key.id().cloned().map(SpotifyLink::Show)
    }
}

/// Spotify's `media_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MediaType {
    Audio,
    Video,
    Mixed,
    /// Missing or unknown.
    #[default]
    Other,
}

/// The kind of a saved show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShowKind {
    #[default]
    Podcast,
    /// An audiobook, whose episodes are chapters.
    Audiobook,
}
