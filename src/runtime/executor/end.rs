//! The end: what is waited for, and for how long.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, timeout, timeout_at};

use super::Executor;
use crate::auth::Session;

impl Executor {
    /// How long storing a received token may take, or a follow that was sent. Without the one the login is lost, without the
    /// other the library is wrong, so this is worth more than a quick end.
    const STORING: Duration = Duration::from_secs(2);
    /// How long the library may take to close after the limit of the others.
    const CLOSING: Duration = Duration::from_millis(50);

    /// Ends every request. Waits at most `limit` for those that change the login, the library, the configuration or what
    /// plays: a refresh whose answer is lost costs the login if Spotify replaces refresh tokens. Queued writes are written, and
    /// then the folder of marks.
    pub async fn finish(self, limit: Duration) {
        let until = Instant::now() + limit;
        let (deps, writing, syncing) = (Arc::clone(&self.deps), self.writing.clone(), self.syncing.clone());
        let session = deps.shared.access().map(|access| access.session);
        let (writes, keeps, piping) = (self.writes.task.clone(), self.keeps.task.clone(), self.piping.clone());
        drop(self);
        let settled = async {
            syncing.tasks().wait().await;
            writing.wait().await;
            keeps.wait().await;
        };
        let stored = async {
            if let Some(session) = &session {
                session.settled().await;
            }
        };
        let marked = async {
            writes.wait().await;
            deps.marks.finish(&deps.host).await;
        };
        let stopping = deps.connect.stop();
        let (in_time, ()) =
            tokio::join!(timeout_at(until, async { tokio::join!(settled, marked, stored, piping.wait()) }), stopping);
        deps.marks.warn_if_unwritten();
        if in_time.is_err() && !keeps.is_empty() {
            // Otherwise the library would not know what Spotify has just confirmed.
            let _ = timeout(Self::STORING, keeps.wait()).await;
        }
        if in_time.is_err()
            && let Some(session) = session.filter(Session::is_storing)
        {
            let _ = timeout(Self::STORING, session.settled()).await;
        }
        let _ = timeout_at(until.max(Instant::now()) + Self::CLOSING, deps.host.close()).await;
    }

    /// The number of tasks that [`Executor::finish`] waits for.
    #[cfg(test)]
    pub(in crate::runtime) fn awaited(&self) -> usize {
        self.writing.len() + self.writes.task.len()
    }
}

impl Drop for Executor {
    /// Cancels all requests: listeners close their ports.
    fn drop(&mut self) {
        for running in self.running.values() {
            running.cancel.cancel();
        }
        self.syncing.stop_looking();
        self.ended.cancel();
        // A request that runs on may hold it.
        self.deps.desktop.end();
    }
}
