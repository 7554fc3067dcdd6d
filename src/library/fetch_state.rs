//! How far the episodes of a show are fetched, stored in the same transaction as each page.
//!
//! The planner decides what a page means for the next ones, with a function that runs within the transaction. Nothing is
//! decided here but which episodes the end of a pass removes.

use jiff::Timestamp;
use rusqlite::{Row, Transaction, params};

use super::{
    AccountRef, Library, LibraryError, PageOutcome, Reader, Reply, Result, ShowRef, Stored, episodes, one, row::time,
};
use crate::domain::{Episode, Page, ShowKey};

/// How far a show is fetched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FetchState {
    /// The current or last pass over all its episodes; 0 before the first.
    pub pass: u32,
    /// When that pass began.
    pub pass_at: Option<Timestamp>,
    /// The offset of the next page of that pass; [`FetchState::END`] if only gaps are left.
    pub next_offset: u32,
    /// The offsets of missing pages before that.
    pub gaps: Vec<u32>,
    /// Whether every page of that pass is on disk.
    pub complete: bool,
    /// Items of that pass that could not be read.
    pub skipped: u32,
    /// Whether Spotify lists the oldest first. A pass then reads the first page, and the others from the end back.
    pub oldest_first: bool,
    /// A look at the newest episodes that is under way.
    pub look: Option<Look>,
    /// When its newest page was last read.
    pub read_at: Option<Timestamp>,
    /// The total of its list of episodes when it was last up to date.
    pub read_total: Option<u32>,
    /// Its total in the list of shows at that time.
    pub read_remote: Option<u32>,
    /// When a pass began to find a difference that the totals do not explain, unless that pass has found it.
    pub repaired_at: Option<Timestamp>,
}

/// A look at the newest episodes that takes more than one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// The offset of its next page.
    pub offset: u32,
    /// New episodes so far.
    pub new: u32,
    /// The total of the list at its last page. If that changes, positions have moved and `new` is wrong.
    pub total: Option<u32>,
}

/// The purpose of a page of episodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A page of the newest episodes.
    Look,
    /// A page of the pass with this number. Offset 0 of the number after the last begins that pass.
    Pass(u32),
}

/// A followed show, for the planner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetching {
    pub at: ShowRef,
    pub key: ShowKey,
    /// Its number of episodes in the list of shows.
    pub remote_total: Option<u32>,
    /// Episodes on disk.
    pub on_disk: u32,
    /// When the person last opened it.
    pub opened_at: Option<Timestamp>,
    /// When Spotify refused a page of it, if no page has come since.
    pub failed_at: Option<Timestamp>,
    pub fetch_state: FetchState,
}

impl FetchState {
    /// The offset of a pass of which only gaps are left.
    pub const END: u32 = u32::MAX;

    /// The same, with a new pass begun.
    #[must_use]
    pub fn begun(&self, at: Timestamp) -> Self {
        Self {
            pass: self.pass.saturating_add(1),
            pass_at: Some(at),
            next_offset: 0,
            gaps: Vec::new(),
            complete: false,
            skipped: 0,
            ..self.clone()
        }
    }
}

impl Library {
    /// Writes one page, and the fetch state that `judge` returns for it: from the state before (with the pass begun that
    /// the page begins) and from what the page changed. If that ends a pass, episodes that the pass did not see are removed,
    /// unless it saw fewer than Spotify says there are. If it begins another pass, the page counts as seen by it.
    ///
    /// Writing a page twice changes nothing. Fails with [`LibraryError::Gone`] if the show was deleted,
    /// [`LibraryError::Superseded`] if a newer pass over the show has begun, and [`LibraryError::DiskFull`]; then nothing is
    /// written.
    pub fn apply_episodes_step(
        &self,
        show: ShowRef,
        page: Page<Episode>,
        step: Step,
        at: Timestamp,
        judge: impl FnOnce(&FetchState, &PageOutcome) -> FetchState + Send + 'static,
    ) -> Reply<(PageOutcome, FetchState)> {
        self.write(move |db| apply(db, show, &page, step, at, judge))
    }

