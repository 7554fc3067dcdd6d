//! The program as a pure function: [`update()`] takes an [`Event`] and gives a new [`State`] and [`Effect`]s.
//!
//! Nothing in here does I/O, reads a clock or draws a random number: time comes in with the event, everything else is
//! asked for by an effect and comes back as a reply. Start with [`state`], then [`event`], [`effect`] and [`update()`];
//! what each key does is in the one table of [`keymap`].

pub mod blocks;
pub mod command;
pub mod cursor;
pub mod details;
pub mod effect;
pub mod event;
pub mod feed;
pub mod field;
pub mod filter;
pub mod help;
pub mod key;
pub mod keymap;
pub mod layout;
pub mod ledger;
pub mod list;
pub mod login;
pub mod matches;
pub mod overlay;
pub mod panes;
pub mod picked;
pub mod problem;
pub mod search;
pub mod state;
pub mod sync;
pub mod tab;
mod update;

pub use command::Command;
pub use effect::Effect;
pub use event::{Event, EventKind, Reply};
pub use keymap::{Context, Keymap};
pub use ledger::RequestId;
pub use problem::Problem;
pub use state::State;
pub use update::update;
