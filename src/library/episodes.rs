//! Writes episodes: one page with its cursor in one transaction.
//!
//! The caller decides the cursor: [`Library::apply_episodes_step`](super::Library) calls its `judge` within the
//! transaction, between the rows and the cursor, because the decision depends on the number of new episodes. The one judge,
//! `sync::plan::landed`, is pure.

use std::{
    collections::{BTreeMap, HashSet},
    iter,
};

use jiff::Timestamp;
use rusqlite::{ToSql, Transaction, params, params_from_iter};

use super::{
    AccountRef, FetchState, LibraryError, ShowRef, marks,
    notes::{Packed, Packer},
    read::{collect, one},
    row, salvage, search,
    slot::{self, Stored},
    tally::Tally,
};
use crate::domain::{Episode, Notes, Page};

/// Numbers of episodes that a page changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PageOutcome {
    pub new: u32,
    pub changed: u32,
    pub unchanged: u32,
    /// At the end of a pass.
    pub removed: u32,
}

/// Writes the items of a page, as seen by the pass `seen`. Its counters are not stored yet.
pub(super) fn write<'a>(
    db: &'a Transaction<'a>,
    account: AccountRef,
    show: ShowRef,
    page: &'a Page<Episode>,
    seen: u32,
    at: Timestamp,
) -> Result<PageWriter<'a>, LibraryError> {
    let mut writer = PageWriter::new(db, account, show, seen, at);
    writer.awaits_marks = salvage::is_waiting(db)? || marks::awaits(db, account)?;
    let mut packer = Packer::new();
    let keys: Vec<Stored> = page.items.iter().map(|(_, episode)| Stored::from(&episode.key)).collect();
    let mut stored = writer.stored(&keys)?;
    for ((_, episode), key) in page.items.iter().zip(keys) {
        let notes = packer.pack(&episode.notes);
        let known = if stored.contains(&key) { writer.known(&key)? } else { None };
        writer.episode(episode, &key, &notes, known.as_ref())?;
        stored.insert(key);
    }
    // In order of row ids: with each step back the index would begin a segment.
    for (id, episode) in std::mem::take(&mut writer.unindexed) {
        search::index(db, id, &search::IndexText::of(show, episode))?;
    }
    Ok(writer)
}

/// Writes the episodes of one show.
pub(super) struct PageWriter<'a> {
    db: &'a Transaction<'a>,
    account: AccountRef,
    show: ShowRef,
    seen: u32,
    pub(super) tally: Tally,
    /// Episodes that are not in the index yet, by row id.
    unindexed: BTreeMap<i64, &'a Episode>,
    /// Whether marks wait for their episodes: of other computers, or of a quarantined library.
    awaits_marks: bool,
    /// When the page was read, in seconds.
    at: i64,
    pub(super) outcome: PageOutcome,
    /// The row ids of the episodes written.
    pub(super) ids: Vec<i64>,
}

/// The columns of a stored episode that decide whether it changed.
pub(super) struct Known {
    id: i64,
    state: i64,
    mark: Option<i64>,
    name: String,
    languages: String,
    notes: Option<Packed>,
    /// The number of its notes.
    number: i64,
    arrived: i64,
    /// Day, precision, duration, position, remote, resumed, flags.
    rest: [Option<i64>; 7],
}

impl Known {
    /// Whether it has these notes, packed by this version or by a former one.
    fn has(&self, packed: &Packed, notes: &Notes) -> bool {
        let stored = self.notes.as_ref();
        stored.is_some_and(|stored| stored == packed || stored.unpack().is_ok_and(|stored| stored == *notes))
    }
}

impl<'a> PageWriter<'a> {
    pub(super) fn new(db: &'a Transaction<'a>, account: AccountRef, show: ShowRef, seen: u32, at: Timestamp) -> Self {
        let (tally, unindexed, outcome) = (Tally::default(), BTreeMap::new(), PageOutcome::default());
        Self {
            db,
            account,
            show,
            seen,
            tally,
            unindexed,
            awaits_marks: false,
            at: at.as_second(),
            outcome,
            ids: Vec::new(),
        }
    }

