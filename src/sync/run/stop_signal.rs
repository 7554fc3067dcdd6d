//! What holds a synchronisation up from outside: it is stopped, or paused.

use std::time::Duration;

use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use super::Control;

/// How long what is under way may still come in after an end by itself: it was asked for and costs nothing more.
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
pub(super) struct StopSignal<'a> {
    control: &'a Control,
    paused: watch::Receiver<bool>,
    until: Option<Instant>,
    stopped: bool,
    over: bool,
}

impl<'a> StopSignal<'a> {
    pub(super) fn new(control: &'a Control) -> Self {
        Self { control, paused: control.paused.clone(), until: None, stopped: false, over: false }
    }

    /// Whether the next request has to wait. A control that nobody holds any more pauses nothing.
    pub(super) fn is_paused(&self) -> bool {
        *self.paused.borrow() && self.paused.has_changed().is_ok()
    }

    /// What is under way gets its grace from now on.
    pub(super) fn wind_up(&mut self) {
        let grace = if self.is_stopped() { self.control.grace } else { GRACE };
        self.until.get_or_insert_with(|| Instant::now() + grace);
    }

    /// Waits for a change.
    pub(super) async fn nudge(&mut self) -> Nudge {
        if self.over {
            return std::future::pending().await;
        }
        let (until, stopped) = (self.until, self.stopped);
        let grace_over = async move {
            match until {
                Some(until) => sleep_until(until).await,
                None => std::future::pending().await,
            }
        };
        let cancelled = self.control.cancel.cancelled();
        tokio::select! {
            biased;
            () = cancelled, if !stopped => {
                self.stopped = true;
                let soon = Instant::now() + self.control.grace;
                self.until = Some(self.until.map_or(soon, |until| until.min(soon)));
                Nudge::Stopped
            }
            () = grace_over => {
                self.over = true;
                Nudge::GraceOver
            }
            // Whoever winds up is paused no longer.
            Ok(()) = self.paused.changed(), if until.is_none() => Nudge::Paused,
            else => std::future::pending().await,
        }
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

#[cfg(test)]
mod tests {
    use tokio_util::sync::CancellationToken;

    use super::*;

    fn control() -> (watch::Sender<bool>, Control) {
        let (sender, paused) = watch::channel(false);
        (sender, Control { cancel: CancellationToken::new(), paused, grace: Control::SHORT_GRACE })
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_stopped_has_the_grace_it_was_given_whatever_was_decided_before() {
        let (_sender, control) = control();
        for wound_up in [false, true] {
            let (mut stop, start) = (StopSignal::new(&control), Instant::now());
            if wound_up {
                stop.wind_up();
            }
            control.cancel.cancel();
            assert_eq!((stop.nudge().await, stop.nudge().await), (Nudge::Stopped, Nudge::GraceOver));
            assert_eq!(start.elapsed(), Control::SHORT_GRACE);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_ends_by_itself_has_its_grace_and_a_pause_is_told_before_it() {
        let (sender, control) = control();
        let (mut stop, start) = (StopSignal::new(&control), Instant::now());
        sender.send_replace(true);
        assert_eq!((stop.nudge().await, stop.is_paused()), (Nudge::Paused, true));
        stop.wind_up();
        assert_eq!((stop.nudge().await, start.elapsed()), (Nudge::GraceOver, GRACE));
        drop(sender);
        assert!(!stop.is_paused(), "nobody is there to let it go on");
    }
}
