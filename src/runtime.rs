//! The imperative shell: carries effects out, brings events in, owns the terminal.
//!
//! It holds no decision about podcasts and prints nothing: `cli` prints the [`start::Outcome`]. Start with [`start`],
//! which builds all parts, then [`event_loop`], which owns the state, and [`executor`], which carries effects out.

pub mod appearance;
pub mod artwork;
pub mod browser;
mod child;
pub mod client;
pub mod clipboard;
pub mod clock;
pub mod connect;
pub mod doctor;
pub mod event_loop;
pub mod executor;
pub mod input;
pub mod keep;
pub mod library_host;
mod log_tail;
pub mod mpris;
pub mod own;
pub mod problem;
mod report;
pub mod settings;
pub mod signals;
pub mod start;
pub mod sync;
pub mod terminal;
mod whole_file;

#[cfg(test)]
mod tests;
