//! Opens the file: settings of every connection, repair or quarantine of a damaged file, read-only opening.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, Transaction, config::DbConfig};

use super::{
    LibraryError, Notice, Place, ReadOnlyReason, Result, file, in_transaction, merge, read, rebuild, repair, salvage,
    schema,
};
use crate::domain::CleanText;

/// How long a write waits for another process's transaction, each of which takes milliseconds, and how long opening waits.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// Files up to this size are checked at every start, in about 10 ms. Larger ones are checked after damage was found.
pub(super) const SMALL: u64 = 4 * 1024 * 1024;
/// In older versions, two connections can damage a file in WAL mode.
const OLDEST_SQLITE: i32 = 3_051_003;

pub(super) struct Opening {
    pub(super) db: Connection,
    pub(super) place: Place,
    pub(super) notices: Vec<Notice>,
}

/// Opens the library for writing, else read-only, else in memory. Waits for other processes for `limit` at most.
pub(super) fn open(path: &Path, limit: Duration) -> Result<Opening> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(LibraryError::OldSqlite(CleanText::new(rusqlite::version())));
    }
    let mut notices = Vec::new();
    let reason = match writable(path, limit, &mut notices) {
        Ok((db, found)) if found <= schema::newest() => {
            return Ok(Opening { db, place: Place::File(path.to_owned()), notices });
        }
        Ok((_, found)) => ReadOnlyReason::NewerSchema { found, known: schema::newest() },
        // It can be used later. Reading it would wait as well.
        Err(LibraryError::Busy) => return Err(LibraryError::Busy),
        Err(error) => ReadOnlyReason::Storage(CleanText::new(&error.to_string())),
    };
    tracing::warn!(%reason, "the library cannot be written");
    for immutable in [false, true] {
        let place = Place::ReadOnly { path: path.to_owned(), reason: reason.clone(), immutable };
        if let Ok(db) = connect(&place)
            && schema::format(&db).is_ok_and(|format| format > 0)
        {
            notices.push(Notice::ReadOnly(reason));
            return Ok(Opening { db, place, notices });
        }
    }
    notices.push(Notice::InMemory(CleanText::new(&reason.to_string())));
    let number = getrandom::u64().map_err(|error| LibraryError::Io(CleanText::new(&error.to_string())))?;
    let place = Place::Memory(number);
    let mut db = connect(&place)?;
    schema::migrate(&mut db)?;
    Ok(Opening { db, place, notices })
}

/// Opens the file for writing and returns its format. Quarantines a damaged file and creates a new one.
fn writable(path: &Path, limit: Duration, notices: &mut Vec<Notice>) -> Result<(Connection, u32)> {
    file::create_folder(path)?;
    // Held to the end, so that no other process quarantines the file that this one has just opened.
    let _lock = file::lock(path, limit)?;
    if file::prepare(path)? {
        notices.push(Notice::Empty);
    }
    match examined(path, limit) {
        Err(LibraryError::Damaged(why)) => {
            tracing::warn!(%why, "the library is damaged");
            let name = file::quarantine(path)?;
            file::clear_mark(path);
            file::prepare(path)?;
            let (mut db, format) = examined(path, limit)?;
            let salvaged = salvage::transfer(&path.with_file_name(name.as_str()), &mut db);
            notices.push(Notice::Quarantined { name, salvaged });
            Ok((db, format))
        }
        opened => opened,
    }
}

/// Opens the file, checks and repairs it if it is small or damage was found before, and migrates it. A newer format may
/// look damaged, so it is not touched.
fn examined(path: &Path, limit: Duration) -> Result<(Connection, u32)> {
    let size = path.metadata()?.len();
    let mut db = connect_within(&Place::File(path.to_owned()), limit)?;
    let is_marked = file::is_marked_damaged(path);
    let is_known = schema::format(&db)? <= schema::newest();
    // The file can be written, or opening it would have failed. Only a damaged header can say otherwise.
    if db.is_readonly(rusqlite::MAIN_DB)? {
        return Err(LibraryError::damaged("its header asks for a newer SQLite"));
    }
    if is_known && (is_marked || size <= SMALL) {
        match check_closely(&db) {
            Err(LibraryError::Damaged(why)) => rebuild_indexes(&mut db, &why)?,
            intact => intact?,
        }
    }
    if is_known {
        if schema::format(&db)? == 0 && read::exists(&db, "SELECT 1 FROM sqlite_schema", [])? {
            return Err(LibraryError::damaged("it is a database of another program"));
        }
        schema::migrate(&mut db)?;
        // Fails if a table is missing, as in another file of another program.
        db.query_row("SELECT count(*) FROM accounts, settings WHERE false", [], |_| Ok(()))?;
        db.prepare("SELECT e.id FROM episodes e, shows s, notes n, show_notes m, title_words, all_words, marks")?;
        if is_marked {
            repair::contents(&mut db)?;
            file::clear_mark(path);
        }
    }
    let format = schema::format(&db)?;
    db.busy_timeout(BUSY_TIMEOUT)?;
    Ok((db, format))
}

