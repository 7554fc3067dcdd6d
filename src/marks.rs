//! Marks outside the library: as JSON lines, and in a folder that several computers share.
//!
//! A line is an episode, its state and the time of its mark (`lines`). In the folder (`folder`) each computer writes one
//! file of its own and reads those of the others, which are data of strangers: bounded, and skipped line by line where they
//! are damaged. Which of two marks counts is decided by [`StampedMark`](crate::domain::StampedMark) alone. Start with
//! [`MarksFolder::exchange`].

mod computer;
mod folder;
pub mod lines;
#[cfg(test)]
mod tests;

pub use folder::{Exchange, FolderNotice, Found, MarksFolder, Seen};
pub use lines::{Lines, ReadLines, read, write};
