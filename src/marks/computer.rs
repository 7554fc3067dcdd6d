//! The name of this computer in the folder: a random number in the data folder, which says nothing about it.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Seek as _, Write as _},
    path::Path,
    time::Duration,
};

use crate::files;

/// How long another process of this computer may work in the folder.
const PATIENCE: Duration = Duration::from_secs(5);
/// Bytes of the number.
const BYTES: usize = 8;

/// This computer, while no other process of it works in the folder.
#[derive(Debug)]
pub(super) struct Computer {
    pub(super) id: String,
    /// Locked until it is dropped.
    _file: File,
}

impl Computer {
    /// Locks the file, which is created if need be. A damaged one gets another number: the file in the folder stays, as that
    /// of another computer.
    pub(super) fn lock(path: &Path) -> io::Result<Self> {
        let file = files::open(OpenOptions::new().read(true).write(true), path)?;
        let mut file = files::lock(file, PATIENCE).map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => io::Error::new(error.kind(), "another process of this computer is using it"),
            _ => error,
        })?;
        let mut text = String::new();
        let is_read = (&file).take(64).read_to_string(&mut text).is_ok();
        let id = text.trim();
        if is_read && is_id(id) {
            return Ok(Self { id: id.to_owned(), _file: file });
        }
        let mut random = [0; BYTES];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        let id = format!("{:016x}", u64::from_be_bytes(random));
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(format!("{id}\n").as_bytes())?;
        file.sync_all()?;
        Ok(Self { id, _file: file })
    }
}

pub(super) fn is_id(text: &str) -> bool {
    text.len() == 2 * BYTES && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}
