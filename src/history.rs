//! Spotify's data download: which episodes were heard, and for how long.
//!
//! Reads the JSON files of both kinds of download, alone or in their zip file, as a stream: memory does not grow with a file.
//! Nothing is unpacked to the disk, and no name of a zip entry becomes a path. What cannot be read is counted or refused with
//! a line. Whether an episode is on disk is asked through a closure. Start with [`read_file`], then [`Heard`].

mod archive;
mod elements;
mod heard;
mod parts;
#[cfg(test)]
mod tests;

pub use heard::{Heard, Known, KnownState, Verdict};
pub use parts::{FileReport, Part, Play, What};

use std::{
    fs::File,
    io::{self, BufReader, Read as _, Seek as _},
};

/// How much a file may expand to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all entries of a zip file together, or of a file outside one.
    pub total: u64,
    /// Bytes of an entry for each of its compressed bytes. Histories reach 40.
    pub ratio: u64,
    /// Entries of a zip file.
    pub entries: u64,
}

impl Limits {
    /// Far above any download that was seen.
    pub const DEFAULT: Self = Self { total: 8 << 30, ratio: 250, entries: 10_000 };
}

/// Reads a file of the download, and calls `play` with each play of an episode.
pub fn read_file(name: &str, mut file: File, limits: Limits, play: &mut dyn FnMut(Play<'_>)) -> FileReport {
    let mut start = [0; 4];
    let read = file.read(&mut start).and_then(|read| file.rewind().map(|()| read));
    // A pipe cannot be rewound: what was read is put before the rest.
    let (read, begun) = match read {
        Ok(read) => (read, &[][..]),
        Err(error) if error.kind() == io::ErrorKind::NotSeekable => (start.len(), &start[..]),
        Err(error) => return FileReport::refused(&error.to_string()),
    };
    match start.get(..read).unwrap_or(&start) {
        b"PK\x03\x04" | b"PK\x05\x06" if begun.is_empty() => archive::read(file, limits, play),
        b"PK\x03\x04" | b"PK\x05\x06" => FileReport::refused("a zip file cannot be read from a pipe"),
        _ => {
            let input = begun.chain(file.take(limits.total));
            parts::alone(name, &mut BufReader::with_capacity(1 << 16, input), play)
        }
    }
}
