//! Marks with their times: those of other computers, of episodes that are not on disk yet, and of imports.
//!
//! The table of marks has one row per id that was ever marked, on disk or not; a new episode takes its mark from there. What
//! an import replaced stays until the next one. Start with [`Library::merge_marks`].

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use rusqlite::{Connection, Row, Transaction, params};

use crate::{
    domain::{EpisodeId, EpisodeKey, Mark, StampedMark},
    library::{
        AccountRef, Library, LibraryError, Reader, Reply, Result, Stored, Tally, collect, execute, exists, one, row,
        salvage,
    },
};

/// What merging marks did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Merged {
    /// Marks that were later than those in the library.
    pub newer: u32,
    /// Of these, the ones that wait for their episode.
    pub waiting: u32,
    /// Marks that the library had, or later ones.
    pub known: u32,
    /// Episodes on disk whose mark changed.
    pub changed: u32,
}

/// The last import, which can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportUndo {
    pub made: Timestamp,
    /// The number of marks that it made.
    pub marks: u32,
}

impl Library {
    /// Takes over the marks that are later than those of the library. With `import` they can be undone as one step, and that
    /// is the time it was made. Fails with [`LibraryError::Gone`] if the account was deleted.
    pub fn merge_marks(
        &self,
        account: AccountRef,
        marks: Vec<(EpisodeId, StampedMark)>,
        import: Option<Timestamp>,
    ) -> Reply<Merged> {
        self.write(move |db| {
            let marks: Vec<_> = marks.into_iter().map(|(id, mark)| (stored(id), mark)).collect();
            let mut change = Change::begin(db, account, marks.iter().map(|(key, _)| key))?;
            let (mut merged, mut replaced) = (Merged::default(), Vec::new());
            for (key, mark) in marks {
                let before = find(db, account, &key)?;
                if before.is_some_and(|before| !mark.beats(&before)) {
                    merged.known += 1;
                    continue;
                }
                let (rows, changed) = change.put(&key, mark)?;
                merged.newer += 1;
                merged.waiting += u32::from(rows == 0);
                merged.changed += changed;
                replaced.push((key, before, mark.at));
            }
            change.finish()?;
            if let Some(made) = import.filter(|_| !replaced.is_empty()) {
                journal(db, account, replaced, made)?;
            }
            Ok(merged)
        })
    }

    /// Marks episodes on disk as played, as one step that can be undone. Leaves those alone that are played, or that the
    /// person marked as unplayed. Returns how many were marked.
    pub fn import_played(&self, account: AccountRef, episodes: Vec<EpisodeId>, now: Timestamp) -> Reply<u32> {
        self.write(move |db| {
            let keys: Vec<_> = episodes.into_iter().map(stored).collect();
            let mut change = Change::begin(db, account, &keys)?;
            let mut replaced = Vec::new();
            for key in keys {
                let is_open = |on: &OnDisk| on.state != PLAYED && on.mark != Some(UNPLAYED);
                if !change.rows.get(&key).is_some_and(|rows| rows.iter().any(is_open)) {
                    continue;
                }
                let before = find(db, account, &key)?;
                let mark = StampedMark::after(before, Some(Mark::Played), now);
                change.put(&key, mark)?;
                replaced.push((key, before, mark.at));
            }
            change.finish()?;
            let count = u32::try_from(replaced.len()).unwrap_or(u32::MAX);
            if !replaced.is_empty() {
                journal(db, account, replaced, now)?;
            }
            Ok(count)
        })
    }

