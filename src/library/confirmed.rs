//! Writes what Spotify confirmed outside a synchronisation: how far an episode was played, and which shows are followed.
//!
//! The next synchronisation would bring the same. Marks stay as they are.

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::{
    AccountRef, Library, Reply, Result, ShowsPass, Stored, Tally, collect, execute, notes::Packer, row, shows,
};
use crate::domain::{EpisodeId, EpisodeKey, Progress, Show, ShowKey};

impl Library {
    /// Stores how far an episode was played. Returns the shows with a row of it that changed.
    pub fn set_progress(&self, account: AccountRef, episode: EpisodeId, progress: Progress) -> Reply<Vec<ShowKey>> {
        self.write(move |db| play(db, account, None, &Stored::from(&EpisodeKey::Id(episode)), progress))
    }

    /// Adds a show at the top of the list, or brings it back with its episodes and marks. Returns whether it was not in the
    /// list. `show` has its notes.
    pub fn follow(&self, account: AccountRef, show: Show, now: Timestamp) -> Reply<bool> {
        self.write(move |db| {
            // Seen by the pass that may be running, which would hide the show at its end otherwise.
            let number = db.query_row("SELECT pass FROM accounts WHERE id = ?1", [account.0], |row| row.get(0))?;
            let is_shown = shows::is_shown(db, account, &Stored::from(&show.key))?;
            let added_at = if is_shown { show.added_at } else { Some(now) };
            let show = Show { added_at, ..show };
            shows::apply(db, ShowsPass { account, number }, 0, &show, &mut Packer::new())
        })
    }

    /// The same for a show that is on disk. Returns whether it is.
    pub fn follow_known(&self, account: AccountRef, show: ShowKey, now: Timestamp) -> Reply<bool> {
        self.write(move |db| {
            let back = "UPDATE shows SET missed_at = NULL, seen = (SELECT pass FROM accounts WHERE id = ?1),
                            added_at = iif(missed_at IS NULL, added_at, ?3), position = iif(missed_at IS NULL, position, 0)
                        WHERE account = ?1 AND key = ?2";
            Ok(db.execute(back, params![account.0, Stored::from(&show), now.as_millisecond()])? > 0)
        })
    }

    /// Takes a show out of the lists, like a complete pass that does not see it. It keeps its episodes and marks until
    /// [`EXPIRY`](super::EXPIRY). Returns whether it was in the list.
    pub fn unfollow(&self, account: AccountRef, show: ShowKey, now: Timestamp) -> Reply<bool> {
        self.write(move |db| {
            // Seen by the pass that may be running, which would bring the show back with a page fetched before otherwise.
            let hide = "UPDATE shows SET missed_at = ?3, seen = (SELECT pass FROM accounts WHERE id = ?1)
                        WHERE account = ?1 AND key = ?2 AND missed_at IS NULL";
            Ok(db.execute(hide, params![account.0, Stored::from(&show), now.as_millisecond()])? > 0)
        })
    }
}

/// Stores how far the episodes with a key were played, of one show or of all. Returns the shows with a row of it that
/// changed.
pub(super) fn play(
    db: &Transaction<'_>,
    account: AccountRef,
    show: Option<i64>,
    key: &Stored,
    progress: Progress,
) -> Result<Vec<ShowKey>> {
    let (remote, resumed) = row::from_progress(progress);
    let of = if show.is_some() { "s.id = ?5" } else { "?5 IS NULL" };
    let find = format!(
        "SELECT e.id, e.show, e.state, e.mark, s.key FROM episodes e JOIN shows s ON s.id = e.show
         WHERE e.key = ?1 AND s.account = ?2 AND (e.remote <> ?3 OR e.resumed <> ?4) AND {of}"
    );
    let rows = collect(db, &find, params![key, account.0, remote, resumed, show], |row| {
        let columns: (i64, i64, i64, Option<i64>) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        Ok((columns, row.get::<_, Stored>(4)?.show()?))
    })?;
    let mut tally = Tally::default();
    let mut changed = Vec::with_capacity(rows.len());
    for ((id, show, before, mark), key) in rows {
        let state = mark.unwrap_or(remote);
        let set = "UPDATE episodes SET remote = ?2, resumed = ?3, state = ?4 WHERE id = ?1";
        execute(db, set, params![id, remote, resumed, state])?;
        tally.moved(show, before, state);
        changed.push(key);
    }
    tally.store_counts(db)?;
    Ok(changed)
}
