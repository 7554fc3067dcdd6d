//! Programs that this one starts.
//!
//! Each gets the environment of this process without the variables that hold a secret (security A7, K2). No other file
//! makes a command; a test reads the sources.

use std::{
    env,
    ffi::OsStr,
    io,
    os::unix::{fs::PermissionsExt as _, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::mpsc::{Sender, channel},
    thread::{self, JoinHandle},
    time::Duration,
};

use rustix::{
    io::Errno,
    process::{Pid, Signal, WaitId, WaitIdOptions, WaitOptions, kill_process, kill_process_group, waitid, waitpid},
};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    time::timeout,
};

use crate::config::Environment;

/// A command that was made here.
pub(super) type Prepared = Command;

/// A command without secrets, input and output. Keys such as Ctrl-C do not reach it: it is no part of this job.
pub(super) fn command(program: &OsStr, environment: &Environment) -> Command {
    let mut command = on_terminal(program, environment);
    command.process_group(0);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// A program on the `PATH`. The working directory is no place to look, even if the `PATH` names it.
pub(super) fn on_path(program: &str, environment: &Environment) -> Option<PathBuf> {
    let folders = env::split_paths(environment.var_os("PATH")?).filter(|folder| folder.is_absolute());
    folders.map(|folder| folder.join(program)).find(|path| is_program(path))
}

/// Whether a file is one that can be started.
pub(super) fn is_program(path: &Path) -> bool {
    path.metadata().is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

/// A command without secrets that has the terminal, and gets its keys and signals as this process does.
pub(super) fn on_terminal(program: &OsStr, environment: &Environment) -> Command {
    let mut command = Command::new(program);
    command.env_clear().envs(environment.without_secrets());
    command
}

/// What becomes of a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    Ended(End),
    /// It was stopped for reading or drawing on the terminal, which is not its own, and is killed.
    WantsTerminal,
}

/// How a child ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Code(i32),
    Signal(i32),
}

impl End {
    /// # Errors
    /// How it failed, in words.
    pub(super) fn success(self) -> Result<(), String> {
        match self {
            Self::Code(0) => Ok(()),
            Self::Code(code) => Err(format!("exit code {code}")),
            Self::Signal(_) => Err("a signal".to_owned()),
        }
    }
}

/// A child that was started, and that a thread waits for. It is reaped once it has ended and this is gone, so that its number
/// stays its own.
#[derive(Debug)]
pub(super) struct Started {
    pid: Pid,
    stops: UnboundedReceiver<Stop>,
    /// The thread reaps the child once this is dropped.
    held: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Started {
    /// # Errors
    /// The command could not be started, or no thread to wait for it.
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        Self::start_with(thread::Builder::new().name("command".to_owned()), command)
    }

    fn start_with(thread: thread::Builder, command: &mut Command) -> io::Result<Self> {
        let mut child = command.spawn()?;
        let (send, stops) = unbounded_channel();
        let (held, left) = channel();
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw).ok_or(io::ErrorKind::InvalidData)?;
        let wait = move || {
            while !is_ended(pid, &send) {}
            drop(send);
            // Nothing is sent: it ends with the owner.
            let _ = left.recv();
            let _ = waitpid(Some(pid), WaitOptions::empty());
        };
        match thread.spawn(wait) {
            Ok(thread) => Ok(Self { pid, stops, held: Some(held), thread: Some(thread) }),
            Err(error) => {
                let _ = kill_process_group(pid, Signal::KILL);
                let _ = child.kill();
                let _ = child.wait();
                Err(error)
            }
        }
    }

    /// How the child stopped. The last one is its end.
    ///
    /// # Errors
    /// It cannot be waited for.
    pub(super) async fn stopped(&mut self) -> io::Result<Stop> {
        self.stops.recv().await.ok_or_else(|| io::Error::other("the command cannot be waited for"))
    }

    /// Waits for the end. `None` if that was returned before, or if it cannot be waited for.
    pub(super) async fn ended(&mut self) -> Option<End> {
        loop {
            match self.stopped().await {
                Ok(Stop::Ended(end)) => return Some(end),
                Ok(Stop::WantsTerminal) => {}
                Err(_) => return None,
            }
        }
    }

    /// Reaps the child, which has ended. From then on its number may become that of another process.
    pub(super) fn reap(&mut self) {
        self.held = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }

    /// Its number, which is also that of its group if [`command`] made it.
    pub(super) fn pid(&self) -> Pid {
        self.pid
    }

    /// Asks the child to end, and waits for that.
    pub(super) async fn end(mut self, patience: Duration) {
        self.ask_to_end(kill_process);
        let _ = timeout(patience, self.ended()).await;
    }

    fn ask_to_end(&self, send: fn(Pid, Signal) -> rustix::io::Result<()>) {
        // One that is stopped ends once it goes on.
        for signal in [Signal::TERM, Signal::CONT] {
            let _ = send(self.pid, signal);
        }
    }
}

