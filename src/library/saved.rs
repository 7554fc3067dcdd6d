//! Your Episodes: which episodes are saved, and when.
//!
//! An episode of a show that is not followed gets rows too. Its show is one that left the lists: it is not listed, counted,
//! searched or fetched, and it is kept for as long as one of its episodes is saved. Start with [`Library::save`] and
//! [`Reader::saved`].

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::{
    AccountRef, EpisodeRow, Library, LibraryError, Reader, Reply, ShowRef, ShowsPass, episodes, marks,
    notes::Packer,
    read::{collect, one},
    row, shows,
    slot::Stored,
};
use crate::domain::{EpisodeId, EpisodeKey, EpisodeState, Page, SavedEpisode, Show};

/// A pass over the whole list of saved episodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SavedPass {
    account: AccountRef,
    number: u32,
}

impl Library {
    /// Begins a pass, which supersedes any other.
    pub fn begin_saved_pass(&self, account: AccountRef) -> Reply<SavedPass> {
        self.write(move |db| {
            let begin = "UPDATE accounts SET saved_pass = saved_pass + 1 WHERE id = ?1 RETURNING saved_pass";
            let number = db.query_row(begin, [account.0], |row| row.get(0))?;
            Ok(SavedPass { account, number })
        })
    }

    /// Writes one page and returns the number of episodes that were not saved before. Writing a page twice changes nothing.
    ///
    /// Fails with [`LibraryError::Superseded`] if a newer pass has begun.
    pub fn apply_saved_page(&self, pass: SavedPass, page: Page<SavedEpisode>, now: Timestamp) -> Reply<u32> {
        self.write(move |db| {
            current(db, pass)?;
            let mut new = 0;
            for (position, item) in page.items {
                new += u32::from(put(db, pass, position, item, now)?);
            }
            Ok(new)
        })
    }

    /// Ends a pass of which every item was written: episodes that it did not see are no longer saved. Returns their number.
    pub fn finish_saved_pass(&self, pass: SavedPass) -> Reply<u32> {
        self.write(move |db| {
            current(db, pass)?;
            let unseen = "DELETE FROM saved WHERE account = ?1 AND seen < ?2";
            let removed = db.execute(unseen, params![pass.account.0, pass.number])?;
            Ok(u32::try_from(removed).unwrap_or(u32::MAX))
        })
    }

    /// Adds an episode that Spotify has saved. Returns whether it was not saved before.
    pub fn save(&self, account: AccountRef, item: SavedEpisode, now: Timestamp) -> Reply<bool> {
        self.write(move |db| {
            // Seen by the pass that may be running, which would remove it at its end otherwise.
            let number =
                db.query_row("SELECT saved_pass FROM accounts WHERE id = ?1", [account.0], |row| row.get(0))?;
            let item = SavedEpisode { added_at: item.added_at.or(Some(now)), ..item };
            put(db, SavedPass { account, number }, 0, item, now)
        })
    }

    /// The same for an episode that is on disk. Returns whether it is.
    pub fn save_known(&self, account: AccountRef, episode: EpisodeId, now: Timestamp) -> Reply<bool> {
        self.write(move |db| {
            let add = "INSERT INTO saved (account, show, key, added_at, position, seen)
                       SELECT ?1, e.show, e.key, ?3, 0, a.saved_pass FROM episodes e
                       CROSS JOIN shows s ON s.id = e.show AND s.account = ?1 CROSS JOIN accounts a ON a.id = ?1
                       WHERE e.key = ?2
                       ON CONFLICT (show, key) DO UPDATE SET seen = excluded.seen";
            let key = Stored::from(&EpisodeKey::Id(episode));
            Ok(db.execute(add, params![account.0, key, now.as_millisecond()])? > 0)
        })
    }

    /// Removes an episode from those saved. Its rows stay. Returns whether it was saved.
    pub fn unsave(&self, account: AccountRef, episode: EpisodeId) -> Reply<bool> {
        self.write(move |db| {
            let remove = "DELETE FROM saved WHERE account = ?1 AND key = ?2";
            Ok(db.execute(remove, params![account.0, Stored::from(&EpisodeKey::Id(episode))])? > 0)
        })
    }
}

