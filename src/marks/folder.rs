//! The folder of marks: one file per computer and account, `spotpods-ACCOUNT-COMPUTER.jsonl`.
//!
//! A computer writes to its own file alone, and replaces it, so no program that copies the folder meets a conflict; a copy
//! that one makes all the same (`….sync-conflict-….jsonl`) is a further file to read. A file holds all marks that its
//! computer knew, and is written when the folder lacks one of them: each mark is written once, and a lost or damaged file
//! comes back from another computer.

use std::{
    fmt,
    fs::{self, File, Metadata, OpenOptions},
    io::{self, BufReader, BufWriter, Read as _, Write as _},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use rustix::fs::OFlags;
use sha2::{Digest as _, Sha256};

use super::{
    computer::{self, Computer},
    lines::{self, Lines, ReadLines},
};
use crate::{
    domain::{Account, CleanText, EpisodeId, StampedMark, count::counted},
    library::{AccountRef, Library, LibraryError, Merged},
};

/// The largest file that is read.
const LARGEST: u64 = 64 << 20;
/// The most files that are read.
const MOST_FILES: usize = 256;
/// How much is read of all files together: far above the marks of a life.
const MOST: Most = Most { bytes: 256 << 20, marks: 2_000_000 };
/// The name of the file in the data folder that holds this computer's number.
const COMPUTER: &str = "computer-id";
const START: &str = "spotpods-";
const END: &str = ".jsonl";
/// The end of the name of a file that is being written.
const LEFT: &str = ".tmp";

/// The folder, and where this computer keeps its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarksFolder {
    folder: PathBuf,
    data_dir: PathBuf,
    most: Most,
}

/// Limits over all files. No further file is read once one is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Most {
    pub(super) bytes: u64,
    pub(super) marks: usize,
}

/// The files of an account as they were when the folder last had all marks; `None` before, so that an empty folder is not
/// taken for one that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen(Option<(AccountRef, Vec<Signature>)>);

/// A name, a size, a time and a file number: a file that was replaced differs in one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Signature {
    name: String,
    length: u64,
    modified: (i64, i64),
    number: u64,
}

/// What an exchange with the folder did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exchange {
    pub merged: Merged,
    /// Whether this computer's file was written.
    pub wrote: bool,
    pub notices: Vec<FolderNotice>,
    is_unchanged: bool,
}

/// What a look into the folder found, for the report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    pub files: usize,
    pub own: Option<String>,
    pub lines: ReadLines,
    pub notices: Vec<FolderNotice>,
}

/// What kept the folder, or a file in it, from being used. Nothing is lost: the marks are in the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderNotice {
    /// It is not there, or no folder. It is not created: its disk may not be mounted.
    Missing(PathBuf),
    /// It cannot be read.
    Unreadable(PathBuf, CleanText),
    /// This computer's file cannot be written.
    ReadOnly(PathBuf, CleanText),
    /// A file is larger than 64 MiB.
    TooLarge(CleanText),
    /// A file is a link, which is not followed.
    Link(CleanText),
    /// There are more files than are read.
    TooMany,
    /// This file and those after it are not read: the files together are too large.
    TooMuch(CleanText),
    /// Lines of a file were skipped.
    Damaged(CleanText, ReadLines),
    /// A file cannot be read.
    Failed(CleanText, CleanText),
}

impl Exchange {
    /// Whether the folder was as it was when it was last read.
    pub fn is_unchanged(&self) -> bool {
        self.is_unchanged
    }

    /// Whether the folder has all marks of the library now.
    pub fn is_complete(&self) -> bool {
        let keeps_out = |notice: &FolderNotice| {
            matches!(notice, FolderNotice::Missing(_) | FolderNotice::Unreadable(..) | FolderNotice::ReadOnly(..))
        };
        !self.notices.iter().any(keeps_out)
    }
}

impl MarksFolder {
    pub fn new(folder: PathBuf, data_dir: PathBuf) -> Self {
        Self { folder, data_dir, most: MOST }
    }

