//! Finds the Connect player that can be started: the configured command, or the first known one on the `PATH`.

use std::path::PathBuf;

use super::ConnectError;
use crate::{
    config::Environment,
    domain::{CleanText, command_line},
    runtime::child::{is_program, on_path},
};

/// Players by their program, with the arguments that keep them in the foreground.
const KNOWN: [(&str, &[&str]); 4] =
    [("spotifyd", &["--no-daemon"]), ("librespot", &[]), ("soloist", &[]), ("spotify", &[])];

/// A Connect player that can be started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    pub(super) path: PathBuf,
    pub(super) arguments: Vec<String>,
}

impl Program {
    /// The configured command, else the first known player on the `PATH`.
    ///
    /// # Errors
    /// The command names no program, or no program is installed.
    pub fn find(command: Option<&str>, environment: &Environment) -> Result<Self, ConnectError> {
        let Some(command) = command.filter(|command| !command.is_empty()) else {
            let mut known = KNOWN.iter();
            let found = known.find_map(|(name, arguments)| Some((on_path(name, environment)?, arguments)));
            let (path, arguments) = found.ok_or(ConnectError::NoneInstalled)?;
            return Ok(Self { path, arguments: arguments.iter().map(|word| (*word).to_owned()).collect() });
        };
        let unreadable = |why: &str| ConnectError::Failed(format!("player.start_command {}", CleanText::new(why)));
        let mut words = command_line::commands(command, None).map_err(unreadable)?.into_iter().flatten();
        let program = words.next().ok_or_else(|| unreadable("names no program"))?;
        let path = if program.contains('/') {
            Some(PathBuf::from(&program)).filter(|path| is_program(path))
        } else {
            on_path(&program, environment)
        };
        let path = path.ok_or_else(|| unreadable(&format!("names {program}, which is not an installed program")))?;
        Ok(Self { path, arguments: words.collect() })
    }

    /// The name, for a question and for messages.
    pub fn name(&self) -> CleanText {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        CleanText::new(&name.to_string_lossy())
    }

    /// Whether an argument, such as that of `--name`, is the name of a device.
    pub(super) fn names(&self, device: &CleanText) -> bool {
        let value = |word: &str| word.split_once('=').map(|(_, value)| CleanText::new(value));
        self.arguments.iter().any(|word| CleanText::new(word) == *device || value(word).as_ref() == Some(device))
    }
}
