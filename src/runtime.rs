//! The imperative shell: carries effects out, brings events in, owns the terminal.
//!
//! It holds no decision about podcasts and prints nothing; what a person reads after the program has ended goes back
//! to `cli` as a [`start::Outcome`]. Start with [`start`], which puts everything together, then [`event_loop`], where
//! the state lives, and [`executor`], which does what effects ask for.

pub mod browser;
pub mod clipboard;
pub mod clock;
pub mod event_loop;
pub mod executor;
pub mod input;
pub mod library_host;
pub mod problem;
pub mod signals;
pub mod start;
pub mod sync;
pub mod terminal;

#[cfg(test)]
mod tests;
