//! Builds the first state from configuration and vault.

use ratatui::layout::Size;

use crate::{
    app::{Problem, problem::Action, session::Session, state::Startup, views::FEEDS},
    auth::{ClientId, Connections, LoginSettings, RedirectUri, Vault},
    config::{Config, Environment, keys},
    runtime::{
        appearance,
        clock::Clock,
        executor::{ClientState, Shared},
        library_host::LibraryHost,
        problem,
        start::shelf::{self, Found},
    },
    spotify::{Guard, Origins},
};

pub(in crate::runtime) struct Opened {
    pub(in crate::runtime) shared: Shared,
    pub(in crate::runtime) host: LibraryHost,
    /// Its size and the options of covers are filled in later.
    pub(in crate::runtime) startup: Startup,
}

/// Reads vault and library and builds the first state. An invalid value is a warning, an unreadable vault a problem.
pub(in crate::runtime) fn open(
    config: &Config,
    origins: Origins,
    demo: bool,
    environment: &Environment,
    clock: &Clock,
) -> Opened {
    let now = clock.now();
    let guard = Guard::stored_at(config.quota_file(), clock.clone());
    let connections = Connections::new(origins, &guard);
    let vault = Vault::choosing(&config.paths.data_dir, config.login_store(), environment.session_bus(), true);
    let mut notes = Notes { warnings: config.warnings.iter().map(ToString::to_string).collect(), problem: None };

    let (keymap, own) = appearance::keymap(config, &mut notes.warnings);
    let display = appearance::display(config, environment, &mut notes.warnings);
    let redirect = config.get(keys::REDIRECT_URI);
    let settings = settings(config, &vault, &redirect, &connections.origins, &mut notes);
    let client_id = settings.as_ref().map(|settings| settings.client_id.to_string());
    let client_state = client_state(settings, &connections, &vault, &mut notes);
    let login = client_state.login();
    let Found { host, shelf, warnings } = shelf::find(&config.paths.library_file(), &login, &keymap);
    notes.warnings.extend(warnings);
    for warning in &notes.warnings {
        tracing::warn!(%warning, "start");
    }
    let quota = guard.state().borrow().at(now.timestamp());
    let session = Session {
        login,
        client_id,
        redirect_uri: redirect.to_string(),
        profile: config.paths.profile.clone(),
        tour: !config.paths.tour_file().exists(),
        is_demo: demo,
        ..Session::default()
    };
    let startup = Startup {
        now,
        size: Size::ZERO,
        session,
        keymap,
        own,
        display,
        warnings: notes.warnings,
        quota,
        shelf,
        interval: appearance::interval(config),
        problem: notes.problem,
        feeds: &FEEDS,
        ..Startup::default()
    };
    Opened { shared: Shared::new(connections, vault, redirect, client_state), host, startup }
}

struct Notes {
    warnings: Vec<String>,
    problem: Option<Problem>,
}

/// The app; `None` opens the setup. The secret is the configured one, else the one in the vault.
fn settings(
    config: &Config,
    vault: &Vault,
    redirect: &RedirectUri,
    origins: &Origins,
    notes: &mut Notes,
) -> Option<LoginSettings> {
    let set = config.set(keys::CLIENT_ID)?;
    let client_id = match ClientId::parse(&set.value) {
        Ok(id) => id,
        Err(error) => {
            notes.warnings.push(format!("{}: {error}", set.source));
            return None;
        }
    };
    let client_secret = match config.set(keys::CLIENT_SECRET) {
        Some(secret) => Some(secret.value.expose().into()),
        None => vault.client_secret(&client_id).unwrap_or_else(|error| {
            notes.problem = Some(problem::vault(&error));
            None
        }),
    };
    Some(LoginSettings { client_id, client_secret, redirect: redirect.clone(), origins: origins.clone() })
}

fn client_state(
    settings: Option<LoginSettings>,
    connections: &Connections,
    vault: &Vault,
    notes: &mut Notes,
) -> ClientState {
    let Some(settings) = settings else { return ClientState::NoClient };
    match connections.open(settings.clone(), vault.clone()) {
        Ok(access) => {
            if let Some(name) = access.session.quarantined() {
                let detail = format!("It was kept as {name}. Nothing else is lost");
                notes.problem = Some(Problem::new("The stored login was damaged", detail, Action::LogInAgain));
            }
            ClientState::Open(access)
        }
        Err(error) => {
            notes.problem = Some(problem::vault(&error));
            ClientState::Closed(settings)
        }
    }
}
