//! `auth`: the login without the screen.

mod fate;
mod login;
mod logout;
pub(super) mod status;

use fate::Fate;

use super::{Exit, arguments::AuthCommand, context::Context, exit::Failure, output::Output};
use crate::{
    auth::Session,
    config::{Config, keys},
    domain::CleanText,
};

pub(super) fn run(command: AuthCommand, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let paths = &context.config.paths;
    match command {
        AuthCommand::Login(flags) => {
            let settings = context.login()?.ok_or_else(|| no_client_id(&context.config))?;
            let (_, access) = context.access(settings, output)?;
            login::run(&access, flags, context, output)
        }
        AuthCommand::Status { json } => {
            let opened = context.login()?.map(|settings| context.access(settings, output)).transpose()?;
            let session = opened.map(|(_, access)| access.session);
            let authorized_at = session.as_ref().and_then(Session::authorized_at);
            let times = status::Times { authorized_at, now: context.clock.timestamp() };
            let state = session.map(|session| session.state());
            let store = context.vault().token_store().ok().flatten();
            let stored = status::Stored { profile: &paths.profile, file: &paths.credentials_file(), store };
            let exit = status::run(state.as_ref(), times, stored, json, output)?;
            if let Some(start) = context.demo_service(exit) {
                output.note(start)?;
            }
            Ok(exit)
        }
        // Works with any configuration.
        AuthCommand::Logout { keep_library, delete_library } => {
            let vault = context.vault();
            let keep_library = match fate::choose((keep_library, delete_library), &vault, output)? {
                Fate::Login => true,
                Fate::LoginAndLibrary => false,
                Fate::Nothing => {
                    output.line("Nothing was deleted")?;
                    return Ok(Exit::Done);
                }
            };
            logout::run(&vault, &paths.library_file(), keep_library, output)
        }
    }
}

fn no_client_id(config: &Config) -> Failure {
    Failure::new(
        Exit::Usage,
        format_args!(
            "no client ID is set\n\
             1. Open https://developer.spotify.com/dashboard and create an app, named \"My podcast shelf\" for example.\n\
             2. Add the redirect URI {} and select \"Web API\".\n\
             3. Copy the client ID to SPOTIFY_CLIENT_ID, to .env, or to {}:\n   \
             client_id = \"…\"",
            config.get(keys::REDIRECT_URI),
            CleanText::new(&config.paths.config_file.to_string_lossy())
        ),
    )
}
