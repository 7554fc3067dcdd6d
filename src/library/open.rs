//! Opening: the settings of every connection, what to do with a file that is damaged, newer, or may not be written.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::{LibraryError, Notice, Place, ReadOnlyReason, file, merge, rebuild, repair, schema};
use crate::domain::CleanText;

/// How long a writer waits for another process's transaction; each takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(30);
/// Files up to this size are looked through at every start (about 10 ms); larger ones after damage was met.
const SMALL: u64 = 4 * 1024 * 1024;
/// Before this, two connections can damage a file in WAL mode.
const OLDEST_SQLITE: i32 = 3_051_003;

/// What opening came to.
pub(super) struct Opening {
    pub(super) db: Connection,
    pub(super) place: Place,
    pub(super) notices: Vec<Notice>,
}

/// Opens the library; whatever is in the way, something usable comes of it.
pub(super) fn open(path: &Path) -> Result<Opening, LibraryError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(LibraryError::OldSqlite(CleanText::new(rusqlite::version())));
    }
    let mut notices = Vec::new();
    let written = file::prepare(path).map_err(|error| LibraryError::io(&error)).and_then(|()| {
        // Held to the end: another process must not set aside what this one has just opened.
        let _lock = file::lock(path).map_err(|error| LibraryError::io(&error))?;
        writable(path, &mut notices)
    });
    let error = match written {
        Ok((db, found)) if found <= schema::newest() => {
            return Ok(Opening { db, place: Place::File(path.to_owned()), notices });
        }
        Ok((_, found)) => {
            let reason = ReadOnlyReason::NewerSchema { found, known: schema::newest() };
            notices.push(Notice::ReadOnly(reason.clone()));
            let place = Place::ReadOnly(path.to_owned(), reason);
            return Ok(Opening { db: connect(&place)?, place, notices });
        }
        Err(error) => error,
    };
    tracing::warn!(%error, "the library cannot be written");
    let why = CleanText::new(&error.to_string());
    let reason = ReadOnlyReason::Storage(why.clone());
    for immutable in [false, true] {
        let place = if immutable {
            Place::Immutable(path.to_owned(), reason.clone())
        } else {
            Place::ReadOnly(path.to_owned(), reason.clone())
        };
        if let Ok(db) = connect(&place)
            && schema::format(&db).is_ok_and(|format| format > 0)
        {
            notices.push(Notice::ReadOnly(reason));
            return Ok(Opening { db, place, notices });
        }
    }
    // Nothing to read either: what is fetched now is kept for as long as the program runs.
    notices.push(Notice::InMemory(why));
    let mut bytes = [0_u8; 8];
    getrandom::fill(&mut bytes).map_err(|error| LibraryError::Io(CleanText::new(&error.to_string())))?;
    let place = Place::Memory(u64::from_ne_bytes(bytes));
    let mut db = connect(&place)?;
    schema::migrate(&mut db)?;
    Ok(Opening { db, place, notices })
}

/// Opens for writing, setting aside what is damaged, and gives the format found or made.
fn writable(path: &Path, notices: &mut Vec<Notice>) -> Result<(Connection, u32), LibraryError> {
    match examined(path) {
        Err(LibraryError::Damaged(why)) => {
            tracing::warn!(%why, "the library is damaged");
            let name = file::quarantine(path).map_err(|error| LibraryError::io(&error))?;
            file::clear_mark(path);
            notices.push(Notice::Quarantined { name });
            file::prepare(path).map_err(|error| LibraryError::io(&error))?;
            examined(path)
        }
        other => other,
    }
}

fn examined(path: &Path) -> Result<(Connection, u32), LibraryError> {
    let size = path.metadata().map_err(|error| LibraryError::io(&error))?.len();
    let mut db = connect(&Place::File(path.to_owned()))?;
    let marked = file::is_marked_damaged(path);
    // A newer one may look otherwise for good reasons: it is left as it is.
    let is_known = schema::format(&db)? <= schema::newest();
    if is_known && (marked || size <= SMALL) {
        match check_closely(&db) {
            Err(LibraryError::Damaged(why)) if why.as_str().contains("_words") => {
                tracing::warn!(%why, "the search index is damaged and begun anew");
                begin_anew(&mut db, |db| rebuild::begin(db).map(drop))?;
            }
            Err(LibraryError::Damaged(why)) if why.as_str().contains(" index ") => {
                tracing::warn!(%why, "a row and its index differ, and every index is built anew");
                begin_anew(&mut db, repair::indexes)?;
            }
            other => other?,
        }
    }
    // The file can be written, or this was not come to: a flipped bit in its head can say otherwise, for good.
    if db.is_readonly(rusqlite::MAIN_DB)? {
        return Err(LibraryError::damaged("its head asks for a newer SQLite"));
    }
    if is_known {
        schema::migrate(&mut db)?;
        // Every table is there, or somebody else's file lies here.
        db.query_row("SELECT count(*) FROM accounts, settings WHERE false", [], |_| Ok(()))?;
        db.prepare("SELECT e.id FROM episodes e, shows s, notes n, show_notes m, title_words, all_words, requests")?;
        if marked {
            repair::contents(&mut db)?;
            file::clear_mark(path);
        }
    }
    let format = schema::format(&db)?;
    Ok((db, format))
}