    #[cfg(test)]
    pub(super) fn within(self, most: Most) -> Self {
        Self { most, ..self }
    }

    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Takes over the later marks of the folder, and writes this computer's file if the folder lacks a mark of the library.
    /// Does nothing if no file has changed since `seen`, and no mark of this computer either (`has_marked`). Blocks.
    ///
    /// # Errors
    /// The library cannot be read or written. What is wrong with the folder is a notice.
    pub fn exchange(
        &self,
        library: &Library,
        (at, account): (AccountRef, &Account),
        seen: &mut Seen,
        has_marked: bool,
    ) -> Result<Exchange, LibraryError> {
        let (start, mut exchange) = (prefix(account), Exchange::default());
        let Some(files) = self.files(&start, &mut exchange.notices) else { return Ok(exchange) };
        if !has_marked && seen.0.as_ref().is_some_and(|(of, seen)| (*of, seen) == (at, &files)) {
            return Ok(Exchange { is_unchanged: true, ..Exchange::default() });
        }
        let computer = match Computer::lock(&self.data_dir.join(COMPUTER)) {
            Ok(computer) => computer,
            Err(error) => {
                exchange
                    .notices
                    .push(FolderNotice::ReadOnly(self.data_dir.join(COMPUTER), CleanText::of_error(&error)));
                return Ok(exchange);
            }
        };
        let (held, _) = self.read(&files, &mut exchange.notices);
        let known = take_over(library, at, &held, &mut exchange.merged)?;
        let lacks = known.iter().any(|(id, mark)| held.get(id).is_none_or(|there| mark.beats(there)));
        if !lacks {
            *seen = Seen(Some((at, files)));
            return Ok(exchange);
        }
        match self.write(&format!("{start}{}{END}", computer.id), &computer, &known) {
            Ok(()) => {
                exchange.wrote = true;
                *seen = Seen(self.files(&start, &mut Vec::new()).map(|files| (at, files)));
            }
            // Not seen: the next exchange tries again.
            Err(error) => {
                exchange.notices.push(FolderNotice::ReadOnly(self.folder.clone(), CleanText::of_error(&error)));
            }
        }
        Ok(exchange)
    }

    /// Looks at the folder and changes nothing, neither in it nor in the library.
    pub fn look(&self, account: Option<&Account>) -> Found {
        let mut found = Found::default();
        let start = account.map_or_else(|| START.to_owned(), prefix);
        let Some(files) = self.files(&start, &mut found.notices) else { return found };
        let id = fs::read_to_string(self.data_dir.join(COMPUTER)).unwrap_or_default();
        let id = id.trim();
        let is_own = |file: &&Signature| computer::is_id(id) && file.name.ends_with(&format!("-{id}{END}"));
        found.own = files.iter().find(is_own).map(|file| file.name.clone());
        (found.files, found.lines) = (files.len(), self.read(&files, &mut found.notices).1);
        found.notices.extend(self.read_only());
        found
    }

    /// What keeps the folder from being used now. It is not created: its disk may not be mounted.
    pub fn check(&self) -> Option<FolderNotice> {
        let mut notices = Vec::new();
        match self.files(START, &mut notices) {
            Some(_) => self.read_only(),
            None => notices.pop(),
        }
    }

    fn read_only(&self) -> Option<FolderNotice> {
        let probe = rustix::fs::access(&self.folder, rustix::fs::Access::WRITE_OK);
        let error = probe.err()?;
        Some(FolderNotice::ReadOnly(self.folder.clone(), CleanText::of_error(&error)))
    }

