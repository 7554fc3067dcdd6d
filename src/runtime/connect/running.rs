//! A player that this program started: its output goes into the log, and it ends with its process group.
//!
//! It is reaped only at the end, so that its id cannot become that of another process before.

use std::{
    io::{self, BufRead, BufReader, PipeReader, Read as _},
    process::Child,
    sync::Arc,
    thread,
    time::Duration,
};

use rustix::{
    io::Errno,
    process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid},
};
use tokio::{sync::watch, time::timeout};

use super::{Program, record::Record};
use crate::{
    config::Environment,
    domain::{CleanText, Device, PreferredDevice},
    runtime::child,
};

/// How long it may take to end after it was asked to. The end of this program waits for it.
const PATIENCE: Duration = Duration::from_millis(200);
/// Most bytes of a line of its output.
const LINE: u64 = 4096;
/// Most lines in the log, so that they do not push ours out.
const LINES: usize = 1000;

/// How a player ended.
pub(super) type Exit = Result<(), CleanText>;

/// The player, which is asked to end when this is dropped.
#[derive(Debug)]
pub(super) struct Running {
    child: Child,
    group: Pid,
    exit: watch::Receiver<Option<Exit>>,
    record: Record,
    is_stopped: bool,
}

impl Running {
    /// Starts it. Blocks.
    pub(super) fn start(program: &Program, environment: &Environment, mut record: Record) -> io::Result<Self> {
        let (output, input) = io::pipe()?;
        let mut command = child::command(program.path.as_os_str(), environment);
        command.args(&program.arguments).stdout(input.try_clone()?).stderr(input);
        let child = command.spawn()?;
        // It holds the other end of the pipe.
        drop(command);
        let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw).ok_or(io::ErrorKind::InvalidData)?;
        if let Err(error) = record.write(group) {
            tracing::warn!(%error, "the player is not recorded: it stays if this program is killed");
        }
        let (send, exit) = watch::channel(None);
        let running = Self { child, group, exit, record, is_stopped: false };
        let name = program.name();
        thread::Builder::new().name("player log".into()).spawn(move || write_log(output, &name))?;
        thread::Builder::new().name("player".into()).spawn(move || send.send_replace(Some(wait(group))))?;
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
        let ended = self.exit.wait_for(Option::is_some).await;
        match ended.ok().and_then(|exit| exit.clone()) {
            Some(Err(why)) => why,
            Some(Ok(())) | None => std::future::pending().await,
        }
    }

    /// Ends it: it is asked first, then killed.
    pub(super) async fn stop(mut self) {
        self.signal(Signal::TERM);
        let _ = timeout(PATIENCE, self.exit.wait_for(Option::is_some)).await;
        self.signal(Signal::KILL);
        let ended = timeout(PATIENCE, self.exit.wait_for(Option::is_some)).await.is_ok();
        if ended {
            let _ = self.child.wait();
            let _ = self.record.clear();
        }
        self.is_stopped = ended;
    }

    fn signal(&self, signal: Signal) {
        if let Err(error) = kill_process_group(self.group, signal)
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

/// Waits for its end and leaves it to be reaped.
fn wait(pid: Pid) -> Exit {
    loop {
        match waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT) {
            Err(Errno::INTR) | Ok(None) => {}
            Err(error) => return Err(CleanText::new(&error.to_string())),
            Ok(Some(status)) => {
                return match status.exit_status() {
                    Some(0) => Ok(()),
                    Some(code) => Err(CleanText::new(&format!("exit code {code}"))),
                    None => Err(CleanText::new("a signal")),
                };
            }
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
