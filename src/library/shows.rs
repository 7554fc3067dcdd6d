//! Writes shows: page by page within a pass over all followed shows.
//!
//! When a pass is complete, shows that it did not see leave the lists. They are deleted after [`EXPIRY`]. If they come back
//! before, so do their marks.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Transaction, params};

use super::{
    AccountRef, Library, LibraryError, Reply, Result, Stored, collect, execute, exists, notes::Packer, one, row,
    salvage,
};
use crate::domain::{CleanText, MediaType, Page, Show, ShowKey, ShowKind, words};

/// How long a show that is no longer followed is kept, as Spotify's terms ask.
pub const EXPIRY: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A pass over the whole list of shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ShowsPass {
    pub(super) account: AccountRef,
    pub(super) number: u32,
}

/// Numbers of shows that a complete pass removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ShowsPassOutcome {
    /// Shows that left the lists with this pass.
    pub hidden: u32,
    /// Shows that were deleted with their episodes, because no pass has seen them for [`EXPIRY`].
    pub expired: u32,
}

impl Library {
    /// Begins a pass, which supersedes any other.
    pub fn begin_shows_pass(&self, account: AccountRef) -> Reply<ShowsPass> {
        self.write(move |db| {
            let begin = "UPDATE accounts SET pass = pass + 1 WHERE id = ?1 RETURNING pass";
            let number = db.query_row(begin, [account.0], |row| row.get(0))?;
            Ok(ShowsPass { account, number })
        })
    }

    /// Writes one page: new and changed shows, and their order. Returns the number of shows that are new or came back.
    /// Writing a page twice changes nothing. Shows that were unfollowed since the pass began are skipped: the page may be
    /// older.
    ///
    /// Fails with [`LibraryError::Superseded`] if a newer pass has begun.
    pub fn apply_shows_page(&self, pass: ShowsPass, page: Page<Show>) -> Reply<u32> {
        self.write(move |db| {
            current(db, pass)?;
            let mut packer = Packer::new();
            let mut new = 0;
            for (position, show) in &page.items {
                // Unfollowed since the pass began: a pass hides no show that it has seen.
                let unfollowed =
                    "SELECT 1 FROM shows WHERE account = ?1 AND key = ?2 AND seen = ?3 AND missed_at IS NOT NULL";
                if exists(db, unfollowed, params![pass.account.0, Stored::from(&show.key), pass.number])? {
                    continue;
                }
                new += u32::from(apply(db, pass, *position, show, &mut packer)?);
            }
            Ok(new)
        })
    }

    /// Ends a pass of which every page was written: shows that it did not see leave the lists, and those that no pass has
    /// seen for [`EXPIRY`] are deleted, unless one of their episodes is saved. If items were `skipped`, a show may be among
    /// them: it leaves only if the complete pass before did not see it either.
    pub fn finish_shows_pass(&self, pass: ShowsPass, skipped: u32, now: Timestamp) -> Reply<ShowsPassOutcome> {
        self.write(move |db| {
            current(db, pass)?;
            let account = pass.account.0;
            let now_ms = now.as_millisecond();
            let before: u32 =
                db.query_row("SELECT pass_done FROM accounts WHERE id = ?1", [account], |row| row.get(0))?;
            let since = if skipped > 0 { before } else { pass.number };
            let hidden = db.execute(
                "UPDATE shows SET missed_at = ?3 WHERE account = ?1 AND seen < ?2 AND missed_at IS NULL",
                params![account, since, now_ms],
            )?;
            let before = now.checked_sub(EXPIRY).unwrap_or(Timestamp::MIN).as_millisecond();
            let expired = "SELECT id FROM shows WHERE account = ?1 AND missed_at <= ?2
                           AND id NOT IN (SELECT show FROM saved WHERE account = ?1)";
            let expired: Vec<i64> = collect(db, expired, params![account, before], |row| Ok(row.get(0)?))?;
            for show in &expired {
                delete(db, *show)?;
            }
            db.execute(
                "UPDATE accounts SET pass_done_at = ?2, pass_done = ?3 WHERE id = ?1",
                params![account, now_ms, pass.number],
            )?;
            let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            Ok(ShowsPassOutcome { hidden: count(hidden), expired: count(expired.len()) })
        })
    }
}