    /// Removes the episodes that a complete pass did not see, unless it saw fewer than `total`: episodes that were removed
    /// while it ran shift others out of its pages, and the next pass decides.
    pub(super) fn remove_unseen(&mut self, after: &mut FetchState, total: Option<u32>) -> Result<(), LibraryError> {
        let mut unseen = Vec::new();
        let mut seen = i64::from(after.skipped);
        let mut statement = self.db.prepare_cached("SELECT id, state, seen FROM episodes WHERE show = ?1")?;
        let mut rows = statement.query([self.show.0])?;
        while let Some(row) = rows.next()? {
            if row.get::<_, u32>(2)? == after.pass {
                seen += 1;
            } else {
                unseen.push((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
            }
        }
        if seen < i64::from(total.unwrap_or(0)) {
            return Ok(());
        }
        if total.is_none_or(|total| seen == i64::from(total)) {
            after.repaired_at = None;
        }
        for (id, state) in &unseen {
            search::unindex(self.db, *id)?;
            self.db
                .prepare_cached("DELETE FROM notes WHERE id = (SELECT notes FROM episodes WHERE id = ?1)")?
                .execute([id])?;
            self.db.prepare_cached("DELETE FROM episodes WHERE id = ?1")?.execute([id])?;
            self.tally.add(self.show.0, *state, -1);
        }
        self.outcome.removed = u32::try_from(unseen.len()).unwrap_or(u32::MAX);
        Ok(())
    }

    #[expect(clippy::too_many_lines, reason = "one row, column by column: its parts would share all of it")]
    pub(super) fn episode(
        &mut self,
        episode: &'a Episode,
        key: &Stored,
        notes: &Packed,
        known: Option<&Known>,
    ) -> Result<(), LibraryError> {
        let (day, precision) = slot::from_date(episode.released);
        let duration = i64::try_from(episode.duration.as_millis()).unwrap_or(i64::MAX);
        let (remote, resumed) = row::from_progress(episode.progress);
        let flags = (u8::from(episode.explicit) * row::EXPLICIT) | (u8::from(episode.playable) * row::PLAYABLE);
        let rest = [
            day,
            precision,
            Some(duration),
            Some(episode.position.into()),
            Some(remote),
            Some(resumed),
            Some(flags.into()),
        ];
        let (name, languages) = (episode.name.as_str(), row::joined(&episode.languages));
        let words = known.is_none_or(|known| {
            known.name != name || known.languages != languages || !known.has(notes, &episode.notes)
        });
        if let Some(known) = known
            && !words
            && known.rest == rest
        {
            self.db
                .prepare_cached("UPDATE episodes SET seen = ?2 WHERE id = ?1 AND seen <> ?2")?
                .execute(params![known.id, self.seen])?;
            self.outcome.unchanged += 1;
            self.ids.push(known.id);
            return Ok(());
        }
        let span = slot::day_span(self.account, day);
        let id = match known {
            Some(known) if (span.0..=span.1).contains(&known.id) || known.rest.first() == Some(&day) => known.id,
            Some(_) | None => self.free(span)?,
        };
        let moved = known.is_some_and(|known| known.id != id);
        let mark = match known {
            Some(known) => known.mark,
            None if self.awaits_marks => marks::waiting(self.db, self.account, key)?,
            None => None,
        };
        let state = mark.unwrap_or(remote);
        if let Some(known) = known {
            if words || moved {
                search::unindex(self.db, known.id)?;
                self.unindexed.remove(&known.id);
            }
            self.db.prepare_cached("DELETE FROM episodes WHERE id = ?1")?.execute([known.id])?;
            self.tally.moved(self.show.0, known.state, state);
            self.outcome.changed += 1;
        } else {
            self.tally.add(self.show.0, state, 1);
            self.outcome.new += 1;
        }
        let number = known.map(|known| known.number);
        let number = if words { self.put_notes(number, notes)? } else { number };
        self.db
            .prepare_cached(
                "INSERT INTO episodes (id, show, key, name, day, precision, duration, position, remote, resumed, flags,
                                       state, mark, languages, seen, arrived, notes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
            )?
            .execute(params![
                id,
                self.show.0,
                key,
                name,
                day,
                precision,
                duration,
                episode.position,
                remote,
                resumed,
                flags,
                state,
                mark,
                languages,
                self.seen,
                known.map_or(self.at, |known| known.arrived),
                number,
            ])?;
        self.ids.push(id);
        if words || moved {
            self.unindexed.insert(id, episode);
        }
        Ok(())
    }

    /// Stores notes under their number, or under a new one.
    fn put_notes(&self, number: Option<i64>, notes: &Packed) -> Result<Option<i64>, LibraryError> {
        self.db
            .prepare_cached("INSERT OR REPLACE INTO notes (id, kind, text) VALUES (?1, ?2, ?3)")?
            .execute(params![number, notes.kind, notes.text])?;
        Ok(number.or_else(|| Some(self.db.last_insert_rowid())))
    }

    /// Which of these are on disk. Most pages have all of them or none.
    fn stored(&self, keys: &[Stored]) -> Result<HashSet<Stored>, LibraryError> {
        let query =
            format!("SELECT key FROM episodes WHERE show = ?1 AND key IN ({})", vec!["?"; keys.len()].join(","));
        let values = iter::once(&self.show.0 as &dyn ToSql).chain(keys.iter().map(|key| key as &dyn ToSql));
        let stored = collect(self.db, &query, params_from_iter(values), |row| Ok(row.get(0)?))?;
        Ok(stored.into_iter().collect())
    }

    fn known(&self, key: &Stored) -> Result<Option<Known>, LibraryError> {
        let query = "SELECT e.id, e.state, e.mark, e.name, e.languages, n.kind, n.text, e.day, e.precision, e.duration,
                            e.position, e.remote, e.resumed, e.flags, e.arrived, e.notes
                     FROM episodes e LEFT JOIN notes n ON n.id = e.notes WHERE e.key = ?1 AND e.show = ?2";
        one(self.db, query, params![key, self.show.0], |row| {
            let notes = match row.get::<_, Option<u8>>(5)? {
                Some(kind) => Some(Packed { kind, text: row.get(6)? }),
                None => None,
            };
            Ok(Known {
                id: row.get(0)?,
                state: row.get(1)?,
                mark: row.get(2)?,
                name: row.get(3)?,
                languages: row.get(4)?,
                notes,
                number: row.get(15)?,
                arrived: row.get(14)?,
                rest: [row.get(7)?, row.get(8)?, row.get(9)?, row.get(10)?, row.get(11)?, row.get(12)?, row.get(13)?],
            })
        })
    }

    /// A free row id in a day, or in the nearest older one if it is full. The oldest is never full (see `slot`).
    fn free(&self, mut span: (i64, i64)) -> Result<i64, LibraryError> {
        let mut last = self.db.prepare_cached("SELECT max(id) FROM episodes WHERE id BETWEEN ?1 AND ?2")?;
        loop {
            match last.query_row([span.0, span.1], |row| row.get::<_, Option<i64>>(0))? {
                None => return Ok(span.0),
                Some(id) if id < span.1 => return Ok(id + 1),
                Some(_) => {
                    span = slot::older(self.account, span)
                        .ok_or_else(|| LibraryError::damaged("a row id is the last of its account"))?;
                }
            }
        }
    }
}
