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
};

use rustix::process::{Pid, Signal, WaitOptions, kill_process, kill_process_group, waitpid};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

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
    let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) else {
        return Err(io::Error::other("the process has no number"));
    };
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

/// Asks a child to end that nothing has waited for yet.
pub(super) fn ask_to_end(child: &Child) {
    if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // One that is stopped ends once it goes on.
        for signal in [Signal::TERM, Signal::CONT] {
            let _ = kill_process(pid, signal);
        }
    }
}

#[cfg(test)]
mod tests {
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

    #[test]
    fn a_child_that_stops_for_the_terminal_is_ended() {
        let mut child = command(OsStr::new("sh"), &Environment::bare("/").with("PATH", "/usr/bin:/bin"));
        let mut stops = child.args(["-c", "kill -TTIN $$"]).spawn().and_then(|child| stops(&child)).expect("it starts");
        assert_eq!(stops.blocking_recv(), Some(Stop::WantsTerminal));
        assert_eq!(stops.blocking_recv(), Some(Stop::Ended(End::Signal(9))));
    }
}
