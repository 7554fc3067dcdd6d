//! `auth`: the login without the screen.

mod login;
mod logout;
pub(super) mod status;

use super::{Exit, arguments::AuthCommand, exit::Failure, output::Output, settings};
use crate::{
    auth::{Access, Connections, LoginSettings, Vault},
    config::{Config, Environment},
    domain::CleanText,
    spotify::Guard,
};

use jiff::Timestamp;

pub(super) fn run(
    command: AuthCommand,
    config: &Config,
    environment: &Environment,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    let vault = Vault::new(&config.paths.data_dir);
    let settings = || settings::login(config, &vault);
    let open = |settings, output: &mut Output<'_>| open(config, settings, vault.clone(), output);
    match command {
        AuthCommand::Login { no_browser, switch_account } => {
            let settings = settings()?.ok_or_else(|| no_client_id(config))?;
            let (vault, library) = (vault.clone(), config.paths.library_file());
            let how = login::How { no_browser, switch_account, vault, library };
            login::run(&open(settings, output)?, how, environment, output)
        }
        AuthCommand::Status { json } => {
            let storage = config.paths.credentials_file();
            let access = settings()?.map(|settings| open(settings, output)).transpose()?;
            let times = status::Times {
                authorized_at: access.as_ref().and_then(|access| access.session.authorized_at()),
                now: Timestamp::now(),
            };
            let state = access.map(|access| access.session.state());
            status::run(state.as_ref(), times, &storage, json, output)
        }
        // It goes whatever the configuration says.
        AuthCommand::Logout { keep_library } => {
            let rest = if keep_library { logout::Rest::Keep } else { logout::Rest::Delete };
            logout::run(&vault, &config.paths.library_file(), rest, output)
        }
    }
}

/// Opens the login; a damaged one is set aside, which is told. The tokio runtime need not run for that.
pub(super) fn open(
    config: &Config,
    settings: LoginSettings,
    vault: Vault,
    output: &mut Output<'_>,
) -> Result<Access, Failure> {
    let guard = Guard::stored_at(config.paths.quota_file());
    let connections = Connections::new(settings.origins.clone(), &guard);
    let access = connections.open(settings, vault).map_err(|cause| Failure::new(Exit::Failed, cause))?;
    if let Some(name) = access.session.quarantined() {
        output.note(format_args!("The stored login was damaged. It was kept as {name}; nothing else is lost."))?;
    }
    Ok(access)
}

fn no_client_id(config: &Config) -> Failure {
    Failure::new(
        Exit::Usage,
        format_args!(
            "no client ID is set\n\
             1. Open https://developer.spotify.com/dashboard and create an app; a name such as \"My podcast shelf\" \
             will do.\n\
             2. Give it the redirect URI {} and choose \"Web API\".\n\
             3. Copy its client ID into SPOTIFY_CLIENT_ID, into .env, or into {}:\n   \
             client_id = \"…\"",
            config.redirect_uri.value,
            CleanText::new(&config.paths.config_file.to_string_lossy())
        ),
    )
}
