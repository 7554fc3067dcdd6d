//! Stops the program as Ctrl-Z does.
//!
//! In raw mode Ctrl-Z is a key, so the program stops itself and the leader of its process group, such as `cargo run`. Other
//! processes of the group, such as a browser, go on.

use std::io;

use nix::unistd::{Pid, getpgid, getpgrp, getppid, getsid};
use rustix::process::{Signal, getpid, kill_process};
use tokio::signal::unix::{SignalKind, signal};

/// Whether a shell with job control can continue the program: it must be in the same session. A program that a terminal
/// started directly would stay stopped.
pub(super) fn can_stop() -> bool {
    let Ok(session) = getsid(None) else { return false };
    let parent = getppid();
    // Process 0 would mean this process.
    let parent = (parent != OUTSIDE).then(|| Some((getsid(Some(parent)).ok()?, getpgid(Some(parent)).ok()?))).flatten();
    is_continued(session, getpgrp(), parent)
}

/// A process outside of this container (`pid_namespaces(7)`). rustix's `Pid` cannot be 0, hence nix.
const OUTSIDE: Pid = Pid::from_raw(0);

/// `parent` is the session and group of the parent.
fn is_continued(session: Pid, group: Pid, parent: Option<(Pid, Pid)>) -> bool {
    if session == OUTSIDE || group == OUTSIDE {
        return false;
    }
    match parent {
        // A parent in the same group stops too; then the session's leader continues both, if it is in another group.
        Some((theirs, group_of_parent)) => theirs == session && (group_of_parent != group || group != session),
        None => false,
    }
}

/// Stops the process; returns once it is continued.
pub(super) async fn stop() -> io::Result<()> {
    let mut continued = signal(SignalKind::from_raw(Signal::CONT.as_raw()))?;
    let me = getpid();
    if let Some(leader) = rustix::process::Pid::from_raw(getpgrp().as_raw()).filter(|leader| *leader != me) {
        // It may have ended already.
        let _ = kill_process(leader, Signal::TSTP);
    }
    kill_process(me, Signal::STOP)?;
    // The stop may take effect after the call; nothing may be written before SIGCONT.
    continued.recv().await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g3_a_program_stops_only_where_a_shell_can_continue_it() {
        let pid = Pid::from_raw;
        let (shell, job) = (pid(10), pid(20));
        assert!(is_continued(shell, job, Some((shell, shell))), "a shell's own job");
        assert!(is_continued(shell, job, Some((shell, job))), "below `cargo run`, which is the job");
        assert!(!is_continued(job, job, Some((pid(5), pid(5)))), "the terminal started it: its own session");
        assert!(!is_continued(shell, shell, Some((shell, shell))), "below a shell without job control");
        assert!(!is_continued(shell, job, None), "the parent is gone");
        assert!(!is_continued(job, job, Some((OUTSIDE, OUTSIDE))), "the parent's session is outside of the container");
        assert!(!is_continued(OUTSIDE, OUTSIDE, Some((OUTSIDE, OUTSIDE))), "nothing but the program is inside");
    }
}
