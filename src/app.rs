//! The program as a pure function: [`update()`] takes an [`Event`] and gives a new [`State`] and [`Effect`]s.
//!
//! Nothing in here does I/O, reads a clock or draws a random number: time comes in with the event, everything else is
//! asked for by an effect and comes back as a reply. In reading order:
//!
//! | module | what it is for |
//! |---|---|
//! | [`place`] | tabs, views, feeds |
//! | [`input`] | keys, commands, the keymap between them, text fields |
//! | [`sequence`] | a sequence of keys that was begun |
//! | [`requests`] | effects and replies, and the ledger of requests in flight |
//! | [`list`] | the one list: order, filter, selection, viewport |
//! | [`layout`] | geometry, computed once per event |
//! | [`page`], [`settings`] | pages about the program itself; the keys of its configuration |
//! | [`display`], [`theme`] | how things are displayed; the style of every role |
//! | [`terminal`] | what the terminal answered about itself |
//! | [`artwork`] | covers: how, where and when |
//! | [`messages`], [`problem`], [`notices`] | messages, errors, notices |
//! | [`session`], [`sync`], [`marks`] | login, synchronisation, played marks |
//! | [`own`] | commands of the person's own |
//! | [`keeping`], [`undo`] | what is being followed and saved; what can be undone |
//! | [`player`] | what plays, what was asked of it, when Spotify is asked |
//! | [`cx`] | what all of these share |
//! | [`views`] | shows, episodes, feeds, search, notes: one file each behind one trait |
//! | [`overlays`] | help, links, questions, messages, account: one file each behind one trait |
//! | [`hints`], [`progress`], [`footer`] | the keys that matter here, what goes on, and the last row of both |
//! | [`state`], [`update()`] | everything together, and the one function that changes it |

pub mod artwork;
pub mod asking;
pub mod cx;
pub mod display;
pub mod footer;
pub mod hints;
pub mod input;
pub mod keeping;
pub mod layout;
pub mod list;
pub mod marks;
pub mod messages;
pub mod notices;
pub mod overlays;
pub mod own;
pub mod page;
pub mod place;
pub mod player;
pub mod problem;
pub mod progress;
pub mod requests;
pub mod sequence;
pub mod session;
pub mod settings;
pub mod state;
pub mod sync;
pub mod terminal;
pub mod theme;
pub mod undo;
mod update;
pub mod views;

pub use cx::Cx;
pub use input::{
    command::Command,
    keymap::{Context, Keymap},
    step::Step,
    text_field::TextField,
};
pub use messages::Tone;
pub use place::{Tab, ViewId};
pub use problem::{Problem, Remedy};
pub use requests::{
    Effect, Event, EventKind, Reply,
    ledger::{RequestId, Slot},
};
pub use state::{Screen, State};
pub use update::update;
