//! Runs commands where this user may mount, has no network, or system calls fail.

use std::{
    ffi::{OsStr, OsString},
    path::PathBuf,
    process::{Command, Stdio},
};

use crate::skip::skip;

/// The words before a command that run `script` in a mount namespace, with the command as `"$@"`.
pub(super) fn mounting(script: &str) -> [&OsStr; 6] {
    ["unshare", "-rm", "sh", "-c", script, "sh"].map(OsStr::new)
}

/// The words before a command that run it without a network, loopback included.
pub(super) fn offline() -> [&'static OsStr; 2] {
    ["unshare", "-rn"].map(OsStr::new)
}

/// Whether the system allows mounts; reports a skip if not.
pub(super) fn is_allowed(test: &str, script: &str) -> bool {
    works(test, &mounting(script), "namespaces are")
}

/// Whether the system allows a network namespace; reports a skip if not.
pub(super) fn is_offline_allowed(test: &str) -> bool {
    works(test, &offline(), "namespaces are")
}

/// The words before a command that make its system calls on these files fail as
/// `fault` says, such as `pwrite64:error=EIO:when=3+`.
pub(super) fn failing(fault: &str, files: &[PathBuf]) -> Vec<OsString> {
    let mut words: Vec<OsString> = ["strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null"].map(Into::into).into();
    for file in files {
        words.extend(["-P".into(), file.into()]);
    }
    let call = fault.split(':').next().expect("a call");
    words.extend([format!("--trace={call}").into(), format!("--inject={fault}").into()]);
    words
}

/// Whether system calls can be made to fail (`strace`); reports a skip if not.
pub(super) fn is_failing_allowed(test: &str) -> bool {
    let words = failing("pwrite64:error=EIO", &[]);
    works(test, &words.iter().map(OsString::as_os_str).collect::<Vec<_>>(), "fault injection is")
}

/// Whether `true` runs behind these words.
fn works(test: &str, before: &[&OsStr], what: &str) -> bool {
    let tried = Command::new(before[0]).args(&before[1..]).arg("true").stdin(Stdio::null()).output();
    let refused = match tried {
        Ok(output) if output.status.success() => return true,
        Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        Err(error) => error.to_string(),
    };
    skip(test, &format!("{what} not available: {refused}"));
    false
}
