//! What the person set: flags over environment over `.env` over `config.toml`.
//!
//! One table, [`keys`], names, types and documents every key. A wrong key or value never ends the program: it is reported
//! with its line ([`ConfigWarning`]), and the next lower layer counts. The environment and the working directory come in
//! as a value ([`Environment`]), read by [`Environment::from_process`] alone. Addresses of other services are carried as
//! written; their users check them, because only `spotify` knows its protocol. Start with [`Config::load`].

mod dangling;
mod dotenv;
mod environment;
mod file;
pub mod keys;
mod kind;
mod layers;
mod listing;
mod marks;
mod paths;
mod redirect;
mod save;
mod value;
mod values;
mod warning;

pub use dangling::DanglingLink;
pub use environment::Environment;
pub use keys::{KEYS, Key, Row};
pub use kind::Kind;
pub use listing::Listed;
pub use paths::{NoHome, Paths, create_folder, delete_covers};
pub use redirect::RedirectUri;
pub use save::{SaveError, save, unset};
pub use value::{
    ClipboardWay, ColorMode, CommandTable, DateStyle, Flags, KeyBinding, LogLevel, LoginStore, RoleStyle, When,
};
pub use warning::{ConfigWarning, Place, Source, Sourced};

use std::path::PathBuf;

use crate::domain::Private;
use values::{Layers, Values};

/// Why the program cannot start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoConfig {
    #[error(transparent)]
    NoHome(#[from] NoHome),
    #[error("--config {0}: the file does not exist")]
    Missing(Place),
}

/// Everything the person set, resolved.
#[derive(Debug, Clone)]
pub struct Config {
    values: Values,
    /// The lines of `[keymap]` in the order of the file, not yet checked against the keymap.
    pub keymap: Vec<KeyBinding>,
    /// The tables of `[commands]` in the order of the file, not yet checked against the keymap.
    pub commands: Vec<CommandTable>,
    /// The lines of `[theme]` in the order of the file, not yet checked against the roles.
    pub roles: Vec<RoleStyle>,
    /// The files and folders of this profile.
    pub paths: Paths,
    /// What was wrong and is ignored.
    pub warnings: Vec<ConfigWarning>,
    /// To read everything again.
    flags: Flags,
    replaced: Vec<(Row, Option<Private>)>,
    /// The names of keys whose default is another one here.
    defaults: Vec<(&'static str, &'static str)>,
}

impl Config {
    /// Reads `.env` in the working directory and the configuration file, and resolves every key.
    ///
    /// # Errors
    /// There is neither `--profile-dir` nor a home folder, or the file that `--config` names does not exist.
    pub fn load(flags: &Flags, environment: &Environment) -> Result<Self, NoConfig> {
        let paths = Paths::resolve(flags, environment.cwd(), environment.platform())?;
        if flags.config.is_some() && paths.config_file.try_exists().is_ok_and(|exists| !exists) {
            return Err(NoConfig::Missing(Place { file: paths.config_file, line: None }));
        }
        let mut layers = Layers::default();
        layers.read_flags(flags);
        layers.read_environment(environment);
        layers.read_dotenv(&environment.cwd().join(".env"));
        layers.read_file(&paths.config_file);
        layers.warn_of_links(&paths);
        let Layers { values, keymap, commands, roles, warnings } = layers;
        let (flags, replaced, defaults) = (flags.clone(), Vec::new(), Vec::new());
        Ok(Self { values, keymap, commands, roles, paths, warnings, flags, replaced, defaults })
    }

    /// The value of a key, or its default.
    pub fn get<T>(&self, key: &Key<T>) -> T {
        self.sourced(key).value
    }

    /// The value of a key and its source, or the default.
    pub fn sourced<T>(&self, key: &Key<T>) -> Sourced<T> {
        self.set(key)
            .unwrap_or_else(|| Sourced { value: (key.read)(self.default_of(&key.row)), source: Source::Default })
    }

    /// The default of a key, as it would be written.
    fn default_of(&self, row: &Row) -> &'static str {
        let other = self.defaults.iter().rev().find(|(name, _)| *name == row.name());
        other.map_or(row.default, |(_, default)| default)
    }

    /// The value of a key and its source, or `None` if no layer sets it.
    pub fn set<T>(&self, key: &Key<T>) -> Option<Sourced<T>> {
        let found = self.values.get(&key.row)?;
        Some(Sourced { value: (key.read)(&found.value), source: found.source.clone() })
    }

    /// Where tokens are stored. Those of a `--profile-dir`, and so of a demo, are in its file: they never get into the
    /// keyring of the person.
    pub fn login_store(&self) -> LoginStore {
        if self.paths.is_below() { LoginStore::File } else { self.get(keys::LOGIN_STORE) }
    }

    /// The end of a rate limit of the client ID in use.
    pub fn quota_file(&self) -> PathBuf {
        self.paths.quota_file(self.set(keys::CLIENT_ID).map(|id| id.value).as_deref())
    }

    /// The number of requests with the client ID in use.
    pub fn requests_file(&self) -> PathBuf {
        self.paths.requests_file(self.set(keys::CLIENT_ID).map(|id| id.value).as_deref())
    }

    /// Overrides what the layers set, or unsets it. The value counts as a default and is not checked.
    pub fn replace<T>(&mut self, key: &Key<T>, value: Option<&str>) {
        self.replaced.push((key.row, value.map(Private::new)));
        self.values.replace(&key.row, value.map(str::to_owned));
    }

    /// Another default for a key, which every layer overrides. It is not checked.
    pub fn replace_default<T>(&mut self, key: &Key<T>, default: &'static str) {
        self.defaults.push((key.row.name(), default));
    }

    /// Reads everything again, with the flags, the defaults and what was replaced as before.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn reloaded(&self, environment: &Environment) -> Result<Self, NoConfig> {
        let mut config = Self::load(&self.flags, environment)?;
        for (row, value) in &self.replaced {
            config.values.replace(row, value.as_ref().map(|value| value.expose().to_owned()));
        }
        config.replaced.clone_from(&self.replaced);
        config.defaults.clone_from(&self.defaults);
        Ok(config)
    }
}
