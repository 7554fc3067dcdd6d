//! The panic hook.
//!
//! A panic of the thread that owns the terminal gives the terminal back and is reported as usual. A panic of any other
//! thread is sent to the loop, since the screen is still drawn.

use std::{
    panic::{self, PanicHookInfo},
    sync::{Arc, Weak},
    thread,
};

use super::Handover;

/// A panic of a worker: its place, not its message, which may quote secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerPanic {
    pub thread: String,
    pub place: String,
}

/// Installs a hook in front of the current one. Once the terminal is dropped, it only calls that one.
pub fn install_hook(handover: &Arc<Handover>, send: impl Fn(WorkerPanic) + Send + Sync + 'static) {
    let handover = Arc::downgrade(handover);
    let previous = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !is_sent(&handover, info, &send) {
            previous(info);
        }
    }));
}

/// Sends the panic to the loop; `false` if it is to be printed.
fn is_sent(handover: &Weak<Handover>, info: &PanicHookInfo<'_>, send: &impl Fn(WorkerPanic)) -> bool {
    let Some(handover) = handover.upgrade() else { return false };
    if handover.is_owner() {
        handover.give_back();
        return false;
    }
    if !handover.is_taken() {
        return false;
    }
    let thread = thread::current().name().unwrap_or("unnamed").to_owned();
    let place = info.location().map_or_else(String::new, |at| format!("{}:{}", at.file(), at.line()));
    tracing::error!(thread, place, "a worker panicked");
    send(WorkerPanic { thread, place });
    true
}
