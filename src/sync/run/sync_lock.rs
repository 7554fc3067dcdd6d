//! Allows one synchronisation at a time among all processes, by a lock that the system releases when its process ends.

use std::{
    fs::{File, OpenOptions},
    io,
    path::Path,
    time::Duration,
};

use crate::files;

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
        let file = files::open(OpenOptions::new().read(true).append(true), &folder.join(NAME))?;
        Ok(files::try_lock(&file)?.then_some(Self(file)))
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
