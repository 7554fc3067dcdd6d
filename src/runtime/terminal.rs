//! The terminal: taken over at the start and always given back.
//!
//! Frames are written to a [`Tty`]; a [`Handover`] gives the terminal back: on return, on error, before a panic of the main
//! thread is reported, before Ctrl-Z stops the program. It writes the mode sequences and restores the line settings itself,
//! without the state of a terminal library. Start with [`Tty::take`].

mod encode;
mod flow;
mod handover;
mod job;
mod modes;
mod panic;
mod pictures;
mod questions;
mod screen;
mod shown;
mod tty;
mod usable;

pub use handover::Handover;
pub use modes::Modes;
pub use panic::{WorkerPanic, install_hook};
pub(in crate::runtime) use questions::QUERY_ID;
pub use questions::{Fence, Questions};
pub use screen::Screen;
pub use tty::Tty;
pub use usable::{NoTerminal, check};
