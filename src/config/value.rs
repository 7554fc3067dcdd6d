//! The types of values, and the flags that set some of them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Source;
use crate::domain::{OwnMode, Profile};

/// The global flags, as the command line gives them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
#[command(next_help_heading = "Global options")]
pub struct Flags {
    /// Use the account of this name, with a login and a library of its own [default: default]
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<Profile>,
    /// Store everything in this folder instead of the platform's folders
    #[arg(long, global = true, value_name = "DIR")]
    pub profile_dir: Option<PathBuf>,
    /// Use this configuration file
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// When to use colours [default: auto]
    #[arg(long, global = true, value_name = "WHEN")]
    pub color: Option<ColorMode>,
    /// Draw with ASCII characters only
    #[arg(long, global = true)]
    pub ascii: bool,
    /// Level of the log file [default: info]
    #[arg(long, global = true, value_name = "LEVEL")]
    pub log_level: Option<LogLevel>,
}

/// Where a login's tokens are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum LoginStore {
    /// In the keyring if one answers at the login, else in a file.
    #[default]
    Auto,
    Keyring,
    File,
}

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ColorMode {
    /// Where the output is a terminal that can show colours.
    #[default]
    Auto,
    Always,
    Never,
}

/// How dates are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum DateStyle {
    /// Recent ones as "3d".
    #[default]
    Relative,
    /// The same, with the order and the names of the person's locale.
    Locale,
    /// Always `2026-03-01`.
    Iso,
}

/// Whether the terminal is used for what some cannot do: links, pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum When {
    /// On the terminals that are known to support it.
    #[default]
    Auto,
    Always,
    Never,
}

/// How text gets onto the clipboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ClipboardWay {
    /// Through the terminal, and on the computer in front of the person with a program too.
    #[default]
    Auto,
    /// Through the terminal.
    Osc52,
    /// With a program.
    Command,
}

/// A table of `[commands]`: a command of the person's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandTable {
    pub name: String,
    /// For `sh -c`; `None` if a field is wrong: run in another way the command could do harm.
    pub run: Option<String>,
    pub mode: OwnMode,
    /// The keys as written; none for a command of the palette alone.
    pub keys: Vec<String>,
    /// The names of the contexts that the keys are for; empty for the usual ones.
    pub contexts: Vec<String>,
    pub help: Option<String>,
    /// The line of the name.
    pub source: Source,
    /// The line of the keys, or else of the name.
    pub source_of_keys: Source,
}

/// A line of `[theme]`: `role = "style"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleStyle {
    pub role: String,
    /// As written, such as `bold #7aa2f7`.
    pub style: String,
    /// The line, for reports about unknown roles and colours.
    pub source: Source,
}

/// How much goes into the log file; each level includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// Failures.
    Error,
    /// Unexpected states.
    Warn,
    /// Events.
    #[default]
    Info,
    /// Reasons.
    Debug,
    /// Everything.
    Trace,
}

/// A line of `[keymap]`: `context.command = ["key", …]`. An empty list unbinds the command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyBinding {
    /// The name of the context, such as `shows`.
    pub context: String,
    /// The name of the command, such as `filter`.
    pub command: String,
    /// The keys as written, such as `Ctrl-f` or `g g`.
    pub keys: Vec<String>,
    /// Whether the list has more, which is no text and was reported: the line changes nothing.
    pub is_wrong: bool,
    /// The line, for reports about unknown names and keys.
    pub source: Source,
}
