//! Tests that read like a session: keys, pastes and answers in, effects and state out.

mod clock;
mod episodes;
mod filter;
mod harness;
mod library;
mod login;
mod mouse;
mod notes;
mod overlay;
mod random;
mod session;
mod setup;
mod sync;
