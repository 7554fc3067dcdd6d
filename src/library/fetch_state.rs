//! How far the episodes of a show are fetched, for the one who plans: kept in the same transaction as each page.
//!
//! What a page means for the rest is decided by whoever asked for it, with a function that runs within the transaction;
//! nothing is decided here but what a pass may remove.

use jiff::Timestamp;
use rusqlite::{Row, Transaction, params};

use super::{
    AccountRef, Library, LibraryError, PageOutcome, Reader, Reply, ShowRef,
    episodes::{self, Written},
    read::{collect, one},
    slot::Stored,
};
use crate::domain::{Episode, Page, ShowKey};

/// How far a show is fetched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FetchState {
    /// The pass over all its episodes that is running or was the last; 0 before the first.
    pub pass: u32,
    /// When that pass began.
    pub pass_at: Option<Timestamp>,
    /// The page where that pass goes on; [`FetchState::END`] where nothing is left of it but gaps.
    pub next_offset: u32,
    /// Pages before that which are still missing, by offset.
    pub gaps: Vec<u32>,
    /// Whether that pass brought every page.
    pub complete: bool,
    /// Items of that pass that could not be read.
    pub skipped: u32,
    /// Whether Spotify lists the oldest first. A pass then reads the first page, and the others from the end back.
    pub oldest_first: bool,
    /// A look at the newest episodes that is under way.
    pub look: Option<Look>,
    /// When its newest page was last read.
    pub read_at: Option<Timestamp>,
    /// What its list of episodes was said to hold when it was brought up to date last.
    pub read_total: Option<u32>,
    /// What the list of shows said of it then.
    pub read_remote: Option<u32>,
    /// When a pass began that was to find what a total does not explain, unless that pass ended as it should.
    pub repaired_at: Option<Timestamp>,
}

/// A look at the newest episodes that takes more than one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// The page where it goes on.
    pub offset: u32,
    /// New episodes it has found.
    pub new: u32,
    /// What the list was said to hold at its last page: if that changes, positions have moved and `new` counts wrongly.
    pub total: Option<u32>,
}

/// What a page of episodes was asked for as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A page of the newest episodes.
    Look,
    /// A page of the pass with this number. Offset 0 of the number after the last begins that pass.
    Pass(u32),
}

/// A followed show as the one who plans sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetching {
    /// Where it is.
    pub at: ShowRef,
    /// What it is asked for by.
    pub key: ShowKey,
    /// How many episodes the list of shows says it has.
    pub remote_total: Option<u32>,
    /// How many are on disk.
    pub on_disk: u32,
    /// When the person opened it last.
    pub opened_at: Option<Timestamp>,
    /// When Spotify refused a page of it, if no page has come since.
    pub failed_at: Option<Timestamp>,
    /// How far it is fetched.
    pub fetch_state: FetchState,
}

impl FetchState {
    /// The offset of a pass of which nothing is left but gaps.
    pub const END: u32 = u32::MAX;

    /// The same with a new pass begun.
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
    /// Writes one page together with what `judge` makes of it: from how far the show was (with the pass begun that the
    /// page begins) and what the page changed, how far it is. Where that ends a pass, what the pass did not see is
    /// removed, unless it saw fewer than Spotify says there are. Where it begins another pass, the page counts as seen
    /// by it.
    ///
    /// The same page again changes nothing. Fails with [`LibraryError::Gone`] where the show was deleted,
    /// [`LibraryError::Superseded`] where a newer pass over the show has begun, and [`LibraryError::DiskFull`]; nothing is
    /// then written.
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

    /// Notes that the person opened a show.
    pub fn opened(&self, show: ShowRef, now: Timestamp) -> Reply<()> {
        self.write(move |db| {
            db.execute("UPDATE shows SET opened_at = ?2 WHERE id = ?1", params![show.0, now.as_millisecond()])?;
            Ok(())
        })
    }

