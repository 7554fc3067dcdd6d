//! Tests that read like a session: keys, pastes and answers in, effects and state out.

mod added_feed;
mod clock;
mod counts;
mod episodes;
mod feed;
mod filter;
mod harness;
mod library;
mod login;
mod marks;
mod messages;
mod mouse;
mod notes;
mod overlay;
mod preview;
mod random;
mod requests;
mod search;
mod session;
mod setup;
mod sync;
mod tabs;
mod unplayed;
