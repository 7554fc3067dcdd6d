//! Bulk writing of a new library: the same rows as page by page, in a fraction of the time.
//!
//! Writes to a file beside the library, without journal and `fsync`, builds the indexes last, and renames the complete
//! file: a killed process leaves no library. Only `demo preload` and the benches call it, and no other file of the library
//! depends on it. It is here because rows stay in this module. Start with [`Library::fill`].

use std::{fs::File, path::Path};

use jiff::Timestamp;
use rusqlite::{Connection, params};
use tempfile::TempPath;

use super::{
    AccountRef, FetchState, Library, LibraryError, Result, ShowRef, ShowsPass, account,
    episodes::PageWriter,
    fetch_state, file,
    notes::{Packed, Packer},
    open, rebuild, schema, shows,
    slot::Stored,
};
use crate::domain::{Account, CleanText, Episode, Page, Show};

/// Kilobytes of page cache.
const CACHE: i64 = 512 << 10;

/// A show with its episodes, the notes compressed. Any thread can make one.
#[derive(Debug)]
pub struct PackedShow {
    position: u32,
    show: Show,
    episodes: Vec<(Packed, Episode)>,
    /// `None` if the episodes were not read.
    state: Option<FetchState>,
}

/// A step of [`Library::fill`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FillProgress {
    /// The number of shows and episodes written so far.
    Written { shows: u32, episodes: u64 },
    /// The number of episodes in the search index so far.
    Indexed(u64),
}

impl PackedShow {
    /// Takes a show at a position of the list of shows, with the pages of its episodes in order, or `None` if they were
    /// not read.
    pub fn new(position: u32, show: Show, pages: Option<Vec<Page<Episode>>>, at: Timestamp) -> Self {
        let mut state = pages.as_deref().map(|pages| FetchState {
            pass: 1,
            pass_at: Some(at),
            next_offset: FetchState::END,
            complete: true,
            skipped: pages.iter().map(|page| page.skipped).sum(),
            read_at: Some(at),
            read_total: pages.iter().rev().find_map(|page| page.total),
            read_remote: show.total_episodes,
            ..FetchState::default()
        });
        let mut packer = Packer::new();
        let items = pages.into_iter().flatten().flat_map(|page| page.items);
        let pack = |(_, episode): (_, Episode)| (packer.pack(&episode.notes), episode);
        let episodes: Vec<_> = items.map(pack).collect();
        let day = |episode: Option<&(Packed, Episode)>| episode.and_then(|(_, episode)| episode.released);
        let ends = day(episodes.first()).zip(day(episodes.last()));
        if let Some(state) = &mut state {
            state.oldest_first = ends.is_some_and(|(first, last)| first.first_day() < last.first_day());
        }
        Self { position, show, episodes, state }
    }
}

impl Library {
    /// Writes a library at `path`, if there is none, as if `account` had logged in and everything were fetched at `now`,
    /// and returns the number of episodes. Each show, and each episode of a show, must come once.
    ///
    /// # Errors
    /// There is a library already, it cannot be written, `shows` yields an error or `progress` returns one.
    pub fn fill<E: From<LibraryError>>(
        path: &Path,
        account: &Account,
        now: Timestamp,
        shows: impl IntoIterator<Item = Result<PackedShow, E>>,
        mut progress: impl FnMut(FillProgress) -> Result<(), E>,
    ) -> Result<u64, E> {
        if path.symlink_metadata().is_ok() {
            return Err(LibraryError::Io(CleanText::new("there is a library already")).into());
        }
        let file = file::beside(path, ".filling");
        let file = TempPath::try_from_path(file).map_err(LibraryError::from)?;
        let (mut db, pass) = create(&file, account, now)?;
        let mut episodes = 0;
        for (count, show) in (1..).zip(shows) {
            let show = show?;
            write(&mut db, pass, &show, now)?;
            episodes += show.episodes.len() as u64;
            progress(FillProgress::Written { shows: count, episodes })?;
        }
        let mut noted = Ok(());
        let count = index(db, pass.account, |count| {
            if noted.is_ok() {
                noted = progress(FillProgress::Indexed(count));
            }
        })?;
        publish(file, path)?;
        noted.map(|()| count)
    }
}

/// Creates the file with an account and no indexes of episodes, replacing the files of a killed process.
fn create(path: &Path, account: &Account, now: Timestamp) -> Result<(Connection, ShowsPass)> {
    for end in ["", "-wal", "-shm", "-journal"] {
        let _ = std::fs::remove_file(file::beside(path, end));
    }
    file::create_folder(path)?;
    file::prepare(path)?;
    let mut db = Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    schema::migrate(&mut db)?;
    for index in ["key", "show", "state", "remaining"] {
        db.execute_batch(&format!("DROP INDEX episodes_by_{index}"))?;
    }
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
    Ok((db, ShowsPass { account, number: 1 }))
}

fn write(db: &mut Connection, pass: ShowsPass, packed: &PackedShow, at: Timestamp) -> Result<()> {
    let step = db.transaction()?;
    shows::apply(&step, pass, packed.position, &packed.show, &mut Packer::new())?;
    let show = ShowRef(step.last_insert_rowid());
    if let Some(state) = &packed.state {
        let mut writer = PageWriter::new(&step, pass.account, show, 1, at);
        for (notes, episode) in &packed.episodes {
            writer.episode(episode, &Stored::from(&episode.key), notes, None)?;
        }
        writer.tally.store_counts(&step)?;
        fetch_state::store(&step, show, state)?;
    }
    Ok(step.commit()?)
}

/// Builds the indexes, closes the file and returns the number of episodes.
fn index(mut db: Connection, account: AccountRef, progress: impl FnMut(u64)) -> Result<u64> {
    let step = db.transaction()?;
    for index in schema::EPISODE_INDEXES {
        step.execute_batch(index)?;
    }
    step.execute(
        "UPDATE shows SET (latest_day, latest_precision) =
            (SELECT day, precision FROM episodes WHERE show = shows.id ORDER BY day DESC, position LIMIT 1)
         WHERE account = ?1",
        [account.0],
    )?;
    step.commit()?;
    let step = db.transaction()?;
    let count = rebuild::fill(&step, progress)?;
    step.commit()?;
    db.execute_batch("PRAGMA locking_mode = NORMAL; PRAGMA journal_mode = WAL")?;
    db.close().map_err(|(_, error)| error)?;
    Ok(count)
}

/// Renames the complete file, unless another process has made a library meanwhile.
fn publish(file: TempPath, path: &Path) -> Result<()> {
    let _lock = file::lock(path, open::BUSY_TIMEOUT)?;
    File::open(&file)?.sync_all()?;
    Ok(file.persist_noclobber(path).map_err(std::io::Error::from)?)
}

#[cfg(test)]
mod tests;
