//! Writing episodes: one page with its cursor in one transaction.
//!
//! What the cursor becomes is decided by whoever fetched the page: [`Library::apply_episodes_step`](super::Library) calls
//! its `judge` within the transaction, between the rows and the cursor, because the decision needs to know how many
//! episodes were new. The one judge there is, `sync::plan::landed`, is pure.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction, params};

use super::{
    AccountRef, LibraryError, ShowRef,
    notes::{Packed, Packer},
    row, search,
    slot::{self, Stored},
    tally::Tally,
};
use crate::domain::{Episode, Page};

/// What a page changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PageOutcome {
    /// Episodes that were not there.
    pub new: u32,
    /// Episodes that are different now.
    pub changed: u32,
    /// Episodes that were there just so.
    pub unchanged: u32,
    /// Episodes that were removed, at the end of a pass.
    pub removed: u32,
}

/// What writing the items of a page came to, its counters not yet stored.
pub(super) struct Written {
    pub(super) tally: Tally,
    pub(super) outcome: PageOutcome,
    /// The row ids of its items.
    pub(super) ids: Vec<i64>,
}

/// Writes the items of a page, as seen by a pass.
pub(super) fn write(
    db: &Transaction<'_>,
    account: AccountRef,
    show: ShowRef,
    page: &Page<Episode>,
    seen: u32,
    at: Timestamp,
) -> Result<Written, LibraryError> {
    let mut writer = PageWriter::new(db, account, show, seen, at);
    let mut packer = Packer::new();
    for (_, episode) in &page.items {
        let notes = packer.pack(&episode.notes);
        let known = writer.known(&Stored::from(&episode.key))?;
        writer.episode(episode, &notes, known.as_ref())?;
    }
    let PageWriter { tally, outcome, unindexed, ids, .. } = writer;
    // In the order of their row ids: the index would otherwise begin anew with each.
    for (id, episode) in unindexed {
        search::index(db, id, &search::IndexText::of(show, episode))?;
    }
    Ok(Written { tally, outcome, ids })
}

/// What the end of a pass came to.
pub(super) struct PassEnd {
    pub(super) removed: u32,
    /// Whether it saw exactly as many as Spotify says there are.
    pub(super) matched: bool,
}

