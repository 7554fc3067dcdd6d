//! Errors of the library and of synchronisations.

use jiff::ZonedDateTime;

use super::{NOTHING_LOST, api};
use crate::{
    app::{Problem, Remedy, problem::Action},
    domain::count::counted,
    library::{LibraryError, Notice, ReadOnlyReason, Salvaged},
    sync::SyncError,
};

pub fn library(error: &LibraryError) -> Problem {
    match error {
        LibraryError::ReadOnly(reason) => read_only(reason),
        LibraryError::DiskFull => Problem::new(
            "The disk is full",
            "What is on disk can still be read; nothing of it is lost",
            Remedy::After("Make room".into(), Action::Synchronise),
        ),
        LibraryError::Busy => Problem::new(
            "Another program is using the library",
            NOTHING_LOST,
            "Close other copies of spotpods-tui that do not answer, then try again",
        ),
        LibraryError::Damaged(why) => Problem::new(
            "The library file is damaged",
            format!("{why}. Spotify has all of it but local marks"),
            "Restart the program: it fetches the library again",
        ),
        LibraryError::Cancelled => Problem::new("It was stopped", NOTHING_LOST, ""),
        LibraryError::Superseded => {
            Problem::new("Another program has begun to synchronise", NOTHING_LOST, "Wait until it has ended")
        }
        LibraryError::Revoked => {
            Problem::new("Another copy of the program has changed the login", NOTHING_LOST, Action::Synchronise)
        }
        LibraryError::Gone => Problem::new("It is not in the library any more", "It may have been removed", ""),
        LibraryError::Io(why) => Problem::new(
            "The library cannot be used",
            format!("{why}. {NOTHING_LOST}"),
            "See that the data folder is there and is yours",
        ),
        LibraryError::Closed => Problem::new("The library is closed", NOTHING_LOST, Action::Restart),
        LibraryError::OldSqlite(version) => Problem::new(
            format!("SQLite {version} is too old"),
            "It can damage a library that two programs use; 3.51.3 is needed",
            "Build the program with the SQLite that comes with it",
        ),
    }
}

pub fn notice(notice: &Notice) -> Problem {
    match notice {
        Notice::Quarantined { name, salvaged } => {
            Problem::new("The library was damaged", format!("It was kept as {name}"), fetched_again(*salvaged))
        }
        Notice::Empty => Problem::new(
            "The library file was empty (0 bytes)",
            "A new library was created in it",
            "The next synchronisation fetches everything again",
        ),
        Notice::ReadOnly(reason) => read_only(reason),
        Notice::InMemory(why) => Problem::new(
            "No library can be kept on disk",
            format!("{why}. What is fetched is forgotten at the end"),
            "See that the data folder can be written to",
        ),
    }
}

fn fetched_again(Salvaged { marks, is_whole }: Salvaged) -> String {
    const AGAIN: &str = "The next synchronisation fetches everything again";
    let kept = counted(marks, "mark was", "marks were");
    match (marks, is_whole) {
        (0, true) => AGAIN.to_owned(),
        (0, false) => format!("{AGAIN}, except your marks"),
        (_, true) => format!("{AGAIN}; {kept} saved from it"),
        (_, false) => format!("{AGAIN}; {kept} saved from it, others could not be read"),
    }
}

fn read_only(reason: &ReadOnlyReason) -> Problem {
    match reason {
        ReadOnlyReason::NewerSchema { .. } => Problem::new(
            "A newer version of this program wrote the library",
            "It can be read here, and nothing new is kept",
            "Use the newer version",
        ),
        ReadOnlyReason::Storage(why) => Problem::new(
            "The library can only be read",
            format!("{why}. Reading it works, and nothing new is kept"),
            "See that there is room, and that the data folder can be written to",
        ),
    }
}

pub fn sync(error: &SyncError, now: &ZonedDateTime) -> Problem {
    match error {
        SyncError::Api(error) => api(error, now),
        SyncError::Library(error) => library(error),
    }
}