/// Begins what can be built from the rest anew, where it is all that is damaged.
fn begin_anew(
    db: &mut Connection,
    begin: fn(&Transaction<'_>) -> Result<(), LibraryError>,
) -> Result<(), LibraryError> {
    let step = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    begin(&step)?;
    check_closely(&step)?;
    Ok(step.commit()?)
}

/// Looks through the whole file.
pub(super) fn check(db: &Connection) -> Result<(), LibraryError> {
    told(db, "PRAGMA quick_check(1)")
}

/// The same, and compares every index with its table, which takes several times as long where there are many rows.
fn check_closely(db: &Connection) -> Result<(), LibraryError> {
    told(db, "PRAGMA integrity_check(1)")
}

/// Damage is told as text, not as an error, and so is a page that could not be read: what a disk does not give now may be
/// whole.
fn told(db: &Connection, check: &str) -> Result<(), LibraryError> {
    let found: String = db.query_row(check, [], |row| row.get(0))?;
    if found == "ok" {
        return Ok(());
    }
    let code = found.rsplit_once("unable to get the page. error code=").and_then(|(_, code)| code.parse().ok());
    let refused = code.map(|code| rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None).into());
    match refused {
        None | Some(LibraryError::Damaged(_)) => Err(LibraryError::damaged(&found)),
        Some(refused) => Err(refused),
    }
}

/// A connection for writing, or, where the place cannot be written, for reading.
pub(super) fn connect(place: &Place) -> Result<Connection, LibraryError> {
    let usual = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let (writes, reads) = (OpenFlags::SQLITE_OPEN_READ_WRITE, OpenFlags::SQLITE_OPEN_READ_ONLY);
    if let Place::ReadOnly(path, _) | Place::Immutable(path, _) = place
        && path.symlink_metadata().is_ok_and(|data| !data.is_file())
    {
        // Opening a pipe to read waits for somebody who writes.
        return Err(LibraryError::Io(CleanText::new("it is not a file")));
    }
    let db = match place {
        Place::File(path) => Connection::open_with_flags(real(path), usual | writes)?,
        Place::ReadOnly(path, _) => Connection::open_with_flags(real(path), usual | reads)?,
        Place::Immutable(path, _) => {
            let refused = || LibraryError::Io(CleanText::new("its path cannot be written as an address"));
            let mut address = url::Url::from_file_path(real(path)).map_err(|()| refused())?;
            address.set_query(Some("immutable=1"));
            Connection::open_with_flags(address.as_str(), usual | reads | OpenFlags::SQLITE_OPEN_URI)?
        }
        Place::Memory(number) => {
            let address = format!("file:/spotpods-{number}?vfs=memdb");
            let create = writes | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_URI;
            Connection::open_with_flags(address, create | OpenFlags::SQLITE_OPEN_NO_MUTEX)?
        }
    };
    settings(&db)?;
    if matches!(place, Place::File(_)) {
        let mode: String = db.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        if mode != "wal" {
            return Err(LibraryError::Io(CleanText::new("the file system has no shared memory for it")));
        }
        db.execute_batch("PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = 33554432")?;
        db.pragma_update(None, "wal_autocheckpoint", merge::LATE_CHECKPOINT)?;
    }
    Ok(db)
}

/// A connection that only reads.
pub(super) fn reader(place: &Place) -> Result<Connection, LibraryError> {
    let db = match place {
        Place::File(path) => {
            let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
            let db = Connection::open_with_flags(real(path), flags | OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            settings(&db)?;
            db
        }
        Place::ReadOnly(..) | Place::Immutable(..) | Place::Memory(_) => connect(place)?,
    };
    db.execute_batch("PRAGMA query_only = ON")?;
    Ok(db)
}

fn settings(db: &Connection) -> Result<(), LibraryError> {
    db.busy_timeout(PATIENCE)?;
    db.set_prepared_statement_cache_capacity(64);
    db.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY")?;
    Ok(())
}

/// The path with the links of its folders resolved: `SQLite` is told to follow none, and a linked home is fine.
fn real(path: &Path) -> std::path::PathBuf {
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    folder.zip(path.file_name()).map_or_else(|| path.to_owned(), |(folder, name)| folder.join(name))
}