fn current(db: &Transaction<'_>, pass: ShowsPass) -> Result<()> {
    let number: u32 = db.query_row("SELECT pass FROM accounts WHERE id = ?1", [pass.account.0], |row| row.get(0))?;
    if number == pass.number { Ok(()) } else { Err(LibraryError::Superseded) }
}

/// Whether a show is in the lists.
pub(super) fn is_shown(db: &Transaction<'_>, account: AccountRef, key: &Stored) -> Result<bool> {
    let shown = "SELECT 1 FROM shows WHERE account = ?1 AND key = ?2 AND missed_at IS NULL";
    exists(db, shown, params![account.0, key])
}

/// The row id of a show.
pub(super) fn find(db: &Transaction<'_>, account: AccountRef, key: &ShowKey) -> Result<Option<i64>> {
    let find = "SELECT id FROM shows WHERE account = ?1 AND key = ?2";
    one(db, find, params![account.0, Stored::from(key)], |row| Ok(row.get(0)?))
}

/// Writes one show. Returns whether it is new or came back.
pub(super) fn apply(
    db: &Transaction<'_>,
    pass: ShowsPass,
    position: u32,
    show: &Show,
    packer: &mut Packer,
) -> Result<bool> {
    let media = match show.media {
        MediaType::Audio => 0,
        MediaType::Video => 1,
        MediaType::Mixed => 2,
        MediaType::Other => 3,
    };
    let kind = match show.kind {
        ShowKind::Podcast => 0,
        ShowKind::Audiobook => row::AUDIOBOOK,
    };
    let flags = kind | (u8::from(show.explicit) * row::EXPLICIT);
    let key = Stored::from(&show.key);
    let shown = is_shown(db, pass.account, &key)?;
    let id: i64 = db
        .prepare_cached(
            "INSERT INTO shows (account, key, position, name, folded, publisher, remote_total, flags, media, languages,
                                copyrights, added_at, seen, images)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT (account, key) DO UPDATE SET
                position = ?3, name = ?4, folded = ?5, publisher = coalesce(?6, publisher),
                remote_total = coalesce(?7, remote_total), flags = ?8, media = ?9, languages = ?10, copyrights = ?11,
                added_at = coalesce(?12, added_at), seen = ?13, missed_at = NULL, images = ?14
             RETURNING id",
        )?
        .query_row(
            params![
                pass.account.0,
                key,
                position,
                show.name.as_str(),
                words::folded(show.name.as_str()),
                show.publisher.as_ref().map(CleanText::as_str),
                show.total_episodes,
                flags,
                media,
                row::joined(&show.languages),
                row::joined(&show.copyrights),
                show.added_at.map(Timestamp::as_millisecond),
                pass.number,
                show.images.text()
            ],
            |row| row.get(0),
        )?;
    if !shown && let Some(view) = salvage::take::<String>(db, salvage::VIEW, pass.account, &key)? {
        db.execute("UPDATE shows SET view = ?2 WHERE id = ?1", params![id, view])?;
    }
    let notes = packer.pack(&show.notes);
    let put = "INSERT INTO show_notes (show, kind, text) VALUES (?1, ?2, ?3)
         ON CONFLICT (show) DO UPDATE SET kind = ?2, text = ?3 WHERE kind <> ?2 OR text <> ?3";
    execute(db, put, params![id, notes.kind, notes.text])?;
    Ok(!shown)
}

/// Deletes a show with its episodes and notes.
fn delete(db: &Transaction<'_>, show: i64) -> Result<()> {
    for delete in [
        "DELETE FROM title_words WHERE rowid IN (SELECT id FROM episodes WHERE show = ?1)",
        "DELETE FROM all_words WHERE rowid IN (SELECT id FROM episodes WHERE show = ?1)",
        "DELETE FROM notes WHERE id IN (SELECT notes FROM episodes WHERE show = ?1)",
        "DELETE FROM episodes WHERE show = ?1",
        "DELETE FROM show_notes WHERE show = ?1",
        "DELETE FROM shows WHERE id = ?1",
    ] {
        execute(db, delete, [show])?;
    }
    Ok(())
}
