//! `auth`: the login without the screen.

mod login;
mod logout;
mod status;

use super::{Exit, arguments::AuthCommand, exit::Failure, output::Output, settings};
use crate::{
    auth::{LoginSettings, Session, Vault},
    config::{Config, Environment},
    domain::CleanText,
};

pub(super) fn run(
    command: AuthCommand,
    config: &Config,
    environment: &Environment,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    let vault = Vault::new(&config.paths.data_dir);
    let settings = settings::login(config, &vault)?;
    match command {
        AuthCommand::Login { no_browser, switch_account } => {
            let settings = settings.ok_or_else(|| no_client_id(config))?;
            let how = login::How { no_browser, switch_account };
            login::run(&settings, vault, how, environment, output)
        }
        AuthCommand::Status { json } => {
            let storage = config.paths.credentials_file();
            let state = settings.map(|settings| Ok::<_, Failure>(open(settings, vault)?.state())).transpose()?;
            status::run(state.as_ref(), &storage, json, output)
        }
        // There is nothing but the login to remove.
        AuthCommand::Logout { keep_library: _ } => {
            let session = settings.map(|settings| open(settings, vault)).transpose()?;
            logout::run(session, output)
        }
    }
}

/// Opens the session. The tokio runtime need not run for what is asked of it here.
fn open(settings: LoginSettings, vault: Vault) -> Result<Session, Failure> {
    Session::open(settings, vault).map_err(|cause| Failure::new(Exit::Failed, cause))
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
