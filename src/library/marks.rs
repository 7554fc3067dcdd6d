//! Local marks: played or not, whatever Spotify says. No synchronisation changes them.
//!
//! A mark is a column of its episode, which lists read, and a row of the table of marks, which has its time and outlives the
//! episode. Marks of other computers and imports are in `travel.rs`.

mod travel;

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Row, Transaction, params};

pub use travel::{ImportUndo, Merged};
pub(super) use travel::{awaits, stamped, waiting};

use super::{AccountRef, Library, Reply, Result, Stored, Tally, execute, one, row, shows};
use crate::domain::{EpisodeAt, EpisodeState, Mark, Progress, ShowKey};

/// Takes marks back, through [`Library::undo`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Undo(Vec<Former>);

/// The mark that an episode had.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Former {
    show: i64,
    episode: Stored,
    mark: Option<i64>,
}

/// Sets the mark of an episode on disk, and the state that follows from it.
const SET: &str = "UPDATE episodes SET mark = ?2, state = ?3 WHERE id = ?1";

impl Undo {
    /// The number of marked episodes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no episode was marked.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Library {
    /// Marks each episode, or removes its mark (`None`: Spotify's progress counts again). Skips those that were deleted.
    /// All others are marked, or none.
    pub fn mark_each(&self, account: AccountRef, marks: Vec<(EpisodeAt, Option<Mark>)>, now: Timestamp) -> Reply<Undo> {
        self.write(move |db| {
            let mut wanted = Vec::with_capacity(marks.len());
            for (EpisodeAt { show, episode }, mark) in &marks {
                let show = shows::find(db, account, show)?;
                let mark = mark.map(|mark| row::from_progress(mark.progress()).0);
                wanted.extend(show.map(|show| Former { show, episode: Stored::from(episode), mark }));
            }
            set(db, wanted, now)
        })
    }

    /// Marks every episode of a show as played that is not.
    pub fn mark_show(&self, account: AccountRef, show: ShowKey, now: Timestamp) -> Reply<Undo> {
        self.write(move |db| {
            let Some(show) = shows::find(db, account, &show)? else { return Ok(Undo::default()) };
            let played = row::from_progress(Progress::Played).0;
            let wanted = {
                let mut open = db.prepare_cached("SELECT key, remote FROM episodes WHERE show = ?1 AND state <> ?2")?;
                let former = |row: &Row<'_>| {
                    let is_remote = row.get::<_, i64>(1)? == played;
                    Ok(Former { show, episode: row.get(0)?, mark: (!is_remote).then_some(played) })
                };
                open.query_map(params![show, played], former)?.collect::<Result<Vec<_>, _>>()?
            };
            set(db, wanted, now)
        })
    }

    /// Gives each episode the mark it had. Returns the undo of that.
    pub fn undo(&self, undo: Undo, now: Timestamp) -> Reply<Undo> {
        // In reverse order, for an episode that was marked twice.
        self.write(move |db| set(db, undo.0.into_iter().rev(), now))
    }
}

/// Sets marks, and returns those before.
fn set(db: &Transaction<'_>, marks: impl IntoIterator<Item = Former>, now: Timestamp) -> Result<Undo> {
    let find = "SELECT id, mark, state, remote FROM episodes WHERE key = ?1 AND show = ?2";
    let (mut undo, mut tally) = (Undo::default(), Tally::default());
    let mut accounts = BTreeMap::new();
    for Former { show, episode, mark } in marks {
        let found = one(db, find, params![episode, show], |row| {
            Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
        let Some((id, before, former_state, remote)) = found else { continue };
        let state = mark.unwrap_or(remote);
        execute(db, SET, params![id, mark, state])?;
        tally.moved(show, former_state, state);
        if episode.is_id() {
            let account = if let Some(account) = accounts.get(&show) {
                *account
            } else {
                let of = "SELECT account FROM shows WHERE id = ?1";
                *accounts.entry(show).or_insert(db.prepare_cached(of)?.query_row([show], |row| row.get(0))?)
            };
            travel::stamp(db, AccountRef(account), &episode, row::mark(mark), now)?;
        }
        undo.0.push(Former { show, episode, mark: before });
    }
    tally.store(db)?;
    Ok(undo)
}

/// The column of a state.
pub(super) fn column(state: EpisodeState) -> i64 {
    match state {
        EpisodeState::Unplayed => 0,
        EpisodeState::InProgress => 1,
        EpisodeState::Played => 2,
    }
}
