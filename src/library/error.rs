//! What can go wrong with the library.

use rusqlite::ErrorCode;

use crate::domain::CleanText;

/// Why the library did not do what it was asked. What was stored before stays stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LibraryError {
    /// Nothing is written, for a reason known since the library was opened.
    #[error("the library is read-only: {0}")]
    ReadOnly(ReadOnlyReason),
    /// The disk, or what may be used of it, is full.
    #[error("the disk is full")]
    DiskFull,
    /// Another process wrote for longer than anybody waits.
    #[error("another process is using the library")]
    Busy,
    /// The file is not what was written; the next start sets it aside.
    #[error("the library file is damaged: {0}")]
    Damaged(CleanText),
    /// A query that was cancelled by its [`Canceller`](super::Canceller).
    #[error("cancelled")]
    Cancelled,
    /// A newer pass was begun elsewhere; this one's pages are no longer wanted.
    #[error("a newer pass has begun")]
    Superseded,
    /// The show or the account is not, or no longer, in the library.
    #[error("it is not in the library")]
    Gone,
    /// The file system refused.
    #[error("{0}")]
    Io(CleanText),
    /// The thread that writes has ended.
    #[error("the library is closed")]
    Closed,
    /// The `SQLite` in this program can damage a database that two connections use (before 3.51.3).
    #[error("SQLite {0} is too old, 3.51.3 is needed")]
    OldSqlite(CleanText),
}

/// Why a library can only be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadOnlyReason {
    /// A newer version of this program wrote it.
    #[error("a newer version of this program wrote it (format {found}, this one knows {known})")]
    NewerSchema {
        /// The format found.
        found: u32,
        /// The newest one known.
        known: u32,
    },
    /// The folder or the file may not be written, or the disk is full.
    #[error("{0}")]
    Storage(CleanText),
}

impl LibraryError {
    pub(super) fn io(error: &std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(CleanText::new(&error.to_string())),
        }
    }

    pub(super) fn damaged(why: &str) -> Self {
        Self::Damaged(CleanText::new(why))
    }
}

impl From<rusqlite::Error> for LibraryError {
    fn from(error: rusqlite::Error) -> Self {
        let text = || CleanText::new(&error.to_string());
        let Some(code) = error.sqlite_error_code() else {
            return match error {
                rusqlite::Error::QueryReturnedNoRows => Self::Gone,
                // A value of another type than was written, text that is not UTF-8, a table that is missing.
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
