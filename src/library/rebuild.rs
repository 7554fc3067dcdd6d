//! Rebuilds the search index from the stored rows, if it is lost or damaged and after [`Library::fill`].
//!
//! Works in parts, each a transaction that ends early if other writes wait. Texts are read and split into words on other
//! threads. Start with [`Library::rebuild_index`].

use std::{
    num::NonZero,
    ops::RangeInclusive,
    sync::{Arc, atomic::Ordering},
    thread, vec,
};

use rusqlite::{Connection, Transaction, params};

use super::{
    Library, LibraryError, Reader, Reply, Result, ShowRef, collect, exists, note_damage,
    notes::Packed,
    search::{self, IndexText},
};

/// Episodes that are read at once, and written in one transaction if no other write waits.
const PART: u32 = 5_000;
/// Episodes per transaction while there are other writes: 1,000 take about 50 ms.
const SHARED: RangeInclusive<usize> = 250..=1_000;
/// For how many transactions after another write more of them are expected.
const SHORTLY: u32 = 50;
/// Bytes that the index gathers meanwhile, so that a part becomes one segment.
const GATHERED: u32 = 64 << 20;
/// Bytes that it gathers while a library is filled: 1,000,000 episodes become three segments, which are not merged, because
/// merging takes their space a second time.
const GATHERED_TO_FILL: u32 = 512 << 20;
/// Bytes that it gathers otherwise.
const USUAL: u32 = 1 << 20;
/// The most threads that split texts into words.
const THREADS: usize = 4;

/// The searched columns of an episode.
#[derive(Debug)]
pub(super) struct Source {
    id: i64,
    show: i64,
    name: String,
    languages: String,
    notes: Packed,
}

impl Library {
    /// Rebuilds the search index and returns the number of episodes in it. Blocks, for about a minute with 1,000,000
    /// episodes; other writes are done in between. Until it ends, searches find only the newer episodes, and
    /// [`Reader::is_index_whole`] is false, also after a killed process.
    ///
    /// `progress` gets the number so far.
    ///
    /// # Errors
    /// [`LibraryError::Superseded`] if another process has begun a rebuild since, which then completes it;
    /// [`LibraryError::DiskFull`] and the like. The index then stays incomplete.
    pub fn rebuild_index(&self, mut progress: impl FnMut(u64)) -> Result<u64> {
        let reader = self.reader()?;
        let begun = self.write(|db| {
            search::gather(db, GATHERED)?;
            begin(db)
        });
        let mark = begun.wait()?;
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
            writing.finish()?;
            writing.begin(part.into_iter());
            progress(count);
        }
        writing.finish()?;
        let finished = self.write(move |db| {
            search::gather(db, USUAL)?;
            mark.check(db)?;
            db.execute("DELETE FROM settings WHERE name = 'index_begun'", [])?;
            Ok(count)
        });
        finished.wait()
    }
}

/// The unwritten rest of a part.
type Part = vec::IntoIter<(Source, IndexText)>;

/// Writes the index, part by part.
struct Writing<'a> {
    library: &'a Library,
    mark: Mark,
    /// The transaction under way. Returns the rest of the part, and whether another write waited.
    begun: Option<Reply<(Part, bool)>>,
    /// For how many more transactions other writes are expected.
    shared: u32,
}

impl Writing<'_> {
    /// Waits until the part is written.
    fn finish(&mut self) -> Result<()> {
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
                // An episode that has changed since is in the index already.
                if source.is_unchanged(db)? {
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
    /// Whether the search index is complete: if not, [`Library::rebuild_index`] is running, was interrupted, or must be
    /// called because a damaged index was found when the library was opened.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn is_index_whole(&self) -> Result<bool> {
        self.run(|db| Ok(!exists(db, "SELECT 1 FROM settings WHERE name = 'index_begun'", [])?))
    }
}

/// Identifies a rebuild: of two processes, the one that began last continues, because it began with an empty index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark(i64);