impl Reader {
    /// The saved episodes in a state, the last saved first, without notes.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn saved(&self, account: AccountRef, state: Option<EpisodeState>) -> Result<Vec<EpisodeRow>, LibraryError> {
        let query = format!(
            "SELECT {} FROM saved v CROSS JOIN shows s ON s.id = v.show
             CROSS JOIN episodes e ON e.key = v.key AND e.show = v.show
             WHERE v.account = ?1 AND (?2 IS NULL OR e.state = ?2)
             ORDER BY v.added_at DESC, v.position, e.id",
            row::EPISODE
        );
        self.all(&query, params![account.0, state.map(marks::column)], row::episode)
    }

    /// The number of saved episodes.
    ///
    /// # Errors
    /// As [`Reader::saved`].
    pub fn saved_count(&self, account: AccountRef) -> Result<u32, LibraryError> {
        let count = "SELECT count(*) FROM saved WHERE account = ?1";
        Ok(self.one(count, [account.0], |row| Ok(row.get(0)?))?.unwrap_or_default())
    }
}

fn current(db: &Transaction<'_>, pass: SavedPass) -> Result<(), LibraryError> {
    let current = "SELECT saved_pass FROM accounts WHERE id = ?1";
    let number: u32 = db.query_row(current, [pass.account.0], |row| row.get(0))?;
    if number == pass.number { Ok(()) } else { Err(LibraryError::Superseded) }
}

/// Writes one item, with the rows that are missing. Returns whether it was not saved before. One without a show is skipped,
/// unless its episode is on disk.
fn put(
    db: &Transaction<'_>,
    pass: SavedPass,
    position: u32,
    item: SavedEpisode,
    now: Timestamp,
) -> Result<bool, LibraryError> {
    let SavedEpisode { episode, show, added_at } = item;
    let key = Stored::from(&episode.key);
    let known = "SELECT e.show FROM episodes e JOIN shows s ON s.id = e.show
                 WHERE e.key = ?1 AND s.account = ?2 AND (?3 IS NULL OR s.key = ?3)";
    let of = show.as_ref().map(|show| Stored::from(&show.key));
    let show = match (one(db, known, params![key, pass.account.0, of], |row| Ok(row.get(0)?))?, show) {
        (Some(known), _) => known,
        (None, None) => return Ok(false),
        (None, Some(show)) => {
            let show = hidden(db, pass.account, &show, now)?;
            let items = vec![(episode.position, episode)];
            let page = Page { items, skipped: 0, offset: 0, limit: 1, received: 1, total: None, has_next: false };
            episodes::write(db, pass.account, ShowRef(show), &page, 0, now)?.tally.store(db)?;
            show
        }
    };
    let is_new = one(db, "SELECT 1 FROM saved WHERE show = ?1 AND key = ?2", params![show, key], |_| Ok(()))?.is_none();
    db.prepare_cached(
        "INSERT INTO saved (account, show, key, added_at, position, seen) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (show, key) DO UPDATE SET added_at = coalesce(?4, added_at), position = ?5, seen = ?6",
    )?
    .execute(params![
        pass.account.0,
        show,
        key,
        added_at.map(Timestamp::as_millisecond),
        position,
        pass.number
    ])?;
    Ok(is_new)
}

/// The show of a saved episode, added outside the lists if it is unknown.
fn hidden(db: &Transaction<'_>, account: AccountRef, show: &Show, now: Timestamp) -> Result<i64, LibraryError> {
    let find = "SELECT id FROM shows WHERE account = ?1 AND key = ?2";
    let find = || collect(db, find, params![account.0, Stored::from(&show.key)], |row| Ok(row.get(0)?));
    if let Some(known) = find()?.first() {
        return Ok(*known);
    }
    shows::apply(db, ShowsPass { account, number: 0 }, 0, show, &mut Packer::new())?;
    let added: i64 = find()?.first().copied().ok_or(LibraryError::Gone)?;
    db.execute("UPDATE shows SET missed_at = ?2 WHERE id = ?1", params![added, now.as_millisecond()])?;
    Ok(added)
}
