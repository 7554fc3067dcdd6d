//! The record of the player that this program started: a locked file, for the next start after a `kill -9`, with the device
//! of the last player.
//!
//! The lock lasts as long as its process, so a copy of the program never ends the player of another one that runs. A
//! process counts as the recorded one only with the same id, start time and boot.

use std::{
    fs::{File, OpenOptions, read_to_string},
    io::{self, Read as _, Seek as _, Write as _},
    path::Path,
};

use rustix::process::{Pid, Signal, kill_process_group};
use serde::{Deserialize, Serialize};

use crate::{
    config::create_folder,
    domain::{CleanText, DeviceId, PreferredDevice},
    files,
};

/// Most bytes that are read. What is written is shorter.
const SIZE: u64 = 16 * 1024;
/// Longest name of a device that is kept, in bytes.
const NAME: usize = 1024;

/// The locked file, and what is in it.
#[derive(Debug)]
pub(super) struct Record {
    file: File,
    contents: Contents,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Contents {
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<Appeared>,
    #[serde(flatten)]
    started: Option<Started>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Appeared {
    id: String,
    name: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Started {
    pid: i32,
    at: String,
}

impl Record {
    /// Locks the file, which is created if need be; `None` if another process holds it.
    pub(super) fn lock(path: &Path) -> io::Result<Option<Self>> {
        create_folder(path.parent().ok_or(io::ErrorKind::InvalidInput)?)?;
        let file = files::open(OpenOptions::new().read(true).write(true), path)?;
        if !files::try_lock(&file)? {
            return Ok(None);
        }
        let mut text = Vec::new();
        (&file).take(SIZE).read_to_end(&mut text)?;
        // A damaged file is like an empty one.
        Ok(Some(Self { contents: serde_json::from_slice(&text).unwrap_or_default(), file }))
    }

    pub(super) fn write(&mut self, pid: Pid) -> io::Result<()> {
        let at = started_at(pid).ok_or(io::ErrorKind::Unsupported)?;
        self.contents.started = Some(Started { pid: pid.as_raw_nonzero().get(), at });
        self.store()
    }

    /// Forgets the process.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        self.contents.started = None;
        self.store()
    }

    /// The device of the last player.
    pub(super) fn device(&self) -> Option<PreferredDevice> {
        let Appeared { id, name } = self.contents.device.as_ref()?;
        Some(PreferredDevice { id: DeviceId::parse(id)?, name: CleanText::new(name) })
    }

    pub(super) fn remember(&mut self, device: &PreferredDevice) -> io::Result<()> {
        let name = device.name.as_str();
        let name = if name.len() > NAME { "" } else { name };
        self.contents.device = Some(Appeared { id: device.id.as_str().to_owned(), name: name.to_owned() });
        self.store()
    }

    fn store(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(&serde_json::to_vec(&self.contents)?)
    }

    /// Ends the recorded process with its group, if it still runs. Returns whether it did.
    pub(super) fn end_left_over(&mut self) -> io::Result<bool> {
        let recorded = self.contents.started.take();
        self.store()?;
        let Some(Started { pid, at }) = recorded else { return Ok(false) };
        // 1 is the system's, and no process has an id below.
        let Some(pid) = Pid::from_raw(pid).filter(|pid| pid.as_raw_nonzero().get() > 1) else { return Ok(false) };
        if started_at(pid).as_deref() != Some(&*at) {
            return Ok(false);
        }
        kill_process_group(pid, Signal::TERM)?;
        Ok(true)
    }
}

/// When a process started, in words that no other process of this computer shares; `None` if it does not run, or on a
/// system without `/proc`.
fn started_at(pid: Pid) -> Option<String> {
    let stat = read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
    // proc_pid_stat(5): the name may hold blanks and parentheses; the state is field 3, the start field 22.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let is_ended = matches!(fields.next()?, "Z" | "X");
    let ticks = fields.nth(18)?;
    let boot = read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    (!is_ended).then(|| format!("{} {ticks}", boot.trim()))
}
