//! What commands work with: configuration, environment and clock, and what a login needs of them.

use std::io::{self, IsTerminal as _};

use tracing::level_filters::LevelFilter;

use super::{
    Exit, Failure, Output, Result,
    locked::{LOCKED, SOON},
};
use crate::{
    auth::{Access, ClientId, Connections, LoginSettings, Vault},
    config::{self, Config, Environment, Flags, LogLevel, Sourced, keys},
    domain::{CleanText, Clock},
    library::{Library, LibraryError, Opened},
    logging::{self, Log},
    runtime::{clock, doctor::status::log_in_command, executor::Shared},
    spotify::{Guard, Origin, Origins},
};

/// Why the library cannot be used, with the way out if it is locked.
pub(super) fn why(error: &LibraryError) -> String {
    match error {
        LibraryError::Busy => format!(
            "{error}. Nothing is lost. Close the program that keeps library.db locked (another spotpods-tui, a database \
             tool, a backup), then run the command again"
        ),
        _ => error.to_string(),
    }
}

/// The context of a command.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) config: Config,
    pub(super) environment: Environment,
    pub(super) clock: Clock,
    /// Written to until it is dropped.
    pub(super) log: Option<Log>,
}

impl Context {
    /// Reads the configuration, checks the data folder and starts the log. A log that cannot be written is one more warning.
    pub(super) fn load(flags: &Flags, environment: Environment) -> Result<Self> {
        let mut context = Self::without_log(flags, environment)?;
        context.config.paths.check_data_dir().map_err(Failure::failed)?;
        let config = &mut context.config;
        match start_log(config) {
            Ok(log) => context.log = Some(log),
            Err(cause) => {
                let place = config::Place { file: config.paths.log_file(), line: None };
                let message = format!("cannot write the log: {cause}");
                config.warnings.push(config::ConfigWarning::new(config::Source::File(place), &message));
            }
        }
        for warning in &config.warnings {
            tracing::warn!(%warning, "configuration");
        }
        Ok(context)
    }

    pub(super) fn without_log(flags: &Flags, environment: Environment) -> Result<Self> {
        let config = Config::load(flags, &environment)?;
        Ok(Self { config, environment, clock: clock::system(), log: None })
    }

    /// Opens the library. Says so if another process keeps it locked, and waits.
    pub(super) fn library(&self, output: &mut Output<'_>) -> Result<Opened> {
        let path = self.config.paths.library_file();
        let opened = match Library::open_within(&path, SOON) {
            Err(LibraryError::Busy) => {
                output.note(LOCKED)?;
                Library::open(&path)
            }
            opened => opened,
        };
        opened.map_err(|error| Failure::failed(format_args!("cannot read the library: {}", why(&error))))
    }

    pub(super) fn vault(&self) -> Vault {
        let has_person = io::stdin().is_terminal();
        let bus = self.environment.session_bus();
        Vault::choosing(&self.config.paths.data_dir, self.config.login_store(), bus, has_person)
    }

    /// How to start the service that a failed command needs, if it is one of the demo's.
    pub(super) fn demo_service(&self, exit: Exit) -> Option<String> {
        let paths = &self.config.paths;
        let set = self.config.set(keys::API_URL).map(|set| Origin::parse(&set.value));
        match (exit, set) {
            (Exit::Unreachable, Some(Ok(origin))) if origin.is_loopback() => {
                Some(format!("If {origin} is the demo's service, start it with `spotpods-tui demo serve --port N`"))
            }
            (Exit::LogInFirst, None) => {
                let kept = paths.state_dir.parent().filter(|_| paths.demo_port_file().exists())?;
                let kept = CleanText::new(&kept.to_string_lossy());
                Some(format!(
                    "This is a profile of the demo: `spotpods-tui demo --profile-dir {kept}` starts it, and no other command \
                     reaches its service. `spotpods-tui demo serve --help` shows how to try them"
                ))
            }
            (Exit::Done | Exit::Failed | Exit::Usage | Exit::LogInFirst | Exit::Unreachable | Exit::Signal(_), _) => {
                None
            }
        }
    }

