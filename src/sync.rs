//! Synchronises the library with Spotify, in as few requests as possible.
//!
//! `plan` is pure: it decides what to fetch next, given the time, the library, the budget and the intent. `run` does it with
//! [`crate::spotify::Client`] and [`crate::library::Library`]: each page is one transaction with its cursor, so an
//! interruption loses only the pages under way. Start with [`library`], [`show`] and [`saved`].

mod plan;
mod run;

pub use run::{Budget, Control, Deps, Outcome, ShowLocks, SyncError, SyncEvent, SyncLock, library, saved, show};
