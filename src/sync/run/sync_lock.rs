//! One synchronisation at a time among all processes, by a lock that the system gives back when its holder ends.

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
/// How often it is tried again. Whoever waits can be dropped at any time, which a thread that waits could not.
const AGAIN: Duration = Duration::from_millis(200);

/// The right to synchronise a library, of which there is one among all processes. Given back when it is dropped, or by
/// the system when the process ends.
#[derive(Debug)]
pub struct SyncLock(#[expect(dead_code, reason = "the lock lasts as long as the file is open")] File);

impl SyncLock {
    /// Takes it unless another process has it. `folder` is the one of the library.
    ///
    /// # Errors
    /// The lock file cannot be made.
    pub async fn try_take(folder: &Path) -> io::Result<Option<Self>> {
        let folder = folder.to_owned();
        // The disk may be slow: no thread of the runtime waits for it.
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

    /// Waits for it. Another synchronisation was complete meanwhile where
    /// [`Reader::synced_at`](crate::library::Reader::synced_at) has moved.
    ///
    /// # Errors
    /// As [`SyncLock::try_take`].
    pub async fn wait(folder: &Path) -> io::Result<Self> {
        loop {
            if let Some(turn) = Self::try_take(folder).await? {
                return Ok(turn);
            }
            tokio::time::sleep(AGAIN).await;
        }
    }
}
