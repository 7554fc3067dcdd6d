//! What a panic does to the terminal.
//!
//! In the thread that owns the terminal it ends the program: the terminal is given back first, then the panic is
//! reported as it would have been anyway. In any other thread the screen is still alive: nothing may be written to it,
//! and the loop is told instead.

use std::{
    panic::{self, PanicHookInfo},
    sync::{Arc, Weak},
    thread,
};

use super::Handover;

/// A panic of a worker, as far as it is told: where, not what, because a message may quote anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerPanic {
    /// The thread.
    pub thread: String,
    /// File and line.
    pub place: String,
}

/// Puts a hook in front of the one that is there. It holds the terminal weakly: once that has been given back and
/// dropped, panics are reported as before.
pub fn install_hook(handover: &Arc<Handover>, tell: impl Fn(WorkerPanic) + Send + Sync + 'static) {
    let handover = Arc::downgrade(handover);
    let previous = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !is_told(&handover, info, &tell) {
            previous(info);
        }
    }));
}

/// Whether the loop was told, so that nothing is to be printed.
fn is_told(handover: &Weak<Handover>, info: &PanicHookInfo<'_>, tell: &impl Fn(WorkerPanic)) -> bool {
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
    tell(WorkerPanic { thread, place });
    true
}
