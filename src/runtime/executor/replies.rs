//! The way back: answers become events with the time they were given.

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

    /// Whether anybody still listens.
    pub(super) fn send(&self, kind: EventKind) -> bool {
        self.send.send(Event { at: self.clock.now(), kind }).is_ok()
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }
}

/// One request that runs: its id, its way back, and whether it is still wanted. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Job {
    id: RequestId,
    replies: Replies,
    cancel: CancellationToken,
}

impl Job {
    pub(super) fn new(id: RequestId, replies: Replies, cancel: CancellationToken) -> Self {
        Self { id, replies, cancel }
    }

    /// Answers, unless the request was cancelled.
    pub(super) fn reply(&self, reply: Reply) {
        if !self.cancel.is_cancelled() {
            self.replies.send(EventKind::Reply(self.id, reply));
        }
    }

    /// Tells what is so whether the request is still wanted or not.
    pub(super) fn tell(&self, kind: EventKind) {
        self.replies.send(kind);
    }

    /// The way back.
    pub(super) fn replies(&self) -> &Replies {
        &self.replies
    }

    /// What cancels it.
    pub(super) fn cancel(&self) -> &CancellationToken {
        &self.cancel
    }

    pub(super) fn clock(&self) -> &Clock {
        self.replies.clock()
    }
}
