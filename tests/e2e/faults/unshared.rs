//! Commands in name spaces of their own, where this user may mount and has no network.

use std::{
    ffi::OsStr,
    io::Write as _,
    process::{Command, Stdio},
};

/// What stands before a command: a shell in a name space of mounts, which runs `script` with the command as `"$@"`.
pub(super) fn mounting(script: &str) -> [&OsStr; 6] {
    ["unshare", "-rm", "sh", "-c", script, "sh"].map(OsStr::new)
}

/// What stands before a command that is to have no network, not even loopback.
pub(super) fn offline() -> [&'static OsStr; 2] {
    ["unshare", "-rn"].map(OsStr::new)
}

/// Whether the system allows it; said aloud where it does not, past the harness that keeps what tests print.
pub(super) fn is_allowed(test: &str, script: &str) -> bool {
    let [shell, rest @ ..] = mounting(script);
    let tried = Command::new(shell).args(rest).arg("true").stdin(Stdio::null()).output();
    let refused = match tried {
        Ok(output) if output.status.success() => return true,
        Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        Err(error) => error.to_string(),
    };
    let _ = writeln!(std::io::stderr(), "SKIPPED {test}: name spaces are not to be had here: {refused}");
    false
}
