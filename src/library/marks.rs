//! What the person says about an episode: played or not, whatever Spotify thinks. Local, and never overwritten by a
//! synchronisation.

use rusqlite::{OptionalExtension as _, Transaction, params};

use super::{AccountRef, EpisodeRef, Library, LibraryError, Reply, row, slot::Stored, tally::Tally};
use crate::domain::{EpisodeAt, EpisodeState, Mark};

/// How to take marks back. Give it to [`Library::undo`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Undo(Vec<Former>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Former {
    show: i64,
    key: Stored,
    mark: Option<i64>,
}

/// A mark as its column.
fn column_of(mark: Mark) -> i64 {
    row::from_progress(mark.progress()).0
}

impl Undo {
    /// How many episodes were marked.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing was.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Library {
    /// Marks episodes, or takes their marks away (`None`: Spotify's word counts again). Those that are gone are left
    /// out. All of them, or none.
    pub fn mark(&self, episodes: Vec<EpisodeRef>, mark: Option<Mark>) -> Reply<Undo> {
        self.write(move |db| {
            let mut former = Vec::with_capacity(episodes.len());
            let mut tally = Tally::default();
            for episode in episodes {
                if let Some(before) = set(db, episode.0, mark.map(column_of), &mut tally)? {
                    former.push(before);
                }
            }
            tally.store(db)?;
            Ok(Undo(former))
        })
    }

    /// The same by the keys that lists know episodes by, each with a mark of its own: all are taken back as one.
    pub fn mark_each(&self, account: AccountRef, marks: Vec<(EpisodeAt, Option<Mark>)>) -> Reply<Undo> {
        self.write(move |db| {
            let mut former = Vec::with_capacity(marks.len());
            let mut tally = Tally::default();
            for (EpisodeAt { show, episode }, mark) in &marks {
                let id = db
                    .prepare_cached(
                        "SELECT e.id FROM shows s CROSS JOIN episodes e ON e.key = ?3 AND e.show = s.id
                         WHERE s.account = ?1 AND s.key = ?2",
                    )?
                    .query_row(params![account.0, Stored::from(show), Stored::from(episode)], |row| row.get(0))
                    .optional()?;
                if let Some(id) = id
                    && let Some(before) = set(db, id, mark.map(column_of), &mut tally)?
                {
                    former.push(before);
                }
            }
            tally.store(db)?;
            Ok(Undo(former))
        })
    }

    /// Takes marks back: each episode gets the mark it had. Gives how to do it again.
    pub fn undo(&self, undo: Undo) -> Reply<Undo> {
        self.write(move |db| {
            let mut former = Vec::with_capacity(undo.0.len());
            let mut tally = Tally::default();
            // The other way round, for one that was marked twice.
            for Former { show, key, mark } in undo.0.into_iter().rev() {
                let id = db
                    .prepare_cached("SELECT id FROM episodes WHERE key = ?1 AND show = ?2")?
                    .query_row(params![key, show], |row| row.get(0))
                    .optional()?;
                if let Some(id) = id
                    && let Some(before) = set(db, id, mark, &mut tally)?
                {
                    former.push(before);
                }
            }
            tally.store(db)?;
            Ok(Undo(former))
        })
    }
}

/// Sets a mark and gives what it was before.
fn set(db: &Transaction<'_>, id: i64, mark: Option<i64>, tally: &mut Tally) -> Result<Option<Former>, LibraryError> {
    let found = db
        .prepare_cached("SELECT show, key, mark, state, remote FROM episodes WHERE id = ?1")?
        .query_row([id], |row| {
            let former = Former { show: row.get(0)?, key: row.get(1)?, mark: row.get(2)? };
            Ok((former, row.get::<_, i64>(3)?, row.get::<_, i64>(4)?))
        })
        .optional()?;
    let Some((former, before, remote)) = found else { return Ok(None) };
    let state = mark.unwrap_or(remote);
    db.prepare_cached("UPDATE episodes SET mark = ?2, state = ?3 WHERE id = ?1")?.execute(params![id, mark, state])?;
    tally.moved(former.show, before, state);
    Ok(Some(former))
}

/// The column of a state.
pub(super) fn column(state: EpisodeState) -> i64 {
    match state {
        EpisodeState::Unplayed => 0,
        EpisodeState::InProgress => 1,
        EpisodeState::Played => 2,
    }
}
