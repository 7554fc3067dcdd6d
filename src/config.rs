//! What the person set: flags over environment over `.env` over `config.toml`.
//!
//! One table, [`KEYS`], names every key and documents it. Nothing in here ends the program because of a wrong key or
//! value: each is reported with its line ([`ConfigWarning`]) and the next lower layer counts. The environment and the
//! working directory come in as a value ([`Environment`]), so nothing but [`Environment::from_process`] reads them.
//! Addresses of other services are carried as they were written; who uses them checks them, because only `spotify`
//! knows what it speaks to. Start with [`Config::load`].

mod dotenv;
mod environment;
mod file;
mod keys;
mod layers;
mod paths;
mod save;
mod value;
mod warning;

pub use environment::Environment;
pub use keys::{KEYS, Key, Kind, Name};
pub use paths::{NoHome, Paths, create_folder};
pub use save::{SaveError, Saved, save_client_id};
pub use value::{ClientSecret, ColorMode, DateStyle, Flags, KeyBinding, LogLevel, SyncSettings};
pub use warning::{ConfigWarning, Place, Source, Sourced};

use layers::Layers;

/// Why there is nothing to start with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoConfig {
    /// There is no folder to keep anything in.
    #[error(transparent)]
    NoHome(#[from] NoHome),
    /// The file that was named is not there.
    #[error("--config {0}: the file does not exist")]
    Missing(Place),
}

/// Everything the person set, resolved. Each value knows where it came from.
#[derive(Debug, Clone)]
pub struct Config {
    /// The client ID of the person's own app; without one the setup comes first.
    pub client_id: Option<Sourced<String>>,
    /// The app's secret, optional: PKCE is used with and without it.
    pub client_secret: Option<Sourced<ClientSecret>>,
    /// Where Spotify sends the browser back to: http on `127.0.0.1` or `[::1]`; without a port a free one is taken.
    pub redirect_uri: Sourced<String>,
    /// The address of another Web API, as written. Whoever uses it parses it and refuses to start when it is unsafe.
    pub api_url: Option<Sourced<String>>,
    /// The address of another accounts service, as written; see [`Config::api_url`].
    pub accounts_url: Option<Sourced<String>>,
    /// Whether colours are used.
    pub color: ColorMode,
    /// Whether frames and marks are drawn in ASCII.
    pub ascii: bool,
    /// How dates are written.
    pub dates: DateStyle,
    /// How much goes into the log file.
    pub log_level: LogLevel,
    /// How synchronising is bounded.
    pub sync: SyncSettings,
    /// What `[keymap]` rebinds, in the order of the file, not yet checked against the keymap.
    pub keymap: Vec<KeyBinding>,
    /// The files and folders of this profile.
    pub paths: Paths,
    /// What was wrong and therefore ignored.
    pub warnings: Vec<ConfigWarning>,
}

impl Config {
    /// Reads `.env` in the working directory and the configuration file, and resolves every key.
    ///
    /// # Errors
    /// Only when there is no place for the files: no `--profile-dir` and no home folder; or when the file that `--config`
    /// names does not exist: whoever names one means it.
    pub fn load(flags: &Flags, environment: &Environment) -> Result<Self, NoConfig> {
        let paths = Paths::resolve(flags, environment)?;
        if flags.config.is_some() && paths.config_file.try_exists().is_ok_and(|exists| !exists) {
            return Err(NoConfig::Missing(Place { file: paths.config_file, line: None }));
        }
        let mut layers = Layers::default();
        layers.read_environment(environment);
        layers.read_dotenv(&environment.cwd().join(".env"));
        layers.read_file(&paths.config_file);

        let quiet = environment.var("NO_COLOR").is_some();
        let ascii = flags.ascii || layers.value(Name::Ascii).is_some_and(|found| found.value == "true");
        let iso = layers.value(Name::Dates).is_some_and(|found| found.value == "iso");
        Ok(Self {
            client_id: layers.value(Name::ClientId),
            client_secret: layers.value(Name::ClientSecret).map(|found| found.map(ClientSecret::new)),
            redirect_uri: layers.value_or_default(Name::RedirectUri),
            api_url: layers.value(Name::ApiUrl),
            accounts_url: layers.value(Name::AccountsUrl),
            color: flags.color.unwrap_or(if quiet { ColorMode::Never } else { ColorMode::Auto }),
            ascii,
            dates: if iso { DateStyle::Iso } else { DateStyle::Relative },
            log_level: flags.log_level.unwrap_or_default(),
            sync: SyncSettings::read(&layers),
            keymap: layers.keymap,
            paths,
            warnings: layers.warnings,
        })
    }
}
