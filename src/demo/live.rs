//! The running world, shared by all connections.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::World;

/// The state that all connections share.
#[derive(Debug)]
pub(super) struct Shared {
    live: Mutex<Live>,
    pub(super) latency: Duration,
    pub(super) port: u16,
    /// The number of requests handled.
    pub(super) handled: watch::Sender<usize>,
    /// Ends every wait.
    pub(super) stop: CancellationToken,
}

/// The world, and the lead of its clock over the real one.
#[derive(Debug)]
pub struct Live {
    pub world: World,
    ahead: SignedDuration,
}

impl Live {
    pub fn now(&self) -> Timestamp {
        Timestamp::now().saturating_add(self.ahead).unwrap_or(Timestamp::MAX)
    }

    pub fn advance(&mut self, by: Duration) {
        self.ahead = self.ahead.saturating_add(by.try_into().unwrap_or(SignedDuration::MAX));
    }
}

impl Shared {
    pub(super) fn new(world: World, latency: Duration, port: u16) -> Self {
        let live = Live { world, ahead: SignedDuration::ZERO };
        Self { live: Mutex::new(live), latency, port, handled: watch::Sender::new(0), stop: CancellationToken::new() }
    }

    /// The world, for one answer. Do not hold it across an `await`.
    pub(super) fn live(&self) -> MutexGuard<'_, Live> {
        // The world is plain data: a panic in another connection leaves it usable.
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