    pub(super) fn guard(&self) -> Guard {
        Guard::stored_at(self.config.quota_file(), self.clock.clone())
    }

    /// What a login needs; `None` if no client ID is set. The secret is the configured one, else the one in the vault.
    pub(super) fn login(&self) -> Result<Option<LoginSettings>> {
        let config = &self.config;
        let origins = origins(config)?;
        let Some(id) = config.set(keys::CLIENT_ID) else { return Ok(None) };
        let client_id =
            ClientId::parse(&id.value).map_err(|why| Failure::usage(format_args!("{}: {why}", id.source)))?;
        let redirect = config.get(keys::REDIRECT_URI);
        let client_secret = match config.set(keys::CLIENT_SECRET) {
            Some(secret) => Some(secret.value.expose().into()),
            None => self.vault().client_secret(&client_id).map_err(Failure::failed)?,
        };
        Ok(Some(LoginSettings { client_id, client_secret, redirect, origins }))
    }

    /// The same for a command that cannot do without: the failure says how to log in.
    pub(super) fn client(&self) -> Result<LoginSettings> {
        let log_in = log_in_command(&self.config.paths.profile);
        let missing = format!("not logged in, no client ID is set: {log_in} asks for it and logs in");
        self.login()?.ok_or_else(|| Failure::new(Exit::LogInFirst, missing))
    }

    /// Opens the login, with what synchronisations share. A damaged one is quarantined, with a note.
    pub(super) fn access(&self, settings: LoginSettings, output: &mut Output<'_>) -> Result<(Shared, Access)> {
        let connections = Connections::new(settings.origins.clone(), &self.guard());
        let access = connections.open(settings, self.vault()).map_err(Failure::failed)?;
        if let Some(name) = access.session.quarantined() {
            output.note(format_args!("The stored login was damaged and was moved to {name}"))?;
        }
        Ok((Shared::logged_in(connections, self.vault(), access.clone()), access))
    }
}

fn start_log(config: &Config) -> io::Result<Log> {
    let level = match config.get(keys::LOG_LEVEL) {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    config::create_folder(&config.paths.state_dir)?;
    logging::start(&config.paths.log_file(), level)
}

/// The services to use. An unsafe address is an error: nothing may be sent there, nor silently elsewhere.
pub(super) fn origins(config: &Config) -> Result<Origins> {
    let api = origin(config.set(keys::API_URL), Origins::API)?;
    let accounts = origin(config.set(keys::ACCOUNTS_URL), Origins::ACCOUNTS)?;
    Ok(Origins { api, accounts })
}

fn origin(set: Option<Sourced<String>>, default: &str) -> Result<Origin> {
    let raw = set.as_ref().map_or(default, |set| set.value.as_str());
    Origin::parse(raw).map_err(|why| match set {
        Some(set) => Failure::usage(format_args!("{}: {why}", set.source)),
        None => Failure::usage(why),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Environment, Flags};

    fn config(environment: &Environment) -> Config {
        let flags = Flags { profile_dir: Some("p".into()), ..Flags::default() };
        Config::load(&flags, environment).expect("a profile folder is given")
    }

    #[test]
    fn c2_an_unsafe_address_ends_the_program_with_code_2() {
        let set = Environment::bare("/nowhere").with("SPOTPODS_API_URL", "http://api.example.org");
        let Err(Failure::Message { exit, message }) = origins(&config(&set)) else { panic!("it was accepted") };
        assert_eq!(exit, Exit::Usage);
        assert!(message.starts_with("the environment variable SPOTPODS_API_URL: the URL must use https"), "{message}");
    }

    #[test]
    fn a1_without_addresses_spotify_is_meant() {
        let origins = origins(&config(&Environment::bare("/nowhere"))).expect("the defaults are safe");
        assert_eq!(origins.accounts.join("/authorize").as_str(), "https://accounts.spotify.com/authorize");
        assert_eq!(origins.api.to_string(), "https://api.spotify.com/v1");
    }
}
