//! `auth`: the login without the screen.

mod client;
mod fate;
mod login;
mod logout;

use super::{Context, Exit, Failure, Output, Result, arguments::AuthCommand};
use crate::{
    app::requests::effect::LibraryFate, auth::Session, config, domain::LoginState, runtime::doctor::status::LoginStatus,
};

pub(super) fn run(command: AuthCommand, mut context: Context, output: &mut Output<'_>) -> Result<Exit> {
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
            let state = session.map(|session| session.state());
            let store = context.vault().token_store().ok().flatten();
            let paths = &context.config.paths;
            let status = LoginStatus {
                state: state.as_ref(),
                authorized_at,
                now: context.clock.timestamp(),
                profile: &paths.profile,
                file: &paths.credentials_file(),
                store,
            };
            let exit = print(status, json, output)?;
            if let Some(start) = context.demo_service(exit) {
                output.note(start)?;
            }
            Ok(exit)
        }
        // Works with any configuration.
        AuthCommand::Logout { keep_library, delete_library } => {
            let (vault, paths) = (context.vault(), &context.config.paths);
            let fate = fate::choose((keep_library, delete_library), &vault, output)?;
            let fate = fate.ok_or_else(|| Failure::failed("nothing was deleted"))?;
            let keep_library = fate == LibraryFate::Keep;
            let exit = logout::run(&vault, &paths.library_file(), keep_library, output)?;
            if !keep_library {
                config::delete_covers(paths);
            }
            Ok(exit)
        }
    }
}

/// Prints a login. Sends no request: a login past its end counts as one
/// until its next use.
fn print(status: LoginStatus<'_>, as_json: bool, output: &mut Output<'_>) -> Result<Exit> {
    if as_json {
        output.line(status.object())?;
    } else {
        status.lines().iter().try_for_each(|line| output.line(line))?;
    }
    Ok(match status.state {
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
        let now: jiff::Timestamp = "2026-11-01T10:00:00Z".parse().expect("a moment");
        let code = |state: Option<&LoginState>| {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let (profile, file) = (&Profile::default(), Path::new("/p"));
            let status = LoginStatus { state, authorized_at: None, now, profile, file, store: None };
            let exit = print(status, false, &mut Output::new(&mut out, &mut err));
            assert!(err.is_empty() && !out.is_empty());
            exit.expect("a vector takes everything")
        };
        for state in [None, Some(&LoginState::LoggedOut), Some(&LoginState::Ended { account: None })] {
            assert_eq!(code(state), Exit::LogInFirst);
        }
        let logged_in = LoginState::LoggedIn { account: None, missing: Vec::new(), ends: now };
        assert_eq!(code(Some(&logged_in)), Exit::Done);
    }
}