/// Removes what a complete pass did not see. Episodes that were taken away while it ran shift those behind them past
/// its window: where it saw fewer than there are, the next pass decides.
pub(super) fn remove_unseen(
    db: &Transaction<'_>,
    show: ShowRef,
    pass: u32,
    skipped: i64,
    total: Option<u32>,
    tally: &mut Tally,
) -> Result<PassEnd, LibraryError> {
    let mut unseen = Vec::new();
    let mut seen: i64 = skipped;
    let mut statement = db.prepare_cached("SELECT id, state, seen FROM episodes WHERE show = ?1")?;
    let mut rows = statement.query([show.0])?;
    while let Some(row) = rows.next()? {
        if row.get::<_, u32>(2)? == pass {
            seen += 1;
        } else {
            unseen.push((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
        }
    }
    if seen < i64::from(total.unwrap_or(0)) {
        return Ok(PassEnd { removed: 0, matched: false });
    }
    let matched = total.is_none_or(|total| seen == i64::from(total));
    for (id, state) in &unseen {
        search::unindex(db, *id)?;
        db.prepare_cached("DELETE FROM notes WHERE episode = ?1")?.execute([id])?;
        db.prepare_cached("DELETE FROM episodes WHERE id = ?1")?.execute([id])?;
        tally.removed(show.0, *state);
    }
    Ok(PassEnd { removed: u32::try_from(unseen.len()).unwrap_or(u32::MAX), matched })
}

/// Writes the episodes of one show.
pub(super) struct PageWriter<'a> {
    db: &'a Transaction<'a>,
    account: AccountRef,
    show: ShowRef,
    seen: u32,
    pub(super) tally: Tally,
    /// What is to go into the index, by row id.
    unindexed: BTreeMap<i64, &'a Episode>,
    /// When the page was read, in seconds.
    at: i64,
    outcome: PageOutcome,
    ids: Vec<i64>,
}

/// What of a stored episode decides whether it changed.
pub(super) struct Known {
    id: i64,
    state: i64,
    mark: Option<i64>,
    name: String,
    languages: String,
    notes: Option<Packed>,
    arrived: i64,
    /// Day, precision, duration, position, remote, resumed, flags.
    rest: [Option<i64>; 7],
}

impl<'a> PageWriter<'a> {
    /// Writes what a pass with the number `seen` read at `at`.
    pub(super) fn new(db: &'a Transaction<'a>, account: AccountRef, show: ShowRef, seen: u32, at: Timestamp) -> Self {
        let (tally, unindexed, outcome) = (Tally::default(), BTreeMap::new(), PageOutcome::default());
        Self { db, account, show, seen, tally, unindexed, at: at.as_second(), outcome, ids: Vec::new() }
    }

    #[expect(clippy::too_many_lines, reason = "one row, column by column: its parts would share all of it")]
    pub(super) fn episode(
        &mut self,
        episode: &'a Episode,
        notes: &Packed,
        known: Option<&Known>,
    ) -> Result<(), LibraryError> {
        let key = Stored::from(&episode.key);
        let (day, precision) = slot::from_date(episode.released);
        let duration = i64::try_from(episode.duration.as_millis()).unwrap_or(i64::MAX);
        let (remote, resumed) = row::from_progress(episode.progress);
        let flags = i64::from(
            if episode.explicit { row::EXPLICIT } else { 0 } | if episode.playable { row::PLAYABLE } else { 0 },
        );
        let rest =
            [day, precision, Some(duration), Some(episode.position.into()), Some(remote), Some(resumed), Some(flags)];
        let (name, languages) = (episode.name.as_str(), row::joined(&episode.languages));
        let words = known.is_none_or(|known| {
            known.name != name || known.languages != languages || known.notes.as_ref() != Some(notes)
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
        let mark = known.and_then(|known| known.mark);
        let state = mark.unwrap_or(remote);
        if let Some(known) = known {
            if words || moved {
                search::unindex(self.db, known.id)?;
                self.unindexed.remove(&known.id);
                self.db.prepare_cached("DELETE FROM notes WHERE episode = ?1")?.execute([known.id])?;
            }
            self.db.prepare_cached("DELETE FROM episodes WHERE id = ?1")?.execute([known.id])?;
            self.tally.moved(self.show.0, known.state, state);
            self.outcome.changed += 1;
        } else {
            self.tally.added(self.show.0, state);
            self.outcome.new += 1;
        }
        self.db
            .prepare_cached(
                "INSERT INTO episodes (id, show, key, name, day, precision, duration, position, remote, resumed, flags,
                                       state, mark, languages, seen, arrived)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
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
                known.map_or(self.at, |known| known.arrived)
            ])?;
        self.ids.push(id);
        if words || moved {
            self.db
                .prepare_cached("INSERT INTO notes (episode, kind, text) VALUES (?1, ?2, ?3)")?
                .execute(params![id, notes.kind, notes.text])?;
            self.unindexed.insert(id, episode);
        }
        Ok(())
    }

    fn known(&self, key: &Stored) -> Result<Option<Known>, LibraryError> {
        let mut statement = self.db.prepare_cached(
            "SELECT e.id, e.state, e.mark, e.name, e.languages, n.kind, n.text, e.day, e.precision, e.duration,
                    e.position, e.remote, e.resumed, e.flags, e.arrived
             FROM episodes e LEFT JOIN notes n ON n.episode = e.id WHERE e.key = ?1 AND e.show = ?2",
        )?;
        let read = |row: &rusqlite::Row<'_>| {
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
                arrived: row.get(14)?,
                rest: [row.get(7)?, row.get(8)?, row.get(9)?, row.get(10)?, row.get(11)?, row.get(12)?, row.get(13)?],
            })
        };
        Ok(statement.query_row(params![key, self.show.0], read).optional()?)
    }

    /// A free row id in a day; if the day is full, in the nearest older one. The oldest is never full (see `slot`).
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
