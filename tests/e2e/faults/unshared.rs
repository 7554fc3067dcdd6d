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

/// Whether the system allows mounts; said aloud where it does not.
pub(super) fn is_allowed(test: &str, script: &str) -> bool {
    works(test, &mounting(script))
}

/// Whether the system allows a name space without a network; said aloud where it does not.
pub(super) fn is_offline_allowed(test: &str) -> bool {
    works(test, &offline())
}

/// Said past the harness, which keeps what tests print.
fn works(test: &str, before: &[&OsStr]) -> bool {
    let tried = Command::new(before[0]).args(&before[1..]).arg("true").stdin(Stdio::null()).output();
    let refused = match tried {
        Ok(output) if output.status.success() => return true,
        Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        Err(error) => error.to_string(),
    };
    let _ = writeln!(std::io::stderr(), "SKIPPED {test}: name spaces are not to be had here: {refused}");
    false
}
