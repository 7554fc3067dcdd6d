//! Where things are, by the keys that lists know them by.

use rusqlite::params;

use super::lists::one;
use crate::{
    domain::{EpisodeAt, EpisodeState},
    library::{AccountRef, EpisodeRow, LibraryError, Reader, row, slot::Stored},
};

impl Reader {
    /// The episode with a key, of the show with another, if an account has it.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn locate(&self, account: AccountRef, at: &EpisodeAt) -> Result<Option<EpisodeRow>, LibraryError> {
        let query = format!(
            "SELECT {} FROM shows s CROSS JOIN episodes e ON e.key = ?3 AND e.show = s.id
             WHERE s.account = ?1 AND s.key = ?2",
            row::EPISODE
        );
        self.run(|db| {
            let (show, episode) = (Stored::from(&at.show), Stored::from(&at.episode));
            one(&mut db.prepare_cached(&query)?.query(params![account.0, show, episode])?, row::episode)
        })
    }

    /// How many shows have an episode in a state (any for `None`), from their counters.
    ///
    /// # Errors
    /// As [`Reader::locate`].
    pub fn shows_with(&self, account: AccountRef, state: Option<EpisodeState>) -> Result<u32, LibraryError> {
        let counted = match state {
            None => "total",
            Some(EpisodeState::Unplayed) => "unplayed",
            Some(EpisodeState::InProgress) => "in_progress",
            Some(EpisodeState::Played) => "total - unplayed - in_progress",
        };
        let query = format!("SELECT count(*) FROM shows WHERE account = ?1 AND missed_at IS NULL AND {counted} > 0");
        self.run(|db| Ok(db.prepare_cached(&query)?.query_row([account.0], |row| row.get(0))?))
    }
}
