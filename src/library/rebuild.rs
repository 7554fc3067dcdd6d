//! Building the search index anew from what is stored: for one that is lost or damaged, and after filling.
//!
//! In parts, each a transaction that ends early where others want to write; texts are read and taken apart on other threads.
//! Start with [`Library::rebuild_index`].

use std::{
    num::NonZero,
    ops::RangeInclusive,
    sync::{Arc, atomic::Ordering},
    thread,
    time::Duration,
    vec,
};

use rusqlite::{Connection, Transaction, params};

use super::{
    Library, LibraryError, Reader, Reply, ShowRef, note_damage,
    notes::Packed,
    search::{self, IndexText},
};

/// Episodes that are read at once, and written in one transaction where nobody else writes.
const PART: u32 = 5_000;
/// Episodes of one transaction while others write too, at most and at least: with 1,000 it takes some 50 ms.
const SHARED: RangeInclusive<usize> = 250..=1_000;
/// So many transactions after somebody else was let in, others are thought to write too.
const SHORTLY: u32 = 50;
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
    /// [`LibraryError::Superseded`] where another process has begun to build it since, which then brings it to its end;
    /// [`LibraryError::DiskFull`] and the like; the index then stays as far as it came.
    pub fn rebuild_index(&self, mut progress: impl FnMut(u64)) -> Result<u64, LibraryError> {
        let reader = self.reader()?;
        let mark = self
            .write(|db| {
                search::gather(db, GATHERED)?;
                begin(db)
            })
            .wait()?;
        let (mut after, mut count) = (i64::MIN, 0);
        let mut writing = Writing { library: self, mark, begun: None, shared: 0 };
        loop {
            let sources = reader.run(|db| sources(db, after))?;
            let Some(last) = sources.last() else { break };
            after = last.id;
            let texts = note_damage(self.0.place.path(), texts(&sources))?;
            count += sources.len() as u64;
            let part: Vec<_> = sources.into_iter().zip(texts).collect();
            // Written while the next part is read.
            writing.put(part.into_iter())?;
            progress(count);
        }
        writing.finish()?;
        self.write(move |db| {
            search::gather(db, USUAL)?;
            mark.check(db)?;
            db.execute("DELETE FROM settings WHERE name = 'index_begun'", [])?;
            Ok(())
        })
        .wait()?;
        Ok(count)
    }
}

/// What is still to be written of a part.
type Part = vec::IntoIter<(Source, IndexText)>;

/// The index being written, part by part.
struct Writing<'a> {
    library: &'a Library,
    mark: Mark,
    /// What is under way: its reply is the rest of the part, and whether somebody else was let in.
    begun: Option<Reply<(Part, bool)>>,
    /// For how many more transactions others are thought to write too.
    shared: u32,
}

impl Writing<'_> {
    /// Begins a part when the one before is written.
    fn put(&mut self, part: Part) -> Result<(), LibraryError> {
        self.finish()?;
        self.begin(part);
        Ok(())
    }

    /// Waits until everything is written.
    fn finish(&mut self) -> Result<(), LibraryError> {
        while let Some(begun) = self.begun.take() {
            let (rest, let_in) = begun.wait()?;
            self.shared = if let_in { SHORTLY } else { self.shared.saturating_sub(1) };
            if !rest.as_slice().is_empty() {
                self.begin(rest);
            }
        }
        Ok(())
    }

    fn begin(&mut self, mut part: Part) {
        let (waiting, mark) = (Arc::clone(&self.library.0.waiting), self.mark);
        let most = if self.shared > 0 { *SHARED.end() } else { usize::MAX };
        self.begun = Some(self.library.write(move |db| {
            mark.check(db)?;
            let (mut written, mut let_in) = (0, false);
            while written < most && !let_in {
                let Some((source, text)) = part.next() else { break };
                // One that was changed since has been indexed by whoever changed it.
                if source.is_still_so(db)? {
                    search::reindex(db, source.id, &text)?;
                }
                written += 1;
                let_in = written >= *SHARED.start() && waiting.load(Ordering::Relaxed) > 0;
            }
            Ok((part, let_in))
        }));
    }
}

impl Reader {
    /// Whether the search index holds everything: [`Library::rebuild_index`] is not running, nor was it interrupted, nor
    /// was a damaged index found when the library was opened. Otherwise callers must run it.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn is_index_whole(&self) -> Result<bool, LibraryError> {
        let begun = "SELECT NOT EXISTS (SELECT 1 FROM settings WHERE name = 'index_begun')";
        self.run(|db| Ok(db.query_row(begun, [], |row| row.get(0))?))
    }
}

/// Who is building the index: of two processes the one that began last, for it began with an empty one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark(i64);

impl Mark {
    /// # Errors
    /// [`LibraryError::Superseded`] where it is somebody else.
    pub(super) fn check(self, db: &Connection) -> Result<(), LibraryError> {
        let ours = "SELECT EXISTS (SELECT 1 FROM settings WHERE name = 'index_begun' AND value = ?1)";
        let ours: bool = db.prepare_cached(ours)?.query_row([self.0], |row| row.get(0))?;
        if ours { Ok(()) } else { Err(LibraryError::Superseded) }
    }
}

/// Leaves empty indexes that are known not to be whole.
pub(super) fn begin(db: &Transaction<'_>) -> Result<Mark, LibraryError> {
    search::recreate(db)?;
    let begun = "INSERT OR REPLACE INTO settings (name, value) VALUES ('index_begun', random()) RETURNING value";
    Ok(Mark(db.query_row(begun, [], |row| row.get(0))?))
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

/// Takes texts apart on as many threads as there are processors, four at most: it is more work than to write them.
fn texts(sources: &[Source]) -> Result<Vec<IndexText>, LibraryError> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(THREADS);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_who_build_the_index_the_first_gives_way() {
        let mut db = Connection::open_in_memory().expect("it opens");
        super::super::schema::migrate(&mut db).expect("it has tables");
        let step = db.transaction().expect("it begins");
        let (first, second) = (begin(&step).expect("it is begun"), begin(&step).expect("it is begun"));
        assert_eq!((first.check(&step), second.check(&step)), (Err(LibraryError::Superseded), Ok(())));
    }
}
