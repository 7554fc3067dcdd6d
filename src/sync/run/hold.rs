//! What holds a synchronisation up from outside: it is stopped, or paused.

use std::time::Duration;

use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use super::Control;

/// How long what is under way may still come in after the end was decided: it was asked for and costs nothing more.
const GRACE: Duration = Duration::from_secs(1);

/// What has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nudge {
    /// It is stopped: nothing more goes out.
    Stopped,
    /// What is under way is waited for no longer.
    GraceOver,
    /// Paused or going on again.
    Paused,
}

/// A look at a [`Control`].
pub(super) struct Hold<'a> {
    control: &'a Control,
    paused: watch::Receiver<bool>,
    until: Option<Instant>,
    over: bool,
}

impl<'a> Hold<'a> {
    pub(super) fn new(control: &'a Control) -> Self {
        Self { control, paused: control.paused.clone(), until: None, over: false }
    }

    /// Whether the next request has to wait. A control that nobody holds any more pauses nothing.
    pub(super) fn is_paused(&self) -> bool {
        *self.paused.borrow() && self.paused.has_changed().is_ok()
    }

    /// What is under way gets its grace from now on.
    pub(super) fn wind_up(&mut self) {
        self.until.get_or_insert_with(|| Instant::now() + GRACE);
    }

    /// Waits for a change.
    pub(super) async fn nudge(&mut self) -> Nudge {
        if self.over {
            return std::future::pending().await;
        }
        if let Some(until) = self.until {
            sleep_until(until).await;
            self.over = true;
            return Nudge::GraceOver;
        }
        let stopped = self.control.cancel.cancelled();
        tokio::select! {
            biased;
            () = stopped => {}
            changed = self.paused.changed() => {
                if changed.is_ok() {
                    return Nudge::Paused;
                }
                self.control.cancel.cancelled().await;
            }
        }
        self.wind_up();
        Nudge::Stopped
    }

    /// What comes first: this, or the end.
    pub(super) async fn unless_cancelled<R>(&self, work: impl Future<Output = R>) -> Option<R> {
        tokio::select! {
            biased;
            () = self.control.cancel.cancelled() => None,
            done = work => Some(done),
        }
    }

    /// Whether it is stopped.
    pub(super) fn is_stopped(&self) -> bool {
        self.control.cancel.is_cancelled()
    }
}
