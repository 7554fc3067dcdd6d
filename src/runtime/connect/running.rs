//! A player that this program started: its output goes into the log, and it ends with its process group.
//!
//! It is reaped only at the end, so that its id cannot become that of another process before.

use std::{
    io::{self, BufRead, BufReader, PipeReader, Read as _},
    sync::Arc,
    thread,
    time::Duration,
};

use rustix::{
    io::Errno,
    process::{Signal, kill_process_group},
};
use tokio::time::timeout;

use super::{Program, record::Record};
use crate::{
    config::Environment,
    domain::{CleanText, Device, PreferredDevice},
    runtime::child::{self, End, Started},
};

/// How long it may take to end after it was asked to. The end of this program waits for it.
const PATIENCE: Duration = Duration::from_millis(200);
/// Most bytes of a line of its output.
const LINE: u64 = 4096;
/// Most lines in the log, so that they do not push ours out.
const LINES: usize = 1000;

/// The player, which is asked to end when this is dropped.
#[derive(Debug)]
pub(super) struct Running {
    child: Started,
    record: Record,
    is_stopped: bool,
}

impl Running {
    /// Starts it. Blocks.
    pub(super) fn start(program: &Program, environment: &Environment, mut record: Record) -> io::Result<Self> {
        let (output, input) = io::pipe()?;
        let mut command = child::command(program.path.as_os_str(), environment);
        command.args(&program.arguments).stdout(input.try_clone()?).stderr(input);
        let child = Started::start(&mut command)?;
        // It holds the other end of the pipe.
        drop(command);
        if let Err(error) = record.write(child.pid()) {
            tracing::warn!(%error, "the player is not recorded: it stays if this program is killed");
        }
        let running = Self { child, record, is_stopped: false };
        let name = program.name();
        thread::Builder::new().name("player log".into()).spawn(move || write_log(output, &name))?;
        Ok(running)
    }

    /// The device of the last player.
    pub(super) fn last_device(&self) -> Option<PreferredDevice> {
        self.record.device()
    }

    /// Remembers its device for the next start.
    pub(super) fn remember(&mut self, device: &Device) {
        let Some(id) = device.id.clone() else { return };
        if let Err(error) = self.record.remember(&PreferredDevice { id, name: device.name.clone() }) {
            tracing::warn!(%error, "the device of the player is not remembered");
        }
    }

    /// Why it failed. Pends while it runs, and if it handed over to another process and ended well.
    pub(super) async fn failed(&mut self) -> CleanText {
        match self.child.ended().await.map(End::success) {
            Some(Err(why)) => CleanText::new(&why),
            Some(Ok(())) | None => std::future::pending().await,
        }
    }

    /// Ends it: it is asked first, then killed.
    pub(super) async fn stop(mut self) {
        self.signal(Signal::TERM);
        let _ = timeout(PATIENCE, self.child.ended()).await;
        self.signal(Signal::KILL);
        self.is_stopped = timeout(PATIENCE, self.child.ended()).await.is_ok();
        if self.is_stopped {
            self.child.reap();
            let _ = self.record.clear();
        }
    }

    fn signal(&self, signal: Signal) {
        if let Err(error) = kill_process_group(self.child.pid(), signal)
            && error != Errno::SRCH
        {
            tracing::warn!(%error, "the player cannot be ended");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.is_stopped {
            self.signal(Signal::TERM);
        }
    }
}

fn write_log(output: PipeReader, name: &CleanText) {
    let name: Arc<str> = name.as_str().into();
    each_line(BufReader::new(output), |line| tracing::info!(player = %name, "{line}"));
}

/// Reads to the end, so that the player never waits; only the first lines count.
pub(super) fn each_line(mut output: impl BufRead, mut line: impl FnMut(CleanText)) {
    let mut bytes = Vec::new();
    let mut count = 0_usize;
    while output.by_ref().take(LINE).read_until(b'\n', &mut bytes).is_ok_and(|read| read > 0) {
        count += 1;
        if count <= LINES {
            line(CleanText::new(&String::from_utf8_lossy(&bytes)));
        }
        bytes.clear();
    }
}
