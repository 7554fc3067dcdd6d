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
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, WaitOptions, kill_process, kill_process_group, test_kill_process_group, waitpid};
use tokio::{
    sync::mpsc::{UnboundedReceiver, unbounded_channel},
    time::{sleep, timeout},
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

fn is_program(path: &Path) -> bool {
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

/// Waits for a child on a thread of its own, so that it does not stay a zombie. The last thing sent is its end, or that it
/// wanted the terminal.
///
/// # Errors
/// No thread could be started.
pub(super) fn stops(child: &Child) -> io::Result<UnboundedReceiver<Stop>> {
    let (send, stops) = unbounded_channel();
    let pid = pid(child)?;
    let wait = move || {
        // Nothing else waits for it.
        while let Ok(status) = waitpid(Some(pid), WaitOptions::UNTRACED) {
            let Some((_, status)) = status else { continue };
            let wants_terminal =
                [Signal::TTIN, Signal::TTOU].map(Signal::as_raw).map(Some).contains(&status.stopping_signal());
            let stop = match (status.exit_status(), status.terminating_signal()) {
                (Some(code), _) => Stop::Ended(End::Code(code)),
                (None, Some(signal)) => Stop::Ended(End::Signal(signal)),
                (None, None) if wants_terminal => Stop::WantsTerminal,
                (None, None) => continue,
            };
            if stop == Stop::WantsTerminal {
                // Of a command on our own terminal this finds no group: it is a part of this job.
                let _ = kill_process_group(pid, Signal::KILL);
            }
            if send.send(stop).is_err() || matches!(stop, Stop::Ended(_)) {
                return;
            }
        }
    };
    thread::Builder::new().name("command".to_owned()).spawn(wait)?;
    Ok(stops)
}

/// A child of [`command`] with all that it starts: its process group, which ends with this.
#[derive(Debug)]
pub(super) struct Group {
    pid: Pid,
    stops: UnboundedReceiver<Stop>,
    is_left: bool,
}

impl Group {
    /// How long it may take to end after it was asked to.
    pub(super) const PATIENCE: Duration = Duration::from_secs(1);
    const LOOK: Duration = Duration::from_millis(10);

    /// # Errors
    /// The command could not be started, or no thread to wait for it.
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        let child = command.spawn()?;
        Ok(Self { pid: pid(&child)?, stops: stops(&child)?, is_left: false })
    }

    /// How the child stopped. What it has left in the background goes on.
    ///
    /// # Errors
    /// It cannot be waited for.
    pub(super) async fn stopped(&mut self) -> io::Result<Stop> {
        let stop = self.stops.recv().await.ok_or_else(|| io::Error::other("the command cannot be waited for"))?;
        self.is_left = true;
        Ok(stop)
    }

    /// Ends it: it is asked first, then killed.
    pub(super) async fn end(mut self) {
        // One that is stopped ends once it goes on.
        for signal in [Signal::TERM, Signal::CONT] {
            let _ = kill_process_group(self.pid, signal);
        }
        let gone = async {
            while test_kill_process_group(self.pid).is_ok() {
                sleep(Self::LOOK).await;
            }
        };
        self.is_left = timeout(Self::PATIENCE, gone).await.is_ok();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.is_left {
            let _ = kill_process_group(self.pid, Signal::KILL);
        }
    }
}

fn pid(child: &Child) -> io::Result<Pid> {
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    pid.ok_or_else(|| io::Error::other("the process has no number"))
}

/// Asks a child to end that nothing has waited for yet.
pub(super) fn ask_to_end(child: &Child) {
    if let Ok(pid) = pid(child) {
        // As with a group.
        for signal in [Signal::TERM, Signal::CONT] {
            let _ = kill_process(pid, signal);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

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

    #[test]
    fn a_child_is_waited_for_to_its_end() {
        for (text, end) in [("exit 0", End::Code(0)), ("exit 3", End::Code(3)), ("kill -9 $$", End::Signal(9))] {
            let mut child = command(OsStr::new("sh"), &Environment::bare("/").with("PATH", "/usr/bin:/bin"));
            let mut stops = child.args(["-c", text]).spawn().and_then(|child| stops(&child)).expect("it starts");
            assert_eq!(stops.blocking_recv(), Some(Stop::Ended(end)), "{text}");
        }
    }

    /// A shell whose child waits for input, and ignores TERM if `is_deaf`. With the output, which ends with both.
    fn group(is_deaf: bool) -> (Group, io::PipeReader, io::PipeWriter) {
        let (mut output, to_us) = io::pipe().expect("a pipe");
        let (from_us, input) = io::pipe().expect("a pipe");
        let trap = if is_deaf { "trap '' TERM;" } else { "" };
        let text = format!("exec 3<&0; ({trap} echo ready; exec cat <&3) & wait");
        let mut shell = command(OsStr::new("sh"), &Environment::bare("/").with("PATH", "/usr/bin:/bin"));
        let group = Group::start(shell.args(["-c", &text]).stdin(from_us).stdout(to_us)).expect("it starts");
        // It holds the other ends.
        drop(shell);
        output.read_exact(&mut [0; 6]).expect("it is ready");
        (group, output, input)
    }

    #[tokio::test]
    async fn a_group_ends_with_what_the_child_has_started_asked_or_killed() {
        for is_deaf in [false, true] {
            let (group, mut output, _input) = group(is_deaf);
            group.end().await;
            assert_eq!(output.read(&mut [0]).expect("its end"), 0);
        }
    }

    #[tokio::test]
    async fn a_group_is_killed_if_nothing_ends_it() {
        let (group, mut output, _input) = group(true);
        drop(group);
        assert_eq!(output.read(&mut [0]).expect("its end"), 0);
    }

    #[test]
    fn a_child_that_stops_for_the_terminal_is_ended() {
        let mut child = command(OsStr::new("sh"), &Environment::bare("/").with("PATH", "/usr/bin:/bin"));
        let mut stops = child.args(["-c", "kill -TTIN $$"]).spawn().and_then(|child| stops(&child)).expect("it starts");
        assert_eq!(stops.blocking_recv(), Some(Stop::WantsTerminal));
        assert_eq!(stops.blocking_recv(), Some(Stop::Ended(End::Signal(9))));
    }
}