    /// Stores when the person opened a show.
    pub fn opened(&self, show: ShowRef, now: Timestamp) -> Reply<()> {
        self.execute("UPDATE shows SET opened_at = ?2 WHERE id = ?1", (show.0, now.as_millisecond()))
    }

    /// Stores when Spotify refused a page of a show. The next page that is written clears it.
    pub fn refused(&self, show: ShowRef, now: Timestamp) -> Reply<()> {
        self.execute("UPDATE shows SET failed_at = ?2 WHERE id = ?1", (show.0, now.as_millisecond()))
    }

    /// Begins to read everything again, or resumes that if it began after `oldest`. Returns when it began.
    pub fn begin_full(&self, account: AccountRef, now: Timestamp, oldest: Timestamp) -> Reply<Timestamp> {
        self.write(move |db| {
            let begin = "UPDATE accounts SET full_at = iif(full_at BETWEEN ?3 AND ?2, full_at, ?2) WHERE id = ?1
                         RETURNING full_at";
            let values = params![account.0, now.as_millisecond(), oldest.as_millisecond()];
            let ms = db.query_row(begin, values, |row| row.get(0))?;
            Timestamp::from_millisecond(ms).map_err(|_| LibraryError::damaged("a time"))
        })
    }

    /// Stores when a synchronisation ended with nothing left to fetch.
    pub fn finish_sync(&self, account: AccountRef, now: Timestamp) -> Reply<()> {
        self.execute("UPDATE accounts SET synced_at = ?2 WHERE id = ?1", (account.0, now.as_millisecond()))
    }

    /// Stores that everything was read again.
    pub fn finish_full(&self, account: AccountRef) -> Reply<()> {
        self.execute("UPDATE accounts SET full_at = NULL WHERE id = ?1", [account.0])
    }
}

/// The columns that [`fetching`] reads, and the account.
pub(super) const FETCHING: &str =
    "id, key, remote_total, total, opened_at, failed_at, pass, pass_at, next_offset, gaps,
    complete, skipped, oldest_first, look_offset, look_new, look_total, read_at, read_total, read_remote, repaired_at,
    account";

impl Reader {
    /// Every followed show, for the planner: the last opened first, then in Spotify's order.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn fetching(&self, account: AccountRef) -> Result<Vec<Fetching>> {
        let query = format!(
            "SELECT {FETCHING} FROM shows WHERE account = ?1 AND missed_at IS NULL
             ORDER BY opened_at IS NULL, opened_at DESC, position, id"
        );
        self.all(&query, [account.0], fetching)
    }

    /// One show, followed or not.
    ///
    /// # Errors
    /// As [`Reader::fetching`].
    pub fn fetching_of(&self, account: AccountRef, key: &ShowKey) -> Result<Option<Fetching>> {
        let query = format!("SELECT {FETCHING} FROM shows WHERE account = ?1 AND key = ?2");
        self.one(&query, params![account.0, Stored::from(key)], fetching)
    }

    /// The number of followed shows.
    ///
    /// # Errors
    /// As [`Reader::fetching`].
    pub fn followed(&self, account: AccountRef) -> Result<u32> {
        let count = "SELECT count(*) FROM shows WHERE account = ?1 AND missed_at IS NULL";
        Ok(self.one(count, [account.0], |row| Ok(row.get(0)?))?.unwrap_or_default())
    }

    /// When a synchronisation last ended with nothing left to fetch.
    ///
    /// # Errors
    /// As [`Reader::fetching`].
    pub fn synced_at(&self, account: AccountRef) -> Result<Option<Timestamp>> {
        let synced = "SELECT synced_at FROM accounts WHERE id = ?1";
        Ok(self.one(synced, [account.0], |row| time(row, 0))?.flatten())
    }

    /// When a pass over the whole list of shows was last complete.
    ///
    /// # Errors
    /// As [`Reader::fetching`].
    pub fn pass_done_at(&self, account: AccountRef) -> Result<Option<Timestamp>> {
        let done = "SELECT pass_done_at FROM accounts WHERE id = ?1";
        Ok(self.one(done, [account.0], |row| time(row, 0))?.flatten())
    }
}

