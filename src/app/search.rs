//! The search over titles and notes of everything on disk.

use crate::domain::{EpisodeAt, ShelfEpisode, ShelfShow, Snippet};

/// What a search found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SearchFound {
    /// Shows whose name has all words.
    pub shows: Vec<ShelfShow>,
    /// Episodes: titles before notes, newer before older.
    pub episodes: Vec<ShelfEpisode>,
    /// Whether older episodes may match too.
    pub cut_short: bool,
}

/// Pieces of notes around the words that were searched for, for rows in view.
pub type Snippets = Vec<(EpisodeAt, Snippet)>;