/// Rebuilds what follows from the rows: the search index, else all indexes. A repair is kept only if the whole file is
/// intact after it, so it does not matter which damage `SQLite` reports first, and in which words.
fn rebuild_indexes(db: &mut Connection, why: &CleanText) -> Result<()> {
    fn attempt(db: &mut Connection, repair: fn(&Transaction<'_>) -> Result<()>) -> Result<()> {
        in_transaction(db, |step| {
            repair(step)?;
            check_closely(step)
        })
    }
    match attempt(db, |step| rebuild::begin(step).map(drop)) {
        Err(LibraryError::Damaged(_)) => {
            // It knows the newest format alone.
            schema::migrate(db)?;
            attempt(db, repair::indexes)?;
            tracing::warn!(%why, "rows and indexes differed, and every index was rebuilt");
        }
        repaired => {
            repaired?;
            tracing::warn!(%why, "the search index was damaged and is rebuilt");
        }
    }
    Ok(())
}

/// Checks the whole file.
pub(super) fn check(db: &Connection) -> Result<()> {
    run_check(db, "PRAGMA quick_check(1)")
}

/// The same, and compares every index with its table, which takes several times as long.
fn check_closely(db: &Connection) -> Result<()> {
    run_check(db, "PRAGMA integrity_check(1)")
}

/// Runs a check. A page that could not be read is an error of the disk: the file may be intact.
fn run_check(db: &Connection, check: &str) -> Result<()> {
    let found: String = db.query_row(check, [], |row| row.get(0))?;
    if found == "ok" { Ok(()) } else { Err(unread_page(&found).unwrap_or_else(|| LibraryError::damaged(&found))) }
}

/// The error of a page that could not be read. `SQLite` reports it in the text of a check, like damage: of a page in a tree
/// with the result code (`checkTreePage` in its `btree.c`), of one in a chain without (`checkList`).
fn unread_page(found: &str) -> Option<LibraryError> {
    let code = found.rsplit_once("unable to get the page. error code=").map(|(_, code)| code.parse());
    match code {
        Some(Ok(code)) => {
            let error = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None).into();
            Some(error).filter(|error| !matches!(error, LibraryError::Damaged(_)))
        }
        Some(Err(_)) => None,
        None => found.contains("failed to get page").then(|| LibraryError::Io(CleanText::new("cannot read a page"))),
    }
}

/// A connection for writing, or for reading if the place cannot be written.
pub(super) fn connect(place: &Place) -> Result<Connection> {
    connect_within(place, BUSY_TIMEOUT)
}

fn connect_within(place: &Place, limit: Duration) -> Result<Connection> {
    let db = connect_for(OpenFlags::SQLITE_OPEN_READ_WRITE, place)?;
    db.busy_timeout(limit)?;
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

/// A connection for reading.
pub(super) fn reader(place: &Place) -> Result<Connection> {
    let db = connect_for(OpenFlags::SQLITE_OPEN_READ_ONLY, place)?;
    db.execute_batch("PRAGMA query_only = ON")?;
    Ok(db)
}

fn connect_for(access: OpenFlags, place: &Place) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let db = match place {
        Place::File(path) => Connection::open_with_flags(real(path), flags | access)?,
        // Opening a pipe would wait for a writer.
        Place::ReadOnly { path, .. } if path.symlink_metadata().is_ok_and(|data| !data.is_file()) => {
            return Err(LibraryError::Io(CleanText::new("it is not a file")));
        }
        Place::ReadOnly { path, immutable: false, .. } => {
            Connection::open_with_flags(real(path), flags | OpenFlags::SQLITE_OPEN_READ_ONLY)?
        }
        Place::ReadOnly { path, immutable: true, .. } => {
            let no_uri = |()| LibraryError::Io(CleanText::new("its path cannot be written as a URI"));
            let mut uri = url::Url::from_file_path(real(path)).map_err(no_uri)?;
            uri.set_query(Some("immutable=1"));
            let flags = flags | OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
            Connection::open_with_flags(uri.as_str(), flags)?
        }
        Place::Memory(number) => {
            let uri = format!("file:/spotpods-{number}?vfs=memdb");
            let create = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
            let flags = create | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            Connection::open_with_flags(uri, flags)?
        }
    };
    db.busy_timeout(BUSY_TIMEOUT)?;
    db.set_prepared_statement_cache_capacity(64);
    // Otherwise a statement with a range of row ids is planned again whenever other values are bound.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.execute_batch("PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY")?;
    Ok(db)
}

/// The path with the links of its folders resolved: `SQLite` may follow none, but a linked home is fine.
fn real(path: &Path) -> std::path::PathBuf {
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    folder.zip(path.file_name()).map_or_else(|| path.to_owned(), |(folder, name)| folder.join(name))
}
