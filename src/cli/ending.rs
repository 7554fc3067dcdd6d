//! The signals that end a command in order.

use std::io;

use tokio::signal::unix::{SignalKind, signal};

use super::{Exit, exit::Failure};
use crate::runtime::signals::EndSignal;

/// Waits for SIGINT, SIGTERM or SIGHUP. From this call on none of them ends the process by itself; Ctrl-Z stops it as
/// ever. Needs a tokio runtime.
///
/// # Errors
/// The system refuses.
pub(super) fn listen() -> Result<impl Future<Output = EndSignal>, Failure> {
    let refused = |cause: io::Error| Failure::new(Exit::Failed, format_args!("signals cannot be received: {cause}"));
    let mut interrupt = signal(SignalKind::interrupt()).map_err(refused)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(refused)?;
    let mut hang_up = signal(SignalKind::hangup()).map_err(refused)?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => EndSignal::Interrupt,
            _ = terminate.recv() => EndSignal::Terminate,
            _ = hang_up.recv() => EndSignal::Hangup,
        }
    })
}
