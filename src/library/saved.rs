//! Your Episodes: which episodes are saved, and when.
//!
//! An episode of a show that is not followed gets rows too. Its show is one that left the lists: it is not listed, counted,
//! searched or fetched, and it is kept for as long as one of its episodes is saved. Start with [`Library::save`] and
//! [`Reader::saved`].

use jiff::Timestamp;
use rusqlite::{Row, Transaction, params};

use super::{
    AccountRef, EpisodeRow, Library, LibraryError, PageOutcome, Reader, Reply, Result, ShowRef, ShowsPass, Stored,
    confirmed, episodes, execute, exists, notes::Packer, one, row, shows,
};
use crate::domain::{EpisodeId, EpisodeKey, EpisodeState, FeedSort, Page, SavedEpisode, Show};

/// A pass over the whole list of saved episodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SavedPass {
    account: AccountRef,
    number: u32,
}

/// What is on disk of the list, against what Spotify has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SavedStatus {
    /// When the list was last read from Spotify.
    pub read_at: Option<Timestamp>,
    /// The length of Spotify's list if it has the same episodes as the disk: with the items that could not be stored.
    pub length: u32,
}

/// Forgets that an episode was removed since a pass began.
const SAVED_AGAIN: &str = "DELETE FROM unsaved WHERE account = ?1 AND key = ?2";

impl Library {
    /// Begins a pass, which supersedes any other.
    pub fn begin_saved_pass(&self, account: AccountRef) -> Reply<SavedPass> {
        self.write(move |db| {
            let begin = "UPDATE accounts SET saved_pass = saved_pass + 1 WHERE id = ?1 RETURNING saved_pass";
            let number = db.query_row(begin, [account.0], |row| row.get(0))?;
            db.execute("DELETE FROM unsaved WHERE account = ?1", [account.0])?;
            Ok(SavedPass { account, number })
        })
    }

    /// Writes one page: how many episodes are new in the list, and how many of the others were played further. Writing a page
    /// twice changes nothing. Episodes that were removed since the pass began are skipped: the page may be older.
    ///
    /// Fails with [`LibraryError::Superseded`] if a newer pass has begun.
    pub fn apply_saved_page(&self, pass: SavedPass, page: Page<SavedEpisode>, now: Timestamp) -> Reply<PageOutcome> {
        self.write(move |db| {
            current(db, pass)?;
            let mut outcome = PageOutcome::default();
            for (position, item) in page.items {
                // Removed since the pass began: the page may be older.
                let unsaved = "SELECT 1 FROM unsaved WHERE account = ?1 AND key = ?2";
                if exists(db, unsaved, params![pass.account.0, Stored::from(&item.episode.key)])? {
                    continue;
                }
                put(db, pass, position, item, now, &mut outcome)?;
            }
            Ok(outcome)
        })
    }

    /// Ends a pass of which every item was written: episodes that it did not see are no longer saved. Returns their number.
    /// `total` is the length of Spotify's list.
    pub fn finish_saved_pass(&self, pass: SavedPass, total: Option<u32>, now: Timestamp) -> Reply<u32> {
        self.write(move |db| {
            current(db, pass)?;
            let unseen = "DELETE FROM saved WHERE account = ?1 AND seen < ?2";
            let removed = db.execute(unseen, params![pass.account.0, pass.number])?;
            let finish = "UPDATE accounts SET saved_at = ?2, saved_absent = max(0, ifnull(?3 -
                            (SELECT count(*) FROM saved WHERE account = ?1), 0)) WHERE id = ?1";
            db.execute(finish, params![pass.account.0, now.as_millisecond(), total])?;
            Ok(u32::try_from(removed).unwrap_or(u32::MAX))
        })
    }

    /// Ends a pass that did not read the whole list, because the rest is known or cannot be read. Removes nothing.
    pub fn end_saved_pass(&self, pass: SavedPass, now: Timestamp) -> Reply<()> {
        self.write(move |db| {
            current(db, pass)?;
            let end = "UPDATE accounts SET saved_at = ?2 WHERE id = ?1";
            db.execute(end, params![pass.account.0, now.as_millisecond()])?;
            Ok(())
        })
    }

    /// Adds an episode that Spotify has saved. Returns whether it was not saved before.
    pub fn save(&self, account: AccountRef, item: SavedEpisode, now: Timestamp) -> Reply<bool> {
        self.write(move |db| {
            // Seen by the pass that may be running, which would remove it at its end otherwise.
            let number =
                db.query_row("SELECT saved_pass FROM accounts WHERE id = ?1", [account.0], |row| row.get(0))?;
            let item = SavedEpisode { added_at: item.added_at.or(Some(now)), ..item };
            db.execute(SAVED_AGAIN, params![account.0, Stored::from(&item.episode.key)])?;
            let mut outcome = PageOutcome::default();
            put(db, SavedPass { account, number }, 0, item, now, &mut outcome)?;
            Ok(outcome.new > 0)
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
            db.execute(SAVED_AGAIN, params![account.0, key])?;
            Ok(db.execute(add, params![account.0, key, now.as_millisecond()])? > 0)
        })
    }

    /// Removes an episode from those saved. Its rows stay. Returns whether it was saved.
    pub fn unsave(&self, account: AccountRef, episode: EpisodeId) -> Reply<bool> {
        self.write(move |db| {
            let key = Stored::from(&EpisodeKey::Id(episode));
            // A pass that may be running has perhaps fetched it before.
            db.execute("INSERT OR IGNORE INTO unsaved (account, key) VALUES (?1, ?2)", params![account.0, key])?;
            Ok(db.execute("DELETE FROM saved WHERE account = ?1 AND key = ?2", params![account.0, key])? > 0)
        })
    }
}

