//! Requests to Spotify by the hour, in a small file that all processes and profiles of a client ID share. Spotify counts by
//! client, so a library of one account is not the place for them. Until when Spotify rate limits the app is not stored here:
//! the guard has a file of its own.

use std::{
    fs::File,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::{Library, Reader, Reply, Result, file, in_transaction};
use crate::{domain::RequestOrigin, files};

/// Requests of one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourlyRequests {
    /// The beginning of the hour.
    pub hour: Timestamp,
    pub background: u32,
    pub person: u32,
}

/// Requests of the last 24 hours.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuotaRecord {
    /// The hours with requests, oldest first: the current one and the 24 before it, which cover all of the last 24 hours.
    pub hours: Vec<HourlyRequests>,
}

impl QuotaRecord {
    /// How long the requests of an hour count, from its beginning.
    pub const COUNTS: SignedDuration = SignedDuration::from_hours(25);

    /// Requests of the background in the last 24 hours.
    pub fn background(&self) -> u32 {
        self.hours.iter().fold(0, |sum, hour| sum.saturating_add(hour.background))
    }

    /// Requests of the person in the last 24 hours.
    pub fn person(&self) -> u32 {
        self.hours.iter().fold(0, |sum, hour| sum.saturating_add(hour.person))
    }
}

const HOUR: i64 = 3600;
/// How long another process may count; it takes less than a millisecond.
const PATIENCE: Duration = Duration::from_millis(200);
/// The counts that a migration has left among the settings, oldest first.
const FORMER_COUNTS: &str = "
    SELECT CAST(substr(name, 10) AS INTEGER) AS hour, CAST(value AS INTEGER) AS background,
        CAST(substr(value, instr(value, ' ') + 1) AS INTEGER) AS person
    FROM settings WHERE name GLOB 'requests [0-9]*' ORDER BY hour";
/// Most hours that are kept. Some may be in the future: a clock was set back.
const MOST: usize = 72;
/// Most bytes of a file that is read.
const MAX_BYTES: u64 = 64 * 1024;

/// The counts. Cheap to clone; clones share them. All methods block on the disk for less than a millisecond, unless another
/// process is counting.
#[derive(Debug, Clone, Default)]
pub struct RequestLog(Arc<Mutex<Kept>>);

#[derive(Debug)]
struct Kept {
    /// `None` for a library in memory.
    path: Option<PathBuf>,
    /// What was counted since the file could last be written. The next request that is stored takes it along.
    memory: Hours,
    /// How long to wait for another process that counts.
    patience: Duration,
}

/// With the last clone goes what could not be stored: once more, unless its folder was removed.
impl Drop for Kept {
    fn drop(&mut self) {
        let Some(path) = self.path.take().filter(|_| !self.memory.0.is_empty()) else { return };
        if path.parent().is_some_and(Path::is_dir)
            && let Err(error) = store(&path, &self.memory, None, self.patience)
        {
            tracing::warn!(%error, "requests of this process are not counted");
        }
    }
}

impl Default for Kept {
    fn default() -> Self {
        Self { path: None, memory: Hours::default(), patience: PATIENCE }
    }
}

/// Hours since 1970, with requests of the background and of the person.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Hours(Vec<(i64, u32, u32)>);

impl RequestLog {
    /// The counts in a file, which the first request creates.
    pub fn at(path: PathBuf) -> Self {
        let log = Self::default();
        log.keep_at(path);
        log
    }

    /// The counts of a library in this file, or in memory.
    pub(super) fn beside(library: Option<&Path>) -> Self {
        library.map_or_else(Self::default, |path| Self::at(path.with_file_name("requests.json")))
    }

    /// Counts in another file from now on.
    pub fn keep_at(&self, path: PathBuf) {
        self.kept().path = Some(path);
    }

    /// Counts requests.
    pub fn count(&self, origin: RequestOrigin, count: u32, now: Timestamp) {
        let mut kept = self.kept();
        let hour = now.as_second().div_euclid(HOUR);
        kept.memory.add(origin, count, hour);
        let Some(path) = &kept.path else { return };
        match store(path, &kept.memory, Some(hour), kept.patience) {
            Ok(()) => kept.memory = Hours::default(),
            Err(error) => tracing::warn!(%error, "cannot store the number of requests"),
        }
    }