    /// Notes that Spotify refused a page of a show; the next page that comes lifts it.
    pub fn refused(&self, show: ShowRef, now: Timestamp) -> Reply<()> {
        self.write(move |db| {
            db.execute("UPDATE shows SET failed_at = ?2 WHERE id = ?1", params![show.0, now.as_millisecond()])?;
            Ok(())
        })
    }

    /// Begins to read everything again, or goes on with it where that began after `oldest`. Gives when it began.
    pub fn begin_full(&self, account: AccountRef, now: Timestamp, oldest: Timestamp) -> Reply<Timestamp> {
        self.write(move |db| {
            let began: i64 = db.query_row(
                "UPDATE accounts SET full_at = iif(full_at BETWEEN ?3 AND ?2, full_at, ?2) WHERE id = ?1
                 RETURNING full_at",
                params![account.0, now.as_millisecond(), oldest.as_millisecond()],
                |row| row.get(0),
            )?;
            Timestamp::from_millisecond(began).map_err(|_| LibraryError::damaged("a time"))
        })
    }

    /// Notes that a synchronisation came to its end with nothing left to fetch.
    pub fn finish_sync(&self, account: AccountRef, now: Timestamp) -> Reply<()> {
        self.write(move |db| {
            db.execute("UPDATE accounts SET synced_at = ?2 WHERE id = ?1", params![account.0, now.as_millisecond()])?;
            Ok(())
        })
    }

    /// Notes that everything was read again.
    pub fn finish_full(&self, account: AccountRef) -> Reply<()> {
        self.write(move |db| {
            db.execute("UPDATE accounts SET full_at = NULL WHERE id = ?1", [account.0])?;
            Ok(())
        })
    }
}

/// The columns that [`fetching`] reads.
pub(super) const FETCHING: &str =
    "id, key, remote_total, total, opened_at, failed_at, pass, pass_at, next_offset, gaps, complete,
    skipped, oldest_first, look_offset, look_new, look_total, read_at, read_total, read_remote, repaired_at";

impl Reader {
    /// Every followed show for the one who plans: those opened last first, then as Spotify lists them.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn fetching(&self, account: AccountRef) -> Result<Vec<Fetching>, LibraryError> {
        let query = format!(
            "SELECT {FETCHING} FROM shows WHERE account = ?1 AND missed_at IS NULL
             ORDER BY opened_at IS NULL, opened_at DESC, position, id"
        );
        self.run(|db| collect(&mut db.prepare_cached(&query)?.query([account.0])?, fetching))
    }

    /// One of them, whether followed or not.
    ///
    /// # Errors
    /// As [`Reader::fetching`].
    pub fn fetching_of(&self, account: AccountRef, key: &ShowKey) -> Result<Option<Fetching>, LibraryError> {
        let query = format!("SELECT {FETCHING} FROM shows WHERE account = ?1 AND key = ?2");
        self.run(|db| one(&mut db.prepare_cached(&query)?.query(params![account.0, Stored::from(key)])?, fetching))
    }

    /// How many shows are followed.
    ///
    /// # Errors
    /// As [`Reader::fetching`].
    pub fn followed(&self, account: AccountRef) -> Result<u32, LibraryError> {
        let count = "SELECT count(*) FROM shows WHERE account = ?1 AND missed_at IS NULL";
        self.run(|db| Ok(db.prepare_cached(count)?.query_row([account.0], |row| row.get(0))?))
    }

    /// When a synchronisation came to its end last, with nothing left to fetch.
    ///
    /// # Errors
    /// As [`Reader::fetching`].
    pub fn synced_at(&self, account: AccountRef) -> Result<Option<Timestamp>, LibraryError> {
        self.moment(account, "SELECT synced_at FROM accounts WHERE id = ?1")
    }

    /// When a pass over the whole list of shows was complete last.
    ///
    /// # Errors
    /// As [`Reader::fetching`].
    pub fn pass_done_at(&self, account: AccountRef) -> Result<Option<Timestamp>, LibraryError> {
        self.moment(account, "SELECT pass_done_at FROM accounts WHERE id = ?1")
    }

    fn moment(&self, account: AccountRef, query: &str) -> Result<Option<Timestamp>, LibraryError> {
        self.run(|db| Ok(one(&mut db.prepare_cached(query)?.query([account.0])?, |row| time(row, 0))?.flatten()))
    }
}

