//! Filling a new library with very much at once: the same rows as page by page, in a fraction of the time.
//!
//! Everything is written to a file beside the library, without journal and without waiting for the disk, indexes last,
//! and only what is whole takes the library's name: a process killed meanwhile leaves no library. For the demo data and
//! for measurements; what Spotify sends is written page by page. Start with [`Library::fill`].

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, params};

use super::{
    AccountRef, Library, LibraryError, ShowRef, ShowsPass, Standing, account,
    episodes::PageWriter,
    file,
    notes::{Packed, Packer},
    rebuild, schema, shows, standing,
};
use crate::domain::{Account, CleanText, Episode, Page, Show};

/// Kilobytes of the file kept in memory while it is filled.
const CACHE: i64 = 512 << 10;

/// A library that is being filled. Dropped before [`Filling::finish`], it leaves nothing.
#[derive(Debug)]
pub struct Filling {
    db: Connection,
    path: PathBuf,
    file: Unfinished,
    pass: ShowsPass,
    at: Timestamp,
}

/// The file beside the library.
#[derive(Debug)]
struct Unfinished(PathBuf);

/// The episodes of a show as its pages brought them, made ready for writing on whatever thread read them.
#[derive(Debug)]
pub struct ReadShow {
    episodes: Vec<(Episode, Packed)>,
    skipped: u32,
    total: Option<u32>,
}

impl Library {
    /// Begins a library at `path` as if `account` had logged in at `now` and everything were read in one moment. There
    /// must be none.
    ///
    /// # Errors
    /// There is one already, or the file cannot be made.
    pub fn fill(path: &Path, account: &Account, now: Timestamp) -> Result<Filling, LibraryError> {
        if path.symlink_metadata().is_ok() {
            return Err(LibraryError::Io(CleanText::new("there is a library already")));
        }
        let file = Unfinished(file::beside(path, ".filling"));
        file.remove();
        file::prepare(&file.0).map_err(|error| LibraryError::io(&error))?;
        let mut db = Connection::open_with_flags(&file.0, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        schema::migrate(&mut db)?;
        db.execute_batch("DROP INDEX episodes_by_key; DROP INDEX episodes_by_show; DROP INDEX episodes_by_state")?;
        let journal: String = db.query_row("PRAGMA journal_mode = OFF", [], |row| row.get(0))?;
        tracing::debug!(journal, "filling a library");
        db.execute_batch("PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY")?;
        db.pragma_update(None, "cache_size", -CACHE)?;
        db.set_prepared_statement_cache_capacity(64);
        let step = db.transaction()?;
        let account = account::put(&step, account, now)?;
        step.execute(
            "UPDATE accounts SET pass = 1, pass_done = 1, pass_done_at = ?2, synced_at = ?2 WHERE id = ?1",
            params![account.0, now.as_millisecond()],
        )?;
        step.commit()?;
        Ok(Filling { db, path: path.to_owned(), file, pass: ShowsPass { account, number: 1 }, at: now })
    }
}

impl ReadShow {
    /// All pages of a show, in the order in which they would have been written.
    #[must_use]
    pub fn of(pages: Vec<Page<Episode>>) -> Self {
        let mut packer = Packer::new();
        let (skipped, total) =
            pages.iter().fold((0, None), |(skipped, total), page| (skipped + page.skipped, page.total.or(total)));
        let items = pages.into_iter().flat_map(|page| page.items);
        let episodes = items.map(|(_, episode)| {
            let notes = packer.pack(&episode.notes);
            (episode, notes)
        });
        Self { episodes: episodes.collect(), skipped, total }
    }

    /// As a pass leaves it that brought every page.
    fn standing(&self, read_remote: Option<u32>, at: Timestamp) -> Standing {
        let day = |episode: Option<&(Episode, Packed)>| episode.and_then(|(episode, _)| episode.released);
        let (first, last) = (day(self.episodes.first()), day(self.episodes.last()));
        Standing {
            pass: 1,
            pass_at: Some(at),
            next_offset: Standing::END,
            complete: true,
            skipped: self.skipped,
            oldest_first: first.zip(last).is_some_and(|(first, last)| first.first_day() < last.first_day()),
            read_at: Some(at),
            read_total: self.total,
            read_remote,
            ..Standing::default()
        }
    }

    /// How many episodes it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.episodes.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.episodes.is_empty()
    }
}

impl Filling {
    /// Writes a show at a position of the list of shows, with all its episodes; `None` where they were not read. No show
    /// comes twice, and no episode twice within a show.
    ///
    /// # Errors
    /// [`LibraryError::DiskFull`] and the like; nothing can be finished then.
    pub fn show(&mut self, position: u32, show: &Show, read: Option<&ReadShow>) -> Result<(), LibraryError> {
        let step = self.db.transaction()?;
        shows::apply(&step, self.pass, position, show, &mut Packer::new())?;
        let id = step.last_insert_rowid();
        if let Some(read) = read {
            let mut writer = PageWriter::new(&step, self.pass.account, ShowRef(id), 1, self.at);
            for (episode, notes) in &read.episodes {
                writer.episode(episode, notes, None)?;
            }
            writer.tally.store_counts(&step)?;
            standing::store(&step, ShowRef(id), &read.standing(show.total_episodes, self.at))?;
        }
        Ok(step.commit()?)
    }

    /// Makes the indexes and gives the library its name; the number of episodes. `progress` is told how many are in the
    /// search index so far.
    ///
    /// # Errors
    /// As [`Filling::show`]; also where a library has come into being meanwhile.
    pub fn finish(mut self, progress: impl FnMut(u64)) -> Result<u64, LibraryError> {
        let step = self.db.transaction()?;
        for index in schema::EPISODE_INDEXES {
            step.execute_batch(index)?;
        }
        newest_days(&step, self.pass.account)?;
        step.commit()?;
        let step = self.db.transaction()?;
        let count = rebuild::fill(&step, progress)?;
        step.commit()?;
        self.db.execute_batch("PRAGMA locking_mode = NORMAL; PRAGMA journal_mode = WAL")?;
        let Self { db, path, file, .. } = self;
        db.close().map_err(|(_, error)| error)?;
        let keep = || {
            let _lock = file::lock(&path)?;
            if path.symlink_metadata().is_ok() {
                return Err(std::io::Error::from(std::io::ErrorKind::AlreadyExists));
            }
            File::open(&file.0)?.sync_all()?;
            std::fs::rename(&file.0, &path)
        };
        keep().map_err(|error| LibraryError::io(&error))?;
        Ok(count)
    }
}

/// When the newest episode of each show came out.
fn newest_days(db: &Transaction<'_>, account: AccountRef) -> Result<(), LibraryError> {
    db.execute(
        "UPDATE shows SET (latest_day, latest_precision) =
            (SELECT day, precision FROM episodes WHERE show = shows.id ORDER BY day DESC, position LIMIT 1)
         WHERE account = ?1",
        [account.0],
    )?;
    Ok(())
}

impl Unfinished {
    fn remove(&self) {
        for end in ["", "-wal", "-shm", "-journal"] {
            let _ = std::fs::remove_file(file::beside(&self.0, end));
        }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        self.remove();
    }
}

#[cfg(test)]
mod tests;
