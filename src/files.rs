//! Files of this program: for this user alone, never through a link, and locked against its other processes.
//!
//! Beside [`domain`](crate::domain) at the bottom, since every module with files of its own opens them in the same way.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    sync::mpsc,
    thread,
    time::Duration,
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
    if try_lock(&file)? {
        return Ok(file);
    }
    // A call that waits cannot be interrupted. If it gets the lock too late, the lock ends with the file at once.
    let (send, locked) = mpsc::sync_channel(0);
    let wait = move || drop(send.send(file.lock().map(|()| file)));
    thread::Builder::new().name("lock".into()).spawn(wait)?;
    locked.recv_timeout(limit).map_err(|_| io::ErrorKind::WouldBlock)?
}
