//! `auth logout`: removes the login from this computer.

use crate::{
    auth::{Forget, LoginState, Session},
    cli::{Exit, app, exit::Failure, output::Output},
};

/// Removes the login, if there is one. Not being logged in is no error: that is what was asked for.
pub(super) fn run(session: Option<Session>, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let Some(session) = session else {
        output.line("Nobody is logged in.")?;
        return Ok(Exit::Done);
    };
    let was_there = match session.state() {
        LoginState::LoggedIn { .. } | LoginState::Expired => true,
        LoginState::LoggedOut => false,
    };
    // In any case: what cannot be read as a login may still be one.
    let tokio = app::tokio()?;
    tokio.block_on(session.log_out(Forget::Login)).map_err(|cause| Failure::new(Exit::Failed, cause))?;
    if was_there {
        output.line("Logged out. The login is removed from this computer.")?;
        output.line("To end the app's access at Spotify too: https://www.spotify.com/account/apps")?;
    } else {
        output.line("Nobody is logged in.")?;
    }
    Ok(Exit::Done)
}
