//! Stops or pauses a synchronisation.

use std::time::Duration;

use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use super::Control;

/// How long pages under way may still arrive after an end by itself. They cost no more requests.
const GRACE: Duration = Duration::from_secs(1);

/// A change of a [`StopSignal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// No more requests are sent.
    Stopped,
    /// Pages under way are dropped.
    GraceOver,
    /// Paused or resumed.
    Paused,
}

/// Watches a [`Control`].
pub(super) struct StopSignal<'a> {
    control: &'a Control,
    paused: watch::Receiver<bool>,
    /// The end of the grace.
    until: Option<Instant>,
    stopped: bool,
    over: bool,
}

impl<'a> StopSignal<'a> {
    pub(super) fn new(control: &'a Control) -> Self {
        Self { control, paused: control.paused.clone(), until: None, stopped: false, over: false }
    }

    /// Whether the next request must wait. Without a sender nothing is paused.
    pub(super) fn is_paused(&self) -> bool {
        *self.paused.borrow() && self.paused.has_changed().is_ok()
    }

    /// Begins the grace of the pages under way.
    pub(super) fn wind_up(&mut self) {
        let grace = if self.is_stopped() { self.control.grace } else { GRACE };
        self.until.get_or_insert_with(|| Instant::now() + grace);
    }

    /// Waits for a change.
    pub(super) async fn next(&mut self) -> Signal {
        if self.over {
            return std::future::pending().await;
        }
        let (until, stopped) = (self.until, self.stopped);
        let cancelled = self.control.cancel.cancelled();
        tokio::select! {
            biased;
            () = cancelled, if !stopped => {
                self.stopped = true;
                let soon = Instant::now() + self.control.grace;
                self.until = Some(self.until.map_or(soon, |until| until.min(soon)));
                Signal::Stopped
            }
            () = sleep_until(until.unwrap_or_else(Instant::now)), if until.is_some() => {
                self.over = true;
                Signal::GraceOver
            }
            // During the grace nothing is paused.
            Ok(()) = self.paused.changed(), if until.is_none() => Signal::Paused,
            else => std::future::pending().await,
        }
    }

    /// The result of `work`, or `None` if it is stopped first.
    pub(super) async fn unless_cancelled<R>(&self, work: impl Future<Output = R>) -> Option<R> {
        tokio::select! {
            biased;
            () = self.control.cancel.cancelled() => None,
            done = work => Some(done),
        }
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.control.cancel.is_cancelled()
    }
}

#[cfg(test)]
mod tests {
    use tokio_util::sync::CancellationToken;

    use super::*;

    fn control() -> (watch::Sender<bool>, Control) {
        let (sender, paused) = watch::channel(false);
        (sender, Control { cancel: CancellationToken::new(), paused, grace: Control::SHORT_GRACE })
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_has_the_grace_of_its_control_whatever_was_decided_before() {
        let (_sender, control) = control();
        for wound_up in [false, true] {
            let (mut stop, start) = (StopSignal::new(&control), Instant::now());
            if wound_up {
                stop.wind_up();
            }
            control.cancel.cancel();
            assert_eq!((stop.next().await, stop.next().await), (Signal::Stopped, Signal::GraceOver));
            assert_eq!(start.elapsed(), Control::SHORT_GRACE);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_end_by_itself_has_its_grace_and_a_pause_is_signalled_before_it() {
        let (sender, control) = control();
        let (mut stop, start) = (StopSignal::new(&control), Instant::now());
        sender.send_replace(true);
        assert_eq!((stop.next().await, stop.is_paused()), (Signal::Paused, true));
        stop.wind_up();
        assert_eq!((stop.next().await, start.elapsed()), (Signal::GraceOver, GRACE));
        drop(sender);
        assert!(!stop.is_paused(), "no sender can resume it");
    }
}