/// Waits for the next stop of a child and sends it. Returns whether it has ended; it is not reaped.
fn is_ended(pid: Pid, stops: &UnboundedSender<Stop>) -> bool {
    let options = WaitIdOptions::EXITED | WaitIdOptions::STOPPED | WaitIdOptions::NOWAIT;
    let status = match waitid(WaitId::Pid(pid), options) {
        Ok(Some(status)) => status,
        Ok(None) | Err(Errno::INTR) => return false,
        Err(_) => return true,
    };
    let end = match (status.exit_status(), status.terminating_signal()) {
        (Some(code), _) => End::Code(code),
        (None, Some(signal)) => End::Signal(signal),
        (None, None) => {
            // `waitid` reports a stop until it is consumed.
            let _ = waitid(WaitId::Pid(pid), WaitIdOptions::STOPPED | WaitIdOptions::NOHANG);
            let for_terminal = [Signal::TTIN, Signal::TTOU].map(Signal::as_raw).map(Some);
            if for_terminal.contains(&status.stopping_signal()) {
                // Of a command on our own terminal this finds no group: it is a part of this job.
                let _ = kill_process_group(pid, Signal::KILL);
                let _ = stops.send(Stop::WantsTerminal);
            }
            return false;
        }
    };
    let _ = stops.send(Stop::Ended(end));
    true
}

/// A child of [`command`] with all that it starts: its process group, which ends with this.
#[derive(Debug)]
pub(super) struct Group {
    child: Started,
    /// How long it may take to end after it was asked to.
    patience: Duration,
    is_left: bool,
}

impl Group {
    /// # Errors
    /// The command could not be started, or no thread to wait for it.
    pub(super) fn start(command: &mut Command, patience: Duration) -> io::Result<Self> {
        Ok(Self { child: Started::start(command)?, patience, is_left: false })
    }

    /// How the child stopped. What it has left in the background goes on.
    ///
    /// # Errors
    /// It cannot be waited for.
    pub(super) async fn stopped(&mut self) -> io::Result<Stop> {
        let stop = self.child.stopped().await?;
        self.is_left = true;
        Ok(stop)
    }

    /// Whether the child has ended, and [`Group::stopped`] tells how without waiting for it.
    pub(super) fn has_ended(&self) -> bool {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
        matches!(waitid(WaitId::Pid(self.child.pid), options), Ok(Some(_)))
    }

