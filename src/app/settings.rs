//! The keys of the configuration, as a person sees and changes them.

use jiff::SignedDuration;

use super::{artwork, display::DisplayOptions};

/// A key, what it is set to, and what counts before the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The path in the file, else the variable, else the flag.
    pub name: &'static str,
    pub kind: SettingKind,
    /// The value that counts; of a secret only that it is set.
    pub value: String,
    /// Empty if there is none.
    pub default: &'static str,
    pub help: &'static str,
    /// Where the value comes from, such as `config.toml:7`.
    pub source: String,
    /// The value in the file.
    pub in_file: Option<String>,
    pub place: SettingPlace,
    /// Whether a change counts without a restart.
    pub is_live: bool,
}

/// How a key is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingKind {
    Switch,
    /// One of these words.
    Choice(Vec<&'static str>),
    /// A text that is checked when it is saved.
    Text,
}

/// Where a key can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingPlace {
    File,
    /// In the file, but a flag or a variable counts before it now.
    Overridden,
    /// By a flag or a variable only.
    Elsewhere,
}

/// What a change of the configuration brings to the running program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    pub display: DisplayOptions,
    pub artwork: artwork::Options,
    /// After how long the library is synchronised again; `None` for never.
    pub interval: Option<SignedDuration>,
}

impl Setting {
    /// The value that is changed: that of the file, whatever counts before it.
    pub fn of_file(&self) -> &str {
        match self.place {
            SettingPlace::File | SettingPlace::Elsewhere => &self.value,
            SettingPlace::Overridden => self.in_file.as_deref().unwrap_or(self.default),
        }
    }

    /// The other value of a switch.
    pub fn turned(&self) -> &'static str {
        if self.of_file() == "true" { "false" } else { "true" }
    }
}
