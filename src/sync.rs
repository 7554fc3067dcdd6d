//! Brings the library to what Spotify has, asking as little as possible.
//!
//! `plan` is pure: what to fetch next, given the time, what the library holds, the budget and the intent. `run` drives it
//! against [`crate::spotify::Client`] and [`crate::library::Library`]: each page is one transaction with the cursor that
//! follows from it, so that any interruption costs what was under way and nothing else. Start with [`library`] and
//! [`show`].

mod plan;
mod run;

pub use run::{Budget, Control, Deps, Outcome, ShowLocks, SyncError, SyncEvent, SyncLock, count_into, library, show};
