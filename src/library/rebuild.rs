//! Building the search index anew from what is stored: for one that is lost or damaged, and after filling.
//!
//! In parts, each a transaction, so that others write in between; texts are read and taken apart on other threads.
//! Start with [`Library::rebuild_index`].

use std::{thread, time::Duration};

use rusqlite::{Connection, Transaction, params};

use super::{
    Library, LibraryError, Reader, ShowRef, note_damage,
    notes::Packed,
    search::{self, IndexText},
};

/// Episodes of one transaction.
const PART: u32 = 10_000;
/// What the index gathers in memory meanwhile: a part becomes one part of the index.
const GATHERED: u32 = 64 << 20;
/// What it gathers while a new library is filled: 1,000,000 episodes become three parts, which are not merged then, for
/// that would take the room of what is merged a second time.
const GATHERED_TO_FILL: u32 = 512 << 20;
/// What it gathers usually.
const USUAL: u32 = 1 << 20;
/// The most threads that take texts apart.
const THREADS: usize = 4;

/// What of an episode is searched.
#[derive(Debug)]
pub(super) struct Source {
    id: i64,
    show: i64,
    name: String,
    languages: String,
    duration: i64,
    notes: Packed,
}

impl Library {
    /// Builds the search index anew; gives the number of episodes in it. Blocks, for about a minute with 1,000,000
    /// episodes; what others write meanwhile is written in between. Until it is done, searches find only the newer
    /// episodes, and [`Reader::is_index_whole`] says so, also where the process ended before.
    ///
    /// `progress` is told the number so far.
    ///
    /// # Errors
    /// [`LibraryError::DiskFull`] and the like; the index then stays as far as it came.
    pub fn rebuild_index(&self, mut progress: impl FnMut(u64)) -> Result<u64, LibraryError> {
        let reader = self.reader()?;
        self.write(|db| {
            begin(db)?;
            search::gather(db, GATHERED)
        })
        .wait()?;
        let (mut after, mut count, mut writing) = (i64::MIN, 0, None);
        loop {
            let sources = reader.run(|db| sources(db, after))?;
            let Some(last) = sources.last() else { break };
            after = last.id;
            let texts = note_damage(self.0.place.path(), texts(&sources))?;
            count += sources.len() as u64;
            // Written while the next part is read.
            let before = writing.replace(self.write(move |db| {
                for (source, text) in sources.iter().zip(&texts) {
                    // One that was changed since has been indexed by whoever changed it.
                    if source.is_still_so(db)? {
                        search::reindex(db, source.id, text)?;
                    }
                }
                Ok(())
            }));
            before.map_or(Ok(()), super::Reply::wait)?;
            progress(count);
        }
        writing.map_or(Ok(()), super::Reply::wait)?;
        self.write(|db| {
            search::gather(db, USUAL)?;
            db.execute("DELETE FROM settings WHERE name = 'index_begun'", [])?;
            Ok(())
        })
        .wait()?;
        Ok(count)
    }
}

impl Reader {
    /// Whether the search index holds everything: [`Library::rebuild_index`] is not running, nor was it interrupted, nor
    /// was a damaged index found when the library was opened. Otherwise somebody should call it.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn is_index_whole(&self) -> Result<bool, LibraryError> {
        let begun = "SELECT NOT EXISTS (SELECT 1 FROM settings WHERE name = 'index_begun')";
        self.run(|db| Ok(db.query_row(begun, [], |row| row.get(0))?))
    }
}

/// Leaves empty indexes that are known not to be whole.
pub(super) fn begin(db: &Transaction<'_>) -> Result<(), LibraryError> {
    search::recreate(db)?;
    db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES ('index_begun', 1)", [])?;
    Ok(())
}

/// Fills empty indexes of a file that nobody else has open; gives the number of episodes.
pub(super) fn fill(db: &Connection, mut progress: impl FnMut(u64)) -> Result<u64, LibraryError> {
    search::gather(db, GATHERED_TO_FILL)?;
    let (mut after, mut count) = (i64::MIN, 0);
    let mut next = sources(db, after)?;
    while let Some(last) = next.last() {
        after = last.id;
        count += next.len() as u64;
        let part = std::mem::take(&mut next);
        next = thread::scope(|scope| {
            let (sender, receiver) =
                std::sync::mpsc::sync_channel::<Result<Vec<(i64, IndexText)>, LibraryError>>(THREADS);
            let work = scope.spawn(move || {
                for few in part.chunks(256) {
                    let texts = texts(few).map(|texts| few.iter().map(|source| source.id).zip(texts).collect());
                    if sender.send(texts).is_err() {
                        break;
                    }
                }
            });
            for few in receiver {
                for (id, text) in few? {
                    search::reindex(db, id, &text)?;
                }
            }
            drop(work);
            sources(db, after)
        })?;
        progress(count);
    }
    search::gather(db, USUAL)?;
    Ok(count)
}

impl Source {
    fn text(&self) -> Result<IndexText, LibraryError> {
        let duration = Duration::from_millis(self.duration.unsigned_abs());
        Ok(IndexText::new(ShowRef(self.show), self.languages.lines(), &self.name, &self.notes.unpack()?, duration))
    }

    fn is_still_so(&self, db: &Connection) -> Result<bool, LibraryError> {
        let mut statement = db.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM episodes e JOIN notes n ON n.episode = e.id
             WHERE e.id = ?1 AND e.show = ?2 AND e.name = ?3 AND e.languages = ?4 AND n.kind = ?5 AND n.text = ?6)",
        )?;
        let Packed { kind, text } = &self.notes;
        Ok(statement.query_row(params![self.id, self.show, self.name, self.languages, kind, text], |row| row.get(0))?)
    }
}

/// The next part.
fn sources(db: &Connection, after: i64) -> Result<Vec<Source>, LibraryError> {
    let mut statement = db.prepare_cached(
        "SELECT e.id, e.show, e.name, e.languages, e.duration, n.kind, n.text
         FROM episodes e NOT INDEXED CROSS JOIN notes n ON n.episode = e.id WHERE e.id > ?1 ORDER BY e.id LIMIT ?2",
    )?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Source {
            id: row.get(0)?,
            show: row.get(1)?,
            name: row.get(2)?,
            languages: row.get(3)?,
            duration: row.get(4)?,
            notes: Packed { kind: row.get(5)?, text: row.get(6)? },
        })
    };
    Ok(statement.query_map(params![after, PART], read)?.collect::<Result<_, _>>()?)
}

/// Takes texts apart on as many threads as there are processors but one, which writes.
fn texts(sources: &[Source]) -> Result<Vec<IndexText>, LibraryError> {
    let threads = thread::available_parallelism().map_or(1, |n| n.get().saturating_sub(1)).clamp(1, THREADS);
    let each = sources.len().div_ceil(threads).max(1);
    let all = |some: &[Source]| some.iter().map(Source::text).collect::<Result<Vec<_>, _>>();
    if threads == 1 {
        return all(sources);
    }
    let ended = || LibraryError::Closed;
    let parts: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = sources.chunks(each).map(|some| scope.spawn(move || all(some))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err(ended()))).collect()
    });
    let mut texts = Vec::with_capacity(sources.len());
    for part in parts {
        texts.extend(part?);
    }
    Ok(texts)
}
