//! Answers become events with the time they were given.

use tokio::sync::mpsc::UnboundedSender;
use tokio_util::sync::CancellationToken;

use crate::{
    app::{Event, EventKind, Reply, RequestId},
    runtime::clock::Clock,
};

/// Sends events to the loop. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Replies {
    send: UnboundedSender<Event>,
    clock: Clock,
}

impl Replies {
    pub(super) fn new(send: UnboundedSender<Event>, clock: Clock) -> Self {
        Self { send, clock }
    }

    /// Returns whether the loop still runs.
    pub(super) fn send(&self, kind: EventKind) -> bool {
        self.send.send(Event { at: self.clock.now(), kind }).is_ok()
    }
}

/// A request that runs. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Job {
    pub(super) id: RequestId,
    pub(super) replies: Replies,
    pub(super) cancel: CancellationToken,
}

impl Job {
    /// Answers, unless the request was cancelled.
    pub(super) fn reply(&self, reply: Reply) {
        if !self.cancel.is_cancelled() {
            self.replies.send(EventKind::Reply(self.id, reply));
        }
    }

    /// Reports an event, cancelled or not.
    pub(super) fn report(&self, kind: EventKind) {
        self.replies.send(kind);
    }
}
