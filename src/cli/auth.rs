//! `auth`: the login without the screen.

mod client;
mod fate;
mod login;
mod logout;

use fate::Fate;

use super::{Exit, arguments::AuthCommand, context::Context, exit::Failure, output::Output, question};
use crate::{auth::Session, config, domain::LoginState, runtime::doctor::status as login_status};

pub(super) fn run(command: AuthCommand, mut context: Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    match command {
        AuthCommand::Login(flags) => {
            if context.login()?.is_none() {
                client::set(&mut context, output)?;
            }
            let (_, access) = context.access(context.client()?, output)?;
            login::run(&access, flags, &context, output)
        }
        AuthCommand::Status { json } => {
            let opened = context.login()?.map(|settings| context.access(settings, output)).transpose()?;
            let session = opened.map(|(_, access)| access.session);
            let authorized_at = session.as_ref().and_then(Session::authorized_at);
            let times = login_status::Times { authorized_at, now: context.clock.timestamp() };
            let state = session.map(|session| session.state());
            let store = context.vault().token_store().ok().flatten();
            let paths = &context.config.paths;
            let stored = login_status::Stored { profile: &paths.profile, file: &paths.credentials_file(), store };
            let exit = status(state.as_ref(), times, stored, json, output)?;
            if let Some(start) = context.demo_service(exit) {
                output.note(start)?;
            }
            Ok(exit)
        }
        // Works with any configuration.
        AuthCommand::Logout { keep_library, delete_library } => {
            let (vault, paths) = (context.vault(), &context.config.paths);
            let keep_library = match fate::choose((keep_library, delete_library), &vault, output)? {
                Fate::Login => true,
                Fate::LoginAndLibrary => false,
                Fate::Nothing => return Err(question::declined("nothing was deleted")),
            };
            let exit = logout::run(&vault, &paths.library_file(), keep_library, output)?;
            if !keep_library {
                config::delete_covers(paths);
            }
            Ok(exit)
        }
    }
}

/// Prints a login state, which is `None` if no client ID is set. Sends no request: a login past its end counts as one
/// until its next use.
fn status(
    state: Option<&LoginState>,
    times: login_status::Times,
    stored: login_status::Stored<'_>,
    as_json: bool,
    output: &mut Output<'_>,
) -> Result<Exit, Failure> {
    if as_json {
        output.line(login_status::object(state, times, stored))?;
    } else {
        for line in login_status::lines(state, times, stored) {
            output.line(line)?;
        }
    }
    Ok(match state {
        Some(LoginState::LoggedIn { .. }) => Exit::Done,
        Some(LoginState::LoggedOut | LoginState::Ended { .. }) | None => Exit::LogInFirst,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::domain::Profile;

    #[test]
    fn without_a_login_the_code_of_status_is_3() {
        let moment: jiff::Timestamp = "2026-11-01T10:00:00Z".parse().expect("a moment");
        let times = login_status::Times { authorized_at: None, now: moment };
        let code = |state: Option<&LoginState>| {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let stored = login_status::Stored { profile: &Profile::default(), file: Path::new("/p"), store: None };
            let exit = status(state, times, stored, false, &mut Output::new(&mut out, &mut err));
            assert!(err.is_empty() && !out.is_empty());
            exit.expect("a vector takes everything")
        };
        for state in [None, Some(&LoginState::LoggedOut), Some(&LoginState::Ended { account: None })] {
            assert_eq!(code(state), Exit::LogInFirst);
        }
        let logged_in = LoginState::LoggedIn { account: None, missing: Vec::new(), ends: moment };
        assert_eq!(code(Some(&logged_in)), Exit::Done);
    }
}
