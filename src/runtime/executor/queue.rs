//! Work that is done one after the other, in the order of its effects. No cancel reaches it.

use futures_util::future::BoxFuture;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_util::task::TaskTracker;

use super::tracker;

/// A queue and the task that takes its work, which ends after the last of it once the queue is dropped.
#[derive(Debug)]
pub(super) struct Queue {
    work: UnboundedSender<BoxFuture<'static, ()>>,
    pub(super) task: TaskTracker,
}

impl Queue {
    pub(super) fn start() -> Self {
        let (work, mut queued) = unbounded_channel::<BoxFuture<'static, ()>>();
        let task = tracker();
        tokio::spawn(task.track_future(async move {
            while let Some(work) = queued.recv().await {
                work.await;
            }
        }));
        Self { work, task }
    }

    pub(super) fn put(&self, work: impl Future<Output = ()> + Send + 'static) {
        let _ = self.work.send(Box::pin(work));
    }
}