    /// Gives every episode of the last import the mark it had before, unless it was marked since. Returns how many.
    pub fn undo_import(&self, account: AccountRef, now: Timestamp) -> Reply<u32> {
        self.write(move |db| {
            let imported = "SELECT key, before, at FROM imported WHERE account = ?1";
            let rows: Vec<(Stored, Option<i64>, i64)> =
                collect(db, imported, [account.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            let mut change = Change::begin(db, account, rows.iter().map(|(key, ..)| key))?;
            let mut undone = 0;
            for (key, mark, at) in rows {
                let current = find(db, account, &key)?;
                if current.is_some_and(|current| current.at.as_microsecond() == at) {
                    change.put(&key, StampedMark::after(current, row::mark(mark), now))?;
                    undone += 1;
                }
            }
            change.finish()?;
            db.execute("DELETE FROM imported WHERE account = ?1", [account.0])?;
            Ok(undone)
        })
    }
}

impl Reader {
    /// Every mark with its time, of episodes that are not on disk too. Marks of episodes without a valid id are not among
    /// them.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn marks(&self, account: AccountRef) -> Result<Vec<(EpisodeId, StampedMark)>> {
        let marks = "SELECT key, mark, at FROM marks WHERE account = ?1";
        let rows = self.all(marks, [account.0], |row| {
            let id = row.get::<_, Stored>(0)?.episode()?.id().cloned();
            Ok(id.zip(read(row, 1)?))
        })?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// The last import, if it can be undone.
    ///
    /// # Errors
    /// As [`Reader::marks`].
    pub fn last_import(&self, account: AccountRef) -> Result<Option<ImportUndo>> {
        let last = "SELECT max(made), count(*) FROM imported WHERE account = ?1";
        self.one(last, [account.0], |row| {
            let made = row::time(row, 0)?;
            let marks = row.get(1)?;
            Ok(made.map(|made| ImportUndo { made, marks }))
        })
        .map(Option::flatten)
    }
}

/// Stores the mark of an episode, made now.
pub(super) fn stamp(
    db: &Transaction<'_>,
    account: AccountRef,
    key: &Stored,
    mark: Option<Mark>,
    now: Timestamp,
) -> Result<()> {
    let before = find(db, account, key)?;
    store(db, account, key, StampedMark::after(before, mark, now))
}

/// Whether an account has marks that a new episode may take.
pub(in crate::library) fn awaits(db: &Transaction<'_>, account: AccountRef) -> Result<bool> {
    exists(db, "SELECT 1 FROM marks WHERE account = ?1", [account.0])
}

/// The mark that waits for an episode which is new on disk.
pub(in crate::library) fn waiting(db: &Transaction<'_>, account: AccountRef, key: &Stored) -> Result<Option<i64>> {
    // Taken out in any case: the other one may be later.
    let salvaged = salvage::take(db, salvage::MARK, account, key)?;
    Ok(match find(db, account, key)? {
        Some(stamped) => column(stamped.mark),
        None => salvaged,
    })
}

/// The time of a column, if a mark may have it.
pub(in crate::library) fn stamped(at: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(at).ok().filter(|at| StampedMark::is_time(*at))
}

/// The most keys that are looked up one by one.
const FEW: usize = 64;
const PLAYED: i64 = 2;
const UNPLAYED: i64 = 0;

/// A row of an episode.
struct OnDisk {
    id: i64,
    show: i64,
    state: i64,
    mark: Option<i64>,
    remote: i64,
}

/// Marks of one transaction, with the counters of their shows.
struct Change<'a> {
    db: &'a Transaction<'a>,
    account: AccountRef,
    /// The episodes that it is about, as far as they are on disk.
    rows: HashMap<Stored, Vec<OnDisk>>,
    tally: Tally,
}

impl<'a> Change<'a> {
    /// Fails if the account was deleted: no mark of it comes back.
    fn begin<'k>(
        db: &'a Transaction<'a>,
        account: AccountRef,
        keys: impl IntoIterator<Item = &'k Stored>,
    ) -> Result<Self> {
        let known = "SELECT 1 FROM accounts WHERE id = ?1";
        one(db, known, [account.0], |_| Ok(()))?.ok_or(LibraryError::Gone)?;
        let rows = on_disk(db, account, &keys.into_iter().collect())?;
        Ok(Self { db, account, rows, tally: Tally::default() })
    }

