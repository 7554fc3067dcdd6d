//! The program as a media player of a Linux desktop: MPRIS on the session bus.
//!
//! Media keys and widgets show what plays and send [`MediaKey`](crate::domain::MediaKey)s, which the state treats as keys. Nothing is on the bus
//! before something is loaded, nor without a session bus. Start with [`Desktop::start`].
//!
//! Specification: <https://specifications.freedesktop.org/mpris/latest/>.

#[cfg(all(feature = "mpris", target_os = "linux"))]
mod player;
#[cfg(all(feature = "mpris", target_os = "linux"))]
mod root;

use tokio::sync::{mpsc::UnboundedSender, watch};
use tokio_util::sync::CancellationToken;

use super::{clock::Clock, input::Input};
use crate::{config::Environment, domain::Playback};

/// What plays, for the desktop.
#[derive(Debug)]
pub struct Desktop {
    shown: watch::Sender<Option<Playback>>,
    ended: CancellationToken,
}

impl Desktop {
    /// Waits on a task of its own for something to show. Needs a tokio runtime.
    pub fn start(environment: &Environment, clock: &Clock, send: &UnboundedSender<Input>) -> Self {
        let desktop = Self { shown: watch::channel(None).0, ended: CancellationToken::new() };
        #[cfg(all(feature = "mpris", target_os = "linux"))]
        if let Some(address) = environment.session_bus() {
            let serve = player::serve(address, desktop.shown.subscribe(), clock.clone(), send.clone());
            tokio::spawn(desktop.ended.clone().run_until_cancelled_owned(serve));
        }
        #[cfg(not(all(feature = "mpris", target_os = "linux")))]
        let _ = (environment, clock, send);
        desktop
    }

    /// Without a desktop.
    #[cfg(test)]
    pub(super) fn none() -> Self {
        Self { shown: watch::channel(None).0, ended: CancellationToken::new() }
    }

    pub(super) fn show(&self, playback: Option<Playback>) {
        self.shown.send_replace(playback);
    }

    /// Leaves the bus, whatever still holds this.
    pub(super) fn end(&self) {
        self.ended.cancel();
    }
}
