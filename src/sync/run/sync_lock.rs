//! Allows one synchronisation at a time among all processes, by a lock that the system releases when its process ends.

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    time::Duration,
};

use rustix::{
    fs::{FlockOperation, OFlags, flock},
    io::Errno,
};

/// The name of the lock file, in the folder of the library.
const NAME: &str = "sync.lock";
/// How often the lock is tried again. A future that waits can be dropped at any time, a blocked thread cannot.
const AGAIN: Duration = Duration::from_millis(200);

/// The right of one process to synchronise a library. Released when it is dropped, or by the system when the process ends.
#[derive(Debug)]
pub struct SyncLock(#[expect(dead_code, reason = "the lock lasts as long as the file is open")] File);

impl SyncLock {
    /// Takes the lock unless another process holds it. `folder` is that of the library.
    ///
    /// # Errors
    /// The lock file cannot be created.
    pub async fn try_take(folder: &Path) -> io::Result<Option<Self>> {
        let folder = folder.to_owned();
        // The disk may be slow, and must not block a thread of the runtime.
        tokio::task::spawn_blocking(move || Self::take(&folder)).await.map_err(io::Error::other)?
    }

    fn take(folder: &Path) -> io::Result<Option<Self>> {
        let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).map_err(io::Error::other)?;
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true).mode(0o600).custom_flags(flags);
        let file = options.open(folder.join(NAME))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(Self(file))),
            Err(Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Waits for the lock. If [`Reader::synced_at`](crate::library::Reader::synced_at) has changed meanwhile, another
    /// synchronisation was complete.
    ///
    /// # Errors
    /// As [`SyncLock::try_take`].
    pub async fn wait(folder: &Path) -> io::Result<Self> {
        loop {
            if let Some(lock) = Self::try_take(folder).await? {
                return Ok(lock);
            }
            tokio::time::sleep(AGAIN).await;
        }
    }
}