    /// The requests of all processes in the 24 hours before `now`.
    pub fn record(&self, now: Timestamp) -> QuotaRecord {
        let kept = self.kept();
        let mut all = kept.path.as_deref().map(load).unwrap_or_default();
        all.add_all(&kept.memory);
        let oldest = now.as_second().div_euclid(HOUR) - 24;
        // An hour in the future was counted by a clock that has been set back since: it counts.
        let counts = all.0.into_iter().filter(|(hour, ..)| *hour >= oldest).filter_map(|(hour, background, person)| {
            let hour = Timestamp::from_second(hour.saturating_mul(HOUR)).ok()?;
            Some(HourlyRequests { hour, background, person })
        });
        QuotaRecord { hours: counts.collect() }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hours {
    fn add(&mut self, origin: RequestOrigin, count: u32, hour: i64) {
        let at = self.0.binary_search_by_key(&hour, |(hour, ..)| *hour).unwrap_or_else(|at| {
            self.0.insert(at, (hour, 0, 0));
            at
        });
        if let Some((_, background, person)) = self.0.get_mut(at) {
            let counted = match origin {
                RequestOrigin::Background => background,
                RequestOrigin::Person => person,
            };
            *counted = counted.saturating_add(count);
        }
    }

    fn add_all(&mut self, counted: &Self) {
        for (hour, background, person) in &counted.0 {
            self.add(RequestOrigin::Background, *background, *hour);
            self.add(RequestOrigin::Person, *person, *hour);
        }
    }

    /// Forgets hours older than two days before this one, and the oldest beyond the limit.
    fn trim(&mut self, hour: i64) {
        self.0.retain(|(at, ..)| *at >= hour - 48);
        let surplus = self.0.len().saturating_sub(MOST);
        self.0.drain(..surplus);
    }
}

/// What the file holds; nothing if it is missing or damaged.
fn load(path: &Path) -> Hours {
    use io::Read as _;
    let mut text = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MAX_BYTES).read_to_end(&mut text));
    let mut hours: Hours = read.ok().and_then(|_| serde_json::from_slice(&text).ok()).unwrap_or_default();
    hours.0.sort_unstable_by_key(|(hour, ..)| *hour);
    hours
}

/// Adds to the file, while no other process does, and trims it if this hour is known. It is replaced as a whole, so a reader
/// needs no lock.
fn store(path: &Path, counted: &Hours, hour: Option<i64>, patience: Duration) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    file::create_folder(path)?;
    // A separate file, because the counts are renamed over.
    let _lock = files::lock(file::open(&path.with_extension("lock"))?, patience)?;
    let mut hours = load(path);
    hours.add_all(counted);
    if let Some(hour) = hour {
        hours.trim(hour);
    }
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(&serde_json::to_vec(&hours)?)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

impl Library {
    /// Counts requests, before anything that is written later. Forgets those older than two days.
    pub fn count_requests(&self, origin: RequestOrigin, count: u32, now: Timestamp) -> Reply<()> {
        let log = self.requests().clone();
        self.run(move |_| {
            log.count(origin, count, now);
            Ok(())
        })
    }

    /// Moves the counts of a library of a former format to the file. Leaves them in the library if the file cannot be written.
    pub fn carry_requests(&self) -> Reply<()> {
        let log = self.requests().clone();
        let carry = move |db: &mut Connection| {
            let counted = |db: &Connection| -> Result<Hours> {
                let mut rows = db.prepare(FORMER_COUNTS)?;
                let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
                Ok(Hours(rows.collect::<Result<_, _>>()?))
            };
            let Some(path) = log.kept().path.clone() else { return Ok(()) };
            if counted(db)?.0.is_empty() {
                return Ok(());
            }
            in_transaction(db, |step| {
                // Another process may have moved them since.
                let hours = counted(step)?;
                step.execute("DELETE FROM settings WHERE name GLOB 'requests [0-9]*'", [])?;
                // Before the commit: a process killed between them counts too many.
                // Untrimmed: the last of these hours may be in the future, of a clock that was set back.
                Ok(store(&path, &hours, None, PATIENCE)?)
            })
        };
        self.run(move |db| {
            carry(db).inspect_err(|error| tracing::warn!(%error, "cannot move the counted requests out of the library"))
        })
    }