    /// Ends it: it is asked first, and what is left is killed once the child and its output have ended, or patience has.
    pub(super) async fn end(mut self, output: impl Future<Output = ()>) {
        self.child.ask_to_end(kill_process_group);
        let ended = async { tokio::join!(self.child.ended(), output) };
        let _ = timeout(self.patience, ended).await;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.is_left {
            let _ = kill_process_group(self.child.pid, Signal::KILL);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use rustix::process::test_kill_process;

    use super::*;

    #[test]
    fn a7_k2_no_secret_is_in_the_environment_of_a_child() {
        let environment = Environment::bare("/").with("SPOTIFY_CLIENT_SECRET", "canary").with("LANG", "C");
        for make in [command, on_terminal] {
            let mut child = make(OsStr::new("env"), &environment);
            let output = child.stdout(Stdio::piped()).output().expect("it runs");
            assert_eq!(String::from_utf8_lossy(&output.stdout).lines().collect::<Vec<_>>(), ["LANG=C"]);
        }
    }

    fn shell(text: &str) -> Command {
        let mut shell = command(OsStr::new("sh"), &Environment::bare("/").with("PATH", "/usr/bin:/bin"));
        shell.args(["-c", text]);
        shell
    }

    /// Whether a process with this number runs, or has ended and is not reaped.
    fn is_known(pid: Pid) -> bool {
        test_kill_process(pid).is_ok()
    }

    #[tokio::test]
    async fn a_child_is_waited_for_to_its_end_and_its_number_is_kept() {
        for (text, end) in [("exit 0", End::Code(0)), ("exit 3", End::Code(3)), ("kill -9 $$", End::Signal(9))] {
            let mut child = Started::start(&mut shell(text)).expect("it starts");
            assert_eq!(child.stopped().await.ok(), Some(Stop::Ended(end)), "{text}");
            // The thread has nothing more to tell, and is where it would have reaped it.
            assert!(child.stopped().await.is_err(), "it ends once");
            assert!(is_known(child.pid), "a signal would reach another process");
        }
    }

    #[test]
    fn a_child_that_cannot_be_waited_for_is_killed() {
        let (mut output, to_us) = io::pipe().expect("a pipe");
        let mut shell = shell("cat /dev/zero >/dev/null & wait");
        // More memory than there are addresses.
        let thread = thread::Builder::new().stack_size(1 << 60);
        Started::start_with(thread, shell.stdout(to_us)).expect_err("there is no thread");
        drop(shell);
        assert_eq!(output.read(&mut [0]).expect("its end"), 0, "with what it has started");
    }

    /// A shell whose child waits for input, and says `asked` at TERM, or ignores it if it `is_deaf`. With the output, which
    /// ends with both.
    fn group(is_deaf: bool, patience: Duration) -> (Group, io::PipeReader, io::PipeWriter) {
        let (mut output, to_us) = io::pipe().expect("a pipe");
        let (from_us, input) = io::pipe().expect("a pipe");
        let trap = if is_deaf { "" } else { "echo asked; exit" };
        let text = format!("exec 3<&0; (trap '{trap}' TERM; echo ready; while read _ <&3; do :; done) & wait");
        let mut shell = shell(&text);
        let group = Group::start(shell.stdin(from_us).stdout(to_us), patience).expect("it starts");
        // It holds the other ends.
        drop(shell);
        output.read_exact(&mut [0; 6]).expect("it is ready");
        (group, output, input)
    }

    #[tokio::test]
    async fn a_group_ends_with_what_the_child_has_started_asked_or_killed() {
        for (is_deaf, patience, said) in [(false, Duration::from_mins(1), "asked\n"), (true, Duration::ZERO, "")] {
            let (group, mut output, _input) = group(is_deaf, patience);
            let reading = tokio::task::spawn_blocking(move || io::read_to_string(&mut output));
            let mut told = String::new();
            let closed = async { told = reading.await.expect("it ends").expect("text") };
            if is_deaf {
                group.end(async {}).await;
                closed.await;
            } else {
                group.end(closed).await;
            }
            assert_eq!(told, said);
        }
    }

    #[tokio::test]
    async fn a_group_is_killed_if_nothing_ends_it() {
        let (group, mut output, _input) = group(true, Duration::from_mins(1));
        drop(group);
        assert_eq!(output.read(&mut [0]).expect("its end"), 0);
    }

    #[tokio::test]
    async fn a_child_that_stops_for_the_terminal_is_ended() {
        let mut child = Started::start(&mut shell("kill -TTIN $$")).expect("it starts");
        assert_eq!(child.stopped().await.ok(), Some(Stop::WantsTerminal));
        assert_eq!(child.stopped().await.ok(), Some(Stop::Ended(End::Signal(9))), "a stop is reported once");
    }
}
