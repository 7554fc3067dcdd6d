//! Builds the first state from configuration and vault.

use jiff::SignedDuration;
use ratatui::layout::Size;

use crate::{
    app::{
        Keymap, Problem, cx::DisplayOptions, input::keymap::Rebinding, problem::Action, state::Startup, theme::Theme,
        views::FEEDS,
    },
    auth::{ClientId, Connections, LoginSettings, RedirectUri, Vault},
    config::{ColorMode, Config, DateStyle, Environment, keys},
    domain::{CleanText, LoginState, ThemeName},
    runtime::{
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
    /// Its size is filled in later.
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

    let keymap = keymap(config, &mut notes);
    let display = DisplayOptions {
        ascii: config.get(keys::ASCII) || environment.lacks_utf8(),
        iso_dates: config.get(keys::DATES) == DateStyle::Iso,
        theme: theme(config, &mut notes),
        no_color: config.get(keys::COLOR) == ColorMode::Never,
    };
    let redirect = redirect(config, &mut notes);
    let settings = settings(config, &vault, &redirect, connections.origins(), &mut notes);
    let client_id = settings.as_ref().map(|settings| settings.client_id.to_string());
    let client_state = client_state(settings, &connections, &vault, &mut notes);
    let login = login(&client_state);
    let Found { host, shelf, warnings } = shelf::find(&config.paths.library_file(), &login, &keymap);
    notes.warnings.extend(warnings);
    for warning in &notes.warnings {
        tracing::warn!(%warning, "start");
    }
    let quota = guard.state().borrow().at(now.timestamp());
    let startup = Startup {
        now,
        size: Size::ZERO,
        login,
        client_id,
        redirect_uri: redirect.to_string(),
        profile: config.paths.profile.clone(),
        tour: !config.paths.tour_file().exists(),
        is_demo: demo,
        keymap,
        display,
        feeds: &FEEDS,
        warnings: notes.warnings,
        quota,
        shelf,
        interval: match config.get(keys::INTERVAL) {
            0 => None,
            minutes => Some(SignedDuration::from_mins(minutes.into())),
        },
        player_here: None,
        problem: notes.problem,
    };
    Opened { shared: Shared::new(connections, vault, redirect, client_state), host, startup }
}

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
    let (keymap, outcomes) = Keymap::default().rebound(&rows);
    for (binding, outcome) in config.keymap.iter().zip(outcomes) {
        if let Err(why) = outcome {
            notes.warnings.push(format!("{}: {}", binding.source, CleanText::new(&why)));
        }
    }
    keymap
}

/// The theme with the person's own styles; without colours if they are off.
fn theme(config: &Config, notes: &mut Notes) -> Theme {
    let mut theme = Theme::of(config.get(keys::THEME));
    for row in &config.roles {
        if let Err(why) = theme.set(&row.role, &row.style) {
            notes.warnings.push(format!("{}: {}", row.source, CleanText::new(&format!("theme.{}: {why}", row.role))));
        }
    }
    if config.get(keys::COLOR) == ColorMode::Never { Theme::of(ThemeName::Mono) } else { theme }
}

fn redirect(config: &Config, notes: &mut Notes) -> RedirectUri {
    let set = config.sourced(keys::REDIRECT_URI);
    RedirectUri::parse(&set.value).unwrap_or_else(|error| {
        notes.warnings.push(format!("{}: redirect_uri is ignored: {error}", set.source));
        RedirectUri::default()
    })
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

fn login(client_state: &ClientState) -> LoginState {
    match client_state {
        ClientState::Open(access) => access.session.state(),
        ClientState::NoClient | ClientState::Closed(_) => LoginState::LoggedOut,
    }
}