fn apply(
    db: &Transaction<'_>,
    show: ShowRef,
    page: &Page<Episode>,
    step: Step,
    at: Timestamp,
    judge: impl FnOnce(&FetchState, &PageOutcome) -> FetchState,
) -> Result<(PageOutcome, FetchState), LibraryError> {
    let query = format!("SELECT account, {FETCHING} FROM shows WHERE id = ?1");
    let (account, stored) =
        db.prepare_cached(&query)?.query_row([show.0], |row| Ok((AccountRef(row.get(0)?), fetch_state(row, 7))))?;
    let stored = stored?;
    let before = match step {
        Step::Look => stored,
        Step::Pass(pass) if pass == stored.pass => stored,
        Step::Pass(pass) if pass == stored.pass.saturating_add(1) && page.offset == 0 => stored.begun(at),
        Step::Pass(_) => return Err(LibraryError::Superseded),
    };
    let Written { mut tally, mut outcome, ids } = episodes::write(db, account, show, page, before.pass, at)?;
    let mut after = judge(&before, &outcome);
    if after.pass != before.pass {
        let mut mark = db.prepare_cached("UPDATE episodes SET seen = ?2 WHERE id = ?1")?;
        for id in ids {
            mark.execute(params![id, after.pass])?;
        }
    }
    if after.complete && (!before.complete || after.pass != before.pass) {
        let skipped = i64::from(after.skipped);
        let end = episodes::remove_unseen(db, show, after.pass, skipped, page.total, &mut tally)?;
        outcome.removed = end.removed;
        if end.matched {
            after.repaired_at = None;
        }
    }
    tally.store(db)?;
    store(db, show, &after)?;
    Ok((outcome, after))
}

pub(super) fn store(db: &Transaction<'_>, show: ShowRef, fetch_state: &FetchState) -> Result<(), LibraryError> {
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

pub(super) fn fetching(row: &Row<'_>) -> Result<Fetching, LibraryError> {
    Ok(Fetching {
        at: ShowRef(row.get(0)?),
        key: row.get::<_, Stored>(1)?.show()?,
        remote_total: row.get(2)?,
        on_disk: row.get(3)?,
        opened_at: time(row, 4)?,
        failed_at: time(row, 5)?,
        fetch_state: fetch_state(row, 6)?,
    })
}

/// Reads a fetch state from the columns that begin at `first`.
fn fetch_state(row: &Row<'_>, first: usize) -> Result<FetchState, LibraryError> {
    let offset: Option<u32> = row.get(first + 7)?;
    let (new, total) = (row.get(first + 8)?, row.get(first + 9)?);
    let gaps: String = row.get(first + 3)?;
    Ok(FetchState {
        pass: row.get(first)?,
        pass_at: time(row, first + 1)?,
        next_offset: row.get(first + 2)?,
        gaps: gaps.split_ascii_whitespace().filter_map(|gap| gap.parse().ok()).collect(),
        complete: row.get(first + 4)?,
        skipped: row.get(first + 5)?,
        oldest_first: row.get(first + 6)?,
        look: offset.map(|offset| Look { offset, new, total }),
        read_at: time(row, first + 10)?,
        read_total: row.get(first + 11)?,
        read_remote: row.get(first + 12)?,
        repaired_at: time(row, first + 13)?,
    })
}

fn time(row: &Row<'_>, column: usize) -> Result<Option<Timestamp>, LibraryError> {
    Ok(row.get::<_, Option<i64>>(column)?.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
}