impl Mark {
    /// # Errors
    /// [`LibraryError::Superseded`] if another rebuild has begun.
    pub(super) fn check(self, db: &Connection) -> Result<()> {
        let ours = "SELECT 1 FROM settings WHERE name = 'index_begun' AND value = ?1";
        if exists(db, ours, [self.0])? { Ok(()) } else { Err(LibraryError::Superseded) }
    }
}

/// Leaves empty indexes that are marked as incomplete.
pub(super) fn begin(db: &Transaction<'_>) -> Result<Mark> {
    search::recreate(db)?;
    let begun = "INSERT OR REPLACE INTO settings (name, value) VALUES ('index_begun', random()) RETURNING value";
    Ok(Mark(db.query_row(begun, [], |row| row.get(0))?))
}

/// Fills the empty indexes of a file that no other process has open. Returns the number of episodes.
pub(super) fn fill(db: &Connection, mut progress: impl FnMut(u64)) -> Result<u64> {
    search::gather(db, GATHERED_TO_FILL)?;
    let mut count = 0;
    let mut next = sources(db, i64::MIN)?;
    let mut next_texts = texts(&next)?;
    while let Some(last) = next.last() {
        let after = last.id;
        let part: Vec<_> = next.iter().map(|source| source.id).zip(next_texts).collect();
        count += part.len() as u64;
        next = sources(db, after)?;
        // Written while the next part is split.
        next_texts = thread::scope(|scope| {
            let split = scope.spawn(|| texts(&next));
            part.iter().try_for_each(|(id, text)| search::reindex(db, *id, text))?;
            split.join().unwrap_or(Err(LibraryError::Closed))
        })?;
        progress(count);
    }
    search::gather(db, USUAL)?;
    Ok(count)
}

impl Source {
    fn text(&self) -> Result<IndexText> {
        Ok(IndexText::new(ShowRef(self.show), self.languages.lines(), &self.name, &self.notes.unpack()?))
    }

    /// Whether the row still has these columns.
    fn is_unchanged(&self, db: &Connection) -> Result<bool> {
        let mut same = db.prepare_cached(
            "SELECT 1 FROM episodes e JOIN notes n ON n.id = e.notes
             WHERE e.id = ?1 AND e.show = ?2 AND e.name = ?3 AND e.languages = ?4 AND n.kind = ?5 AND n.text = ?6",
        )?;
        let Packed { kind, text } = &self.notes;
        Ok(same.exists(params![self.id, self.show, self.name, self.languages, kind, text])?)
    }
}

/// The part after an episode.
fn sources(db: &Connection, after: i64) -> Result<Vec<Source>> {
    let query = "SELECT e.id, e.show, e.name, e.languages, n.kind, n.text
                 FROM episodes e NOT INDEXED CROSS JOIN notes n ON n.id = e.notes
                 WHERE e.id > ?1 ORDER BY e.id LIMIT ?2";
    collect(db, query, params![after, PART], |row| {
        Ok(Source {
            id: row.get(0)?,
            show: row.get(1)?,
            name: row.get(2)?,
            languages: row.get(3)?,
            notes: Packed { kind: row.get(4)?, text: row.get(5)? },
        })
    })
}

/// Splits texts into words on as many threads as there are processors, four at most: it takes longer than writing them.
fn texts(sources: &[Source]) -> Result<Vec<IndexText>> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(THREADS);
    let each = sources.len().div_ceil(threads).max(1);
    let all = |some: &[Source]| some.iter().map(Source::text).collect::<Result<Vec<_>, _>>();
    let parts: Result<Vec<_>, _> = thread::scope(|scope| {
        let threads: Vec<_> = sources.chunks(each).map(|some| scope.spawn(move || all(some))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or(Err(LibraryError::Closed))).collect()
    });
    Ok(parts?.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_of_two_rebuilds_supersedes_the_first() {
        let mut db = Connection::open_in_memory().expect("it opens");
        super::super::schema::migrate(&mut db).expect("it has tables");
        let step = db.transaction().expect("it begins");
        let (first, second) = (begin(&step).expect("it is begun"), begin(&step).expect("it is begun"));
        assert_eq!((first.check(&step), second.check(&step)), (Err(LibraryError::Superseded), Ok(())));
    }
}