    /// The files of an account, by name; `None` if the folder cannot be read.
    fn files(&self, start: &str, notices: &mut Vec<FolderNotice>) -> Option<Vec<Signature>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) => {
                use io::ErrorKind::{NotADirectory, NotFound};
                notices.push(match error.kind() {
                    NotFound | NotADirectory => FolderNotice::Missing(self.folder.clone()),
                    _ => FolderNotice::Unreadable(self.folder.clone(), CleanText::of_error(&error)),
                });
                return None;
            }
        };
        let mut files = Vec::new();
        for entry in entries.flatten() {
            let Ok(name) = entry.file_name().into_string() else { continue };
            if !name.starts_with(start) || !name.ends_with(END) {
                continue;
            }
            // Not followed: `DirEntry::metadata` is that of a link itself.
            let Ok(data) = entry.metadata() else { continue };
            if data.is_symlink() {
                notices.push(FolderNotice::Link(CleanText::new(&name)));
            } else if data.is_file() && data.len() > LARGEST {
                notices.push(FolderNotice::TooLarge(CleanText::new(&name)));
            } else if data.is_file() {
                files.push(Signature::new(name, &data));
            }
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        if files.len() > MOST_FILES {
            files.truncate(MOST_FILES);
            notices.push(FolderNotice::TooMany);
        }
        Some(files)
    }

    /// The latest mark of each episode over all files.
    fn read(&self, files: &[Signature], notices: &mut Vec<FolderNotice>) -> (Lines, ReadLines) {
        let (mut held, mut all, mut bytes) = (Lines::new(), ReadLines::default(), 0_u64);
        for file in files {
            bytes = bytes.saturating_add(file.length);
            if bytes > self.most.bytes || held.len() >= self.most.marks {
                notices.push(FolderNotice::TooMuch(CleanText::new(&file.name)));
                break;
            }
            match read_file(&self.folder.join(&file.name), &mut held) {
                Ok(read) => {
                    all.add(&read);
                    if read.damaged > 0 {
                        notices.push(FolderNotice::Damaged(CleanText::new(&file.name), read));
                    }
                }
                // Removed or renamed since: it will be seen as it is then.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    notices.push(FolderNotice::Failed(CleanText::new(&file.name), CleanText::of_error(&error)));
                }
            }
        }
        (held, all)
    }

    /// Replaces this computer's file: a reader finds the old one or the new one.
    fn write(&self, name: &str, computer: &Computer, marks: &Lines) -> io::Result<()> {
        let start = format!(".{START}{}-", computer.id);
        self.remove_leftovers(&start);
        // `tempfile` opens with O_EXCL and mode 0600.
        let new = tempfile::Builder::new().prefix(&start).suffix(LEFT).tempfile_in(&self.folder)?;
        let mut out = BufWriter::with_capacity(1 << 16, new.as_file());
        lines::write(marks, &mut out)?;
        out.flush()?;
        drop(out);
        new.as_file().sync_all()?;
        new.persist(self.folder.join(name)).map_err(|error| error.error)?;
        File::open(&self.folder)?.sync_all()
    }

    /// What a killed process of this computer left.
    fn remove_leftovers(&self, start: &str) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if entry.file_name().to_str().is_some_and(|name| name.starts_with(start) && name.ends_with(LEFT)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Sends the marks that the library lacks, and no others: a folder may have all marks many times. Returns those it has then.
fn take_over(library: &Library, at: AccountRef, held: &Lines, merged: &mut Merged) -> Result<Lines, LibraryError> {
    let known = || Ok::<Lines, LibraryError>(library.reader()?.marks(at)?.into_iter().collect());
    let before = known()?;
    let is_later = |(id, mark): &(&EpisodeId, &StampedMark)| before.get(*id).is_none_or(|known| mark.beats(known));
    let later: Vec<_> = held.iter().filter(is_later).map(|(id, mark)| (id.clone(), *mark)).collect();
    let skipped = u32::try_from(held.len() - later.len()).unwrap_or(u32::MAX);
    if later.is_empty() {
        merged.known = skipped;
        return Ok(before);
    }
    *merged = library.merge_marks(at, later, None).wait()?;
    merged.known = merged.known.saturating_add(skipped);
    known()
}

/// The beginning of the names of an account's files. The folder may be anywhere, so it says nothing of the account.
fn prefix(account: &Account) -> String {
    let digest = Sha256::digest(format!("spotpods marks {}", account.id));
    let number = digest.iter().take(6).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    format!("{START}{number:012x}-")
}

/// Reads a file that is still one: it may have been replaced by a link, a pipe or a device.
fn read_file(path: &Path, into: &mut Lines) -> io::Result<ReadLines> {
    let flags = i32::try_from((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits()).map_err(io::Error::other)?;
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    if !file.metadata()?.is_file() {
        return Ok(ReadLines::default());
    }
    lines::read(&mut BufReader::with_capacity(1 << 16, file.take(LARGEST)), into)
}

impl Signature {
    fn new(name: String, data: &Metadata) -> Self {
        Self { name, length: data.len(), modified: (data.mtime(), data.mtime_nsec()), number: data.ino() }
    }
}

impl fmt::Display for FolderNotice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |path: &Path| CleanText::new(&path.to_string_lossy());
        match self {
            Self::Missing(path) => write!(f, "the marks folder {} does not exist", shown(path)),
            Self::Unreadable(path, why) => write!(f, "cannot read the marks folder {}: {why}", shown(path)),
            Self::ReadOnly(path, why) => write!(f, "cannot write to {}: {why}", shown(path)),
            Self::TooLarge(name) => write!(f, "{name} in the marks folder is not read: it is larger than 64 MiB"),
            Self::Link(name) => write!(f, "{name} in the marks folder is not read: it is a link"),
            Self::TooMany => {
                write!(f, "of the marks folder only the first {} are read", counted(MOST_FILES, "file", "files"))
            }
            Self::TooMuch(name) => {
                write!(f, "of the marks folder {name} and what follows is not read: the files are too large together")
            }
            Self::Damaged(name, lines) => {
                write!(f, "{name} in the marks folder: {}", lines.damage().unwrap_or_default())
            }
            Self::Failed(name, why) => write!(f, "cannot read {name} in the marks folder: {why}"),
        }
    }
}
