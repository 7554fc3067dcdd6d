//! From the configuration and the vault to the first state.

use jiff::SignedDuration;
use ratatui::layout::Size;
use secrecy::SecretString;

use crate::{
    app::{
        Keymap, Problem,
        keymap::Rebinding,
        state::{Look, Session, Startup},
    },
    auth::{ClientId, Connections, LoginSettings, RedirectUri, Vault},
    config::{Config, DateStyle},
    domain::{CleanText, LoginState},
    runtime::{
        clock::Clock,
        executor::{Shared, Standing},
        holdings::Holdings,
        problem,
        start::shelf::{self, Found},
    },
    spotify::{Guard, Origins},
};

/// What the program starts with.
pub(in crate::runtime) struct Opened {
    /// How Spotify is reached.
    pub(in crate::runtime) shared: Shared,
    /// The library.
    pub(in crate::runtime) holdings: Holdings,
    /// The first state; its size is still to be filled in.
    pub(in crate::runtime) startup: Startup,
}

/// Reads vault and library and builds the state before the first event. A value that makes
/// no sense is a warning, a vault that cannot be read a problem on the first screen.
pub(in crate::runtime) fn open(
    config: &Config,
    origins: Origins,
    demo: bool,
    lacks_utf8: bool,
    clock: &Clock,
) -> Opened {
    let now = clock.now();
    let guard = Guard::stored_at(config.paths.quota_file());
    let connections = Connections::new(origins, &guard);
    let vault = Vault::new(&config.paths.data_dir);
    let mut notes = Notes { warnings: config.warnings.iter().map(ToString::to_string).collect(), problem: None };

    let keymap = keymap(config, &mut notes);
    let redirect = redirect(config, &mut notes);
    let settings = settings(config, &vault, &redirect, connections.origins(), &mut notes);
    let client_id = settings.as_ref().map(|settings| settings.client_id.to_string());
    let standing = standing(settings, &connections, &vault, &mut notes);
    let login = login(&standing);
    let Found { holdings, shelf, warnings } = shelf::find(&config.paths.library_file(), &login);
    notes.warnings.extend(warnings);
    for warning in &notes.warnings {
        tracing::warn!(%warning, "start");
    }
    let session = Session { login, client_id, redirect_uri: redirect.to_string(), demo };
    let quota = guard.state().borrow().at(now.timestamp());
    let look = Look { ascii: config.ascii || lacks_utf8, iso_dates: config.dates == DateStyle::Iso };
    let startup = Startup {
        now,
        size: Size::ZERO,
        session,
        keymap,
        look,
        warnings: notes.warnings,
        quota,
        shelf,
        interval: config.sync.interval.and_then(|interval| SignedDuration::try_from(interval).ok()),
        problem: notes.problem,
    };
    Opened { shared: Shared::new(connections, vault, redirect, standing), holdings, startup }
}

/// What there is to say before anything happens.
struct Notes {
    warnings: Vec<String>,
    problem: Option<Problem>,
}

fn keymap(config: &Config, notes: &mut Notes) -> Keymap {
    let rows: Vec<_> = config
        .keymap
        .iter()
        .map(|row| Rebinding { context: &row.context, name: &row.command, keys: &row.keys })
        .collect();
    let (keymap, outcomes) = Keymap::rebound(&rows);
    for (binding, outcome) in config.keymap.iter().zip(outcomes) {
        if let Err(why) = outcome {
            notes.warnings.push(format!("{}: {}", binding.source, CleanText::new(&why)));
        }
    }
    keymap
}

fn redirect(config: &Config, notes: &mut Notes) -> RedirectUri {
    RedirectUri::parse(&config.redirect_uri.value).unwrap_or_else(|error| {
        notes.warnings.push(format!("{}: {}", config.redirect_uri.source, problem::redirect(error)));
        RedirectUri::default()
    })
}

/// The app to log in with; `None` opens the setup. The secret is the configured one, else the one in the vault.
fn settings(
    config: &Config,
    vault: &Vault,
    redirect: &RedirectUri,
    origins: &Origins,
    notes: &mut Notes,
) -> Option<LoginSettings> {
    let set = config.client_id.as_ref()?;
    let client_id = match ClientId::parse(&set.value) {
        Ok(id) => id,
        Err(error) => {
            notes.warnings.push(format!("{}: {error}", set.source));
            return None;
        }
    };
    let client_secret = match &config.client_secret {
        Some(secret) => Some(SecretString::from(secret.value.expose())),
        None => vault.client_secret(&client_id).unwrap_or_else(|error| {
            notes.problem = Some(problem::vault(&error));
            None
        }),
    };
    Some(LoginSettings { client_id, client_secret, redirect: redirect.clone(), origins: origins.clone() })
}

fn standing(settings: Option<LoginSettings>, connections: &Connections, vault: &Vault, notes: &mut Notes) -> Standing {
    let Some(settings) = settings else { return Standing::NoClient };
    match connections.open(settings.clone(), vault.clone()) {
        Ok(access) => {
            if let Some(name) = access.session.quarantined() {
                let detail = format!("It was kept as {name}. Nothing else is lost");
                notes.problem = Some(Problem::new("The stored login was damaged", detail, "Log in again"));
            }
            Standing::Open(access)
        }
        Err(error) => {
            notes.problem = Some(problem::vault(&error));
            Standing::Closed(settings)
        }
    }
}

fn login(standing: &Standing) -> LoginState {
    match standing {
        Standing::Open(access) => access.session.state(),
        Standing::NoClient | Standing::Closed(_) => LoginState::LoggedOut,
    }
}
