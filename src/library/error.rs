//! Errors of the library.

use rusqlite::ErrorCode;

use crate::domain::CleanText;

/// What reading or writing the library returns.
pub type Result<T, E = LibraryError> = std::result::Result<T, E>;

/// Why the library did not read or write. Everything stored before stays stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LibraryError {
    /// The library was opened read-only.
    #[error("the library is read-only: {0}")]
    ReadOnly(ReadOnlyReason),
    /// The disk or the quota on it is full.
    #[error("the disk is full")]
    DiskFull,
    /// Another process wrote for longer than the time to wait.
    #[error("another process is using the library")]
    Busy,
    /// The file differs from what was written. The next start repairs or quarantines it.
    #[error("the library file is damaged: {0}")]
    Damaged(CleanText),
    /// The [`Canceller`](super::Canceller) ended the query.
    #[error("cancelled")]
    Cancelled,
    /// Another process has begun a newer pass or rebuild.
    #[error("a newer pass has begun")]
    Superseded,
    /// The writer's right to write has ended.
    #[error("the login has changed")]
    Revoked,
    /// The show, episode or account is not in the library.
    #[error("it is not in the library")]
    Gone,
    /// The file system returned an error.
    #[error("{0}")]
    Io(CleanText),
    /// The writing thread has ended.
    #[error("the library is closed")]
    Closed,
    /// Before 3.51.3, `SQLite` can damage a database that two connections use.
    #[error("SQLite {0} is too old, 3.51.3 is needed")]
    OldSqlite(CleanText),
}

/// Why a library is read-only.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadOnlyReason {
    /// A newer version of this program wrote it.
    #[error("a newer version of this program wrote it (format {found}, this one knows {known})")]
    NewerSchema { found: u32, known: u32 },
    /// The folder or file cannot be written, or the disk is full.
    #[error("{0}")]
    Storage(CleanText),
}

impl LibraryError {
    pub(super) fn damaged(why: &str) -> Self {
        Self::Damaged(CleanText::new(why))
    }
}

impl From<std::io::Error> for LibraryError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(CleanText::new(&error.to_string())),
        }
    }
}

impl From<rusqlite::Error> for LibraryError {
    fn from(error: rusqlite::Error) -> Self {
        let text = || CleanText::new(&error.to_string());
        let Some(code) = error.sqlite_error_code() else {
            return match error {
                rusqlite::Error::QueryReturnedNoRows => Self::Gone,
                // A value of another type, text that is not UTF-8, a missing table.
                _ => Self::Damaged(text()),
            };
        };
        match code {
            ErrorCode::DiskFull => Self::DiskFull,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::OperationInterrupted => Self::Cancelled,
            ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase
            | ErrorCode::ConstraintViolation
            | ErrorCode::TypeMismatch
            | ErrorCode::Unknown => Self::Damaged(text()),
            _ => Self::Io(text()),
        }
    }
}
