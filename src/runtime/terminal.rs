//! The terminal: taken over at the start, given back whatever happens.
//!
//! [`Tty`] is what frames are written to and [`Handover`] what gives the terminal back: on return, on error, before a
//! panic of the main thread is reported, before the program stops for Ctrl-Z. No state of a terminal library is used:
//! the modes are our own few sequences, the line settings are saved and restored by us. Start with [`Tty::take`].

mod handover;
mod hangup;
mod job;
mod panic;
mod tty;
mod usable;

pub use handover::Handover;
pub use hangup::Hangup;
pub use panic::{WorkerPanic, install_hook};
pub use tty::{Screen, Tty};
pub use usable::{NoTerminal, check};
