//! Stopping as Ctrl-Z does, and going on.
//!
//! The keyboard's own Ctrl-Z reaches every process of the foreground group; in raw mode it is a key, and the program
//! has to stop what the shell waits for: itself, and the leader of its group (such as `cargo run`), which is often not
//! itself. Others of the group, such as a browser that was opened, go on.

use std::io;

use nix::unistd::{Pid, getpgid, getpgrp, getppid, getsid};
use rustix::process::{Signal, getpid, kill_process};
use tokio::signal::unix::{SignalKind, signal};

/// Whether somebody is there to continue the program: a shell with job control in the same session. Started by a
/// terminal directly there is nobody, and a stopped program would be lost.
pub(super) fn can_stop() -> bool {
    let Ok(session) = getsid(None) else { return false };
    let parent = getppid();
    // Asking for process 0 would be asking for oneself.
    let parent = (parent != OUTSIDE).then(|| Some((getsid(Some(parent)).ok()?, getpgid(Some(parent)).ok()?))).flatten();
    is_continued(session, getpgrp(), parent)
}

/// What stands for a process that cannot be seen from here, as in a container whose shell is outside of it
/// (`pid_namespaces(7)`). A type that cannot be 0 must not hold it, which is why these questions are not rustix's.
const OUTSIDE: Pid = Pid::from_raw(0);

/// `parent` is the session and group of the parent.
fn is_continued(session: Pid, group: Pid, parent: Option<(Pid, Pid)>) -> bool {
    if session == OUTSIDE || group == OUTSIDE {
        return false;
    }
    match parent {
        // A parent in the same group stops too; who continues both is the session's leader, if that is another group.
        Some((theirs, group_of_parent)) => theirs == session && (group_of_parent != group || group != session),
        None => false,
    }
}

/// Stops, and comes back when continued.
pub(super) async fn stop() -> io::Result<()> {
    let mut continued = signal(SignalKind::from_raw(Signal::CONT.as_raw()))?;
    let me = getpid();
    if let Some(leader) = rustix::process::Pid::from_raw(getpgrp().as_raw()).filter(|leader| *leader != me) {
        // It may have ended already.
        let _ = kill_process(leader, Signal::TSTP);
    }
    kill_process(me, Signal::STOP)?;
    // The stop may come a moment after the call has returned; nothing may be written before the shell says so.
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
