//! The zip file of a download: its entries, read as streams and within limits.

use std::{
    fs::File,
    io::{self, BufReader, Read, Seek as _, SeekFrom},
};

use zip::ZipArchive;

use super::{
    Limits,
    parts::{self, FileReport, Kind, Part, Play, What},
};
use crate::domain::CleanText;

/// The most bytes of the directory of a zip file.
const DIRECTORY: u64 = 8 << 20;
/// What an entry may expand to whatever its ratio.
const SMALL: u64 = 4 << 20;

/// Reads the entries that are plays, or the library. The others are named, or counted by their reader.
pub(super) fn read(mut file: File, limits: Limits, play: &mut dyn FnMut(Play<'_>)) -> FileReport {
    match directory(&mut file) {
        Ok((entries, bytes)) if entries > limits.entries || bytes > DIRECTORY => {
            return FileReport::refused(&format!("it has {entries} entries, more than {}", limits.entries));
        }
        Ok(_) => {}
        Err(error) => return FileReport::refused(&error.to_string()),
    }
    let mut archive = match ZipArchive::new(BufReader::with_capacity(1 << 16, file)) {
        Ok(archive) => archive,
        Err(error) => return FileReport::refused(&format!("the zip file is damaged: {error}")),
    };
    // The end that it chose may be another one.
    if archive.len() as u64 > limits.entries {
        return FileReport::refused(&format!("it has {} entries, more than {}", archive.len(), limits.entries));
    }
    let mut report = FileReport::default();
    let mut left = limits.total;
    for index in 0..archive.len() {
        let part = entry(&mut archive, index, limits, &mut left, play);
        report.parts.extend(part);
        if left == 0 {
            report.refused = Some(CleanText::new("it expands to more than a data download does"));
            break;
        }
    }
    report
}

/// The largest number of entries and of bytes of the directory that an end of the file gives: read before anything is made of
/// them. There may be several: a reader that does not like the last one takes an earlier one.
fn directory(file: &mut File) -> io::Result<(u64, u64)> {
    /// The longest end: its record, the longest comment, and before them the larger record with its locator.
    const END: u64 = 22 + 65_535 + LOCATOR as u64 + LARGER as u64;
    const LOCATOR: usize = 20;
    const LARGER: usize = 56;
    let length = file.seek(SeekFrom::End(0))?;
    let start = length.saturating_sub(END);
    file.seek(SeekFrom::Start(start))?;
    let mut end = Vec::new();
    (&mut *file).take(END).read_to_end(&mut end)?;
    file.rewind()?;
    let number = |from: usize, bytes: usize| {
        let bytes = end.get(from..from + bytes)?;
        Some(bytes.iter().rev().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte)))
    };
    let starts = |at: usize, four: &[u8; 4]| end.get(at..at + 4) == Some(four);
    let damaged = || io::Error::other("the zip file is damaged: its end is not that of a zip file");
    let mut most = None;
    for at in (0..end.len()).filter(|at| starts(*at, b"PK\x05\x06")) {
        let Some(small) = number(at + 10, 2).zip(number(at + 12, 4)) else { continue };
        let (entries, bytes) = most.unwrap_or_default();
        most = Some((small.0.max(entries), small.1.max(bytes)));
        let Some(locator) = at.checked_sub(LOCATOR).filter(|at| starts(*at, b"PK\x06\x07")) else { continue };
        // The larger record is where the locator says, and right before it: no reader finds another one.
        let record = locator.checked_sub(LARGER).filter(|at| starts(*at, b"PK\x06\x06")).ok_or_else(damaged)?;
        let large = number(record + 32, 8).zip(number(record + 40, 8)).ok_or_else(damaged)?;
        if number(locator + 8, 8) != Some(start + record as u64) {
            return Err(damaged());
        }
        let (entries, bytes) = most.unwrap_or_default();
        most = Some((large.0.max(entries), large.1.max(bytes)));
    }
    most.ok_or_else(damaged)
}

fn entry(
    archive: &mut ZipArchive<BufReader<File>>,
    index: usize,
    limits: Limits,
    left: &mut u64,
    play: &mut dyn FnMut(Play<'_>),
) -> Option<Part> {
    let number = || CleanText::new(&format!("entry {}", index + 1));
    let (name, what) = match archive.by_index_raw(index) {
        Ok(raw) => {
            let shown = CleanText::new(&String::from_utf8_lossy(raw.name_raw()));
            (shown, (leads_elsewhere(raw.name_raw()), raw.is_dir(), raw.encrypted(), raw.is_file()))
        }
        Err(error) => return Some(unread(number(), &error.to_string())),
    };
    let kind = Kind::of(name.as_str());
    let is_zip = name.as_str().to_lowercase().ends_with(".zip");
    match what {
        (_, true, _, _) => return None,
        (true, ..) => return Some(Part::new(name, What::UnsafeName)),
        _ if is_zip => return Some(Part::new(name, What::Nested)),
        (.., false) => return Some(Part::new(name, What::Other)),
        _ if kind == Kind::Other => return Some(Part::new(name, What::Other)),
        (_, _, true, _) => return Some(Part::new(name, What::Encrypted)),
        (false, false, false, true) => {}
    }
    let read = match archive.by_index(index) {
        Ok(read) => read,
        Err(error) => return Some(unread(name, &error.to_string())),
    };
    let most = read.compressed_size().saturating_mul(limits.ratio).max(SMALL);
    let mut bounded = Bounded { inner: read, most, left };
    let mut input = BufReader::with_capacity(1 << 16, &mut bounded);
    Some(match kind {
        Kind::Library => parts::library(name, &mut input),
        Kind::Plays | Kind::Other => parts::plays(name, &mut input, play),
    })
}

/// Whether a name is no plain path below a folder. No file is ever made of it; it tells that the zip file is none of Spotify's.
fn leads_elsewhere(name: &[u8]) -> bool {
    let is_separator = |byte: &u8| matches!(byte, b'/' | b'\\');
    let is_absolute = name.first().is_none_or(is_separator) || name.get(1) == Some(&b':');
    is_absolute || name.contains(&0) || name.split(is_separator).any(|part| part == b"..")
}

fn unread(name: CleanText, why: &str) -> Part {
    Part { problem: Some(CleanText::new(why)), ..Part::new(name, What::Other) }
}

/// A reader that fails beyond its limits.
struct Bounded<'a, R> {
    inner: R,
    /// Bytes that may still come of this entry.
    most: u64,
    /// Bytes that may still come of the whole file.
    left: &'a mut u64,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let bytes = read as u64;
        *self.left = self.left.saturating_sub(bytes);
        self.most = self.most.saturating_sub(bytes);
        if read > 0 && (self.most == 0 || *self.left == 0) {
            return Err(io::Error::other("it expands to far more than a history does"));
        }
        Ok(read)
    }
}
