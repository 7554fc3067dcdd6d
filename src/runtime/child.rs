//! Programs that this one starts.
//!
//! Each gets the environment of this process without the variables that hold a secret (security A7, K2). No other file
//! makes a command; a test reads the sources.

use std::{
    env,
    ffi::OsStr,
    os::unix::{fs::PermissionsExt as _, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::config::Environment;

/// A command without secrets, input and output. Keys such as Ctrl-C do not reach it: it is no part of this job.
pub(super) fn command(program: &OsStr, environment: &Environment) -> Command {
    let mut command = Command::new(program);
    command.env_clear().envs(environment.without_secrets()).process_group(0);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a7_no_secret_is_in_the_environment_of_a_child() {
        let environment = Environment::bare("/").with("SPOTIFY_CLIENT_SECRET", "canary").with("LANG", "C");
        let mut child = command(OsStr::new("env"), &environment);
        let output = child.stdout(Stdio::piped()).output().expect("it runs");
        assert_eq!(String::from_utf8_lossy(&output.stdout).lines().collect::<Vec<_>>(), ["LANG=C"]);
    }
}