fn apply(
    db: &Transaction<'_>,
    show: ShowRef,
    page: &Page<Episode>,
    step: Step,
    at: Timestamp,
    judge: impl FnOnce(&FetchState, &PageOutcome) -> FetchState,
) -> Result<(PageOutcome, FetchState)> {
    let query = format!("SELECT {FETCHING} FROM shows WHERE id = ?1");
    let stored = one(db, &query, [show.0], |row| Ok((AccountRef(row.get(20)?), fetch_state(row)?)))?;
    let (account, stored) = stored.ok_or(LibraryError::Gone)?;
    let before = match step {
        Step::Look => stored,
        Step::Pass(pass) if pass == stored.pass => stored,
        Step::Pass(pass) if pass == stored.pass.saturating_add(1) && page.offset == 0 => stored.begun(at),
        Step::Pass(_) => return Err(LibraryError::Superseded),
    };
    let mut written = episodes::write(db, account, show, page, before.pass, at)?;
    let mut after = judge(&before, &written.outcome);
    if after.pass != before.pass {
        let mut mark = db.prepare_cached("UPDATE episodes SET seen = ?2 WHERE id = ?1")?;
        for id in &written.ids {
            mark.execute(params![id, after.pass])?;
        }
    }
    if after.complete && (!before.complete || after.pass != before.pass) {
        written.remove_unseen(&mut after, page.total)?;
    }
    written.tally.store(db)?;
    store(db, show, &after)?;
    Ok((written.outcome, after))
}

pub(super) fn store(db: &Transaction<'_>, show: ShowRef, fetch_state: &FetchState) -> Result<()> {
    let gaps: Vec<String> = fetch_state.gaps.iter().map(u32::to_string).collect();
    let ms = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
    db.prepare_cached(
        "UPDATE shows SET pass = ?2, pass_at = ?3, next_offset = ?4, gaps = ?5, complete = ?6, skipped = ?7,
            oldest_first = ?8, look_offset = ?9, look_new = ?10, look_total = ?11, read_at = ?12, read_total = ?13,
            read_remote = ?14, repaired_at = ?15, failed_at = NULL
         WHERE id = ?1",
    )?
    .execute(params![
        show.0,
        fetch_state.pass,
        ms(fetch_state.pass_at),
        fetch_state.next_offset,
        gaps.join(" "),
        fetch_state.complete,
        fetch_state.skipped,
        fetch_state.oldest_first,
        fetch_state.look.map(|look| look.offset),
        fetch_state.look.map_or(0, |look| look.new),
        fetch_state.look.and_then(|look| look.total),
        ms(fetch_state.read_at),
        fetch_state.read_total,
        fetch_state.read_remote,
        ms(fetch_state.repaired_at)
    ])?;
    Ok(())
}

pub(super) fn fetching(row: &Row<'_>) -> Result<Fetching> {
    Ok(Fetching {
        at: ShowRef(row.get(0)?),
        key: row.get::<_, Stored>(1)?.show()?,
        remote_total: row.get(2)?,
        on_disk: row.get(3)?,
        opened_at: time(row, 4)?,
        failed_at: time(row, 5)?,
        fetch_state: fetch_state(row)?,
    })
}

fn fetch_state(row: &Row<'_>) -> Result<FetchState> {
    let (offset, new, total) = (row.get::<_, Option<u32>>(13)?, row.get(14)?, row.get(15)?);
    let gaps: String = row.get(9)?;
    Ok(FetchState {
        pass: row.get(6)?,
        pass_at: time(row, 7)?,
        next_offset: row.get(8)?,
        gaps: gaps.split_ascii_whitespace().filter_map(|gap| gap.parse().ok()).collect(),
        complete: row.get(10)?,
        skipped: row.get(11)?,
        oldest_first: row.get(12)?,
        look: offset.map(|offset| Look { offset, new, total }),
        read_at: time(row, 16)?,
        read_total: row.get(17)?,
        read_remote: row.get(18)?,
        repaired_at: time(row, 19)?,
    })
}