impl Reader {
    /// The saved episodes in a state, the last saved first, without notes.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn saved(&self, account: AccountRef, state: Option<EpisodeState>) -> Result<Vec<EpisodeRow>> {
        self.saved_rows(account, state, FeedSort::Saved, 0, u32::MAX)
    }

    /// Which of these episodes are saved.
    ///
    /// # Errors
    /// As [`Reader::saved`].
    pub fn saved_among(&self, account: AccountRef, episodes: Vec<EpisodeId>) -> Result<Vec<EpisodeId>> {
        const IS_SAVED: &str = "SELECT 1 FROM saved WHERE account = ?1 AND key = ?2";
        let mut saved = Vec::new();
        for episode in episodes {
            let key = Stored::from(&EpisodeKey::Id(episode.clone()));
            if self.one(IS_SAVED, params![account.0, key], |_| Ok(()))?.is_some() {
                saved.push(episode);
            }
        }
        Ok(saved)
    }

    /// What is on disk of the list.
    ///
    /// # Errors
    /// As [`Reader::saved`].
    pub fn saved_status(&self, account: AccountRef) -> Result<SavedStatus> {
        let status = "SELECT saved_at, saved_absent + (SELECT count(*) FROM saved WHERE account = ?1)
                      FROM accounts WHERE id = ?1";
        let read = |row: &Row<'_>| Ok(SavedStatus { read_at: row::time(row, 0)?, length: row.get(1)? });
        Ok(self.one(status, [account.0], read)?.unwrap_or_default())
    }
}

fn current(db: &Transaction<'_>, pass: SavedPass) -> Result<()> {
    let current = "SELECT saved_pass FROM accounts WHERE id = ?1";
    let number: u32 = db.query_row(current, [pass.account.0], |row| row.get(0))?;
    if number == pass.number { Ok(()) } else { Err(LibraryError::Superseded) }
}

/// Writes one item, with the rows that are missing, and counts it. One without a show is skipped, unless its episode is on
/// disk.
fn put(
    db: &Transaction<'_>,
    pass: SavedPass,
    position: u32,
    item: SavedEpisode,
    now: Timestamp,
    outcome: &mut PageOutcome,
) -> Result<()> {
    let SavedEpisode { episode, show, added_at } = item;
    let key = Stored::from(&episode.key);
    let known = "SELECT e.show FROM episodes e JOIN shows s ON s.id = e.show
                 WHERE e.key = ?1 AND s.account = ?2 AND (?3 IS NULL OR s.key = ?3)";
    let of = show.as_ref().map(|show| Stored::from(&show.key));
    let mut is_changed = false;
    let show = match (one(db, known, params![key, pass.account.0, of], |row| Ok(row.get(0)?))?, show) {
        (Some(known), _) => {
            // Nothing else reads how far an episode of a show that is not followed was played.
            is_changed = !confirmed::play(db, pass.account, Some(known), &key, episode.progress)?.is_empty();
            known
        }
        (None, None) => return Ok(()),
        (None, Some(show)) => {
            let show = hidden(db, pass.account, &show, now)?;
            let items = vec![(episode.position, episode)];
            let page = Page { items, skipped: 0, offset: 0, limit: 1, received: 1, total: None, has_next: false };
            episodes::write(db, pass.account, ShowRef(show), &page, 0, now)?.tally.store(db)?;
            show
        }
    };
    let is_new = !exists(db, "SELECT 1 FROM saved WHERE show = ?1 AND key = ?2", params![show, key])?;
    let put = "INSERT INTO saved (account, show, key, added_at, position, seen) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (show, key) DO UPDATE SET added_at = coalesce(?4, added_at), position = ?5, seen = ?6";
    let added_at = added_at.map(Timestamp::as_millisecond);
    execute(db, put, params![pass.account.0, show, key, added_at, position, pass.number])?;
    let count = match (is_new, is_changed) {
        (true, _) => &mut outcome.new,
        (false, true) => &mut outcome.changed,
        (false, false) => &mut outcome.unchanged,
    };
    *count += 1;
    Ok(())
}

/// The show of a saved episode, added outside the lists if it is unknown.
fn hidden(db: &Transaction<'_>, account: AccountRef, show: &Show, now: Timestamp) -> Result<i64> {
    if let Some(known) = shows::find(db, account, &show.key)? {
        return Ok(known);
    }
    shows::apply(db, ShowsPass { account, number: 0 }, 0, show, &mut Packer::new())?;
    let added = shows::find(db, account, &show.key)?.ok_or(LibraryError::Gone)?;
    db.execute("UPDATE shows SET missed_at = ?2 WHERE id = ?1", params![added, now.as_millisecond()])?;
    Ok(added)
}
