//! The programs that put text on the clipboard of this computer.
//!
//! The text goes to their standard input, never into their arguments, which other users can read.

use std::{
    io::{self, Write as _},
    path::PathBuf,
    time::Duration,
};

use rustix::process::{Signal, kill_process_group};
use tokio::{task::spawn_blocking, time::timeout};

use crate::{
    config::Environment,
    domain::{CleanText, Private},
    runtime::child::{self, End, Started},
};

/// How long a program may take. Those that keep the text for others do so in a process of their own.
const PATIENCE: Duration = Duration::from_secs(2);

/// A program, the variable without which it cannot work, and its arguments.
struct Known {
    name: &'static str,
    needs: Option<&'static str>,
    arguments: &'static [&'static str],
}

const KNOWN: [Known; 4] = [
    Known { name: "wl-copy", needs: Some("WAYLAND_DISPLAY"), arguments: &[] },
    Known { name: "xclip", needs: Some("DISPLAY"), arguments: &["-selection", "clipboard", "-in"] },
    Known { name: "xsel", needs: Some("DISPLAY"), arguments: &["--clipboard", "--input"] },
    Known { name: "pbcopy", needs: None, arguments: &[] },
];

/// A program that was found.
#[derive(Debug, Clone)]
pub struct Program {
    pub name: &'static str,
    path: PathBuf,
    arguments: &'static [&'static str],
    environment: Environment,
}

impl Program {
    /// The first one that is installed and can work here.
    pub(super) fn find(environment: &Environment) -> Option<Self> {
        let can_work = |known: &&Known| known.needs.is_none_or(|name| environment.var_os(name).is_some());
        KNOWN.iter().filter(can_work).find_map(|&Known { name, arguments, .. }| {
            let path = child::on_path(name, environment)?;
            Some(Self { name, path, arguments, environment: environment.clone() })
        })
    }

    /// Gives it the text.
    ///
    /// # Errors
    /// Why it did not take it, in words.
    pub async fn copy(&self, text: Private) -> Result<(), CleanText> {
        let why = |error: io::Error| CleanText::new(&format!("{} did not start: {error}", self.name));
        let (from_us, mut input) = io::pipe().map_err(why)?;
        let mut command = child::command(self.path.as_os_str(), &self.environment);
        command.args(self.arguments).stdin(from_us);
        // Starting a program reads the disk, and a pipe may be full.
        let started = spawn_blocking(move || {
            let child = Started::start(&mut command)?;
            Ok((child, spawn_blocking(move || input.write_all(text.expose().as_bytes()))))
        });
        let (mut child, writing) = started.await.map_err(io::Error::other).flatten().map_err(why)?;
        let outcome = timeout(PATIENCE, async { (writing.await, child.ended().await) }).await;
        if outcome.is_err() {
            let _ = kill_process_group(child.pid(), Signal::KILL);
        }
        match outcome {
            Ok((Ok(Ok(())), Some(End::Code(0)))) => Ok(()),
            Ok(_) | Err(_) => Err(CleanText::new(&format!("{} failed", self.name))),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

    use super::*;

    /// A folder with a program in it that runs this script.
    fn with_program(name: &str, script: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("is ours");
        folder
    }

    fn environment(folder: &Path) -> Environment {
        let path = std::env::join_paths([folder, Path::new("/bin"), Path::new("/usr/bin")]).expect("a path");
        Environment::bare("/").with("PATH", path).with("OUT", folder.join("out")).with("WAYLAND_DISPLAY", "wayland-0")
    }

    #[tokio::test]
    async fn k2_the_text_goes_to_the_standard_input_and_into_no_argument() {
        let folder = with_program("wl-copy", "cat >\"$OUT\"; printf '%s' \"$#\" >>\"$OUT\"");
        let program = Program::find(&environment(folder.path())).expect("it is found");
        assert_eq!(program.name, "wl-copy");
        assert_eq!(program.copy(Private::new("https://example.org/?a=b")).await, Ok(()));
        assert_eq!(fs::read_to_string(folder.path().join("out")).expect("written"), "https://example.org/?a=b0");
    }

    #[tokio::test]
    async fn a_program_that_fails_is_named() {
        let folder = with_program("wl-copy", "exit 3");
        let program = Program::find(&environment(folder.path())).expect("it is found");
        let failed = program.copy(Private::new("a")).await.expect_err("it fails");
        assert_eq!(failed.as_str(), "wl-copy failed");
    }

    #[test]
    fn a_program_that_cannot_work_here_is_passed_over() {
        let folder = with_program("xclip", "exit 0");
        let name = |environment| Program::find(&environment).map(|program| program.name);
        let only = |folder: &Path| Environment::bare("/").with("PATH", folder);
        assert_eq!(name(only(folder.path()).with("WAYLAND_DISPLAY", "wayland-0")), None);
        assert_eq!(name(only(folder.path()).with("DISPLAY", ":0")), Some("xclip"));
        assert_eq!(name(Environment::bare("/")), None);
    }
}
