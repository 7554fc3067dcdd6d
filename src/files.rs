//! Files of this program: for this user alone, never through a link, and locked against its other processes.
//!
//! Beside [`domain`](crate::domain) at the bottom, since every module with files of its own opens them in the same way.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    sync::mpsc,
    time::{Duration, Instant},
};

use rustix::fs::OFlags;

/// Opens a file with these options, and creates it (0600) if it is missing. Refuses a link in its place, and does not wait
/// for the other end of a pipe.
///
/// # Errors
/// Those of the system.
pub fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).map_err(io::Error::other)?;
    options.create(true).truncate(false).mode(0o600).custom_flags(flags).open(path)
}

/// Locks a file until it is closed. Returns false while another process holds the lock.
///
/// # Errors
/// Those of the system.
pub fn try_lock(file: &File) -> io::Result<bool> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Locks a file until it is closed, and waits for other processes, for `limit` at most.
///
/// # Errors
/// [`io::ErrorKind::WouldBlock`] after that time, and those of the system.
pub fn lock(file: File, limit: Duration) -> io::Result<File> {
    /// Between two tries.
    const PAUSE: Duration = Duration::from_millis(5);
    let begun = Instant::now();
    // The system's call that waits cannot be interrupted after the limit.
    let (_held, never) = mpsc::channel::<()>();
    while !try_lock(&file)? {
        let left = limit.saturating_sub(begun.elapsed());
        if left.is_zero() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let _ = never.recv_timeout(left.min(PAUSE));
    }
    Ok(file)
}