    /// The same as [`Reader::quota`], after the requests that were sent to be counted before.
    pub fn recount(&self, now: Timestamp) -> Reply<QuotaRecord> {
        let log = self.requests().clone();
        self.run(move |_| Ok(log.record(now)))
    }
}

impl Reader {
    /// The requests of all processes in the 24 hours before `now`.
    pub fn quota(&self, now: Timestamp) -> QuotaRecord {
        self.requests.record(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-03T12:00:00Z".parse().expect("a time")
    }

    /// A log that waits this long for another.
    fn log(path: &Path, patience: Duration) -> RequestLog {
        let log = RequestLog::at(path.to_owned());
        log.kept().patience = patience;
        log
    }

    #[test]
    fn two_logs_of_one_file_count_together_and_a_damaged_file_counts_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("state/requests-x.json");
        // Without a limit: on a busy machine the other may get no turn for longer than the usual one.
        let logs = [(); 2].map(|()| log(&path, Duration::MAX));
        std::thread::scope(|scope| {
            for log in &logs {
                scope.spawn(|| (0..50).for_each(|_| log.count(RequestOrigin::Background, 1, now())));
            }
        });
        logs[0].count(RequestOrigin::Person, 3, now());
        for log in &logs {
            assert_eq!((log.record(now()).background(), log.record(now()).person()), (100, 3));
        }
        std::fs::write(&path, "[[1,2").expect("written");
        assert_eq!(logs[1].record(now()), QuotaRecord::default());
        logs[1].count(RequestOrigin::Person, 1, now());
        assert_eq!(logs[0].record(now()).person(), 1);
    }

    #[test]
    fn d1_the_file_is_for_this_user_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("state/requests-x.json");
        RequestLog::at(path.clone()).count(RequestOrigin::Person, 1, now());
        let mode = |path: &Path| path.metadata().expect("there").permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().expect("a folder")), 0o700);
    }

    #[test]
    fn a_process_that_holds_the_file_keeps_no_other_from_counting() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("requests-x.json");
        let log = log(&path, Duration::ZERO);
        let stored = || RequestLog::at(path.clone()).record(now()).person();
        log.count(RequestOrigin::Person, 1, now());
        let held = File::open(path.with_extension("lock")).expect("it is there");
        held.lock().expect("it is free");
        log.count(RequestOrigin::Person, 2, now());
        assert_eq!((log.record(now()).person(), stored()), (3, 1));
        drop(held);
        // A child of another test may hold the lock until its program runs.
        log.kept().patience = Duration::MAX;
        log.count(RequestOrigin::Person, 4, now());
        assert_eq!((log.record(now()).person(), stored()), (7, 7), "what could not be stored comes with the next");
    }

    #[test]
    fn what_could_not_be_stored_is_stored_at_the_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("state/requests-x.json");
        let log = log(&path, Duration::ZERO);
        log.count(RequestOrigin::Person, 1, now());
        let held = File::open(path.with_extension("lock")).expect("it is there");
        held.lock().expect("it is free");
        log.count(RequestOrigin::Person, 2, now());
        drop(held);
        log.kept().patience = Duration::MAX;
        let clone = log.clone();
        let stored = || RequestLog::at(path.clone()).record(now()).person();
        drop(log);
        assert_eq!(stored(), 1, "it goes on counting");
        drop(clone);
        assert_eq!(stored(), 3);
    }

    #[test]
    fn a_folder_that_was_removed_stays_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let state = folder.path().join("state");
        std::fs::write(&state, "").expect("written");
        let log = RequestLog::at(state.join("requests-x.json"));
        log.count(RequestOrigin::Person, 1, now());
        std::fs::remove_file(&state).expect("removed");
        drop(log);
        assert!(!state.exists());
    }

    #[test]
    fn what_cannot_be_stored_counts_in_memory() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("file"), "").expect("written");
        let log = RequestLog::at(folder.path().join("file/requests.json"));
        log.count(RequestOrigin::Background, 2, now());
        assert_eq!(log.record(now()).background(), 2);
    }
}
