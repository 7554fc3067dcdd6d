//! The environment of the process, as a value.

use std::{
    collections::BTreeMap,
    ffi::{OsStr, OsString},
    fmt,
    path::{Path, PathBuf},
};

use super::{KEYS, Kind, Paths};
use crate::domain::{Multiplexer, TerminalProgram};

/// The variables, the working directory and the platform's folders, read once.
///
/// `Debug` prints the names of the variables only: values may be secrets.
#[derive(Clone, Default)]
pub struct Environment {
    variables: BTreeMap<OsString, OsString>,
    cwd: PathBuf,
    platform: Option<Paths>,
}

impl Environment {
    /// Whether the first of `LC_ALL`, `LC_CTYPE` and `LANG` that is set (POSIX, chapter 8.2) names another encoding than
    /// UTF-8. If none is set, UTF-8 is assumed.
    pub fn lacks_utf8(&self) -> bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| self.var(name));
        locale.is_some_and(|locale| {
            let locale = locale.to_ascii_lowercase();
            !(locale.contains("utf-8") || locale.contains("utf8"))
        })
    }

    /// The locale of dates: the first of `LC_ALL`, `LC_TIME` and `LANG` that is set (POSIX, chapter 8.2).
    pub fn locale_of_dates(&self) -> &str {
        ["LC_ALL", "LC_TIME", "LANG"].into_iter().find_map(|name| self.var(name)).unwrap_or_default()
    }

    /// Reads the environment of the process. The platform's folders honour `XDG_*`.
    pub fn from_process() -> Self {
        Self {
            variables: std::env::vars_os().collect(),
            // If the working directory was deleted, relative paths stay relative, and there is no `.env`.
            cwd: std::env::current_dir().unwrap_or_default(),
            platform: Paths::of_platform(),
        }
    }

    /// An environment without variables.
    pub fn bare(cwd: impl Into<PathBuf>) -> Self {
        Self { cwd: cwd.into(), ..Self::default() }
    }

    /// Adds a variable.
    #[must_use]
    pub fn with(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// A variable that is set, not empty and valid UTF-8.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.var_os(name).and_then(OsStr::to_str)
    }

    /// A variable that is set and not empty.
    pub fn var_os(&self, name: &str) -> Option<&OsStr> {
        self.variables.get(OsStr::new(name)).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }

    /// All variables but those that hold a secret, for a child process.
    pub fn without_secrets(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        let is_secret = |name: &OsStr| {
            KEYS.iter().any(|row| row.kind == Kind::Secret && row.variable.is_some_and(|variable| name == variable))
        };
        self.variables.iter().filter(move |(name, _)| !is_secret(name)).map(|(name, value)| (&**name, &**value))
    }

    /// Whether the person sits at another computer, connected by SSH.
    pub fn is_remote(&self) -> bool {
        ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"].iter().any(|name| self.var_os(name).is_some())
    }

    /// The terminal program, by its variables.
    pub fn terminal(&self) -> &'static TerminalProgram {
        TerminalProgram::of(|name| self.var(name))
    }

    /// What is between the program and the terminal.
    pub fn multiplexer(&self) -> Option<Multiplexer> {
        Multiplexer::of(|name| self.var(name))
    }

    /// Whether the terminal says that it has all colours.
    pub fn has_full_color(&self) -> bool {
        matches!(self.var("COLORTERM"), Some("truecolor" | "24bit"))
    }

    /// The address of the session bus: as the variable says, or the socket that systemd makes.
    pub fn session_bus(&self) -> Option<String> {
        self.var("DBUS_SESSION_BUS_ADDRESS").map(str::to_owned).or_else(|| {
            let socket = Path::new(self.var("XDG_RUNTIME_DIR")?).join("bus");
            let is_there = socket.is_absolute() && socket.exists();
            is_there.then(|| format!("unix:path={}", socket.display()))
        })
    }

    pub fn cwd(&self) -> &Path {
        &self.cwd
    }

    /// The platform's folders, or `None` without a home folder.
    pub(super) fn platform(&self) -> Option<&Paths> {
        self.platform.as_ref()
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.variables.keys().collect();
        f.debug_struct("Environment").field("variables", &names).field("cwd", &self.cwd).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Environment;

    #[test]
    fn an_empty_variable_counts_as_unset() {
        let environment = Environment::bare("/").with("NO_COLOR", "").with("BROWSER", "w3m");
        assert_eq!(environment.var("NO_COLOR"), None);
        assert_eq!(environment.var("BROWSER"), Some("w3m"));
    }

    #[test]
    fn d6_debug_of_the_environment_prints_no_value() {
        let environment = Environment::bare("/").with("SPOTIFY_CLIENT_SECRET", "canary");
        let shown = format!("{environment:?}");
        assert!(shown.contains("SPOTIFY_CLIENT_SECRET") && !shown.contains("canary"), "{shown}");
    }
}