    /// Stores a mark, and writes it to the rows of its episode. Returns the number of rows, and of those that changed.
    fn put(&mut self, key: &Stored, mark: StampedMark) -> Result<(usize, u32)> {
        store(self.db, self.account, key, mark)?;
        let (rows, mark, mut changed) = (self.rows.get_mut(key), column(mark.mark), 0);
        let rows = rows.map_or(&mut [][..], Vec::as_mut_slice);
        for on in rows.iter_mut().filter(|on| on.mark != mark) {
            let state = mark.unwrap_or(on.remote);
            execute(self.db, super::SET, params![on.id, mark, state])?;
            self.tally.moved(on.show, on.state, state);
            (on.mark, on.state) = (mark, state);
            changed += 1;
        }
        Ok((rows.len(), changed))
    }

    fn finish(self) -> Result<()> {
        self.tally.store_counts(self.db)
    }
}

/// The rows of episodes by their keys. Many are picked out of all rows: each key alone is looked up in every show.
fn on_disk(db: &Connection, account: AccountRef, keys: &HashSet<&Stored>) -> Result<HashMap<Stored, Vec<OnDisk>>> {
    let along = |index: &str| {
        format!(
            "SELECT e.key, e.id, e.show, e.state, e.mark, e.remote FROM shows s
             CROSS JOIN episodes e INDEXED BY episodes_by_{index} ON e.show = s.id WHERE s.account = ?1"
        )
    };
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    let mut add = |row: &Row<'_>| {
        let key = row.get(0)?;
        if keys.contains(&key) {
            let (id, show, state) = (row.get(1)?, row.get(2)?, row.get(3)?);
            found.entry(key).or_default().push(OnDisk { id, show, state, mark: row.get(4)?, remote: row.get(5)? });
        }
        Ok(())
    };
    if keys.len() > FEW {
        collect(db, &along("show"), [account.0], &mut add)?;
    } else {
        let of_key = format!("{} AND e.key = ?2", along("key"));
        for key in keys {
            collect(db, &of_key, params![account.0, key], &mut add)?;
        }
    }
    Ok(found)
}

fn stored(id: EpisodeId) -> Stored {
    Stored::from(&EpisodeKey::Id(id))
}

/// Replaces what the last import left to undo.
fn journal(
    db: &Transaction<'_>,
    account: AccountRef,
    replaced: Vec<(Stored, Option<StampedMark>, Timestamp)>,
    made: Timestamp,
) -> Result<()> {
    db.execute("DELETE FROM imported WHERE account = ?1", [account.0])?;
    let mut add = db.prepare_cached(
        "INSERT OR REPLACE INTO imported (account, key, before, at, made) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (key, before, at) in replaced {
        let before = before.and_then(|before| column(before.mark));
        add.execute(params![account.0, key, before, at.as_microsecond(), made.as_millisecond()])?;
    }
    Ok(())
}

fn store(db: &Transaction<'_>, account: AccountRef, key: &Stored, mark: StampedMark) -> Result<()> {
    let store = "INSERT OR REPLACE INTO marks (account, key, mark, at) VALUES (?1, ?2, ?3, ?4)";
    execute(db, store, params![account.0, key, column(mark.mark), mark.at.as_microsecond()]).map(drop)
}

/// The mark of an episode in the table. A row that cannot be is none.
fn find(db: &Transaction<'_>, account: AccountRef, key: &Stored) -> Result<Option<StampedMark>> {
    let find = "SELECT mark, at FROM marks WHERE account = ?1 AND key = ?2";
    Ok(one(db, find, params![account.0, key], |row| read(row, 0))?.flatten())
}

fn read(row: &Row<'_>, first: usize) -> Result<Option<StampedMark>> {
    let mark = row::mark(row.get(first)?);
    Ok(stamped(row.get(first + 1)?).map(|at| StampedMark { at, mark }))
}

fn column(mark: Option<Mark>) -> Option<i64> {
    mark.map(|mark| row::from_progress(mark.progress()).0)
}
